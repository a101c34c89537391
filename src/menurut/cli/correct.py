"""``menurut correct``: puts a record right, or takes a correction back."""

from __future__ import annotations

import getpass
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import msgspec

from menurut.cli.options import json_option, store_option
from menurut.cli.render import print_json
from menurut.correct.live import correct, undo
from menurut.correct.names import whole_id
from menurut.correct.values import SORTS, sort_of
from menurut.errors import InputError
from menurut.store.corrections import CorrectionKind
from menurut.store.schema import connect, plain_errors


def _author() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # nobody has this number here, as in many containers
        return ""


@click.command("correct")
@click.argument("kind", metavar="KIND")
@click.argument("subject", metavar="ID")
@click.argument("other", required=False, metavar="[OTHER]")
@click.option(
    "--set",
    "fields",
    multiple=True,
    metavar="NAME=VALUE",
    help="What is right: words, or JSON, such as act=DENY, actor=null, span=[12,19]. Repeatable.",
)
@click.option("--author", default=_author, help="Who says so; by default the name you are logged in with.")
@store_option
@json_option
def command(
    kind: str,
    subject: str,
    other: str | None,
    fields: tuple[str, ...],
    author: str,
    store_path: Path,
    as_json: bool,
) -> None:
    """Correct the record ID; it shows at once, and on every later run. The first digits of an id are enough.

    \b
    menurut correct wrong_act 3f2a81 --set act=DENY
    menurut correct wrong_speaker 3f2a81 --set actor=90c1
    menurut correct not_event 77ab
    menurut correct not_same_incident 77ab 81cd
    menurut correct missed_event ARTICLE --set triggers=[[120,131]] --set type=CONSULT
    menurut correct undo ID                                 takes a correction back (menurut corrections lists them)

    docs/corrections.md lists the kinds and what each may set.
    """  # noqa: D301 (click reads \b as a mark)
    with closing(connect(store_path, write=False)) as connection, plain_errors(store_path):
        if kind == CorrectionKind.UNDO:
            subject = whole_id(connection, subject, ("correction",))
        else:
            sort = sort_of(kind)
            subject = whole_id(connection, subject, sort.subject)
            other = whole_id(connection, other, sort.other) if other is not None and sort.other else other
    if kind == CorrectionKind.UNDO:
        line = undo(store_path, subject, author=author)
    else:
        line = correct(store_path, kind, subject, other, author=author, value=_value(kind, fields))
    if as_json:
        print_json([line])
    else:
        click.echo(f"{line.id}  {line.kind} of {line.undoes or line.subject}")
        click.echo(f"To take it back: menurut correct undo {line.id[:10]} --store {store_path}")


def _value(kind: str, fields: tuple[str, ...]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for field in fields:
        name, equals, given = field.partition("=")
        if not equals:
            shapes = {**SORTS[kind].needed, **SORTS[kind].optional}
            raise InputError(
                f"--set {field!r} is not of the form NAME=VALUE; {kind} sets {', '.join(shapes) or 'nothing'}"
            )
        value[name.strip()] = _given(given.strip())
    return value


def _given(words: str) -> Any:
    """JSON where it is an object, a list or null; else the words as they stand (a year is one)."""
    if words == "null" or words[:1] in ("[", "{"):
        try:
            return msgspec.json.decode(words)
        except msgspec.DecodeError as error:
            raise InputError(f"{words!r} is not JSON: {error}") from error
    return words
