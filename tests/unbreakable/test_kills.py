"""A read that is killed at any moment, by processes and signals: the next one goes on, and the store is as if whole."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from menurut.store import StoreReader
from tests.conftest import opened
from tests.unbreakable.articles import write_articles
from tests.unbreakable.content import Content, content, halves, sound
from tests.unbreakable.processes import alive, run, start, workers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="moments within a write are reached as Linux lets us")

SEED = 20261127
KILLS = 20
DIED = {-signal.SIGKILL, -signal.SIGXFSZ}


@dataclass(frozen=True)
class Whole:
    """A read that nobody disturbed: its sources, its store, how long it took and how many statements it came to."""

    sources: tuple[Path, ...]
    store: Path
    held: Content
    seconds: float
    statements: int


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("kills")
    sources, store, counted = write_articles(folder)[:2], folder / "whole.db", folder / "counted"
    began = time.monotonic()
    done = run(store, "read", *sources, "--fast", driver=("none", 0, counted))
    seconds = time.monotonic() - began
    assert "16 new, 1 revised" in done.stdout, done.stderr
    sound(store)
    return Whole(tuple(sources), store, content(store), seconds, int(counted.read_text()))


def moments(whole: Whole) -> list[tuple[str, float]]:
    """Where to kill: by the clock from start-up on, before a statement, and within a write; all over the run."""
    chance = random.Random(SEED)
    most = whole.store.stat().st_size
    found: list[tuple[str, float]] = []
    for kind, count, end in (("clock", 6, whole.seconds), ("statement", 9, whole.statements), ("byte", 5, most)):
        found += [(kind, end * (n + chance.random()) / count) for n in range(count)]
    chance.shuffle(found)
    assert len(found) == KILLS
    return found


def killed(whole: Whole, store: Path, kind: str, at: float) -> bool:
    """Reads on, to be killed at that moment; whether it came to that before its end."""
    by_clock = kind == "clock"
    driver = ("none" if by_clock else kind, int(at) + 1, store.with_name("counted"))
    process = start(store, "read", *whole.sources, "--fast", driver=driver)
    if by_clock:
        try:
            process.wait(at)
        except subprocess.TimeoutExpired:
            process.kill()
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0 or process.returncode in DIED, said
    return process.returncode != 0


def left(store: Path, whole: Whole) -> int:
    """Looks at a copy of what a killed read left, as the next one finds it; how many articles it holds, each whole."""
    folder = store.with_name("copy")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for part in store.parent.glob(f"{store.name}*"):
        if not part.name.endswith("-shm"):  # it holds nothing of its own
            shutil.copy(part, folder)
    copy = folder / store.name
    if not copy.exists() or copy.stat().st_size + _size(copy, "-wal") == 0:
        return 0
    with opened(copy) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not connection.execute("PRAGMA user_version").fetchone()[0]:
            return 0
    sound(copy)
    assert halves(copy) == 0
    with StoreReader(copy) as reader, StoreReader(whole.store) as full:
        ids = reader.article_ids()
        differ = [name for name in ids if reader.reading(name) != full.reading(name)]
        assert {full.reading(name).article.given_id for name in differ} <= {"0-0"}  # which is revised later on
    return len(ids)


def _size(path: Path, suffix: str) -> int:
    beside = path.with_name(path.name + suffix)
    return beside.stat().st_size if beside.exists() else 0


def test_killed_at_twenty_moments_and_read_on_it_ends_as_if_it_had_not_been(whole: Whole, tmp_path: Path) -> None:
    kills, store, had = 0, tmp_path / "0.db", 0
    seen: set[int] = set()
    for number, (kind, at) in enumerate(moments(whole) * 2):
        if killed(whole, store, kind, at):
            kills += 1
            now = left(store, whole)
            assert now >= had  # nothing that was stored is lost
            had = now
            seen.add(now)
            if kills < KILLS:
                continue
            done = run(store, "read", *whole.sources, "--fast")
            assert done.returncode == 0, done.stderr
        sound(store)
        assert content(store) == whole.held
        if kills == KILLS:
            break
        store, had = tmp_path / f"{number + 1}.db", 0
    assert kills == KILLS
    assert {0, 16} < seen  # before, amid and after storing


@pytest.mark.parametrize("part", [0.35, 0.6, 0.85])
def test_with_workers_none_outlives_the_process_that_is_killed(whole: Whole, tmp_path: Path, part: float) -> None:
    store = tmp_path / "s.db"
    at = int(part * whole.statements)
    process = start(
        store, "read", *whole.sources, "--fast", "--jobs", 2, driver=("statement", at, tmp_path / "counted")
    )
    _, said = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL, said
    assert alive(store) == []
    left(store, whole)
    done = run(store, "read", *whole.sources, "--fast")
    assert done.returncode == 0, done.stderr
    sound(store)
    assert content(store) == whole.held


def test_workers_that_are_all_killed_amid_the_articles_cost_none(whole: Whole, tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    process = start(store, "read", *whole.sources, "--fast", "--jobs", 2, driver=("none", 0, tmp_path / "counted"))
    until = time.monotonic() + 60
    while _size(store, "-wal") == 0 or not stored(store):
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.01)
    killed = workers(process)
    for worker in killed:
        os.kill(worker, signal.SIGKILL)
    out, err = process.communicate(timeout=120)
    assert killed
    assert "16 new, 1 revised" in out, err
    assert alive(store) == []
    assert content(store) == whole.held


def stored(store: Path) -> bool:
    """Whether any article is stored."""
    with opened(store) as connection:
        try:
            return bool(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
        except sqlite3.OperationalError:  # it is being made
            return False
