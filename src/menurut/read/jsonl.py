"""JSON lines → articles, one object a line, fields by the obvious names or by a given mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from menurut.config import Config
from menurut.read.articles import make_article
from menurut.read.text import too_long
from menurut.records import Article, Problem

# Names that crawlers and data sets use, the first that a row has is taken.
FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "article_id", "uid", "uuid", "guid"),
    "title": ("title", "headline", "judul"),
    "text": ("text", "body", "content", "article", "body_text", "maintext", "isi"),
    "published": ("published", "date", "published_at", "publication_date", "date_publish", "pubDate", "tanggal"),
    "outlet": ("outlet", "source", "publisher", "site", "domain", "media"),
    "url": ("url", "link", "address", "uri"),
    "language": ("language", "lang"),
}
_MAY_BE_NUMBERS = ("id", "published")
_JSON_OVERHEAD = 12  # bytes at most for one character: a surrogate pair of \u escapes
_OTHER_FIELDS = 65_536  # bytes allowed to a row beside its text


def read_json_lines(path: Path, fields: Mapping[str, str], config: Config) -> Iterator[Article | Problem]:
    """The articles of a JSON-lines file, and a problem for each line that holds none.

    Args:
        path: the file, UTF-8.
        fields: names of ours (the keys of ``FIELD_NAMES``) to the names the file uses, where they differ.
        config: the longest article that is read.

    A line is read only up to the longest an article may be, so that memory stays bounded. Raises ``OSError``.
    """
    limit = config.max_characters * _JSON_OVERHEAD + _OTHER_FIELDS
    names = {ours: (fields[ours],) if ours in fields else theirs for ours, theirs in FIELD_NAMES.items()}
    with path.open("rb") as file:
        for number, line in enumerate(_lines(file, limit), 1):
            origin = f"{path}:{number}"
            if line is None:
                yield too_long(origin, config)
            elif line.strip(b" \t\r\n\xef\xbb\xbf"):
                yield from _row(line, origin, names)


def _lines(file: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Lines of at most ``limit`` bytes; ``None`` in place of a longer one."""
    while line := file.readline(limit):
        if len(line) < limit or line.endswith(b"\n"):
            yield line
            continue
        while (rest := file.readline(limit)) and not rest.endswith(b"\n"):
            pass
        yield None


def _row(line: bytes, origin: str, names: Mapping[str, tuple[str, ...]]) -> Iterator[Article | Problem]:
    try:
        row = msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield Problem("read", "broken_json", f"this line is not JSON: {error}", origin)
        return
    if not isinstance(row, dict):
        yield Problem("read", "not_an_object", "this line is JSON, but no object with an article's fields", origin)
        return
    found = {ours: _field(row, theirs, numbers=ours in _MAY_BE_NUMBERS) for ours, theirs in names.items()}
    text = found["text"]
    if text is None or not text.strip():
        message = f"no text: the row has none of the fields {', '.join(names['text'])}, or it is empty"
        yield Problem("read", "no_text", message, origin)
        return
    yield make_article(
        text,
        origin,
        given_id=found["id"],
        url=found["url"],
        outlet=found["outlet"],
        title=found["title"],
        published=found["published"],
        language=found["language"],
    )


def _field(row: dict[str, object], names: tuple[str, ...], *, numbers: bool) -> str | None:
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value.strip():
            return value
        if numbers and isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return None
