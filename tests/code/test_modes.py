"""Modes: every row's example, what must not tell a mode, and the pattern's own mode."""

from __future__ import annotations

import re
from functools import cache

import pytest

from menurut.annotate import annotate
from menurut.code.modes import mode_of, trigger_words
from menurut.code.ontology import modes
from menurut.code.syntax import wording_of
from menurut.config import Config
from menurut.languages.language import FOLDERS, data_rows
from menurut.records import EventType
from tests.attribute.helpers import document_of

LANGUAGES = sorted(FOLDERS)


@cache
def read(language: str, *marked: str) -> tuple[tuple[str | None, ...], ...]:
    """For each sentence, what ``mode_of`` gives for its trigger (in braces) as each of the types."""
    lines = [re.sub(r"[{}]", "", line) for line in marked]
    document = document_of(*lines, language=language)
    annotation = annotate(document, Config())
    children = wording_of(annotation).children
    found = []
    for line, paragraph in zip(marked, document.paragraphs, strict=True):
        match = re.search(r"\{(.*?)\}", line)
        assert match is not None, line
        start = paragraph.start + match.start()
        end = start + len(match.group(1))
        indexes = [i for i, word in enumerate(annotation.words) if word.start < end and word.end > start]
        found.append(
            tuple(
                mode_of(
                    kind,
                    None,
                    trigger_words(annotation, indexes[0], indexes[-1], kind, language, children),
                    language,
                )
                for kind in EventType
            )
        )
    return tuple(found)


def mode(language: str, kind: EventType, line: str) -> str | None:
    return read(language, line)[0][tuple(EventType).index(kind)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_every_row_has_its_mode(language: str) -> None:
    rows = [row for row in data_rows(FOLDERS[language], "modes.tsv") if row["type"] != "*"]
    found = read(language, *(row["example"] for row in rows))
    wrong = [
        (name, row["mode"], got[tuple(EventType).index(EventType(name))], row["example"])
        for row, got in zip(rows, found, strict=True)
        for name in row["type"].split("|")
        if got[tuple(EventType).index(EventType(name))] != (None if row["mode"] == "-" else row["mode"])
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mode_has_words(language: str) -> None:
    rows = data_rows(FOLDERS[language], "modes.tsv")
    told = {(name, row["mode"]) for row in rows if row["type"] != "*" for name in row["type"].split("|")}
    assert {(kind.value, mode) for kind in EventType for mode in modes(kind)} <= told


@pytest.mark.parametrize(
    ("language", "kind", "line", "wanted"),
    [
        # what is hit tells no mode, what is used does
        ("id", "ASSAULT", "Tentara {menyerang} depot rudal di Hodeidah.", None),
        ("id", "ASSAULT", "Tentara {menembakkan} rudal ke depot di Hodeidah.", "heavy-weapons"),
        ("id", "ASSAULT", "Depot rudal itu {diserang} dengan drone.", "drone"),
        ("id", "ASSAULT", "Milisi {menyerang} desa itu dengan menggunakan mortir.", "heavy-weapons"),
        ("id", "ASSAULT", "{Serangan} itu dilakukan dengan pesawat nirawak.", "drone"),
        ("en", "ASSAULT", "Troops {attacked} a missile depot in Hodeidah.", None),
        ("en", "ASSAULT", "Militants {attacked} the village using mortars.", "heavy-weapons"),
        ("en", "ASSAULT", "The {attack} was carried out with armed drones.", "drone"),
        # another clause is another event's
        ("id", "ASSAULT", "Tentara {menyerang} kota itu setelah warga menculik dua prajurit.", None),
        ("en", "ASSAULT", "Troops {attacked} the town after villagers kidnapped two soldiers.", None),
        ("en", "COERCE", "Police {arrested} hackers who had stolen data.", "arrest"),
        # where nothing tells, there is none
        ("id", "ASSAULT", "Pasukan Rwanda {menyerang} Goma.", None),
        ("id", "CONSULT", "Kedua menteri {bertemu} pada Senin.", None),
        ("id", "RETREAT", "Kubu itu {mundur} selangkah.", None),
        ("en", "CONSULT", "The two ministers {met} on Monday.", None),
        ("en", "REQUEST", "Peru {asked} Chile for an explanation.", None),
        ("en", "SUPPORT", "Peru {praised} Chile.", None),
        # what is asked or threatened stands in the clause that hangs on it
        ("id", "REQUEST", "Dewan Keamanan {mendesak} kedua pihak agar menghentikan serangan.", "yield"),
        ("id", "REQUEST", "Serikat buruh {menuntut} menteri itu mundur.", "change"),
        ("id", "REQUEST", "Damaskus {menuntut} pasukan asing mundur.", "yield"),
        ("id", "THREATEN", "Junta {mengancam} akan memenjarakan para hakim.", "arrest"),
        ("en", "REQUEST", "The council {urged} both sides to stop the attacks.", "yield"),
        ("en", "REJECT", "Kigali {refused} to pull its troops out of Congo.", "yield"),
        ("en", "THREATEN", "The junta {threatened} to jail the judges.", "arrest"),
        # a clock is no blow, a ministry of defence no arrest
        ("id", "ASSAULT", "Milisi {menyerang} pos itu pukul 10.00.", None),
        ("id", "COERCE", "Menteri Pertahanan {memberlakukan} jam malam.", "curfew"),
    ],
)
def test_what_tells_a_mode(language: str, kind: str, line: str, wanted: str | None) -> None:
    assert mode(language, EventType(kind), line) == wanted


def test_the_mode_of_the_pattern_wins_where_the_type_has_it() -> None:
    document = document_of("Militan menyerang desa itu dengan roket.", language="id")
    annotation = annotate(document, Config())
    words = trigger_words(annotation, 1, 1, EventType.ASSAULT, "id", wording_of(annotation).children)
    assert mode_of(EventType.ASSAULT, "drone", words, "id") == "drone"
    assert mode_of(EventType.ASSAULT, "visit", words, "id") == "heavy-weapons"
    assert mode_of(EventType.AGREE, "drone", words, "id") is None
