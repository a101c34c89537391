"""A month of a conflict: what happened between two states, who tells which numbers, who denies what.

python examples/a_month_of_a_conflict.py [STORE [STATE STATE MONTH]]
"""

# ruff: noqa: T201 (what it prints is the example)
from __future__ import annotations

import sys

from bundled import counted, opened

import menurut
from menurut.store.incidents import IncidentLine


def main(path: str | None = None, state: str = "ETH", other: str = "ERI", month: str = "2025-06") -> None:
    """Prints the incidents of the month in which both states act, are acted on, or take a position."""
    with opened(path) as store:
        named = {line.id: line for line in store.incidents(country=state)}
        found = [line for line in store.incidents(country=other) if line.id in named and _in(line, month)]
        print(f"{state} and {other} in {month}: {len(found)} incidents")
        for line in sorted(found, key=lambda line: (line.first or line.reported or "", line.id)):
            _show(store, line)


def _in(line: IncidentLine, month: str) -> bool:
    return (line.first or line.reported or "").startswith(month)


def _show(store: menurut.Store, line: IncidentLine) -> None:
    who, whom = " and ".join(line.source) or "somebody", " and ".join(line.target)
    print(f"\n{line.first or 'day not told'}  {line.type}{f' {line.mode}' if line.mode else ''}  ({line.status})")
    print(f"  {who}{f' -> {whom}' if whom else ''}; {counted(line.sources, line.articles)}")
    incident = store.incident(line.id)
    for report in incident.reports:
        print(f"  reported {report.date or 'without a date'} as {report.status}: {report.words!r}")
    for number in incident.quantities:
        print(
            f"  {number.unit}: {_range(number.low, number.high)} ({number.bound}), told by {', '.join(number.outlets)}"
        )
    for stance, name in sorted({(p.stance, p.name) for p in incident.positions}):
        print(f"  {name} {stance}")


def _range(low: float | None, high: float | None) -> str:
    """A number as it is told; an end that is not told is open."""
    if low is None:
        return f"{high:g} or fewer" if high is not None else "?"
    if high is None:
        return f"{low:g} or more"
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


if __name__ == "__main__":
    main(*sys.argv[1:])
