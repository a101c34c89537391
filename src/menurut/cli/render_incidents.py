"""Incidents, relations and copies for people: numbers of sources count independent ones, with the copies beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from menurut.cli.render import console, counted, new_table, print_line
from menurut.code.ontology import Quad
from menurut.records import Bound, Stance
from menurut.store import IncidentLine, Relation, StoredCopyGroup, StoredIncident

_VERBS = {
    Stance.ASSERTS: "asserts",
    Stance.CONFIRMS: "confirms",
    Stance.DENIES: "denies",
    Stance.NO_POSITION: "takes no position",
}


def _when(incident: IncidentLine) -> str:
    if incident.first is None and incident.last is None:
        return f"before {incident.reported}" if incident.reported else ""
    if incident.first == incident.last:
        return incident.first or ""
    return f"{incident.first or ''}/{incident.last or ''}"


def _where(incident: IncidentLine) -> str:
    return ", ".join(filter(None, (incident.place_name, incident.place_country)))


def _deed(incident: IncidentLine) -> str:
    what = f"{incident.type} {incident.mode}" if incident.mode else str(incident.type)
    return " -> ".join(filter(None, (", ".join(incident.source) or "?", what, ", ".join(incident.target))))


def print_incidents(found: Sequence[IncidentLine]) -> None:
    """Incidents, a row each, the latest first."""
    table = new_table("when", "who did what to whom", "where", "status", "sources", "id")
    for line in found:
        cells = (
            _when(line),
            _deed(line),
            _where(line),
            line.status,
            counted(line.sources, line.articles),
            line.id[:10],
        )
        table.add_row(*map(Text, cells))
    out = console()
    out.print(table if found else "No incidents.")


def print_incident(stored: StoredIncident) -> None:
    """An incident in full: its reports, its numbers side by side, and who stands where on it, since when."""
    out, line = console(), stored.line
    out.print(Text(f"{line.id}  {_deed(line)} · {line.status} · {counted(line.sources, line.articles)}", style="bold"))
    facts = {
        "when": f"{_when(line)} ({line.precision})" if line.precision else _when(line) or "not told",
        "where": _where(line) or "not told",
        "is": f"{Quad(line.quad).words}, intensity {line.intensity:g}",
        "former ids": ", ".join(stored.aliases),
    }
    for name, fact in facts.items():
        if fact:
            print_line(out, 2, f"{name}: {fact}")
    for row in _numbers(stored):
        print_line(out, 2, row)
    for row in _positions(stored):
        print_line(out, 2, row)
    table = new_table("reported", "outlet", "as", "words", "article", "event")
    seen: set[str] = set()
    for report in stored.reports:
        outlet = (report.outlet or "") + (" (copy)" if report.source in seen else "")
        seen.add(report.source)
        told = f"{report.type} {report.status}"
        table.add_row(
            *map(Text, (report.date or "", outlet, told, report.words, report.article[:10], report.event[:10]))
        )
    out.print(table)


def _numbers(stored: StoredIncident) -> Iterator[str]:
    """The numbers of each unit, one beside the other, with who tells them."""
    units = dict.fromkeys(quantity.unit for quantity in stored.quantities)
    for unit in units:
        told = [
            f"{_amount(q.low, q.high, q.bound)} ({', '.join(q.outlets)}; {counted(q.sources, q.articles)})"
            for q in stored.quantities
            if q.unit == unit
        ]
        yield f"{unit}: {' | '.join(told)}"


def _amount(low: float | None, high: float | None, bound: Bound) -> str:
    ends = [f"{end:,.12g}" for end in (low, high) if end is not None]
    number = " to ".join(dict.fromkeys(ends))
    return number if bound in (Bound.EXACT, Bound.RANGE) else f"{str(bound).replace('_', ' ')} {number}"


def _positions(stored: StoredIncident) -> Iterator[str]:
    """Who stands where: every stance with the day and the words, and every change of it."""
    shown: set[tuple[str, Stance, str | None, str]] = set()
    for position in stored.positions:
        key = (position.name, position.stance, position.date, position.independent)
        if key in shown:
            continue
        shown.add(key)
        day = position.date or "undated"
        yield f'{position.name} {_VERBS[position.stance]} · {day} · {position.article[:10]}: "{position.words}"'
    for change in stored.changes:
        before = f"{_VERBS[change.from_stance]} ({change.from_date})"
        yield f"{change.name} changed: {before}, then {_VERBS[change.to_stance]} ({change.to_date})"


def print_relations(found: Sequence[Relation]) -> None:
    """What happened between states, a row for each month and type."""
    table = new_table("month", "between", "type", "class", "incidents", "sources", "intensity")
    for row in found:
        cells = (row.month or "", f"{row.state}-{row.other}", row.type, Quad(row.quad).words)
        table.add_row(*map(Text, (*cells, f"{row.incidents:,}", f"{row.sources:,}", f"{row.intensity:+.1f}")))
    out = console()
    out.print(table if found else "Nothing between them.")


def print_copies(found: Sequence[StoredCopyGroup]) -> None:
    """Copy groups: whose text it is, who had it first, who copied it, and whom they cite."""
    out = console()
    for group in found:
        source = f"{group.source or 'source not known'} (by {group.source_basis})"
        out.print(Text(f"{group.id}  {source} · {counted(1, len(group.members))}", style="bold"))
        table = new_table("is", "article", "outlet", "published", "cites", "headline")
        for member in group.members:
            kind = member.kind if member.of is None else f"{member.kind} of {member.of[:10]}"
            cells = (kind, member.article[:10], member.outlet or "", (member.published or "")[:16])
            table.add_row(*map(Text, (*cells, ", ".join(member.cites), member.title or "")))
        out.print(table)
    if not found:
        out.print("No copies.")


def print_provenance(cites: Sequence[str], group: StoredCopyGroup | None, article: str) -> None:
    """Whom an article cites, and whose text it carries, where it does either."""
    out = console()
    if cites:
        print_line(out, 0, f"cites {', '.join(cites)}")
    if group is not None:
        own = next(member for member in group.members if member.article == article)
        source = group.source or "a source that is not known"
        what = f"{own.kind} copy of {own.of[:10]}" if own.of else "had it first, as far as is known"
        counts = counted(1, len(group.members))
        print_line(out, 0, f"the text is {source}'s ({counts}); {what}  (menurut show copies {group.id[:10]})")
