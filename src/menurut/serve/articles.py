"""What the page of an article tells: its text, its records, and where they lead."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from menurut.records import Actor, Attribution, Event, ParagraphKind, Span
from menurut.serve.highlights import Highlight, Piece, cut
from menurut.store.copies import citations_of
from menurut.store.rows import ArticleRows

_SHOWN = (ParagraphKind.HEADLINE, ParagraphKind.BODY)


@dataclass(frozen=True, slots=True)
class Head:
    """What an article came with; ``filed`` is the place of its dateline, ``language`` the one it is in."""

    id: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None
    stated_date: str | None
    language: str
    filed: str | None
    given_id: str | None
    origin: str


@dataclass(frozen=True, slots=True)
class Named:
    """An actor of the article by its name; ``identity`` is who it is across articles, ``None`` if not known."""

    id: str
    name: str
    country: str | None
    identity: str | None


@dataclass(frozen=True, slots=True)
class Who:
    """An actor of the article with all its mentions."""

    id: str
    name: str
    kind: str
    country: str | None
    role: str | None
    sector: str | None
    identity: str | None
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution. ``about`` are the keys of the events and attributions that it is about."""

    id: str
    speaker: Named | None
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    act: str
    form: str
    score: float
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an actor stands on an event, and the id of the attribution that shows it."""

    actor: Named
    stance: str
    attribution: str | None


@dataclass(frozen=True, slots=True)
class When:
    """Words that say when, and the days they mean."""

    id: str
    span: Span
    value: str | None
    first: str | None
    last: str | None
    precision: str
    basis: str


@dataclass(frozen=True, slots=True)
class Where:
    """A place that the article names."""

    id: str
    name: str
    kind: str
    country: str | None
    region: str | None
    basis: str
    score: float
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number that belongs to an event."""

    span: Span
    low: float | None
    high: float | None
    unit: str
    bound: str


@dataclass(frozen=True, slots=True)
class Happening:
    """An event; ``incident`` is the happening across articles, with its independent sources and its articles.

    ``place`` is the id of one of the article's places.
    """

    id: str
    type: str
    mode: str | None
    quad: str
    intensity: float
    status: str
    score: float
    triggers: tuple[Span, ...]
    source: tuple[Named, ...]
    target: tuple[Named, ...]
    contexts: tuple[str, ...]
    date: When | None
    place: str | None
    place_name: str | None
    place_country: str | None
    positions: tuple[Stand, ...]
    quantities: tuple[Number, ...]
    incident: str | None
    sources: int
    articles: int


@dataclass(frozen=True, slots=True)
class Deal:
    """An agreement; ``event`` is the id of the event that agrees on it, signs it or ends it."""

    id: str
    span: Span
    stage: str
    subject: Span | None
    parties: tuple[Named, ...]
    date: When | None
    event: str | None


@dataclass(frozen=True, slots=True)
class Copied:
    """The group of articles that carry the same text; ``kind`` is first, exact, near or part (of article ``of``)."""

    group: str
    kind: str
    of: str | None
    articles: int
    source: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph: code points ``start`` to ``end`` of the text, its kind, and the number of the one it repeats."""

    start: int
    end: int
    kind: str
    text: str
    repeats: int | None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article with all its records. ``cites``: whom it gives as sources; ``problems``: (code, sentence)."""

    article: Head
    paragraphs: tuple[Part, ...]
    attributions: tuple[Said, ...]
    events: tuple[Happening, ...]
    agreements: tuple[Deal, ...]
    actors: tuple[Who, ...]
    dates: tuple[When, ...]
    places: tuple[Where, ...]
    copies: Copied | None
    cites: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]
    revisions: int


