"""Reading sources into a store on this machine: resumable, each article whole or not at all."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from menurut.config import Config
from menurut.pipeline import read_article
from menurut.read import Source, articles_in
from menurut.records import Article, Problem, Reading
from menurut.store import Outcome, StoreWriter

_BATCH = 32  # articles in a transaction at most
_SECONDS = 2.0  # and the longest that a finished article waits to be stored


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


class _Batch:
    """Readings and problems that wait for the next transaction."""

    def __init__(self, store: StoreWriter) -> None:
        self._store = store
        self._readings: dict[str, Reading] = {}
        self._problems: list[Problem] = []
        self._since = time.monotonic()

    def __contains__(self, article: Article) -> bool:
        return article.id in self._readings

    def add(self, item: Reading | Problem) -> None:
        if isinstance(item, Reading):
            self._readings[item.article.id] = item
        else:
            self._problems.append(item)
        if len(self._readings) >= _BATCH or time.monotonic() - self._since > _SECONDS:
            self.flush()

    def flush(self) -> None:
        self._store.write(tuple(self._readings.values()), self._problems)
        self._readings, self._problems = {}, []
        self._since = time.monotonic()


def read_sources(
    sources: Sequence[Source],
    store: StoreWriter,
    config: Config,
    *,
    fields: Mapping[str, str],
    problems: Sequence[Problem] = (),
    summary: Summary,
    on_progress: Callable[[Source, int], None],
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

    Raises ``StoreError`` where the store cannot be written; what was written before stays.
    """
    batch = _Batch(store)
    for problem in problems:
        summary.not_read[problem.code] += 1
        batch.add(problem)
    try:
        for source in sources:
            for number, item in enumerate(articles_in(source, fields, config), 1):
                _take(item, batch, store, config, summary)
                on_progress(source, number)
            batch.flush()
            store.forget_problems(str(source.path))
    except KeyboardInterrupt:
        batch.flush()
        raise
    batch.flush()


def _take(item: Article | Problem, batch: _Batch, store: StoreWriter, config: Config, summary: Summary) -> None:
    if isinstance(item, Problem):
        (summary.noted if item.article_id else summary.not_read)[item.code] += 1
        batch.add(item)
        return
    summary.seen += 1
    if item in batch:
        batch.flush()
    outcome = store.outcome(item)
    if outcome is Outcome.KNOWN:
        summary.outcomes[outcome] += 1
        return
    result = read_article(item, config)
    if isinstance(result, Problem):
        summary.not_read[result.code] += 1
    else:
        summary.outcomes[outcome] += 1
        summary.attributions += len(result.attributions)
        summary.events += len(result.events)
        summary.noted.update(problem.code for problem in result.problems)
    batch.add(result)
