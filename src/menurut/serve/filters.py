"""Which incidents a page is about: what its address says, and the same as SQL."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Request

from menurut.records import EventType, Stance
from menurut.serve.db import marks
from menurut.serve.errors import BadRequestError
from menurut.serve.text import countries

# The day that an incident is sorted by: when it was, but never later than the first report of it (what is planned for
# 2031 is news of today); of both what is known, "" where neither is.
DAY = "coalesce(min(coalesce(i.first, i.reported), coalesce(i.reported, i.first)), '')"
CONTESTED = "contested"
QUADS = ("VC", "MC", "VX", "MX")
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_IDENTITY = re.compile(r"[0-9a-f]{20}")
_LONGEST = 200  # characters of a name in a filter
_MOST_ACTORS = 300  # that one name may mean


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address asks for; ``None`` is anything.

    ``actor`` is the id of an identity or a part of a name, ``type`` a PLOVER type or a quad class, ``since`` and
    ``until`` are ISO days, months or years, ``stance`` one of the stances that somebody takes, or ``contested``: one
    says it and another denies it. Without ``everything``, only incidents that somebody takes a position on.
    """

    actor: str | None = None
    country: str | None = None
    type: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None
    outlet: str | None = None
    stance: str | None = None
    everything: bool = False

    @property
    def any(self) -> bool:
        """Whether anything is asked for beside the usual."""
        return self != Filters(everything=self.everything)


def filters_of(request: Request) -> Filters:
    """The filters of an address. Raises ``BadRequestError`` for a day that is none."""
    given = {name: value.strip()[:_LONGEST] for name, value in request.query_params.items()}
    days = {name: given.get(name) or None for name in ("since", "until")}
    if any(day is not None and not _is_day(day) for day in days.values()):
        raise BadRequestError("error.bad_day")
    kind, stance, country = given.get("type"), given.get("stance"), given.get("country", "").upper()
    return Filters(
        actor=given.get("actor") or None,
        country=country if country in countries() else None,
        type=kind if kind in (*QUADS, *EventType) else None,
        place=given.get("place") or None,
        outlet=given.get("outlet") or None,
        stance=stance if stance in (*Stance, CONTESTED) else None,
        everything=given.get("all") == "1",
        **days,
    )


def _is_day(value: str) -> bool:
    """Whether a value is a day, month or year that there is; the year 0000 stands for the beginning."""
    year = "0004" if value.startswith("0000") else value[:4]
    try:
        return bool(_DAY.fullmatch(value) and date.fromisoformat(year + value[4:] + "0001-01-01"[len(value) :]))
    except ValueError:
        return False


def actors_named(connection: sqlite3.Connection, name: str) -> list[str]:
    """The identities that a filter's ``actor`` means: the one of that id, else those a name of which holds it."""
    if _IDENTITY.fullmatch(name):
        row = connection.execute("SELECT identity FROM identity_aliases WHERE alias = ?", (name,)).fetchone()
        return [row[0] if row is not None else name]
    query = (
        "SELECT identity FROM identity_names WHERE instr(fold(name), fold(?))"
        " GROUP BY identity ORDER BY sum(articles) DESC, identity LIMIT ?"
    )
    return [row[0] for row in connection.execute(query, (name, _MOST_ACTORS))]


def conditions(connection: sqlite3.Connection, filters: Filters) -> tuple[list[str], list[Any]]:
    """Conditions on ``incidents i`` and their values."""
    found: list[str] = []
    values: list[Any] = []

    def add(condition: str, *given: Any) -> None:
        found.append(condition)
        values.extend(given)

    if filters.type is not None:
        add("i.quad = ?" if filters.type in QUADS else "i.type = ?", filters.type)
    if filters.since is not None:
        add("coalesce(i.last, i.reported) >= ?", filters.since)
    if filters.until is not None:
        add("coalesce(i.first, i.reported) <= ?", f"{filters.until}~")  # "~" follows all that a day can go on with
    if filters.place is not None:
        code = _country_named(filters.place)
        add("(i.place_country = ? OR instr(fold(i.place_name), fold(?)))", code, filters.place)
    if filters.country is not None:
        add(f"(i.place_country = ? OR i.id IN ({_BY_COUNTRY}))", *[filters.country] * 3)
    if filters.actor is not None:
        ids = actors_named(connection, filters.actor)
        by_name = "" if _IDENTITY.fullmatch(filters.actor) else _BY_NAME
        add(f"i.id IN ({_BY_ACTOR.format(marks(ids))}{by_name})", *ids, *ids, *([filters.actor] if by_name else ()))
    if filters.outlet is not None:
        add(f"i.id IN ({_BY_OUTLET})", filters.outlet)
    if filters.stance == CONTESTED:
        add(f"i.id IN ({_CONTESTED})")
    elif filters.stance is not None:
        add(f"i.id IN ({_BY_STANCE})", filters.stance)
    elif not filters.everything:
        add(f"EXISTS ({_CLAIMED})")
    return found, values


def _country_named(name: str) -> str | None:
    """The code of the country that a text names in either language, or is."""
    wanted = name.casefold()
    for code, names in countries().items():
        if wanted in (code.lower(), *map(str.casefold, names.values())):
            return code
    return None


_POSITIONS = "FROM positions p JOIN incident_events x ON x.event = p.event"
_CLAIMED = "SELECT 1 FROM incident_events x JOIN positions p ON p.event = x.event WHERE x.incident = i.id"
_BY_STANCE = f"SELECT x.incident {_POSITIONS} WHERE p.stance = ?"
_CONTESTED = (
    f"SELECT x.incident {_POSITIONS} GROUP BY x.incident"
    " HAVING sum(p.stance = 'denies') AND sum(p.stance IN ('asserts', 'confirms'))"
)
_BY_ACTOR = (
    "SELECT incident FROM incident_actors WHERE identity IN ({0}) UNION SELECT x.incident FROM identity_actors l"
    " JOIN positions p ON p.actor = l.actor JOIN incident_events x ON x.event = p.event WHERE l.identity IN ({0})"
)
_BY_NAME = " UNION SELECT incident FROM incident_actors WHERE instr(fold(name), fold(?))"
_BY_COUNTRY = (
    "SELECT incident FROM incident_actors WHERE country = ? UNION SELECT x.incident FROM identities n"
    " JOIN identity_actors l ON l.identity = n.id JOIN positions p ON p.actor = l.actor"
    " JOIN incident_events x ON x.event = p.event WHERE n.country = ?"
)
_BY_OUTLET = (
    "SELECT x.incident FROM articles a JOIN events e ON e.article = a.id JOIN incident_events x ON x.event = e.id"
    " WHERE a.outlet = ?"
)
