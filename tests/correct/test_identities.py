"""Who is who, as people say: it holds whenever the actors of a store are linked again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from menurut.correct.lines import logged
from menurut.correct.live import correct, undo
from menurut.errors import InputError, NotFoundError
from menurut.link.stored import link_actors
from menurut.records import ActorKind, Reading
from menurut.store import StoreReader
from tests.conftest import opened
from tests.link.test_stored import PERSON, reading
from tests.link.test_stored import write as write_and_link

HERE = reading(
    1, "2031-05-02", ("Darius Kamrani", PERSON, "IRN", "juru bicara Iran"), ("Iran", ActorKind.STATE, "IRN", None)
)
SAME = reading(2, "2031-07-09", ("Darius Kamrani", PERSON, "IRN", None))
ABROAD = reading(3, "2031-08-01", ("Darius Kamrani", PERSON, "CAN", "pelatih"))
SPELT = reading(4, "2031-09-01", ("Farid Yazdani", PERSON, "IRN", None), ("sang menteri", PERSON, None, None))
LATER = reading(5, "2031-10-01", ("Farid Yazdani", PERSON, "IRN", "menteri"), ("sang menteri", PERSON, None, None))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_and_link(tmp_path / "s.db", HERE, SAME, ABROAD, SPELT)
    return tmp_path / "s.db"


def identity(path: Path, article: Reading, number: int = 0) -> str | None:
    with opened(path) as connection:
        query = "SELECT identity FROM identity_actors WHERE actor = ?"
        found: tuple[str | None] = connection.execute(query, (article.actors[number].id,)).fetchone()
    return found[0]


def named(path: Path, *articles: Reading) -> Sequence[str | None]:
    """The identities of the first actor of articles, as letters in the order in which they come."""
    found = [identity(path, article) for article in articles]
    order = list(dict.fromkeys(found))
    return "".join("-" if each is None else "abcdef"[order.index(each)] for each in found)


def test_two_identities_become_one_with_the_names_of_both_and_stay_so(path: Path) -> None:
    former = identity(path, SPELT)
    assert former is not None and named(path, HERE, SAME, SPELT) == "aab"
    made = correct(path, "same_identity", former, identity(path, HERE), author="ana")
    assert named(path, HERE, SAME, SPELT) == "aaa"
    write_and_link(path, LATER)  # the machine takes it for one with SPELT, which is HERE now
    write_and_link(path, HERE, key="later")
    assert named(path, HERE, SAME, SPELT, LATER, ABROAD) == "aaaab"
    with StoreReader(path) as store:
        (found,) = store.identities(former)  # its former id leads there
    assert {name.name for name in found.names} == {"Darius Kamrani", "Farid Yazdani"}
    assert {role.role for role in found.roles} == {"juru bicara Iran", "menteri"}
    undo(path, made.id, author="ana")
    assert named(path, HERE, SAME, SPELT, LATER) == "aabb"
    assert identity(path, SPELT) == former


def test_one_actor_leaves_an_identity_and_joins_another(path: Path) -> None:
    correct(path, "not_same_identity", SAME.actors[0].id, identity(path, HERE), author="ana")
    assert named(path, HERE, SAME, ABROAD) == "abc"
    correct(path, "same_identity", SAME.actors[0].id, ABROAD.actors[0].id, author="ana")
    link_actors(path)
    write_and_link(path, SAME, HERE, ABROAD, key="later")
    assert named(path, HERE, SAME, ABROAD) == "abb"


def test_of_two_that_go_against_each_other_the_later_holds(path: Path) -> None:
    first = correct(path, "same_identity", SAME.actors[0].id, ABROAD.actors[0].id, author="ana")
    second = correct(path, "not_same_identity", SAME.actors[0].id, ABROAD.actors[0].id, author="ben")
    assert named(path, SAME, ABROAD) == "ab"
    back = undo(path, second.id, author="ana")
    assert named(path, SAME, ABROAD) == "aa"
    undo(path, back.id, author="ben")
    undo(path, first.id, author="ben")
    assert named(path, HERE, SAME, ABROAD) == "aab"


def test_somebody_without_a_name_of_their_own_is_who_people_say(path: Path) -> None:
    assert identity(path, SPELT, 1) is None
    made = correct(path, "same_identity", SPELT.actors[1].id, identity(path, HERE), author="ana")
    assert identity(path, SPELT, 1) == identity(path, HERE)
    write_and_link(path, HERE, SPELT, key="later")
    assert identity(path, SPELT, 1) == identity(path, HERE)
    undo(path, made.id, author="ana")
    assert identity(path, SPELT, 1) is None
    write_and_link(path, LATER)
    made = correct(path, "same_identity", SPELT.actors[1].id, LATER.actors[1].id, author="ana")
    assert identity(path, SPELT, 1) == identity(path, LATER, 1) != None  # noqa: E711 (one comparison of three)
    undo(path, made.id, author="ana")
    assert identity(path, SPELT, 1) is None and identity(path, LATER, 1) is None


def test_a_mention_belongs_to_an_identity_that_the_article_does_not_name(path: Path) -> None:
    mention = HERE.actors[0].mentions[0]
    other = identity(path, ABROAD)
    correct(
        path, "not_this_actor", HERE.actors[0].id, other, author="ana", value={"span": [mention.start, mention.end]}
    )
    write_and_link(path, HERE, key="later")
    with opened(path) as connection:
        row = connection.execute(
            "SELECT i.identity FROM identity_actors i JOIN mentions m ON m.actor = i.actor"
            " JOIN actors a ON a.id = m.actor WHERE a.article = ? AND m.start = ?",
            (HERE.article.id, mention.start),
        ).fetchone()
    assert row == (other,)


def test_a_correction_of_actors_whose_article_is_gone_waits(path: Path) -> None:
    correct(path, "same_identity", SPELT.actors[0].id, HERE.actors[0].id, author="ana")
    with opened(path) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM documents WHERE article = ?", (SPELT.article.id,))
        assert [each.state for each in logged(connection)] == ["stray"]
    write_and_link(path, SPELT)
    assert named(path, HERE, SPELT) == "aa"


def test_what_is_nobody_is_refused(path: Path) -> None:
    with pytest.raises(NotFoundError):
        correct(path, "same_identity", "nobody", HERE.actors[0].id, author="ana")
    with pytest.raises(InputError, match="itself"):
        correct(path, "same_identity", HERE.actors[0].id, HERE.actors[0].id, author="ana")
