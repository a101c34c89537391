"""Reading by Daft, in processes of this machine and on Ray: the same rows, also where workers are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from menurut.cli.main import main
from menurut.config import Config
from menurut.errors import InputError
from menurut.link.everything import link
from menurut.pipeline import run_key
from menurut.read import find_sources
from menurut.run import engine
from menurut.run.chosen import parts_of
from menurut.run.cluster import READ, ReadWork, keep_parts, read_partition
from menurut.run.engine import Engine
from menurut.run.linking import link_parts
from menurut.run.local import Summary, read_sources
from menurut.run.parts import partitions_of
from menurut.run.shelf import Shelf
from menurut.run.workers import Here
from menurut.store import StoreWriter
from tests.conftest import OWN_ARTICLES, ROOT, write_lines
from tests.run.test_jobs import dump, without_runs

CONFIG = Config(fast=True)
SECONDS = 600.0  # that a command may take on a busy machine


def varied() -> Iterator[dict[str, str]]:
    """Our own articles, with copies and parts of some under other names, a later state of one, and two pages of one."""
    rows = [json.loads(line) for line in OWN_ARTICLES.read_text("utf-8").splitlines()][::2]
    for number, row in enumerate(rows):
        row["url"] = f"https://wartaselat.example/{number}"
        yield row
        if number % 5 == 0:
            paragraphs = row["text"].split("\n")
            again = row | {"id": f"copy-{number}", "url": f"https://kabarpagi.example/{number}", "source": "Kabar Pagi"}
            text = "\n".join([*paragraphs[:-1], "Dilansir ANTARA."] if number % 2 else [*paragraphs, *paragraphs[:1]])
            yield again | {"text": text}
    yield rows[7] | {"text": rows[7]["text"] + "\nPerundingan itu dilanjutkan besok."}
    yield rows[9] | {"url": rows[9]["url"] + "?page=2", "text": rows[10]["text"]}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lines(tmp_path_factory.mktemp("in") / "a.jsonl", list(varied()))


Tables = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def expected(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """What one process makes of the source."""
    store = tmp_path_factory.mktemp("here") / "a.db"
    _read_here([source], store)
    link(store)
    tables = dump(store)
    assert all(tables[name] for name in ("copy_pairs", "identities", "incident_pairs", "incidents", "revisions"))
    return tables


def _read_here(paths: list[Path], store: Path) -> None:
    sources, problems = find_sources(paths)
    with StoreWriter(store, run_key(CONFIG), "0") as writer:
        read_sources(
            sources, writer, CONFIG, fields={}, problems=problems, summary=Summary(), on_progress=lambda *_: None
        )


def command(source: Path, store: Path, *options: str) -> list[str]:
    base = [sys.executable, "-m", "menurut", "read", str(source), "--fast", "--quiet", "--store", str(store)]
    return [*base, "--on", "cluster", *options]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *sys.path])}


@pytest.mark.parametrize("partitions", [1, 3, 7])
def test_the_store_is_the_same_whatever_the_partitions(
    tmp_path: Path, source: Path, expected: Tables, partitions: int
) -> None:
    options = ("--partitions", str(partitions), "--jobs", "2")
    store = tmp_path / "b.db"
    subprocess.run(command(source, store, *options), check=True, timeout=SECONDS, env=environment())
    assert dump(store) == expected
    assert len(list((tmp_path / "b.db.parts").rglob("*.parquet"))) == partitions  # of the linking nothing is left


def test_a_job_whose_workers_and_whose_head_are_killed_goes_on_where_it_stood(
    tmp_path: Path, source: Path, expected: Tables
) -> None:
    store, parts = tmp_path / "b.db", tmp_path / "parts"
    line = command(source, store, "--partitions", "7", "--jobs", "2", "--parts", str(parts))
    job = subprocess.Popen(line, env=environment())
    try:
        _wait_for(parts / READ, 1, job)
        for pattern in ("menurut.run.workers import serve", "daft"):  # what reads articles; what reads partitions
            _kill(job.pid, pattern)
        _wait_for(parts / READ, 3, job)
    finally:
        job.kill()
        job.wait()
    before = {entry.name: entry.stat().st_mtime_ns for entry in os.scandir(parts / READ) if entry.name[0] != "."}
    subprocess.run(line, check=True, timeout=SECONDS, env=environment())
    after = {entry.name: entry.stat().st_mtime_ns for entry in os.scandir(parts / READ)}
    assert before.items() <= after.items()
    assert len(after) == 7
    assert without_runs(dump(store)) == without_runs(expected)


def test_a_killed_worker_of_ray_costs_nothing(tmp_path: Path, source: Path, expected: Tables) -> None:
    store, parts = tmp_path / "b.db", tmp_path / "parts"
    options = ("--partitions", "7", "--jobs", "2", "--parts", str(parts), "--cluster", "ray")
    job = subprocess.Popen(command(source, store, *options), env=environment())
    try:
        _wait_for(parts / READ, 1, job)
        _kill(job.pid, "ray::UDFActor")
        assert job.wait(SECONDS) == 0
    finally:
        job.kill()
        job.wait()
    assert dump(store) == expected


def _wait_for(folder: Path, count: int, job: subprocess.Popen[bytes]) -> None:
    """Waits until so many parts stand there."""
    until = time.monotonic() + SECONDS
    while len(list(folder.glob("*.parquet"))) < count:
        assert job.poll() is None
        assert time.monotonic() < until
        time.sleep(0.02)


def _kill(root: int, pattern: str) -> None:
    """Ends one process below another whose command line holds a pattern, at once; waits until there is one."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for process, line in _below(root):
            if pattern in line:
                os.kill(process, signal.SIGKILL)
                return
        time.sleep(0.02)
    raise AssertionError(f"there is no process {pattern!r}")


