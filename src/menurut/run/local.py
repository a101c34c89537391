"""Reading sources into a store on this machine: resumable, each article whole or not at all.

This process reads the sources, asks the store, and writes; the articles are read here or in workers, and stored in the
order in which they came, so that the store is the same however many there are.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from menurut.config import Config
from menurut.errors import InputError, MenurutError, StoreError
from menurut.read import Source, articles_in
from menurut.records import Article, Problem, Reading
from menurut.run.workers import Jobs, Readers, Task, readers
from menurut.store import Outcome

_BATCH = 32  # articles in a transaction at most
_SECONDS = 2.0  # and the longest that a finished article waits to be stored
_TICK = 0.25  # seconds between two looks at the clock while workers read
_WINDOW = 32  # parts of sources a worker that may wait for one that came before them
_FEW = 100  # articles that are read before further processes have started
_WORKER_BYTES = 700_000_000  # of memory, of which a worker takes most with the models of two languages


Item = tuple[Source, int | None, Article | Problem | None]


class Store(Protocol):
    """What reading asks of a store; ``store.StoreWriter`` is one."""

    def outcome(self, article: Article) -> Outcome:
        """What writing this article would do."""

    def article(self, article_id: str, /) -> Article | None:
        """The article of that id as it stands in the store."""

    def write(self, readings: Sequence[Reading], problems: Sequence[Problem] = ()) -> None:
        """Stores all of these, or on an error none."""

    def forget_problems(self, origin: str) -> None:
        """Forgets what earlier runs could not do with ``origin``."""


def jobs_for(asked: int | None, sources: Sequence[Source]) -> Jobs:
    """In how many processes to read: as many as were asked for, else one for few articles, else one a core.

    There are never more by themselves than half of this machine's memory has room for. Raises ``InputError`` where
    that many cannot be.
    """
    if asked is not None and (asked < 1 or (asked > 1 and not _may_have_workers())):
        reason = "give at least 1" if asked < 1 else "this system reads in one process only, so give 1"
        raise InputError(f"--jobs {asked} is not possible: {reason}")
    if asked is None:
        return Jobs(_by_itself() if _may_have_workers() and _many(sources) else 1)
    return Jobs(asked)


def _may_have_workers() -> bool:
    return sys.platform != "win32"  # where a process cannot wait for several pipes


def _by_itself() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if "SC_PHYS_PAGES" in os.sysconf_names:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        cores = min(cores, memory // 2 // _WORKER_BYTES)
    return max(1, cores)


def _many(sources: Sequence[Source]) -> bool:
    """Whether the sources may hold more than a few articles, as one that cannot be counted may."""
    count = 0
    for source in sources:
        parts = source.parts()
        if parts is None or (count := count + parts) > _FEW:
            return True
    return False


@dataclass(slots=True)
class Summary:
    """What a run did, counted as it goes on: articles by outcome, what was not read and what was noted by code."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    not_read: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)
    attributions: int = 0
    events: int = 0
    seen: int = 0

    @property
    def stored(self) -> int:
        """Articles written in this run."""
        return self.outcomes.total() - self.outcomes[Outcome.KNOWN]

    def count(self, reading: Reading, outcome: Outcome) -> None:
        """Counts an article that was read: its outcome, its attributions and events, and what was noted in it."""
        self.outcomes[outcome] += 1
        self.attributions += len(reading.attributions)
        self.events += len(reading.events)
        self.noted.update(problem.code for problem in reading.problems)


