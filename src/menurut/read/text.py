"""One text file → one article, whatever its encoding."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from menurut.config import Config
from menurut.ids import article_id
from menurut.read.compressed import first_bytes
from menurut.records import Article, Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What a text that is not UTF-8 may be in: what Indonesian and English are written in, and the encodings of other
# scripts, so that a text in one of them is known for what it is and not read as damaged Latin letters.
_CANDIDATES = ["cp1252", "mac_roman", "cp1251", "cp1256", "gb18030", "big5", "shift_jis", "euc_kr", "tis_620"]
_SAMPLE = 65_536  # bytes that a guess at an encoding looks at
_BYTES_PER_CHARACTER = 4  # the most that UTF-8, UTF-16 and UTF-32 need


def read_text(
    stream: BinaryIO, origin: str, config: Config, given_id: str | None = None
) -> Iterator[Article | Problem]:
    """The article in a text file, or the problem that says why there is none; a guessed encoding gives both.

    Its id is a hash of its text alone, so a renamed file is the same article, whatever the id it came with (the
    file's name without its ending). Raises ``OSError`` where the stream cannot be read.
    """
    limit = config.max_characters * _BYTES_PER_CHARACTER
    data = first_bytes(stream, limit + 1)
    if len(data) > limit:
        yield too_long(origin, config)
        return
    text, encoding = decode(data)
    if text is None:
        yield Problem("read", "not_text", "this file is not text in any encoding that is known", origin)
        return
    article = Article(article_id(None, None, None, text), text, origin, given_id=given_id)
    yield article
    if encoding is not None:
        message = f"the encoding is not UTF-8; it was taken for {encoding}"
        yield Problem("read", "encoding_guessed", message, origin, article.id)


def decode(data: bytes) -> tuple[str | None, str | None]:
    """Bytes → (text, guessed encoding): the encoding is ``None`` where it is certain, the text where there is none."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), None
            except UnicodeDecodeError:
                return None, None
    if b"\0" in data[:_SAMPLE]:
        return None, None
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        return _guess(data)


def _guess(data: bytes) -> tuple[str | None, str | None]:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=_CANDIDATES).best()
    if best is None:
        return None, None
    try:
        return data.decode(best.encoding), best.encoding
    except UnicodeDecodeError:
        return None, None


def too_long(origin: str, config: Config) -> Problem:
    """The problem of an article longer than the configuration allows."""
    message = f"longer than {config.max_characters:,} characters, the most that is read as one article"
    return Problem("read", "too_long", message, origin)
