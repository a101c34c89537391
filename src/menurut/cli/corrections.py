"""``menurut corrections``: lists what people corrected, writes it as training data, takes in another store's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.text import Text

from menurut.cli.options import store_option
from menurut.cli.render import console, new_table, print_problems
from menurut.cli.target import written_to
from menurut.correct.lines import LoggedCorrection, load, log_lines, logged
from menurut.correct.training import annotation_records, tasks
from menurut.store.schema import connect, plain_errors


@click.command("corrections")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["annotations", "labelstudio", "jsonl"]),
    help="annotations: the corrected articles as the gold has them; labelstudio: tasks with what the machine read and "
    "what people made of it; jsonl: the log itself, for --load.",
)
@click.option("--output", type=click.Path(path_type=Path), help="A file to write; standard output if not given.")
@click.option(
    "--load", "file", type=click.Path(path_type=Path), metavar="FILE", help="Take in the log of another store (jsonl)."
)
@store_option
def command(format_: str | None, output: Path | None, file: Path | None, store_path: Path) -> None:
    """List the corrections that people made, the earliest first, and which of them hold.

    A stray correction is one whose article, or whose words, are not in the store (any more). It stays in the log, and
    holds again once they are. Nothing is ever deleted: what is taken back (menurut correct undo ID) is marked.
    """
    if file is not None:
        _load(store_path, file)
        return
    if format_ is None:
        with closing(connect(store_path, write=False)) as connection, plain_errors(store_path):
            _print(list(logged(connection)))
        return
    with written_to(output) as target:
        for part in _FORMATS[format_](store_path):
            target.write(part)


def _load(store_path: Path, file: Path) -> None:
    loaded = load(store_path, file)
    click.echo(f"{loaded.new:,} new, {loaded.known:,} known; in {store_path}")
    if loaded.problems:
        print_problems(loaded.problems, most=None)


def _print(found: Iterable[LoggedCorrection]) -> None:
    table = new_table("id", "made", "by", "kind", "of", "is")
    for each in found:
        line = each.line
        subject = line.undoes[:10] if line.undoes else _named(line.value, line.subject)
        table.add_row(*map(Text, (line.id[:10], line.made[:16], line.author, line.kind, subject, each.state)))
    console().print(table if table.row_count else "No corrections yet.")


def _named(value: Mapping[str, Any], name: str) -> str:
    """What a correction is about, in the article's words where it has any."""
    place = value.get("subject", {})
    words = place.get("name") or place.get("words")
    return f"{name[:10]} {words[:40]!r}" if words else name[:10]


def _log(path: Path) -> Iterator[bytes]:
    with closing(connect(path, write=False)) as connection, plain_errors(path):
        yield from log_lines(connection)


def _annotations(path: Path) -> Iterator[bytes]:
    for row in annotation_records(path):
        yield msgspec.json.encode(row) + b"\n"


def _tasks(path: Path) -> Iterator[bytes]:
    yield msgspec.json.encode(list(tasks(path))) + b"\n"


_FORMATS: Mapping[str, Callable[[Path], Iterator[bytes]]] = {
    "annotations": _annotations,
    "labelstudio": _tasks,
    "jsonl": _log,
}
