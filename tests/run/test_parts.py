"""Partitions of sources, and a store of their parts: the same as of the sources, however they are cut."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from menurut import pipeline
from menurut.config import Config
from menurut.errors import InputError
from menurut.read import find_sources
from menurut.run.cluster import READ, ReadWork, keep_parts, partition_from, read_partition, sent
from menurut.run.local import Summary, read_sources
from menurut.run.parts import Partition, partitions_of
from menurut.run.shelf import Shelf
from menurut.run.workers import Here
from menurut.store import StoreWriter
from tests.conftest import news, write_lines
from tests.read.helpers import record
from tests.run import stub
from tests.run.test_jobs import dump, without_runs

CONFIG = Config(max_characters=20_000)
ROWS: list[dict[str, str]] = [news(number) for number in range(60)]
ROWS[11] |= {"title": "REFUSE"}
ROWS[23] = ROWS[2]  # known
ROWS[37] = ROWS[3] | {"text": "Isinya lain sekarang."}  # a revision
ROWS[41] = ROWS[4] | {"url": ROWS[4]["url"] + "?page=2", "text": "Halaman kedua."}  # another page of one article
ROWS[44] |= {"text": ""}
ROWS[51] |= {"text": "panjang " * 4_000}


def jsonl(path: Path) -> Path:
    lines: list[object] = [*ROWS[:30], "{broken", "", *ROWS[30:]]
    return write_lines(path / "a.jsonl", lines)


def cut_off(path: Path) -> Path:
    data = gzip.compress("".join(json.dumps(row) + "\n" for row in ROWS).encode(), mtime=0)
    (path / "a.jsonl.gz").write_bytes(data[:-40])
    return path / "a.jsonl.gz"


def array(path: Path) -> Path:
    (path / "a.json").write_text(json.dumps(ROWS), "utf-8")
    return path / "a.json"


def table(path: Path) -> Path:
    with (path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ROWS[0])
        writer.writeheader()
        writer.writerows(ROWS)
        file.write('"never closed,x\n')
    return path / "a.csv"


def parquet(path: Path) -> Path:
    pq.write_table(pa.Table.from_pylist(ROWS), path / "a.parquet", row_group_size=7)
    return path / "a.parquet"


def warc(path: Path) -> Path:
    records = [gzip.compress(record(number)) for number in range(20)]
    (path / "a.warc.gz").write_bytes(b"".join([*records[:9], gzip.compress(b"no record at all\r\n" * 9), *records[9:]]))
    return path / "a.warc.gz"


def no_columns(path: Path) -> Path:
    (path / "b.csv").write_text("one,two\n" + "1,2\n" * 50, "utf-8")
    return path / "b.csv"


def blank(path: Path) -> Path:
    (path / "b.jsonl").write_text("\n" * 300, "utf-8")
    return path / "b.jsonl"


def folder(path: Path) -> Path:
    jsonl(path)
    blank(path)
    warc(path)
    for number in range(12):
        (path / f"{number}.txt").write_text(news(100 + number)["text"], "utf-8")
    (path / "empty.txt").touch()
    (path / "c.jsonl").write_text('[{"text": "Sebuah larik."}]', "utf-8")  # not what its name says
    return path


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "read_article", stub.read)
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def here(paths: list[Path], store: Path) -> dict[str, list[tuple[object, ...]]]:
    """The store of sources that are read in this process."""
    sources, problems = find_sources(paths)
    with StoreWriter(store, "k", "0") as writer:
        read_sources(
            sources, writer, CONFIG, fields={}, problems=problems, summary=Summary(), on_progress=lambda *_: None
        )
    return dump(store)


def work(shelf: Shelf) -> ReadWork:
    return ReadWork(shelf, CONFIG, ())


def in_parts(paths: list[Path], store: Path, shelf: Shelf, count: int | None) -> list[Partition]:
    """Puts sources into a store by way of parts; the partitions."""
    sources, problems = find_sources(paths)
    partitions = partitions_of(sources, {}, CONFIG, "k", count)
    for partition in reversed(partitions):  # in whatever order
        if partition.file not in shelf.within(READ).names():
            read_partition(partition_from(sent(partition)), work(shelf), Here(CONFIG))
    with StoreWriter(store, "k", "0") as writer:
        keep_parts(partitions, work(shelf), writer, problems=problems, summary=Summary(), on_progress=lambda *_: None)
    return partitions


MAKERS = (jsonl, cut_off, array, table, parquet, warc, no_columns, blank, folder)


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: str(make.__name__))
@pytest.mark.parametrize("count", [1, 3, 7])
def test_a_store_of_parts_is_that_of_the_sources(tmp_path: Path, make: Callable[[Path], Path], count: int) -> None:
    (tmp_path / "in").mkdir()
    path = make(tmp_path / "in")
    expected = here([path], tmp_path / "a.db")
    partitions = in_parts([path], tmp_path / "b.db", Shelf.at(str(tmp_path / "parts")), count)
    assert dump(tmp_path / "b.db") == expected
    assert (len(partitions) > 1) == (count > 1)


def test_parts_that_stand_are_not_read_again_unless_their_source_has_changed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path, shelf = folder(tmp_path / "in"), Shelf.at(str(tmp_path / "parts"))
    in_parts([path], tmp_path / "a.db", shelf, 5)

    def states() -> Mapping[str, int]:
        return {entry.name: entry.stat().st_mtime_ns for entry in os.scandir(tmp_path / "parts" / READ)}

    before, rows = states(), dump(tmp_path / "a.db")
    in_parts([path], tmp_path / "a.db", shelf, 5)
    assert states() == before
    assert without_runs(dump(tmp_path / "a.db")) == without_runs(rows)
    with (path / "a.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(news(999)) + "\n")
    in_parts([path], tmp_path / "a.db", shelf, 5)
    after = states()
    assert before.items() <= after.items()
    assert len(after) > len(before)
    assert len(dump(tmp_path / "a.db")["articles"]) == len(rows["articles"]) + 1


def test_what_a_killed_writer_left_is_no_part_and_goes(tmp_path: Path) -> None:
    shelf = Shelf.at(str(tmp_path / "parts"))
    with pytest.raises(KeyboardInterrupt), shelf.within(READ).writing("one.parquet") as path:
        path.write_bytes(b"half")
        raise KeyboardInterrupt
    (tmp_path / "parts" / READ / ".two.parquet.x.part").write_bytes(b"half")
    assert shelf.within(READ).names() == set()
    Shelf.at(str(tmp_path / "parts"))
    assert list((tmp_path / "parts" / READ).iterdir()) == []


def test_parts_can_lie_on_object_storage(tmp_path: Path) -> None:
    path, shelf = jsonl(tmp_path), Shelf.at("memory://bucket/parts")
    expected = here([path], tmp_path / "a.db")
    try:
        in_parts([path], tmp_path / "b.db", shelf, 3)
        assert dump(tmp_path / "b.db") == expected
        assert len(shelf.within(READ).names()) == 3
    finally:
        shelf.clear()
    assert shelf.within(READ).names() == set()


def test_a_damaged_part_is_told_by_its_name(tmp_path: Path) -> None:
    path, shelf = jsonl(tmp_path), Shelf.at(str(tmp_path / "parts"))
    (partition,) = in_parts([path], tmp_path / "a.db", shelf, 1)
    (tmp_path / "parts" / READ / partition.file).write_bytes(b"PAR1 and nothing else")
    with pytest.raises(InputError, match=f"{partition.file} is damaged .*; delete it, and it is read again"):
        in_parts([path], tmp_path / "b.db", shelf, 1)


def test_standard_input_cannot_be_read_elsewhere() -> None:
    sources, _ = find_sources(["-"])
    with pytest.raises(InputError, match="write it to a file"):
        partitions_of(sources, {}, CONFIG, "k")
