"""PLOVER's types, modes and contexts, the choices at its clashes, and what they are in CAMEO."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO

import pytest

from menurut.code.ontology import (
    CONTEXTS,
    Quad,
    cameo,
    context_meanings,
    from_cameo,
    intensity,
    modes,
    quad,
    senses,
)
from menurut.records import EventType, Status
from tests.conftest import ROOT

E = EventType


def test_every_type_has_a_sense_in_both_languages() -> None:
    assert tuple(senses()) == tuple(EventType)
    for sense in senses().values():
        assert set(sense.meaning) == {"en", "id"}
        assert all(sense.meaning.values())
        assert all(-10 <= score <= 10 for score in (sense.score, *sense.modes.values()))


@pytest.mark.parametrize(
    ("words", "number", "kinds"),
    [
        ("verbal cooperation", 1, "AGREE CONSULT SUPPORT CONCEDE"),
        ("material cooperation", 2, "COOPERATE AID RETREAT"),
        ("verbal conflict", 3, "REQUEST ACCUSE REJECT THREATEN"),
        ("material conflict", 4, "PROTEST SANCTION MOBILIZE COERCE ASSAULT"),
    ],
)
def test_quad_classes(words: str, number: int, kinds: str) -> None:
    assert [kind.value for kind in EventType if quad(kind).words == words] == kinds.split()
    assert {quad(E(kind)).number for kind in kinds.split()} == {number}


def test_cooperation_scores_above_conflict() -> None:
    for kind in EventType:
        cooperates = quad(kind) in (Quad.VERBAL_COOPERATION, Quad.MATERIAL_COOPERATION)
        assert (intensity(kind) > 0) == cooperates


@pytest.mark.parametrize(
    ("kind", "mode", "score"),
    [
        (E.ASSAULT, None, -9),
        (E.ASSAULT, "unconventional", -10),
        (E.RETREAT, "disarm", 10),
        (E.CONSULT, "phone", 1.5),
        (E.REQUEST, None, 0),
        (E.ACCUSE, None, -3),
        (E.PROTEST, "vandalize", -5),
    ],
)
def test_intensity(kind: EventType, mode: str | None, score: float) -> None:
    assert intensity(kind, mode) == score


def test_a_mode_of_another_type_is_refused() -> None:
    assert modes(E.AGREE) == ()
    with pytest.raises(ValueError, match="CONSULT has no mode 'drone'"):
        intensity(E.CONSULT, "drone")


def test_the_contexts_are_those_of_the_data() -> None:
    assert len(CONTEXTS) == len(set(CONTEXTS)) == 37
    assert tuple(context_meanings()) == CONTEXTS


@pytest.mark.parametrize(
    ("code", "kind", "mode"),
    [
        ("163", E.SANCTION, "discontinue"),  # sanctions are no COERCE
        ("055", E.CONCEDE, None),  # apologies are no SUPPORT
        ("056", E.CONCEDE, None),
        ("035", E.CONCEDE, None),  # the intent to yield is no AGREE
        ("0354", E.CONCEDE, None),
        ("116", E.SANCTION, "convict"),  # a conviction is no ACCUSE
        ("112", E.ACCUSE, "allege"),  # to accuse is more than to disapprove
        ("1124", E.ACCUSE, "allege"),
        ("166", E.SANCTION, None),  # expels or withdraws: two modes
        ("020", E.REQUEST, None),  # appeals are requests
        ("0234", E.REQUEST, "assist"),
        ("204", E.ASSAULT, "unconventional"),  # there is no FIGHT
        ("0871", E.CONCEDE, None),  # declares a ceasefire
        ("0813", E.CONCEDE, None),  # eases a curfew
        ("085", E.CONCEDE, None),
        ("0842", E.RETREAT, None),  # there is no mode "return"
        ("043", E.CONSULT, "visit"),  # nor a mode "host"
        ("04", E.CONSULT, None),
        ("143", E.PROTEST, None),  # strikes or boycotts
        ("190", E.ASSAULT, None),
    ],
)
def test_choices_where_plover_disagrees_with_itself(code: str, kind: EventType, mode: str | None) -> None:
    assert from_cameo(code) == (kind, mode)


@pytest.mark.parametrize("code", ["010", "016", "01", "999", ""])
def test_comments_and_unknown_codes_have_no_type(code: str) -> None:
    assert from_cameo(code) is None


@pytest.mark.parametrize(
    ("kind", "mode", "code"),
    [
        (E.CONSULT, None, "040"),
        (E.CONSULT, "visit", "042"),
        (E.CONSULT, "phone", "041"),
        (E.CONSULT, "multilateral", "040"),
        (E.SUPPORT, None, "050"),
        (E.AID, None, "070"),
        (E.RETREAT, "release", "0841"),
        (E.RETREAT, "withdraw", "087"),
        (E.ACCUSE, "investigate", "090"),
        (E.ACCUSE, "disapprove", "110"),
        (E.REJECT, "yield", "124"),
        (E.THREATEN, "territory", "1382"),
        (E.PROTEST, "hunger", "142"),
        (E.SANCTION, "convict", "116"),
        (E.SANCTION, "expel", "166"),
        (E.COERCE, "arrest", "173"),
        (E.COERCE, "cyber", "176"),
        (E.ASSAULT, "suicide-attack", "1831"),
        (E.ASSAULT, "drone", "1952"),
        (E.ASSAULT, "unconventional", "200"),
        (E.ASSAULT, None, None),  # 18, 19 or 20
        (E.ASSAULT, "primitive", None),
        (E.ACCUSE, None, None),  # 09 or 11
        (E.REQUEST, None, None),  # 02 or 10
        (E.REQUEST, "meet", None),
        (E.CONCEDE, None, None),  # 03, 05 or 08
        (E.COERCE, "seize", None),  # confiscates (17) or occupies (19)
    ],
)
def test_cameo_only_where_one_code_holds_all(kind: EventType, mode: str | None, code: str | None) -> None:
    assert cameo(kind, mode) == code
    assert cameo(kind, mode, Status.ATTRIBUTED) == code
    assert cameo(kind, mode, Status.NEGATED) is None
    assert cameo(kind, mode, Status.POSSIBLE) is None


@pytest.mark.parametrize(
    ("kind", "mode", "code"),
    [
        (E.CONSULT, "visit", "036"),
        (E.SUPPORT, None, "032"),
        (E.RETREAT, "release", "0353"),
        (E.RETREAT, "resign", "035"),
        (E.CONCEDE, None, "035"),
        (E.ASSAULT, "drone", None),
        (E.SANCTION, "discontinue", None),
    ],
)
def test_planned_cooperation_is_an_intent(kind: EventType, mode: str | None, code: str | None) -> None:
    assert cameo(kind, mode, Status.PLANNED) == code


def test_a_code_of_a_type_leads_back_to_its_class() -> None:
    for kind in EventType:
        for mode in (None, *modes(kind)):
            code = cameo(kind, mode)
            back = from_cameo(code) if code is not None else None
            assert code is None or (back is not None and quad(back[0]) in (quad(kind), Quad.VERBAL_COOPERATION))


def test_a_mode_with_a_code_of_its_own_leads_back_to_it() -> None:
    for code in ("041", "042", "044", "0841", "0873", "1382", "142", "145", "116", "173", "176", "1822", "1831", "194"):
        back = from_cameo(code)
        assert back is not None
        assert cameo(*back) == code


def test_the_page_tells_types_modes_and_contexts_as_they_are() -> None:
    text = (ROOT / "docs/plover.md").read_text("utf-8")
    rows = {
        cells[0].strip(): cells for cells in (line.strip("|").split("|") for line in text.splitlines() if "|" in line)
    }
    for kind, sense in senses().items():
        _, group, score, needs, meaning, listed = (cell.strip() for cell in rows[kind.value])
        assert (group, float(score), needs == "yes", meaning) == (
            sense.quad.value,
            sense.score,
            sense.recipient,
            sense.meaning["en"],
        )
        assert listed == (", ".join(f"{mode} {score:g}" for mode, score in sense.modes.items()) or "none")
    for context, meaning_of in context_meanings().items():
        assert rows[context][1].strip() == meaning_of["en"]


def test_the_page_opens_with_code_that_gives_its_output() -> None:
    text = (ROOT / "docs/plover.md").read_text("utf-8")
    match = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    assert match is not None
    out = StringIO()
    with redirect_stdout(out):
        exec(match.group(1), {})  # the page's own example
    assert out.getvalue() == match.group(2)
