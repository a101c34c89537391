"""Web archives: pages out of responses, whatever lies between them."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from tests.read.helpers import codes, page, read, record


def warc(path: Path, *records: bytes) -> Path:
    path.write_bytes(b"".join(records))
    return path


def numbers(path: Path) -> list[str]:
    return [(article.url or "")[-1] for article in read(path)[0]]


def other(kind: str, content: bytes = b"software: x\r\n") -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Type: application/warc-fields\r\nContent-Length: {len(content)}"
    return head.encode() + b"\r\n\r\n" + content + b"\r\n\r\n"


def test_only_pages_that_were_answered_are_read_and_the_crawl_date_is_no_publication_date(tmp_path: Path) -> None:
    undated = page(8).replace("article:published_time", "x").encode()
    path = warc(
        tmp_path / "a.warc",
        other("warcinfo"),
        record(1),
        record(2, status="404 Not Found"),
        record(3, b"\xff\xd8\xff", kind="image/jpeg"),
        other("revisit"),
        record(8, undated),
    )
    articles, problems = read(path)
    assert [(a.url, a.origin) for a in articles] == [
        ("https://wartacontoh.example/a/1", f"{path}:2"),
        ("https://wartacontoh.example/a/8", f"{path}:6"),
    ]
    assert (articles[1].published, articles[1].stated_date) == (None, None)
    assert not problems


def test_chunks_and_compression_of_the_answer_are_undone(tmp_path: Path) -> None:
    data = page(1).encode()
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (data[:300], data[300:])) + b"0\r\n\r\n"
    path = warc(
        tmp_path / "a.warc",
        record(1, chunked, Transfer_Encoding="chunked"),
        record(2, gzip.compress(data), Content_Encoding="gzip"),
        record(3, zlib.compress(data), Content_Encoding="deflate"),
        record(4, gzip.compress(bytes(300_000_000)), Content_Encoding="gzip"),
        record(5),
    )
    assert numbers(path) == ["1", "2", "3", "5"]


@pytest.mark.parametrize("header", ["iso-8859-1", "utf-16", "x-no-such-charset", ""])
def test_a_wrong_charset_in_a_header_does_no_harm(tmp_path: Path, header: str) -> None:
    body = page(1).replace("tuan rumahnya", "tuan rumah “São Tomé”").encode()
    articles, _ = read(warc(tmp_path / "a.warc", record(1, body, kind=f"text/html; charset={header}"), record(2)))
    assert len(articles) == 2
    assert "“São Tomé”" in articles[0].text


def test_a_cut_at_the_end_costs_the_last_record(tmp_path: Path) -> None:
    for cut in (40, 700, len(record(3)) - 20):
        path = warc(tmp_path / "a.warc", record(1), record(2), record(3)[:-cut])
        articles, problems = read(path)
        assert (len(articles), codes(problems)) == (2, ["damaged"])
        assert (problems[0].origin or "").startswith(f"{path}:")


@pytest.mark.parametrize(("begin", "size"), [(500, 300), (60, 100), (500, 5000), (20, 2000)])
def test_a_hole_in_the_middle_costs_the_records_it_lies_in(tmp_path: Path, begin: int, size: int) -> None:
    data = b"".join(record(number) for number in range(9))
    hole = len(record(0)) * 3 + begin
    path = warc(tmp_path / "a.warc", data[:hole] + data[hole + size :])
    found = numbers(path)
    lost = {str(number) for number in range(hole // len(record(0)), (hole + size) // len(record(0)) + 1)}
    assert set("012345678") - lost <= set(found)
    assert "damaged" in codes(read(path)[1])


@pytest.mark.parametrize(
    "junk",
    [
        b"garbage\n" * 40_000,
        b"WARC/1.0\r\n" + b"a" * 200_000 + b"\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: many\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 999999999999\r\n\r\n",
    ],
    ids=["no record", "a header without end", "no length", "a length beyond the file"],
)
def test_junk_between_records(tmp_path: Path, junk: bytes) -> None:
    path = warc(tmp_path / "a.warc", record(1), junk, record(2), record(3))
    assert set(numbers(path)) >= ({"1"} if b"9999" in junk else {"1", "2", "3"})
    assert b"9999" in junk or codes(read(path)[1])


def test_records_in_records_are_looked_at_only_so_often(tmp_path: Path) -> None:
    nest = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9000000\r\n\r\n" * 60_000
    articles, problems = read(warc(tmp_path / "a.warc", record(1), nest))
    assert len(articles) == 1
    assert problems


def test_a_page_that_is_too_large_is_a_problem_and_a_film_is_passed_over(tmp_path: Path) -> None:
    large, film = record(2, page(2).encode() + b" " * 12_000_000), record(3, bytes(12_000_000), kind="video/mp4")
    path = warc(tmp_path / "a.warc", record(1), large, film, record(4))
    articles, problems = read(path)
    assert [(article.url or "")[-1] for article in articles] == ["1", "4"]
    assert [(problem.code, problem.origin) for problem in problems] == [("too_large", f"{path}:2")]
