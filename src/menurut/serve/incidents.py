"""What the page of an incident tells: its reports, who stands where on it, and what is told differently."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from menurut.serve.lines import Line, incident_lines
from menurut.serve.quotes import Quote, event_quotes

_MOST_OUTLETS = 6  # that are named for a version of a detail
_UNDATED = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """An article's report: its event leads to the words."""

    event: str
    article: str
    outlet: str | None
    date: str | None
    title: str | None
    type: str
    mode: str | None
    status: str
    score: float


@dataclass(frozen=True, slots=True)
class Report:
    """What one independent source tells: the first of its articles, its copies, and the words of the first.

    ``copies`` is the id of the copy group, ``None`` where the article stands alone.
    """

    source: str
    copies: str | None
    first: Telling
    more: tuple[Telling, ...]
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Stood:
    """A stance on a day (ISO, ``None`` where the articles are not dated), with sources, articles and one to read."""

    date: str | None
    stance: str
    sources: int
    articles: int
    article: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An actor's positions, the earliest first; ``stance`` is the latest one. Several at the last day are all there."""

    identity: str | None
    name: str
    country: str | None
    stances: tuple[str, ...]
    since: str | None
    sources: int
    articles: int
    history: tuple[Stood, ...]

    @property
    def runs(self) -> list[tuple[Stood, str | None, int]]:
        """The history with days of the same stance in a row as one: the first, the last day, how many days."""
        found: list[tuple[Stood, str | None, int]] = []
        for each in self.history:
            if found and found[-1][0].stance == each.stance and found[-1][0].date is not None:
                found[-1] = (found[-1][0], each.date, found[-1][2] + 1)
            else:
                found.append((each, each.date, 1))
        return found


@dataclass(frozen=True, slots=True)
class Change:
    """That an actor takes another stance than on the last day before."""

    identity: str | None
    name: str
    country: str | None
    from_date: str
    from_stance: str
    to_date: str
    to_stance: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a detail and who tells it. ``value`` holds what is told, by name."""

    value: dict[str, Any]
    sources: int
    articles: int
    outlets: tuple[str, ...]
    article: str
    anchor: str
    words: str | None


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail (type, status, date, place, source, target, number) with its versions, most sources first.

    ``unit`` is what is counted, of numbers.
    """

    name: str
    unit: str | None
    versions: tuple[Version, ...]

    @property
    def differs(self) -> bool:
        """Whether sources disagree; several actors that all of them name are no disagreement."""
        if self.name in ("source", "target"):
            return len({version.sources for version in self.versions}) > 1
        return len(self.versions) > 1


@dataclass(frozen=True, slots=True)
class Deal:
    """An agreement that one of the reports tells of."""

    id: str
    article: str
    words: str
    stage: str
    subject: str | None


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """An incident with what is known of it; ``reports`` are those of this page of the list."""

    incident: Line
    latitude: float | None
    longitude: float | None
    standings: tuple[Standing, ...]
    changes: tuple[Change, ...]
    details: tuple[Detail, ...]
    agreements: tuple[Deal, ...]
    reports: tuple[Report, ...]
    aliases: tuple[str, ...]


def incident_page(
    connection: sqlite3.Connection, incident: str, limit: int, after: Sequence[Any] | None
) -> tuple[IncidentPage, list[str] | None]:
    """The page on an incident that the store holds, and where its reports go on (``None``: nowhere)."""
    (line,) = incident_lines(connection, [incident])
    reports = list(_reports(connection, incident))
    found = [each for each in reports if after is None or _place(each) > list(after)]
    shown = found[:limit]
    quotes = event_quotes(connection, [each.first.event for each in shown])
    shown = [replace(each, quote=quotes.get(each.first.event)) for each in shown]
    standings = tuple(_standings(connection, incident))
    place = connection.execute("SELECT latitude, longitude FROM incidents WHERE id = ?", (incident,)).fetchone()
    deals = connection.execute(
        "SELECT g.id, g.article, g.words, g.stage, g.subject FROM incident_events x"
        " JOIN agreements g ON g.event = x.event WHERE x.incident = ? ORDER BY g.words, g.id LIMIT 40",
        (incident,),
    ).fetchall()
    aliases = connection.execute(
        "SELECT alias FROM incident_aliases WHERE incident = ? ORDER BY alias LIMIT 100", (incident,)
    ).fetchall()
    page = IncidentPage(
        line,
        place["latitude"],
        place["longitude"],
        standings,
        tuple(sorted(_changes(standings), key=lambda change: (change.to_date, change.name))),
        tuple(_details(connection, incident)),
        tuple(Deal(*row) for row in deals),
        tuple(shown),
        tuple(row[0] for row in aliases),
    )
    return page, _place(shown[-1]) if len(found) > limit else None


