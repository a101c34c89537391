"""The tables of the store, as SQL: those of single articles here, those of what links articles beside."""

from __future__ import annotations

from collections.abc import Mapping

TABLES = """
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,                  -- hash of version, code, data files and configuration
  version TEXT NOT NULL,              -- menurut's version
  started TEXT NOT NULL,              -- ISO 8601, UTC
  finished TEXT                       -- NULL while it runs, and for ever if it was interrupted
) STRICT;

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
CREATE INDEX articles_given_id ON articles(given_id);

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

CREATE TABLE sentences (
  article TEXT NOT NULL REFERENCES documents(article) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  paragraph INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;

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
CREATE INDEX actors_name ON actors(name);

CREATE TABLE mentions (
  actor TEXT NOT NULL REFERENCES actors(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  mention TEXT NOT NULL,
  PRIMARY KEY (actor, number)
) STRICT, WITHOUT ROWID;

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
CREATE INDEX attributions_speaker ON attributions(speaker);

CREATE TABLE contents (
  attribution TEXT NOT NULL REFERENCES attributions(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (attribution, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE dates (                  -- words that say when
  id TEXT PRIMARY KEY,
  article TEXT NOT NULL REFERENCES documents(article) ON DELETE CASCADE,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, words TEXT NOT NULL,
  value TEXT,                         -- 2019-09-17, 2019-09, 2019, or first/last; NULL where nothing tells
  first TEXT, last TEXT,              -- the first and the last day meant
  precision TEXT NOT NULL,            -- day, week, month, year, decade, interval
  basis TEXT NOT NULL                 -- stated, dateline, published, inferred
) STRICT;
CREATE INDEX dates_article ON dates(article);

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
CREATE INDEX places_article ON places(article);

CREATE TABLE place_mentions (
  place TEXT NOT NULL REFERENCES places(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  mention TEXT NOT NULL,
  PRIMARY KEY (place, number)
) STRICT, WITHOUT ROWID;

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
CREATE INDEX events_date ON events(date);
CREATE INDEX events_place ON events(place);

CREATE TABLE event_triggers (         -- the words that report it, the best first
  event TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_actors (
  event TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  role TEXT NOT NULL,                 -- source (did it), target (it was done to)
  number INTEGER NOT NULL,
  actor TEXT NOT NULL REFERENCES actors(id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (event, role, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_actors_actor ON event_actors(actor);

CREATE TABLE event_contexts (
  event TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  context TEXT NOT NULL,              -- PLOVER's: military, diplomatic, ...
  PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE positions (              -- where an actor stands on an event
  event TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  actor TEXT NOT NULL REFERENCES actors(id) DEFERRABLE INITIALLY DEFERRED,
  stance TEXT NOT NULL,               -- asserts, confirms, denies, no_position
  attribution TEXT REFERENCES attributions(id) DEFERRABLE INITIALLY DEFERRED, -- whose words show it
  PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX positions_actor ON positions(actor);
CREATE INDEX positions_attribution ON positions(attribution);

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
CREATE INDEX agreements_date ON agreements(date);
CREATE INDEX agreements_event ON agreements(event);

CREATE TABLE agreement_parties (
  agreement TEXT NOT NULL REFERENCES agreements(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  actor TEXT NOT NULL REFERENCES actors(id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (agreement, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX agreement_parties_actor ON agreement_parties(actor);

CREATE TABLE attribution_about (      -- what is said is about an event, or about another attribution
  attribution TEXT NOT NULL REFERENCES attributions(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  event TEXT REFERENCES events(id) DEFERRABLE INITIALLY DEFERRED,
  other TEXT REFERENCES attributions(id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (attribution, number),
  CHECK ((event IS NULL) <> (other IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX attribution_about_event ON attribution_about(event);
CREATE INDEX attribution_about_other ON attribution_about(other);

CREATE TABLE identities (             -- actors across articles
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL, name TEXT NOT NULL, country TEXT,
  wikidata TEXT,                      -- Q-number where menurut's table has it
  block TEXT NOT NULL                 -- what is compared with each other
) STRICT;
CREATE INDEX identities_block ON identities(block);

CREATE TABLE identity_names (
  identity TEXT NOT NULL REFERENCES identities(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  first TEXT, last TEXT,              -- from when to when it was called so, by the articles' dates
  articles INTEGER NOT NULL,          -- independent ones
  PRIMARY KEY (identity, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE identity_roles (
  identity TEXT NOT NULL REFERENCES identities(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  role TEXT NOT NULL, country TEXT,
  first TEXT, last TEXT,
  articles INTEGER NOT NULL,          -- independent ones; 0 where only menurut's table of offices has it
  basis TEXT NOT NULL,                -- text, table
  PRIMARY KEY (identity, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE identity_actors (        -- identity is NULL where several fit and none is likelier
  actor TEXT PRIMARY KEY REFERENCES actors(id) ON DELETE CASCADE,
  identity TEXT REFERENCES identities(id) ON DELETE SET NULL,
  score REAL NOT NULL,
  candidates TEXT NOT NULL,           -- JSON: ids of the other identities it may be
  block TEXT                          -- NULL for what has no name of its own
) STRICT;
CREATE INDEX identity_actors_identity ON identity_actors(identity);
CREATE INDEX identity_actors_block ON identity_actors(block);

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
CREATE INDEX problems_article ON problems(article);
CREATE INDEX problems_origin ON problems(origin);
"""

_INDEXES = """
CREATE INDEX articles_url ON articles(url);
CREATE INDEX articles_outlet ON articles(outlet, published);
CREATE INDEX incidents_day ON incidents(
  coalesce(min(coalesce(first, reported), coalesce(reported, first)), '') DESC, id);
CREATE INDEX problems_code ON problems(step, code, id);
CREATE INDEX positions_stance ON positions(stance, event);
"""


def later_tables() -> Mapping[int, str]:
    """The tables and views that came with a later schema, by its number; each statement ends with ";" and a line."""
    # They open stores, for which these are made.
    from menurut.store import copies, corrections, feeds, incidents, search, searches

    linked = (feeds.TABLES, copies.TABLES, corrections.TABLES, incidents.TABLES, incidents.VIEWS)
    parts = (*linked, search.TABLES, searches.TABLES, _INDEXES)
    return {4: "".join(parts)}
