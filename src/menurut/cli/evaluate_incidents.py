"""``menurut evaluate-incidents``: how well events of different articles are put into incidents."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from menurut.cli.floors import keep_floors
from menurut.cli.options import json_option
from menurut.cli.render import console, new_table, print_json
from menurut.errors import InputError

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FIGURES = (
    "found",
    "bcubed_precision",
    "bcubed_recall",
    "bcubed_f1",
    "pair_precision",
    "pair_recall",
    "pair_accuracy",
)


@click.command("evaluate-incidents")
@click.argument("labels", type=_FILE)
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    required=True,
    help="The folder of the raw articles: that with clickid.jsonl.gz.",
)
@click.option("--errors", "most", default=10, show_default=True, help="How many errors to print.")
@click.option("--floors", type=_FILE, help="A TOML file of the least each figure may be; below it, exit status 1.")
@click.option("--set", "set_name", default="incidents", show_default=True, help="The table of the floors file.")
@json_option
def command(labels: Path, data: Path, most: int, floors: Path | None, set_name: str, as_json: bool) -> None:
    """Link the articles of LABELS (JSON lines of events, pairs and groups) and score their incidents.

    Once with the annotated events given, once with those that menurut finds. The shipped weights were learned from
    our own labels; figures of labels kept out are printed by: python -m menurut.train.incidents LABELS --figures
    """
    from menurut.evaluate.incidents import IncidentScores, read_labels, score_incidents
    from menurut.train.incidents import material

    wanted = read_labels(labels)
    if not (data / "clickid.jsonl.gz").is_file():
        raise InputError(f"{data} holds no clickid.jsonl.gz, the articles that the labels are of")
    both = material(wanted, data.parent)
    scores: dict[str, IncidentScores] = {
        "given": score_incidents(wanted, [told for _, told in both]),
        "found": score_incidents(wanted, [found for found, _ in both]),
    }
    if as_json:
        print_json([{name: score.figures() for name, score in scores.items()}])
    else:
        table = new_table(f"{len(wanted.events)} labelled events in {len(both)} articles", "figure", *scores)
        for figure in _FIGURES:
            table.add_row(*map(Text, (figure, *(f"{score.figures()[figure]:.3f}" for score in scores.values()))))
        out = console()
        out.print(table)
        for name, score in scores.items():
            for error in score.errors[:most]:
                what = "wrongly two" if error.wanted else "wrongly one"
                out.print(
                    Text(f"{name}, {what}: {error.first.id} {error.words[0]} | {error.second.id} {error.words[1]}")
                )
    if floors is not None:
        reached = {f"{name}_{k}": v for name, score in scores.items() for k, v in score.figures().items()}
        keep_floors(reached, floors, set_name, [f"{name}_{k}" for name in scores for k in _FIGURES])
