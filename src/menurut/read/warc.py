"""WARC (ISO 28500), as Common Crawl's news crawl has it → the articles of the pages in it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from menurut.config import Config
from menurut.read.compressed import DamagedError
from menurut.read.saved import page_article
from menurut.read.stripes import Stripe
from menurut.records import Article, Problem

_HEADER = 65_536  # bytes of a record's header at most
_RECORD = 12_000_000  # bytes of a record that is looked into: a page of 10 MB with its headers
_BLOCK = 1 << 16
_BEGIN = b"WARC/"


def read_warc(
    stream: BinaryIO, label: str, config: Config, stripe: Stripe | None = None
) -> Iterator[Article | Problem]:
    """The articles of a WARC stream's pages: its ``response`` records with status 200 that hold HTML.

    An article's origin is ``LABEL:record``, counted from 1 over all records; its address is the record's target. The
    record's date is when it was crawled, and not used. Other records are passed over. Where records are damaged or
    cut, that is a problem, and reading goes on at the next beginning of a record. Raises ``OSError``.
    """
    tape, stripe = _Tape(stream), stripe or Stripe()
    number = 0
    while True:
        try:
            header = _header(tape)
            if header is None:
                return
            number += 1
            data = _content(tape, header)
        except DamagedError as error:
            if stripe.wants(max(number, 1)):
                yield Problem("read", error.code, error.message, f"{label}:{max(number, 1)}")
            if error.code == "compression_bomb":
                return
            continue
        if data is not None and stripe.wants(number):
            yield from _page(header, data, f"{label}:{number}", config)


class _Tape:
    """A stream that bytes can be put back into."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = b""  # bytes at hand, given up to _at
        self._at = 0
        self._error: DamagedError | None = None  # that was met reading ahead
        self.again = 0  # how many of the bytes to come were looked into before

    def more(self) -> bytes:
        """Some bytes; none at the end."""
        if self._at == len(self._held):
            if self._error is not None:
                error, self._error = self._error, None
                raise error
            stream = self._stream
            self._held = stream.read1(_BLOCK) if isinstance(stream, io.BufferedReader) else stream.read(_BLOCK)
            self._at = 0
        data = self._held[self._at : self._at + _BLOCK]
        self._at += len(data)
        self.again = max(self.again - len(data), 0)
        return data

    def ahead(self) -> bytes:
        """As ``more``, but damage is told by the next call of that."""
        try:
            return self.more()
        except DamagedError as error:
            self._error = error
            return b""

    def hold(self, data: bytes) -> None:
        """Put back bytes that were read ahead."""
        begin = self._at - len(data)
        if begin >= 0 and self._held[begin : self._at] == data:
            self._at = begin
        else:
            self._held, self._at = data + self._held[self._at :], 0
        self.again += len(data) if self.again else 0

    def read(self, count: int) -> bytes:
        """So many bytes, less at the end. What was read before damage is lost."""
        parts: list[bytes] = []
        while count > 0 and (data := self.more()):
            parts.append(data[:count])
            if len(data) > count:
                self.hold(data[count:])
            count -= len(parts[-1])
        return b"".join(parts)


def _header(tape: _Tape) -> dict[str, str] | None:
    """The header of the next record, its names in lower case; ``None`` at the end.

    Raises ``DamagedError`` for what comes before it and is none; the next call goes on after that.
    """
    data, junk = b"", False
    while True:
        more = tape.more()
        data += more
        if not junk:
            data = data.lstrip(b"\r\n")
        at = 0 if data.startswith(_BEGIN) else data.find(b"\n" + _BEGIN) + 1 or -1
        if at < 0 and len(data) > len(_BEGIN):
            junk, data = True, data[-len(_BEGIN) :]
        elif at > 0:
            junk, data = True, data[at:]
        if data.startswith(_BEGIN):
            if junk:
                tape.hold(data)
                raise DamagedError("damaged", "here is no beginning of a record; it was sought further on")
            for end in (b"\r\n\r\n", b"\n\n"):
                head, found, rest = data.partition(end)
                if found and len(head) <= _HEADER:
                    tape.hold(rest)
                    return _fields(head)
            if len(data) > _HEADER:
                last = data.rfind(b"\n" + _BEGIN) + 1  # a header has no line that begins a record
                tape.hold(data[last:] if last else data[-len(_BEGIN) :])
                raise DamagedError("damaged", "the header of a record does not end")
        if not more:
            if junk or data:
                raise DamagedError("damaged", "the file ends in what is no whole record")
            return None


