"""Events and agreements in the store: written, replaced, found and read back, with nothing lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menurut.code.ontology import intensity, modes, quad
from menurut.errors import StoreError
from menurut.ids import agreement_id, event_id
from menurut.records import (
    Agreement,
    Bound,
    Event,
    EventType,
    Position,
    Quantity,
    Reading,
    Span,
    Stage,
    Stance,
    Status,
)
from menurut.store import StoreReader, StoreWriter
from menurut.store.schema import NEW_TABLES, SCHEMA_VERSION
from tests.conftest import opened
from tests.store.helpers import happening, make_earlier, write


def read(path: Path, article: str) -> Reading:
    with StoreReader(path) as store:
        return store.reading(article)


@pytest.mark.parametrize("beside", [False, True])
def test_events_and_agreements_are_read_back_as_they_were_written(tmp_path: Path, beside: bool) -> None:
    made = happening(beside=beside)
    write(tmp_path / "s.db", made)
    assert read(tmp_path / "s.db", made.article.id) == made


BASE = happening()
SPANS = tuple(
    BASE.document.span(start, start + length)
    for start in range(0, len(BASE.document.text) - 30, 17)
    for length in (1, 9, 24)
)
ACTORS = st.sampled_from([actor.id for actor in BASE.actors])
ATTRIBUTIONS = st.sampled_from([attribution.id for attribution in BASE.attributions])
DATES = st.none() | st.sampled_from([date.id for date in BASE.dates])
PLACES = st.none() | st.just(BASE.places[0].id)
NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False)
POSITIONS = st.builds(Position, ACTORS, st.sampled_from(Stance), st.none() | ATTRIBUTIONS)
QUANTITIES = st.builds(Quantity, st.sampled_from(SPANS), NUMBERS, NUMBERS, st.text(), st.sampled_from(Bound))


@st.composite
def events(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from(EventType))
    triggers = tuple(draw(st.lists(st.sampled_from(SPANS), min_size=1, max_size=4)))
    several = st.lists(ACTORS, max_size=3).map(tuple)
    return Event(
        event_id(BASE.article.id, kind, triggers),
        BASE.article.id,
        kind,
        triggers,
        draw(several),
        draw(several),
        draw(st.sampled_from(Status)),
        draw(st.floats(0, 1)),
        draw(st.sampled_from([None, *modes(kind)])),
        tuple(draw(st.lists(st.text(max_size=8), max_size=3))),
        draw(st.none() | st.text(max_size=4)),
        draw(DATES),
        draw(PLACES),
        draw(st.none() | st.just("SEL")),
        tuple(draw(st.lists(POSITIONS, max_size=4))),
        tuple(draw(st.lists(QUANTITIES, max_size=3))),
    )


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    found = tuple(draw(st.lists(events(), max_size=4, unique_by=lambda event: event.id)))
    ids = [event.id for event in found]
    spans = draw(st.lists(st.sampled_from(SPANS), max_size=3, unique=True))
    agreements = tuple(
        Agreement(
            agreement_id(BASE.article.id, span),
            BASE.article.id,
            span,
            draw(st.sampled_from(Stage)),
            tuple(draw(st.lists(ACTORS, max_size=3))),
            draw(st.none() | st.sampled_from(SPANS)),
            draw(DATES),
            draw(st.sampled_from([None, *ids])),
        )
        for span in spans
    )
    about = st.lists(st.sampled_from([*ids, *(a.id for a in BASE.attributions)]), max_size=4).map(tuple)
    attributions = tuple(replace(attribution, about=draw(about)) for attribution in BASE.attributions)
    return replace(BASE, attributions=attributions, events=found, agreements=agreements)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=readings())
def test_whatever_the_steps_find_is_read_back_and_takes_the_place_of_what_was_there(
    made: Reading, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "events.db"  # one store for all examples: each replaces the one before
    write(path, made)
    assert read(path, made.article.id) == made
    with opened(path) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = connection.execute("SELECT count(*) FROM events").fetchone()[0]
        measures = connection.execute("SELECT type, mode, intensity, quad FROM events").fetchall()
    assert rows == len(made.events)
    for kind, mode, strength, quad_class in measures:
        assert (strength, quad_class) == (intensity(EventType(kind), mode), quad(EventType(kind)))


def test_an_article_that_is_read_again_leaves_nothing_of_its_earlier_events(tmp_path: Path) -> None:
    path, made = tmp_path / "s.db", happening()
    write(path, made, happening(2))
    bare = tuple(replace(attribution, about=()) for attribution in made.attributions)
    write(path, replace(made, events=(), agreements=(), attributions=bare), key="another pipeline")
    with opened(path) as connection:
        counts = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in NEW_TABLES[3]}
    assert counts == {  # those of the second article
        "events": 2,
        "event_triggers": 4,
        "event_actors": 4,
        "event_contexts": 2,
        "positions": 4,
        "quantities": 1,
        "agreements": 1,
        "agreement_parties": 2,
        "attribution_about": 4,
    }


def test_a_person_who_writes_sql_finds_who_denies_what(tmp_path: Path) -> None:
    write(tmp_path / "s.db", happening())
    with opened(tmp_path / "s.db") as connection:
        row = connection.execute(
            "SELECT e.type, e.mode, e.intensity, e.quad, s.name, t.name, r.name, a.cue, d.value, p.name FROM events e"
            " JOIN event_actors x ON x.event = e.id AND x.role = 'source' JOIN actors s ON s.id = x.actor"
            " JOIN event_actors y ON y.event = e.id AND y.role = 'target' JOIN actors t ON t.id = y.actor"
            " JOIN positions o ON o.event = e.id AND o.stance = 'denies' JOIN actors r ON r.id = o.actor"
            " JOIN attributions a ON a.id = o.attribution JOIN dates d ON d.id = e.date"
            " JOIN places p ON p.id = e.place"
        ).fetchall()
    deed = ("ASSAULT", "drone", intensity(EventType.ASSAULT, "drone"), "MX")
    assert row == [(*deed, "Arvania", "Selmora", "Tomas Ilman", "membantah", "2031-03-04", "Durno")]


def _event(**changes: object) -> Callable[[Reading], Reading]:
    return lambda made: replace(made, events=(replace(made.events[0], **changes), made.events[1]))  # type: ignore[arg-type]


def _agreement(**changes: object) -> Callable[[Reading], Reading]:
    return lambda made: replace(made, agreements=(replace(made.agreements[0], **changes),))  # type: ignore[arg-type]


FALSE = Span(0, 7, "Selmora")
LOOSE = "0" * 20


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_event(triggers=(FALSE,)), "not what stands at its place"),
        (_event(quantities=(Quantity(FALSE, 1.0, 1.0, "killed", Bound.EXACT),)), "not what stands at its place"),
        (_event(triggers=()), "has no words"),
        (_event(id=happening().events[1].id), "two records have the id"),
        (_event(source=(LOOSE,)), "names the actor"),
        (_event(target=(happening().dates[0].id,)), "names the actor"),
        (_event(date=LOOSE), "names the date"),
        (_event(place=LOOSE), "names the place"),
        (_event(positions=(Position(LOOSE, Stance.DENIES),)), "names the actor"),
        (_event(positions=(Position(happening().actors[0].id, Stance.DENIES, LOOSE),)), "names the attribution"),
        (_event(mode="visit"), "no mode 'visit'"),
        (_agreement(span=FALSE), "not what stands at its place"),
        (_agreement(subject=FALSE), "not what stands at its place"),
        (_agreement(parties=(LOOSE,)), "names the actor"),
        (_agreement(date=LOOSE), "names the date"),
        (_agreement(event=LOOSE), "names the event"),
        (
            lambda made: replace(made, attributions=(replace(made.attributions[0], about=(LOOSE,)),), events=()),
            "names the event or attribution",
        ),
    ],
)
def test_no_event_enters_without_its_words_or_with_a_loose_end(
    tmp_path: Path, change: Callable[[Reading], Reading], words: str
) -> None:
    with StoreWriter(tmp_path / "s.db", "k", "0") as store, pytest.raises(StoreError, match=words):
        store.write([happening(2), change(happening())])
    with StoreReader(tmp_path / "s.db") as reader:
        assert reader.article_ids() == []


def test_an_event_is_told_with_names_date_place_positions_and_sentences(tmp_path: Path) -> None:
    write(tmp_path / "s.db", happening())
    with StoreReader(tmp_path / "s.db") as store:
        attack, signing = store.events()
    assert (attack.line.source, attack.line.target, attack.line.words) == (("Arvania",), ("Selmora",), "menyerang")
    assert (attack.line.date, attack.line.place, attack.intensity, attack.quad) == ("2031-03-04", "Durno", -9.5, "MX")
    assert attack.date is not None
    assert attack.date.span.text == "Selasa (4/3/2031)"
    said = [
        (p.actor, p.stance, p.attribution and p.attribution.cue and p.attribution.cue.text) for p in attack.positions
    ]
    assert said == [
        ("Kementerian Pertahanan Selmora", "asserts", "mengatakan"),
        ("Selmora", "confirms", None),
        ("Tomas Ilman", "denies", "membantah"),
        ("juru bicara PBB", "no_position", "tidak mengonfirmasi atau membantah"),
    ]
    assert [s.text.split()[0] for s in attack.sentences] == ["Arvania", "Kementerian", "Tomas"]
    assert (signing.line.source, signing.line.target, signing.line.place) == (("Arvania", "Selmora"), (), None)
    assert attack.article.events == 2


@pytest.mark.parametrize(
    ("name", "kind", "country", "types"),
    [
        (None, None, None, "ASSAULT SUPPORT"),
        ("arvania", None, None, "ASSAULT SUPPORT"),
        ("ilman", None, None, "ASSAULT"),
        ("PBB", None, None, "ASSAULT"),
        ("ID", None, None, "ASSAULT"),
        ("tidak ada", None, None, ""),
        (None, EventType.SUPPORT, None, "SUPPORT"),
        (None, None, "SEL", "ASSAULT SUPPORT"),
        (None, None, "NOR", ""),
        ("selmora", EventType.ASSAULT, "ARV", "ASSAULT"),
        ("ilman", EventType.SUPPORT, None, ""),
    ],
)
def test_events_are_found_by_id_actor_type_and_country(
    tmp_path: Path, name: str | None, kind: EventType | None, country: str | None, types: str
) -> None:
    made = happening()
    write(tmp_path / "s.db", made)
    wanted = made.events[0].id[:7] if name == "ID" else name
    with StoreReader(tmp_path / "s.db") as store:
        assert [stored.event.type for stored in store.events(wanted, kind=kind, country=country)] == types.split()


@pytest.mark.parametrize(
    ("name", "count"), [(None, 1), ("ID", 1), ("SENJATA", 1), ("perbatasan", 1), ("selmora", 1), ("Ilman", 0)]
)
def test_agreements_are_found_by_id_words_subject_and_party(tmp_path: Path, name: str | None, count: int) -> None:
    made = happening()
    write(tmp_path / "s.db", made)
    with StoreReader(tmp_path / "s.db") as store:
        found = list(store.agreements(made.agreements[0].id[:8] if name == "ID" else name))
    assert len(found) == count
    for stored in found:
        assert stored.parties == ("Arvania", "Selmora")
        assert stored.event is not None
        assert (stored.event.type, stored.event.words) == ("SUPPORT", "menandatangani")
        assert [s.text.split()[:2] for s in stored.sentences] == [["Arvania", "dan"]]


def test_an_actor_is_told_with_what_it_did_and_what_was_done_to_it(tmp_path: Path) -> None:
    write(tmp_path / "s.db", happening())
    with StoreReader(tmp_path / "s.db") as store:
        found = {stored.actor.name: stored for stored in store.unlinked_actors()}
    deeds = {name: ([e.type for e in s.did], [e.type for e in s.undergone]) for name, s in found.items()}
    assert deeds["Arvania"] == (["ASSAULT", "SUPPORT"], [])
    assert deeds["Selmora"] == (["SUPPORT"], ["ASSAULT"])
    assert deeds["Tomas Ilman"] == ([], [])


def test_a_store_is_opened_without_loading_models() -> None:
    code = "import sys; import menurut.store; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "menurut.code.ontology" in modules
    assert not {"numpy", "onnxruntime", "pyarrow"} & set(modules)


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_earlier_store_is_brought_up_to_date_and_keeps_its_articles(tmp_path: Path, version: int) -> None:
    earlier, fresh, made = tmp_path / "s.db", tmp_path / "fresh.db", happening()
    write(earlier, made)
    write(fresh, made)
    make_earlier(earlier, version)
    with pytest.raises(StoreError, match="menurut migrate"):
        StoreReader(earlier)
    write(earlier)
    kept = read(earlier, made.article.id)
    told = version >= 3  # since when events are stored
    assert (kept.article, kept.document, kept.events) == (made.article, made.document, made.events if told else ())
    assert [(a.id, a.about) for a in kept.attributions] == [(a.id, a.about if told else ()) for a in made.attributions]
    layouts = []
    for path in (earlier, fresh):
        with opened(path) as connection:
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema ORDER BY name")]
            layouts.append({name: connection.execute(f"PRAGMA table_info({name})").fetchall() for name in names})
    assert layouts[0] == layouts[1]
    write(earlier, made, key="another pipeline")
    assert read(earlier, made.article.id) == made