def _below(root: int) -> list[tuple[int, str]]:
    children: dict[int, list[tuple[int, str]]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text("utf-8").rpartition(")")[2].split()[1])
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            except (OSError, IndexError):
                continue  # it has ended meanwhile
            children.setdefault(parent, []).append((int(entry.name), line))
    found, left = [], [root]
    while left:
        own = children.get(left.pop(), [])
        found += own
        left += [process for process, _ in own]
    return found


# ---- without an engine


def test_a_store_that_is_linked_already_takes_in_what_is_new(tmp_path: Path, source: Path) -> None:
    lines = source.read_text("utf-8").splitlines(keepends=True)
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    first.write_text("".join(lines[:20]), "utf-8")
    second.write_text("".join(lines[20:32]), "utf-8")
    stores = tmp_path / "a.db", tmp_path / "b.db"
    for store in stores:
        _read_here([first], store)
        link(store)
    _read_here([second], stores[0])
    link(stores[0])

    sources, problems = find_sources([second])
    key, shelf = run_key(CONFIG), Shelf.at(str(tmp_path / "parts"))
    partitions, work = partitions_of(sources, {}, CONFIG, key, 2), ReadWork(shelf, CONFIG, ())
    for partition in partitions:
        read_partition(partition, work, Here(CONFIG))
    with StoreWriter(stores[1], key, "0") as writer:
        keep_parts(partitions, work, writer, problems=problems, summary=Summary(), on_progress=lambda *_: None)
    link_parts(stores[1], parts_of(stores[1], partitions, shelf, key), shelf, Engine(1))
    assert dump(stores[1]) == dump(stores[0])


def test_without_daft_there_is_a_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "daft", None)
    with pytest.raises(InputError, match=r"pip install 'menurut\[cluster\]'"):
        engine.start(1, None)


@pytest.mark.parametrize("option", ["--parts", "--cluster", "--partitions"])
def test_what_only_a_cluster_needs_is_refused_without_one(tmp_path: Path, source: Path, option: str) -> None:
    done = CliRunner().invoke(main, ["read", str(source), "--store", str(tmp_path / "x.db"), option, "3"])
    assert done.exit_code != 0
    assert "add --on cluster" in str(done.output) + str(done.exception)
    assert not (tmp_path / "x.db").exists()
