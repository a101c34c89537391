"""The pages of ``menurut serve`` on a large store: milliseconds a page, for one reader and for ten at once.

$ .venv/bin/python bench/serve.py --articles 20000 --store build/large.db

The large store is made of a small one (our own gold and example articles, read and linked) by copying its rows under
other ids, days, outlets and identities: no article is read again. Readers ask for pages of all kinds in turn, each time
of other records; "pause" is what a reader rests between two pages. The table has the median and the 95th percentile.
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("tests/gold/incidents.jsonl", "tests/gold/articles.jsonl", "examples/articles")
OUTLETS, PERSONS = 60, 12  # copies of an article's outlet, and of an identity
DAYS = 900  # over which the copies are spread
SAMPLE = 24  # records of each kind that are asked for
IDS = {  # table: columns of ids that each copy has of its own, in an order that keeps the search tables right
    "articles": ("id",),
    "documents": ("article",),
    "paragraphs": ("article",),
    "sentences": ("article",),
    "actors": ("id", "article"),
    "mentions": ("actor",),
    "attributions": ("id", "article", "speaker"),
    "contents": ("attribution",),
    "dates": ("id", "article"),
    "places": ("id", "article"),
    "place_mentions": ("place",),
    "events": ("id", "article", "date", "place"),
    "event_triggers": ("event",),
    "event_actors": ("event", "actor"),
    "event_contexts": ("event",),
    "positions": ("event", "actor", "attribution"),
    "quantities": ("event",),
    "agreements": ("id", "article", "date", "event"),
    "agreement_parties": ("agreement", "actor"),
    "attribution_about": ("attribution", "event", "other"),
    "identity_actors": ("actor",),
    "incidents": ("id",),
    "incident_events": ("event", "incident", "source"),
    "incident_actors": ("incident",),
    "incident_clusters": ("cluster",),
    "incident_sightings": ("event", "cluster"),
    "incident_parties": ("actor",),
    "incident_pairs": ("first", "second"),
    "incident_keys": (),
    "copy_groups": ("id", "first"),
    "copy_members": ("article", "grp", "of"),
    "problems": ("id", "article"),
    "citations": ("article",),
}
PERSON_TABLES = {"identities": "id", "identity_names": "identity", "identity_roles": "identity"}
NUMBERED = {  # columns of numbers that each copy has of its own
    "incident_sightings": ("number",),
    "incident_parties": ("sighting",),
    "incident_keys": ("key", "sighting"),
}
DATED = {"articles": ("published",), "incidents": ("first", "last", "reported"), "dates": ("first", "last")}


@dataclass(frozen=True, slots=True)
class Server:
    """A served store: its address, the session's token, the process."""

    address: str
    token: str
    pid: int


def small_store(path: Path) -> None:
    """Reads and links our own articles."""
    command = [sys.executable, "-m", "menurut", "read", *SOURCES, "--store", str(path), "--quiet"]
    subprocess.run(command, cwd=ROOT, check=True)