def _place(report: Report) -> list[str]:
    return [report.first.date or _UNDATED, report.source]


def _reports(connection: sqlite3.Connection, incident: str) -> Iterator[Report]:
    """All sources in the order of their first reports, each with its articles."""
    rows = connection.execute(
        "SELECT x.source, g.id, e.id, e.article, a.outlet, substr(a.published, 1, 10), a.title, e.type, e.mode,"
        " e.status, x.score FROM incident_events x JOIN events e ON e.id = x.event JOIN articles a ON a.id = e.article"
        " LEFT JOIN copy_groups g ON g.id = x.source WHERE x.incident = ?"
        " ORDER BY coalesce(a.published, ''), a.outlet, e.article, e.number",
        (incident,),
    )
    groups: dict[str, tuple[str | None, dict[str, Telling]]] = {}
    for source, group, *telling in rows:
        told = Telling(*telling)
        groups.setdefault(source, (group, {}))[1].setdefault(told.article, told)
    made = []
    for source, (group, articles) in groups.items():
        first, *more = articles.values()
        made.append(Report(source, group, first, tuple(more)))
    yield from sorted(made, key=_place)


# ---- positions


def _standings(connection: sqlite3.Connection, incident: str) -> Iterator[Standing]:
    rows = connection.execute(
        "SELECT i.identity, coalesce(n.name, c.name) AS name, coalesce(n.country, c.country) AS country, p.stance,"
        " substr(a.published, 1, 10) AS date, e.article, p.event, p.attribution, x.source FROM incident_events x"
        " JOIN events e ON e.id = x.event JOIN positions p ON p.event = e.id JOIN actors c ON c.id = p.actor"
        " JOIN articles a ON a.id = e.article LEFT JOIN identity_actors i ON i.actor = p.actor"
        " LEFT JOIN identities n ON n.id = i.identity WHERE x.incident = ? ORDER BY date, e.article, p.number",
        (incident,),
    ).fetchall()
    actors: dict[tuple[str | None, str], list[sqlite3.Row]] = {}
    for row in rows:
        actors.setdefault((row["identity"], "" if row["identity"] else row["name"]), []).append(row)
    found = [_standing(own) for own in actors.values()]
    yield from sorted(found, key=lambda each: (-each.sources, each.name, each.identity or ""))


def _standing(rows: Sequence[sqlite3.Row]) -> Standing:
    days: dict[tuple[str | None, str], list[sqlite3.Row]] = {}
    for row in rows:
        days.setdefault((row["date"], row["stance"]), []).append(row)
    history = tuple(
        Stood(
            date,
            stance,
            len({row["source"] for row in own}),
            len({row["article"] for row in own}),
            own[0]["article"],
            f"attribution-{own[0]['attribution']}" if own[0]["attribution"] else f"event-{own[0]['event']}",
        )
        for (date, stance), own in days.items()
    )
    last = max((each.date or _UNDATED) for each in history)
    stances = tuple(each.stance for each in history if (each.date or _UNDATED) == last)
    since = last
    for each in sorted(history, key=lambda each: each.date or _UNDATED, reverse=True):
        if each.stance not in stances:
            break
        since = each.date or since
    return Standing(
        rows[0]["identity"],
        rows[0]["name"],
        rows[0]["country"],
        stances,
        since or None,
        len({row["source"] for row in rows}),
        len({row["article"] for row in rows}),
        history,
    )


