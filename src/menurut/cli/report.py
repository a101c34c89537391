"""Tables of how attributions and events agree with gold: by kind, by score, and the errors themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text

from menurut.cli.render import console, new_table
from menurut.evaluate.events import FALSE, MISSED, Confusion, EventError, EventReport
from menurut.evaluate.report import Bin, Error, Report, shown_phenomena
from menurut.evaluate.scores import Figure

_HEADS = {"missed": "not found", "false": "found, not in gold", "source": "other source", "act": "other act"}
_EVENT_HEADS = {
    "false": "events found that gold does not have",
    "missed": "events not found",
    "type": "events of another type",
    "actors": "events with another source or target",
    "status": "events with another status",
    "positions": "events with other positions",
}


def print_report(report: Report, errors: int) -> None:
    """What the attributions' scores mean, how each phenomenon fares, and the ``errors`` worst errors."""
    out = console()
    phenomena = new_table("attributions by phenomenon", "gold", "found", "recall", "predicted")
    for name, figure in shown_phenomena(report):
        recall = f"{figure.recall:.3f}" if figure.gold else "–"
        phenomena.add_row(*map(Text, (name, f"{figure.gold:,}", f"{figure.hits:,}", recall, f"{figure.predicted:,}")))
    out.print()
    out.print(phenomena)
    _print_scores("attributions", report.precisions(), report.calibration())
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


def print_events(report: EventReport, errors: int) -> None:
    """How each type of event fares, which are taken for which, what the scores mean, and the worst errors."""
    print_types("events by type", report.types.figures())
    print_confusion("gold, found as", report.types)
    print_confusion("status, found as", report.status)
    _print_scores("events", report.precisions(), report.calibration())
    counts: dict[str, int] = {}
    for error in report.errors:
        counts[error.kind] = counts.get(error.kind, 0) + 1
    last = ""
    for error in report.worst(errors):
        if error.kind != last:
            last = error.kind
            console().print()
            console().print(Text(f"{_EVENT_HEADS[last]}: {counts[last]:,}", style="bold"))
        _print_event_error(error)


def print_types(title: str, figures: Mapping[str, Figure]) -> None:
    """Precision and recall of each type of event."""
    table = new_table(title, "gold", "found", "predicted", "P", "R", "F1")
    for name, f in figures.items():
        shares = [f"{value:.3f}" if of else "–" for value, of in ((f.precision, f.predicted), (f.recall, f.gold))]
        table.add_row(*map(Text, (name, f"{f.gold:,}", f"{f.hits:,}", f"{f.predicted:,}", *shares, f"{f.f1:.3f}")))
    console().print()
    console().print(table)


def print_confusion(title: str, confusion: Confusion) -> None:
    """What was found as what: a row for each of gold's values, a column for each that was found, in four letters."""
    rows = [value for value in (*confusion.values, FALSE) if confusion.counts.get(value)]
    columns = [v for v in (*confusion.values, MISSED) if any(confusion.count(row, v) for row in rows)]
    if not rows:
        return
    table = new_table(title, *(column if column == MISSED else column[:4] for column in columns))
    table.padding = (0, 1, 0, 0)
    for row in rows:
        cells = [f"{confusion.count(row, column):,}" if confusion.count(row, column) else "·" for column in columns]
        table.add_row(*map(Text, (row, *cells)))
    console().print()
    console().print(table)


def _print_scores(name: str, reached: Sequence[tuple[float, float, int]], bins: Sequence[Bin]) -> None:
    """What scores mean: the precision above each tenth, and how much of each tenth is right."""
    if not reached:
        return
    scores = new_table("score at least", name, "precision", "in this tenth", "mean score", "right")
    tenths = {each.least: each for each in bins}
    for least, precision, count in reached:
        own = tenths.get(least)
        cells = (f"{own.predicted:,}", f"{own.mean:.3f}", f"{own.right:.3f}") if own else ("0", "–", "–")
        scores.add_row(*map(Text, (f"{least:.1f}", f"{count:,}", f"{precision:.3f}", *cells)))
    console().print()
    console().print(scores)


def _print_event_error(error: EventError) -> None:
    out = console()
    score = f", score {error.score:.2f}" if error.score is not None else ""
    out.print(Text(f"  {error.article}, line {error.line}{score}: {error.words}"))
    if error.gold:
        out.print(Text(f"    gold   {error.gold}"))
    if error.found:
        out.print(Text(f"    found  {error.found}"))
