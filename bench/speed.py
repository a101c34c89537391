"""Speed and memory, from raw text to stored records, and of peers on the same texts; prints Markdown. ``make bench``.

    speed.py [--quick] [--no-peers] [--articles N]

Every measure runs in a process of its own on one core (``measure.py``), on texts that it has not read before: our own
gold texts with other words in each, and real news where ``../shared`` stands beside the checkout. ``--quick`` takes
under a minute: few articles, our own texts alone, no peers, one job.
"""

from __future__ import annotations

import argparse
import os
from typing import Any

from alone import ask
from jobs import measured
from peers import run_peers
from report import BEGIN, END, jobs_table, machine, memory_table, peers_table, startup_table, steps_table, wanted_table
from startup import start_up
from texts import SETS, sets_here


def show(*parts: str) -> None:
    """Prints parts of the page as they are measured."""
    print("\n".join(parts), end="\n\n", flush=True)


def main() -> None:
    """Measures and prints everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--articles", type=int, default=360, help="of each set, in three rounds (360)")
    given = parser.parse_args()
    count, rounds = (40, 1) if given.quick else (given.articles, 3)
    sets = ["own"] if given.quick else sets_here()
    show(BEGIN, machine())

    started = start_up(1 if given.quick else 5)
    show("**Start-up**", "", startup_table(started))

    found: dict[tuple[str, bool], dict[str, Any]] = {}
    for name in sets:
        for fast in (False, True):
            found[name, fast] = ask("measure.py", "steps", name, count, rounds, *(["fast"] if fast else []))
        show(f"**{SETS[name][0]}**", "", steps_table(found[name, False], found[name, True]))

    grown = ask("measure.py", "memory", "clickid" if "clickid" in sets else "own", count)
    show("**Memory as articles are read**", "", memory_table(grown))

    runs = []
    if not given.quick:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        runs = [measured(2 * count, jobs, fast=fast) for fast in (False, True) for jobs in (1, 2) if jobs <= cores]
        show("**One job and two** (our own texts)", "", jobs_table(runs))
        long = ask("measure.py", "long")
        show(f"One line of {long['characters']:,} characters: {long['seconds']:.1f} s, {long['peak']:,.0f} MB.")
    if not (given.quick or given.no_peers):
        show("**Peers on the same texts, one core**", "", peers_table(run_peers(sets, count), found))
    show("**What is wanted**", "", wanted_table(started, found, grown, runs), END)


if __name__ == "__main__":
    main()
