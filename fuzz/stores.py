"""What targets need beside an input: a store of our own articles, and what is made of it, once for each process."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from menurut.records import Reading
from tests.conftest import ROOT


@cache
def folder() -> Path:
    """A folder for this process alone, which goes with it."""
    path = Path(tempfile.mkdtemp(prefix="menurut-fuzz-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


@cache
def store() -> Path:
    """A store of four articles of our own on the same happenings, which nothing is to change."""
    from menurut.cli.main import main

    path, rows = folder() / "own.db", folder() / "own.jsonl"
    lines = (ROOT / "tests/gold/incidents.jsonl").read_text("utf-8").splitlines()
    rows.write_text("\n".join(lines[:4]), "utf-8")
    main.main(["read", str(rows), "--store", str(path), "--fast", "--quiet"], standalone_mode=False)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = DELETE")  # the whole store in one file, to be copied
    connection.close()
    return path


def copied() -> Path:
    """A copy of the store that may be changed; there is one at a time."""
    path = folder() / "copy.db"
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.copyfile(store(), path)
    return path


@cache
def readonly() -> sqlite3.Connection:
    """The store as ``menurut query`` opens it."""
    from menurut.store.readonly import open_readonly

    return open_readonly(store(), 5.0)


@cache
def connection() -> sqlite3.Connection:
    """The store as a search opens it."""
    from menurut.store.schema import connect

    return connect(store(), write=False)


@cache
def client() -> Any:
    """A browser on the web app."""
    from menurut.serve.app import create_app
    from tests.serve.clients import TestClient

    return TestClient(create_app(store()), raise_server_exceptions=False)


@cache
def reading() -> Reading:
    """One article of the store with its records."""
    from menurut.store import StoreReader

    with StoreReader(store()) as reader:
        return reader.reading(reader.article_ids()[0])


@cache
def exported() -> Path:
    """The store as a Parquet export that can be loaded."""
    from menurut.cli.main import main

    path = folder() / "export"
    main.main(["export", "parquet", "--store", str(store()), "--out", str(path), "--with-text"], standalone_mode=False)
    return path


@cache
def log() -> bytes:
    """A log of corrections of several kinds that hold in the store."""
    from menurut.correct.lines import log_lines
    from menurut.correct.live import correct, undo
    from menurut.store.schema import connect

    path, own = copied(), reading()
    event, attribution, actor = own.events[0], own.attributions[0], own.actors[0]
    correct(path, "wrong_type", event.id, author="ana", value={"type": "COERCE"})
    correct(path, "wrong_date", event.id, author="ana", value={"date": "2024-08"})
    correct(path, "wrong_act", attribution.id, author="ben", value={"act": "WARN"})
    correct(path, "wrong_country", actor.id, author="ben", value={"country": "QAT"})
    correct(path, "missed_event", own.article.id, author="ben", value={"triggers": [[0, 7]], "type": "ASSAULT"})
    undo(path, correct(path, "not_event", event.id, author="ana").id, author="ben")
    opened = connect(path, write=False)
    lines = b"".join(log_lines(opened))
    opened.close()
    return lines
