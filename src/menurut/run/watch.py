"""Watching feeds: in rounds, what is new is fetched, read and stored; what is interrupted goes on where it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from menurut.config import Config
from menurut.errors import UNFORESEEN
from menurut.ids import digest
from menurut.pipeline import read_article, run_key
from menurut.read.articles import dated
from menurut.read.feeds import Entry, Feed, article_of, entries_in, with_entry
from menurut.read.fetch import Answer, Fetcher, agent_name
from menurut.read.pages import canonical, read_page
from menurut.records import Article, Problem, Reading
from menurut.run.local import Summary
from menurut.run.visits import HOST_FAULTS, PASSING, Visit, Visits, World, retry_after, waiting_time
from menurut.store import Outcome, StoreWriter
from menurut.store.feeds import KNOWN, NOT_READ, STORED, FeedRow, FeedStore, Waiting
from menurut.version import __version__

_DAY = 86_400.0  # the longest that a feed may ask to be left alone, and that a failing one is
_SHORTEST = 60.0  # seconds between two rounds at least
_TRIES = 5  # of a page, before it is given up
_PAGE_WAIT, _PAGE_LONGEST = 300.0, 21_600.0  # seconds until a page is tried again, doubled each time
_WHOLE = 500  # characters from which the text of a feed is taken for an article where its page gives none
_BACK = 3  # failures in a row after which a feed that had moved is looked for at its own address again
_ENTRY = frozenset(each.name for each in fields(Entry))


@dataclass(frozen=True, slots=True)
class Plan:
    """What to watch, and how.

    ``every`` is the time between two looks at a feed and ``pause`` the least time between two requests to a host, in
    seconds. ``contact`` is an address that servers are told. With ``once`` there is one round, in which a feed is left
    alone only as long as it asks itself; with ``feeds_only`` no page is fetched.
    """

    feeds: tuple[str, ...]
    every: float = 900.0
    pause: float = 2.0
    contact: str | None = None
    once: bool = False
    feeds_only: bool = False


@dataclass(slots=True)
class Round:
    """What came of a round: feeds asked, those unchanged and those that failed, entries that were new, articles.

    ``waiting`` entries are left for later rounds; the next begins at ``next_at`` (seconds since 1970), ``None`` where
    no feed is left to be watched.
    """

    asked: int = 0
    unchanged: int = 0
    failed: int = 0
    entries: int = 0
    waiting: int = 0
    next_at: float | None = None
    summary: Summary = field(default_factory=Summary)


def watch(
    plan: Plan,
    path: Path,
    config: Config,
    *,
    link: Callable[[Path], object],
    on_round: Callable[[Round], None],
    world: World | None = None,
) -> None:
    """Watches feeds into the store at ``path`` until no feed is left, or for one round.

    Args:
        plan: the feeds, and how they are watched.
        path: the store; one process at a time may watch into it.
        config: the settings of the steps.
        link: called with ``path`` after the first round and each that stored articles.
        on_round: called after each round.
        world: the clock and the like, for tests.

    Raises ``StoreError``, and ``InputError`` for a contact that is none. It may be interrupted at any time.
    """
    world = world or World()
    with FeedStore(path) as store, Fetcher(agent_name(plan.contact), world.limits) as fetcher:
        linked = False
        while True:
            done = _Round(plan, path, config, store, fetcher, world).run()
            if done.summary.stored or not linked:
                link(path)
                linked = True
            on_round(done)
            if plan.once or done.next_at is None:
                return
            world.sleep(max(done.next_at - world.clock(), 0.0))


class _Round:
    """One round: the feeds that are due, then the pages of all entries that wait."""

    def __init__(
        self, plan: Plan, path: Path, config: Config, store: FeedStore, fetcher: Fetcher, world: World
    ) -> None:
        self._plan, self._path, self._config, self._store, self._world = plan, path, config, store, world
        self._visits = Visits(fetcher, store, world, plan.pause)
        self._until = world.clock() + max(plan.every, _SHORTEST)
        self._longest = 1.25 * max(plan.every, _DAY)  # that anything is put off, chance included
        self._done = Round()
        self._open = ExitStack()
        self._writer: StoreWriter | None = None
        self._from_feeds: list[Waiting] = []

    def run(self) -> Round:
        with self._open:
            self._store.mend_times(self._world.clock(), self._longest)
            soon = self._world.clock() + min(self._plan.every / 10, _SHORTEST)
            for address in self._plan.feeds:
                row = self._store.feed(address)
                if row.gone or row.next_at > soon:
                    self._queue(address)
                else:
                    self._visits.add(_feed_visit(row))
            for visit, answer in self._visits.results(self._until):
                if isinstance(visit.about, FeedRow):
                    self._done.asked += 1
                    self._feed(visit.about, visit, answer)
                elif isinstance(visit.about, Waiting):
                    self._page(visit.about, visit, answer)
            for waiting in self._from_feeds:
                if self._world.clock() >= self._until:
                    break
                self._store.tried(waiting.address, next_at=self._world.clock())
                self._fall_back(waiting, [])
        self._done.waiting, self._done.next_at = self._ahead()
        return self._done

    def _ahead(self) -> tuple[int, float | None]:
        """How many entries wait, and when the next round is to begin."""
        count, first = self._store.next_waiting(self._plan.feeds)
        rows = [self._store.feed(address) for address in self._plan.feeds]
        times = [row.next_at for row in rows if not row.gone] + ([first] if first is not None else [])
        now = self._world.clock()
        latest = now + self._longest  # later only where the clock was set back
        return count, min(max(min(times), now + min(self._plan.every, _SHORTEST)), latest) if times else None

    def _queue(self, feed: str) -> None:
        """Queues the pages of a feed's entries that wait."""
        for waiting in self._store.waiting(feed, self._world.clock()):
            address = waiting.entry.get("address")
            if waiting.tries >= _TRIES:
                message = f"it was tried {_TRIES} times without an end, and is not tried again"
                self._fall_back(waiting, [Problem("read", "given_up", message, address or feed)])
            elif address is None or self._plan.feeds_only:
                self._from_feeds.append(waiting)
            else:
                self._visits.add(Visit(address, waiting, private=bool(waiting.entry.get("private"))))

    # Feeds.

    def _feed(self, row: FeedRow, visit: Visit, answer: Answer | Problem) -> None:
        """Takes in what came of asking for a feed, then queues the pages of its entries."""
        now = self._world.clock()
        if isinstance(answer, Problem):
            self._feed_failed(row, answer, 0.0)
        elif answer.status == HTTPStatus.GONE:
            row.gone = True
            self._store.save_feed(row)
            message = "the server says that the feed is gone for good; it is not asked for any more"
            self._note([Problem("read", "feed_gone", message, row.address)])
        elif answer.status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            self._feed_failed(row, _http_error(answer, row.address), retry_after(answer.headers, now))
        else:
            if visit.moved_to is not None and not answer.private:  # what is private is found from the user's address
                row.moved_to = visit.moved_to
            if answer.status == HTTPStatus.OK:
                self._feed_changed(row, visit.address, answer)
            else:
                self._done.unchanged += 1
                had_failed = row.failures > 0
                self._feed_seen(row, answer)
                self._store.save_feed(row)
                if had_failed:
                    self._note([], again=[row.address])
        self._queue(row.address)

    def _feed_failed(self, row: FeedRow, problem: Problem, asked: float) -> None:
        self._done.failed += 1
        row.failures += 1
        if row.failures >= _BACK:
            row.moved_to = row.etag = row.modified = None
        wait = waiting_time(row.failures, max(self._plan.every, _SHORTEST), _DAY, self._world.chance())
        row.next_at = self._world.clock() + max(wait, asked)
        self._store.save_feed(row)
        self._note([replace(problem, origin=row.address)])

    def _feed_seen(self, row: FeedRow, answer: Answer) -> None:
        """Notes that a feed was read, and when it may be asked for again: not sooner than it wants itself."""
        now = self._world.clock()
        age = re.search(r"(?:^|[\s,])max-age=\"?(\d{1,9})", answer.headers.get("cache-control", ""), re.IGNORECASE)
        wanted = min(max(float(row.ttl), float(age[1]) if age else 0.0), _DAY)
        row.failures, row.seen = 0, now
        row.next_at = now + max(0.0 if self._plan.once else self._plan.every, wanted)

    def _feed_changed(self, row: FeedRow, address: str, answer: Answer) -> None:
        feed = entries_in(answer.body, address, charset=answer.charset)
        if feed.problems and not feed.entries:
            self._feed_failed(row, feed.problems[0], 0.0)
            return
        had_failed = row.failures > 0
        row.title, row.ttl = feed.title or row.title, feed.ttl or 0
        # A feed that broke off is asked for as a whole the next time.
        row.etag = None if feed.problems else _state(answer, "etag")
        row.modified = None if feed.problems else _state(answer, "last-modified")
        self._feed_seen(row, answer)
        entries, problems = self._entries(feed, row, private=answer.private)
        new = self._store.save_feed(row, entries, self._world.clock())
        self._done.entries += new
        problems += [replace(problem, origin=row.address) for problem in feed.problems]
        if had_failed or problems or new:
            self._note(problems, again=[row.address])

    def _entries(
        self, feed: Feed, row: FeedRow, *, private: bool
    ) -> tuple[list[tuple[str, dict[str, object]]], list[Problem]]:
        """The entries to be entered, with their keys, and a problem for those that cannot be read."""
        entries, empty = [], 0
        shared = {"language": feed.language, "private": private}
        for entry in feed.entries:
            if (entry.address is None or self._plan.feeds_only) and not (entry.content or entry.summary):
                empty += 1
            else:
                entries.append((_key(entry, row.address), asdict(entry) | shared))
        if not empty:
            return entries, []
        lacks = "no text, and no page is fetched" if self._plan.feeds_only else "neither an address nor a text"
        message = f"{empty:,} of its entries have {lacks}; they are passed over"
        return entries, [Problem("read", "empty_entry", message, row.address)]

    # Pages.

    def _page(self, waiting: Waiting, visit: Visit, answer: Answer | Problem) -> None:
        """Takes in what came of asking for an entry's page."""
        next_at = self._world.clock() + waiting_time(waiting.tries + 1, _PAGE_WAIT, _PAGE_LONGEST, self._world.chance())
        self._store.tried(waiting.address, next_at=next_at)
        if isinstance(answer, Answer) and answer.status == HTTPStatus.OK:
            items = list(self._items(visit.address, answer))
            if any(isinstance(item, Article) for item in items):
                self._take(waiting, items, visit.address)
            else:
                self._fall_back(waiting, [item for item in items if isinstance(item, Problem)])
            return
        address = str(waiting.entry["address"])
        problem = replace(answer, origin=address) if isinstance(answer, Problem) else _http_error(answer, address)
        passing = answer.status in PASSING if isinstance(answer, Answer) else answer.code in HOST_FAULTS
        if passing and waiting.tries + 1 < _TRIES:
            self._note([problem])
        else:
            self._fall_back(waiting, [problem])

    def _items(self, address: str, answer: Answer) -> Iterator[Article | Problem]:
        """The article of a page, and its problems."""
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind and not (kind.startswith("text/") or "html" in kind or "xml" in kind):
            message = f"the address holds no page but {kind[:80]}, which is not read"
            yield Problem("read", "not_a_page", message, address)
            return
        try:
            yield from read_page(answer.body, address, self._config, url=address, charset=answer.charset)
        except UNFORESEEN as error:  # one page must not stop the others
            message = f"menurut failed on this page ({type(error).__name__}); please report it with its address"
            yield Problem("read", "internal_error", message, address)

    def _fall_back(self, waiting: Waiting, problems: Sequence[Problem]) -> None:
        """Stores the text that the feed itself has of an entry; where that is none, why there is no article."""
        entry = Entry(**{name: value for name, value in waiting.entry.items() if name in _ENTRY})
        feed = Feed(None, waiting.entry.get("language"), None, ())
        article = article_of(entry, feed, waiting.feed, least=_WHOLE if problems else 1)
        if article is None:
            address = entry.address or waiting.feed
            none = Problem("read", "no_text", "the feed holds no text of this entry", address)
            self._note(problems or [none])
            self._store.settle(waiting.address, NOT_READ, None, self._world.clock())
            return
        items: list[Article | Problem] = [article]
        if problems:
            message = f"its page gave no article ({problems[0].message}); the text of the feed was stored"
            items.append(Problem("read", "from_feed", message, entry.address, article.id))
        self._take(waiting, items, entry.address or waiting.address)

    def _take(self, waiting: Waiting, items: Iterable[Article | Problem], address: str) -> None:
        """Reads and stores the articles of an entry, each whole or not at all, and settles the entry."""
        entry = Entry(**{name: value for name, value in waiting.entry.items() if name in _ENTRY})
        now = datetime.fromtimestamp(self._world.clock(), UTC)
        readings: list[Reading] = []
        problems: list[Problem] = []
        status, kept = NOT_READ, None
        for given in items:
            for item in dated(with_entry(given, entry) if isinstance(given, Article) else given, now):
                if isinstance(item, Problem):
                    problems.append(item)
                    continue
                result = self._read(item)
                if isinstance(result, Problem):
                    problems.append(result)
                    continue
                kept = kept or item.id
                status = KNOWN if result is None and status != STORED else STORED
                readings += [result] if result is not None else []
        self._note(problems, again={address, entry.address or address}, readings=readings)
        self._store.settle(waiting.address, status, kept, self._world.clock())

    def _read(self, article: Article) -> Reading | Problem | None:
        """An article's records, ``None`` where the store has them."""
        summary = self._done.summary
        summary.seen += 1
        outcome = self._into().outcome(article)
        if outcome is Outcome.KNOWN:
            summary.outcomes[outcome] += 1
            return None
        result = read_article(article, self._config)
        if isinstance(result, Reading):
            summary.count(result, outcome)
        return result

    def _note(
        self, problems: Sequence[Problem], *, again: Iterable[str] = (), readings: Sequence[Reading] = ()
    ) -> None:
        """Stores readings and problems; what earlier runs could not do with ``again`` is forgotten."""
        for problem in problems:
            stored = problem.article_id is not None and any(problem.article_id == r.article.id for r in readings)
            (self._done.summary.noted if stored else self._done.summary.not_read)[problem.code] += 1
        self._into().write(readings, problems)
        for address in again:
            self._into().forget_problems(address)

    def _into(self) -> StoreWriter:
        """The writer of this round; a round in which nothing is to be written is no run."""
        if self._writer is None:
            self._writer = self._open.enter_context(StoreWriter(self._path, run_key(self._config), __version__))
        return self._writer


