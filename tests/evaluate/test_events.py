"""Events: positions and places, types taken for one another, errors, calibration, and single coded sentences."""

from __future__ import annotations

import contextlib
import io
import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from menurut.cli.main import main
from menurut.cli.report import print_confusion
from menurut.code.ontology import modes
from menurut.config import Config
from menurut.errors import InputError
from menurut.evaluate import score_record
from menurut.evaluate.events import Confusion, EventReport
from menurut.evaluate.scores import Figure
from menurut.evaluate.sentences import (
    Coded,
    Expected,
    SentenceScores,
    evaluate_sentences,
    expected_event,
    score_sentence,
)
from menurut.pipeline import read_article
from menurut.records import Actor, ActorKind, Article, Event, EventType, Problem, Reading, Status
from tests.conftest import ROOT, write_lines

TEXT = (
    "Arvania Tuduh Belmora Serang Kapal\n"
    "Kapal itu berlayar. Arvania menuduh Belmora menyerang kapalnya di selat. Belmora membantahnya.\n"
    "Kedua negara akan bertemu di Doha pekan depan."
)


def actor(number: int, name: str, country: str | None = None, kind: str = "state") -> dict[str, Any]:
    return {"id": f"a{number}", "name": name, "kind": kind, "country": country, "mentions": [[2, name]]}


ACTORS = [actor(1, "Arvania", "AAA"), actor(2, "Belmora", "BBB"), actor(3, "kapalnya", "AAA", "organisation")]


def event(**changes: Any) -> dict[str, Any]:
    return {
        "id": "e1",
        "type": "ASSAULT",
        "mentions": [[2, "menyerang"]],
        "source": ["a2"],
        "target": ["a3"],
        "status": "attributed",
        "date": None,
        "place_country": "AAA",
        "according_to": ["a1"],
        "confirmed_by": [],
        "denied_by": ["a2"],
        "no_position_by": [],
    } | changes


def record(*events: dict[str, Any], actors: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"id": "x", "drop": {}, "actors": actors or ACTORS, "events": list(events), "attributions": []}


def report_of(*pairs: tuple[dict[str, Any], dict[str, Any]]) -> EventReport:
    report = EventReport()
    for number, (gold, predicted) in enumerate(pairs):
        report.add(f"article-{number}", TEXT, gold, predicted)
    return report


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (2, 2, 2)),
        ({"denied_by": []}, (1, 2, 1)),
        ({"confirmed_by": ["a2"]}, (2, 2, 3)),
        ({"according_to": ["a2"], "denied_by": ["a1"]}, (0, 2, 2)),
        ({"according_to": ["a1", "a1"]}, (2, 2, 2)),
        ({"denied_by": ["nobody"]}, (1, 2, 1)),
        ({"type": "COERCE", "denied_by": []}, (0, 0, 0)),
        ({"mentions": [[3, "bertemu"]]}, (0, 0, 0)),
    ],
    ids=["same", "missing", "one more", "exchanged", "twice", "unknown actor", "other type", "other event"],
)
def test_positions_are_counted_of_the_events_found(changes: dict[str, Any], expected: tuple[int, int, int]) -> None:
    figures = score_record(TEXT, record(event()), record(event(**changes)))
    assert figures["positions"] == Figure(*expected)


def test_an_actor_of_a_position_is_known_by_a_name_or_by_country_and_kind() -> None:
    for other, hits in ((actor(9, "Pemerintah", "AAA"), 2), (actor(9, "Arvania", None), 2), (actor(9, "Lain"), 1)):
        predicted = record(event(according_to=["a9"]), actors=[*ACTORS, other])
        assert score_record(TEXT, record(event()), predicted)["positions"].hits == hits


def test_a_country_of_a_place_counts_with_none_as_a_value() -> None:
    for gold, found, hits in (("AAA", "AAA", 1), ("AAA", None, 0), (None, None, 1)):
        figures = score_record(TEXT, record(event(place_country=gold)), record(event(place_country=found)))
        assert figures["place"] == Figure(hits, 1, 1)


def test_records_that_say_nothing_of_positions_and_places_are_scored_all_the_same() -> None:
    lacking = {key: value for key, value in event().items() if not key.endswith("_by") and key != "according_to"}
    figures = score_record(TEXT, record(event()), record(lacking))
    assert (figures["event"].hits, figures["positions"]) == (1, Figure(0, 2, 0))


