"""Speed, size and memory of finding copies, on one core: ``python bench/copies.py [FILE...]``.

Reads raw news (JSON lines, gzipped; ``../shared/data/raw`` where no file is named), puts it into stores as documents
whose body is the text as it came, and links those. Every size is measured in a process of its own.
"""

from __future__ import annotations

import gzip
import itertools
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from menurut.link.copies.memory import carried, pairs_of
from menurut.link.copies.records import CopyText
from menurut.link.copies.stored import link_copies
from menurut.read.articles import make_article
from menurut.records import Annotation, Document, Paragraph, ParagraphKind, Reading
from menurut.store import StoreWriter
from menurut.store.schema import connect

ROOT = Path(__file__).resolve().parent.parent
SIZES = (5_000, 20_000)
NEW = 1_000


def rows(paths: Sequence[Path]) -> Iterator[dict[str, str]]:
    """The rows of the files that have a text."""
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from (row for row in map(json.loads, file) if row["text"].strip())


def write(store: Path, articles: Iterable[dict[str, str]]) -> None:
    """Puts articles into a store, each as one paragraph."""
    left = iter(articles)
    with StoreWriter(store, "k", "0") as writer:
        while some := list(itertools.islice(left, 500)):
            writer.write([reading(row) for row in some])


def reading(row: dict[str, str]) -> Reading:
    """A row as an article that was read."""
    article = make_article(row["text"], "raw", url=row["url"] + row["id"], outlet=row["source"])
    paragraph = Paragraph(0, len(article.text), ParagraphKind.BODY, 0, len(article.text))
    document = Document(article.id, article.text, "id", (paragraph,))
    return Reading(article, document, Annotation(article.id, (), ()), (), ())


def index_bytes(store: Path) -> int:
    """The size of the tables of copies with their indexes."""
    connection = connect(store, write=True)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE tbl_name LIKE 'copy%'")]
    tables += [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE tbl_name = 'citations'")]
    try:
        sizes = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall())
        return sum(sizes.get(name, 0) for name in tables)
    finally:
        connection.close()


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """The seconds on the clock and on the processor that a piece of work takes; other processes lengthen the first."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used


def peak() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def stored(size: int, paths: Sequence[Path]) -> None:
    """Prints what linking a store of that many articles takes, and some more after them."""
    articles = rows(paths)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "s.db"
        write(store, itertools.islice(articles, size))
        before = peak()
        clock, used = timed(lambda: link_copies(store))
        most = peak()
        part = index_bytes(store) / size
        write(store, itertools.islice(articles, NEW))
        clock_new, used_new = timed(lambda: link_copies(store))
    print(
        f"store of {size:6,}: {size / used:6,.0f} articles/s of one core ({size / clock:,.0f} by the clock),"
        f" {part:.0f} bytes an article; {NEW:,} more in {used_new:.2f} s ({clock_new:.2f} by the clock);"
        f" peak memory {most:.0f} MB, {most - before:.0f} more than before",
        flush=True,
    )


def in_memory(size: int, paths: Sequence[Path]) -> None:
    """Prints how fast pairs are found in a batch that is held in memory."""
    texts = [CopyText(row["id"], row["text"]) for row in itertools.islice(rows(paths), size)]
    sketches = carried(texts)[1]
    _, making = timed(lambda: carried(texts))
    _, pairing = timed(lambda: pairs_of(sketches))
    print(
        f"in memory, {size:,}: {size / making:,.0f} sketches/s of one core,"
        f" {size / (making + pairing):,.0f} articles/s with their pairs",
        flush=True,
    )


def main() -> None:
    """Prints everything."""
    paths = [Path(name) for name in sys.argv[1:]] or sorted((ROOT.parent / "shared/data/raw").glob("*.jsonl.gz"))
    for work, size in ((in_memory, SIZES[-1]), *((stored, size) for size in SIZES)):
        process = multiprocessing.get_context("spawn").Process(target=work, args=(size, paths))
        process.start()
        process.join()


if __name__ == "__main__":
    main()
