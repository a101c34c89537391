"""What is measured as tables in Markdown, between two marks, so that they can be put into ``README.md`` as they are."""

from __future__ import annotations

import datetime
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from clock import STEPS
from jobs import Run
from peers import ELSEWHERE, Measured, what
from texts import ROOT, SETS

BEGIN = "<!-- figures of make bench: begin -->"
END = "<!-- figures of make bench: end -->"
_COMMON = 266  # words of a common article: the length that speeds are wanted for
_TELLS = 1_000  # articles; what fewer add to memory is what a process fills only once
Steps = Mapping[str, Any]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def machine() -> str:
    """Where and when it was measured, of which state, and what else the machine did."""
    try:
        names = [line for line in Path("/proc/cpuinfo").read_text().split("\n") if line.startswith("model name")]
    except OSError:
        names = []
    processor = names[0].partition(": ")[2] if names else platform.processor() or platform.machine()
    state = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    load = f", load average {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    python = f"Python {platform.python_version()}, ONNX Runtime {version('onnxruntime')}, numpy {version('numpy')}"
    return f"{datetime.date.today().isoformat()}, {state}: {processor}, {os.cpu_count()} cores{load}; {python}."


def startup_table(seconds: Mapping[str, float]) -> str:
    """Seconds to the first answer of a new process."""
    return table(["a new process", "s"], [[name, f"{took:.2f}"] for name, took in seconds.items()])


def steps_table(whole: Steps, fast: Steps) -> str:
    """Articles and words a second and the share of the processor's time, by step, of both settings."""
    both = (whole, fast)
    head = ["", *(f"{setting}: {unit}" for setting in ("whole", "fast") for unit in ("articles/s", "words/s", "share"))]
    rows = [[name, *_step(whole, name), *_step(fast, name)] for name in [*(step for step, _ in STEPS[1:]), STEPS[0][0]]]
    shares = [f"{100 * each['networks'] / _total(each):.0f}%" for each in both]
    whole_total, fast_total = (
        [f"**{each['articles'] / _total(each):.1f}**", f"{each['words'] / _total(each):,.0f}", "100%"] for each in both
    )
    rows += [
        ["**raw text to stored records**", *whole_total, *fast_total],
        ["by the clock on the wall", f"**{whole['pace']:.1f}**", "", "", f"**{fast['pace']:.1f}**", "", ""],
        ["in ONNX Runtime", "", "", shares[0], "", "", shares[1]],
        ["link, once all are stored", *_step(whole, "link")[:2], "", *_step(fast, "link")[:2], ""],
    ]
    said = [
        f"{name}: {each['median_ms']:.0f} ms an article at the median, {each['p95_ms']:.0f} ms at the 95th percentile, "
        f"rounds {' / '.join(f'{pace:.1f}' for pace in each['paces'])} articles/s, peak {each['peak']:,.0f} MB."
        for name, each in (("Whole", whole), ("Fast", fast))
    ]
    about = f"{whole['articles']} articles of {whole['words'] / whole['articles']:.0f} words, one core, each read once."
    return "\n".join([table(head, rows), "", about, *said])


def _total(each: Steps) -> float:
    return float(sum(took for step, took in each["seconds"].items() if step != "link"))


def _step(each: Steps, name: str) -> list[str]:
    took = each["seconds"].get(name, 0.0)
    if not took:
        return ["", "", ""]
    return [f"{each['articles'] / took:,.0f}", f"{each['words'] / took:,.0f}", f"{100 * took / _total(each):.0f}%"]


def memory_table(found: Sequence[Mapping[str, float]]) -> str:
    """Memory held after so many articles, and blocks that Python has allocated."""
    rows = [
        [f"{each['articles']:,.0f}", f"{each['held']:,.0f}", f"{each['peak']:,.0f}", f"{each['blocks'] / 1e6:.2f}"]
        for each in found
    ]
    return table(["articles read and stored", "MB held", "MB at most until then", "million blocks of Python"], rows)


