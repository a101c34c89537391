"""The texts that are measured: our own gold texts, varied, and real news where it is on this machine."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from menurut.read import make_article
from menurut.records import Article

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests/gold/articles.jsonl"
SHARED = ROOT.parent / "shared"
# Our name of a set: what it is, and the file of JSON lines that holds it.
SETS = {
    "own": ("our own gold texts, Indonesian and English: the same words in many", GOLD),
    "clickid": ("clickid: Indonesian news, a third with a damaged encoding", SHARED / "data/raw/clickid.jsonl.gz"),
    "indosum": ("indosum: Indonesian news", SHARED / "data/raw/indosum.jsonl.gz"),
    "polnear": ("PolNeAR's development articles: English news, long", SHARED / "gold/english/polnear-dev.jsonl"),
}
WARM = 62  # of our own texts: all of them
SYLLABLES = ("ba", "ri", "tun", "mo", "sel", "ka", "dir", "wo", "lan", "pe")
ADDED = {
    "id": "Utusan ke-{n}, {name}, mengatakan bahwa perundingan nomor {n} akan dilanjutkan pekan depan.",
    "en": "Envoy number {n}, {name}, said that round {n} of the talks would go on next week.",
}


def rows(count: int) -> Iterator[dict[str, str]]:
    """Our gold texts over and over, each with a sentence that no other one has."""
    gold = [json.loads(line) for line in GOLD.read_text("utf-8").strip("\n").split("\n")]
    for n, row in enumerate(itertools.islice(itertools.cycle(gold), count)):
        name = "".join(SYLLABLES[int(digit)] for digit in f"{n:04}").capitalize()
        sentence = ADDED[row["language"]].format(n=n, name=name)
        yield row | {
            "id": f"{row['id']}-{n}",
            "url": f"https://bench.example/{n}",
            "text": f"{row['text']}\n{sentence}",
        }


def articles_of(name: str, count: int) -> list[Article]:
    """The first articles of a set, at most so many; each is another text."""
    if name == "own":
        found: Iterator[dict[str, str]] = rows(count)
    else:
        found = itertools.islice(_lines(SETS[name][1]), count)
    return [
        make_article(row["text"], name, given_id=row["id"], title=row.get("title"), url=row.get("url")) for row in found
    ]


def warm_and_measured(name: str, count: int) -> tuple[list[Article], list[Article]]:
    """Our own texts, each once, to begin with; and so many others of a set, which are what is measured."""
    warm = articles_of("own", WARM)
    return warm, articles_of(name, WARM + count)[WARM:] if name == "own" else articles_of(name, count)


def sets_here() -> list[str]:
    """The names of the sets that are on this machine."""
    return [name for name, (_, path) in SETS.items() if path.exists()]


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
