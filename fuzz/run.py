"""Runs a target in a process of its own, within bounds of time and memory, and keeps what breaks it."""

from __future__ import annotations

import gc
import hashlib
import mmap
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import FrameType

from fuzz.lines import Lines
from fuzz.mutate import mutate
from fuzz.seeds import seeds
from fuzz.targets import Target

SECONDS = 10.0  # of processor time that an input may take
MEMORY = 1_000_000_000  # bytes that a process may take in all, its models with them
_WALL = 240.0  # seconds after which a process that does not answer is ended
_POOL = 600  # inputs that are kept because they reached new lines
_WATCHED = (
    40_000  # bytes of an input of which the lines are counted, which takes time; it is done without in longer ones
)
_TRIES = 300  # inputs tried to make a failing one smaller, in at most so many seconds:
_REDUCING = 25.0


class SlowError(Exception):
    """An input took longer than it may."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a target: inputs tried, lines of menurut reached, and the files of the inputs that broke it."""

    target: str
    inputs: int
    lines: int
    slowest: float
    peak: int
    failures: tuple[str, ...]


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    """Raises ``SlowError`` where what is done within takes more processor time."""

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise SlowError(f"more than {seconds:.0f} s of processor time")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def fuzz(target: Target, *, inputs: int, seconds: float, seed: int, folder: Path) -> Result:
    """Tries ``inputs`` inputs, or as many as ``seconds`` are enough for (loading what is used does not count).

    Those that break something are kept in ``folder``.

    A process that dies or hangs is started again behind the input that ended it.
    """
    board = _Board()
    failures: list[str] = []
    turn = 0
    while board.inputs < inputs and board.spent < seconds and turn < 20:
        process = os.fork()
        if process == 0:
            _serve(target, board, (inputs, seconds), Random(f"{target.name} {seed} {turn}"), folder)
        if not _waited(process, board):
            failures.append(_keep(target, board.current(), "the process died or hung", folder))
        turn += 1
    failures += [line for line in board.notes() if line not in failures]
    return Result(target.name, board.inputs, board.lines, board.slowest, board.peak, tuple(failures))


class _Board:
    """What both processes see: counts, the input that is being tried, and the names of failures."""

    _SIZE = 6_000_000
    _NOTES = 100_000

    def __init__(self) -> None:
        self._map = mmap.mmap(-1, self._SIZE + self._NOTES)
        self._counts = memoryview(self._map)[:64].cast("q")

    inputs = property(lambda self: self._counts[0])
    lines = property(lambda self: self._counts[1])
    peak = property(lambda self: self._counts[3])
    beat = property(lambda self: self._counts[4])
    slowest = property(lambda self: self._counts[2] / 1e6)
    spent = property(lambda self: self._counts[7] / 1e6)

    def begin(self, data: bytes) -> None:
        part = data[: self._SIZE - 100]
        self._counts[5] = len(part)
        self._map[100 : 100 + len(part)] = part
        self._counts[4] += 1

    def end(self, lines: int, took: float, spent: float) -> None:
        self._counts[0] += 1
        self._counts[1] = max(self._counts[1], lines)
        self._counts[2] = max(self._counts[2], int(took * 1e6))
        self._counts[3] = max(self._counts[3], peak())
        self._counts[7] += int(spent * 1e6)

    def current(self) -> bytes:
        return bytes(self._map[100 : 100 + self._counts[5]])

    def note(self, name: str) -> None:
        line = f"{name}\n".encode()
        at = self._counts[6]
        if at + len(line) < self._NOTES:
            self._map[self._SIZE + at : self._SIZE + at + len(line)] = line
            self._counts[6] += len(line)

    def notes(self) -> list[str]:
        return bytes(self._map[self._SIZE : self._SIZE + self._counts[6]]).decode().splitlines()