def article_page(connection: sqlite3.Connection, article: str) -> ArticlePage:
    """All that the store has of the article of this id, which it holds; a fixed number of queries."""
    rows = ArticleRows(lambda query, values: connection.execute(query, values).fetchall(), article)
    head, parts = _head(connection, article, rows)
    identities = dict(
        connection.execute(
            "SELECT i.actor, i.identity FROM actors a JOIN identity_actors i ON i.actor = a.id WHERE a.article = ?",
            (article,),
        ).fetchall()
    )
    whole = tuple(_who(actor, identities) for actor in rows.actors())
    actors = {who.id: Named(who.id, who.name, who.country, who.identity) for who in whole}
    dates = {d.id: When(d.id, d.span, d.value, d.first, d.last, str(d.precision), str(d.basis)) for d in rows.dates()}
    places = {
        p.id: Where(p.id, p.name, str(p.kind), p.country, p.region, str(p.basis), p.score, p.mentions)
        for p in rows.places()
    }
    events = rows.events()
    names = {event.id: f"event-{event.id}" for event in events}
    deals = tuple(
        Deal(
            each.id,
            each.span,
            str(each.stage),
            each.subject,
            tuple(actors[party] for party in each.parties if party in actors),
            dates.get(each.date or ""),
            each.event,
        )
        for each in rows.agreements()
    )
    return ArticlePage(
        head,
        parts,
        tuple(_said(each, actors, names) for each in rows.attributions()),
        tuple(_happenings(connection, article, events, (actors, dates, places))),
        deals,
        whole,
        tuple(dates.values()),
        tuple(places.values()),
        _copied(connection, article),
        citations_of(connection, article),
        tuple(
            (r[0], r[1])
            for r in connection.execute(
                "SELECT code, message FROM problems WHERE article = ? ORDER BY step, code LIMIT 20", (article,)
            )
        ),
        connection.execute("SELECT count(*) FROM revisions WHERE article = ?", (article,)).fetchone()[0],
    )


def _head(connection: sqlite3.Connection, article: str, rows: ArticleRows) -> tuple[Head, tuple[Part, ...]]:
    row = connection.execute(
        "SELECT id, title, outlet, url, published, stated_date, given_id, origin FROM articles WHERE id = ?", (article,)
    ).fetchone()
    if connection.execute("SELECT 1 FROM documents WHERE article = ?", (article,)).fetchone() is None:
        bare = (*row[:6], "", None, *row[6:])
        return Head(*bare), ()
    document = rows.document(row["published"])
    filed = document.dateline.place.text if document.dateline and document.dateline.place else None
    parts = tuple(
        Part(p.start, p.end, str(p.kind), document.text[p.start : p.end], p.repeats) for p in document.paragraphs
    )
    values = (*row[:6], document.language, filed, *row[6:])
    return Head(*values), parts


def _who(actor: Actor, identities: Mapping[str, str | None]) -> Who:
    known = identities.get(actor.id)
    return Who(actor.id, actor.name, str(actor.kind), actor.country, actor.role, actor.sector, known, actor.mentions)


def _said(each: Attribution, actors: Mapping[str, Named], events: Mapping[str, str]) -> Said:
    about = tuple(events.get(name, f"attribution-{name}") for name in each.about)
    speaker = actors.get(each.speaker or "")
    return Said(each.id, speaker, each.source, each.cue, each.content, str(each.act), str(each.form), each.score, about)


def _happenings(
    connection: sqlite3.Connection,
    article: str,
    events: tuple[Event, ...],
    known: tuple[Mapping[str, Named], Mapping[str, When], Mapping[str, Where]],
) -> Iterator[Happening]:
    actors, dates, places = known
    query = (
        "SELECT e.id, e.quad, e.intensity, i.id, coalesce(i.sources, 1), coalesce(i.articles, 1) FROM events e"
        " LEFT JOIN incident_events x ON x.event = e.id LEFT JOIN incidents i ON i.id = x.incident WHERE e.article = ?"
    )
    more = {row[0]: tuple(row[1:]) for row in connection.execute(query, (article,))}
    for each in events:
        quad, intensity, incident, sources, articles = more[each.id]
        place = places.get(each.place or "")
        stands = ((actors.get(p.actor), str(p.stance), p.attribution) for p in each.positions)
        numbers = (Number(q.span, q.low, q.high, q.unit, str(q.bound)) for q in each.quantities)
        yield Happening(
            each.id,
            str(each.type),
            each.mode,
            quad,
            intensity,
            str(each.status),
            each.score,
            each.triggers,
            tuple(actors[a] for a in each.source if a in actors),
            tuple(actors[a] for a in each.target if a in actors),
            each.contexts,
            dates.get(each.date or ""),
            each.place,
            place.name if place else None,
            each.place_country,
            tuple(Stand(who, stance, shown) for who, stance, shown in stands if who is not None),
            tuple(numbers),
            incident,
            sources,
            articles,
        )


