"""``menurut evaluate-languages``: how well the shipped pipelines tag, parse and name."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from menurut.cli.options import json_option
from menurut.cli.render import console, new_table, print_json
from menurut.errors import InputError
from menurut.evaluate.languages import FIGURES, OFFICIAL, OWN, Scores, below_floors, evaluate_languages, network_parser

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command("evaluate-languages")
@click.option("--data", type=_FOLDER, help="A folder of the official test sets (ud/, ner/).")
@click.option("--own", type=_FOLDER, help="A folder of our own test sentences (news_id.conllu, news_en.conllu).")
@click.option("--fast", is_flag=True, help="Measure the fast setting.")
@click.option("--floors", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A TOML file of floors.")
@json_option
def command(data: Path | None, own: Path | None, fast: bool, floors: Path | None, as_json: bool) -> None:
    """Score the language pipelines on treebanks and name sets, on the sets' own words and sentences."""
    folders = [(folder, tests) for folder, tests in ((data, OFFICIAL), (own, OWN)) if folder is not None]
    scores = evaluate_languages(folders, lambda test: network_parser(test, fast=fast))
    if not scores:
        raise InputError("no test set is there: name a folder with --data or --own")
    if as_json:
        print_json(scores)
    else:
        _print(scores)
    if floors is not None and not fast:
        below = below_floors(scores, floors)
        for sentence in below:
            click.echo(f"{sentence} ({floors})", err=True)
        if below:
            sys.exit(1)
        click.echo(f"All figures of {', '.join(s.name for s in scores)} keep their floors in {floors}.", err=True)


def _print(scores: Sequence[Scores]) -> None:
    """A table of the figures in per cent, a set a line."""
    table = new_table("set", "words", *FIGURES, "words/s")
    for score in scores:
        cells = [f"{100 * score.figures[name]:.2f}" if name in score.figures else "" for name in FIGURES]
        table.add_row(score.name, f"{score.words:,}", *cells, f"{score.pace:,.0f}")
    console().print(table)
