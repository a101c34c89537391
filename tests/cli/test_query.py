"""``menurut query`` and what opens the store for it: everything can be read, nothing else done; and Datasette."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import polars
import pytest
from click.testing import CliRunner, Result

from menurut.cli.query import command
from menurut.errors import InputError, StoreError
from menurut.store.readonly import LONGEST, allow, open_readonly, select
from tests.conftest import opened
from tests.export.stored import make_store

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("query") / "s.db")


def query(store: Path, *arguments: object) -> Result:
    return CliRunner().invoke(command, [*map(str, arguments), "--store", str(store)])


def answer(store: Path, sql: str, *, seconds: float = 20.0, limit: int = 100) -> list[tuple[Any, ...]]:
    with closing(open_readonly(store, seconds)) as connection:
        return list(select(connection, sql, limit=limit))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM articles",
        "WITH a AS (SELECT id FROM articles) SELECT * FROM a",
        "VALUES (1)",
        "EXPLAIN QUERY PLAN SELECT 1",
        "PRAGMA table_info(articles)",
        "SELECT name FROM pragma_table_info('articles')",
        "SELECT value FROM json_each('[1, 2]')",
        "SELECT type, count(*) OVER () FROM events",
        "SELECT * FROM incident_positions",
        "SELECT * FROM relations",
        "SELECT sql FROM sqlite_schema",
    ],
)
def test_what_reads_is_allowed(store: Path, sql: str) -> None:
    assert answer(store, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM articles",
        "UPDATE articles SET title = 'x'",
        "INSERT INTO corrections VALUES (1)",
        "DROP TABLE articles",
        "CREATE TABLE t (x)",
        "CREATE TEMP TABLE t (x)",
        "CREATE VIRTUAL TABLE t USING fts5(x)",
        "ALTER TABLE articles ADD COLUMN x",
        "UPDATE sqlite_master SET sql = 'x'",
        "ATTACH '/tmp/other.db' AS other",
        "ATTACH ':memory:' AS other",
        "DETACH main",
        "VACUUM",
        "VACUUM INTO '/tmp/copy.db'",
        "REINDEX",
        "ANALYZE",
        "BEGIN",
        "SAVEPOINT s",
        "PRAGMA query_only = OFF",
        "PRAGMA user_version = 9",
        "PRAGMA writable_schema = ON",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA temp_store_directory = '/tmp'",
        "PRAGMA database_list",
        "SELECT load_extension('x')",
        "SELECT LOAD_EXTENSION('x', 'y')",
        "SELECT writefile('/tmp/x', 'y')",
        "SELECT readfile('/etc/passwd')",
        "SELECT 1; DELETE FROM articles",
    ],
)
def test_what_does_anything_else_is_refused_in_words_and_changes_nothing(store: Path, sql: str) -> None:
    before = store.read_bytes()
    with pytest.raises(InputError, match="SQLite says"):
        answer(store, sql)
    assert store.read_bytes() == before


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT x FROM nowhere", "no such table: nowhere.*sqlite_schema"),
        ("SELECT colour FROM articles", "no such column: colour.*pragma_table_info"),
        ("", "this is no query"),
        ("-- nothing", "this is no query"),
        ("SELECT 1; SELECT 2", "one statement"),
        (f"SELECT zeroblob({LONGEST + 1})", "too big"),
        ("SELECT '\ud800'", "half a character"),
        ("SELECT '\0'", "null character"),
    ],
)
def test_a_mistake_is_told_in_sqlites_own_words_with_what_to_do(store: Path, sql: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        answer(store, sql)


def test_a_query_is_stopped_when_its_time_is_over_and_can_be_granted_more(store: Path) -> None:
    with closing(open_readonly(store, 0.05)) as connection:
        with pytest.raises(InputError, match="took longer"):
            select(connection, ENDLESS, limit=1)
        allow(connection, 30)
        assert list(select(connection, "SELECT count(*) FROM articles, events, actors", limit=1)) == [(3 * 6 * 15,)]


def test_any_thread_may_use_the_connection(store: Path) -> None:
    found: list[tuple[Any, ...]] = []
    with closing(open_readonly(store, 30)) as connection:
        thread = Thread(target=lambda: found.extend(select(connection, "SELECT 1", limit=1)))
        thread.start()
        thread.join()
    assert found == [(1,)]


def test_text_that_is_no_utf_8_does_not_stop_a_query(store: Path) -> None:
    assert answer(store, "SELECT CAST(x'61ff' AS TEXT)") == [("a�",)]


def test_what_is_no_store_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        open_readonly(tmp_path / "none.db", 1)
    with opened(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(StoreError, match="not a menurut store"):
        open_readonly(tmp_path / "other.db", 1)
    assert not (tmp_path / "none.db").exists()


def test_what_a_writer_adds_is_seen_by_the_next_query(tmp_path: Path) -> None:
    path = make_store(tmp_path / "s.db")
    with closing(open_readonly(path, 30)) as connection:
        count = "SELECT count(*) FROM problems"
        (before,) = list(select(connection, count, limit=1))
        with opened(path) as writer:
            writer.execute("INSERT INTO problems SELECT 'x', 'read', 'c', 'm', NULL, NULL, id FROM runs LIMIT 1")
        assert list(select(connection, count, limit=1)) == [(before[0] + 1,)]


def test_a_table_for_people_and_the_limit_is_told(store: Path) -> None:
    result = query(store, "SELECT number, char(27) || '[31m' AS wild FROM events ORDER BY number", "--limit", 2)
    assert result.exit_code == 0
    assert "first 2 rows" in result.stderr
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["number", "wild"]
    assert len(lines) == 3
    assert "\x1b" not in result.stdout
    everything = query(store, "SELECT number FROM events", "--limit", 6)
    assert everything.stderr == ""


ODD = "SELECT 'a\"b\nc' AS words, 1 AS n, 2.5 AS n, NULL AS empty, x'00ff' AS bytes"


def test_csv_and_json_keep_every_value(store: Path) -> None:
    rows = list(csv.reader(io.StringIO(query(store, ODD, "--format", "csv").stdout)))
    assert rows == [["words", "n", "n", "empty", "bytes"], ['a"b\nc', "1", "2.5", "", "00ff"]]
    line = query(store, ODD, "--format", "json").stdout
    assert json.loads(line) == {"words": 'a"b\nc', "n": 1, "n_2": 2.5, "empty": None, "bytes": "00ff"}


def test_parquet_has_types(store: Path, tmp_path: Path) -> None:
    sql = f"{ODD} UNION ALL SELECT 'd', 2, {2**60}, NULL, x'01'"
    assert query(store, sql, "--out", tmp_path / "q.parquet").exit_code == 0
    frame = polars.read_parquet(tmp_path / "q.parquet")
    types = dict(zip(("words", "n", "n_2", "empty", "bytes"), frame.dtypes, strict=True))
    assert types == {
        "words": polars.String(),
        "n": polars.Int64(),
        "n_2": polars.Float64(),
        "empty": polars.String(),
        "bytes": polars.Binary(),
    }
    assert frame["words"].to_list() == ['a"b\nc', "d"]
    empty = query(store, "SELECT 1 AS one WHERE 0", "--out", tmp_path / "e.parquet")
    assert empty.exit_code == 0
    assert polars.read_parquet(tmp_path / "e.parquet").columns == ["one"]


def test_mistakes_exit_with_2_and_leave_no_file(store: Path, tmp_path: Path) -> None:
    for arguments in (("DELETE FROM articles",), (ENDLESS, "--seconds", "0.05"), ("SELECT 1", "--format", "parquet")):
        result = query(store, *arguments)
        assert result.exit_code == 2
        assert "Traceback" not in result.output
    late = "SELECT iif(number = 2, zeroblob(90000000), 1) FROM events ORDER BY number"
    assert query(store, late, "--out", tmp_path / "x.csv").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_query_is_read_from_standard_input(store: Path) -> None:
    result = CliRunner().invoke(command, ["-", "--store", str(store), "--format", "csv"], input="SELECT 7 AS x")
    assert result.stdout == "x\n7\n"


# ---- Datasette


@pytest.fixture(scope="module")
def datasette(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Datasette that serves the store on a free port of this machine."""
    log = (tmp_path_factory.mktemp("datasette") / "log").open("w+", encoding="utf-8")
    arguments = [sys.executable, "-m", "datasette", "serve", str(store), "--host", "127.0.0.1", "--port", "0"]
    process = subprocess.Popen(arguments, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, "NO_COLOR": "1"})
    try:
        yield _address(process, Path(log.name))
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        for word in log.read_text("utf-8").split():
            if word.startswith("http://127.0.0.1:"):
                return word
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))


