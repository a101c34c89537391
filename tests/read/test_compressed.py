"""Compression: what is packed is read, what is damaged costs only itself, and bombs go off in nobody's memory."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import random
import tarfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from menurut.config import Config
from menurut.read import articles_in, find_sources
from menurut.read.articles import make_article
from menurut.records import Article
from tests.conftest import news
from tests.read.helpers import codes, page, read, record

ROWS = b"".join(json.dumps(news(number)).encode() + b"\n" for number in range(50))
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}


@pytest.mark.parametrize("kind", PACK)
def test_a_compressed_file_is_read_as_what_it_holds(tmp_path: Path, kind: str) -> None:
    (tmp_path / f"rows.jsonl.{kind}").write_bytes(PACK[kind](ROWS))
    articles, problems = read(tmp_path)
    assert (len(articles), problems) == (50, [])
    assert articles[7].origin == f"{tmp_path}/rows.jsonl.{kind}:8"


@pytest.mark.parametrize("kind", PACK)
def test_several_members_are_one_stream(tmp_path: Path, kind: str) -> None:
    middle = ROWS.index(b"\n", len(ROWS) // 2) - 40  # in the middle of a line
    (tmp_path / f"rows.jsonl.{kind}").write_bytes(PACK[kind](ROWS[:middle]) + PACK[kind](ROWS[middle:]))
    articles, problems = read(tmp_path)
    assert (len(articles), problems) == (50, [])


@pytest.mark.parametrize("kind", PACK)
def test_a_truncated_file_is_read_as_far_as_it_goes(tmp_path: Path, kind: str) -> None:
    parts = [PACK[kind](ROWS[: len(ROWS) // 2]), PACK[kind](ROWS)]
    (tmp_path / f"rows.jsonl.{kind}").write_bytes(parts[0] + parts[1][: len(parts[1]) // 2])
    (tmp_path / "z.txt").write_text("Berita lain.")
    articles, problems = read(tmp_path)
    assert 25 <= len(articles) < 76
    assert articles[-1].text == "Berita lain."
    assert "damaged" in codes(problems)


def test_a_text_of_which_only_a_part_came_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(ROWS)[:-40])
    articles, problems = read(tmp_path)
    assert (articles, codes(problems)) == ([], ["damaged"])


def test_gzip_in_gzip_is_read_and_a_third_one_is_not(tmp_path: Path) -> None:
    twice = gzip.compress(gzip.compress(ROWS))
    (tmp_path / "a.jsonl.gz").write_bytes(twice)
    assert len(read(tmp_path / "a.jsonl.gz")[0]) == 50
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(twice))
    assert codes(read(tmp_path / "b.jsonl.gz")[1]) == ["nested_compression"]


@pytest.fixture(scope="module", params=PACK)
def bomb(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    """80 MB of nothing, packed: bzip2 makes some 70 bytes of it."""
    return request.param, PACK[request.param](bytes(80_000_000))


@pytest.mark.parametrize("form", ["txt", "jsonl", "csv", "html", "warc", "json"])
def test_a_bomb_is_left_before_it_fills_the_memory(tmp_path: Path, bomb: tuple[str, bytes], form: str) -> None:
    kind, data = bomb
    begin = {"json": b"[", "warc": b"WARC/1.0\r\n"}.get(form, b"")
    (tmp_path / f"bomb.{form}.{kind}").write_bytes(PACK[kind](begin) + data)
    tracemalloc.start()
    articles, problems = read(tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert not articles
    assert set(codes(problems)) <= {"compression_bomb", "too_long", "damaged", "no_columns"}
    assert problems
    assert peak < 60_000_000


def test_a_name_that_says_gzip_does_not_make_it_so(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl.gz").write_bytes(ROWS)
    articles, problems = read(tmp_path)
    assert len(articles) == 50
    assert [(p.code, p.article_id) for p in problems] == [("format_differs", articles[0].id)]


def test_a_damaged_member_in_the_middle_of_a_warc_costs_only_its_own_records(tmp_path: Path) -> None:
    members = [gzip.compress(record(number)) for number in range(6)]
    members[2] = members[2][:200] + bytes(60) + members[2][260:]
    (tmp_path / "news.warc.gz").write_bytes(b"".join(members))
    articles, problems = read(tmp_path)
    assert [a.url and a.url[-1] for a in articles] == ["0", "1", "3", "4", "5"]
    assert set(codes(problems)) == {"damaged"}


def test_a_warc_with_a_dictionary_of_its_own_is_read(tmp_path: Path) -> None:
    words: list[bytes | bytearray | memoryview[int]] = [page(number).encode() for number in range(200)]
    dictionary = zstandard.train_dictionary(4096, words)
    head = dictionary.as_bytes()
    frame = b"\x5d\x2a\x4d\x18" + len(head).to_bytes(4, "little") + head
    packed = zstandard.ZstdCompressor(dict_data=dictionary)
    (tmp_path / "a.warc.zst").write_bytes(frame + b"".join(packed.compress(record(n)) for n in range(3)))
    articles, problems = read(tmp_path)
    assert (len(articles), problems) == (3, [])


@pytest.mark.parametrize("words", [b"", b"\x28\xb5\x2f\xfd broken", b"\x37\xa4\x30\xec broken", b"plain"])
def test_a_dictionary_that_is_none_is_a_problem_or_of_no_use(tmp_path: Path, words: bytes) -> None:
    frame = b"\x5d\x2a\x4d\x18" + len(words).to_bytes(4, "little") + words
    (tmp_path / "a.jsonl.zst").write_bytes(frame * 20_000)
    assert codes(read(tmp_path)[1]) in (["damaged"], ["empty_file"])


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "warc", "tar"])
def test_memory_does_not_grow_with_the_size(tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def page_of(data: bytes, origin: str, config: Config, **more: str | None) -> list[Article]:
        return [make_article(data.decode(), origin, url=more["url"])]

    monkeypatch.setattr("menurut.read.pages.read_page", page_of)

    def part(text: str) -> bytes:
        match form:
            case "warc":
                return record(1, text.encode())
            case "tar":
                return tar_member(text.encode())
            case "csv":
                return f'1,"{text}"\n'.encode()
        return f'{{"text": "{text}"}}{"," if form == "json" else ""}\n'.encode()

    chance = random.Random(7)
    path = tmp_path / f"a.{form}.gz"
    with gzip.open(path, "wb", 1) as file:
        file.write({"json": b"[", "csv": b"id,text\n"}.get(form, b""))
        for _ in range(1500):
            file.write(part(chance.randbytes(6000).hex()))
        file.write({"json": b"]", "tar": bytes(1024)}.get(form, b""))
    (source,), _ = find_sources([path])
    tracemalloc.start()
    articles = sum(isinstance(item, Article) for item in articles_in(source, {}, Config()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert articles == 1500
    assert peak < 6_000_000  # of 18 MB


def tar_member(data: bytes) -> bytes:
    info = tarfile.TarInfo("a.txt")
    info.size = len(data)
    return info.tobuf() + data + bytes(-len(data) % 512)
