"""One measure in a process of its own, on one core; prints it as JSON. ``speed.py`` runs these.

measure.py steps SET ARTICLES ROUNDS [fast]   seconds by step, from raw text to stored records
measure.py memory SET ARTICLES [fast]         memory after ARTICLES, twice and four times as many
measure.py long                               an article that is one line of 150,000 characters

Our own gold texts are read first, so that everything is loaded; what is measured is read for the first time.
"""

from __future__ import annotations

import gc
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from alone import keep_to_one_core
from clock import Clock
from texts import warm_and_measured

from menurut import pipeline
from menurut.config import Config
from menurut.link.copies.stored import link_copies
from menurut.link.incidents.stored import link_incidents
from menurut.link.stored import link_actors
from menurut.read import make_article
from menurut.records import Article, Reading
from menurut.store import StoreWriter

_BATCH = 32  # articles that are stored in one transaction


def peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def held() -> float:
    """The memory that this process holds now, in MB; the most it has held where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return peak()
    return pages * resource.getpagesize() / 2**20


def store(writer: StoreWriter, articles: Sequence[Article], config: Config) -> tuple[int, list[float]]:
    """Reads and stores articles; how many words they have, and the milliseconds that each took to be read."""
    words, times, batch = 0, [], []
    for article in articles:
        began = time.perf_counter()
        found = pipeline.read_article(article, config)
        times.append((time.perf_counter() - began) * 1000)
        if isinstance(found, Reading):
            words += len(found.article.text.split())
            batch.append(found)
        if len(batch) == _BATCH:
            writer.write(batch)
            batch = []
    writer.write(batch)
    return words, times


def steps(name: str, count: int, rounds: int, config: Config) -> dict[str, Any]:
    """Seconds of the processor by step, and articles a second of the median round; each round is of other articles."""
    warm, articles = warm_and_measured(name, count)
    each = len(articles) // rounds
    clock, paces, words, networks = Clock(), [], 0, 0.0
    seconds: dict[str, float] = {}
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder, clock.running():
        path = Path(folder) / "s.db"
        with StoreWriter(path, "bench", "0") as writer:
            store(writer, warm, config)
            for first in range(0, rounds * each, each):
                clock.restart()
                began = time.perf_counter()
                more, took = store(writer, articles[first : first + each], config)
                paces.append(each / (time.perf_counter() - began))
                words, times, networks = words + more, times + took, networks + clock.networks
                seconds = {step: seconds.get(step, 0.0) + found for step, found in clock.seconds.items()}
        most, began = peak(), time.process_time()
        for link in (link_copies, link_actors, link_incidents):
            link(path)
        seconds["link"] = (time.process_time() - began) * rounds * each / (len(warm) + rounds * each)
    return {
        "articles": rounds * each,
        "words": words,
        "pace": statistics.median(paces),
        "paces": paces,
        "seconds": seconds,
        "networks": networks,
        "peak": most,
        "median_ms": statistics.median(times),
        "p95_ms": statistics.quantiles(times, n=20)[-1],
    }


def memory(name: str, count: int, config: Config) -> list[dict[str, float]]:
    """Memory held and blocks allocated by Python, once it is warm and after so many, twice and four times as many."""
    warm, articles = warm_and_measured(name, 4 * count)
    found, at = [], 0
    with tempfile.TemporaryDirectory() as folder, StoreWriter(Path(folder) / "s.db", "bench", "0") as writer:
        store(writer, warm, config)
        for upto in (0, count, 2 * count, 4 * count):
            store(writer, articles[at:upto], config)
            at = min(upto, len(articles))
            gc.collect()
            found.append({"articles": at, "held": held(), "peak": peak(), "blocks": sys.getallocatedblocks()})
    return found


def long() -> dict[str, float]:
    """Seconds for one line of 150,000 characters, and the words in it."""
    sentences = (
        f"Menteri itu mengatakan bahwa perundingan ke-{n} akan dilanjutkan di kota {n}. " for n in range(2_000)
    )
    article = make_article("".join(sentences), "long")
    began = time.perf_counter()
    found = pipeline.read_article(article, Config())
    assert isinstance(found, Reading)
    return {"characters": len(article.text), "seconds": time.perf_counter() - began, "peak": peak()}


def main(what: str, *arguments: str) -> None:
    """Prints what is asked for."""
    keep_to_one_core()
    config = Config(fast="fast" in arguments)
    match what, *(word for word in arguments if word != "fast"):
        case "steps", name, count, rounds:
            print(json.dumps(steps(name, int(count), int(rounds), config)))
        case "memory", name, count:
            print(json.dumps(memory(name, int(count), config)))
        case ("long",):
            print(json.dumps(long()))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
