"""Copies in a store: found as articles come in, whatever their order and batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from menurut.errors import StoreError
from menurut.link.copies import stored
from menurut.link.copies.groups import group
from menurut.link.copies.records import Carrier, CopyGroup, Pair
from menurut.link.copies.stored import link_copies
from menurut.read import make_article
from menurut.records import Annotation, Document, Paragraph, ParagraphKind, Reading
from menurut.store import StoreReader, StoreWriter
from menurut.store.copies import TABLES
from menurut.store.schema import connect
from tests.conftest import opened
from tests.link.test_copies import near, text

Rows = list[tuple[object, ...]]


@dataclass(frozen=True)
class Given:
    number: int
    body: str
    byline: str = ""

    def reading(self) -> Reading:
        whole = f"{self.body}\n{self.byline}" if self.byline else self.body
        article = make_article(
            whole,
            "a.jsonl",
            url=f"https://a.example/{self.number}",
            outlet=f"o{self.number}",
            published=f"2031-05-{self.number:02}",
        )
        end = len(self.body)
        paragraphs = [Paragraph(0, end, ParagraphKind.BODY, 0, end)]
        if self.byline:
            paragraphs.append(Paragraph(end + 1, len(whole), ParagraphKind.BYLINE, end + 1, len(whole)))
        return Reading(
            article, Document(article.id, whole, "id", tuple(paragraphs)), Annotation(article.id, (), ()), (), ()
        )


GIVEN = [
    Given(1, text(1)), Given(2, near(1, 12)), Given(3, text(1)), Given(4, f"{text(2, 300)} {text(1)}", "(AFP)"),
    Given(5, text(3, 60)), Given(6, f"{text(3, 60)} {text(4, 60)} {text(5, 100)}"), Given(7, text(4, 60)),
    Given(8, text(9), "Sumber: Reuters"), Given(9, ""), Given(10, text(7)), Given(11, near(7, 14), "(Reuters)"),
]  # fmt: skip


def store(path: Path, given: Sequence[Given], key: str = "k") -> Path:
    with StoreWriter(path, key, "0") as writer:
        writer.write([each.reading() for each in given])
    connection = connect(path, write=True)
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'copy_texts'").fetchone():
        connection.executescript(TABLES)
    connection.close()
    return path


def rows(path: Path, *, index: bool = True) -> dict[str, Rows]:
    """What is known of copies, without the index's own numbers."""
    digest = "(SELECT digest FROM copy_texts WHERE number = {})"
    sought = {
        "groups": "SELECT * FROM copy_groups",
        "members": "SELECT * FROM copy_members",
        "citations": "SELECT * FROM citations",
        "articles": f"SELECT article, {digest.format('text')} FROM copy_articles",
        "texts": "SELECT digest, words, marks FROM copy_texts",
        "marks": f"SELECT mark, {digest.format('text')} FROM copy_marks",
        "pairs": "SELECT min(a, b), max(a, b), kind, jaccard, contained, CASE kind WHEN 'contains' THEN a END FROM"
        f" (SELECT {digest.format('text')} a, {digest.format('other')} b, kind, jaccard, contained FROM copy_pairs)",
    }
    with opened(path) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {name: sorted(connection.execute(sql), key=repr) for name, sql in sought.items()}


def by_number(path: Path) -> dict[int, tuple[str, str, int | None]]:
    """Of each article in a group: the group's source, what it is there, and of which article."""
    numbers = {each.reading().article.id: each.number for each in GIVEN}
    with opened(path) as connection:
        found = connection.execute(
            "SELECT m.article, g.source, m.kind, m.of FROM copy_members m JOIN copy_groups g ON g.id = m.grp"
        ).fetchall()
    return {numbers[article]: (source, kind, numbers.get(of)) for article, source, kind, of in found}


