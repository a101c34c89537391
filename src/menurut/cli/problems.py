"""``menurut problems``: what could not be done, by step."""

from __future__ import annotations

from pathlib import Path

import click

from menurut.cli.options import json_option, store_option
from menurut.cli.render import print_json, print_problems
from menurut.store import StoreReader

_MOST = 10


@click.command("problems")
@click.option("--all", "everything", is_flag=True, help=f"Every problem, not the first {_MOST} of each kind.")
@store_option
@json_option
def command(everything: bool, store_path: Path, as_json: bool) -> None:
    """List what could not be done: the step, what it is called, where, and what a user can do."""
    with StoreReader(store_path) as store:
        problems = store.problems()
    if as_json:
        print_json(problems)
    else:
        print_problems(problems, most=None if everything else _MOST)
