"""Tables of how attributions agree with gold: by phenomenon, by score, and the errors themselves."""

from __future__ import annotations

from rich.text import Text

from menurut.cli.render import console, new_table
from menurut.evaluate.report import Error, Report, shown_phenomena

_HEADS = {"missed": "not found", "false": "found, not in gold", "source": "other source", "act": "other act"}


def print_report(report: Report, errors: int) -> None:
    """What the attributions' scores mean, how each phenomenon fares, and the ``errors`` worst errors."""
    out = console()
    phenomena = new_table("attributions by phenomenon", "gold", "found", "recall", "predicted")
    for name, figure in shown_phenomena(report):
        recall = f"{figure.recall:.3f}" if figure.gold else "–"
        phenomena.add_row(*map(Text, (name, f"{figure.gold:,}", f"{figure.hits:,}", recall, f"{figure.predicted:,}")))
    out.print()
    out.print(phenomena)
    if report.scored:
        scores = new_table("score at least", "attributions", "precision", "in this tenth", "mean score", "right")
        tenths = {each.least: each for each in report.calibration()}
        for least, precision, count in report.precisions():
            own = tenths.get(least)
            cells = (f"{own.predicted:,}", f"{own.mean:.3f}", f"{own.right:.3f}") if own else ("0", "–", "–")
            scores.add_row(*map(Text, (f"{least:.1f}", f"{count:,}", f"{precision:.3f}", *cells)))
        out.print()
        out.print(scores)
    if errors:
        _print_errors(report, errors)


def _print_errors(report: Report, errors: int) -> None:
    out = console()
    counts: dict[str, int] = {}
    for error in report.errors:
        counts[error.phenomena[0]] = counts.get(error.phenomena[0], 0) + 1
    last = ""
    for error in report.worst(errors):
        name = error.phenomena[0]
        if name != last:
            out.print()
            out.print(Text(f"{name}: {counts[name]} errors", style="bold"))
            last = name
        _print_error(error)


def _print_error(error: Error) -> None:
    out = console()
    score = f", score {error.score:.2f}" if error.score is not None else ""
    also = f" ({', '.join(error.phenomena[1:])})" if error.phenomena[1:] else ""
    out.print(Text(f"  {_HEADS[error.kind]}: {error.article}, line {error.line}{score}{also}"))
    if error.gold:
        out.print(Text(f"    gold   {error.gold}"))
    if error.found:
        out.print(Text(f"    found  {error.found}"))
