"""How long a new process takes to its first answer."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from texts import ROOT


def start_up(rounds: int) -> dict[str, float]:
    """The median seconds of a new process, by what it does; one round more is not counted."""
    text = (ROOT / "examples/articles/wartaselat-menhan-norwegia-hanoi.txt").read_text("utf-8")
    first = f"import menurut; menurut.analyse(menurut.read_text({text!r}){{}})"
    commands = {
        "`menurut --help`": ["-m", "menurut", "--help"],
        "`import menurut`": ["-c", "import menurut"],
        "first article, whole": ["-c", first.format("")],
        "first article, fast": ["-c", first.format(", menurut.Config(fast=True)")],
    }
    return {name: _seconds([sys.executable, *command], rounds) for name, command in commands.items()}


def _seconds(command: list[str], rounds: int) -> float:
    times = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])
