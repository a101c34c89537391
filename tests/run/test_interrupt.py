"""Reading that is stopped half-way, as users' machines do it: by processes and signals."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import news, opened, write_lines

ARTICLES = 240


def start(source: Path, store: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "menurut", "read", str(source), "--store", str(store)]
    # A shell that starts the tests in the background leaves Ctrl-C ignored, and children inherit that.
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeding,  # noqa: PLW1509
    )


def stored(store: Path) -> int:
    if not store.exists():
        return 0
    try:
        with opened(store) as connection:
            return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def export(store: Path) -> list[str]:
    command = [sys.executable, "-m", "menurut", "export", "annotations", "--store", str(store)]
    return sorted(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines())


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lines(tmp_path_factory.mktemp("news") / "news.jsonl", [news(n) for n in range(ARTICLES)])


@pytest.fixture(scope="module")
def whole(source: Path) -> list[str]:
    store = source.with_name("whole.db")
    out, err = start(source, store).communicate()
    assert f"{ARTICLES:,} new" in out, err
    return export(store)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
def test_what_was_interrupted_is_read_on_and_nothing_is_stored_twice(
    source: Path, whole: list[str], tmp_path: Path, how: signal.Signals
) -> None:
    store = tmp_path / "s.db"
    process = start(source, store)
    deadline = time.monotonic() + 60
    while stored(store) == 0 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(how)
    _, said = process.communicate()
    assert process.returncode == (-9 if how is signal.SIGKILL else 130)
    before = stored(store)
    assert 0 < before < ARTICLES
    if how is signal.SIGINT:
        assert f"{before} articles are stored" in said
        assert "Traceback" not in said

    out, err = start(source, store).communicate()
    assert f"{before:,} known, {ARTICLES - before:,} new" in out, err
    assert export(store) == whole


def test_three_that_make_and_write_a_store_at_once_lose_nothing(source: Path, whole: list[str], tmp_path: Path) -> None:
    processes = [start(source, tmp_path / "s.db") for _ in range(3)]
    for process in processes:
        _, err = process.communicate()
        assert process.returncode == 0, err
    assert export(tmp_path / "s.db") == whole
