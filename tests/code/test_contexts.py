"""Contexts: every row's example, what tells none, and what mode and actors tell."""

from __future__ import annotations

import pytest

from menurut.annotate import annotate
from menurut.code.contexts import contexts_of, word_contexts
from menurut.code.ontology import CONTEXTS
from menurut.config import Config
from menurut.languages.language import FOLDERS, data_rows
from menurut.records import Actor, ActorKind, EventType, Word
from tests.attribute.helpers import document_of

E, K = EventType, ActorKind


def words_of(language: str, *lines: str) -> list[tuple[Word, ...]]:
    """The words of each line."""
    document = document_of(*lines, language=language)
    annotation = annotate(document, Config())
    return [
        tuple(word for word in annotation.words if part.start <= word.start < part.end) for part in document.paragraphs
    ]


def actor(name: str, kind: ActorKind, country: str | None, sector: str | None = None) -> Actor:
    return Actor(name, "an-article", name, kind, country, None, (), None, sector)


@pytest.mark.parametrize("language", sorted(FOLDERS))
def test_the_example_of_every_row_has_its_context(language: str) -> None:
    rows = data_rows(FOLDERS[language], "contexts.tsv")
    lines = words_of(language, *(row["example"] for row in rows))
    found = [word_contexts(words, language) for words in lines]
    assert [row["example"] for row, got in zip(rows, found, strict=True) if row["context"] not in got] == []
    assert sum(map(len, found)) < 1.5 * len(rows)  # an example tells little beside its own context


@pytest.mark.parametrize("language", sorted(FOLDERS))
def test_every_context_has_words(language: str) -> None:
    assert {row["context"] for row in data_rows(FOLDERS[language], "contexts.tsv")} == set(CONTEXTS)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("id", "Kedua menteri bertemu pada Senin."),
        ("id", "Prajurit itu pulang ke desanya."),  # one weak word is not enough
        ("id", "Bank itu menaikkan suku bunga."),
        ("id", "Dua perempuan berjalan ke pasar."),
        ("id", "Hal itu ia tulis di media sosial."),
        ("id", "Mereka tiba di perbatasan."),
        ("en", "The two ministers met on Monday."),
        ("en", "A soldier went home to his village."),
        ("en", "Two women walked to the market."),
        ("en", "He wrote so on social media."),
        ("en", "They who arrived on Monday left again."),  # no WHO
        ("en", "The general idea was clear."),
    ],
)
def test_one_general_word_tells_no_context(language: str, line: str) -> None:
    assert word_contexts(words_of(language, line)[0], language) == frozenset()


def test_several_contexts_in_the_order_of_plover() -> None:
    line = words_of("id", "Pengadilan memvonis mantan menteri itu atas suap dari perusahaan tambang.")[0]
    assert contexts_of(E.SANCTION, "convict", line, [], "id") == ("legal", "natural_resource", "corruption")


@pytest.mark.parametrize(
    ("kind", "mode", "actors", "wanted"),
    [
        (E.COERCE, "cyber", [], ("cyber",)),
        (E.COERCE, "misinformation", [], ("misinformation",)),
        (E.SANCTION, "convict", [], ("legal",)),
        (E.ASSAULT, "drone", [actor("a", K.AGENCY, "TUR", "MIL")], ("military",)),
        (E.ASSAULT, "drone", [actor("a", K.GROUP, "YEM", "REB")], ()),  # state forces only
        (E.ACCUSE, None, [actor("a", K.AGENCY, "USA", "SPY"), actor("b", K.STATE, "IRN")], ("intelligence",)),
        (E.CONSULT, None, [actor("a", K.PERSON, "PER", "GOV"), actor("b", K.PERSON, "CHL", "GOV")], ("diplomatic",)),
        (E.CONSULT, None, [actor("a", K.PERSON, "PER", "GOV"), actor("b", K.PERSON, "PER", "GOV")], ()),
        (E.CONSULT, None, [actor("a", K.PERSON, "PER"), actor("UN", K.ORGANISATION, None)], ("diplomatic",)),
        (E.REJECT, "meet", [actor("a", K.STATE, "PER"), actor("b", K.STATE, "CHL")], ("diplomatic",)),
        (
            E.COERCE,
            "arrest",
            [actor("a", K.AGENCY, "PER"), actor("b", K.PERSON, "PER", "OPP")],
            ("legal", "repression"),
        ),
        (E.COERCE, "arrest", [actor("a", K.AGENCY, "PER"), actor("b", K.PERSON, "PER")], ("legal",)),
    ],
)
def test_what_mode_and_actors_tell(
    kind: EventType, mode: str | None, actors: list[Actor], wanted: tuple[str, ...]
) -> None:
    assert contexts_of(kind, mode, (), actors, "en") == wanted