def test_types_are_paired_by_trigger_and_the_same_type_first() -> None:
    accuse = event(type="ACCUSE", mentions=[[2, "menuduh"]], according_to=[], denied_by=[])
    meet = event(type="AGREE", mentions=[[3, "bertemu"]], according_to=[], denied_by=[])
    report = report_of(
        (record(event(), accuse, meet), record(event(type="COERCE"), event(), accuse | {"type": "REJECT"}))
    )
    types = report.types
    assert types.count("ASSAULT", "ASSAULT") == types.count("ACCUSE", "REJECT") == types.count("AGREE", "missed") == 1
    assert types.count("false", "COERCE") == 1
    assert types.figures()["ASSAULT"] == Figure(1, 1, 1)
    assert types.figures()["REJECT"] == Figure(0, 0, 1)
    assert sum(f.hits for f in types.figures().values()) == 1
    assert report.status.counts == {"attributed": {"attributed": 1}}


@pytest.mark.parametrize(
    ("gold", "found", "kind", "words"),
    [
        ([event()], [], "missed", "Arvania menuduh Belmora [menyerang] kapalnya di selat."),
        ([], [event(score=0.8)], "false", "Arvania menuduh Belmora [menyerang] kapalnya di selat."),
        ([event()], [event(type="COERCE")], "type", "Arvania menuduh Belmora [menyerang] kapalnya di selat."),
        ([event()], [event(source=["a1"])], "actors", "Arvania menuduh Belmora [menyerang] kapalnya di selat."),
        ([event()], [event(status="actual")], "status", "Arvania menuduh Belmora [menyerang] kapalnya di selat."),
        ([event()], [event(denied_by=[])], "positions", "Arvania menuduh Belmora [menyerang] kapalnya di selat."),
        ([event(mentions=[[1, "Serang"]])], [], "missed", "Arvania Tuduh Belmora [Serang] Kapal"),
    ],
)
def test_an_error_is_told_by_kind_with_the_words_of_its_sentence(
    gold: list[dict[str, Any]], found: list[dict[str, Any]], kind: str, words: str
) -> None:
    (error,) = report_of((record(*gold), record(*found))).errors
    assert (error.kind, error.words) == (kind, words)
    assert bool(error.gold) == (kind != "false")
    assert bool(error.found) == (kind != "missed")


def test_an_error_reads_as_a_sentence_would() -> None:
    (error,) = report_of((record(event()), record())).errors
    assert error.gold == (
        "ASSAULT, attributed: Belmora (BBB) → kapalnya (AAA); says Arvania (AAA); denies Belmora (BBB)"
    )


def test_the_worst_errors_are_of_every_kind_and_the_surest_and_commonest_come_first() -> None:
    false = [(record(), record(event(score=score))) for score in (0.2, 0.9, 0.5)]
    missed = [(record(event(type=kind)), record()) for kind in ("ACCUSE", "AGREE", "AGREE")]
    report = report_of(*missed, *false)
    assert [(e.kind, e.score, e.mistake) for e in report.worst(2)] == [
        ("false", 0.9, "ASSAULT"),
        ("missed", None, "AGREE"),
    ]
    assert [e.mistake for e in report.worst(4)[2:]] == ["AGREE", "ACCUSE"]
    assert len(report.worst(100)) == 6
    assert report.worst(0) == []


def test_scores_of_events_are_held_against_their_types() -> None:
    report = report_of(
        (record(event()), record(event(score=0.95))),
        (record(event()), record(event(type="COERCE", score=0.92))),
        (record(), record(event(score=0.31))),
    )
    assert report.precisions()[0] == (0.0, 1 / 3, 3)
    assert report.precisions()[-1] == (0.9, 0.5, 2)
    assert [bin_.right for bin_ in report.calibration()] == [0.5, 0.0]


def test_the_evaluation_prints_types_and_the_errors_in_events(tmp_path: Path) -> None:
    articles = write_lines(tmp_path / "a.jsonl", [{"id": "x", "text": TEXT, "language": "id"}])
    gold = write_lines(tmp_path / "g.jsonl", [record(event())])
    other = write_lines(tmp_path / "p.jsonl", [record(event(type="COERCE", score=0.75))])
    command = ["evaluate", str(articles), str(gold), "--predictions", str(other), "--errors", "1"]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    assert "events of another type: 1" in result.output
    assert "x, line 2, score 0.75: Arvania menuduh Belmora [menyerang] kapalnya di selat." in result.output
    tables = result.output[result.output.index("events by type") :]
    assert max(map(len, tables.splitlines())) <= 120
    (row,) = [json.loads(line) for line in CliRunner().invoke(main, [*command, "--json"]).output.splitlines()]
    assert row["events"]["types"] == {"ASSAULT": {"COERCE": 1}}
    assert row["events"]["errors"][0]["kind"] == "type"


