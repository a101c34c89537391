"""``menurut evaluate-copies``: how well copies are found, on variants made from articles."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from menurut.cli.floors import keep_floors
from menurut.cli.options import json_option
from menurut.cli.render import console, new_table, print_json
from menurut.config import Config
from menurut.evaluate.copies import CopyScores, evaluate_copies
from menurut.evaluate.scores import Figure

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("evaluate-copies")
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option("--articles", default=3_000, show_default=True, type=click.IntRange(2), help="How many are drawn.")
@click.option("--seed", default=7, show_default=True, help="What the drawing and the changes depend on.")
@click.option("--floors", type=_FILE, help="A TOML file of the least each figure may be; below it, exit status 1.")
@click.option("--set", "set_name", default="copies", show_default=True, help="The table of the floors file to keep to.")
@json_option
def command(
    files: tuple[Path, ...], articles: int, seed: int, floors: Path | None, set_name: str, as_json: bool
) -> None:
    """Draw articles from FILES, make variants of some, and score which pairs are found to be copies."""
    scores = evaluate_copies(files, Config(), most=articles, seed=seed)
    figures = _figures(scores)
    if as_json:
        print_json([{"articles": scores.articles, "texts": scores.texts, "figures": figures}])
    else:
        _print(scores)
    if floors is not None:
        keep_floors(figures, floors, set_name, figures)


def _figures(scores: CopyScores) -> dict[str, float]:
    """Recall and precision of near copies, recall of contained texts, and the recall of each variant."""
    found = {"near_recall": scores.near.recall, "near_precision": scores.near.precision}
    found["contained_recall"] = sum(scores.contained.values(), Figure()).recall
    by_name = scores.variants | scores.contained
    return found | {name.replace(",", "").replace(" ", "_"): figure.recall for name, figure in by_name.items()}


def _print(scores: CopyScores) -> None:
    table = new_table(f"{scores.articles:,} articles, {scores.texts:,} texts", "pairs", "found", "P", "R")

    def row(name: str, f: Figure) -> None:
        precision = f"{f.precision:.4f}" if f.predicted else "–"
        table.add_row(*map(Text, (name, f"{f.gold:,}", f"{f.predicted:,}", precision, f"{f.recall:.4f}")))

    row("near copies (Jaccard of at least 0.5)", scores.near)
    row("  of the articles as given", scores.real)
    for name, figure in scores.variants.items():
        row(f"  {name}", figure)
    row("one holds the other (by counting)", scores.held)
    for name, figure in scores.contained.items():
        row(f"  {name} (by construction)", figure)
    console().print(table)