def peak() -> int:
    """The most memory that this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _waited(process: int, board: _Board) -> bool:
    """Whether a process ends by itself; one that stays at one input is killed."""
    beat, since = board.beat, time.monotonic()
    while True:
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            return status == 0
        if board.beat != beat:
            beat, since = board.beat, time.monotonic()
        if time.monotonic() - since > _WALL:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            return False
        time.sleep(0.05)


def limit_memory(most: int = MEMORY) -> None:
    """From here on this process gets no more memory than ``most`` bytes in all, what it holds already with it."""
    with Path("/proc/self/statm").open() as file:
        size, held = (int(part) * resource.getpagesize() for part in file.read().split()[:2])
    resource.setrlimit(resource.RLIMIT_AS, (size + max(most - held, 50_000_000), resource.RLIM_INFINITY))


def _serve(target: Target, board: _Board, most: tuple[int, float], random: Random, folder: Path) -> None:
    """What the process of a target does; it ends in here."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        _try_all(target, board, most, random, folder)
    except BaseException as error:  # noqa: BLE001 - it ends here, whatever it is
        board.note(f"the harness itself failed: {error!r}"[:500])
    finally:
        os._exit(0)


def _try_all(target: Target, board: _Board, most: tuple[int, float], random: Random, folder: Path) -> None:
    lines, pool = Lines(), list(seeds()[target.kind])
    known: set[str] = set()
    for data in pool:  # what is loaded once is loaded now
        target.check(data)
    if Path("/proc/self/statm").exists():
        limit_memory()
    gc.freeze()
    while board.inputs < most[0] and board.spent < most[1]:
        came = time.monotonic()
        data = mutate(
            random, random.choice(pool[-60:] if random.random() < 0.4 else pool), target.kind, pool, target.most
        )
        board.begin(data)
        began = time.process_time()
        fault = failing(target.check, data, lines if len(data) < _WATCHED else None)
        board.end(len(lines.seen), time.process_time() - began, time.monotonic() - came)
        if fault is not None and fault.partition(": ")[0] not in known:
            known.add(fault.partition(": ")[0])
            small = reduced(target.check, data, fault)
            board.note(_keep(target, small, fault, folder))
        elif len(data) < _WATCHED and lines.fresh and len(pool) < _POOL:
            pool.append(data)


def failing(check: Callable[[bytes], None], data: bytes, lines: Lines | None = None) -> str | None:
    """What goes wrong with an input, in one line with the place; ``None`` where nothing does.

    What is slow while lines are counted is tried again without that.
    """
    try:
        with bounded():
            if lines is None:
                check(data)
            else:
                with lines.watched():
                    check(data)
    except SlowError as error:
        return failing(check, data) if lines is not None else _told(error)
    except Exception as error:  # noqa: BLE001 - whatever comes out is what is looked for
        return _told(error)
    return None


def _told(error: BaseException) -> str:
    frames = [
        f for f in traceback.extract_tb(error.__traceback__) if "/menurut/" in f.filename or "/fuzz/" in f.filename
    ]
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    first = "" if isinstance(error, SlowError) else str(error).split("\n")[0][:160]
    return f"{type(error).__name__} at {place}: {first}" if not isinstance(error, SlowError) else "SlowError"


def reduced(check: Callable[[bytes], None], data: bytes, fault: str) -> bytes:
    """A smaller input that goes wrong in the same place; the method is delta debugging (Zeller, Hildebrandt 2002)."""
    until, tries, size = time.monotonic() + _REDUCING, 0, max(len(data) // 2, 1)
    wanted = fault.partition(": ")[0]
    while size and tries < _TRIES and time.monotonic() < until:
        at, less = 0, False
        while at < len(data) and tries < _TRIES and time.monotonic() < until:
            shorter = data[:at] + data[at + size :]
            tries += 1
            found = failing(check, shorter)
            if found is not None and found.partition(": ")[0] == wanted:
                data, less = shorter, True
            else:
                at += size
        if not less:
            size //= 2
    return data


def _keep(target: Target, data: bytes, fault: str, folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{target.name}-{hashlib.blake2b(data, digest_size=5).hexdigest()}"
    path.with_suffix(".bin").write_bytes(data)
    path.with_suffix(".txt").write_text(fault + "\n", "utf-8", "replace")
    return f"{path.with_suffix('.bin')}: {fault}".encode("utf-8", "replace").decode()