def _feed_visit(row: FeedRow) -> Visit:
    headers: dict[str, str] = {}
    if row.etag:
        headers["If-None-Match"] = row.etag
    if row.modified:
        headers["If-Modified-Since"] = row.modified
    return Visit(row.moved_to or row.address, row, headers, private=row.moved_to is None)


def _state(answer: Answer, name: str) -> str | None:
    """A header that names the state of a feed, ``None`` where it could not be sent back as it is."""
    value = answer.headers.get(name, "")
    return value if value.isascii() and value.isprintable() and 0 < len(value) <= 1000 else None


def _key(entry: Entry, feed: str) -> str:
    """What an entry is known by: its address, however it is written; without one, its feed and its id or text."""
    if entry.address is not None:
        return canonical(entry.address)
    parts = (entry.id,) if entry.id else (entry.title, entry.summary, entry.content)
    return f"{feed}#{digest(parts)}"


def _http_error(answer: Answer, address: str) -> Problem:
    names: Mapping[int, str] = {status.value: status.phrase.lower() for status in HTTPStatus}
    name = f" ({names[answer.status]})" if answer.status in names else ""
    later = "; it is tried again later" if answer.status in PASSING else "; look whether the address is right"
    return Problem("read", "http_error", f"the server answered {answer.status}{name}{later}", address)
