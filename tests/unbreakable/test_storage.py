"""A store under bad conditions: no room, several at once, an earlier or a damaged file, a clock that was set back."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from menurut.correct.live import correct, undo
from menurut.errors import InputError, MenurutError
from menurut.export import FORMATS, Selection
from menurut.export.files import whole_file
from menurut.export.tables import MANIFEST
from menurut.read import make_article
from menurut.read.articles import dated
from menurut.records import Article, Problem
from menurut.store import Outcome, StoreReader, StoreWriter
from menurut.store.corrections import active
from menurut.store.readonly import open_readonly, select
from menurut.store.schema import SCHEMA_VERSION, connect
from tests.conftest import STORY, news, opened, write_lines
from tests.store.helpers import happening, write
from tests.unbreakable.articles import write_articles
from tests.unbreakable.content import ALIASES, Content, content, halves, sound
from tests.unbreakable.processes import run, start

linux = pytest.mark.skipif(sys.platform != "linux", reason="what a disk refuses is set as Linux lets us")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_articles(tmp_path_factory.mktemp("storage"))


@pytest.fixture(scope="module")
def whole(sources: list[Path]) -> Path:
    """The store of all articles, read in one go."""
    store = sources[0].with_name("whole.db")
    done = run(store, "read", *sources, "--fast")
    assert done.returncode == 0, done.stderr
    return store


@pytest.fixture(scope="module")
def empty(whole: Path) -> int:
    """The bytes of a store that holds nothing."""
    store = whole.with_name("empty.db")
    write(store)
    return store.stat().st_size


def without_aliases(held: Content) -> Content:
    return {name: rows for name, rows in held.items() if name not in ALIASES}


# ---- no room


@linux
def test_a_quota_that_is_used_up_again_and_again_loses_nothing(
    sources: list[Path], whole: Path, empty: int, tmp_path: Path
) -> None:
    store, articles = tmp_path / "s.db", 0
    for most in (0, 40_000, empty * 3 // 2, whole.stat().st_size):
        done = run(store, "read", *sources, "--fast", driver=("full", most, tmp_path / "counted"))
        assert done.returncode == 1
        assert done.stderr.startswith("Error: ") and "quota" in done.stderr and "Traceback" not in done.stderr
        if most > 40_000:
            with StoreReader(store) as reader:
                articles, before = len(reader.article_ids()), articles
            assert articles >= before
            assert halves(store) == 0
    assert articles
    assert run(store, "read", *sources, "--fast").returncode == 0
    sound(store)
    assert content(store) == content(whole)


@linux
def test_a_disk_that_is_full_is_told_and_read_on_when_there_is_room(
    sources: list[Path], whole: Path, empty: int, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "tmpfs", "-o"]
    if subprocess.run([*mount, f"size={empty * 3}", disk], capture_output=True, check=False).returncode:
        pytest.skip("a disk of our own can be mounted by root alone")
    try:
        store = disk / "s.db"
        full = run(store, "read", *sources, "--fast")
        assert full.returncode == 1
        assert "is full" in full.stderr and "Traceback" not in full.stderr
        assert halves(store) == 0
        subprocess.run([*mount, "remount,size=16m", disk], check=True)
        assert run(store, "read", *sources, "--fast").returncode == 0
        sound(store)
        assert content(store) == content(whole)
        subprocess.run([*mount, "remount,ro", disk], check=True)
        with StoreReader(store) as reader, closing(open_readonly(store, 5.0)) as connection:
            assert select(connection, "SELECT count(*) FROM articles", limit=1).columns
            assert len(reader.article_ids()) == 24
        assert "may be written" in run(store, "read", *sources).stderr
    finally:
        subprocess.run(["umount", disk], check=True)


@contextmanager
def room(most: int) -> Iterator[None]:
    """No file can have more bytes than this."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def files_in(path: Path) -> dict[str, bytes]:
    """The files at or in a path, by name."""
    found = sorted(path.rglob("*")) if path.is_dir() else [path] if path.exists() else []
    return {each.name: each.read_bytes() for each in found if each.is_file()}


