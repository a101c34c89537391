"""Articles from files into a linked store in one run: seconds a step, memory at its highest, what is found.

$ .venv/bin/python bench/end_to_end.py ../shared/data/raw/clickid.jsonl.gz --articles 20000 --jobs 2 --store big.db
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

from menurut.config import Config
from menurut.link.copies.stored import link_copies
from menurut.link.incidents.stored import link_incidents
from menurut.link.stored import link_actors
from menurut.pipeline import run_key
from menurut.read import Source, articles_in, find_sources
from menurut.records import Article, Problem
from menurut.run import local
from menurut.run.workers import Jobs
from menurut.store import StoreReader, StoreWriter
from menurut.version import __version__


def timed(name: str, step: Callable[[], Any]) -> Any:
    """Runs a step and prints its seconds and the memory that the process and its workers had at most until then."""
    began, worked = time.perf_counter(), time.process_time()
    found = step()
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds, here = time.perf_counter() - began, time.process_time() - worked
    peak = f"peak {peaks[0]:,.0f} MB here, {peaks[1]:,.0f} MB a worker"
    print(f"{name:12} {seconds:8.1f} s ({here:.1f} s of this process)  {peak}", flush=True)
    return found


def main() -> None:
    """Reads, links, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--store", type=Path, required=True)
    given = parser.parse_args()
    config, left = Config(fast=given.fast), [given.articles]

    def some(source: Source, fields: Mapping[str, str], config: Config) -> Iterator[Article | Problem]:
        for item in islice(articles_in(source, fields, config), max(0, left[0])):
            left[0] -= isinstance(item, Article)
            yield item

    def read() -> local.Summary:
        sources, problems = find_sources(given.paths)
        summary = local.Summary()
        with StoreWriter(given.store, run_key(config), __version__) as store, patch.object(local, "articles_in", some):
            local.read_sources(
                sources,
                store,
                config,
                fields={},
                problems=problems,
                summary=summary,
                on_progress=lambda source, number: None,
                jobs=Jobs(given.jobs),
            )
        return summary

    summary = timed("read", read)
    print(
        f"  {summary.stored:,} articles, {summary.attributions:,} attributions, {summary.events:,} events; "
        f"not read {sum(summary.not_read.values()):,}"
    )
    for name, step in (("copies", link_copies), ("identities", link_actors), ("incidents", link_incidents)):
        print(f"  {timed(name, lambda step=step: step(given.store)):,} new")
    with StoreReader(given.store) as store:
        totals = store.totals()
    size = given.store.stat().st_size / 1e6
    held = f"{totals.articles:,} articles of {totals.sources:,} independent sources, {totals.incidents:,} incidents"
    print(f"{held}; store {size:,.0f} MB")


if __name__ == "__main__":
    main()
