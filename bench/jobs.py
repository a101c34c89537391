"""Speed and memory of reading in one process and in several: ``python bench/jobs.py [ARTICLES...]``.

Our own gold texts, each time with another name and number in them, are read from JSON lines into a new store: as many
as each number of ARTICLES says (200 and 2,000), with 1 and 2 jobs, every run in a process of its own. Printed are
articles a second from the start of reading to the last transaction, the loading of the models included, and the same
once warm, from the first quarter of the articles on; the time of all cores an article, which other work on the machine
does not change as much; the most memory that the process which reads the sources and writes has taken, and the most
that a worker has. Last comes what the way between two processes costs.
"""

from __future__ import annotations

import itertools
import json
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

from texts import rows

from menurut.config import Config
from menurut.pipeline import read_article
from menurut.read import Source, find_sources, make_article
from menurut.records import Reading
from menurut.run.local import Summary, read_sources
from menurut.run.workers import Jobs, frame
from menurut.store import StoreWriter


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took.

    Articles a second with the loading of the models, and from the first quarter of the articles on; milliseconds of all
    cores an article; the most MB that this process and a worker held.
    """

    articles: int
    jobs: int
    pace: float
    warm: float
    cores: float
    here: float
    worker: float


def one(count: int, jobs: int, config: Config) -> Run:
    """Reads so many articles with so many jobs, in this process and those it starts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.jsonl"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows(count))
        sources, _ = find_sources([path])
        summary, began, warm = Summary(), time.perf_counter(), [0.0]

        def on_progress(_: Source, number: int) -> None:
            if number == count // 4:
                warm[0] = time.perf_counter()

        with StoreWriter(Path(folder) / "s.db", "bench", "0") as store:
            read_sources(
                sources,
                store,
                config,
                fields={},
                summary=summary,
                on_progress=on_progress,
                jobs=Jobs(jobs),
            )
        ended = time.perf_counter()
    own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cores = (own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime) * 1000 / summary.stored
    pace, after = summary.stored / (ended - began), (count - count // 4) / (ended - warm[0])
    return Run(summary.stored, jobs, pace, after, cores, own.ru_maxrss / 1024, workers.ru_maxrss / 1024)


def measured(count: int, jobs: int, *, fast: bool = False) -> Run:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--one", str(count), str(jobs), *(["fast"] if fast else [])]
    return Run(**json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def way() -> None:
    """Prints what it costs to send a reading from one process to another."""
    articles = [make_article(row["text"], "own", given_id=row["id"], title=row["title"]) for row in rows(62)]
    readings = [result for each in articles if isinstance(result := read_article(each, Config()), Reading)]
    frames = [frame(reading) for reading in readings]
    plain = [pickle.dumps(reading, pickle.HIGHEST_PROTOCOL) for reading in readings]

    def milliseconds(work: Callable[[], object]) -> float:
        times = []
        for _ in range(5):
            began = time.perf_counter()
            work()
            times.append(time.perf_counter() - began)
        return min(times) * 1000 / len(readings)

    print(f"a reading on its way: {sum(map(len, frames)) / len(frames) / 1024:.1f} KB")
    print(f"  sent  {milliseconds(lambda: [frame(reading) for reading in readings]):.2f} ms", end="")
    print(f"  (as dataclasses pickle {milliseconds(lambda: [pickle.dumps(reading) for reading in readings]):.2f})")
    print(f"  taken {milliseconds(lambda: [pickle.loads(each[8:]) for each in frames]):.2f} ms", end="")
    print(f"  (as dataclasses unpickle {milliseconds(lambda: [pickle.loads(each) for each in plain]):.2f})")


def main(counts: list[int]) -> None:
    """Prints everything."""
    print("articles  jobs  articles/s  once warm  ms of all cores  MB here  MB of a worker", flush=True)
    for count, jobs in itertools.product(counts, (1, 2)):
        run = measured(count, jobs)
        print("{:8,} {:5} {:11.1f} {:10.1f} {:16.1f} {:8.0f} {:15.0f}".format(*astuple(run)), flush=True)
    way()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(asdict(one(int(sys.argv[2]), int(sys.argv[3]), Config(fast="fast" in sys.argv)))))
    else:
        main([int(word) for word in sys.argv[1:]] or [200, 2000])
