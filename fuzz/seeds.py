"""Good inputs of every kind, which hostile ones are made from; all texts are our own."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from fuzz.stores import log
from tests.conftest import OWN_ARTICLES, ROOT, STORY, news
from tests.read.helpers import page, record
from tests.read.test_formats import ATOM, JSON_FEED, RSS, SAMPLES

SEPARATOR = "\x1e"  # between the parts of an input of several

ENGLISH = (
    "Envoys Meet In Doha\nDOHA, March 4 (Northwire) - Foreign Minister Tomas Ilman of Arvania arrived on Monday.\n"
    '"We came to talk, not to threaten," Ilman told reporters. Qatar denied that the talks had failed.\n'
    "At least 12 soldiers were killed in an attack on Selmora last week, two officials said.\n(rst)"
)
_DATES = (
    "Senin (4/3/2024), kemarin, dua pekan terakhir, sejak 2014, akhir tahun, 17-19 September 2019, awal Maret",
    "pada 17 Agustus 1945 hingga Minggu (6/10/2024), tahun 1960-an, abad lalu, 3-9 Juli, Sabtu malam, lusa",
    "on Monday, March 4, 2024; since 2014; late last year; the 1960s; two weeks ago; between May and June 2023",
    "2024-03-04T10:00:00+07:00", "Tue, 17 Sep 2019 10:00:00 +0700", "17 September 2019 10.30 WIB",
    "Sept. 17, 2019 5:30 p.m.",
    "20190917", "9/10/2019", "17-Sep-19", "first/last", "2024-08-03", "2010s", "2014/", "2014/2016-02",
)  # fmt: skip
_NUMBERS = (
    "Sedikitnya 12.000 prajurit dan dua ratus lima puluh ribu warga mengungsi, 3,5 juta dolar AS, puluhan orang tewas.",
    "More than 1.2 million people, between 300 and 400 soldiers, a dozen tanks, $3.5bn, two-thirds, 12-15 dead, 9kg",
    "Rp9.000, setengah miliar, 10 hingga 20 ribu, tujuh belas, ke-17, 2x3, 99,9 persen, hampir 1 triliun rupiah",
)
_ADDRESSES = (
    "https://www.wartacontoh.example/2019/09/17/menlu-tiba-di-doha-12345?utm_source=x&page=2#top",
    "https://www.google.com/amp/s/m.detik.example/news/d-4710000/menlu-tiba-di-doha/amp", "feed://w.example/rss",
    "https://amp-w-example.cdn.ampproject.org/c/s/w.example/a-b-c-d.amp.html", "http://[::1]:8080/a", "w.example/a",
    "http://user:pw@W.Example.:80/%7Ea/./b//c;d=e?b=2&a=1&page=all", "https://münchen.example/straße?q=ü",
    "64:ff9b::7f00:1",
)  # fmt: skip
_ROBOTS = "User-agent: *\nDisallow: /a*b$\nAllow: /\nCrawl-delay: 10\n\nUser-agent: menurut\nDisallow: /x?y=*\n# end\n"
_QUERIES = (
    "menlu doha",
    '"pasukan Arvania" -Selmora',
    "serang* OR bantah ATAU menolak",
    "Élysée",
    "NEAR(a b)",
    "a:b ^c",
    "-*",
)
_SQL = (
    "SELECT outlet, count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC",
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 99) SELECT group_concat(n) FROM t",
    "SELECT * FROM search_articles WHERE search_articles MATCH 'kapal*' -- so", "PRAGMA table_info(events)",
    "SELECT replace(text, 'a', hex(zeroblob(9))), json_extract('{\"a\":[1]}', '$.a[0]') FROM documents",
    "DELETE FROM runs",
)  # fmt: skip
_PAGES = (
    "/", "/timeline?since=2024-03&until=2024-03-09&type=MX", "/search?q=arvania&order=recent&kind=attribution",
    "/map?country=IDN",
    "/pair/IDN/CHN?time=2024-03", "/network?actor=a", "/incident/0000", "/article/x", "/corrections",
    "/codebook?lang=id",
    "/problems?after=WyJhIl0", "/search.json?q=%22a&limit=5", "/actor/x?format=csv", "/copies?limit=9",
    "/position/a/b", "/about",
)  # fmt: skip
_OPML = '<opml version="2.0"><body><outline text="a" xmlUrl="https://w.example/rss"/></body></opml>'


def _values() -> list[bytes]:
    values = (
        ("wrong_speaker", {"actor": {"span": [0, 4], "kind": "state"}}), ("wrong_date", {"date": "2024-08",
        "span": [1, 9]}),
        ("missed_event", {"triggers": [[3, 9]], "type": "ASSAULT", "source": ["x"], "status": "actual"}),
        ("wrong_act", {"act": "DENY", "form": "direct"}), ("wrong_span", {"field": "cue", "spans": [[0, 3]]}),
        ("wrong_country", {"country": None}),
    )  # fmt: skip
    return [f"{kind}{SEPARATOR}{json.dumps(value)}".encode() for kind, value in values]


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("text", "csv", "jsonl", "html"):
            archive.writestr(f"sub/a.{name}", SAMPLES[name][0])
    return file.getvalue()


def _tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name in ("text", "csv", "jsonl"):
            info = tarfile.TarInfo("x" * 120 + f"/a.{name}")
            info.size = len(SAMPLES[name][0])
            archive.addfile(info, io.BytesIO(SAMPLES[name][0]))
    return file.getvalue()


def _zst(data: bytes) -> bytes:
    import zstandard

    return zstandard.ZstdCompressor().compress(data)


PACKED: Mapping[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": _zst,
}


def _own_texts() -> list[str]:
    rows = [json.loads(line) for line in OWN_ARTICLES.read_text("utf-8").splitlines()]
    files = sorted((ROOT / "examples/articles").glob("*.txt"))
    return [STORY, ENGLISH, *(row["text"] for row in rows[:12]), *(Path(f).read_text("utf-8") for f in files)]


def _parts(*parts: str) -> bytes:
    return SEPARATOR.join(parts).encode()


def _warcs() -> list[bytes]:
    chunked = b"5\r\n<p>ab\r\n3\r\nc</\r\n0\r\n\r\n"
    packed = gzip.compress(page(3).encode())
    whole = record(1) + record(2, page(2).encode()) + record(4, packed, Content_Encoding="gzip")
    return [record(1), whole, record(5, chunked, Transfer_Encoding="chunked"), record(6, status="404 Not Found")]


@cache
def seeds() -> Mapping[str, tuple[bytes, ...]]:
    """The good inputs by kind."""
    own = _own_texts()
    found: dict[str, list[bytes]] = {
        "text": [text.encode() for text in own],
        "article": [_parts(text, text.split("\n")[0], "2024-03-04") for text in own],
        "dates": [_parts(text, "", "2024-03-04") for text in (*_DATES, " ".join(_DATES))],
        "numbers": [_parts(text, "", "2024-03-04") for text in (*_NUMBERS, " ".join(_NUMBERS))],
        "html": [page(1).encode(), page(2, date="").encode(), b"<p>" + b"</p><p>".join(t.encode() for t in own[:3])],
        "mhtml": [SAMPLES["mhtml"][0]],
        "feed": [RSS.encode(), ATOM.encode(), JSON_FEED.encode()],
        "jsonl": [b"".join(json.dumps(news(n)).encode() + b"\n" for n in range(3)), SAMPLES["jsonl"][0]],
        "json": [SAMPLES["json"][0], json.dumps({"articles": [news(1)], "n": 1}).encode(), SAMPLES["ninjs"][0]],
        "ninjs": [SAMPLES["ninjs"][0], _ninjs()],
        "csv": [
            SAMPLES["csv"][0],
            b'id,title,text\n1,"A ""b""","C\nd"\n2,e,f\n',
            b"url,file\nhttps://w.example/1,a.html\n",
        ],
        "tsv": [SAMPLES["tsv"][0]],
        "parquet": [SAMPLES["parquet"][0]],
        "warc": _warcs(),
        "zip": [_zip()],
        "tar": [_tar()],
        **{kind: [pack(SAMPLES["jsonl"][0]), pack(pack(SAMPLES["csv"][0]))] for kind, pack in PACKED.items()},
        "list": [b"url,file,title\nhttps://w.example/1,saved.html,A\nhttps://w.example/2,sub/b.txt,B\n"],
        "opml": [_OPML.encode(), b"https://w.example/rss # one\nfeed:w.example/atom\n\n# none\n"],
        "address": [text.encode() for text in _ADDRESSES],
        "robots": [_ROBOTS.encode()],
        "date": [text.encode() for text in _DATES],
        "answer": [
            b"gzip\x1e" + gzip.compress(b"ab" * 99),
            b"deflate\x1e" + zlib.compress(b"ab"),
            b"text/html; charset=utf-8\x1ea",
        ],
        "query": [text.encode() for text in _QUERIES],
        "sql": [text.encode() for text in _SQL],
        "page": [text.encode() for text in _PAGES],
        "corrections": [log(), *(line + b"\n" for line in log().splitlines())],
        "values": _values(),
        "codebook": [b"articles\x1etext\x1een", b"act\x1e\x1eid"],
        "names": [b"s3://bucket/a", b"examples/articles", b"memory://a/*.jsonl", b"-", b"a b.txt"],
    }
    return {kind: tuple(values) for kind, values in found.items()}


def _ninjs() -> bytes:
    item = {
        "uri": "urn:newsml:w.example:2", "versionCreated": "2024-03-04T10:00:00Z", "located": "Doha", "byline": "Rst",
        "headlines": [{"role": "main", "value": "<b>Judul</b>"}], "bodies": [{"contenttype": "text/html",
        "value": "<p>Isi.</p>"}],
        "provider": [{"name": "Warta"}], "language": "id", "pubstatus": "usable",
    }  # fmt: skip
    return json.dumps(item).encode()
