"""Tables → articles, a row an article: CSV, TSV and Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from menurut.read.compressed import DamagedError, first_bytes, head_of
from menurut.read.jsonl import in_utf8
from menurut.read.rows import Rows, read_row
from menurut.read.text import decode, too_long
from menurut.records import Article, Problem

if TYPE_CHECKING:
    import pyarrow as pa

_OTHER_FIELDS = 65_536  # characters allowed to a row beside its text
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 20
_BATCH = 64  # rows of Parquet at a time
_IN_MEMORY = 64 << 20  # bytes of a file that must be read from its end and cannot be
_RATIO = 1000  # times its size that a column never comes to
_ALWAYS = 256 << 20  # bytes that the columns of a row group may unpack to, whatever the ratio


def read_csv(stream: BinaryIO, label: str, how: Rows, delimiter: str | None = None) -> Iterator[Article | Problem]:
    """The articles of a CSV or TSV file, and a problem for each row that holds none; origins are ``LABEL:line``.

    Args:
        stream: the file, UTF-8, UTF-16 with its mark, or another encoding, which is guessed.
        label: what the file is called in origins.
        how: how rows are read. The first row holds the names of the columns.
        delimiter: what stands between fields; ``None`` finds it out (comma, semicolon, tabulator or bar).

    A quotation mark that is never closed costs its own line: the lines it swallowed are read again without it. A row
    is read only up to the longest an article may be. Raises ``OSError``.
    """
    stream = in_utf8(stream)
    head, stream = head_of(stream, 65_536)
    encoding = _encoding(head)
    limit = how.config.max_characters + _OTHER_FIELDS
    csv.field_size_limit(max(csv.field_size_limit(), limit))
    sample = head.decode(encoding, "replace")
    form = _form(sample, delimiter, how)
    text = io.TextIOWrapper(stream, encoding, "replace" if encoding != "utf-8-sig" else "surrogateescape", newline="")
    try:
        yield from _table(_records(text, form, limit), label, how, encoding)
    finally:
        text.detach()  # or it would close what it reads from


def _table(
    rows: Iterator[tuple[int, list[str] | str]], label: str, how: Rows, encoding: str
) -> Iterator[Article | Problem]:
    header: list[str] | None = None
    for number, row in rows:
        origin = f"{label}:{number}"
        if not how.stripe.wants(number) and (header is not None or isinstance(row, str)):
            continue
        if row == _TOO_LONG:
            yield too_long(origin, how.config)
        elif isinstance(row, str):
            message = "a quotation mark is opened in this line and never closed; the line was left"
            yield Problem("read", "broken_row", message, origin)
        elif header is None:
            header = [cell.strip() for cell in row]
            if (problem := _unknown(header, label, how)) is not None:
                yield problem
                return
        elif any(cell.strip() for cell in row):
            yield from _row(dict(zip(header, row, strict=False)), origin, how, encoding)


_TOO_LONG, _UNCLOSED = "too_long", "unclosed"


class _LongRowError(Exception):
    """A row takes more characters than any article."""


class _Form(csv.Dialect):
    """How a file writes its fields."""

    quotechar = '"'
    lineterminator = "\n"
    quoting = csv.QUOTE_MINIMAL
    skipinitialspace = False

    def __init__(self, delimiter: str, escapes: bool) -> None:
        self.delimiter = delimiter
        self.doublequote = not escapes
        self.escapechar = "\\" if escapes else None
        super().__init__()


class _Feed:
    """The lines of a text, with those of the row that is being read kept, so that they can be read again."""

    def __init__(self, text: io.TextIOWrapper, limit: int) -> None:
        self._text = text
        self._limit = limit
        self.again: list[str] = []  # lines to read before the text goes on, the next one last
        self.row: list[str] = []
        self._size = 0
        self.line = 0
        self.ended = False

    def begin(self) -> None:
        self.row, self._size, self.ended = [], 0, False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self.again.pop() if self.again else self._text.readline(self._limit)
        if not line:
            self.ended = True
            raise StopIteration
        self.line += 1
        self._size += len(line)
        if self._size < self._limit or (self.row and line.endswith(("\n", "\r"))):
            self.row.append(line)
        if self._size >= self._limit:
            self._skip(line)
            raise _LongRowError
        return line

    def _skip(self, line: str) -> None:
        while line and not line.endswith(("\n", "\r")):
            line = self._text.readline(self._limit)


def _records(text: io.TextIOWrapper, form: _Form, limit: int) -> Iterator[tuple[int, list[str] | str]]:
    """(line it begins in, row), or what is wrong with it in place of the row."""
    feed = _Feed(text, limit)
    reader = csv.reader(feed, form)
    while True:
        feed.begin()
        first = feed.line + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except (_LongRowError, csv.Error) as error:
            several = len(feed.row) > 1
            if several and not feed.again:
                _reread(feed, first)
            yield first, _TOO_LONG if isinstance(error, _LongRowError) and not several else _UNCLOSED
            reader = csv.reader(feed, form)
            continue
        if feed.ended and feed.row:  # the row wanted another line, and there was none
            _reread(feed, first)
            yield first, _UNCLOSED
            reader = csv.reader(feed, form)
        elif feed.row:
            yield first, row


def _reread(feed: _Feed, first: int) -> None:
    """Put back the lines of a broken row, the first aside."""
    feed.again.extend(reversed(feed.row[1:]))
    feed.line = first


def _encoding(head: bytes) -> str:
    """UTF-8 where the first bytes are (a character cut at their end aside), else what they are guessed to be."""
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return decode(head)[1] or "utf-8-sig"
    return "utf-8-sig"


def _form(sample: str, delimiter: str | None, how: Rows) -> _Form:
    """The form that reads the sample's first row as the most names that are known, and its rows as equally long."""
    # A quotation mark in a field is doubled, or has a backslash before it.
    escapes = '\\"' in sample and '""' not in sample.replace(',""', "").replace('"",', "")
    known = {name for names in how.names.values() for name in names}

    def fit(mark: str) -> tuple[int, int, int]:
        rows = _sample(sample, _Form(mark, escapes))
        header = {cell.strip() for cell in rows[0]} if rows else set()
        alike = sum(len(row) == len(rows[0]) for row in rows)
        return (len(header & known), alike * (len(header) > 1), len(header))

    return _Form(delimiter or max(_DELIMITERS, key=fit), escapes)


