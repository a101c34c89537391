"""Which format a file is read as, from wherever it comes: folders, lists, standard input, addresses."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from menurut.errors import InputError
from menurut.read import Source, find_sources
from tests.conftest import news, write_lines
from tests.read.helpers import codes, page, read, record

RSS = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<title>Warta Contoh</title><language>id</language>"
    "<item><title>Satu</title><link>https://w.example/1</link><guid>g1</guid>"
    "<pubDate>Mon, 04 Mar 2024 10:00:00 +0700</pubDate>"
    "<content:encoded><![CDATA[<p>Menteri itu <b>tiba</b>.</p><p>Ia pergi.</p>]]></content:encoded></item>"
    "<item><title>Dua</title><link>https://w.example/2</link><description>Ringkas</description></item>"
    "</channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Warta</title><entry><title>Satu</title><id>urn:1</id>'
    '<link href="https://w.example/1"/><published>2024-03-04T10:00:00Z</published>'
    '<content type="html">&lt;p&gt;Menteri itu tiba.&lt;/p&gt;</content></entry></feed>'
)
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Warta",
        "items": [{"id": "1", "url": "https://w.example/1", "content_html": "<p>Menteri itu tiba.</p>"}],
    }
)


def mhtml() -> bytes:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://wartacontoh.example/a/1"
    message.set_content(page(1), subtype="html", charset="utf-8", cte="quoted-printable")
    message.add_related(b"\xff\xd8", "image", "jpeg")
    return message.as_bytes()


def parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table({"text": ["Berita."]}), file)
    return file.getvalue()


SAMPLES: dict[str, tuple[bytes, int]] = {
    "text": (b"Menteri Tiba di Doha\nMenteri itu tiba, kata juru bicara.\n", 1),
    "html": (page(1).encode(), 1),
    "mhtml": (mhtml(), 1),
    "jsonl": (b"".join(json.dumps(news(n)).encode() + b"\n" for n in range(3)), 3),
    "json": (json.dumps([news(1), news(2)]).encode(), 2),
    "csv": (b"id;title;text\n1;Judul;Berita.\n", 1),
    "tsv": (b"id\ttext\n1\tBerita.\n", 1),
    "parquet": (parquet(), 1),
    "warc": (record(1), 1),
    "ninjs": (json.dumps({"uri": "urn:1", "versioncreated": "2024-03-04", "body_text": "Berita."}).encode(), 1),
    "feed": (RSS.encode(), 1),
}
ENDINGS = {"text": "txt", "feed": "rss"}


@pytest.mark.parametrize("form", SAMPLES)
@pytest.mark.parametrize("how", ["ending", "bytes", "compressed", "said", "standard input", "address"])
def test_every_format_is_known_by_ending_by_its_bytes_and_by_word(
    tmp_path: Path, form: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, count = SAMPLES[form]
    name = f"a.{ENDINGS.get(form, form)}" if how in ("ending", "address") else "a.unknown"
    path: Path | str = tmp_path / name
    (tmp_path / name).write_bytes(gzip.compress(data) if how == "compressed" else data)
    if how == "standard input":
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        path = "-"
    elif how == "address":
        path = f"memory://formats/{name}.gz"
        with fsspec.open(path, "wb") as file:
            file.write(gzip.compress(data))
    articles, problems = read(path, form=form if how == "said" else None)
    assert len(articles) == count, problems
    assert codes(problems) == (["no_content"] if form == "feed" else [])
    assert all(article.origin.startswith(str(path)) for article in articles)


@pytest.mark.parametrize("feed", [RSS, ATOM, JSON_FEED], ids=["RSS", "Atom", "JSON Feed"])
def test_entries_of_a_saved_feed_become_articles(tmp_path: Path, feed: str) -> None:
    (tmp_path / "feed.xml").write_text(feed)
    articles, problems = read(tmp_path)
    assert [(a.url, a.outlet, a.text.splitlines()[0]) for a in articles] == [
        ("https://w.example/1", "w.example", "Menteri itu tiba.")
    ]
    assert all("menurut watch" in problem.message for problem in problems)


def test_a_page_in_mhtml_has_its_address(tmp_path: Path) -> None:
    (tmp_path / "a.mhtml").write_bytes(mhtml())
    (article,), _ = read(tmp_path)
    assert article.outlet == "wartacontoh.example"
    (tmp_path / "a.mhtml").write_bytes(
        b"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\nx"
    )
    assert codes(read(tmp_path)[1]) == ["no_text"]


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl"])
def test_a_list_says_which_address_is_in_which_file(tmp_path: Path, form: str) -> None:
    (tmp_path / "pages").mkdir()
    for number in (1, 2):
        (tmp_path / f"pages/{number}.html.gz").write_bytes(gzip.compress(page(number, date="").encode()))
    (tmp_path / "pages/empty.html").write_bytes(b"")
    rows = [
        {"url": f"https://w.example/{name}", "path": f"pages/{name}", "date": "2024-03-04"}
        for name in ("1.html.gz", "2.html.gz", "3.html", "empty.html")
    ]
    if form == "jsonl":
        write_lines(tmp_path / "list.jsonl", list(rows))
    else:
        mark = "," if form == "csv" else "\t"
        lines = [mark.join(rows[0]), *(mark.join(row.values()) for row in rows)]
        (tmp_path / f"list.{form}").write_text("\n".join(lines))
    articles, problems = read(tmp_path / f"list.{form}")
    assert [(a.url, a.published) for a in articles] == [(rows[n]["url"], "2024-03-04") for n in (0, 1)]
    assert codes(problems) == ["file_not_read", "empty_file"]


def test_a_list_from_elsewhere_names_only_files_beside_it() -> None:
    with fsspec.open("memory://lists/list.csv", "wb") as file:
        file.write(
            b"url,file\nhttps://w.example/1,/etc/passwd\nhttps://w.example/2,../x.html\nhttps://w.example/3,a.html\n"
        )
    with fsspec.open("memory://lists/a.html", "wb") as file:
        file.write(page(1).encode())
    articles, problems = read("memory://lists/list.csv")
    assert (len(articles), codes(problems)) == (1, ["unsafe_name", "unsafe_name"])


def test_folders_and_patterns_of_an_address() -> None:
    for name in ("b.txt", "a.txt", "c.jpg"):
        with fsspec.open(f"memory://many/{name}", "wb") as file:
            file.write(b"Berita " + name.encode())
    articles, problems = read("memory://many")
    assert [a.text for a in articles] == ["Berita a.txt", "Berita b.txt"]
    assert codes(problems) == ["format_not_read"]
    assert len(read("memory://many/*.txt")[0]) == 2
    with pytest.raises(InputError, match="nothing at"):
        find_sources(["memory://many/*.warc"])


@pytest.mark.parametrize(
    ("address", "words"),
    [("s3://b/k", "pip install s3fs"), ("gs://b/k", "pip install gcsfs"), ("nosuch://x/y", "nosuch")],
)
def test_a_driver_that_is_missing_is_named(address: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("s3fs", "gcsfs"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InputError, match=words):
        find_sources([address])


def test_a_driver_that_fails_in_the_middle_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    from fsspec.implementations.memory import MemoryFile

    with fsspec.open("memory://fails/a.jsonl", "wb") as file:
        file.write(b'{"text": "Satu."}\n')

    def fail(self: object, *arguments: object) -> bytes:
        raise RuntimeError("connection lost")

    sources, _ = find_sources(["memory://fails/a.jsonl"])
    monkeypatch.setattr(MemoryFile, "read", fail, raising=False)
    assert codes(read("memory://fails/a.jsonl")[1]) == ["damaged"]
    assert sources[0].parts() is None


def test_a_file_that_is_not_what_its_name_says_is_read_as_what_it_is(tmp_path: Path) -> None:
    for name, data in (("a.parquet", SAMPLES["jsonl"][0]), ("b.jsonl", SAMPLES["warc"][0]), ("c.warc", b"\0" * 900)):
        (tmp_path / name).write_bytes(data)
    articles, problems = read(tmp_path)
    assert len(articles) == 4
    assert codes(problems) == ["format_differs", "format_differs", "format_not_read"]


def test_what_lies_beside_a_saved_page_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "Berita.html").write_text(page(1))
    (tmp_path / "Berita_files").mkdir()
    (tmp_path / "Berita_files/iklan.html").write_text(page(2))
    articles, problems = read(tmp_path)
    assert (len(articles), problems) == (1, [])


def test_folders_linked_in_a_circle_are_read_once(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.txt").write_text("Berita.")
    (tmp_path / "sub/again").symlink_to(tmp_path)
    (tmp_path / "twin").symlink_to(tmp_path / "sub")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    articles, problems = read(tmp_path)
    assert [a.text for a in articles] == ["Berita."]
    assert sorted(codes(problems)) == ["file_not_read", "folder_loop"]


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() == 0:
        pytest.skip("nothing is locked to root")
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.txt").write_text("Berita.")
    for name in ("folder", "a.txt"):
        (tmp_path / name).chmod(0)
    yield tmp_path
    (tmp_path / "folder").chmod(0o700)


def test_what_may_not_be_read_is_a_problem(locked: Path) -> None:
    assert codes(read(locked)[1]) == ["file_not_read", "file_not_read"]


def test_a_system_that_refuses_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Berita.")

    def refuse(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("menurut.read.sources.open_address", refuse)
    (problem,) = read(tmp_path)[1]
    assert (problem.code, problem.message) == ("file_not_read", "the file cannot be read: Permission denied")


def test_a_name_that_is_no_utf8_can_be_stored(tmp_path: Path) -> None:
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff\n.txt", os.O_CREAT))
    (tmp_path / os.fsdecode(b"\xfe.txt")).write_text("Berita.")
    articles, problems = read(tmp_path)
    assert articles[0].origin.encode("utf-8").endswith(rb"/\xfe.txt")
    assert articles[0].given_id == r"\xfe"
    assert [(p.code, (p.origin or "").rpartition("/")[2]) for p in problems] == [("empty_file", r"\xff\x0a.txt")]


@pytest.mark.parametrize(
    ("name", "count"), [("a.txt", 1), ("a.html", 1), ("a.jsonl", 3), ("a.jsonl.gz", None), ("a.warc", None)]
)
def test_how_many_articles_there_may_be_is_told_without_reading_all(
    tmp_path: Path, name: str, count: int | None
) -> None:
    (tmp_path / name).write_bytes(b'{"text": "x"}\n{"text": "y"}\n')
    (source,), _ = find_sources([tmp_path / name])
    assert source.parts() == count


def test_a_format_that_does_not_exist_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no format 'docx'"):
        find_sources([tmp_path], "docx")
    assert Source("x/y.jsonl").name == "y.jsonl"
