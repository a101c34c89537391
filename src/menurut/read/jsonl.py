"""JSON → articles: one object a line, an array of objects, a single object, or an object that holds such an array."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from menurut.config import Config
from menurut.read.compressed import DamagedError, head_of
from menurut.read.rows import Rows, names_of, read_row
from menurut.read.text import too_long
from menurut.records import Article, Problem

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_JSON_OVERHEAD = 12  # bytes at most for one character: a surrogate pair of \u escapes
_OTHER_FIELDS = 65_536  # bytes allowed to a row beside its text
_BLOCK = 1 << 16  # bytes of an array read at a time
# Fields under which an object that is no article holds a list of them, as answers of news services do.
_LISTS = ("articles", "items", "data", "results", "docs", "news", "entries", "documents", "stories")

_MARK = re.compile(rb'["{}\[\],]')
_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_SPACE = b" \t\r\n\xef\xbb\xbf"


def read_json_lines(path: Path, fields: Mapping[str, str], config: Config) -> Iterator[Article | Problem]:
    """The articles of a JSON-lines file, and a problem for each line that holds none.

    Args:
        path: the file, UTF-8.
        fields: names of ours (the keys of ``FIELD_NAMES``) to the names the file uses, where they differ.
        config: the longest article that is read.

    Raises ``OSError``.
    """
    with path.open("rb") as file:
        yield from read_lines(file, str(path), Rows(names_of(fields), config))


def read_lines(stream: BinaryIO, label: str, how: Rows) -> Iterator[Article | Problem]:
    """The articles of a stream of JSON lines; an article's origin is ``LABEL:line``.

    A line is read only up to the longest an article may be, so that memory stays bounded. Raises ``OSError``.
    """
    for number, line in enumerate(_lines(in_utf8(stream), _limit(how.config)), 1):
        if not how.stripe.wants(number):
            continue
        origin = f"{label}:{number}"
        if line is None:
            yield too_long(origin, how.config)
        elif line.strip(_SPACE):
            yield from _value(line, origin, how, "line")


def read_json(stream: BinaryIO, label: str, how: Rows) -> Iterator[Article | Problem]:
    """The articles of a JSON file; an article's origin is ``LABEL:number``, counted from 1.

    It is an array of objects, one object, an object that holds an array of them in a field of a usual name
    ("articles", "items", ...), or objects one after another. Elements are read one by one, each only up to the
    longest an article may be, so that memory stays bounded. Raises ``OSError``.
    """
    stream = in_utf8(stream)
    head, stream = head_of(stream)
    first, end, rest = head.strip(_SPACE).partition(b"\n")
    if end and rest.strip(_SPACE) and first.startswith(b"{") and _is_whole(first):
        yield from read_lines(stream, label, how)
        return
    for number, value in enumerate(_values(stream, _limit(how.config)), 1):
        if not how.stripe.wants(number):
            continue
        origin = f"{label}:{number}"
        if value is None:
            yield too_long(origin, how.config)
        else:
            yield from _value(value, origin, how, "element")


def in_utf8(stream: BinaryIO) -> BinaryIO:
    """A stream in UTF-8, of one that may begin with the mark of UTF-16 or UTF-32."""
    head, stream = head_of(stream, 4)
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return io.BufferedReader(_Recoded(stream, encoding))
    return stream


class _Recoded(io.RawIOBase):
    """A stream of another encoding as UTF-8; what is damaged becomes U+FFFD."""

    def __init__(self, source: BinaryIO, encoding: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read on. Raises ``OSError``."""
        while not self._ready and not self._ended:
            data = self._source.read(_BLOCK)
            self._ended = not data
            self._ready = self._decoder.decode(data, self._ended).encode("utf-8", "replace")
        view = memoryview(buffer)
        data, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(data)] = data
        return len(data)


def _limit(config: Config) -> int:
    return config.max_characters * _JSON_OVERHEAD + _OTHER_FIELDS