def test_datasette_opens_the_store_as_it_is(datasette: str, store: Path) -> None:
    def rows(path: str, **parameters: str) -> list[dict[str, Any]]:
        response = httpx.get(f"{datasette}/{store.stem}{path}", params={"_shape": "array", **parameters}, timeout=60)
        response.raise_for_status()
        found: list[dict[str, Any]] = response.json()
        return found

    assert len(rows("/articles.json")) == 3
    assert {row["stance"] for row in rows("/incident_positions.json")} == {
        "asserts",
        "confirms",
        "denies",
        "no_position",
    }
    assert len(rows("/search_articles.json", _search="nirawak")) == 3
    assert rows("/search_articles.json", _search="kosong") == []


def test_full_text_tables_can_be_queried(store: Path) -> None:
    sql = (
        "SELECT snippet(search_articles, 1, '[', ']', '', 5) FROM search_articles WHERE search_articles MATCH 'nirawak'"
    )
    found = answer(store, f"{sql} ORDER BY rank")
    assert len(found) == 3
    assert all("[nirawak]" in row[0] for row in found)
    for refused in (
        "INSERT INTO search_articles (search_articles) VALUES ('rebuild')",
        "DELETE FROM search_articles_data",
    ):
        with pytest.raises(InputError, match="not authorized"):
            answer(store, refused)
    with pytest.raises(InputError, match="fts5: syntax error"):
        answer(store, "SELECT * FROM search_articles WHERE search_articles MATCH '('")