def test_all_types_fit_a_page() -> None:
    confusion = Confusion(tuple(map(str, EventType)))
    for gold in (*EventType, None):
        for found in (*EventType, None):
            confusion.add(gold, found)

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        print_confusion("gold, found as", confusion)
    lines = printed.getvalue().strip("\n").splitlines()
    assert len(lines) == 18
    assert max(map(len, lines)) <= 120


A, B, NOBODY = frozenset({"AAA"}), frozenset({"BBB"}), frozenset[str]()
ACCUSES = Expected("ACCUSE", A, B, frozenset({"allege"}))
MARKED = frozenset(range(10, 16))
SHOWN = Coded("ACCUSE", frozenset(range(10, 15)), 0.5, A, B)


def coded(kind: str = "ACCUSE", **changes: Any) -> Coded:
    return replace(SHOWN, type=kind, **changes)


def scored(expected: list[Expected], found: list[Coded]) -> dict[str, float]:
    scores = SentenceScores()
    score_sentence(scores, expected, found, MARKED)
    return scores.figures()


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ([coded()], 1.0),
        ([], 0.0),
        ([coded("REJECT")], 0.0),
        ([coded(score=0.1), coded("REJECT", score=0.9, places=frozenset({14}))], 1.0),
        ([coded(score=0.9, places=frozenset({99})), coded("REJECT", score=0.1)], 0.0),
        ([coded(score=0.4, places=frozenset({99})), coded("REJECT", score=0.3, places=NOBODY)], 1.0),
        ([coded(score=0.4), coded("REJECT", score=0.6)], 0.0),
    ],
    ids=["same", "none", "other type", "overlaps most", "higher score elsewhere", "no overlap: score", "same overlap"],
)
def test_the_best_event_of_a_sentence_is_scored(found: list[Coded], right: float) -> None:
    assert scored([ACCUSES], found)["type"] == right


def test_each_of_several_expected_events_counts() -> None:
    both = [ACCUSES, Expected("REJECT", A)]
    assert scored(both, [coded("REJECT", score=0.9), coded()])["type"] == 1.0
    assert scored(both, [coded()])["type"] == 0.5
    assert scored(both, [coded(), coded("AID", score=0.9)])["type"] == 0.5
    assert scored([ACCUSES, ACCUSES], [coded(), coded("AID", score=0.1)])["type"] == 0.5


@pytest.mark.parametrize(
    ("gold", "found", "figures"),
    [
        (ACCUSES, coded(mode="allege"), {"source": 1, "target": 1, "countries": 1, "mutual": 1, "mode": 1}),
        (ACCUSES, coded(target=NOBODY), {"source": 1, "target": 0, "countries": 0.5, "mutual": 0.5, "mode": 0}),
        (ACCUSES, coded(source=A | B), {"source": 0, "target": 1}),
        (ACCUSES, coded("REJECT"), {"source": 0, "source_all": 1, "countries_all": 1, "mode_all": 0}),
        (ACCUSES, coded(source=A | B, target=NOBODY, mutual=True), {"countries": 0, "mutual": 1}),
        (ACCUSES, coded(source=A | B, target=NOBODY), {"countries": 0, "mutual": 0}),
        (Expected("ACCUSE", A | B, mutual=True), coded(), {"source": 0, "mutual": 1, "target_all": 0}),
    ],
)
def test_countries_and_modes_are_compared_where_the_file_gives_them(
    gold: Expected, found: Coded, figures: dict[str, float]
) -> None:
    reached = scored([gold], [found])
    assert {name: reached[name] for name in figures} == figures


def test_a_side_or_mode_that_the_file_does_not_give_is_not_compared() -> None:
    scores = SentenceScores()
    score_sentence(scores, [Expected("ACCUSE", A)], [coded()], MARKED)
    assert {name: figure.gold for name, figure in scores.shares.items() if figure.gold} == dict.fromkeys(
        ("type", "source", "countries", "mutual", "source_all", "countries_all"), 1
    )


def test_macro_f1_is_the_mean_over_expected_types() -> None:
    scores = SentenceScores()
    for gold, found in (("ACCUSE", "ACCUSE"), ("ACCUSE", "REJECT"), ("REJECT", "REJECT"), ("AID", "COERCE")):
        score_sentence(scores, [Expected(gold)], [coded(found)], MARKED)
    assert scores.figures()["macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
    assert scores.figures()["type"] == 0.5


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"plover": "FIGHT", "mode": "assassinate"}, Expected("ASSAULT", modes=frozenset({"targeted"}))),
        ({"code": "DEMAND"}, Expected("REQUEST")),
        ({"plover": "COERCE", "code": "FIGHT", "mode": "firearms"}, Expected("COERCE")),
        ({"plover": "CONSULT", "mode": "phone"}, Expected("CONSULT", modes=frozenset({"phone"}))),
        ({"plover": "AID", "source": [{"country": "JAP"}]}, Expected("AID", frozenset({"JPN"}))),
        ({"plover": "AID", "target": [{"country": "IGO"}, {"country": None}]}, Expected("AID")),
        (
            {"plover": "AGREE", "source": [{"country": "ROM"}, {"country": "HUN"}], "target": []},
            Expected("AGREE", frozenset({"ROU", "HUN"}), mutual=True),
        ),
    ],
)
def test_older_names_of_types_countries_and_modes_are_read(row: dict[str, Any], expected: Expected) -> None:
    assert expected_event(row) == expected


