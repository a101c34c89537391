"""What a search asks for, as an address says it, and what it finds, as pages and feeds tell it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Request

from menurut.errors import InputError
from menurut.records import Act, EventType
from menurut.serve.db import marks
from menurut.serve.errors import BadRequestError
from menurut.serve.lines import pieces
from menurut.serve.narrowing import first_day, last_day
from menurut.serve.respond import Entry
from menurut.serve.text import Words
from menurut.store.search import Filters, Hit, Kind, Marked, Order, Results, search

LONGEST = 500  # characters of a query
_FILTERS = tuple(each.name for each in fields(Filters) if each.name != "kind")
_LONGEST_VALUE = 200
_FRAGMENT_WORDS = 6
_MOST_MONTHS = 120

Pieces = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: the words, what they are looked for in, what comes first."""

    words: str
    filters: Filters
    order: Order

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return not self.words and self.filters == Filters(kind=self.filters.kind)

    def query(self, **changes: object) -> str:
        """What stands behind the ``?`` of its address; ``changes`` are other values, ``None`` takes one out."""
        given: dict[str, object] = {"q": self.words, **asdict(self.filters), "order": self.order}
        given |= changes
        usual = {"kind": Kind.ARTICLE, "order": Order.BEST}
        return urlencode([(name, str(v)) for name, v in given.items() if v and v != usual.get(name)])

    def address(self, **changes: object) -> str:
        """The address of its page, with changes."""
        query = self.query(**changes)
        return f"/search?{query}" if query else "/search"


def question_of(request: Request) -> Question:
    """The question of an address. Raises ``BadRequestError`` where a value cannot be one."""
    return _question(dict(request.query_params.items()))


def question_in(query: str) -> Question:
    """The question of the query of an address, as a form sends it. Raises ``BadRequestError``."""
    return _question(dict(parse_qsl(query)))


def _question(given: Mapping[str, str]) -> Question:
    def one_of(name: str, known: Iterable[str], usual: str | None) -> str | None:
        value = given.get(name)
        return value if value in set(known) else usual

    values = {name: given.get(name, "").strip()[:_LONGEST_VALUE] or None for name in _FILTERS}
    values |= {"act": one_of("act", Act, None), "type": one_of("type", EventType, None)}
    values["country"] = (values["country"] or "").upper() or None
    try:
        values |= {"since": first_day(values["since"]), "until": last_day(values["until"])}
        kind = Kind(one_of("kind", Kind, Kind.ARTICLE) or Kind.ARTICLE)
        filters = Filters(**values, kind=kind)
    except (InputError, ValueError) as error:
        raise BadRequestError("error.bad_day") from error
    order = Order(one_of("order", Order, Order.BEST) or Order.BEST)
    return Question(given.get("q", "").strip()[:LONGEST], filters, order)


def found(
    connection: sqlite3.Connection, question: Question, limit: int, cursor: str | None, *, newest: bool = False
) -> Results:
    """What the store holds of it; nothing where nothing is asked for. Raises ``BadRequestError`` for a bad cursor."""
    if question.empty:
        return Results(hits=(), total=0, counted=0, sources=0, facets={}, cursor=None, ignored=())
    order = Order.NEWEST if newest else question.order
    try:
        return search(
            connection, question.words, question.filters, order=order, limit=limit, cursor=cursor, facets=not newest
        )
    except InputError as error:
        raise BadRequestError("error.bad_cursor") from error


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as a page shows it: words cut where they were found, its language, and the address of the place."""

    hit: Hit
    title: Pieces
    snippets: tuple[tuple[Pieces, str], ...]
    address: str
    language: str


def shown(connection: sqlite3.Connection, hits: Iterable[Hit]) -> list[Shown]:
    """The hits as a page shows them."""
    listed = list(hits)
    articles = sorted({hit.article for hit in listed if hit.article is not None})
    query = f"SELECT article, language FROM documents WHERE article IN ({marks(articles)})"  # noqa: S608
    languages: dict[str | None, str] = {row[0]: row[1] for row in connection.execute(query, articles)}
    made = []
    for hit in listed:
        address = hit_address(hit)
        snippets = tuple(
            (_pieces(each), address if hit.kind == Kind.ATTRIBUTION else f"{address}{_fragment(each)}")
            for each in hit.snippets
        )
        made.append(Shown(hit, _pieces(hit.title), snippets, address, languages.get(hit.article, "")))
    return made


def hit_address(hit: Hit) -> str:
    """The page of a hit: an article, a place in one, or an actor."""
    if hit.kind == Kind.ACTOR:
        return f"/actor/{hit.id}"
    place = f"#attribution-{hit.id}" if hit.kind == Kind.ATTRIBUTION else ""
    return f"/article/{hit.article}{place}"


def _pieces(marked: Marked) -> Pieces:
    return pieces(marked.text, 0, len(marked.text), [(start, end, "found") for start, end in marked.marks])


def _fragment(marked: Marked) -> str:
    """Leads a browser to the found words (wicg.github.io/scroll-to-text-fragment); nothing where none were found."""
    if not marked.marks or marked.start is None:
        return ""
    words = marked.text[marked.marks[0][0] :].split()[:_FRAGMENT_WORDS]
    if len(words) == _FRAGMENT_WORDS and marked.cut_after:
        words = words[:-1]
    return f"#:~:text={quote(' '.join(words), safe='').replace('-', '%2D')}"


def entry(hit: Hit, words: Words) -> Entry:
    """A hit as an entry of a feed."""
    snippets = " … ".join(each.text for each in hit.snippets)
    title = hit.title.text or snippets[:_LONGEST_VALUE]
    if hit.kind == Kind.ATTRIBUTION:
        said = hit.speaker or hit.source or words("common.somebody")
        title = f"{said} ({words.code('act', hit.act)}): {snippets}"[:_LONGEST_VALUE]
    about = [hit.outlet, words.day(hit.day) if hit.day else None, snippets]
    summary = " · ".join(part for part in about if part)
    return Entry(f"{hit.kind}:{hit.id}", title, hit_address(hit), hit.day, summary)


@dataclass(frozen=True, slots=True)
class Month:
    """A month in the picture of the months: how many, and its place in per cent of the width and of the height."""

    month: str
    count: int
    x: float
    width: float
    height: float


def months(counts: Iterable[tuple[str, int]]) -> list[Month]:
    """The months from the first to the last, also those without any; the latest 120."""
    known = dict(counts)
    if not known:
        return []
    first, last = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (min(known), max(known)))
    numbers = range(max(first, last - _MOST_MONTHS + 1), last + 1)
    names = [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]
    most = max(known.get(name, 0) for name in names)
    width = 100 / len(names)
    return [
        Month(
            name, known.get(name, 0), round(at * width, 3), round(width, 3), round(100 * known.get(name, 0) / most, 1)
        )
        for at, name in enumerate(names)
    ]
