"""Actors across the articles of a store: linked as articles come in, whatever their order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from menurut.errors import StoreError
from menurut.ids import actor_id
from menurut.link.stored import link_actors
from menurut.read import make_article
from menurut.records import Actor, ActorKind, Annotation, Document, Paragraph, ParagraphKind, Reading
from menurut.store import StoredIdentity, StoreReader, StoreWriter
from menurut.store.schema import SCHEMA_VERSION
from tests.conftest import opened
from tests.store.helpers import make_earlier

Row = tuple[str, ActorKind, str | None, str | None]


def reading(number: int, published: str, *rows: Row) -> Reading:
    """An article that names the actors of the rows (name, kind, country, role), one after the other."""
    text = " ".join(name for name, *_ in rows)
    article = make_article(text, f"a.jsonl:{number}", url=f"https://a.example/{number}", published=published)
    document = Document(article.id, text, "id", (Paragraph(0, len(text), ParagraphKind.BODY, 0, len(text)),))
    actors = []
    for name, kind, country, role in rows:
        span = document.span(text.index(name), text.index(name) + len(name))
        actors.append(Actor(actor_id(article.id, name, (span,)), article.id, name, kind, country, role, (span,)))
    return Reading(article, document, Annotation(article.id, (), ()), tuple(actors), ())


PERSON, STATE = ActorKind.PERSON, ActorKind.STATE
FIRST = reading(1, "2031-05-02", ("Darius Kamrani", PERSON, "IRN", "juru bicara Iran"), ("Iran", STATE, "IRN", None))
SECOND = reading(2, "2031-07-09", ("Kamrani", PERSON, "IRN", None), ("Teheran", STATE, "IRN", None))
OTHER = reading(3, "2031-08-01", ("Darius Kamrani", PERSON, "CAN", "pelatih"))


def write(path: Path, *readings: Reading, key: str = "k") -> None:
    with StoreWriter(path, key, "0") as store:
        store.write(readings)
    link_actors(path)


def identities(path: Path, name: str | None = None) -> list[StoredIdentity]:
    with StoreReader(path) as store:
        return list(store.identities(name))


def test_a_person_has_one_identity_with_names_and_dated_roles(tmp_path: Path) -> None:
    write(tmp_path / "s.db", FIRST, SECOND)
    (person,) = identities(tmp_path / "s.db", "kamrani")
    assert (person.name, person.country) == ("Darius Kamrani", "IRN")
    assert {(n.name, n.first, n.last, n.articles) for n in person.names} == {
        ("Darius Kamrani", "2031-05-02", "2031-05-02", 1),
        ("Kamrani", "2031-07-09", "2031-07-09", 1),
    }
    assert [(r.role, r.first, r.basis) for r in person.roles] == [("juru bicara Iran", "2031-05-02", "text")]
    assert [s.article.published for s in person.actors] == ["2031-05-02", "2031-07-09"]


def test_a_state_has_one_identity_under_all_its_names(tmp_path: Path) -> None:
    write(tmp_path / "s.db", FIRST, SECOND)
    (state,) = [identity for identity in identities(tmp_path / "s.db") if identity.kind == "state"]
    assert state.wikidata == "Q794"
    assert len(state.actors) == 2


def test_the_order_in_which_articles_come_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path / "a.db", FIRST, SECOND, OTHER)
    for one in (OTHER, SECOND, FIRST):
        write(tmp_path / "b.db", one)
    whole = [replace(identity, aliases=()) for identity in identities(tmp_path / "a.db")]
    assert whole == [replace(identity, aliases=()) for identity in identities(tmp_path / "b.db")]


def test_two_people_of_one_name_stay_two(tmp_path: Path) -> None:
    write(tmp_path / "s.db", FIRST, OTHER)
    assert {(i.name, i.country) for i in identities(tmp_path / "s.db", "Darius")} == {
        ("Darius Kamrani", "IRN"),
        ("Darius Kamrani", "CAN"),
    }


def test_a_short_name_that_fits_two_is_shown_as_ambiguous_with_both(tmp_path: Path) -> None:
    short = reading(4, "2031-09-01", ("Kamrani", PERSON, None, None))
    write(tmp_path / "s.db", FIRST, OTHER, short)
    found = identities(tmp_path / "s.db", "Darius")
    assert [[s.article.published for s in i.ambiguous] for i in found] == [["2031-09-01"], ["2031-09-01"]]


def test_an_article_that_is_read_again_with_other_actors_takes_back_what_it_taught(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    write(path, FIRST, SECOND)
    write(path, reading(2, "2031-07-09", ("Teheran", STATE, "IRN", None)), key="another pipeline")
    (person,) = identities(path, "kamrani")
    assert [n.name for n in person.names] == ["Darius Kamrani"]
    write(path, reading(1, "2031-05-02", ("Iran", STATE, "IRN", None)), key="another pipeline")
    assert identities(path, "kamrani") == []


def test_a_store_of_the_first_schema_is_brought_up_to_date_with_its_articles(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with StoreWriter(path, "k", "0") as store:
        store.write([FIRST])
    make_earlier(path, 1)
    with pytest.raises(StoreError, match="menurut migrate"):
        StoreReader(path)
    link_actors(path)
    with StoreReader(path) as reader:
        assert reader.reading(FIRST.article.id).actors == FIRST.actors
    assert [i.name for i in identities(path, "Darius")] == ["Darius Kamrani"]
    with opened(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