def _copied(connection: sqlite3.Connection, article: str) -> Copied | None:
    row = connection.execute(
        "SELECT g.id, m.kind, m.of, g.articles, g.source FROM copy_members m JOIN copy_groups g ON g.id = m.grp"
        " WHERE m.article = ?",
        (article,),
    ).fetchone()
    return Copied(*row) if row else None


# ---- the words


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraphs that stand together: one that is read, or several that were set aside."""

    aside: bool
    parts: tuple[tuple[Part, tuple[Piece, ...]], ...]


def highlights(page: ArticlePage) -> Iterator[Highlight]:
    """The words of all records, those that say more about a place first."""
    for said in page.attributions:
        key = f"attribution-{said.id}"
        place = said.cue or next(iter(said.content), said.source)
        spans = (("source", said.source), ("cue", said.cue), *(("content", each) for each in said.content))
        yield from (Highlight(s.start, s.end, kind, key, s is place) for kind, s in spans if s is not None)
    for event in page.events:
        key = f"event-{event.id}"
        yield from (Highlight(s.start, s.end, "trigger", key, at == 0) for at, s in enumerate(event.triggers))
        yield from (Highlight(q.span.start, q.span.end, "quantity", key) for q in event.quantities)
    for deal in page.agreements:
        yield Highlight(deal.span.start, deal.span.end, "agreement", f"agreement-{deal.id}", anchor=True)
    named: tuple[tuple[str, tuple[Who | Where, ...]], ...] = (("actor", page.actors), ("place", page.places))
    for kind, records in named:
        for each in records:
            first = min((s.start for s in each.mentions), default=0)
            key = f"{kind}-{each.id}"
            yield from (Highlight(s.start, s.end, kind, key, s.start == first) for s in each.mentions)
    yield from (Highlight(d.span.start, d.span.end, "date", f"date-{d.id}", anchor=True) for d in page.dates)


def blocks(page: ArticlePage) -> list[Block]:
    """The text in paragraphs, each cut at the words of records; what was set aside in a row is one block."""
    text = _text(page)
    stretches = [(part.start, part.end) for part in page.paragraphs]
    found: list[Block] = []
    for part, pieces in zip(page.paragraphs, cut(text, stretches, highlights(page)), strict=True):
        aside = part.kind not in _SHOWN
        line = (part, tuple(pieces))
        if aside and found and found[-1].aside:
            found[-1] = Block(aside, (*found[-1].parts, line))
        else:
            found.append(Block(aside, (line,)))
    return found


def _text(page: ArticlePage) -> str:
    """The document's text up to its last paragraph, put together from the paragraphs."""
    lines: list[str] = []
    at = 0
    for part in page.paragraphs:
        lines += ["\n" * (part.start - at), part.text]
        at = part.end
    return "".join(lines)


def span_rows(page: ArticlePage) -> Iterator[tuple[object, ...]]:
    """The words of all records as lines: record, id, part, start, end, words, code, actor, identity."""
    for said in page.attributions:
        who = (said.speaker.name, said.speaker.identity) if said.speaker else (None, None)
        parts = (("source", said.source), ("cue", said.cue), *(("content", each) for each in said.content))
        for part, span in parts:
            if span is not None:
                yield ("attribution", said.id, part, span.start, span.end, span.text, said.act, *who)
    for event in page.events:
        who = (event.source[0].name, event.source[0].identity) if event.source else (None, None)
        for span in event.triggers:
            yield ("event", event.id, "trigger", span.start, span.end, span.text, event.type, *who)
        for q in event.quantities:
            yield ("event", event.id, "quantity", q.span.start, q.span.end, q.span.text, q.unit, *who)
    for deal in page.agreements:
        yield ("agreement", deal.id, "name", deal.span.start, deal.span.end, deal.span.text, deal.stage, None, None)
    for actor in page.actors:
        for s in actor.mentions:
            yield ("actor", actor.id, "mention", s.start, s.end, s.text, actor.kind, actor.name, actor.identity)
    for date in page.dates:
        s = date.span
        yield ("date", date.id, "words", s.start, s.end, s.text, date.value, None, None)
    for place in page.places:
        for s in place.mentions:
            yield ("place", place.id, "mention", s.start, s.end, s.text, place.kind, place.name, None)
