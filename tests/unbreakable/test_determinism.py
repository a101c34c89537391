"""Same input, same output; and every span of a store is exactly the slice of its document."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import OWN_ARTICLES, opened, write_lines
from tests.unbreakable.articles import write_articles
from tests.unbreakable.content import content, sound
from tests.unbreakable.processes import start

EVERY = 4  # of our own annotated articles one in so many


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("determinism")
    rows = [json.loads(line) for line in OWN_ARTICLES.read_text("utf-8").splitlines()][::EVERY]
    half = len(rows) // 2
    own = [write_lines(folder / f"own-{n}.jsonl", part) for n, part in enumerate((rows[:half], rows[half:]))]
    return own + write_articles(folder)


def read(store: Path, sources: list[Path], seed: str, jobs: int) -> Path:
    """A store of the sources, read by Python with that hash seed in so many processes."""
    process = start(store, "read", *sources, "--jobs", jobs, environ={"PYTHONHASHSEED": seed})
    out, err = process.communicate(timeout=200)
    assert process.returncode == 0, err
    assert " new" in out
    return store


@pytest.fixture(scope="module")
def store(sources: list[Path]) -> Path:
    return read(sources[0].with_name("first.db"), sources, "0", 1)


@pytest.mark.parametrize(("seed", "jobs", "order"), [("1", 1, -1), ("random", 2, 1), ("random", 3, -1)])
def test_the_store_is_the_same_whatever_the_hash_seed_the_processes_and_the_order_of_files(
    store: Path, sources: list[Path], tmp_path: Path, seed: str, jobs: int, order: int
) -> None:
    sound(store)
    assert content(read(tmp_path / "s.db", sources[::order], seed, jobs)) == content(store)


# The words that stand beside each place in a document (None: it holds no words of its own), by table and column.
WORDS = {
    "paragraphs.start": None,
    "paragraphs.raw_start": None,
    "sentences.start": None,
    "documents.dateline_start": None,
    "documents.dateline_place_start": None,
    "documents.dateline_outlet_start": None,
    "documents.dateline_date_start": None,
    "mentions.start": "mention",
    "attributions.source_start": "source",
    "attributions.cue_start": "cue",
    "contents.start": "content",
    "dates.start": "words",
    "place_mentions.start": "mention",
    "event_triggers.start": "words",
    "quantities.start": "words",
    "agreements.start": "words",
    "agreements.subject_start": "subject",
    "citations.start": "words",
}
_OF = {  # how a table without a column "article" is joined with its article
    "mentions": "JOIN actors o ON o.id = t.actor",
    "contents": "JOIN attributions o ON o.id = t.attribution",
    "place_mentions": "JOIN places o ON o.id = t.place",
    "event_triggers": "JOIN events o ON o.id = t.event",
    "quantities": "JOIN events o ON o.id = t.event",
}


def test_every_span_is_the_slice_of_its_document(store: Path) -> None:
    with opened(store) as connection:
        connection.create_function("slice", 3, _slice, deterministic=True)
        assert _places(connection) == set(WORDS)
        for place, words in WORDS.items():
            table, _, start = place.partition(".")
            if words is None:
                continue
            end = re.sub("start$", "end", start)
            owner = f"{_OF[table]} JOIN documents d ON d.article = o.article" if table in _OF else _DOCUMENT
            count, wrong = connection.execute(
                f'SELECT count(*), total(slice(d.text, t.{start}, t."{end}") IS NOT t.{words}) FROM {table} t {owner}'
                f" WHERE coalesce(t.{start}, t.{words}) IS NOT NULL"
            ).fetchone()
            assert count, f"no {place} was tried"
            assert wrong == 0, place
        for kept, text in connection.execute(_RAW):
            assert kept.split() == text.split()  # lines of one paragraph are joined


def _slice(text: str, start: int | None, end: int | None) -> str | None:
    return None if start is None or end is None else text[start:end]


_DOCUMENT = "JOIN documents d ON d.article = t.article"
_RAW = """
SELECT slice(d.text, p.start, p."end"), slice(iif(p.origin = 'title', a.title, a.text), p.raw_start, p.raw_end)
FROM paragraphs p JOIN documents d ON d.article = p.article JOIN articles a ON a.id = p.article
WHERE p.alignment IS NULL
"""


def _places(connection: sqlite3.Connection) -> set[str]:
    """All columns that say where something begins in a text."""
    rows = connection.execute(
        "SELECT s.name || '.' || c.name FROM sqlite_schema s, pragma_table_info(s.name) c"
        " WHERE s.type = 'table' AND (c.name = 'start' OR c.name LIKE '%\\_start' ESCAPE '\\')"
    )
    return {place for (place,) in rows}