@linux
@pytest.mark.parametrize("name", FORMATS)
def test_an_export_without_room_leaves_no_half_of_a_file(name: str, whole: Path, tmp_path: Path) -> None:
    everything = Selection(with_text=True)
    for folder in ("good", "bad", "held"):
        (tmp_path / folder).mkdir()
    good, bad, held = (tmp_path / folder / f"out.{name}" for folder in ("good", "bad", "held"))
    FORMATS[name].write(whole, good, everything)
    wanted = files_in(good.parent)
    FORMATS[name].write(whole, held, everything)
    with StoreReader(whole):  # whose files lie beside it already
        for out in (bad, held):
            with room(max(map(len, wanted.values())) * 2 // 3), pytest.raises(InputError, match="cannot be written"):
                FORMATS[name].write(whole, out, everything)
    for out in (bad, held):
        left = files_in(out.parent)
        assert left.items() <= wanted.items()  # whole ones, and nothing beside them
        assert MANIFEST not in left  # it says that all are there
    assert len(files_in(bad.parent)) < len(wanted)
    FORMATS[name].write(whole, bad, everything)
    assert files_in(bad.parent) == wanted


def test_two_exports_to_one_file_at_once_do_not_mix(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with whole_file(out) as first:
        first.write_text("first")
        with whole_file(out) as second:
            second.write_text("the second")
        assert out.read_text() == "the second"
    assert files_in(tmp_path) == {out.name: b"first"}


@linux
@pytest.mark.parametrize("what", ["show", "export annotations", "problems"])
def test_what_is_printed_to_a_full_disk_is_told_in_words(what: str, whole: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "menurut", *what.split(), "--store", str(whole)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"Error: what is printed cannot be written: {os.strerror(errno.ENOSPC)}\n"


# ---- several at once


def test_two_that_read_into_one_store_correct_and_look_at_it_disturb_nobody(
    sources: list[Path], whole: Path, tmp_path: Path
) -> None:
    store = tmp_path / "s.db"
    assert run(store, "read", write_lines(tmp_path / "first.jsonl", [news(1)]), "--fast").returncode == 0
    with opened(store) as connection:
        rows = connection.execute("SELECT id, act FROM attributions WHERE act <> 'WARN' ORDER BY number").fetchall()
    small = tmp_path / "counted"
    reading = [
        start(store, "read", *files, "--fast", driver=("none", 0, small)) for files in (sources[:2], sources[1:])
    ]
    looks = corrected = 0
    with closing(open_readonly(store, 600.0)) as connection:
        while (going := any(process.poll() is None for process in reading)) or rows:
            with closing(sqlite3.connect(store)) as another:  # as any tool would
                assert another.execute(_HALVES).fetchone() == (0,)
            assert list(select(connection, _HALVES, limit=1)) == [(0,)]
            looks += going
            if rows:
                line = correct(store, "wrong_act", rows.pop()[0], author="ani", value={"act": "WARN"})
                undo(store, line.id, author="ani")
                corrected += going
            time.sleep(0.02)
    for process in reading:
        _, err = process.communicate()
        assert process.returncode == 0, err
    assert looks > 5 and corrected
    sound(store)
    with closing(connect(store, write=False)) as connection:
        assert active(connection) == ()
    alone = tmp_path / "alone.db"
    assert run(alone, "read", tmp_path / "first.jsonl", *sources, "--fast").returncode == 0
    passed_over = {"corrections", "uncorrected"}
    both, one = (without_aliases(content(path)) for path in (store, alone))
    assert {name for name in one if one[name] != both[name]} - passed_over == set()


_HALVES = """
SELECT count(*) FROM articles a LEFT JOIN documents d ON d.article = a.id WHERE d.article IS NULL
OR length(d.text) <> (SELECT max("end") FROM paragraphs p WHERE p.article = a.id)
OR NOT EXISTS (SELECT 1 FROM attributions t JOIN contents c ON c.attribution = t.id WHERE t.article = a.id)
OR NOT EXISTS (SELECT 1 FROM search_documents s WHERE s.article = a.id AND s.waits IS NULL)
"""


def test_a_problem_that_two_runs_find_at_once_is_not_forgotten(tmp_path: Path) -> None:
    found = Problem("read", "broken_json", "not JSON", "a.jsonl:2")
    with StoreWriter(tmp_path / "s.db", "k", "0") as first, StoreWriter(tmp_path / "s.db", "k", "0") as second:
        second.write((), [found])
        first.write((), [found])
        second.forget_problems("a.jsonl")
        first.forget_problems("a.jsonl")
    with StoreReader(tmp_path / "s.db") as reader:
        assert list(reader.problems()) == [found]


def test_a_store_that_another_holds_for_long_is_said_to_be_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("menurut.store.schema.BUSY_SECONDS", 0.1)
    store = tmp_path / "s.db"
    write(store, happening(1))
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(MenurutError, match="another process has been writing"):
            write(store, happening(2))
        other.execute("ROLLBACK")
    write(store, happening(2))
    with StoreReader(store) as reader:
        assert len(reader.article_ids()) == 2


# ---- other files


STORES = Path(__file__).parent / "stores"


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two articles that the earlier stores have too, and a store that was made of them now."""
    folder = tmp_path_factory.mktemp("new")
    url = "https://wartaselat.example/doha"
    doha = news(1) | {"id": "doha", "title": "Menlu Arvania Tiba di Doha", "text": STORY, "url": url}
    source = write_lines(folder / "two.jsonl", [doha, news(1)])
    assert "2 new" in run(folder / "s.db", "read", source, "--fast").stdout
    return source, folder / "s.db"


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_a_store_that_an_earlier_menurut_wrote_becomes_the_same_as_a_new_one(
    version: int, new: tuple[Path, Path], tmp_path: Path
) -> None:
    store = tmp_path / "s.db"
    with opened(store) as connection:
        connection.executescript((STORES / f"schema{version}.sql").read_text("utf-8"))
        texts = connection.execute("SELECT id, text, published FROM articles").fetchall()
        noted = connection.execute("SELECT id, code, run FROM problems").fetchall()
    before = store.read_bytes()
    shown = run(store, "show")
    assert shown.returncode == 1 and f"its schema is {version}" in shown.stderr and "menurut migrate" in shown.stderr
    assert store.read_bytes() == before
    assert run(store, "migrate").returncode == 0
    sound(store)
    with opened(store) as connection:
        assert connection.execute("SELECT id, text, published FROM articles").fetchall() == texts
        assert connection.execute("SELECT id, code, run FROM problems").fetchall() == noted != []
    assert "2 again" in run(store, "read", new[0], "--fast").stdout
    assert _tables(store) == _tables(new[1])
    assert content(store) | {"problems": []} == content(new[1])


def _tables(store: Path) -> dict[str, list[tuple[object, ...]]]:
    """The columns of every table and view, whatever their order."""
    with opened(store) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")]
        query = 'SELECT name, type, "notnull", pk FROM pragma_table_info(?) ORDER BY name'
        return {name: connection.execute(query, (name,)).fetchall() for name in names}


@pytest.mark.parametrize("kept", [50, 100, 4096, 0.5, -4096])
def test_a_store_that_was_cut_off_is_refused_and_left_as_it_is(whole: Path, tmp_path: Path, kept: float) -> None:
    data = whole.read_bytes()
    cut = data[: int(len(data) * kept)] if 0 < kept < 1 else data[: int(kept)]
    store = tmp_path / "s.db"
    store.write_bytes(cut)
    with pytest.raises(MenurutError, match="damaged or is not a menurut store"):
        StoreWriter(store, "k", "0")
    assert store.read_bytes() == cut


def test_a_folder_that_is_read_only_is_told(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "held"
    folder.mkdir()
    shutil.copy(whole, folder / "s.db")
    folder.chmod(0o555)
    source = write_lines(tmp_path / "one.jsonl", [news(1)])
    try:
        said = {
            name: subprocess.run(
                [sys.executable, "-m", "menurut", *map(str, arguments)],
                capture_output=True,
                text=True,
                check=False,
                preexec_fn=_as_others,
            )
            for name, arguments in {
                "show": ("show", "--store", folder / "s.db"),
                "read": ("read", source, "--store", folder / "s.db"),
                "new": ("read", source, "--store", folder / "new.db"),
            }.items()
        }
    finally:
        folder.chmod(0o755)
    assert [each.returncode for each in said.values()] == [1, 1, 1]
    assert "copy it to a folder of yours" in said["show"].stderr
    assert "its folder is read-only" in said["read"].stderr
    assert "may be written" in said["new"].stderr
    assert (folder / "s.db").read_bytes() == whole.read_bytes()


def _as_others() -> None:
    """Takes from root the right to write where it may not (CAP_DAC_OVERRIDE, and CAP_DAC_READ_SEARCH)."""
    if sys.platform == "linux":
        for right in (1, 2):
            ctypes.CDLL(None).prctl(24, right, 0, 0, 0)


# ---- a clock that was set back


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets what time it is for the store and the log of corrections."""
    from datetime import datetime

    def set_to(day: str) -> None:
        class Then(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
                return datetime.fromisoformat(f"{day}T12:00:00+00:00")

        for module in ("store.writer", "store.corrections", "read.articles"):
            monkeypatch.setattr(f"menurut.{module}.datetime", Then)

    return set_to


def test_the_later_correction_holds_though_the_clock_was_set_back(tmp_path: Path, clock: Callable[[str], None]) -> None:
    store, made = tmp_path / "s.db", happening(1)
    write(store, made)
    name = made.attributions[0].id
    lines = []
    for day, act in (("2030-01-02", "WARN"), ("2026-01-01", "DENY"), ("2026-01-01", "WARN"), ("2025-01-01", "DENY")):
        clock(day)
        lines.append(correct(store, "wrong_act", name, author="ani", value={"act": act}))
        with StoreReader(store) as reader:
            assert reader.reading(made.article.id).attributions[0].act == act
    undo(store, lines[-1].id, author="ani")
    with StoreReader(store) as reader:
        assert reader.reading(made.article.id).attributions[0].act == "WARN"


def test_articles_read_while_the_clock_was_wrong_get_their_dates_when_it_is_right(
    tmp_path: Path, clock: Callable[[str], None]
) -> None:
    store = tmp_path / "s.db"

    def read(day: str) -> Outcome:
        clock(day)
        given = make_article(happening(1).article.text, "a:1", url="https://a.example/1", published="2031-03-05")
        (article,) = (item for item in dated(given) if isinstance(item, Article))
        with StoreWriter(store, "k", "0") as writer:
            outcome = writer.outcome(article)
            made = happening(1)
            document = replace(made.document, published=article.published)
            if outcome is not Outcome.KNOWN:
                writer.write([replace(made, article=article, document=document)])
        return outcome

    assert [read("1970-01-01"), read("1970-01-01")] == [Outcome.NEW, Outcome.KNOWN]
    assert [read("2031-03-06"), read("2031-03-06")] == [Outcome.AGAIN, Outcome.KNOWN]
    assert read("1970-01-01") is Outcome.KNOWN
    with StoreReader(store) as reader:
        (name,) = reader.article_ids()
        assert reader.reading(name).article.published == "2031-03-05"
