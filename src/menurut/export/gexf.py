"""Actors as a network in GEXF 1.3 (gexf.net), for Gephi and networkx: who acts on whom, who denies what whom says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import quoteattr

from menurut.export import Selection
from menurut.export.files import whole_file
from menurut.export.selection import chosen
from menurut.version import __version__

NAMESPACE = "http://gexf.net/1.3"
_SCHEMA = f"{NAMESPACE} {NAMESPACE}/gexf.xsd"
_NODES = (("kind", "string"), ("country", "string"), ("sources", "integer"), ("articles", "integer"))
_EDGES = (
    ("type", "string"),
    ("quad", "string"),
    ("intensity", "double"),
    ("sources", "integer"),
    ("articles", "integer"),
    ("incidents", "integer"),
)


def write(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes the actors that have a name across articles, and a directed edge for each pair and kind of tie.

    A kind is a type of event (who did it, to whom; of mutual events both ways), or CONFIRMS or DENIES: the one confirms
    or denies an incident that the other asserts. What is planned, possible or negated is left out. The weight is the
    number of independent sources, the spells are the days on which it was, else the day of its report. Raises
    ``StoreError``, ``InputError``.
    """
    with chosen(store_path, selection) as connection, whole_file(out) as part, part.open("wb") as file:
        cursor = connection.cursor()
        cursor.row_factory = sqlite3.Row
        for statement in _TIES:
            cursor.execute(statement)
        first, last = cursor.execute("SELECT min(first), max(last) FROM ties").fetchone()
        file.write(_head(first, last).encode("utf-8"))
        _lines(file, (_node(row) for row in cursor.execute(_ACTORS)))
        file.write(b"  </nodes>\n  <edges>\n")
        groups = groupby(cursor.execute(_ROWS), key=itemgetter("source", "target", "type"))
        _lines(file, (_edge(number, list(rows)) for number, (_, rows) in enumerate(groups)))
        file.write(b"  </edges>\n </graph>\n</gexf>\n")
    return [out]


def _lines(file: BinaryIO, elements: Iterable[str]) -> None:
    for element in elements:
        file.write(element.encode("utf-8"))


def _head(first: str | None, last: str | None) -> str:
    times = f' start="{first}" end="{last}"' if first and last else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<gexf xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xsi:schemaLocation="{_SCHEMA}" version="1.3">\n'
        f" <meta>\n  <creator>menurut {__version__}</creator>\n"
        "  <description>Who acts on whom, and who denies what whom says, in the news</description>\n </meta>\n"
        f' <graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval"{times}>\n'
        f"{_declared('node', _NODES)}{_declared('edge', _EDGES)}  <nodes>\n"
    )


def _declared(kind: str, columns: tuple[tuple[str, str], ...]) -> str:
    lines = (f'   <attribute id="{name}" title="{name}" type="{type_}"/>\n' for name, type_ in columns)
    return f'  <attributes class="{kind}" mode="static">\n{"".join(lines)}  </attributes>\n'


def _node(row: sqlite3.Row) -> str:
    values = _values({name: row[name] for name, _ in _NODES})
    return f"   <node id={_quoted(row['id'])} label={_quoted(row['name'])}>{values}</node>\n"


def _edge(number: int, rows: list[sqlite3.Row]) -> str:
    """An edge of the reports that show it."""
    first = rows[0]
    sources = len({row["independent"] for row in rows})
    values = {
        "type": first["type"],
        "quad": first["quad"],
        "intensity": round(sum(row["intensity"] for row in rows) / len(rows), 3) if first["quad"] else None,
        "sources": sources,
        "articles": len({row["article"] for row in rows}),
        "incidents": len({row["incident"] for row in rows}),
    }
    ends = f"source={_quoted(first['source'])} target={_quoted(first['target'])}"
    kind = f"kind={_quoted(first['type'])} label={_quoted(first['type'])}"
    spells = "".join(f'<spell start="{start}" end="{end}"/>' for start, end in _spells(rows))
    dated = f"<spells>{spells}</spells>" if spells else ""
    return f'   <edge id="{number}" {ends} {kind} weight="{sources}">{_values(values)}{dated}</edge>\n'


def _spells(rows: Iterable[sqlite3.Row]) -> list[tuple[str, str]]:
    """The stretches of days of an edge; those that overlap are one."""
    found: list[tuple[str, str]] = []
    for start, end in sorted({(row["first"], row["last"]) for row in rows if row["first"]}):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _values(values: dict[str, Any]) -> str:
    each = "".join(f'<attvalue for="{k}" value={_quoted(str(v))}/>' for k, v in values.items() if v is not None)
    return f"<attvalues>{each}</attvalues>"


def _quoted(text: str) -> str:
    """An attribute's value; what XML 1.0 cannot hold becomes U+FFFD."""
    return quoteattr("".join(letter if _allowed(letter) else "�" for letter in text))


def _allowed(letter: str) -> bool:
    return letter in "\t\n\r" or (letter >= " " and not "\ud800" <= letter <= "\udfff" and letter not in "\ufffe\uffff")


# A row of ``ties`` is one article's word for one tie; days that are open or not known are those of the report.
_TIES = (
    """
    CREATE TEMP TABLE ties AS
    WITH told AS (
      SELECT e.id, e.type, e.quad, e.intensity, x.incident, x.source AS independent, e.article, e.status,
        coalesce(i.first, i.last, substr(a.published, 1, 10)) AS first,
        coalesce(i.last, i.first, substr(a.published, 1, 10)) AS last
      FROM chosen_events c JOIN events e ON e.id = c.id JOIN incident_events x ON x.event = e.id
      JOIN incidents i ON i.id = x.incident JOIN articles a ON a.id = e.article),
    sides AS (
      SELECT x.event, x.role, n.identity FROM event_actors x JOIN identity_actors n ON n.actor = x.actor
      WHERE n.identity IS NOT NULL)
    SELECT s.identity AS source, t.identity AS target, told.type, told.quad, told.intensity, told.incident,
      told.independent, told.article, told.first, told.last
    FROM told JOIN sides s ON s.event = told.id AND s.role = 'source'
    JOIN sides t ON t.event = told.id AND t.identity <> s.identity AND (t.role = 'target'
      OR NOT EXISTS (SELECT 1 FROM event_actors y WHERE y.event = told.id AND y.role = 'target'))
    WHERE told.status IN ('actual', 'attributed')
    """,
    """
    INSERT INTO ties
    WITH stands AS (
      SELECT p.incident, p.identity, p.stance, p.date, p.article, p.independent
      FROM incident_positions p JOIN chosen_events c ON c.id = p.event WHERE p.identity IS NOT NULL)
    SELECT d.identity, a.identity, upper(d.stance), NULL, NULL, d.incident, d.independent, d.article, d.date, d.date
    FROM stands d JOIN (SELECT DISTINCT incident, identity FROM stands WHERE stance = 'asserts') a
    ON a.incident = d.incident AND a.identity <> d.identity WHERE d.stance IN ('denies', 'confirms')
    """,
)
_ROWS = "SELECT * FROM ties ORDER BY source, target, type, first"
_ACTORS = """
SELECT n.id, n.name, n.kind, n.country, count(DISTINCT t.independent) AS sources, count(DISTINCT t.article) AS articles
FROM (SELECT source AS id, independent, article FROM ties UNION ALL SELECT target, independent, article FROM ties) t
JOIN identities n ON n.id = t.id GROUP BY n.id ORDER BY n.name, n.id
"""
