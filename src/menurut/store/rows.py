"""The rows of one article as records."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from menurut.records import (
    Act,
    Actor,
    ActorKind,
    Agreement,
    Attribution,
    Basis,
    Bound,
    Dateline,
    DateMention,
    Document,
    Event,
    EventType,
    Form,
    Paragraph,
    ParagraphKind,
    Place,
    PlaceKind,
    Position,
    Precision,
    Quantity,
    Sentence,
    Span,
    Stage,
    Stance,
    Status,
    TextOrigin,
)

Rows = Callable[[str, tuple[Any, ...]], list[sqlite3.Row]]  # what gives the rows of a query with its values


class ArticleRows:
    """The records of one article, each kind read by a few queries."""

    def __init__(self, rows: Rows, article: str) -> None:
        self._rows = rows
        self._article = article

    def document(self, published: str | None) -> Document:
        """Its text in paragraphs; ``published`` is the article's."""
        row = self._rows("SELECT * FROM documents WHERE article = ?", (self._article,))[0]
        text = row["text"]

        def span(name: str) -> Span | None:
            start, end = row[f"{name}_start"], row[f"{name}_end"]
            return None if start is None else Span(start, end, text[start:end])

        whole = span("dateline")
        dateline = None
        if whole is not None:
            dateline = Dateline(whole, span("dateline_place"), span("dateline_outlet"), span("dateline_date"))
        paragraphs = tuple(
            Paragraph(
                p["start"],
                p["end"],
                ParagraphKind(p["kind"]),
                p["raw_start"],
                p["raw_end"],
                TextOrigin(p["origin"]),
                tuple((here, there) for here, there in json.loads(p["alignment"] or "[]")),
                p["repeats"],
            )
            for p in self._rows("SELECT * FROM paragraphs WHERE article = ? ORDER BY number", (self._article,))
        )
        return Document(self._article, text, row["language"], paragraphs, dateline, published)

    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences, without their tokens."""
        rows = self._rows("SELECT * FROM sentences WHERE article = ? ORDER BY number", (self._article,))
        return tuple(Sentence(row["start"], row["end"], row["paragraph"], 0, 0) for row in rows)

    def actors(self) -> tuple[Actor, ...]:
        """Its actors, in their order."""
        mentions = self._grouped("mentions", "actor", "actors")
        rows = self._rows("SELECT * FROM actors WHERE article = ? ORDER BY number", (self._article,))
        return tuple(
            Actor(
                row["id"],
                self._article,
                row["name"],
                ActorKind(row["kind"]),
                row["country"],
                row["role"],
                tuple(_words(m, "mention") for m in mentions[row["id"]]),
                Basis(row["basis"]) if row["basis"] else None,
                row["sector"],
            )
            for row in rows
        )

    def attributions(self) -> tuple[Attribution, ...]:
        """Its attributions, in their order, with what they are about."""
        contents = self._grouped("contents", "attribution", "attributions")
        about = self._grouped("attribution_about", "attribution", "attributions")
        rows = self._rows("SELECT * FROM attributions WHERE article = ? ORDER BY number", (self._article,))
        return tuple(
            Attribution(
                row["id"],
                self._article,
                _span(row, "source"),
                _span(row, "cue"),
                tuple(_words(c, "content") for c in contents[row["id"]]),
                Form(row["form"]),
                Act(row["act"]),
                row["score"],
                row["speaker"],
                tuple(a["event"] or a["other"] for a in about[row["id"]]),
            )
            for row in rows
        )

    def dates(self) -> tuple[DateMention, ...]:
        """Its dates, in the order of the text."""
        rows = self._rows("SELECT * FROM dates WHERE article = ? ORDER BY start", (self._article,))
        return tuple(
            DateMention(
                row["id"],
                self._article,
                _words(row),
                row["value"],
                row["first"],
                row["last"],
                Precision(row["precision"]),
                Basis(row["basis"]),
            )
            for row in rows
        )

    def places(self) -> tuple[Place, ...]:
        """Its places, in the order of the text."""
        mentions = self._grouped("place_mentions", "place", "places")
        rows = self._rows("SELECT * FROM places WHERE article = ?", (self._article,))
        found = [
            Place(
                row["id"],
                self._article,
                row["name"],
                PlaceKind(row["kind"]),
                row["country"],
                row["region"],
                row["latitude"],
                row["longitude"],
                row["geonames_id"],
                Basis(row["basis"]),
                row["score"],
                tuple(json.loads(row["candidates"])),
                tuple(_words(m, "mention") for m in mentions[row["id"]]),
            )
            for row in rows
        ]
        return tuple(sorted(found, key=lambda place: (place.mentions[0].start, place.name)))

    def events(self) -> tuple[Event, ...]:
        """Its events, in their order."""
        triggers, actors, contexts, positions, quantities = (
            self._grouped(table, "event", "events")
            for table in ("event_triggers", "event_actors", "event_contexts", "positions", "quantities")
        )
        rows = self._rows("SELECT * FROM events WHERE article = ? ORDER BY number", (self._article,))
        return tuple(
            Event(
                row["id"],
                self._article,
                EventType(row["type"]),
                tuple(map(_words, triggers[row["id"]])),
                tuple(a["actor"] for a in actors[row["id"]] if a["role"] == "source"),
                tuple(a["actor"] for a in actors[row["id"]] if a["role"] == "target"),
                Status(row["status"]),
                row["score"],
                row["mode"],
                tuple(c["context"] for c in contexts[row["id"]]),
                row["cameo"],
                row["date"],
                row["place"],
                row["place_country"],
                tuple(Position(p["actor"], Stance(p["stance"]), p["attribution"]) for p in positions[row["id"]]),
                tuple(
                    Quantity(_words(q), q["low"], q["high"], q["unit"], Bound(q["bound"]))
                    for q in quantities[row["id"]]
                ),
            )
            for row in rows
        )

    def agreements(self) -> tuple[Agreement, ...]:
        """Its agreements, in their order."""
        parties = self._grouped("agreement_parties", "agreement", "agreements")
        rows = self._rows("SELECT * FROM agreements WHERE article = ? ORDER BY number", (self._article,))
        return tuple(
            Agreement(
                row["id"],
                self._article,
                _words(row),
                Stage(row["stage"]),
                tuple(party["actor"] for party in parties[row["id"]]),
                _span(row, "subject"),
                row["date"],
                row["event"],
            )
            for row in rows
        )

    def _grouped(self, table: str, column: str, owners: str) -> defaultdict[str, list[sqlite3.Row]]:
        """The article's rows of ``table``, in order, by the record in ``owners`` that their ``column`` names."""
        query = (
            f"SELECT c.* FROM {table} c JOIN {owners} o ON o.id = c.{column}"  # noqa: S608
            " WHERE o.article = ? ORDER BY c.number"
        )
        found: defaultdict[str, list[sqlite3.Row]] = defaultdict(list)
        for row in self._rows(query, (self._article,)):
            found[row[column]].append(row)
        return found


def _span(row: sqlite3.Row, name: str) -> Span | None:
    return None if row[name] is None else Span(row[f"{name}_start"], row[f"{name}_end"], row[name])


def _words(row: sqlite3.Row, column: str = "words") -> Span:
    return Span(row["start"], row["end"], row[column])
