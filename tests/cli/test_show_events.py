"""Events and agreements as a person sees them, and as a machine does."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from menurut.cli.main import main
from menurut.link.stored import link_actors
from menurut.records import Bound, Quantity, Reading
from tests.store.helpers import happening, write


def show(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["show", *arguments, "--store", str(path)])


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "s.db"
    write(path, happening())
    link_actors(path)
    return path


def test_an_event_is_shown_with_all_that_is_known_of_it_and_the_words(store: Path) -> None:
    result = show(store, "event", "--type", "assault")
    assert result.exit_code == 0, result.output
    shown = flat(result.output)
    for words in (
        "Arvania -> ASSAULT drone -> Selmora · attributed · score 0.91",
        "· a.example · 2031-03-05 · article ",
        "(material conflict, intensity -9.5, CAMEO 190)",
        'when: 2031-03-04 (day, stated: "Selasa (4/3/2031)")',
        "where: Durno (city, Selmora Utara, SEL)",
        "context: military, territory",
        'counts: at least 12 killed ("sedikitnya 12 prajurit")',
        '"Kementerian Pertahanan Selmora mengatakan": Arvania menyerang pos di Durno',
        "confirmed by: Selmora",
        '"Tomas Ilman membantah": serangan itu)',
        '"Juru bicara PBB tidak mengonfirmasi atau membantah": serangan itu)',
        "Arvania Bantah [trigger Serang] Pos Selmora",
        "Arvania [trigger menyerang] pos di Durno",
        "Tomas Ilman membantah [trigger serangan] itu.",
    ):
        assert words in shown
    assert shown.index("according to: Kem") < shown.index("denied by: Tomas") < shown.index("no position by: juru")


def bare(made: Reading) -> Reading:
    """The same with as little known of the attack as can be."""
    attack = replace(made.events[0], source=(), target=(), mode=None, date=None, place=None, positions=(), cameo=None)
    return replace(made, events=(replace(attack, quantities=(), contexts=(), place_country=None), made.events[1]))


def test_what_is_not_told_is_said_so(tmp_path: Path) -> None:
    write(tmp_path / "s.db", bare(happening()))
    shown = flat(show(tmp_path / "s.db", "event", "--type", "ASSAULT").output)
    assert "? -> ASSAULT · attributed" in shown
    assert "when: not told where: not told" in shown
    listed = flat(show(tmp_path / "s.db", "g1").output)
    assert "E1 ASSAULT ? attributed" in listed


@pytest.mark.parametrize(
    ("low", "high", "bound", "words"),
    [
        (3.0, 3.0, Bound.EXACT, "3 killed"),
        (12000.0, 12000.0, Bound.ABOUT, "about 12,000 killed"),
        (100.0, None, Bound.MORE, "more than 100 killed"),
        (None, 2.5e6, Bound.LESS, "less than 2,500,000 killed"),
        (None, 7.0, Bound.MOST, "at most 7 killed"),
        (0.5, 0.5, Bound.EXACT, "0.5 killed"),
        (10.0, 99.0, Bound.RANGE, "10 to 99 killed"),
    ],
)
def test_a_number_is_shown_as_it_is_meant(
    tmp_path: Path, low: float | None, high: float | None, bound: Bound, words: str
) -> None:
    made = happening()
    (given,) = made.events[0].quantities
    quantity = Quantity(given.span, low, high, "killed", bound)
    write(tmp_path / "s.db", replace(made, events=(replace(made.events[0], quantities=(quantity,)), made.events[1])))
    assert f"counts: {words} (" in show(tmp_path / "s.db", "event").output


def test_an_article_lists_its_events_and_agreements(store: Path) -> None:
    for arguments in (("g1",), ("--all",)):
        shown = flat(show(store, *arguments).output)
        assert "E1 ASSAULT drone Arvania -> Selmora 2031-03-04 Durno attributed" in shown
        assert "denied by Tomas Ilman" in shown
        assert "E2 SUPPORT Arvania, Selmora 2031-03 actual" in shown
        assert "A1 signed gencatan senjata Arvania, Selmora perbatasan Durno 2031-03 E2" in shown


def test_an_actor_is_shown_with_what_it_did_and_what_was_done_to_it(store: Path) -> None:
    line = "Arvania -> ASSAULT drone -> Selmora · 2031-03-04 · Durno · attributed: menyerang"
    assert f" did: {line}" in flat(show(store, "actor", "Arvania").output)
    shown = flat(show(store, "actor", "Selmora").output)
    assert f" was done to it: {line}" in shown
    assert " did: Arvania, Selmora -> SUPPORT · 2031-03 · actual: menandatangani" in shown


def test_an_agreement_is_shown_with_parties_subject_and_event(store: Path) -> None:
    shown = flat(show(store, "agreement", "selmora").output)
    for words in (
        "gencatan senjata · signed",
        "between: Arvania, Selmora on: perbatasan Durno",
        "Arvania, Selmora -> SUPPORT · 2031-03 · actual: menandatangani",
        "[agreement gencatan senjata] tentang [subject perbatasan Durno]",
    ):
        assert words in shown


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_events_and_agreements_exist_for_machines(store: Path) -> None:
    attack, signing = rows(show(store, "event", "--json"))
    assert (attack["line"]["source"], attack["line"]["target"]) == (["Arvania"], ["Selmora"])
    assert attack["positions"][2]["attribution"]["cue"]["text"] == "membantah"
    assert (signing["quad"], signing["date"]["value"]) == ("VC", "2031-03")
    (agreement,) = rows(show(store, "agreement", "--json"))
    assert agreement["parties"] == ["Arvania", "Selmora"]
    (article,) = rows(show(store, "g1", "--json"))
    assert [event["type"] for event in article["events"]] == ["ASSAULT", "SUPPORT"]
    actor = next(row for row in rows(show(store, "actor", "arvania", "--json")))
    assert [event["type"] for event in actor["actors"][0]["did"]] == ["ASSAULT", "SUPPORT"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("event", "tidak ada"), "No events."),
        (("agreement", "tidak ada"), "No agreements."),
        (("event", "--country", "nor"), "No events."),
        (("event", "--type", "attack"), "there is no event type 'attack'; the types are AGREE, "),
        (("actor", "--country", "ARV"), "menurut show event"),
    ],
)
def test_nothing_found_and_mistakes_are_answered_in_one_line(
    store: Path, arguments: tuple[str, ...], words: str
) -> None:
    result = show(store, *arguments)
    assert words in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert result.exit_code == (0 if words.startswith("No ") else 1)
