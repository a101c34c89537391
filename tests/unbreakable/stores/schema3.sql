PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,                  -- hash of version, code, data files and configuration
  version TEXT NOT NULL,              -- menurut's version
  started TEXT NOT NULL,              -- ISO 8601, UTC
  finished TEXT                       -- NULL while it runs, and for ever if it was interrupted
) STRICT;
INSERT INTO runs VALUES(1,'216a1bcd992f4c65892f','0.1.0','2026-11-27T21:04:49+00:00','2026-11-27T21:04:50+00:00');
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
INSERT INTO articles VALUES('4ddfc3320e9ed07e2f05','doha','https://wartaselat.example/doha','wartaselat.example','Menlu Arvania Tiba di Doha','2024-03-04','2024-03-04','id',replace('Menlu Arvania Tiba di Doha\nDOHA - Menteri Luar Negeri Arvania Tomas Ilman tiba di Doha, Senin (4/3/2024), untuk berunding.\n"Kami datang untuk berbicara, bukan untuk mengancam," kata Ilman kepada wartawan di bandara.\nKementerian Luar Negeri Qatar menyatakan bahwa perundingan itu akan berlangsung dua hari.\nBaca juga: Lima Negara Kirim Utusan ke Doha\n(rst)','\n',char(10)),'two.jsonl:1','2317c39970585381d7d0','216a1bcd992f4c65892f',1);
INSERT INTO articles VALUES('65f40b51bb7b357af12d','article-1','https://wartaselat.example/1','wartaselat.example','Negara Ke-1 Bantah Tuduhan Tetangganya','2024-03-04','2024-03-04','id',replace('Negara Ke-1 Bantah Tuduhan Tetangganya\nPemerintah negara ke-1 membantah tuduhan bahwa pasukannya melintasi perbatasan.\n"Tidak ada satu pun prajurit kami di sana," kata juru bicara ke-1 pada Senin.\nMenurut utusan nomor 1, perundingan akan dilanjutkan pekan depan.','\n',char(10)),'two.jsonl:2','11345ceae59d5d1efb78','216a1bcd992f4c65892f',1);
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
  basis TEXT,                         -- what the country rests on: stated, inferred
  sector TEXT,                        -- PLOVER's sector: GOV, MIL, REB, ...
  UNIQUE (article, number)
) STRICT;
INSERT INTO actors VALUES('d482ab550b2881b34583','4ddfc3320e9ed07e2f05',1,'Arvania Tomas Ilman','person','IDN','Menlu','inferred','GOV');
INSERT INTO actors VALUES('c7ebbaf8e538a0880af7','4ddfc3320e9ed07e2f05',2,'wartawan','group',NULL,NULL,NULL,'JRN');
INSERT INTO actors VALUES('304545f326e0aafaca12','4ddfc3320e9ed07e2f05',3,'Kementerian Luar Negeri Qatar','agency','QAT',NULL,'stated','GOV');
INSERT INTO actors VALUES('5663b2e36751d23a0994','65f40b51bb7b357af12d',1,'Indonesia','state','IDN',NULL,'inferred','GOV');
INSERT INTO actors VALUES('630b5fd26351fb7c2200','65f40b51bb7b357af12d',2,'juru bicara','person',NULL,'juru bicara',NULL,NULL);
INSERT INTO actors VALUES('c0ab9f0c53c93a795c3d','65f40b51bb7b357af12d',3,'utusan nomor 1','person',NULL,'utusan nomor 1',NULL,'GOV');
CREATE TABLE mentions (
  actor TEXT NOT NULL REFERENCES actors(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  mention TEXT NOT NULL,
  PRIMARY KEY (actor, number)
) STRICT, WITHOUT ROWID;
INSERT INTO mentions VALUES('304545f326e0aafaca12',1,216,245,'Kementerian Luar Negeri Qatar');
INSERT INTO mentions VALUES('5663b2e36751d23a0994',1,39,56,'Pemerintah negara');
INSERT INTO mentions VALUES('630b5fd26351fb7c2200',1,168,179,'juru bicara');
INSERT INTO mentions VALUES('c0ab9f0c53c93a795c3d',1,205,219,'utusan nomor 1');
INSERT INTO mentions VALUES('c7ebbaf8e538a0880af7',1,195,203,'wartawan');
INSERT INTO mentions VALUES('d482ab550b2881b34583',1,0,13,'Menlu Arvania');
INSERT INTO mentions VALUES('d482ab550b2881b34583',2,34,73,'Menteri Luar Negeri Arvania Tomas Ilman');
INSERT INTO mentions VALUES('d482ab550b2881b34583',3,182,187,'Ilman');
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
INSERT INTO attributions VALUES('98f6c0a23a5e98b94340','4ddfc3320e9ed07e2f05',1,'d482ab550b2881b34583',182,187,'Ilman',177,181,'kata','direct','STATE',0.99350000000000004973);
INSERT INTO attributions VALUES('e424819e50d6bba37852','4ddfc3320e9ed07e2f05',2,'304545f326e0aafaca12',216,245,'Kementerian Luar Negeri Qatar',246,256,'menyatakan','indirect','STATE',0.99699999999999999733);
INSERT INTO attributions VALUES('ce4ee94d661cf8f34db2','65f40b51bb7b357af12d',1,'5663b2e36751d23a0994',39,61,'Pemerintah negara ke-1',62,71,'membantah','indirect','DENY',0.76619999999999999218);
INSERT INTO attributions VALUES('264da38acf175bd58f8b','65f40b51bb7b357af12d',2,NULL,NULL,NULL,NULL,72,79,'tuduhan','indirect','ACCUSE',0.89480000000000003979);
INSERT INTO attributions VALUES('3c1c9341cbc37c935cf5','65f40b51bb7b357af12d',3,'630b5fd26351fb7c2200',168,184,'juru bicara ke-1',163,167,'kata','direct','STATE',0.99399999999999999467);
INSERT INTO attributions VALUES('61423507750653926783','65f40b51bb7b357af12d',4,'c0ab9f0c53c93a795c3d',205,219,'utusan nomor 1',197,204,'Menurut','indirect','STATE',0.98950000000000004618);
CREATE TABLE contents (
  attribution TEXT NOT NULL REFERENCES attributions(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (attribution, number)
) STRICT, WITHOUT ROWID;
INSERT INTO contents VALUES('264da38acf175bd58f8b',1,86,117,'pasukannya melintasi perbatasan');
INSERT INTO contents VALUES('3c1c9341cbc37c935cf5',1,120,160,'Tidak ada satu pun prajurit kami di sana');
INSERT INTO contents VALUES('61423507750653926783',1,221,261,'perundingan akan dilanjutkan pekan depan');
INSERT INTO contents VALUES('98f6c0a23a5e98b94340',1,124,174,'Kami datang untuk berbicara, bukan untuk mengancam');
INSERT INTO contents VALUES('ce4ee94d661cf8f34db2',1,72,117,'tuduhan bahwa pasukannya melintasi perbatasan');
INSERT INTO contents VALUES('e424819e50d6bba37852',1,263,304,'perundingan itu akan berlangsung dua hari');
CREATE TABLE dates (                  -- words that say when
  id TEXT PRIMARY KEY,
  article TEXT NOT NULL REFERENCES documents(article) ON DELETE CASCADE,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, words TEXT NOT NULL,
  value TEXT,                         -- 2019-09-17, 2019-09, 2019, or first/last; NULL where nothing tells
  first TEXT, last TEXT,              -- the first and the last day meant
  precision TEXT NOT NULL,            -- day, week, month, year, decade, interval
  basis TEXT NOT NULL                 -- stated, dateline, published, inferred
) STRICT;
INSERT INTO dates VALUES('c102f629616a4193c838','4ddfc3320e9ed07e2f05',88,104,'Senin (4/3/2024)','2024-03-04','2024-03-04','2024-03-04','day','stated');
INSERT INTO dates VALUES('fc6b528253d9c326544c','65f40b51bb7b357af12d',190,195,'Senin','2024-03-04','2024-03-04','2024-03-04','day','published');
INSERT INTO dates VALUES('dfcd932c59119722fd63','65f40b51bb7b357af12d',250,261,'pekan depan','2024-03-11/2024-03-17','2024-03-11','2024-03-17','week','published');
CREATE TABLE places (
  id TEXT PRIMARY KEY,
  article TEXT NOT NULL REFERENCES documents(article) ON DELETE CASCADE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,                 -- country, region, city, site
  country TEXT, region TEXT,          -- ISO 3166-1 alpha-3; name of the first-level region
  latitude REAL, longitude REAL,      -- degrees, WGS 84
  geonames_id INTEGER,
  basis TEXT NOT NULL,                -- stated, dateline, inferred
  score REAL NOT NULL,                -- how likely it is this one of the candidates
  candidates TEXT NOT NULL            -- JSON: GeoNames numbers or ISO codes, the likeliest first
) STRICT;
INSERT INTO places VALUES('af30ed982b5c0dbdff78','4ddfc3320e9ed07e2f05','Doha','city','QAT','Doha',25.285499999999998977,51.530999999999998807,290030,'dateline',0.99399999999999999467,'["290030", "region:QAT:Doha"]');
CREATE TABLE place_mentions (
  place TEXT NOT NULL REFERENCES places(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  mention TEXT NOT NULL,
  PRIMARY KEY (place, number)
) STRICT, WITHOUT ROWID;
INSERT INTO place_mentions VALUES('af30ed982b5c0dbdff78',1,22,26,'Doha');
INSERT INTO place_mentions VALUES('af30ed982b5c0dbdff78',2,27,31,'DOHA');
INSERT INTO place_mentions VALUES('af30ed982b5c0dbdff78',3,82,86,'Doha');
CREATE TABLE events (                 -- one article's report of one happening
  id TEXT PRIMARY KEY,
  article TEXT NOT NULL REFERENCES documents(article) ON DELETE CASCADE,
  number INTEGER NOT NULL,            -- its place in the article, from 1
  type TEXT NOT NULL, mode TEXT,      -- PLOVER's: ASSAULT, aerial
  status TEXT NOT NULL,               -- actual, attributed, planned, possible, negated
  score REAL NOT NULL,                -- 0 to 1
  intensity REAL NOT NULL,            -- of type and mode, from -10 (conflict) to 10 (cooperation)
  quad TEXT NOT NULL,                 -- verbal or material, cooperation or conflict: VC, MC, VX, MX
  cameo TEXT,                         -- CAMEO's code where type and mode leave only one
  date TEXT REFERENCES dates(id) DEFERRABLE INITIALLY DEFERRED,
  place TEXT REFERENCES places(id) DEFERRABLE INITIALLY DEFERRED,
  place_country TEXT,                 -- ISO 3166-1 alpha-3; may stand without a place
  UNIQUE (article, number)
) STRICT;
INSERT INTO events VALUES('5429a40bc7e71b286bb5','4ddfc3320e9ed07e2f05',1,'CONSULT','visit','actual',0.848300000000000054,4.0,'VC','042','c102f629616a4193c838','af30ed982b5c0dbdff78','QAT');
INSERT INTO events VALUES('52f20a95992baa1b6135','65f40b51bb7b357af12d',1,'ACCUSE','allege','actual',0.9786000000000000254,-3.5,'VX','110',NULL,NULL,NULL);
CREATE TABLE event_triggers (         -- the words that report it, the best first
  event TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;
INSERT INTO event_triggers VALUES('52f20a95992baa1b6135',1,72,79,'tuduhan');
INSERT INTO event_triggers VALUES('5429a40bc7e71b286bb5',1,74,78,'tiba');
INSERT INTO event_triggers VALUES('5429a40bc7e71b286bb5',2,112,121,'berunding');
INSERT INTO event_triggers VALUES('5429a40bc7e71b286bb5',3,14,18,'Tiba');
INSERT INTO event_triggers VALUES('5429a40bc7e71b286bb5',4,263,274,'perundingan');
CREATE TABLE event_actors (
  event TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  role TEXT NOT NULL,                 -- source (did it), target (it was done to)
  number INTEGER NOT NULL,
  actor TEXT NOT NULL REFERENCES actors(id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (event, role, number)
) STRICT, WITHOUT ROWID;
INSERT INTO event_actors VALUES('52f20a95992baa1b6135','target',1,'5663b2e36751d23a0994');
INSERT INTO event_actors VALUES('5429a40bc7e71b286bb5','source',1,'d482ab550b2881b34583');
CREATE TABLE event_contexts (
  event TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  context TEXT NOT NULL,              -- PLOVER's: military, diplomatic, ...
  PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;
INSERT INTO event_contexts VALUES('5429a40bc7e71b286bb5',1,'diplomatic');
CREATE TABLE positions (              -- where an actor stands on an event
  event TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  actor TEXT NOT NULL REFERENCES actors(id) DEFERRABLE INITIALLY DEFERRED,
  stance TEXT NOT NULL,               -- asserts, confirms, denies, no_position
  attribution TEXT REFERENCES attributions(id) DEFERRABLE INITIALLY DEFERRED, -- whose words show it
  PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE quantities (             -- numbers that belong to an event
  event TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, words TEXT NOT NULL,
  low REAL, high REAL,                -- the least and the most that is meant; NULL for an open end
  unit TEXT NOT NULL,                 -- killed, injured, arrested, a currency (ISO 4217), else the counted noun
  bound TEXT NOT NULL,                -- exact, about, more_than, less_than, at_least, at_most, range
  PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE agreements (             -- treaties, deals and truces
  id TEXT PRIMARY KEY,
  article TEXT NOT NULL REFERENCES documents(article) ON DELETE CASCADE,
  number INTEGER NOT NULL,            -- its place in the article, from 1
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, words TEXT NOT NULL,
  stage TEXT NOT NULL,                -- announced, agreed, signed, ended
  subject_start INTEGER, subject_end INTEGER, subject TEXT,
  date TEXT REFERENCES dates(id) DEFERRABLE INITIALLY DEFERRED,
  event TEXT REFERENCES events(id) DEFERRABLE INITIALLY DEFERRED, -- that agrees on it, signs it or ends it
  UNIQUE (article, number)
) STRICT;
CREATE TABLE agreement_parties (
  agreement TEXT NOT NULL REFERENCES agreements(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  actor TEXT NOT NULL REFERENCES actors(id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (agreement, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE attribution_about (      -- what is said is about an event, or about another attribution
  attribution TEXT NOT NULL REFERENCES attributions(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  event TEXT REFERENCES events(id) DEFERRABLE INITIALLY DEFERRED,
  other TEXT REFERENCES attributions(id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (attribution, number),
  CHECK ((event IS NULL) <> (other IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO attribution_about VALUES('ce4ee94d661cf8f34db2',1,'52f20a95992baa1b6135',NULL);
INSERT INTO attribution_about VALUES('e424819e50d6bba37852',1,'5429a40bc7e71b286bb5',NULL);
CREATE TABLE identities (             -- actors across articles
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL, name TEXT NOT NULL, country TEXT,
  wikidata TEXT,                      -- Q-number where menurut's table has it
  block TEXT NOT NULL                 -- what is compared with each other
) STRICT;
INSERT INTO identities VALUES('5a0229e1f8743003fa0c','agency','Kementerian Luar Negeri Qatar','QAT',NULL,'agency QAT foreign ministry');
INSERT INTO identities VALUES('887d88c5ebdc80a9d3c9','person','Arvania Tomas Ilman','IDN',NULL,'person ilmn');
INSERT INTO identities VALUES('219651e11652f0725deb','state','Indonesia','IDN','Q252','state IDN');
CREATE TABLE identity_names (
  identity TEXT NOT NULL REFERENCES identities(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  first TEXT, last TEXT,              -- from when to when it was called so, by the articles' dates
  articles INTEGER NOT NULL,          -- independent ones
  PRIMARY KEY (identity, name)
) STRICT, WITHOUT ROWID;
INSERT INTO identity_names VALUES('219651e11652f0725deb','Indonesia','2024-03-04','2024-03-04',1);
INSERT INTO identity_names VALUES('5a0229e1f8743003fa0c','Kementerian Luar Negeri Qatar','2024-03-04','2024-03-04',1);
INSERT INTO identity_names VALUES('887d88c5ebdc80a9d3c9','Arvania Tomas Ilman','2024-03-04','2024-03-04',1);
CREATE TABLE identity_roles (
  identity TEXT NOT NULL REFERENCES identities(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  role TEXT NOT NULL, country TEXT,
  first TEXT, last TEXT,
  articles INTEGER NOT NULL,          -- independent ones; 0 where only menurut's table of offices has it
  basis TEXT NOT NULL,                -- text, table
  PRIMARY KEY (identity, number)
) STRICT, WITHOUT ROWID;
INSERT INTO identity_roles VALUES('887d88c5ebdc80a9d3c9',1,'Menlu','IDN','2024-03-04','2024-03-04',1,'text');
CREATE TABLE identity_actors (        -- identity is NULL where several fit and none is likelier
  actor TEXT PRIMARY KEY REFERENCES actors(id) ON DELETE CASCADE,
  identity TEXT REFERENCES identities(id) ON DELETE SET NULL,
  score REAL NOT NULL,
  candidates TEXT NOT NULL,           -- JSON: ids of the other identities it may be
  block TEXT                          -- NULL for what has no name of its own
) STRICT;
INSERT INTO identity_actors VALUES('304545f326e0aafaca12','5a0229e1f8743003fa0c',1.0,'[]','agency QAT foreign ministry');
INSERT INTO identity_actors VALUES('5663b2e36751d23a0994','219651e11652f0725deb',1.0,'[]','state IDN');
INSERT INTO identity_actors VALUES('630b5fd26351fb7c2200',NULL,1.0,'[]',NULL);
INSERT INTO identity_actors VALUES('c0ab9f0c53c93a795c3d',NULL,1.0,'[]',NULL);
INSERT INTO identity_actors VALUES('c7ebbaf8e538a0880af7',NULL,1.0,'[]',NULL);
INSERT INTO identity_actors VALUES('d482ab550b2881b34583','887d88c5ebdc80a9d3c9',1.0,'[]','person ilmn');
CREATE TABLE identity_aliases (       -- ids that an identity had before
  alias TEXT PRIMARY KEY,
  identity TEXT NOT NULL
) STRICT, WITHOUT ROWID;
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
CREATE INDEX dates_article ON dates(article);
CREATE INDEX places_article ON places(article);
CREATE INDEX events_date ON events(date);
CREATE INDEX events_place ON events(place);
CREATE INDEX event_actors_actor ON event_actors(actor);
CREATE INDEX positions_actor ON positions(actor);
CREATE INDEX positions_attribution ON positions(attribution);
CREATE INDEX agreements_date ON agreements(date);
CREATE INDEX agreements_event ON agreements(event);
CREATE INDEX agreement_parties_actor ON agreement_parties(actor);
CREATE INDEX attribution_about_event ON attribution_about(event);
CREATE INDEX attribution_about_other ON attribution_about(other);
CREATE INDEX identities_block ON identities(block);
CREATE INDEX identity_actors_identity ON identity_actors(identity);
CREATE INDEX identity_actors_block ON identity_actors(block);
CREATE INDEX problems_article ON problems(article);
CREATE INDEX problems_origin ON problems(origin);
COMMIT;
PRAGMA application_id = 1835954804; PRAGMA user_version = 3;