def test_groups_of_a_store(tmp_path: Path) -> None:
    path = store(tmp_path / "s.db", GIVEN)
    assert link_copies(path) == len(GIVEN)
    assert by_number(path) == {
        1: ("AFP", "first", None), 2: ("AFP", "near", 1), 3: ("AFP", "exact", 1), 4: ("AFP", "part", 1),
        8: ("Reuters", "first", None), 10: ("Reuters", "first", None), 11: ("Reuters", "near", 10),
    }  # fmt: skip
    assert link_copies(path) == 0
    with StoreReader(path) as reader:
        assert reader.totals().sources == 7


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize("turned", [False, True])
def test_order_and_batches_do_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, turned: bool
) -> None:
    whole = store(tmp_path / "whole.db", GIVEN)
    link_copies(whole)
    monkeypatch.setattr(stored, "_BATCH", size)
    path = tmp_path / "parts.db"
    for at in range(0, len(GIVEN), size):
        link_copies(store(path, (GIVEN[::-1] if turned else GIVEN)[at : at + size]))
    assert rows(path) == rows(whole)


def test_what_changes_touches_its_neighbours(tmp_path: Path) -> None:
    path = store(tmp_path / "s.db", GIVEN)
    link_copies(path)
    changed = [Given(1, text(20)), Given(3, text(3, 60)), Given(5, text(21))]  # 3 has 5's text now
    link_copies(store(path, changed, key="k2"))
    fresh = store(tmp_path / "fresh.db", [each for each in GIVEN if each.number not in (1, 3, 5)] + changed)
    link_copies(fresh)
    assert rows(path) == rows(fresh)
    left = by_number(path)
    assert left[4] == ("AFP", "first", None) and not {1, 2, 3, 5, 6} & left.keys()  # 6 holds 3 and 7, a digest


def test_reading_again_changes_nothing(tmp_path: Path) -> None:
    path = store(tmp_path / "s.db", GIVEN)
    link_copies(path)
    before = rows(path)
    with opened(path) as connection:
        kept = connection.execute("SELECT number, digest FROM copy_texts").fetchall()
    assert link_copies(store(path, GIVEN, key="k2")) == len(GIVEN)
    assert rows(path) == before
    with opened(path) as connection:
        assert connection.execute("SELECT number, digest FROM copy_texts").fetchall() == kept
        assert connection.execute("SELECT count(*) FROM copy_aliases").fetchone() == (0,)


def test_articles_that_are_gone_leave_nothing(tmp_path: Path) -> None:
    path = store(tmp_path / "s.db", GIVEN)
    link_copies(path)
    with opened(path) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM documents")
    link_copies(path)
    left = rows(path)
    assert not any(left.values()), left


def test_an_id_that_a_group_had_leads_to_it(tmp_path: Path) -> None:
    every = sorted(GIVEN[:3], key=lambda each: each.reading().article.id)
    path = store(tmp_path / "s.db", every[1:])
    link_copies(path)
    with opened(path) as connection:
        old = connection.execute("SELECT id FROM copy_groups").fetchone()[0]
    link_copies(store(path, every[:1]))
    with opened(path) as connection:
        new = connection.execute("SELECT id FROM copy_groups").fetchone()[0]
        assert new != old
        assert connection.execute("SELECT alias, grp FROM copy_aliases").fetchall() == [(old, new)]


def test_what_is_interrupted_is_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = store(tmp_path / "whole.db", GIVEN)
    link_copies(whole)
    path = store(tmp_path / "s.db", GIVEN)
    monkeypatch.setattr(stored, "_BATCH", 4)
    calls = iter([False, False, True])

    def breaks(carriers: list[Carrier], pairs: list[Pair]) -> tuple[CopyGroup, ...]:
        if next(calls, False):
            raise KeyboardInterrupt
        return group(carriers, pairs)

    monkeypatch.setattr(stored, "group", breaks)
    with pytest.raises(KeyboardInterrupt):
        link_copies(path)
    assert 0 < link_copies(path) < len(GIVEN)
    assert rows(path) == rows(whole)


def test_errors_are_words(tmp_path: Path) -> None:
    (tmp_path / "s.db").write_text("no store at all, but a text that is long enough to be looked at", "utf-8")
    with pytest.raises(StoreError, match="not a menurut store"):
        link_copies(tmp_path / "s.db")
