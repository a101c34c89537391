"""``python -m fuzz``: hostile inputs for every parser of menurut, for so many minutes."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from fuzz.growth import growing
from fuzz.guided import guided
from fuzz.run import MEMORY, SECONDS, failing, fuzz
from fuzz.targets import TARGETS

_GROWTH = 0.25  # of the time of a target that goes to its growth


def main() -> int:
    """Runs the command; 1 where something broke."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0, help="in all (20 if not given)")
    parser.add_argument("--inputs", type=int, default=1_000_000, help="of each target at most")
    parser.add_argument("--target", action="append", choices=sorted(TARGETS), help="only this one; repeatable")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"), help="where failing inputs are kept")
    parser.add_argument("--no-growth", action="store_true", help="do not measure how time grows with input")
    parser.add_argument("--atheris", action="store_true", help="with Atheris, which must be installed; one target")
    parser.add_argument("--again", type=Path, help="try this one input on the target")
    given = parser.parse_args()
    names = given.target or list(TARGETS)
    if given.atheris:
        guided(names[0], 60 * given.minutes, given.folder)
    if given.again:
        fault = failing(TARGETS[names[0]].check, given.again.read_bytes())
        print(fault or "nothing goes wrong")
        return 1 if fault else 0
    print(f"An input may take {SECONDS:.0f} s of processor time, a process {MEMORY / 1e9:.0f} GB.")
    print(f"{'target':14} {'inputs':>8} {'lines':>6} {'slowest':>8} {'peak':>8}")
    total, failures = 0, list[str]()
    end = time.monotonic() + 60 * given.minutes
    for number, name in enumerate(names):
        share = max(end - time.monotonic(), 1.0) / (len(names) - number)
        growth = 0.0 if given.no_growth else share * _GROWTH
        found = fuzz(TARGETS[name], inputs=given.inputs, seconds=share - growth, seed=given.seed, folder=given.folder)
        slow = list(growing(TARGETS[name], time.monotonic() + growth)) if growth else []
        print(
            f"{name:14} {found.inputs:8,} {found.lines:6,} {found.slowest:6.2f} s {found.peak / 1e6:5.0f} MB",
            flush=True,
        )
        for line in (*found.failures, *slow):
            print(f"  BROKEN {line}", flush=True)
        total += found.inputs
        failures += [*found.failures, *slow]
    print(f"{total:,} inputs, {len(failures)} of them break something")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