def _sample(sample: str, form: _Form) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample.removeprefix("\ufeff"), newline=""), form):
            rows.append(row)
            if len(rows) == _SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    return rows


def _unknown(header: Sequence[str], label: str, how: Rows) -> Problem | None:
    """The problem of a table none of whose columns can hold an article."""
    wanted = [name for field in ("text", "html", "file") for name in how.names[field]]
    # ninjs in a table is read by its own names.
    if any(name in header for name in (*wanted, "body_xhtml")) or any("." in name for name in how.names["text"]):
        return None
    columns = ", ".join(header)[:200] or "none"
    message = f"no column is called {', '.join(how.names['text'])}; say --field text=COLUMN (columns: {columns})"
    return Problem("read", "no_columns", message, label)


def _row(row: Mapping[str, object], origin: str, how: Rows, encoding: str) -> Iterator[Article | Problem]:
    guessed = None if encoding == "utf-8-sig" else encoding
    broken = [name for name, cell in row.items() if isinstance(cell, str) and not cell.isascii() and _damaged(cell)]
    if broken:
        data = b"\n".join(str(row[name]).encode("utf-8", "surrogateescape") for name in broken)
        guessed = decode(data)[1] or "cp1252"
        row = {name: _mended(cell, guessed) if name in broken else cell for name, cell in row.items()}
    for item in read_row(row, origin, how):
        yield item
        if guessed is not None and isinstance(item, Article):
            message = f"the encoding is not UTF-8; it was taken for {guessed}"
            yield Problem("read", "encoding_guessed", message, origin, item.id)


