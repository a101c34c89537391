"""``menurut export``: what the store holds, in a form other tools read."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import click

from menurut.cli.options import store_option
from menurut.errors import InputError
from menurut.export import FORMATS, Selection
from menurut.terms import EventType

_COUNTRY = re.compile(r"[A-Z]{3}")
_LIST = "\n".join(f"{f.name:<15} {f.about}" for f in FORMATS.values())


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    try:
        return date.fromisoformat(value).isoformat() if value is not None else None
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no day; write it as 2024-03-31", ctx, param) from error


def _countries(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not _COUNTRY.fullmatch(value.upper()):
            said = f"{value!r} is no country; write its three letters (ISO 3166-1), such as IDN"
            raise click.BadParameter(said, ctx, param)
    return tuple(value.upper() for value in values)


@click.command(
    "export",
    context_settings={"help_option_names": ["-h", "--help"]},
    help=f"Write what the store holds in a form other tools read.\n\n\b\nFORMAT is one of:\n{_LIST}",
)
@click.argument("name", type=click.Choice(list(FORMATS)), metavar="FORMAT")
@store_option
@click.option(
    "--out",
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write, or the folder of a format of several files; standard output if not given.",
)
@click.option("--since", callback=_day, help="Only articles published on this day or later.")
@click.option("--until", callback=_day, help="Only articles published on this day or earlier.")
@click.option(
    "--country", "countries", callback=_countries, multiple=True, help="Only events of this country. Repeatable."
)
@click.option(
    "--type",
    "types",
    type=click.Choice([str(kind) for kind in EventType], case_sensitive=False),
    multiple=True,
    metavar="TYPE",
    help="Only events of this PLOVER type. Repeatable.",
)
@click.option("--outlet", "outlets", multiple=True, help="Only articles of this outlet. Repeatable.")
@click.option("--with-text", is_flag=True, help="With the full text of articles, where the format leaves it out.")
def command(name: str, store_path: Path, out: Path | None, with_text: bool, **options: Any) -> None:
    """Writes the store in a format."""
    selection = Selection(with_text=with_text, **options)  # named alike
    if selection.since and selection.until and selection.since > selection.until:
        raise InputError(f"--since {selection.since} is after --until {selection.until}; swap them")
    if not selection.everything:
        _tell_what_is_chosen(store_path, selection)
    if out is not None and str(out) != "-":
        for path in FORMATS[name].write(store_path, out, selection):
            click.echo(f"wrote {path}", err=True)
        return
    if FORMATS[name].folder:
        raise InputError(f"{name} is several files; name a folder for them with --out")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        FORMATS[name].write(store_path, path, selection)
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
    sys.stdout.flush()


def _tell_what_is_chosen(store_path: Path, selection: Selection) -> None:
    from menurut.export.selection import chosen

    with chosen(store_path, selection) as connection:
        articles, events = (
            connection.execute(f"SELECT count(*) FROM chosen_{what}").fetchone()[0]  # noqa: S608
            for what in ("articles", "events")
        )
    if not articles:
        raise InputError(f"no article in {store_path} fits the selection; menurut show lists what there is")
    click.echo(f"{articles} articles and {events} events fit the selection", err=True)
