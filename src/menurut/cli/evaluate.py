"""``menurut evaluate``: how well menurut agrees with articles annotated by hand."""

from __future__ import annotations

from pathlib import Path

import click

from menurut.cli.floors import keep_floors
from menurut.cli.render import print_evaluation, print_json
from menurut.cli.report import print_events, print_report
from menurut.config import Config
from menurut.evaluate.run import Evaluation, evaluate
from menurut.evaluate.scores import FIGURES

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def _summary(evaluation: Evaluation, errors: int) -> dict[str, object]:
    """What ``--json`` prints: the figures, and of attributions and events what the tables show."""
    report, events = evaluation.report, evaluation.events
    return {
        "articles": evaluation.articles,
        "figures": evaluation.figures,
        "by_outlet": evaluation.by_outlet,
        "problems": evaluation.problems,
        "by_phenomenon": report.by_phenomenon,
        "calibration": report.calibration(),
        "errors": report.worst(errors),
        "events": {
            "by_type": events.types.figures(),
            "types": events.types.counts,
            "status": events.status.counts,
            "calibration": events.calibration(),
            "errors": events.worst(errors),
        },
    }


@click.command("evaluate")
@click.argument("articles", type=_FILE)
@click.argument("gold", type=_FILE)
@click.option("--predictions", type=_FILE, help="Score the records in this file instead of what menurut finds now.")
@click.option("--floors", type=_FILE, help="A TOML file of the least each figure (F1) may be; below it, exit status 1.")
@click.option("--set", "set_name", default="own", show_default=True, help="The table of the floors file to keep to.")
@click.option(
    "--errors",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Print the N worst errors in attributions, by phenomenon, and the N worst in events, by kind.",
)
@click.option("--fast", is_flag=True, help="Read in the fast setting.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
def command(
    articles: Path,
    gold: Path,
    predictions: Path | None,
    floors: Path | None,
    set_name: str,
    errors: int,
    fast: bool,
    as_json: bool,
) -> None:
    """Read ARTICLES (JSON lines) and score what is found against their GOLD annotations, in all and per outlet."""
    evaluation = evaluate(articles, gold, Config(fast=fast), predictions)
    if as_json:
        print_json([_summary(evaluation, errors)])
    else:
        print_evaluation(evaluation)
        print_report(evaluation.report, errors)
        print_events(evaluation.events, errors)
    if floors is not None:
        keep_floors({name: figure.f1 for name, figure in evaluation.figures.items()}, floors, set_name, FIGURES)