def _damaged(cell: str) -> bool:
    return any("\udc80" <= letter <= "\udcff" for letter in cell)


def _mended(cell: object, encoding: str) -> str:
    return str(cell).encode("utf-8", "surrogateescape").decode(encoding, "replace")


def read_parquet(stream: BinaryIO, label: str, how: Rows) -> Iterator[Article | Problem]:
    """The articles of a Parquet file, row group by row group; origins are ``LABEL:row``, counted from 1.

    Columns of text, numbers, dates and times are read; lists and structures are left. A file that cannot be read from
    its end (standard input, or compressed as a whole) is read into memory up to 64 MB. Raises ``OSError``.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream = in_memory(stream, "Parquet")
    try:
        file = pq.ParquetFile(stream, pre_buffer=False)
        schema = file.schema_arrow
        names = [field.name for field in schema if _is_read(field.type)]
        if (problem := _unknown(names, label, how)) is not None:
            yield problem
            return
        wanted = {name for listed in how.names.values() for name in listed}
        columns = [name for name in names if name in wanted]
        number = 0
        for group in range(file.num_row_groups):
            if _is_bomb(file.metadata.row_group(group)):
                message = "a row group unpacks to more than 1,000 times its size, as only a bomb does; it was left"
                if how.stripe.wants(number + 1):
                    yield Problem("read", "compression_bomb", message, f"{label}:{number + 1}")
                number += file.metadata.row_group(group).num_rows
                continue
            for batch in file.iter_batches(_BATCH, row_groups=[group], columns=columns, use_threads=False):
                for row in _table_rows(batch):
                    number += 1
                    if how.stripe.wants(number):
                        yield from _parquet_row(row, f"{label}:{number}", how)
    except (pa.ArrowException, UnicodeDecodeError, ValueError, OverflowError, KeyError, IndexError) as error:
        message = f"this is no Parquet file that can be read: {str(error).splitlines()[0] if str(error) else error}"
        yield Problem("read", "broken_table", message[:300], label)


def in_memory(stream: BinaryIO, what: str) -> BinaryIO:
    """A stream that can be read from its end: itself, or what it holds. Raises ``DamagedError`` for too much."""
    if stream.seekable():
        return stream
    data = first_bytes(stream, _IN_MEMORY + 1)
    if len(data) > _IN_MEMORY:
        message = f"a {what} file of more than 64 MB is read only from a file of its own; unpack it and name that"
        raise DamagedError("not_seekable", message)
    return io.BytesIO(data)


def _parquet_row(row: Mapping[str, object], origin: str, how: Rows) -> Iterator[Article | Problem]:
    if sum(len(cell) for cell in row.values() if isinstance(cell, str)) > how.config.max_characters + _OTHER_FIELDS:
        yield too_long(origin, how.config)
    else:
        yield from read_row(row, origin, how)


def _is_read(type_: pa.DataType) -> bool:
    import pyarrow as pa

    kind = type_.value_type if pa.types.is_dictionary(type_) else type_
    return not (pa.types.is_nested(kind) or pa.types.is_null(kind))


def _is_bomb(group: Any) -> bool:
    columns = [group.column(index) for index in range(group.num_columns)]
    taken = sum(column.total_compressed_size for column in columns)
    given = sum(column.total_uncompressed_size for column in columns)
    return bool(given > _ALWAYS and given > _RATIO * taken)


def _table_rows(batch: pa.RecordBatch) -> Iterator[dict[str, object]]:
    columns = {name: _plain(column) for name, column in zip(batch.schema.names, batch.columns, strict=True)}
    for index in range(batch.num_rows):
        yield {name: _cell(column[index].as_py()) for name, column in columns.items()}


def _plain(column: pa.Array) -> pa.Array:
    """A column whose times Python can hold: to the microsecond."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        return column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return column


def _cell(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return decode(value)[0]
    return value
