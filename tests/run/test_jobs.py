"""Reading in several processes: the same store whatever their number, and no article lost with a process."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from menurut.config import Config
from menurut.errors import InputError, MenurutError
from menurut.ids import article_id
from menurut.read import Source, articles_in, find_sources, make_article
from menurut.read.canonical import canonical
from menurut.records import Article, Problem, Reading
from menurut.run import local, workers
from menurut.run.local import jobs_for
from menurut.run.workers import Jobs
from menurut.store import Outcome
from tests.conftest import OWN_ARTICLES, ROOT, news, opened, write_lines
from tests.run import stub
from tests.run.drive import drive
from tests.unbreakable.content import content

ARTICLES = 400
SEED = 20261127


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a store: articles in the order in which they were stored, the rest in order of content."""
    with opened(path) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        tables = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names if name != "runs"}
        tables["articles"] = connection.execute("SELECT * FROM articles ORDER BY rowid").fetchall()
    return {name: rows if name == "articles" else sorted(rows, key=repr) for name, rows in tables.items()}


def without_runs(tables: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """The same without the numbers of runs and the order of storing, which an interruption changes."""
    return {
        name: sorted((row[:-1] if name in ("articles", "problems", "revisions") else row for row in rows), key=repr)
        for name, rows in tables.items()
    }


def codes(path: Path) -> list[tuple[str, str]]:
    with opened(path) as connection:
        return connection.execute("SELECT step, code FROM problems ORDER BY 1, 2").fetchall()


def titled(number: int, title: str) -> dict[str, str]:
    return news(number) | {"title": title}


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "worker_command", stub.command)
    monkeypatch.setattr("menurut.pipeline.read_article", stub.read)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The workers that have been started."""
    processes: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]
            processes.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    return processes


def test_the_store_is_the_same_whatever_the_number_of_processes(tmp_path: Path) -> None:
    summaries = [drive(OWN_ARTICLES, tmp_path / f"{count}.db", Jobs(count)) for count in (1, 2)]
    assert summaries[0] == summaries[1]
    assert summaries[0].stored > 50
    assert dump(tmp_path / "1.db") == dump(tmp_path / "2.db")


@pytest.mark.usefixtures("stubs")
def test_repeats_revisions_and_bad_lines_come_to_the_same_too(tmp_path: Path) -> None:
    rows: list[object] = [news(n) for n in range(80)]
    rows[10:10] = ["{broken", news(9), titled(9, "Revised"), news(9), titled(90, "REFUSE"), titled(90, "REFUSE")]
    rows[40:40] = [news(3), news(79), {"title": "without a text"}, titled(3, "Revised"), titled(3, "Revised twice")]
    (tmp_path / "news").mkdir()
    write_lines(tmp_path / "news/a.jsonl", rows)
    for n in range(20):  # a file of another name and the same text is a revision
        text = f"Berita ke-{n % 15} dari café itu."
        (tmp_path / f"news/{n}.txt").write_bytes(text.encode("latin-1" if n % 2 else "utf-8"))
    summaries = {n: drive(tmp_path / "news", tmp_path / f"{n}.db", Jobs(n)) for n in (1, 2, 3)}
    assert summaries[1] == summaries[2] == summaries[3]
    assert summaries[1].outcomes == {Outcome.NEW: 95, Outcome.REVISED: 8, Outcome.KNOWN: 4}
    assert summaries[1].not_read == {"broken_json": 1, "no_text": 1, "empty": 2}
    assert summaries[1].noted["encoding_guessed"] == 10
    assert dump(tmp_path / "1.db") == dump(tmp_path / "2.db") == dump(tmp_path / "3.db")

    again = drive(tmp_path / "news", tmp_path / "3.db", Jobs(3))
    assert again.stored == 0


@pytest.mark.usefixtures("stubs")
def test_an_article_that_ends_its_worker_costs_itself_and_no_other(tmp_path: Path) -> None:
    rows: list[object] = [news(n) for n in range(60)]
    for n, what in ((0, "DIE"), (7, "EXIT"), (8, "RAISE"), (30, f"DIE-ONCE {tmp_path / 'died'}"), (59, "DIE")):
        rows[n] = titled(n, what)
    summary = drive(write_lines(tmp_path / "news.jsonl", rows), tmp_path / "s.db", Jobs(2))
    assert (tmp_path / "died").exists()
    assert summary.outcomes == {Outcome.NEW: 56}
    assert summary.not_read == {"worker_died": 4}
    assert codes(tmp_path / "s.db") == [("read", "worker_died")] * 4
    with opened(tmp_path / "s.db") as connection:
        message, origin = connection.execute("SELECT message, origin FROM problems ORDER BY origin").fetchone()
    assert "--jobs 1" in message
    assert origin == f"{tmp_path / 'news.jsonl'}:1"


@pytest.mark.usefixtures("stubs")
def test_an_article_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    rows: list[object] = [titled(n, "HANG") if n in (3, 20) else news(n) for n in range(40)]
    summary = drive(write_lines(tmp_path / "news.jsonl", rows), tmp_path / "s.db", Jobs(2, seconds=5.0))
    assert summary.outcomes == {Outcome.NEW: 38}
    assert summary.not_read == {"too_slow": 2}
    assert codes(tmp_path / "s.db") == [("read", "too_slow")] * 2


@pytest.mark.parametrize(
    "command", [["/nowhere/python"], [sys.executable, "-c", "pass"]], ids=["no such file", "ends at once"]
)
def test_where_no_worker_can_work_words_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setattr(workers, "worker_command", lambda: command)
    with pytest.raises(MenurutError, match="--jobs 1"):
        drive(write_lines(tmp_path / "news.jsonl", [news(1)]), tmp_path / "s.db", Jobs(2))


@pytest.mark.usefixtures("stubs")
def test_workers_are_killed_at_random_moments_and_nothing_is_lost_or_stored_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]]
) -> None:
    source = write_lines(tmp_path / "news.jsonl", [news(n) for n in range(ARTICLES)])
    whole = drive(source, tmp_path / "whole.db", Jobs(1))
    moments = random.Random(SEED).sample(range(ARTICLES), 5)
    true, seen = local._Window._retire, 0

    def retire(self: local._Window, part: local._Part) -> None:
        nonlocal seen
        true(self, part)
        seen += 1
        if seen in moments:
            random.Random(seen).choice([p for p in started if p.returncode is None]).kill()

    monkeypatch.setattr(local._Window, "_retire", retire)
    assert drive(source, tmp_path / "s.db", Jobs(2)) == whole
    assert dump(tmp_path / "s.db") == dump(tmp_path / "whole.db")
    assert len(started) > 2
    assert all(process.returncode is not None for process in started)


@pytest.mark.usefixtures("stubs")
def test_no_more_than_eight_articles_a_worker_are_on_their_way() -> None:
    pool = workers.Pool(Config(), Jobs(2))
    tasks: list[workers.Task] = []
    try:
        while not pool.full:
            tasks.append(pool.submit(make_article(f"Berita ke-{len(tasks)}.", "own")))
        assert len(tasks) == 16
        while any(task.result is None for task in tasks):
            pool.wait(1.0)
    finally:
        pool.close()
    assert [task.result.article for task in tasks if isinstance(task.result, Reading)] == [t.article for t in tasks]


def start(source: Path, store: Path, *options: str) -> subprocess.Popen[str]:
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # see test_interrupt
    return subprocess.Popen(
        [sys.executable, "-m", "tests.run.drive", str(source), str(store), "2", *options],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "TESTED": str(store)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeding,  # noqa: PLW1509
    )


def stored(store: Path) -> int:
    if not store.exists():
        return 0
    with opened(store) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
        except sqlite3.OperationalError:  # it is being made
            return 0


def alive(store: Path) -> list[str]:
    """The processes that work for a store, by the mark in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            marked = f"TESTED={store}\0".encode() in (process / "environ").read_bytes()
        except OSError:
            continue
        if marked and process.name != str(os.getpid()):
            found.append(process.name)
    return found


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
def test_the_run_is_interrupted_at_random_moments_and_read_on(tmp_path: Path, how: signal.Signals) -> None:
    source = write_lines(tmp_path / "news.jsonl", [news(n) for n in range(ARTICLES)])
    first, store = tmp_path / "whole.db", tmp_path / "s.db"
    assert start(source, first, "stub").communicate() == (f"{ARTICLES}\n", "")
    moments = sorted(random.Random(SEED).sample(range(ARTICLES - 200), 5))
    for moment in moments:
        enough = max(moment, stored(store))
        process = start(source, store, "stub")
        deadline = time.monotonic() + 60
        while stored(store) <= enough and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(how)
        assert process.communicate() == ("", "")
        assert process.returncode == (-9 if how is signal.SIGKILL else 130)
        deadline = time.monotonic() + 20
        while alive(store) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert alive(store) == []
    before = stored(store)
    assert before > moments[-1]
    assert start(source, store, "stub").communicate() == (f"{ARTICLES - before}\n", "")
    assert content(store) == content(first)


