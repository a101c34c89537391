"""Which format a file has: told by its name's ending, else by its first bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from menurut.read.rows import FIELD_NAMES
from menurut.read.text import decode

# What each format is called in a sentence.
FORMATS = {
    "text": "text",
    "html": "HTML",
    "mhtml": "MHTML",
    "jsonl": "JSON lines",
    "json": "JSON",
    "csv": "CSV",
    "tsv": "TSV",
    "parquet": "Parquet",
    "warc": "WARC",
    "ninjs": "ninjs",
    "feed": "RSS or Atom",
    "zip": "ZIP",
    "tar": "tar",
}
BINARY = ("parquet", "warc", "zip", "tar")  # the formats that first bytes tell for certain
ARCHIVES = ("zip", "tar")
CHOICES = tuple(name for name in FORMATS if name not in ARCHIVES)  # what a user can say that a file is

_ENDINGS = {
    "text": ".txt .text .md",
    "html": ".html .htm .xhtml .shtml .html5",
    "mhtml": ".mhtml .mht",
    "jsonl": ".jsonl .ndjson .jl .jsonlines",
    "json": ".json",
    "csv": ".csv",
    "tsv": ".tsv .tab",
    "parquet": ".parquet .pq",
    "warc": ".warc",
    "ninjs": ".ninjs",
    "feed": ".rss .atom .rdf",
    "zip": ".zip",
    "tar": ".tar",
}
_FORMAT_OF = {ending: name for name, endings in _ENDINGS.items() for ending in endings.split()}
_COMPRESSION_OF = {".gz": "gz", ".gzip": "gz", ".bz2": "bz2", ".xz": "xz", ".zst": "zst", ".zstd": "zst"}
_TARS = {".tgz": "gz", ".tbz2": "bz2", ".tbz": "bz2", ".txz": "xz", ".tzst": "zst"}
# Kinds of files that lie beside saved pages and articles and hold none.
_OTHERS = (
    ".jpg .jpeg .png .gif .webp .svg .ico .bmp .tif .tiff .avif .heic .mp3 .mp4 .m4a .m4v .ogg .wav .webm .mov .avi"
    " .mkv .flv .pdf .doc .docx .xls .xlsx .ppt .pptx .odt .ods .odp .rtf .epub .mobi .css .js .mjs .map .woff .woff2"
    " .ttf .otf .eot .exe .dll .so .o .a .bin .iso .dmg .apk .jar .class .pyc .py .c .h .sh .bat .toml .yaml .yml .ini"
    " .cfg .log .db .sqlite .sqlite3 .pickle .pkl .npy .npz .onnx .pt .7z .rar .lz4 .br "
)

_MARKUP = re.compile(r"<(?:!doctype html|html|head|body|meta|title|script|link|div|article|p|h1|table)\b|<!--", re.I)
_FEED = re.compile(r"<(?:[\w-]+:)?(?:rss|feed|rdf)[\s>]", re.I)
_MHTML = re.compile(r"multipart/related", re.I)
_DELIMITERS = (",", "\t", ";", "|")


def by_ending(name: str) -> tuple[str | None, str | None]:
    """(format, compression) that a name's endings tell, each ``None`` where they do not."""
    ending, rest = _split(name)
    if ending in _TARS:
        return "tar", _TARS[ending]
    if ending in _COMPRESSION_OF:
        return _FORMAT_OF.get(_split(rest)[0]), _COMPRESSION_OF[ending]
    return _FORMAT_OF.get(ending), None


def is_other(name: str) -> bool:
    """Whether a name's ending is one of files that hold no articles (pictures, scripts, office documents)."""
    ending, _ = _split(name)
    return bool(ending) and f"{ending} " in _OTHERS


def stem(name: str) -> str:
    """The last part of a path or address without the endings that tell format and compression."""
    last = name.rpartition("/")[2]
    ending, rest = _split(last)
    if ending in _COMPRESSION_OF:
        last, (ending, rest) = rest, _split(rest)
    return rest if ending else last


def by_bytes(head: bytes) -> str | None:
    """The format that first bytes tell for certain, one of ``BINARY``; ``None`` for any other."""
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head[257:262] == b"ustar":
        return "tar"
    return None


def sniffed(head: bytes, names: Sequence[str] = ()) -> str | None:
    """The format of a file with these first bytes; ``None`` where it is not text in any form that is read.

    ``names`` are further names of columns by which a table is known, those of ``--field``.
    """
    if found := by_bytes(head):
        return found
    if head.startswith((b"%PDF", b"{\\rtf", b"\x7fELF", b"SQLite format 3\x00")):
        return None
    text, _ = decode(head)
    if text is None and len(head) > 4:  # the last character may be cut off
        text, _ = decode(head[: len(head) // 4 * 4 - 4])
    return _of_text(text.lstrip("\ufeff \t\r\n"), names) if text is not None else None


def _of_text(text: str, names: Sequence[str]) -> str:
    if text.startswith("<"):
        return _of_markup(text)
    if re.match(r'\{\s*["}]|\[\s*(?:[\[{\]]|$)', text):
        return "feed" if "jsonfeed.org/version" in text else "json"
    if _MHTML.search(text) and re.match(r"[\w-]+: ", text):
        return "mhtml"
    return _of_table(text, names) or "text"


def _of_markup(text: str) -> str:
    feed, page = _FEED.search(text), _MARKUP.search(text)
    if feed is not None and (page is None or feed.start() < page.start() or text.startswith("<?xml")):
        return "feed"
    return "html" if page is not None or text.startswith("<?xml") else "text"


def _of_table(text: str, names: Sequence[str]) -> str | None:
    """``tsv`` or ``csv`` where the first line holds names of columns, one of them for what can be read."""
    line = text.partition("\n")[0].strip("\r")
    columns = {*names, *FIELD_NAMES["text"], *FIELD_NAMES["html"], *FIELD_NAMES["file"]}
    known = {name for listed in FIELD_NAMES.values() for name in listed} | columns
    for delimiter in _DELIMITERS:
        found = [cell.strip().strip('"') for cell in line.split(delimiter)]
        if len(found) > 1 and columns & set(found) and len(known & set(found)) > 1:
            return "tsv" if delimiter == "\t" else "csv"
    return None


def _split(name: str) -> tuple[str, str]:
    """(ending in lower case, the rest); a name that begins with its only full stop has no ending."""
    rest, dot, ending = name.rpartition(".")
    if not dot or not rest or "/" in ending or "\\" in ending or len(ending) > 9:
        return "", name
    return f".{ending.lower()}", rest