def _pace(each: Steps) -> str:
    """Articles a second by the wall, and how many of common length that would be."""
    length = each["words"] / each["articles"]
    return f"{each['pace']:.1f} ({each['pace'] * length / _COMMON:.1f} of {_COMMON} words)"


def growth(found: Sequence[Mapping[str, float]]) -> float:
    """MB for each thousand articles of the last half."""
    half, end = found[-2:]
    return 1000 * (end["held"] - half["held"]) / max(1.0, end["articles"] - half["articles"])


def jobs_table(runs: Sequence[Run]) -> str:
    """Articles a second with one job and with two."""
    rows = []
    for number, run in enumerate(runs):
        setting = "whole" if number < (len(runs) + 1) // 2 else "fast"
        cells = [f"{run.pace:.1f}", f"{run.warm:.1f}", f"{run.cores:.1f}", f"{run.here:,.0f}", f"{run.worker:,.0f}"]
        rows.append([setting, run.jobs, f"{run.articles:,}", *cells])
    head = ["setting", "jobs", "articles", "articles/s", "once warm", "ms of all cores", "MB here", "MB of a worker"]
    return table(head, rows)


def peers_table(measured: Sequence[Measured], found: Mapping[tuple[str, bool], Steps]) -> str:
    """The peers' speed, menurut's on the same set, and how many times as fast menurut is."""
    rows, failed = [], []
    for each in measured:
        if each.failed is not None:
            failed.append(f"{each.peer.what} did not run: {each.failed}")
            continue
        ours = found[each.texts, False]
        steps = each.peer.steps or [step for step in ours["seconds"] if step != "link"]
        own = ours["words"] / sum(ours["seconds"][step] for step in steps)
        words = each.words / each.seconds
        doing = {(): "everything", ("annotate",): "annotate"}.get(each.peer.steps, "attributions and speakers")
        cells = [f"{each.articles / each.seconds:,.1f}", f"{words:,.0f}", f"{each.peak:,.0f}"]
        rows.append(
            [
                each.peer.what,
                each.peer.does,
                what(each.texts),
                *cells,
                f"menurut's {doing}: {own:,.0f}",
                f"{own / words:.2g}",
            ]
        )
    head = [
        "peer",
        "does",
        "texts",
        "articles/s",
        "words/s",
        "MB",
        "compared with, words/s",
        "menurut is so many times as fast",
    ]
    elsewhere = table(["measured elsewhere", "does", "speed"], ELSEWHERE)
    return "\n".join([table(head, rows), "", *(line for each in failed for line in (each, "")), elsewhere])


def wanted_table(
    started: Mapping[str, float],
    found: Mapping[tuple[str, bool], Steps],
    grown: Sequence[Mapping[str, float]],
    runs: Sequence[Run],
) -> str:
    """What the project wants of speed and memory, and what was measured."""
    rows = []
    for name in dict.fromkeys(name for name, _ in found):
        whole, fast = found[name, False], found[name, True]
        short = SETS[name][0].partition(":")[0].partition(",")[0]
        ms = f"{whole['median_ms']:.0f} ms (fast {fast['median_ms']:.0f})"
        rows += [
            [f"{short}: raw text to stored records, one core", "40 articles/s", _pace(whole)],
            [f"{short}: the same, fast", "60 articles/s", _pace(fast)],
            [f"{short}: one article when warm", "under 60 ms", ms],
        ]
    for number, setting in enumerate(("whole", "fast")):
        pair = runs[2 * number : 2 * number + 2]
        if len(runs) == 4:
            rows.append([f"two cores against one, {setting}", "1.9 times", f"{pair[1].warm / pair[0].warm:.2f}"])
    rows.append(["start-up to the first article", "under 2 s", f"{started['first article, whole']:.2f} s"])
    rows.append(["`menurut --help`", "under 0.3 s", f"{started['`menurut --help`']:.2f} s"])
    if grown[-1]["articles"] >= _TELLS:
        rows.append(["memory for each 1,000 articles more", "flat", f"{growth(grown):+.1f} MB"])
    return table(["", "wanted", "measured"], rows)