def _fields(head: bytes) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _content(tape: _Tape, header: dict[str, str]) -> bytes | None:
    """What a record holds, ``None`` where it is of no use. Raises ``DamagedError`` where it is cut, or too large."""
    length = header.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        raise DamagedError("damaged", "a record does not say how long it is")
    size, fresh = int(length), not tape.again
    kind = header.get("content-type", "application/http").lower()
    if header.get("warc-type", "").lower() != "response" or "http" not in kind:
        _skip(tape, size)
        return None
    if size > _RECORD:
        begin = tape.read(_HEADER)
        _skip(tape, size - len(begin))
        if not _may_be_page(begin):
            return None
        message = f"this record has {size:,} bytes; a page with its headers has {_RECORD:,} at most. It was left"
        raise DamagedError("too_large", message)
    data = tape.read(size)
    # A record is followed by two line ends and the next one. Where it is not, it was cut, and holds the next ones.
    inside = data.find(b"\n" + _BEGIN)
    ended = _ended(tape, whole=inside < 0)
    if len(data) == size and ended:
        return data
    if inside >= 0 and fresh:
        tape.hold(data[inside + 1 :])
        tape.again = len(data) - inside - 1
    where = "at the end of the file" if len(data) < size else "in the middle"
    raise DamagedError("damaged", f"this record is cut {where}; it was left")


def _ended(tape: _Tape, whole: bool) -> bool:
    """Whether the next record, or the end, comes next; for what looks like a whole record, two line ends do."""
    data = b""
    while len(data.lstrip(b"\r\n")) < len(_BEGIN) and len(data) < _BLOCK and (more := tape.ahead()):
        data += more
    tape.hold(data)
    rest = data.lstrip(b"\r\n")
    return not rest or rest.startswith(_BEGIN) or (whole and data.startswith((b"\r\n\r\n", b"\n\n")))


def _skip(tape: _Tape, size: int) -> None:
    while size > 0 and (data := tape.more()):
        tape.hold(data[size:])
        size -= min(len(data), size)


def _page(header: dict[str, str], data: bytes, origin: str, config: Config) -> Iterator[Article | Problem]:
    """The article of a response, through fastwarc for HTTP: headers, chunks, compression."""
    address = header.get("warc-target-uri", "").strip("<>")
    if not address.startswith(("http://", "https://")):
        yield Problem("read", "damaged", "this record does not say which page it holds; it was left", origin)
        return
    try:
        found = _http(data)
    except (OSError, ValueError, EOFError) as error:
        yield Problem("read", "damaged", f"the answer in this record cannot be read: {error}", origin)
        return
    if found is not None:
        body, charset = found
        yield from page_article(body, origin, config, url=address, charset=charset)


def _may_be_page(begin: bytes) -> bool:
    """Whether an answer that begins so may hold a page: only what says that it is none is sure not to."""
    try:
        return _http(begin) is not None
    except (OSError, ValueError, EOFError):
        return True


def _http(data: bytes) -> tuple[bytes, str | None] | None:
    """(HTML, its charset as the header says) of an HTTP answer; ``None`` where it is not 200 or holds no HTML."""
    from fastwarc.warc import ArchiveIterator

    framed = (
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    )
    for record in ArchiveIterator(io.BytesIO(framed % (len(data), data)), parse_http=True, auto_decode="all"):
        http = record.http_headers
        if http is None or http.status_code != 200:
            return None
        kind = (record.http_content_type or "").lower()
        if kind and kind not in ("text/html", "application/xhtml+xml"):
            return None
        body = record.reader.read(_RECORD)
        if not kind and not body[:512].lstrip().startswith(b"<"):
            return None
        return body[:_RECORD], record.http_charset
    return None
