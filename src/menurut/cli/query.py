"""``menurut query``: SQL on the store, which can be read and nothing else."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import click

from menurut.cli.options import store_option
from menurut.cli.target import written_to
from menurut.errors import InputError
from menurut.store.readonly import Answer, open_readonly, select

_FORMATS = ("table", "csv", "json", "parquet")
_ENDINGS = {".csv": "csv", ".json": "json", ".jsonl": "json", ".ndjson": "json", ".parquet": "parquet"}
_CONTROLS = {code: "�" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}
_BATCH = 10_000  # rows of a group of a Parquet file


class _Refused(click.ClickException):
    """A query that cannot be run: one sentence, exit status 2."""

    exit_code = 2


@click.command("query")
@click.argument("sql")
@store_option
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="How rows are written; by default as the name of --out ends, else a table.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file to write instead of printing.")
@click.option("--seconds", type=click.FloatRange(0, min_open=True), default=30.0, show_default=True, help="Stop after.")
@click.option("--limit", type=click.IntRange(1), default=100_000, show_default=True, help="The most rows.")
def command(sql: str, store_path: Path, form: str | None, out: Path | None, seconds: float, limit: int) -> None:
    """Run an SQL query on the store, which it can only read; the words of docs/store.md are its tables and columns.

    SQL may be - to read the query from standard input. json is one object a line; bytes are written as hexadecimal
    digits in csv, json and the table. A query that cannot be run is one sentence and exit status 2.

    \b
    menurut query "SELECT outlet, count(*) AS articles FROM articles GROUP BY outlet ORDER BY 2 DESC"
    """  # noqa: D301 (click reads \b as a mark)
    query = sys.stdin.read() if sql == "-" else sql
    kind = form or _ENDINGS.get(out.suffix.lower() if out else "", "table")
    if kind == "parquet" and out is None:
        raise click.UsageError("Parquet is not for a terminal; name a file with --out")
    with closing(open_readonly(store_path, seconds)) as connection:
        try:
            answer = select(connection, query, limit=limit)
            if out is None and kind == "table":
                _table(answer)
            else:
                with written_to(out) as target:
                    _WRITERS[kind](answer, target)
        except InputError as error:
            raise _Refused(str(error)) from error
    if answer.cut:
        click.echo(f"These are the first {limit:,} rows; --limit gives more.", err=True)


def _table(answer: Answer, target: BinaryIO | None = None) -> None:
    """A table for people; what could steer a terminal is shown as U+FFFD."""
    from rich.console import Console
    from rich.text import Text

    from menurut.cli.render import console, new_table

    table = new_table(*(name.translate(_CONTROLS) for name in answer.columns))
    for row in _rows(answer):
        table.add_row(*(Text("" if value is None else str(value).translate(_CONTROLS)) for value in row))
    if target is None:
        console().print(table)
        return
    text = io.StringIO()
    Console(file=text, width=200, highlight=False).print(table)
    target.write(text.getvalue().encode("utf-8"))


def _csv(answer: Answer, target: BinaryIO) -> None:
    text = io.TextIOWrapper(target, "utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    try:
        writer.writerow(answer.columns)
        writer.writerows(_rows(answer))
    finally:
        text.detach()  # who opened it closes it


def _json(answer: Answer, target: BinaryIO) -> None:
    import msgspec

    names = _distinct(answer.columns)
    for row in _rows(answer):
        target.write(msgspec.json.encode(dict(zip(names, row, strict=True))) + b"\n")


def _parquet(answer: Answer, target: BinaryIO) -> None:
    """A column's type is that of its values: integer, real (also where both occur), bytes, else text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = list(answer)
    types = [_arrow({type(row[at]) for row in rows}) for at in range(len(answer.columns))]
    schema = pa.schema(list(zip(_distinct(answer.columns), types, strict=True)))
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for first in range(0, len(rows), _BATCH):
            columns = zip(*rows[first : first + _BATCH], strict=True)
            arrays = [pa.array(map(_cast(kind), values), kind) for kind, values in zip(types, columns, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def _arrow(found: set[type]) -> Any:
    import pyarrow as pa

    kinds = found - {type(None)}
    if not kinds:
        return pa.string()
    for allowed, kind in (({int}, pa.int64()), ({int, float}, pa.float64()), ({bytes}, pa.binary())):
        if kinds <= allowed:
            return kind
    return pa.string()


def _cast(kind: Any) -> Callable[[Any], Any]:
    """What makes a value one of an Arrow type; ``None`` stays."""
    if str(kind) == "double":
        return lambda value: None if value is None else float(value)
    return _word if str(kind) == "string" else lambda value: value


def _word(value: Any) -> str | None:
    value = value.hex() if isinstance(value, bytes) else value
    return None if value is None else str(value)


def _rows(answer: Answer) -> Iterator[tuple[Any, ...]]:
    """The rows with bytes as hexadecimal digits."""
    for row in answer:
        yield tuple(value.hex() if isinstance(value, bytes) else value for value in row)


def _distinct(columns: tuple[str, ...]) -> list[str]:
    """Names of columns of which no two are alike: name, name_2, ..."""
    names: list[str] = []
    for column in columns:
        name, number = column, 1
        while name in names:
            number += 1
            name = f"{column}_{number}"
        names.append(name)
    return names


_WRITERS: Mapping[str, Callable[[Answer, BinaryIO], None]] = {
    "table": _table,
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
}
