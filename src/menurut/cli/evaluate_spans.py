"""``menurut evaluate-spans``: how well attributions agree with a corpus of sources, cues and contents by offsets."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from menurut.cli.floors import keep_floors
from menurut.cli.options import json_option
from menurut.cli.render import console, new_table, print_json
from menurut.config import Config
from menurut.evaluate.scores import Figure
from menurut.evaluate.spans import SpanScores, evaluate_spans

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("evaluate-spans")
@click.argument("gold", type=_FILE)
@click.option("--claims", is_flag=True, help="Score claims alone; gold that is none is neither missed nor wrong.")
@click.option("--fast", is_flag=True, help="Measure the fast setting.")
@click.option("--floors", type=_FILE, help="A TOML file of the least each figure may be; below it, exit status 1.")
@click.option("--set", "set_name", default="spans", show_default=True, help="The table of the floors file to keep to.")
@json_option
def command(gold: Path, claims: bool, fast: bool, floors: Path | None, set_name: str, as_json: bool) -> None:
    """Read the articles of GOLD (JSON lines with text and attributions by offsets) and score what is found."""
    scores = evaluate_spans(gold, Config(fast=fast), claims=claims)
    figures = _figures(scores)
    if as_json:
        print_json([{"articles": scores.articles, "figures": figures, "problems": scores.problems}])
    else:
        _print(scores)
    if floors is not None:
        keep_floors(figures, floors, set_name, figures)


def _figures(scores: SpanScores) -> dict[str, float]:
    """F1 of attributions and contents, the part of right sources, and the recall of each kind."""
    found = {"attribution": scores.attribution.f1, "content": scores.content.f1, "source": scores.sources.recall}
    return found | {kind: figure.recall for kind, figure in sorted(scores.recall.items())}


def _print(scores: SpanScores) -> None:
    out = console()
    table = new_table(f"{scores.articles} articles", "P", "R", "F1", "gold", "predicted")

    def row(name: str, f: Figure) -> None:
        cells = (name, f"{f.precision:.3f}", f"{f.recall:.3f}", f"{f.f1:.3f}", f"{f.gold:,}", f"{f.predicted:,}")
        table.add_row(*map(Text, cells))

    row("attribution", scores.attribution)
    row("attribution, lenient source", scores.lenient)
    row("content", scores.content)
    row("source, of contents found", scores.sources)
    out.print(table)
    kinds = new_table("kind", "gold", "recall")
    for kind, figure in sorted(scores.recall.items()):
        kinds.add_row(*map(Text, (kind, f"{figure.gold:,}", f"{figure.recall:.3f}")))
    out.print()
    out.print(kinds)
    for problem in scores.problems:
        out.print(Text(f"not read: {problem.origin}: {problem.message}"))
