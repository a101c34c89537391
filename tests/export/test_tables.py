"""Tables as CSV and Parquet, read back with pandas, polars, DuckDB and R, and loaded into a store again."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from menurut.cli.load import command as load_command
from menurut.cli.main import main
from menurut.errors import InputError, StoreError
from menurut.export import FORMATS, Selection
from menurut.export.load import load
from menurut.store import corrections
from menurut.store.schema import connect
from tests.conftest import opened
from tests.export.stored import OUTLET, TITLE, make_store

WHOLE = Selection(with_text=True)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a correction in its log."""
    path = make_store(tmp_path_factory.mktemp("store") / "s.db")
    connection = connect(path, write=True)
    events = [row[0] for row in connection.execute("SELECT id FROM events WHERE type = 'ASSAULT' ORDER BY id")]
    made = corrections.not_same_incident(connection, events[0], events[1], author="ana")
    corrections.undo(connection, made.id, author="ana")
    connection.close()
    return path


@pytest.fixture(scope="module")
def parquet(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("parquet")
    FORMATS["parquet"].write(store, out, WHOLE)
    return out


@pytest.fixture(scope="module")
def plain(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("csv")
    FORMATS["csv"].write(store, out, Selection())
    return out


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in their order; what SQLite keeps for itself and the search indexes aside."""
    with opened(path) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM pragma_table_list WHERE type = 'table'")]
        ours = sorted(name for name in names if not name.startswith(("sqlite_", "search_")))
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in ours}


def counts(path: Path, folder: Path, ending: str) -> dict[str, int]:
    """The rows of each table or view that an export has, as the store has them."""
    with opened(path) as connection:
        names = sorted({file.stem for file in folder.glob(f"*.{ending}")} - {"codebook"})
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def test_every_tool_reads_as_many_rows_of_every_parquet_file_as_the_store_has(store: Path, parquet: Path) -> None:
    wanted = counts(store, parquet, "parquet")
    assert {"articles", "incidents", "incident_positions", "relations", "copy_marks", "corrections"} <= set(wanted)
    for name, count in wanted.items():
        file = parquet / f"{name}.parquet"
        assert len(pd.read_parquet(file)) == pl.read_parquet(file).height == count, name
        assert duckdb.execute(f"SELECT count(*) FROM '{file}'").fetchall() == [(count,)], name


def test_every_tool_reads_as_many_rows_of_every_csv_file_as_the_store_has(store: Path, plain: Path) -> None:
    wanted = counts(store, plain, "csv")
    assert {"articles", "incidents", "incident_positions", "relations"} <= set(wanted)
    assert not {"copy_marks", "incident_keys", "feeds", "search_names"} & set(wanted)
    for name, count in wanted.items():
        file = plain / f"{name}.csv"
        assert len(pd.read_csv(file)) == pl.read_csv(file).height == count, name
        read = f"read_csv('{file}', header=true, quote='\"', escape='\"', delim=',')"
        assert duckdb.execute(f"SELECT count(*) FROM {read}").fetchall() == [(count,)], name
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
        assert {len(row) for row in rows} == {len(rows[0])}, name


def test_types_days_and_missing_values_are_right_in_parquet(parquet: Path) -> None:
    incidents = pl.read_parquet(parquet / "incidents.parquet").sort("type")
    assert [incidents.schema[name] for name in ("first", "latitude", "sources", "type")] == [
        pl.Date,
        pl.Float64,
        pl.Int64,
        pl.String,
    ]
    assert incidents["first"].to_list() == [date(2031, 3, 4), date(2031, 3, 1)]
    assert incidents["latitude"].to_list() == [1.5, None]
    relations = pq.read_schema(parquet / "relations.parquet")
    assert [str(relations.field(name).type) for name in ("incidents", "sources", "intensity", "month")] == [
        "int64",
        "int64",
        "double",
        "string",
    ]
    assert not pq.read_schema(parquet / "articles.parquet").field("id").nullable
    described = duckdb.execute(
        f"DESCRIBE SELECT date, stance FROM '{parquet / 'incident_positions.parquet'}'"
    ).fetchall()
    assert [row[:2] for row in described] == [("date", "DATE"), ("stance", "VARCHAR")]
    articles = pd.read_parquet(parquet / "articles.parquet").sort_values("given_id")
    assert articles["published"].isna().tolist() == [False, False, True]


def test_quotes_line_breaks_and_nothing_survive_csv(plain: Path) -> None:
    frame = pd.read_csv(plain / "articles.csv").sort_values("given_id")
    assert frame["title"].tolist() == [TITLE] * 3
    assert frame["outlet"].iloc[0] == OUTLET
    assert frame["published"].isna().tolist() == [False, False, True]
    assert pl.read_csv(plain / "articles.csv")["title"].to_list() == [TITLE] * 3
    found = duckdb.execute(f"SELECT DISTINCT title FROM read_csv('{plain / 'articles.csv'}')").fetchall()
    assert found == [(TITLE,)]
    assert {"text"} & set(frame.columns) == set()


def test_full_text_comes_only_when_asked_for(store: Path, tmp_path: Path) -> None:
    for name, read in (("csv", pl.read_csv), ("parquet", pl.read_parquet)):
        FORMATS[name].write(store, tmp_path / name, Selection())
        assert "text" not in read(tmp_path / name / f"documents.{name}").columns
        FORMATS[name].write(store, tmp_path / f"{name}-text", WHOLE)
        assert "Arvania menyerang" in read(tmp_path / f"{name}-text" / f"documents.{name}")["text"][0]


def test_the_same_store_gives_the_same_bytes(store: Path, parquet: Path, tmp_path: Path) -> None:
    FORMATS["parquet"].write(store, tmp_path, WHOLE)
    for path in sorted(parquet.iterdir()):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    ("selection", "articles", "events", "incidents"),
    [
        (Selection(), 3, 6, 2),
        (Selection(since="2031-03-06"), 1, 2, 2),
        (Selection(until="2031-03-05"), 1, 2, 2),
        (Selection(outlets=("HARIAN contoh",)), 2, 4, 2),
        (Selection(types=("ASSAULT",)), 3, 3, 1),
        (Selection(countries=("MYS",), types=("SUPPORT",)), 3, 3, 1),
        (Selection(countries=("FRA",)), 0, 0, 0),
        (Selection(since="2031-03-06", types=("ASSAULT", "AID")), 1, 1, 1),
    ],
)
def test_a_selection_keeps_what_belongs_together(
    store: Path, tmp_path: Path, selection: Selection, articles: int, events: int, incidents: int
) -> None:
    FORMATS["parquet"].write(store, tmp_path, selection)
    found = {path.stem: pl.read_parquet(path) for path in tmp_path.glob("*.parquet")}
    assert [found[name].height for name in ("articles", "events", "incidents")] == [articles, events, incidents]
    assert set(found["event_triggers"]["event"]) == set(found["events"]["id"])
    assert set(found["attributions"]["article"]) == set(found["articles"]["id"])
    assert set(found["contents"]["attribution"]) == set(found["attributions"]["id"])
    assert set(found["incident_reports"]["event"]) == set(found["events"]["id"])
    assert ("relations" in found) == selection.everything


def test_export_then_load_gives_the_same_rows_in_every_table(store: Path, parquet: Path, tmp_path: Path) -> None:
    counted = load(parquet, tmp_path / "new.db")
    wanted = rows_of(store)
    assert rows_of(tmp_path / "new.db") == wanted
    assert counted == {name: len(rows) for name, rows in wanted.items()}
    FORMATS["parquet"].write(tmp_path / "new.db", tmp_path / "again", WHOLE)
    assert (tmp_path / "again/export.json").read_bytes() == (parquet / "export.json").read_bytes()


def test_the_search_of_a_loaded_store_finds_what_that_of_the_first_finds(
    store: Path, parquet: Path, tmp_path: Path
) -> None:
    load(parquet, tmp_path / "new.db")
    for path in (store, tmp_path / "new.db"):
        with opened(path) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'search_articles'").fetchone():
                pytest.skip("this schema has no search tables")
            found = connection.execute("SELECT count(*) FROM search_articles WHERE search_articles MATCH 'nirawak'")
            assert found.fetchone() == (3,)


def test_load_fills_an_empty_store_and_refuses_any_other(store: Path, parquet: Path, tmp_path: Path) -> None:
    connect(tmp_path / "empty.db", write=True).close()
    assert load(parquet, tmp_path / "empty.db")["articles"] == 3
    with pytest.raises(StoreError, match="is not empty; name a new file"):
        load(parquet, tmp_path / "empty.db")
    assert rows_of(tmp_path / "empty.db") == rows_of(store)


def _set(folder: Path, **changes: Any) -> None:
    path = folder / "export.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def _damage(folder: Path) -> None:
    path = folder / "events.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def _orphan(folder: Path) -> None:
    """Leaves out the actors and puts the hash right: what rests on them has nothing to rest on."""
    path = folder / "actors.parquet"
    pq.write_table(pq.read_table(path).slice(0, 0), path)
    _rehash(folder, path)


def _rename(folder: Path) -> None:
    path = folder / "actors.parquet"
    table = pq.read_table(path)
    pq.write_table(table.rename_columns(["x", *table.column_names[1:]]), path)
    _rehash(folder, path)


def _rehash(folder: Path, path: Path) -> None:
    from menurut.export.tables import sha256_of

    files = json.loads((folder / "export.json").read_text("utf-8"))["files"]
    files[path.name]["sha256"] = sha256_of(path)
    _set(folder, files=files)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: (folder / "export.json").unlink(), "is no export of menurut"),
        (lambda folder: (folder / "export.json").write_text("{"), "is damaged"),
        (lambda folder: (folder / "export.json").write_text("[]"), "is damaged"),
        (lambda folder: _set(folder, schema=999), "update menurut to load it"),
        (lambda folder: _set(folder, schema=3), "load it with that version"),
        (lambda folder: _set(folder, complete=False), "only a part of a store"),
        (lambda folder: _set(folder, format="csv"), "only Parquet can be loaded"),
        (lambda folder: _set(folder, files={}), "has no table"),
        (lambda folder: (folder / "events.parquet").unlink(), "lacks the file events.parquet"),
        (_damage, "events.parquet is damaged or was changed"),
        (_orphan, "rows that do not fit each other"),
        (_rename, "has other columns"),
        (shutil.rmtree, "there is no folder"),
    ],
)
def test_load_refuses_what_it_cannot_load_with_a_sentence_and_leaves_nothing(
    parquet: Path, tmp_path: Path, harm: Any, said: str
) -> None:
    folder = tmp_path / "export"
    shutil.copytree(parquet, folder)
    harm(folder)
    with pytest.raises(InputError, match=said):
        load(folder, tmp_path / "new.db")
    assert [path.name for path in tmp_path.iterdir() if path.name != "export"] == []


def test_the_commands_write_select_and_load(store: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    result = run(main, ["export", "parquet", "--store", str(store), "--out", str(tmp_path / "p"), "--with-text"])
    assert (result.exit_code, "articles.parquet" in result.output) == (0, True)
    result = run(load_command, [str(tmp_path / "p"), "--store", str(tmp_path / "new.db")])
    assert result.output == "3 articles, 6 events, 2 incidents loaded\n"
    one = ["--type", "assault", "--country", "mys", "--since", "2031-03-06", "--outlet", "Harian Contoh"]
    result = run(main, ["export", "plover", "--store", str(store), *one])
    assert [json.loads(line)["event"] for line in result.stdout.splitlines()] == [["ASSAULT"]]
    assert "1 articles and 1 events fit the selection" in result.stderr


@pytest.mark.parametrize(("name", "begins"), [("annotations", '{"id":"g1"'), ("conllu", "# newdoc id = ")])
def test_formats_that_go_by_article_are_written_for_the_chosen_ones(
    store: Path, tmp_path: Path, name: str, begins: str
) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "kept")
    FORMATS[name].write(store, link, Selection(until="2031-03-05"))
    text = (tmp_path / "kept").read_text("utf-8")
    assert text.startswith(begins)
    assert text.count(begins) == 1
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["kept", "link"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["csv"], "name a folder for them with --out"),
        (["plover", "--since", "5.3.2031"], "is no day; write it as 2024-03-31"),
        (["plover", "--since", "2031-03-06", "--until", "2031-03-05"], "swap them"),
        (["plover", "--country", "Indonesia"], "is no country; write its three letters"),
        (["plover", "--type", "WAR"], "'WAR' is not one of"),
        (["plover", "--outlet", "Nowhere"], "no article in"),
        (["excel"], "'excel' is not one of"),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_sentence(store: Path, options: list[str], said: str) -> None:
    result = CliRunner().invoke(main, ["export", *options, "--store", str(store)])
    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output


def test_every_format_of_the_list_has_its_function() -> None:
    for name, entry in FORMATS.items():
        module, function = entry.place.split(":")
        assert callable(getattr(__import__(module, fromlist=[function]), function)), name
        assert entry.about


def test_r_reads_the_days_and_counts(parquet: Path) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("R is not installed here")
    code = (
        "if (!requireNamespace('arrow', quietly = TRUE)) quit(status = 77);"
        f"x <- arrow::read_parquet('{parquet / 'incidents.parquet'}'); cat(nrow(x), class(x$first))"
    )
    result = subprocess.run([rscript, "-e", code], capture_output=True, text=True, check=False)
    if result.returncode == 77:
        pytest.skip("R's arrow is not installed here")
    assert result.stdout == "2 Date"