@pytest.mark.parametrize(("asked", "articles", "count"), [(None, 3, 1), (None, 500, 4), (1, 500, 1), (7, 3, 7)])
def test_there_are_as_many_processes_as_asked_for_else_as_many_as_are_of_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: int | None, articles: int, count: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: range(4), raising=False)
    monkeypatch.setattr(local, "_WORKER_BYTES", 1)
    sources, _ = find_sources([write_lines(tmp_path / "news.jsonl", [news(n) for n in range(articles)])])
    assert jobs_for(asked, sources).count == count


def test_no_process_at_all_is_refused_with_words() -> None:
    with pytest.raises(InputError, match="at least 1"):
        jobs_for(0, [])


LINES = {
    "one": "Menteri Luar Negeri Arvania tiba di Doha pada Senin untuk berunding.",
    "two": "Perundingan itu akan berlangsung dua hari, kata tuan rumah.",
    "new": "Menteri Luar Negeri Arvania menunda perjalanannya ke Doha.",
}


def page(address: str, lines: str) -> dict[str, str]:
    text = "\n".join(LINES[line] for line in lines.split())
    return {
        "url": f"https://warta.example/berita/menlu-arvania-tiba-di-doha-{address}",
        "text": text,
        "outlet": "warta",
    }


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles of one canonical address have one id."""

    def pages_in(source: Source, fields: Mapping[str, str], config: Config) -> Iterator[Article | Problem]:
        for item in articles_in(source, fields, config):
            if isinstance(item, Article) and item.url:
                yield replace(item, id=article_id(item.outlet, canonical(item.url), None, item.text))
            else:
                yield item

    monkeypatch.setattr(local, "articles_in", pages_in)


def texts(store: Path) -> list[tuple[str, str]]:
    with opened(store) as connection:
        return connection.execute("SELECT url, text FROM articles ORDER BY rowid").fetchall()


@pytest.mark.usefixtures("stubs", "pages")
@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize(
    ("came", "stands", "outcomes"),
    [
        ([("1", "one"), ("1?page=2", "two")], ("1", "one two"), {"new": 1, "revised": 1}),
        ([("1?page=2", "two"), ("1", "one")], ("1?page=2", "one two"), {"new": 1, "revised": 1}),
        ([("1", "one"), ("1?amp=1", "one")], ("1", "one"), {"new": 1, "known": 1}),
        ([("1", "one two"), ("1?amp=1", "two")], ("1", "one two"), {"new": 1, "known": 1}),
        ([("1", "one"), ("1?page=all", "one two")], ("1", "one two"), {"new": 1, "revised": 1}),
        ([("1?page=2", "two"), ("1?page=all", "one two"), ("1", "one")], ("1?page=2", "one two"), None),
        ([("1", "one"), ("1", "new")], ("1", "new"), {"new": 1, "revised": 1}),
        ([("1", "one"), ("2", "two")], ("1", "one"), {"new": 2}),
    ],
    ids=["page 2", "page 2 first", "twin", "a part", "all pages", "all pages first", "revision", "two articles"],
)
def test_pages_of_an_article_are_one_article(
    tmp_path: Path,
    count: int,
    came: list[tuple[str, str]],
    stands: tuple[str, str],
    outcomes: dict[str, int] | None,
) -> None:
    rows: list[object] = [page(*each) for each in came]
    source, store = write_lines(tmp_path / "pages.jsonl", rows), tmp_path / "s.db"
    assert dict(drive(source, store, Jobs(count)).outcomes) == (outcomes or {"new": 1, "revised": 1, "known": 1})
    expected = page(*stands)
    assert texts(store)[0] == (expected["url"], expected["text"])
    # They come again, together, alone and in another order: all of it is known.
    for again in (rows, rows[1:], rows[::-1]):
        assert drive(write_lines(tmp_path / "again.jsonl", again), store, Jobs(count)).stored == 0


@pytest.mark.usefixtures("stubs", "pages")
def test_pages_that_were_joined_are_read_again_by_another_menurut(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "pages.jsonl", [page("1", "one"), page("1?page=2", "two")])
    store = tmp_path / "s.db"
    drive(source, store, Jobs(1))
    stood = texts(store)
    with opened(store) as connection:
        connection.execute("UPDATE articles SET run_key = 'an earlier one'")
    summary = drive(source, store, Jobs(1))
    assert summary.outcomes == {Outcome.KNOWN: 1, Outcome.AGAIN: 1}
    assert texts(store) == stood
    assert drive(source, store, Jobs(1)).outcomes == {Outcome.KNOWN: 2}
