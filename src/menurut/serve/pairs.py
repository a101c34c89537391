"""What the page of a pair of actors tells: what happened between them, month by month, and what they agreed on."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from menurut.serve.lines import Line, incident_lines
from menurut.serve.quotes import Quote, agreement_quotes
from menurut.store.incidents import MONTH

QUADS = {"VC": "verbal cooperation", "MC": "material cooperation", "VX": "verbal conflict", "MX": "material conflict"}
_QUOTED = 12  # agreements that are shown with their words
_HAPPENED = ("actual", "attributed")  # planned, possible and negated incidents count for no relation


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: a state (``code`` is its ISO 3166-1 alpha-3 code) or an actor across articles (``identity``).

    ``actor`` is the identity whose page tells of it, the state's own where there is one.
    """

    name: str
    code: str | None
    identity: str | None
    actor: str | None

    @property
    def part(self) -> str:
        """What names it in addresses."""
        return self.identity or self.code or ""

    @property
    def column(self) -> str:
        """The column of ``incident_actors`` and the like that holds ``part``."""
        return "identity" if self.identity else "country"


@dataclass(frozen=True, slots=True)
class Direction:
    """What one does to the other: how many incidents, and their mean intensity (-10 to 10)."""

    source: str
    target: str
    incidents: int
    intensity: float | None


@dataclass(frozen=True, slots=True)
class Cell:
    """The incidents of a type in a month (ISO; ``None`` where nothing tells), both directions together."""

    month: str | None
    type: str
    quad: str
    incidents: int
    sources: int
    intensity: float


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement of both: those of one incident are one. ``stage`` is the furthest that is told.

    ``quote`` is given for the latest ones.
    """

    id: str
    article: str
    incident: str | None
    words: str
    subject: str | None
    stage: str
    date: str | None
    sources: int
    articles: int
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class PairPage:
    """What is known of two actors; ``incidents`` are those of this page of the list, the latest first."""

    first: Side
    second: Side
    directions: tuple[Direction, ...]
    months: tuple[Cell, ...]
    agreements: tuple[Agreed, ...]
    incidents: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the incidents are listed: of a month or year (ISO), of a type; from where on, and how many."""

    time: str | None
    type: str | None
    limit: int
    after: Sequence[Any] | None


# As the view ``relations`` has it, but directed; ``one`` and ``other`` are columns, ``from_`` and ``to`` parameters.
_BETWEEN = """
SELECT DISTINCT i.id, i.type, i.quad, i.intensity, i.sources, i.status, a.{one} = :first AS forth,
  {month} AS month, coalesce(i.first, i.reported, '') AS day,
  b.role = 'target' AS directed
FROM incident_actors a CROSS JOIN incident_actors b ON b.incident = a.incident
CROSS JOIN incidents i ON i.id = a.incident
WHERE a.role = 'source' AND (b.role = 'target' OR NOT EXISTS (
    SELECT 1 FROM incident_actors t WHERE t.incident = a.incident AND t.role = 'target' AND t.{other} IS NOT NULL))
  AND a.{one} = :{from_} AND b.{other} = :{to} AND NOT (a.role = b.role AND a.number = b.number)
"""


def pair_page(connection: sqlite3.Connection, first: Side, second: Side, wanted: Wanted) -> tuple[PairPage, Any]:
    """The page on a pair, and where the list of incidents goes on (``None``: nowhere)."""
    rows = _between(connection, first, second)
    happened = [row for row in rows if row["status"] in _HAPPENED]
    listed = sorted({(row["day"], row["id"]) for row in rows if _fits(row, wanted)}, reverse=True)
    if wanted.after is not None:
        listed = [each for each in listed if each < tuple(wanted.after)]
    shown = listed[: wanted.limit]
    after = shown[-1] if len(listed) > wanted.limit else None
    page = PairPage(
        first,
        second,
        _directions(first, second, happened),
        _cells(happened),
        _agreements(connection, first, second),
        tuple(incident_lines(connection, [id_ for _, id_ in shown])),
    )
    return page, after


