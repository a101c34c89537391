"""``menurut evaluate-sentences``: how well events agree with single sentences that others have coded."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from menurut.cli.floors import keep_floors
from menurut.cli.options import json_option
from menurut.cli.render import console, new_table, print_json
from menurut.cli.report import print_confusion, print_types
from menurut.config import Config
from menurut.evaluate.sentences import FIGURES, SentenceScores, evaluate_sentences

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("evaluate-sentences")
@click.argument("sentences", type=_FILE)
@click.option("--fast", is_flag=True, help="Measure the fast setting.")
@click.option("--floors", type=_FILE, help="A TOML file of the least each figure may be; below it, exit status 1.")
@click.option(
    "--set", "set_name", default="sentences", show_default=True, help="The table of the floors file to keep to."
)
@json_option
def command(sentences: Path, fast: bool, floors: Path | None, set_name: str, as_json: bool) -> None:
    """Read SENTENCES (JSON lines with text and the events expected there) and score the events that are found."""
    scores = evaluate_sentences(sentences, Config(fast=fast))
    if as_json:
        print_json([_summary(scores)])
    else:
        _print(scores)
    if floors is not None:
        keep_floors(scores.figures(), floors, set_name, FIGURES)


def _summary(scores: SentenceScores) -> dict[str, object]:
    return {
        "sentences": scores.sentences,
        "figures": scores.figures(),
        "by_type": scores.types.figures(),
        "types": scores.types.counts,
        "problems": scores.problems,
    }


def _print(scores: SentenceScores) -> None:
    out = console()
    table = new_table(f"{scores.sentences} sentences", "share", "right", "compared")
    for name, value in scores.figures().items():
        share = scores.shares.get(name)
        counts = (f"{share.hits:,}", f"{share.gold:,}") if share else ("", "")
        table.add_row(*map(Text, (name, f"{value:.3f}", *counts)))
    out.print(table)
    print_types("best events by type", scores.types.figures())
    print_confusion("expected, found as", scores.types)
    for problem in scores.problems:
        out.print(Text(f"not read: {problem.origin}: {problem.message}"))
