"""Speed and memory of menurut, step by step, from raw text to stored records, on one core: ``make bench``.

Reads our own gold texts, repeated with variation, and real news where ``../shared`` stands beside the checkout.
Every step is timed over all articles three times; the median is printed. Figures are articles (and words) a second.
"""

from __future__ import annotations

import gzip
import itertools
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from menurut import pipeline
from menurut.annotate import annotate
from menurut.attribute import assign_speakers, attribute
from menurut.code.events import Known, code_events
from menurut.config import Config
from menurut.ids import article_id
from menurut.link.stored import link_actors
from menurut.read import make_article
from menurut.records import Article, Problem, Reading
from menurut.resolve import find_dates, find_places, resolve, understand
from menurut.store import StoreWriter

ROOT = Path(__file__).resolve().parent.parent
CONFIG = Config()
ROUNDS = 3
ARTICLES = 400


def own_texts() -> list[Article]:
    """Our gold texts, repeated under other ids until there are enough."""
    rows = [
        json.loads(line) for line in (ROOT / "tests/gold/articles.jsonl").read_text("utf-8").strip("\n").split("\n")
    ]
    articles = [make_article(row["text"], "own", given_id=row["id"], title=row["title"]) for row in rows]
    return [
        replace(article, id=article_id(None, None, str(number), article.text))
        for number, article in enumerate(itertools.islice(itertools.cycle(articles), ARTICLES))
    ]


def real_texts(path: Path) -> list[Article]:
    """The first articles of a gzipped JSON-lines file of raw news."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in itertools.islice(file, ARTICLES)]
    return [make_article(row["text"], "raw", given_id=row["id"], title=row["title"]) for row in rows]


def seconds(work: Callable[[], object]) -> float:
    """The median time of a piece of work, after one round that is not counted."""
    work()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def report(name: str, articles: Sequence[Article]) -> None:
    """Prints the speed of every step over a set of articles."""
    read = [result for article in articles if isinstance(result := pipeline.read_article(article, CONFIG), Reading)]
    words = sum(len(reading.article.text.split()) for reading in read)
    print(f"\n{name}: {len(read)} articles of {words / len(read):.0f} words")

    def store() -> None:
        with tempfile.TemporaryDirectory() as folder, StoreWriter(Path(folder) / "s.db", "k", "0") as writer:
            for at in range(0, len(read), 32):
                writer.write(read[at : at + 32])

    def linked() -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "s.db"
            with StoreWriter(path, "k", "0") as writer:
                writer.write(read)
            link_actors(path)

    given = [reading.article for reading in read]
    parsed = [(reading.document, annotate(reading.document, CONFIG)) for reading in read]  # with vectors
    understood = [
        (r, annotation, understand(r.document, annotation)) for r, (_, annotation) in zip(read, parsed, strict=True)
    ]

    def events() -> None:
        for r, annotation, seen in understood:
            known = Known(r.actors, r.attributions, r.dates, r.places)
            code_events(r.document, annotation, seen, known, CONFIG)

    steps: dict[str, Callable[[], object]] = {
        "clean": lambda: [pipeline.clean(article, CONFIG) for article in given],
        "annotate": lambda: [annotate(r.document, CONFIG) for r in read],
        "resolve: actors": lambda: [resolve(document, annotation, CONFIG) for document, annotation in parsed],
        "resolve: dates": lambda: [find_dates(r.document, r.annotation) for r in read],
        "resolve: places": lambda: [find_places(r.document, r.annotation) for r in read],
        "attribute": lambda: [attribute(document, annotation, CONFIG) for document, annotation in parsed],
        "speakers": lambda: [assign_speakers(r.document, r.annotation, r.actors, r.attributions) for r in read],
        "code: events": events,
        "store": store,
        "store and link": linked,
        "raw text to records": lambda: [pipeline.read_article(article, CONFIG) for article in given],
    }
    for step, work in steps.items():
        took = seconds(work)
        print(f"  {step:20} {len(read) / took:10,.0f} articles/s {words / took:12,.0f} words/s")


def language_pipeline(code: str) -> None:
    """Prints how many words (as the pipelines count them, marks included) a second are split and parsed."""
    every = [pipeline.clean(article, CONFIG) for article in own_texts()]
    documents = [document for document in every if document.language == code]
    words = sum(len(annotate(document, CONFIG).words) for document in documents)
    print(f"\nlanguage pipeline, {code}: {len(documents)} articles, {words:,} words")
    for setting, config in (("whole", CONFIG), ("fast", Config(fast=True))):
        took = seconds(lambda config=config: [annotate(document, config) for document in documents])
        print(f"  annotate, {setting:10} {words / took:10,.0f} words/s")


def start_up() -> None:
    """Prints how long a first answer takes in a new process."""
    text = (ROOT / "examples/articles/wartaselat-menhan-norwegia-hanoi.txt").read_text("utf-8")
    first = f"import menurut; menurut.analyse(menurut.read_text({text!r}))"
    for name, code in (("menurut --help", None), ("first article", first)):
        command = [sys.executable, "-m", "menurut", "--help"] if code is None else [sys.executable, "-c", code]
        took = seconds(lambda command=command: subprocess.run(command, capture_output=True, check=True))
        print(f"  {name:20} {took:10.2f} s")


def main() -> None:
    """Prints everything."""
    print("start-up")
    start_up()
    for code in ("id", "en"):
        language_pipeline(code)
    report("our own gold texts", own_texts())
    raw = ROOT.parent / "shared/data/raw"
    for name in ("indosum", "clickid"):
        path = raw / f"{name}.jsonl.gz"
        if path.exists():
            report(name, real_texts(path))
    refused = pipeline.read_article(make_article("kata " * 300_000, "long"), CONFIG)
    assert isinstance(refused, Problem)
    sentences = (
        f"Menteri itu mengatakan bahwa perundingan ke-{n} akan dilanjutkan di kota {n}. " for n in range(2_600)
    )
    long = make_article("".join(sentences), "long")
    began = time.perf_counter()
    pipeline.read_article(long, CONFIG)
    print(f"\none line of {len(long.text):,} characters: {time.perf_counter() - began:.2f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory: {peak:,.0f} MB")


if __name__ == "__main__":
    main()