def _is_whole(data: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(data), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _lines(file: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Lines of at most ``limit`` bytes; ``None`` in place of a longer one."""
    while line := file.readline(limit):
        if len(line) < limit or line.endswith(b"\n"):
            yield line
            continue
        while (rest := file.readline(limit)) and not rest.endswith(b"\n"):
            pass
        yield None


def _value(data: bytes, origin: str, how: Rows, what: str) -> Iterator[Article | Problem]:
    try:
        value = msgspec.json.decode(data.strip(_SPACE))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield Problem("read", "broken_json", f"this {what} is not JSON: {error}", origin)
        return
    rows = _rows(value, how)
    if rows is None:
        message = f"this {what} is JSON, but no object with an article's fields"
        yield Problem("read", "not_an_object", message, origin)
        return
    for row in rows:
        yield from read_row(row, origin, how)


def _rows(value: object, how: Rows) -> list[dict[str, object]] | None:
    """The objects that may be articles: the value itself, those of a list, or those of a list in one of its fields."""
    if isinstance(value, list):
        return value if value and all(isinstance(row, dict) for row in value) else None
    if not isinstance(value, dict):
        return None
    wanted = {name for field in ("text", "html", "file") for name in how.names[field]}
    if not any(isinstance(value.get(name), str) for name in wanted):
        held = value.get("response", value)
        for name in _LISTS if isinstance(held, dict) else ():
            rows = held.get(name)
            if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
                return rows
    return [value]


def _values(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """The elements of an array, else the values one after another, undecoded; ``None`` for one longer than ``limit``.

    Each byte is looked at once. Raises ``DamagedError`` where an array does not end.
    """
    split = _Splitter(limit)
    while block := stream.read(_BLOCK):
        yield from split.feed(block)
    yield from split.close()


class _Splitter:
    """Cuts JSON into the values at one level, by counting brackets outside of strings."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._level: int | None = None  # of the values: 1 inside of an array, 0 where there is none
        self._depth = 0
        self._in_string = False
        self._held = b""  # a backslash at the end of a block
        self._parts: list[bytes] = []  # of the value that is being read
        self._size = 0

    def feed(self, block: bytes) -> Iterator[bytes | None]:
        block = self._held + block
        self._held = b""
        at = start = 0
        if self._level is None:
            stripped = block.lstrip(_SPACE)
            if not stripped:
                return
            self._level = 1 if stripped.startswith(b"[") else 0
            start = at = len(block) - len(stripped) + self._level
            self._depth = self._level
        while at < len(block):
            if self._in_string:
                at = self._string_end(block, at)
                continue
            mark = _MARK.search(block, at)
            if mark is None:
                break
            at = mark.end()
            end = self._mark(mark.group(), mark.start(), at)
            if end is not None:
                yield from self._emit(block[start:end])
                start = at
        self._hold(block[start : len(block) - len(self._held)])

    def close(self) -> Iterator[bytes | None]:
        yield from self._emit(b"")
        if self._level == 1:
            raise DamagedError("damaged", "the file ends in the middle of its array; the rest is missing")

    def _string_end(self, block: bytes, at: int) -> int:
        match = _STRING.match(block, at)
        end = match.end() if match else at
        if end == len(block):
            return end
        if block[end : end + 1] == b"\\":  # the last byte
            self._held = b"\\"
            return len(block)
        self._in_string = False
        return end + 1

    def _mark(self, mark: bytes, begin: int, end: int) -> int | None:
        """Take note of a mark outside of strings; the end of the value that it ends, if any."""
        level = self._level or 0
        if mark == b'"':
            self._in_string = True
        elif mark in b"{[":
            self._depth += 1
        elif mark == b",":
            return begin if self._depth == level else None
        else:
            self._depth -= 1
            if self._depth < level:  # the array's end, or a bracket too many
                self._level = self._depth = 0
                return begin if level else end
            return end if self._depth == level else None
        return None

    def _hold(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._limit:
            self._parts = []
        elif part:
            self._parts.append(part)

    def _emit(self, part: bytes) -> Iterator[bytes | None]:
        self._hold(part)
        too_long_, value = self._size > self._limit, b"".join(self._parts)
        self._parts, self._size = [], 0
        if too_long_:
            yield None
        elif value.strip(_SPACE):
            yield value
