"""Reading a path whole, and pages, feeds and WARC records of our own."""

from __future__ import annotations

from pathlib import Path

from menurut.config import Config
from menurut.read import articles_in, find_sources
from menurut.records import Article, Problem

CONFIG = Config()
PARAGRAPHS = (
    "Menteri Perdagangan Arvania tiba di Doha pada Senin untuk membicarakan tarif baja dengan tuan rumahnya.",
    '"Kami datang untuk berunding, bukan untuk mengeluh," kata menteri itu kepada wartawan di bandara.',
    "Perundingan dijadwalkan berlangsung dua hari, dan kedua pihak menyatakan tidak akan mengumumkan isinya.",
    "Kementerian Luar Negeri Qatar membantah bahwa pembicaraan itu menyangkut pangkalan militer di pulau tersebut.",
)


def page(number: int = 1, *, date: str = "2024-03-04T10:00:00+07:00") -> str:
    """A page of an outlet of our own, an article of its own for every number."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        "<!DOCTYPE html><html lang='id'><head><meta charset='utf-8'>"
        f"<title>Kunjungan ke-{number} ke Doha | Warta Contoh</title>"
        f"<meta property='og:title' content='Kunjungan ke-{number} ke Doha'>"
        f"<meta property='article:published_time' content='{date}'></head>"
        f"<body><nav><a href='/'>Beranda</a></nav><article><h1>Kunjungan ke-{number} ke Doha</h1>"
        f"{body}<p>Ini kunjungan yang ke-{number} dalam masa jabatannya sebagai menteri.</p></article></body></html>"
    )


def record(number: int, body: bytes | None = None, **headers: str) -> bytes:
    """A WARC response record with a page, or another body."""
    html = page(number).encode() if body is None else body
    kind = headers.pop("kind", "text/html; charset=utf-8")
    status = headers.pop("status", "200 OK")
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + html
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2025-01-01T00:00:00Z\r\n"
        f"WARC-Target-URI: https://wartacontoh.example/a/{number}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def read(
    path: Path | str, config: Config = CONFIG, form: str | None = None, **fields: str
) -> tuple[list[Article], list[Problem]]:
    """All articles and all problems of a path."""
    sources, problems = find_sources([path], form)
    items = [item for source in sources for item in articles_in(source, fields, config)]
    return [i for i in items if isinstance(i, Article)], [*problems, *(i for i in items if isinstance(i, Problem))]


def codes(problems: list[Problem]) -> list[str]:
    """The problems' codes, in order."""
    return [problem.code for problem in problems]