def _between(connection: sqlite3.Connection, first: Side, second: Side) -> list[sqlite3.Row]:
    """The incidents in which one acts on the other, or both act together; a row for each direction."""
    values = {"first": first.part, "second": second.part}
    found: list[sqlite3.Row] = []
    for (one, from_), (other, to) in (((first, "first"), (second, "second")), ((second, "second"), (first, "first"))):
        query = _BETWEEN.format(one=one.column, other=other.column, from_=from_, to=to, month=MONTH)
        found += connection.execute(query, values).fetchall()
    return found


def _fits(row: sqlite3.Row, wanted: Wanted) -> bool:
    in_time = wanted.time is None or (row["month"] or "").startswith(wanted.time)
    return in_time and (wanted.type is None or row["type"] == wanted.type)


def _directions(first: Side, second: Side, rows: Sequence[sqlite3.Row]) -> tuple[Direction, ...]:
    made = []
    for forth, source, target in ((1, first, second), (0, second, first)):
        own = [row["intensity"] for row in rows if row["directed"] and row["forth"] == forth]
        made.append(Direction(source.name, target.name, len(own), sum(own) / len(own) if own else None))
    both = {row["id"]: row["intensity"] for row in rows if not row["directed"]}
    mean = sum(both.values()) / len(both) if both else None
    return (*made, Direction(f"{first.name}, {second.name}", "", len(both), mean))


def _cells(rows: Sequence[sqlite3.Row]) -> tuple[Cell, ...]:
    """Incidents by month and type, each once though both act."""
    cells: dict[tuple[str, str, str], list[sqlite3.Row]] = {}
    for row in {row["id"]: row for row in rows}.values():
        cells.setdefault((row["month"] or "", row["type"], row["quad"]), []).append(row)
    return tuple(
        Cell(
            month or None,
            kind,
            quad,
            len(own),
            sum(row["sources"] for row in own),
            sum(row["intensity"] for row in own) / len(own),
        )
        for (month, kind, quad), own in sorted(cells.items())
    )


def _agreements(connection: sqlite3.Connection, first: Side, second: Side) -> tuple[Agreed, ...]:
    columns = {"identity": "i.identity", "country": "coalesce(n.country, c.country)"}
    query = (
        "WITH both AS (SELECT p.agreement FROM agreement_parties p JOIN actors c ON c.id = p.actor"  # noqa: S608
        " LEFT JOIN identity_actors i ON i.actor = p.actor LEFT JOIN identities n ON n.id = i.identity"
        f" GROUP BY p.agreement HAVING max({columns[first.column]} = :first)"
        f" AND max({columns[second.column]} = :second))"
        " SELECT g.id, x.incident, g.words, g.subject, g.stage, coalesce(d.value, substr(a.published, 1, 10)) AS date,"
        " coalesce(x.source, m.grp, g.article) AS source, g.article FROM both"
        " JOIN agreements g ON g.id = both.agreement JOIN articles a ON a.id = g.article"
        " LEFT JOIN incident_events x ON x.event = g.event"
        " LEFT JOIN copy_members m ON m.article = g.article LEFT JOIN dates d ON d.id = g.date"
        " ORDER BY date DESC, g.id LIMIT 500"
    )
    groups: dict[str, list[sqlite3.Row]] = {}
    for row in connection.execute(query, {"first": first.part, "second": second.part}):
        groups.setdefault(row["incident"] or row["id"], []).append(row)
    quotes = agreement_quotes(connection, [rows[0]["id"] for rows in list(groups.values())[:_QUOTED]])
    return tuple(_agreed(rows, quotes) for rows in groups.values())


_STAGES = ("announced", "agreed", "signed", "ended")


def _agreed(rows: Sequence[sqlite3.Row], quotes: Mapping[str, Quote]) -> Agreed:
    own = rows[0]
    return Agreed(
        own["id"],
        own["article"],
        own["incident"],
        own["words"],
        next((row["subject"] for row in rows if row["subject"]), None),
        max((row["stage"] for row in rows), key=_STAGES.index),
        next((row["date"] for row in rows if row["date"]), None),
        len({row["source"] for row in rows}),
        len({row["article"] for row in rows}),
        quotes.get(own["id"]),
    )