def multiply(small: Path, large: Path, articles: int) -> None:
    """Makes a store of about so many articles out of a small one."""
    for suffix in ("", "-wal", "-shm"):
        large.with_name(large.name + suffix).unlink(missing_ok=True)
    with closing(sqlite3.connect(small)) as source, closing(sqlite3.connect(large)) as target:
        source.backup(target)
        for pragma in ("foreign_keys = OFF", "synchronous = OFF", "journal_mode = MEMORY", "cache_size = -200000"):
            target.execute(f"PRAGMA {pragma}")
        count = max(articles // target.execute("SELECT count(*) FROM articles").fetchone()[0] - 1, 1)
        for table, column in PERSON_TABLES.items():
            _copy(target, table, {column: _own(column, "k")}, PERSONS - 1)
        for table, columns in IDS.items():
            _copy(target, table, _changed(table, columns), count)
        target.commit()
        target.execute("PRAGMA journal_mode = WAL")


def _own(column: str, number: str) -> str:
    return f"substr(\"{column}\", 1, 14) || printf('%06x', {number})"


def _changed(table: str, columns: Sequence[str]) -> dict[str, str]:
    """What the columns of a table are in copy ``k``, in SQL."""
    changed = {column: _own(column, "k") for column in columns}
    changed |= {column: f'"{column}" + k * 1000003' for column in NUMBERED.get(table, ())}
    for column in DATED.get(table, ()):
        shifted = f"date(substr(\"{column}\", 1, 10), '-' || (k * 7 % {DAYS}) || ' days')"
        changed[column] = f'coalesce({shifted}, "{column}")'
    if table == "articles":
        changed["url"] = "url || '?' || k"
        changed["outlet"] = f"coalesce(substr(outlet, 1, 6) || (k % {OUTLETS}) || '.example', outlet)"
    if table in ("identity_actors", "incident_actors", "incident_parties"):
        person = _own("identity", f"k % {PERSONS}")
        changed["identity"] = f"CASE WHEN k % {PERSONS} = 0 OR identity IS NULL THEN identity ELSE {person} END"
    return changed


def _copy(connection: sqlite3.Connection, table: str, changed: Mapping[str, str], count: int) -> None:
    known = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(f'"{name}"' for name in known)
    values = ", ".join(changed.get(name, f'"{name}"') for name in known)
    connection.execute(f"CREATE TEMP TABLE base AS SELECT * FROM {table}")  # noqa: S608
    copies = f"WITH RECURSIVE copies(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copies WHERE k < {count})"  # noqa: S608
    connection.execute(f"INSERT INTO {table} ({names}) {copies} SELECT {values} FROM copies, base")  # noqa: S608
    connection.execute("DROP TABLE base")


def addresses(store: Path) -> dict[str, list[str]]:
    """Addresses of each kind of page, of records that are spread over the store."""
    chance = random.Random(8)
    with closing(sqlite3.connect(store)) as connection:

        def some(query: str) -> list[tuple[str, ...]]:
            rows = connection.execute(query).fetchall()
            return chance.sample(rows, min(SAMPLE, len(rows)))

        def pages(kind: str, query: str) -> list[str]:
            return [f"/{kind}/{'/'.join(row)}" for row in some(query)]

        countries = [row[0] for row in some("SELECT DISTINCT country FROM incident_actors WHERE country IS NOT NULL")]
        triggers = "SELECT DISTINCT words FROM event_triggers WHERE length(words) > 4"
        words = [row[0] for row in some(triggers)]
        pairs = "SELECT DISTINCT state, other FROM relations"
        often = (
            "SELECT identity FROM incident_actors WHERE identity IS NOT NULL GROUP BY 1 ORDER BY -count(*) LIMIT 400"
        )
        stands = "SELECT incident, identity FROM incident_positions WHERE identity IS NOT NULL LIMIT 4000"
        return {
            "claims": [
                "/",
                *(f"/?country={code}" for code in countries),
                "/?type=ASSAULT",
                "/?all=1",
                "/?stance=denies",
            ],
            "claims, later pages": _following(store, "/"),
            "article": pages("article", "SELECT article FROM documents"),
            "actor": pages("actor", often),
            "incident": pages("incident", "SELECT id FROM incidents WHERE articles > 1"),
            "position": pages("position", stands),
            "pair": pages("pair", pairs),
            "copies": pages("copies", "SELECT id FROM copy_groups"),
            "timeline": ["/timeline", *(f"/timeline?country={code}" for code in countries)],
            "network": ["/network", *(f"/network?country={code}" for code in countries)],
            "map": ["/map", *(f"/map?country={code}" for code in countries)],
            "search": [f"/search?q={word}" for word in words],
            "correct": pages("correct/event", "SELECT id FROM events"),
            "corrections": ["/corrections"],
            "problems": ["/problems"],
            "codebook": ["/codebook"],
        }


def _following(store: Path, address: str) -> list[str]:
    """The next pages of a list."""
    found: list[str] = []
    with serving(store) as server:
        while len(found) < 5 and (
            after := httpx.get(f"{server.address}/index.json{address[1:]}", timeout=60).json()["next"]
        ):
            address = after.replace("/index.json", "/").replace("/.json", "/")
            found.append(address)
    return found


@contextmanager
def serving(store: Path) -> Iterator[Server]:
    """``menurut serve`` on a free port."""
    command = [sys.executable, "-u", "-m", "menurut", "serve", "--store", str(store), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                found = re.search(r"(http://\S+)/\?token=(\S+)", line)
                if found:
                    yield Server(found[1], found[2], process.pid)
                    break
        finally:
            process.terminate()


def read(
    server: Server, pages: Mapping[str, Sequence[str]], rounds: int, pause: float, seed: int
) -> dict[str, list[float]]:
    """What one reader waits for: milliseconds by kind of page."""
    chance = random.Random(seed)
    waited: dict[str, list[float]] = {name: [] for name in pages}
    with httpx.Client(base_url=server.address, timeout=60) as client:
        for _ in range(rounds):
            for name in chance.sample(list(pages), len(pages)):
                if pages[name]:
                    address = chance.choice(pages[name])
                    began = time.perf_counter()
                    answer = client.get(address)
                    waited[name].append((time.perf_counter() - began) * 1000)
                    if answer.status_code != 200:
                        raise SystemExit(f"{address} answers {answer.status_code}")
                    time.sleep(pause * chance.uniform(0.5, 1.5))
    return waited


def readers(
    server: Server, pages: Mapping[str, Sequence[str]], count: int, rounds: int, pause: float
) -> dict[str, list[float]]:
    """What so many readers at once wait for."""
    with ThreadPoolExecutor(count) as pool:
        each = list(pool.map(lambda seed: read(server, pages, rounds, pause, seed), range(count)))
    return {name: [ms for waited in each for ms in waited[name]] for name in pages}


def shown(values: Sequence[float]) -> str:
    """Median and 95th percentile."""
    if not values:
        return "-"
    high = sorted(values)[min(int(len(values) * 0.95), len(values) - 1)]
    return f"{statistics.median(values):,.0f} / {high:,.0f}"


def corrections(server: Server, store: Path) -> list[float]:
    """Milliseconds that corrections and taking them back need, until the page shows them."""
    found = []
    with closing(sqlite3.connect(store)) as connection:
        query = "SELECT id, article FROM events ORDER BY id LIMIT 7 OFFSET 1000"
        events = connection.execute(query).fetchall()
    with httpx.Client(base_url=server.address, timeout=120, follow_redirects=True) as client:
        client.get("/about", params={"token": server.token})
        for event, article in events:
            page = client.get(f"/correct/event/{event}").text
            key = re.findall(r'name="key" value="(\w+)"', page)[0]
            form = {"key": key, "subject": event, "article": article, "author": "bench", "back": f"/article/{article}"}
            began = time.perf_counter()
            answer = client.post("/correct", data={**form, "do": "not_event"})
            found.append((time.perf_counter() - began) * 1000)
            made = re.findall(r'name="id" value="(\w+)"', answer.text)
            began = time.perf_counter()
            client.post("/correct/undo", data={**form, "id": made[0]})
            found.append((time.perf_counter() - began) * 1000)
    return found


def memory(pid: int) -> str:
    """The memory that a process has of its own: without the pages of the store's file, which it shares."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"RssAnon:\s+(\d+)", status.read_text()) if status.exists() else None
    return f"{int(found[1]) / 1024:,.0f} MB" if found else "memory not known"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--readers", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=4, help="pages of each kind that each reader asks for")
    parser.add_argument("--small", type=Path, help="a small store that is read and linked already")
    parser.add_argument("--store", type=Path, help="where the large store is made, or stands already")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small, large = given.small or Path(folder) / "small.db", given.store or Path(folder) / "large.db"
        if not large.exists():
            if given.small is None:
                small_store(small)
            large.parent.mkdir(parents=True, exist_ok=True)
            multiply(small, large, given.articles)
        with closing(sqlite3.connect(large)) as connection:
            sizes = [connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("articles", "events")]  # noqa: S608
        print(f"{sizes[0]:,} articles, {sizes[1]:,} events, {large.stat().st_size / 1e6:,.0f} MB", flush=True)
        pages = addresses(large)
        with serving(large) as server:
            read(server, pages, 1, 0, 99)  # not counted
            one = readers(server, pages, 1, given.rounds, 0)
            rested = readers(server, pages, given.readers, given.rounds, 1.0)
            pressed = readers(server, pages, given.readers, given.rounds, 0)
            size = memory(server.pid)
            corrected = corrections(server, large)
    print(
        f"| page (median / 95th percentile, ms) | one reader | {given.readers}, pause 1 s | {given.readers}, no pause |"
    )
    print("|---|---|---|---|")
    for name in pages:
        print(f"| {name} | {shown(one[name])} | {shown(rested[name])} | {shown(pressed[name])} |")
    every = ([ms for values in waited.values() for ms in values] for waited in (one, rested, pressed))
    print(f"| all | {' | '.join(map(shown, every))} |")
    print(f"A correction, or taking it back, until its page shows it: {shown(corrected)} ms. Server: {size}.")


if __name__ == "__main__":
    main()
