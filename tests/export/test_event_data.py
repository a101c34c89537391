"""Event data as POLECAT, GDELT and PLOVER have it, read back with the tools their users have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from menurut.errors import InputError, StoreError
from menurut.export import FORMATS, Selection
from menurut.export.facts import cameo_country, cameo_role, cow, fips
from menurut.export.gdelt import EVENTS, MENTIONS, number_of
from menurut.export.polecat import COLUMNS
from menurut.records import EventType, Status
from tests.conftest import opened
from tests.export.stored import make_store, reported
from tests.store.helpers import write

EVERYTHING = Selection()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("store") / "s.db")


@pytest.fixture
def lone(tmp_path: Path) -> Iterator[Any]:
    """The rows of an article in a format; its attack is changed to another status, type or mode."""

    def records(name: str, **changes: Any) -> list[dict[str, str]]:
        made = reported(1, "Harian Contoh", "2031-03-05")
        attack, signing = made.events
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
        write(path, replace(made, events=(replace(attack, **changes), signing)))
        (written,) = FORMATS[name].write(path, tmp_path / f"{path.stem}.out", EVERYTHING)
        if name == "plover":
            return [json.loads(line) for line in written.read_text("utf-8").splitlines()]
        rows: list[dict[str, str]] = pd.read_csv(written, sep="\t", dtype=str, keep_default_na=False).to_dict("records")
        return rows

    yield records


def test_polecat_has_its_40_columns_and_every_reader_sees_the_same_rows(store: Path, tmp_path: Path) -> None:
    (path,) = FORMATS["polecat"].write(store, tmp_path / "p.txt", EVERYTHING)
    lines = path.read_text("utf-8").split("\n")
    assert lines.pop() == ""
    assert {line.count("\t") for line in lines} == {39}
    frame = pd.read_csv(path, sep="\t", dtype={"Actor COW": str})
    assert tuple(frame.columns) == COLUMNS == tuple(lines[0].split("\t"))
    polar = pl.read_csv(path, separator="\t")
    duck = duckdb.execute(
        f"SELECT count(*), count(DISTINCT \"Event ID\") FROM read_csv('{path}', delim='\t')"
    ).fetchall()
    assert (len(frame), polar.shape, duck) == (6, (6, 40), [(6, 6)])
    assert frame["Intensity"].dtype == frame["Latitude"].dtype == "float64"
    assert sorted(frame["Publication Date"].dropna()) == ["2031-03-05"] * 2 + ["2031-03-06"] * 2


def test_an_event_in_polecat_has_its_actors_as_lists_in_one_order(store: Path, tmp_path: Path) -> None:
    (path,) = FORMATS["polecat"].write(store, tmp_path / "p.txt", Selection(types=("ASSAULT",), since="2031-03-06"))
    (attack,) = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False).to_dict("records")
    expected = {
        "Event Date": "2031-03-04",
        "Event Type": "ASSAULT",
        "Event Mode": "drone",
        "Intensity": "-9.5",
        "Quad Code": "MATERIAL CONFLICT",
        "Contexts": "military; territory",
        "Actor Country": "IDN",
        "Actor COW": "850",
        "Primary Actor Sector": "GOV",
        "Actor Name Raw": "Arvania",
        "Recipient Country": "MYS",
        "Recipient COW": "820",
        "City": "Durno",
        "Province": "Selmora Utara",
        "Country": "MYS",
        "Latitude": "1.5",
        "Feature Type": "PPL",
        "Source": "Harian Contoh",
        "Publication Date": "2031-03-06",
        "Story People": "Tomas Ilman",
        "Story Locations": "Durno",
        "Language": "Indonesian",
    }
    assert {name: attack[name] for name in expected} == expected
    (path,) = FORMATS["polecat"].write(store, tmp_path / "p.txt", Selection(types=("SUPPORT",), since="2031-03-06"))
    (signing,) = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False).to_dict("records")
    names = ("Actor Country", "Actor COW", "Actor Name Raw", "Recipient Name", "Event Date")
    assert [signing[name] for name in names] == ["IDN; MYS", "850; 820", "Arvania; Selmora", "", ""]


@pytest.mark.parametrize(
    ("status", "kind", "mode", "polecat", "plover"),
    [
        (Status.ACTUAL, EventType.ASSAULT, "drone", ["ASSAULT", "drone", "-9.5"], ["drone"]),
        (Status.PLANNED, EventType.CONSULT, "visit", ["AGREE", "", "2.5"], ["visit", "future"]),
        (Status.PLANNED, EventType.RETREAT, None, ["CONCEDE", "", "4.5"], ["future"]),
        (Status.PLANNED, EventType.ASSAULT, None, None, ["future"]),
        (Status.POSSIBLE, EventType.ASSAULT, None, None, ["hypothetical"]),
        (Status.NEGATED, EventType.AID, None, None, ["negation"]),
    ],
)
def test_what_did_not_happen_is_not_sold_as_an_event(
    lone: Any, status: Status, kind: EventType, mode: str | None, polecat: list[str] | None, plover: list[str]
) -> None:
    rows = lone("polecat", status=status, type=kind, mode=mode)
    found = [[row[name] for name in ("Event Type", "Event Mode", "Intensity")] for row in rows]
    assert found == ([polecat] if polecat else []) + [["SUPPORT", "", "5.0"]]
    record = lone("plover", status=status, type=kind, mode=mode)[0]
    assert (record["event"], record["mode"], record["menurut"]["status"]) == ([kind], plover, status)


def test_plover_has_the_keys_of_the_manual_and_ours_apart(store: Path, tmp_path: Path) -> None:
    (path,) = FORMATS["plover"].write(store, tmp_path / "p.jsonl", Selection(types=("ASSAULT",)))
    frame = pl.read_ndjson(path)
    assert frame.height == 3
    assert duckdb.execute(f"SELECT DISTINCT quad_code FROM read_json('{path}')").fetchall() == [(4,)]
    record = json.loads(path.read_text("utf-8").splitlines()[0])
    assert (record["date"], record["event"], record["mode"], record["event_scale"]) == (
        "2031-03-04",
        ["ASSAULT"],
        ["drone"],
        -9.5,
    )
    assert [(actor["code"], actor["sector"], actor["entity_text"]) for actor in record["actor"]] == [
        ("IDN", "GOV", "Arvania")
    ]
    assert (record["size"], record["event_loc"]["name"]) == ({"dead": 12.0}, "Durno")
    assert "text" not in record
    ours = record["menurut"]
    assert {name: ours[name] for name in ("status", "according_to", "denied_by", "no_position_by")} == {
        "status": "attributed",
        "according_to": ["Kementerian Pertahanan Selmora"],
        "denied_by": ["Tomas Ilman"],
        "no_position_by": ["juru bicara PBB"],
    }
    assert (ours["sources"], ours["articles"]) == (1, 3)
    with opened(store) as connection:
        (text,) = connection.execute("SELECT text FROM documents WHERE article = ?", (ours["article"],)).fetchone()
    spans = [span for group in ours["spans"].values() for span in group]
    assert len(spans) == 10
    assert all(text[span["start"] : span["end"]] == span["text"] for span in spans)


def test_plover_has_a_date_only_where_the_text_tells_one_and_text_only_on_demand(store: Path, tmp_path: Path) -> None:
    selection = Selection(types=("SUPPORT",), with_text=True)
    (path,) = FORMATS["plover"].write(store, tmp_path / "p.jsonl", selection)
    record = json.loads(path.read_text("utf-8").splitlines()[0])
    assert (record["date"], record["enddate"], record["menurut"]["date"]["precision"]) == (
        "2031-03-01",
        "2031-03-31",
        "month",
    )
    assert record["text"].startswith("Arvania dan Selmora menandatangani")
    undated = reported(1, "Harian Contoh", "2031-03-05")
    write(tmp_path / "u.db", replace(undated, events=(replace(undated.events[0], date=None), undated.events[1])))
    (path,) = FORMATS["plover"].write(tmp_path / "u.db", tmp_path / "u.jsonl", EVERYTHING)
    assert json.loads(path.read_text("utf-8").splitlines()[0])["date"] is None


def test_gdelt_has_61_columns_of_events_and_16_of_mentions_with_headers_beside(store: Path, tmp_path: Path) -> None:
    paths = FORMATS["gdelt"].write(store, tmp_path / "g", EVERYTHING)
    assert [path.name for path in paths] == [
        "menurut.export.CSV",
        "menurut.export.header.tsv",
        "menurut.mentions.CSV",
        "menurut.mentions.header.tsv",
    ]
    assert (len(EVENTS), len(MENTIONS)) == (61, 16)
    assert [len(path.read_text("utf-8").splitlines()[0].split("\t")) for path in paths] == [61, 61, 16, 16]
    events = pd.read_csv(paths[0], sep="\t", names=paths[1].read_text("utf-8").rstrip("\n").split("\t"), dtype=str)
    mentions = pl.read_csv(paths[2], separator="\t", has_header=False, new_columns=list(MENTIONS))
    assert (len(events), mentions.shape) == (2, (6, 16))
    joined = duckdb.execute(
        f"SELECT count(*) FROM read_csv('{paths[0]}', delim='\t', header=false, all_varchar=true) e"
        f" JOIN read_csv('{paths[2]}', delim='\t', header=false, all_varchar=true) m ON m.column00 = e.column00"
    ).fetchall()
    assert joined == [(6,)]


def test_an_incident_in_gdelt_counts_independent_sources_and_keeps_zeros_of_cameo(store: Path, tmp_path: Path) -> None:
    paths = FORMATS["gdelt"].write(store, tmp_path / "g", EVERYTHING)
    rows = pd.read_csv(paths[0], sep="\t", names=EVENTS, dtype=str, keep_default_na=False).to_dict("records")
    signing, attack = rows
    expected = {
        "SQLDATE": "20310304",
        "MonthYear": "203103",
        "Year": "2031",
        "FractionDate": "2031.2575",
        "Actor1Code": "IDNGOV",
        "Actor1CountryCode": "IDN",
        "Actor1Type1Code": "GOV",
        "Actor2CountryCode": "MYS",
        "IsRootEvent": "1",
        "EventCode": "1952",
        "EventBaseCode": "195",
        "EventRootCode": "19",
        "QuadClass": "4",
        "GoldsteinScale": "-9.5",
        "NumMentions": "3",
        "NumSources": "1",
        "NumArticles": "3",
        "AvgTone": "",
        "ActionGeo_Fullname": "Durno, Selmora Utara",
        "ActionGeo_CountryCode": "MY",
        "DATEADDED": "20310305000000",
        "SOURCEURL": "https://a.example/1",
    }
    assert {name: attack[name] for name in expected} == expected
    dates = ("SQLDATE", "MonthYear", "Year", "FractionDate")
    assert [signing[name] for name in dates] == ["", "203103", "2031", ""]
    assert [signing[name] for name in ("EventCode", "EventRootCode", "Actor2Name")] == ["050", "05", "Selmora"]
    with opened(store) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM incidents")]
    assert {str(number_of(name)) for name in ids} == {row["GLOBALEVENTID"] for row in rows}


def test_a_mention_in_gdelt_has_the_offsets_of_our_spans(store: Path, tmp_path: Path) -> None:
    paths = FORMATS["gdelt"].write(store, tmp_path / "g", Selection(types=("ASSAULT",), outlets=("harian contoh",)))
    rows = pd.read_csv(paths[2], sep="\t", names=MENTIONS, dtype=str, keep_default_na=False).to_dict("records")
    assert [row["MentionTimeDate"] for row in rows] == ["20310306073000", ""]
    with opened(store) as connection:
        (text,) = connection.execute("SELECT text FROM documents LIMIT 1").fetchone()
    at = {name: int(rows[0][f"{name}CharOffset"]) for name in ("Actor1", "Actor2", "Action")}
    assert text[at["Actor1"] :].startswith("Arvania menyerang")
    assert text[at["Actor2"] :].startswith("Selmora")
    assert text[at["Action"] :].startswith("menyerang")
    assert (rows[0]["SentenceID"], rows[0]["Confidence"], rows[0]["MentionDocLen"]) == ("2", "91", str(len(text)))


def test_events_that_are_not_linked_yet_are_told_of(tmp_path: Path) -> None:
    write(tmp_path / "s.db", reported(1, "Harian Contoh", "2031-03-05"))
    with pytest.raises(StoreError, match="have not been linked"):
        FORMATS["gdelt"].write(tmp_path / "s.db", tmp_path / "g", EVERYTHING)
    assert list((tmp_path / "g").iterdir()) == []


def test_a_file_is_whole_or_not_there(store: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder; name a file"):
        FORMATS["polecat"].write(store, tmp_path, EVERYTHING)
    (tmp_path / "f").write_text("kept", "utf-8")
    with pytest.raises(InputError, match="is a file; name a folder"):
        FORMATS["gdelt"].write(store, tmp_path / "f", EVERYTHING)
    with pytest.raises(StoreError, match="no store"):
        FORMATS["polecat"].write(tmp_path / "none.db", tmp_path / "f", EVERYTHING)
    assert (tmp_path / "f").read_text("utf-8") == "kept"


@pytest.mark.parametrize(
    ("country", "codes"),
    [
        ("IDN", ("850", "ID", "IDN")),
        ("ROU", ("360", "RO", "ROM")),
        ("XKX", ("347", "KV", "KOS")),
        ("PSE", (None, None, "PSE")),
        ("UNO", (None, None, None)),
        (None, (None, None, None)),
    ],
)
def test_states_have_the_codes_of_other_data(country: str | None, codes: tuple[str | None, ...]) -> None:
    assert (cow(country), fips(country), cameo_country(country)) == codes


def test_the_media_and_medicine_are_not_mistaken_for_each_other() -> None:
    assert [cameo_role(sector) for sector in ("JRN", "MED", "GOV", "PRE", None)] == ["MED", "HLH", "GOV", None, None]