class _Batch:
    """Readings and problems that wait for the next transaction, and sources that are at their end."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._readings: dict[str, Reading] = {}
        self._problems: list[Problem] = []
        self._ended: list[str] = []
        self._since = time.monotonic()

    def __contains__(self, article: Article) -> bool:
        return article.id in self._readings

    def add(self, item: Reading | Problem) -> None:
        """Takes an item; it is stored with the next transaction."""
        if isinstance(item, Reading):
            self._readings[item.article.id] = item
        else:
            self._problems.append(item)

    def end(self, origin: str) -> None:
        """All of a source has been added: once it is stored, its earlier problems are forgotten."""
        self._ended.append(origin)

    def flush_if_due(self) -> None:
        """Stores what there is if it is enough, or has waited long enough."""
        if len(self._readings) >= _BATCH or time.monotonic() - self._since > _SECONDS:
            self.flush()

    def flush(self) -> None:
        """Stores what there is."""
        if self._readings or self._problems:
            self._store.write(tuple(self._readings.values()), self._problems)
        self._readings, self._problems = {}, []
        while self._ended:
            self._store.forget_problems(self._ended[-1])
            self._ended.pop()
        self._since = time.monotonic()


def read_sources(
    sources: Sequence[Source],
    store: Store,
    config: Config,
    *,
    fields: Mapping[str, str],
    problems: Sequence[Problem] = (),
    summary: Summary,
    on_progress: Callable[[Source, int], None],
    jobs: Jobs | None = None,
) -> None:
    """Reads every article of the sources into the store; one that stands there under the same key is passed over.

    Args:
        sources: the files, from ``read.find_sources``.
        store: where to; what is interrupted is found there whole up to the last transaction.
        config: the settings of the steps.
        fields: our names of fields to the names the files use.
        problems: what finding the sources had to pass over.
        summary: counts, kept up to date so that an interrupted run can be summed up too.
        on_progress: called after each part of a source with the source and the number of its parts read so far.
        jobs: in how many processes to read (``jobs_for``); one where it is left out. The store is the same, whatever
            their number.

    Raises ``StoreError`` where the store cannot be written, and ``MenurutError`` where no worker can be started; what
    was written before stays.
    """
    jobs = jobs or Jobs()

    def items() -> Iterator[Item]:
        for source in sources:
            for number, item in enumerate(articles_in(source, fields, config), 1):
                yield source, number, item
            yield source, None, None

    keep(
        items(),
        store,
        readers(config, jobs),
        problems=problems,
        summary=summary,
        on_progress=on_progress,
        most=_WINDOW * jobs.count,
    )


def keep(
    items: Iterator[Item],
    store: Store,
    reading: Readers,
    *,
    problems: Sequence[Problem],
    summary: Summary,
    on_progress: Callable[[Source, int], None],
    most: int = _WINDOW,
) -> None:
    """Stores what sources hold, in that order: each article that is not known is read, and ``reading`` is closed.

    ``items`` are the parts of sources with their numbers, and at a source's end two times ``None``; at ``most`` so many
    wait for one that came before them. The rest is as for ``read_sources``, which raises the same.
    """
    batch = _Batch(store)
    for problem in problems:
        summary.not_read[problem.code] += 1
        batch.add(problem)
    window = _Window(batch, store, reading, summary, on_progress, most)
    try:
        for source, number, item in items:
            window.take(_Part(source, number), item)
        window.finish()
    except StoreError:
        raise
    except (KeyboardInterrupt, MenurutError):
        window.stop()
        raise
    finally:
        reading.close()


@dataclass(slots=True)
class _Part:
    """A part of a source by its number (``None``: the end of the source), and what is to be stored of it."""

    source: Source
    number: int | None
    found: Task | Problem | None = None
    outcome: Outcome = Outcome.KNOWN

    @property
    def ready(self) -> bool:
        return not isinstance(self.found, Task) or self.found.result is not None


class _Window:
    """The parts that are being read, or wait for one before them: they are stored in the order in which they came."""

    def __init__(
        self,
        batch: _Batch,
        store: Store,
        reading: Readers,
        summary: Summary,
        on_progress: Callable[[Source, int], None],
        most: int,
    ) -> None:
        self._batch, self._store, self._readers, self._most = batch, store, reading, most
        self._summary, self._on_progress = summary, on_progress
        self._parts: deque[_Part] = deque()
        self._ids: set[str] = set()  # of the articles that are being read

    def take(self, part: _Part, item: Article | Problem | None) -> None:
        """Takes a part with what the source gives there, once there is room for it."""
        while self._readers.full or len(self._parts) >= self._most:
            self._advance(_TICK)
        if isinstance(item, Article):
            self._submit(part, item)
        else:
            part.found = item
        self._parts.append(part)
        self._advance(0)

    def finish(self) -> None:
        """Waits for all that is being read, and stores it."""
        while self._parts:
            self._advance(_TICK)
        self._batch.flush()

    def stop(self) -> None:
        """Stores what is finished, and waits for nothing."""
        for part in self._parts:
            if part.ready and part.number is not None:
                self._retire(part)
        self._parts.clear()
        self._batch.flush()

    def _submit(self, part: _Part, article: Article) -> None:
        self._summary.seen += 1
        while article.id in self._ids:
            self._advance(_TICK)
        if article in self._batch:
            self._batch.flush()
        article, part.outcome = _wanted(article, self._store)
        if part.outcome is Outcome.KNOWN:
            self._summary.outcomes[Outcome.KNOWN] += 1
            return
        part.found = self._readers.submit(article)
        self._ids.add(article.id)

    def _advance(self, seconds: float) -> None:
        self._readers.wait(seconds)
        while self._parts and self._parts[0].ready:
            self._retire(self._parts.popleft())
        self._batch.flush_if_due()

    def _retire(self, part: _Part) -> None:
        if part.number is None:
            self._batch.end(part.source.label)
            return
        if isinstance(part.found, Problem):
            self._batch.add(part.found)
            (self._summary.noted if part.found.article_id else self._summary.not_read)[part.found.code] += 1
        elif part.found is not None and part.found.result is not None:
            self._ids.discard(part.found.article.id)
            self._batch.add(part.found.result)
            self._count(part.found.result, part.outcome)
        self._on_progress(part.source, part.number)

    def _count(self, result: Reading | Problem, outcome: Outcome) -> None:
        if isinstance(result, Problem):
            self._summary.not_read[result.code] += 1
        else:
            self._summary.count(result, outcome)


def _wanted(article: Article, store: Store) -> tuple[Article, Outcome]:
    """The article to read for one that came, and what storing it would do.

    One that stands in the store with other words is a later state of it, and takes its place; but where the addresses
    differ, it is another page of the same article (the second one, that for telephones), and what is to be read is
    both together.
    """
    outcome = store.outcome(article)
    if outcome is not Outcome.REVISED or article.url is None:
        return article, outcome
    known = store.article(article.id)
    if known is None or known.url is None or known.url == article.url:
        return article, outcome
    from menurut.read.pages.twins import merged

    both = merged(known, article)
    if both is None:  # it adds nothing; but what is known may have been read by an earlier menurut
        again = store.outcome(known) is Outcome.AGAIN
        return known, Outcome.AGAIN if again else Outcome.KNOWN
    # It keeps the address of the page that came first, whose own words the store keeps as a revision: under that of a
    # later page, or the canonical one, a page that comes again would pass for a later state of the whole.
    both = replace(both, id=known.id, url=known.url)
    return both, store.outcome(both)
