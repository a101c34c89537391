"""Reading on many machines: partitions of the sources become parts, and the parts a store as one machine would make it.

Workers read partitions and leave a part of each (``parts``); this process then stores what is in the parts in the order
of the sources, by the code that stores what it has read itself. So the store is the same, whatever the partitions.
"""

from __future__ import annotations

import atexit
import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec

from menurut.config import Config
from menurut.read import articles_in
from menurut.read.sources import Source
from menurut.read.stripes import Stripe
from menurut.records import Article, Problem, Reading
from menurut.run.engine import Engine
from menurut.run.local import Item, Store, Summary, keep
from menurut.run.parts import Partition, PartWriter, items_of, rows_of
from menurut.run.shelf import Shelf
from menurut.run.workers import Here, Jobs, Pool, Readers, Task

_AHEAD = 8  # articles that wait for the process that reads them
_TICK = 0.25  # seconds between two looks at it
READ = "read"  # the folder of the parts


@dataclass(frozen=True, slots=True)
class ReadWork:
    """Reads partitions into parts: what a worker needs for it."""

    shelf: Shelf
    config: Config
    fields: tuple[tuple[str, str], ...]
    seconds: float = 60.0

    def begin(self) -> Callable[[Any], int]:
        """Starts the process that reads the articles, whose death costs one article and not the part."""
        pool = Pool(self.config, Jobs(1, self.seconds))
        atexit.register(pool.close)
        return lambda item: read_partition(partition_from(item.as_py()), self, pool)


def partition_from(text: str) -> Partition:
    """A partition as it was sent to a worker."""
    return msgspec.convert(json.loads(text), Partition)


def sent(partition: Partition) -> str:
    """A partition as it is sent to a worker: names of files that are no UTF-8 too."""
    return json.dumps(msgspec.to_builtins(partition))


def read_partition(partition: Partition, work: ReadWork, reading: Readers) -> int:
    """Reads a partition into its part; returns how many articles it holds."""
    count = 0
    with work.shelf.within(READ).writing(partition.file) as path:
        writer = PartWriter(path)
        waiting: deque[tuple[int, int, Article | None, Task | Problem]] = deque()

        def advance(most: int) -> None:
            while waiting:
                source, row, article, task = waiting[0]
                result = task.result if isinstance(task, Task) else task
                if result is None and len(waiting) <= most:
                    return
                if result is None:
                    reading.wait(_TICK)
                    continue
                writer.add(source, row, article, result)
                waiting.popleft()

        for source, row, item in _read(partition, work):
            if isinstance(item, Article):
                count += 1
                waiting.append((source, row, item, reading.submit(item)))
            else:
                waiting.append((source, row, None, item))
            reading.wait(0)
            advance(_AHEAD)
        advance(0)
        writer.close()
    return count


def _read(partition: Partition, work: ReadWork) -> Iterator[tuple[int, int, Article | Problem]]:
    """What the sources of a partition hold, each with the number of the source and its place there."""
    for number, source in enumerate(partition.sources):
        stripe = Stripe(partition.stripe, partition.stripes)
        for place, item in enumerate(articles_in(source, dict(work.fields), work.config, stripe)):
            yield number, (stripe.row if partition.stripes > 1 else place), item


def read_parts(partitions: Sequence[Partition], work: ReadWork, engine: Engine) -> int:
    """Has every partition read that has no part yet; returns how many those were. Raises ``MenurutError``."""
    shelf = work.shelf.within(READ)

    def missing() -> list[str]:
        there = shelf.names()
        return [sent(partition) for partition in partitions if partition.file not in there]

    left = missing()
    engine.finish(left, work, missing)
    return len(left)


# ---- from the parts into a store


class _Stood(Readers):
    """Gives what stands in the parts; an article that is to be read in another form is read here."""

    full = False

    def __init__(self, config: Config) -> None:
        self._here = Here(config)
        self.article: Article | None = None
        self.result: Reading | Problem | None = None

    def submit(self, article: Article) -> Task:
        """The article's task, with its result."""
        return Task(article, self.result) if article is self.article else self._here.submit(article)

    def wait(self, seconds: float) -> None:
        """There is nothing to wait for."""

    def close(self) -> None:
        """There is nothing to end."""


def keep_parts(
    partitions: Sequence[Partition],
    work: ReadWork,
    store: Store,
    *,
    problems: Sequence[Problem],
    summary: Summary,
    on_progress: Callable[[Source, int], None],
) -> None:
    """Stores what stands in the parts of these partitions. Raises ``StoreError``, ``InputError``."""
    stood = _Stood(work.config)
    items = _items(partitions, work.shelf.within(READ), stood)
    keep(items, store, stood, problems=problems, summary=summary, on_progress=on_progress)


def _items(partitions: Sequence[Partition], shelf: Shelf, stood: _Stood) -> Iterator[Item]:
    for _, several in groupby(partitions, key=lambda each: each.sources):
        parts = list(several)
        rows = groupby(merge(*(_rows(shelf, part) for part in parts), key=itemgetter(0, 1)), key=itemgetter(0))
        striped = len(parts) > 1
        for number, found in rows:
            source = parts[0].sources[number]
            yield from _source(source, (packed for _, _, packed in found), stood, striped=striped)


def _rows(shelf: Shelf, part: Partition) -> Iterator[tuple[int, int, bytes]]:
    yield from rows_of(shelf, part.file, ("source", "row", "item"))


def _source(source: Source, packed: Iterator[bytes], stood: _Stood, *, striped: bool) -> Iterator[Item]:
    """What a source holds; what is wrong with the whole of one that was read in stripes comes once, at its end."""
    place, last = 0, dict[Problem, None]()
    for item in items_of(packed):
        result = item.result()
        if striped and isinstance(result, Problem) and result.origin == source.label:
            last[result] = None
            continue
        place += 1
        stood.article, stood.result = item.article, result
        yield source, place, item.article or _problem(result)
    for number, problem in enumerate((p for p in last if p.code != "empty_file" or not place), place + 1):
        yield source, number, problem
    yield source, None, None


def _problem(result: Reading | Problem) -> Problem:
    assert isinstance(result, Problem)
    return result