def _changes(standings: Sequence[Standing]) -> Iterator[Change]:
    """As the view ``position_changes`` has them: another side than on the last day before; confirming is asserting."""
    for each in standings:
        days: dict[str, dict[str, str]] = {}
        for stood in each.history:
            side = "asserts" if stood.stance == "confirms" else stood.stance
            if stood.date is not None and each.identity is not None:
                days.setdefault(stood.date, {})[side] = stood.stance
        for before, day in pairwise(sorted(days)):
            new = {side: stance for side, stance in days[day].items() if side not in days[before]}
            for old in sorted(days[before].values()):
                for stance in sorted(new.values()):
                    yield Change(each.identity, each.name, each.country, before, old, day, stance)


# ---- details


_DETAILS = {  # a query for each detail: event, the words, then what is told, under its names
    "type": "SELECT e.id AS event, NULL AS words, e.type, e.mode, e.quad FROM incident_events x"
    " JOIN events e ON e.id = x.event WHERE x.incident = ?",
    "status": "SELECT e.id AS event, NULL AS words, e.status FROM incident_events x JOIN events e ON e.id = x.event"
    " WHERE x.incident = ?",
    "date": "SELECT e.id AS event, d.words, d.first, d.last, d.precision FROM incident_events x"
    " JOIN events e ON e.id = x.event JOIN dates d ON d.id = e.date"
    " WHERE x.incident = ? AND coalesce(d.first, d.last) IS NOT NULL",
    "place": "SELECT e.id AS event, NULL AS words, p.name, coalesce(p.country, e.place_country) AS country"
    " FROM incident_events x JOIN events e ON e.id = x.event JOIN places p ON p.id = e.place WHERE x.incident = ?",
    "source": "SELECT a.event, NULL AS words, coalesce(n.name, c.name) AS name,"
    " coalesce(n.country, c.country) AS country, i.identity FROM incident_events x"
    " JOIN event_actors a ON a.event = x.event AND a.role = 'source' JOIN actors c ON c.id = a.actor"
    " LEFT JOIN identity_actors i ON i.actor = a.actor LEFT JOIN identities n ON n.id = i.identity"
    " WHERE x.incident = ?",
    "number": "SELECT q.event, q.words, q.unit, q.low, q.high, q.bound FROM incident_events x"
    " JOIN quantities q ON q.event = x.event WHERE x.incident = ?",
}
_DETAILS["target"] = _DETAILS["source"].replace("'source'", "'target'")
_ORDER = ("number", "date", "place", "source", "target", "type", "status")


def _details(connection: sqlite3.Connection, incident: str) -> Iterator[Detail]:
    """What the reports tell of each detail, side by side."""
    events = {
        row["event"]: row
        for row in connection.execute(
            "SELECT x.event, x.source, e.article, coalesce(a.outlet, '') AS outlet,"
            " coalesce(a.published, '') AS published FROM incident_events x"
            " JOIN events e ON e.id = x.event JOIN articles a ON a.id = e.article WHERE x.incident = ?",
            (incident,),
        )
    }
    for name in _ORDER:
        units: dict[str | None, dict[tuple[Any, ...], list[sqlite3.Row]]] = {}
        for row in connection.execute(_DETAILS[name], (incident,)):
            unit = row["unit"] if name == "number" else None
            units.setdefault(unit, {}).setdefault(tuple(row)[2:], []).append(row)
        for unit, versions in sorted(units.items(), key=lambda pair: pair[0] or ""):
            made = [_version(rows, events) for rows in versions.values()]
            made.sort(key=lambda each: (-each.sources, -each.articles, str(each.value)))
            yield Detail(name, unit, tuple(made))


def _version(rows: Sequence[sqlite3.Row], events: dict[str, sqlite3.Row]) -> Version:
    told = sorted((events[row["event"]] for row in rows), key=lambda event: (event["published"], event["event"]))
    outlets = tuple(dict.fromkeys(event["outlet"] for event in told if event["outlet"]))
    value = {key: rows[0][key] for key in rows[0].keys()[2:]}
    first = told[0]
    words = next((row["words"] for row in rows if row["event"] == first["event"]), None)
    return Version(
        value,
        len({event["source"] for event in told}),
        len({event["article"] for event in told}),
        outlets[:_MOST_OUTLETS],
        first["article"],
        f"event-{first['event']}",
        words,
    )