def test_modes_are_read_as_modes_that_exist() -> None:
    table = tomllib.loads((ROOT / "src/menurut/evaluate/sentences.toml").read_text("utf-8"))
    for kind, names in table["modes"].items():
        assert {mode for able in names.values() for mode in able} <= set(modes(EventType(kind)))


def test_coded_sentences_are_read_from_a_file(tmp_path: Path) -> None:
    rows = [
        {
            "id": "one",
            "text": "Kenya accused Norway of arming the rebels.",
            "expected": [{"plover": "ACCUSE", "source": [{"country": "KEN"}], "target": [{"country": "NOR"}]}],
            "spans": [{"label": "EVT", "start": 6, "end": 13}, {"label": "SRC", "start": None, "end": None}],
        },
        {"id": "two", "text": "Norway sent food to Kenya.", "expected": [{"code": "AID"}], "spans": None},
        {"id": "three", "text": " ", "expected": [{"plover": "AID"}]},
    ]
    path = write_lines(tmp_path / "s.jsonl", list(rows))
    scores = evaluate_sentences(path, Config())
    assert (scores.sentences, scores.shares["type"].gold, scores.shares["source_all"].gold) == (3, 3, 1)
    assert [problem.code for problem in scores.problems] == ["empty"]
    floors = tmp_path / "floors.toml"
    floors.write_text("[low]\ntype = 0.0\n\n[high]\nmacro_f1 = 1.01\n\n[wrong]\nspeed = 1\n", "utf-8")
    for name, status, words in (("low", 0, "keep"), ("high", 1, "below its floor"), ("wrong", 1, "do not exist")):
        command = ["evaluate-sentences", str(path), "--floors", str(floors), "--set", name]
        result = CliRunner().invoke(main, command)
        assert result.exit_code == status, result.output
        assert words in result.output
    assert "3 sentences" in result.output
    assert "not read: three" in result.output
    printed = CliRunner().invoke(main, ["evaluate-sentences", str(path), "--json"]).output
    assert set(json.loads(printed)["figures"]) == set(scores.figures())


def test_events_of_a_reading_are_compared_by_their_words_and_actors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Kenya accused Norway of arming the rebels."
    sides = {"source": [{"country": "KEN"}], "target": [{"country": "NOR"}]}
    spans = [{"label": "EVT", "start": 6, "end": 13}]
    row = {"id": "one", "text": text, "expected": [{"plover": "ACCUSE", "mode": "allege", **sides}], "spans": spans}

    def read(article: Article, config: Config) -> Reading | Problem:
        reading = read_article(article, config)
        assert isinstance(reading, Reading)
        span = reading.document.span
        names = (("Kenya", "KEN"), ("Norway", "NOR"), ("rebels", None))
        actors = tuple(Actor(n, article.id, n, ActorKind.STATE, country, None, ()) for n, country in names)
        armed = (span(24, 30),)
        events = (
            Event("e1", article.id, EventType.AID, armed, ("Norway",), ("rebels",), Status.ATTRIBUTED, 0.9),
            Event("e2", article.id, EventType.ACCUSE, (span(6, 13),), ("Kenya", "rebels"), ("Norway",),
                  Status.ACTUAL, 0.3, "allege"),
        )  # fmt: skip
        return replace(reading, actors=actors, events=events)

    monkeypatch.setattr("menurut.evaluate.sentences.read_article", read)
    figures = evaluate_sentences(write_lines(tmp_path / "s.jsonl", [row]), Config()).figures()
    assert set(figures.values()) == {1.0}


@pytest.mark.parametrize("event_", [{"plover": "WISH"}, {}, {"plover": "AID", "source": [3]}])
def test_a_record_in_another_form_is_said_so(event_: dict[str, Any], tmp_path: Path) -> None:
    path = write_lines(tmp_path / "s.jsonl", [{"id": "one", "text": "Norway sent food.", "expected": [event_]}])
    with pytest.raises(InputError, match="'one'"):
        evaluate_sentences(path, Config())
