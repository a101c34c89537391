"""What reading on a cluster costs, step by step, and how it grows: ``python bench/cluster.py --articles 1000 10000``.

Makes that many articles of our own texts (words are exchanged, so that they are no copies; every tenth is one), reads
and links them with ``--on cluster`` in processes of this machine, and prints the seconds of the processor of each step,
of this process and of the workers, what an article costs, and the exponents with which the steps grow. With ``--check``
one process reads and links the same, and every table is compared.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from menurut.cli.main import main as menurut
from menurut.run import cluster as reading
from menurut.run import linking

ROOT = Path(__file__).resolve().parent.parent
A_DAY = 500  # articles
OTHER_WORDS = 0.35  # of an article's, that another has in their place
STEPS = {
    "read: workers": (reading, "read_parts"),
    "read: store": (reading, "keep_parts"),
    "copies: workers": (linking.Job, "copies"),
    "copies: store": (linking, "link_copies"),
    "identities: workers": (linking.Job, "actors"),
    "identities: store": (linking, "link_actors"),
    "incidents: workers": (linking.Job, "events"),
    "incidents: store": (linking, "link_incidents"),
}


def articles(count: int) -> Iterator[dict[str, str]]:
    """So many articles, the same for the same number."""
    lines = (ROOT / "tests/gold/articles.jsonl").read_text("utf-8").splitlines()
    texts = [(row["text"], row.get("language")) for row in map(json.loads, lines)]
    words = sorted({word for text, _ in texts for word in text.split() if word.isalpha()})
    alike = {capital: [word for word in words if word[0].isupper() is capital] for capital in (False, True)}
    draw = random.Random(count)
    earlier: list[str] = []
    for number in range(count):
        text = draw.choice(earlier) + f"\nDilansir kantor berita, {number}." if number % 10 == 9 else ""
        text = text or _varied(draw.choice(texts)[0], alike, draw)
        earlier = [*earlier[-499:], text]
        outlet = f"outlet{draw.randrange(40)}.example"
        day = date(2024, 1, 1) + timedelta(number // A_DAY)
        url = f"https://{outlet}/{number}"
        yield {"id": str(number), "url": url, "source": outlet, "published": day.isoformat(), "text": text}


def _varied(text: str, alike: dict[bool, list[str]], draw: random.Random) -> str:
    def other(word: str) -> str:
        return draw.choice(alike[word[0].isupper()]) if word.isalpha() and draw.random() < OTHER_WORDS else word

    return "\n".join(" ".join(map(other, line.split())) for line in text.split("\n"))


def processor() -> tuple[float, float]:
    """The seconds that this process has taken of the processor, and those that ended below it."""
    own, below = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime, below.ru_utime + below.ru_stime


def run(count: int, jobs: int, folder: Path, *, check: bool) -> dict[str, float]:
    """Seconds of the processor by step, of so many articles; prints them."""
    rows, store = folder / f"{count}.jsonl", folder / f"{count}.db"
    with rows.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in articles(count))
    spent: dict[str, float] = {}

    def timed(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **more: Any) -> Any:
            began, before = time.perf_counter(), processor()
            found = step(*args, **more)
            own, below = (now - then for now, then in zip(processor(), before, strict=True))
            spent[name] = own + below
            wall = time.perf_counter() - began
            print(f"  {name:20} {own:8.1f} s here {below:9.1f} s below {wall:9.1f} s on the clock", flush=True)
            return found

        return wrapped

    print(f"{count:,} articles, {rows.stat().st_size / 1e6:,.1f} MB")
    read = ["read", str(rows), "--fast", "--quiet", "--store"]
    with ExitStack() as patches:
        for name, (where, what) in STEPS.items():
            patches.enter_context(patch.object(where, what, timed(name, getattr(where, what))))
        there = ["--on", "cluster", "--jobs", str(jobs)]
        menurut([*read, str(store), *there], standalone_mode=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    parts = sum(file.stat().st_size for file in Path(f"{store}.parts").rglob("*.parquet"))
    sizes = f"store {store.stat().st_size / 1e6:,.1f} MB, parts {parts / 1e6:,.1f} MB, peak here {peak:,.0f} MB"
    print(f"  {sum(spent.values()) / count * 1000:.1f} s of the processor for 1,000 articles; {sizes}")
    if check:
        menurut([*read, str(folder / "here.db"), "--jobs", str(jobs)], standalone_mode=False)
        assert tables(store) == tables(folder / "here.db"), "the store differs from that of one process"
        print("  every table is that of one process")
        (folder / "here.db").unlink()
    return spent


def tables(path: Path) -> dict[str, tuple[int, str]]:
    """Of every table its number of rows and a hash of them, whatever their order; runs aside."""
    connection = sqlite3.connect(path)
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: _hash(connection, name) for name in names if name != "runs"}
    finally:
        connection.close()


def _hash(connection: sqlite3.Connection, name: str) -> tuple[int, str]:
    count = total = 0
    for row in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608
        count += 1
        total += int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=16).digest())
    return count, f"{total % (1 << 128):x}"


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The exponent of the power of the sizes that fits the seconds best, by least squares of logarithms."""
    x, y = [math.log(size) for size in sizes], [math.log(max(each, 0.01)) for each in seconds]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


def main() -> None:
    """Runs every size, and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where to, a folder that goes afterwards by default")
    parser.add_argument("--check", action="store_true", help="compare every table with that of one process")
    parser.add_argument("--price", type=float, help="of a core hour, to print what a million articles cost")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        runs = {count: run(count, given.jobs, Path(folder), check=given.check) for count in sorted(given.articles)}
    print("\n| step | " + " | ".join(f"{count:,}" for count in runs) + " | exponent |")
    print("|---" * (len(runs) + 2) + "|")
    for name in STEPS:
        seconds = [spent.get(name, 0.0) for spent in runs.values()]
        grows = f"{exponent(list(runs), seconds):.2f}" if len(runs) > 1 else "-"
        print(f"| {name} | " + " | ".join(f"{each:,.1f}" for each in seconds) + f" | {grows} |")
    largest = max(runs)
    hours = sum(runs[largest].values()) / largest * 1e6 / 3600
    cost = f", {hours * given.price:,.2f} at that price" if given.price else ""
    print(f"\n{hours:,.1f} core hours for a million articles at the rate of {largest:,}{cost}")


if __name__ == "__main__":
    main()
