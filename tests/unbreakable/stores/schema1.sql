PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,                  -- hash of version, code, data files and configuration
  version TEXT NOT NULL,              -- menurut's version
  started TEXT NOT NULL,              -- ISO 8601, UTC
  finished TEXT                       -- NULL while it runs, and for ever if it was interrupted
) STRICT;
INSERT INTO runs VALUES(1,'a24aa0d433030ce58ca5','0.1.0','2026-11-27T21:04:22+00:00','2026-11-27T21:04:22+00:00');
CREATE TABLE articles (
  id TEXT PRIMARY KEY,                -- hash of outlet and address, else of outlet, given id and text
  given_id TEXT,                      -- the id it came with
  url TEXT, outlet TEXT, title TEXT,
  published TEXT,                     -- ISO 8601, NULL if not stated or not certain
  stated_date TEXT,                   -- the date as the input words it
  stated_language TEXT,
  text TEXT NOT NULL,                 -- the raw text, untouched
  origin TEXT NOT NULL,               -- where it was read
  input_hash TEXT NOT NULL,           -- hash of all of the above but origin
  run_key TEXT NOT NULL,              -- the key of the run that made its records
  run INTEGER NOT NULL REFERENCES runs(id)
) STRICT;
INSERT INTO articles VALUES('4ddfc3320e9ed07e2f05','doha','https://wartaselat.example/doha','wartaselat.example','Menlu Arvania Tiba di Doha','2024-03-04','2024-03-04','id',replace('Menlu Arvania Tiba di Doha\nDOHA - Menteri Luar Negeri Arvania Tomas Ilman tiba di Doha, Senin (4/3/2024), untuk berunding.\n"Kami datang untuk berbicara, bukan untuk mengancam," kata Ilman kepada wartawan di bandara.\nKementerian Luar Negeri Qatar menyatakan bahwa perundingan itu akan berlangsung dua hari.\nBaca juga: Lima Negara Kirim Utusan ke Doha\n(rst)','\n',char(10)),'two.jsonl:1','2317c39970585381d7d0','a24aa0d433030ce58ca5',1);
INSERT INTO articles VALUES('65f40b51bb7b357af12d','article-1','https://wartaselat.example/1','wartaselat.example','Negara Ke-1 Bantah Tuduhan Tetangganya','2024-03-04','2024-03-04','id',replace('Negara Ke-1 Bantah Tuduhan Tetangganya\nPemerintah negara ke-1 membantah tuduhan bahwa pasukannya melintasi perbatasan.\n"Tidak ada satu pun prajurit kami di sana," kata juru bicara ke-1 pada Senin.\nMenurut utusan nomor 1, perundingan akan dilanjutkan pekan depan.','\n',char(10)),'two.jsonl:2','11345ceae59d5d1efb78','a24aa0d433030ce58ca5',1);
CREATE TABLE revisions (              -- what an article said before it came again with other words
  article TEXT NOT NULL REFERENCES articles(id),
  input_hash TEXT NOT NULL,
  given_id TEXT, title TEXT, published TEXT, stated_language TEXT, text TEXT NOT NULL, origin TEXT NOT NULL,
  replaced_in INTEGER NOT NULL REFERENCES runs(id),
  PRIMARY KEY (article, input_hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE documents (
  article TEXT PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  language TEXT NOT NULL,             -- the language it is in: id, en
  text TEXT NOT NULL,                 -- all paragraphs, one a line; every *_start and *_end counts its code points
  dateline_start INTEGER, dateline_end INTEGER,
  dateline_place_start INTEGER, dateline_place_end INTEGER,
  dateline_outlet_start INTEGER, dateline_outlet_end INTEGER,
  dateline_date_start INTEGER, dateline_date_end INTEGER
) STRICT;
INSERT INTO documents VALUES('4ddfc3320e9ed07e2f05','id',replace('Menlu Arvania Tiba di Doha\nDOHA - Menteri Luar Negeri Arvania Tomas Ilman tiba di Doha, Senin (4/3/2024), untuk berunding.\n"Kami datang untuk berbicara, bukan untuk mengancam," kata Ilman kepada wartawan di bandara.\nKementerian Luar Negeri Qatar menyatakan bahwa perundingan itu akan berlangsung dua hari.\nBaca juga: Lima Negara Kirim Utusan ke Doha\n(rst)','\n',char(10)),27,34,27,31,NULL,NULL,NULL,NULL);
INSERT INTO documents VALUES('65f40b51bb7b357af12d','id',replace('Negara Ke-1 Bantah Tuduhan Tetangganya\nPemerintah negara ke-1 membantah tuduhan bahwa pasukannya melintasi perbatasan.\n"Tidak ada satu pun prajurit kami di sana," kata juru bicara ke-1 pada Senin.\nMenurut utusan nomor 1, perundingan akan dilanjutkan pekan depan.','\n',char(10)),NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE paragraphs (
  article TEXT NOT NULL REFERENCES documents(article) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  kind TEXT NOT NULL,                 -- headline, body, caption, byline, boilerplate, repeat
  origin TEXT NOT NULL,               -- text or title: what raw_start and raw_end count in
  raw_start INTEGER NOT NULL, raw_end INTEGER NOT NULL,
  alignment TEXT,                     -- JSON [[document offset, raw offset], ...] where a repair changed lengths
  repeats INTEGER,                    -- the number of the paragraph that it says again
  PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;
INSERT INTO paragraphs VALUES('4ddfc3320e9ed07e2f05',0,0,26,'headline','text',0,26,NULL,NULL);
INSERT INTO paragraphs VALUES('4ddfc3320e9ed07e2f05',1,27,122,'body','text',27,122,NULL,NULL);
INSERT INTO paragraphs VALUES('4ddfc3320e9ed07e2f05',2,123,215,'body','text',123,215,NULL,NULL);
INSERT INTO paragraphs VALUES('4ddfc3320e9ed07e2f05',3,216,305,'body','text',216,305,NULL,NULL);
INSERT INTO paragraphs VALUES('4ddfc3320e9ed07e2f05',4,306,349,'boilerplate','text',306,349,NULL,NULL);
INSERT INTO paragraphs VALUES('4ddfc3320e9ed07e2f05',5,350,355,'byline','text',350,355,NULL,NULL);
INSERT INTO paragraphs VALUES('65f40b51bb7b357af12d',0,0,38,'headline','text',0,38,NULL,NULL);
INSERT INTO paragraphs VALUES('65f40b51bb7b357af12d',1,39,118,'body','text',39,118,NULL,NULL);
INSERT INTO paragraphs VALUES('65f40b51bb7b357af12d',2,119,196,'body','text',119,196,NULL,NULL);
INSERT INTO paragraphs VALUES('65f40b51bb7b357af12d',3,197,262,'body','text',197,262,NULL,NULL);
CREATE TABLE sentences (
  article TEXT NOT NULL REFERENCES documents(article) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  paragraph INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;
INSERT INTO sentences VALUES('4ddfc3320e9ed07e2f05',0,0,0,26);
INSERT INTO sentences VALUES('4ddfc3320e9ed07e2f05',1,1,34,122);
INSERT INTO sentences VALUES('4ddfc3320e9ed07e2f05',2,2,123,215);
INSERT INTO sentences VALUES('4ddfc3320e9ed07e2f05',3,3,216,305);
INSERT INTO sentences VALUES('65f40b51bb7b357af12d',0,0,0,38);
INSERT INTO sentences VALUES('65f40b51bb7b357af12d',1,1,39,118);
INSERT INTO sentences VALUES('65f40b51bb7b357af12d',2,2,119,196);
INSERT INTO sentences VALUES('65f40b51bb7b357af12d',3,3,197,262);
CREATE TABLE actors (
  id TEXT PRIMARY KEY,
  article TEXT NOT NULL REFERENCES documents(article) ON DELETE CASCADE,
  number INTEGER NOT NULL,            -- its place in the article, from 1
  name TEXT NOT NULL,
  kind TEXT NOT NULL,                 -- state, person, agency, organisation, group, document
  country TEXT,                       -- ISO 3166-1 alpha-3
  role TEXT,                          -- office or description as worded
  UNIQUE (article, number)
) STRICT;
INSERT INTO actors VALUES('b8365febfbd00b11a2ae','4ddfc3320e9ed07e2f05',1,'Arvania Tomas Ilman','person','QAT','Menteri Luar Negeri');
INSERT INTO actors VALUES('304545f326e0aafaca12','4ddfc3320e9ed07e2f05',2,'Kementerian Luar Negeri Qatar','agency','QAT',NULL);
INSERT INTO actors VALUES('c67dc8252df6010c583a','65f40b51bb7b357af12d',1,'Ke-1','group',NULL,NULL);
INSERT INTO actors VALUES('5663b2e36751d23a0994','65f40b51bb7b357af12d',2,'Indonesia','state','IDN',NULL);
INSERT INTO actors VALUES('cbb73d1db73891af8ccf','65f40b51bb7b357af12d',3,'juru bicara','person','IDN','juru bicara');
INSERT INTO actors VALUES('706fcd68ef3a35da8497','65f40b51bb7b357af12d',4,'utusan','person','IDN','utusan');
CREATE TABLE mentions (
  actor TEXT NOT NULL REFERENCES actors(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  mention TEXT NOT NULL,
  PRIMARY KEY (actor, number)
) STRICT, WITHOUT ROWID;
INSERT INTO mentions VALUES('304545f326e0aafaca12',1,216,245,'Kementerian Luar Negeri Qatar');
INSERT INTO mentions VALUES('5663b2e36751d23a0994',1,39,56,'Pemerintah negara');
INSERT INTO mentions VALUES('706fcd68ef3a35da8497',1,205,219,'utusan nomor 1');
INSERT INTO mentions VALUES('b8365febfbd00b11a2ae',1,6,13,'Arvania');
INSERT INTO mentions VALUES('b8365febfbd00b11a2ae',2,34,73,'Menteri Luar Negeri Arvania Tomas Ilman');
INSERT INTO mentions VALUES('b8365febfbd00b11a2ae',3,182,187,'Ilman');
INSERT INTO mentions VALUES('c67dc8252df6010c583a',1,0,11,'Negara Ke-1');
INSERT INTO mentions VALUES('cbb73d1db73891af8ccf',1,168,184,'juru bicara ke-1');
CREATE TABLE attributions (
  id TEXT PRIMARY KEY,
  article TEXT NOT NULL REFERENCES documents(article) ON DELETE CASCADE,
  number INTEGER NOT NULL,            -- its place in the article, from 1
  speaker TEXT REFERENCES actors(id) DEFERRABLE INITIALLY DEFERRED,
  source_start INTEGER, source_end INTEGER, source TEXT,
  cue_start INTEGER, cue_end INTEGER, cue TEXT,
  form TEXT NOT NULL,                 -- direct, indirect, mixed
  act TEXT NOT NULL,                  -- STATE, CLAIM, DENY, ...
  score REAL NOT NULL,                -- 0 to 1
  UNIQUE (article, number)
) STRICT;
INSERT INTO attributions VALUES('98f6c0a23a5e98b94340','4ddfc3320e9ed07e2f05',1,'b8365febfbd00b11a2ae',182,187,'Ilman',177,181,'kata','direct','STATE',0.95099999999999995647);
INSERT INTO attributions VALUES('e424819e50d6bba37852','4ddfc3320e9ed07e2f05',2,'304545f326e0aafaca12',216,245,'Kementerian Luar Negeri Qatar',246,256,'menyatakan','indirect','STATE',0.95099999999999995647);
INSERT INTO attributions VALUES('12f60cd1872f42c80f63','65f40b51bb7b357af12d',1,'c67dc8252df6010c583a',0,11,'Negara Ke-1',12,18,'Bantah','indirect','DENY',0.57799999999999995825);
INSERT INTO attributions VALUES('060fc1009c24182d5bba','65f40b51bb7b357af12d',2,'5663b2e36751d23a0994',39,61,'Pemerintah negara ke-1',62,71,'membantah','indirect','DENY',0.95099999999999995647);
INSERT INTO attributions VALUES('264da38acf175bd58f8b','65f40b51bb7b357af12d',3,NULL,NULL,NULL,NULL,72,79,'tuduhan','indirect','ACCUSE',0.95099999999999995647);
INSERT INTO attributions VALUES('3c1c9341cbc37c935cf5','65f40b51bb7b357af12d',4,'cbb73d1db73891af8ccf',168,184,'juru bicara ke-1',163,167,'kata','direct','STATE',0.95099999999999995647);
INSERT INTO attributions VALUES('61423507750653926783','65f40b51bb7b357af12d',5,'706fcd68ef3a35da8497',205,219,'utusan nomor 1',197,204,'Menurut','indirect','STATE',0.95099999999999995647);
CREATE TABLE contents (
  attribution TEXT NOT NULL REFERENCES attributions(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (attribution, number)
) STRICT, WITHOUT ROWID;
INSERT INTO contents VALUES('060fc1009c24182d5bba',1,86,117,'pasukannya melintasi perbatasan');
INSERT INTO contents VALUES('12f60cd1872f42c80f63',1,19,38,'Tuduhan Tetangganya');
INSERT INTO contents VALUES('264da38acf175bd58f8b',1,86,117,'pasukannya melintasi perbatasan');
INSERT INTO contents VALUES('3c1c9341cbc37c935cf5',1,120,160,'Tidak ada satu pun prajurit kami di sana');
INSERT INTO contents VALUES('61423507750653926783',1,221,261,'perundingan akan dilanjutkan pekan depan');
INSERT INTO contents VALUES('98f6c0a23a5e98b94340',1,124,174,'Kami datang untuk berbicara, bukan untuk mengancam');
INSERT INTO contents VALUES('e424819e50d6bba37852',1,263,304,'perundingan itu akan berlangsung dua hari');
CREATE TABLE problems (
  id TEXT PRIMARY KEY,                -- hash of the rest but run
  step TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
  origin TEXT,
  article TEXT,                       -- the id of the article, whether or not it could be stored
  run INTEGER NOT NULL REFERENCES runs(id)
) STRICT;
INSERT INTO problems VALUES('680395c501f13dcc84f6','read','no_text','no text: the row has none of the fields text, body, content, article, body_text, maintext, isi, or it is empty','two.jsonl:3',NULL,1);
CREATE INDEX articles_given_id ON articles(given_id);
CREATE INDEX actors_name ON actors(name);
CREATE INDEX attributions_speaker ON attributions(speaker);
CREATE INDEX problems_article ON problems(article);
CREATE INDEX problems_origin ON problems(origin);
COMMIT;
PRAGMA application_id = 1835954804; PRAGMA user_version = 1;
