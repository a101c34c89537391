"""Reading articles in processes of their own, each with its own models; one that dies or hangs costs one article.

A worker is an ordinary Python that talks over its standard input and output: pickled articles in, pickled readings
out, in the same order, each after its length in eight bytes. It ends when its input closes, so none outlives the
process that started it. Nothing is ever unpickled that did not come from a process of our own.
"""

from __future__ import annotations

import dataclasses
import faulthandler
import os
import pickle
import selectors
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from io import BytesIO
from operator import attrgetter
from queue import SimpleQueue
from typing import IO, Any, BinaryIO, Protocol

from menurut import records
from menurut.config import Config
from menurut.errors import MenurutError
from menurut.records import Article, Problem, Reading

_IN_FLIGHT = 8  # articles a worker that are sent or wait to be: memory stays flat
_AHEAD = 4  # of these with a worker at once: it has work while a batch is stored
_DEATHS = 2  # of workers that an article may cost before it is given up
_STARTS = 3  # workers in a row that end before they are ready: there is no use in starting more
_START = 60.0  # seconds that a worker may take until it is ready
_SLACK = 30.0  # seconds after which a worker that nobody ended when its time was up ends itself
_LENGTH = 8  # bytes that say how long what follows is
_PIPE = 1 << 20  # bytes that a worker may write before it is read
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@dataclasses.dataclass(frozen=True, slots=True)
class Jobs:
    """How articles are read: in how many processes (1: in this one), and the most seconds that one article may take.

    The time counts only where there are several; one process cannot leave off what it is at.
    """

    count: int = 1
    seconds: float = 60.0


@dataclasses.dataclass(slots=True, eq=False)
class Task:
    """An article that is to be read: what came of it (``None`` until then), and how many workers it has cost."""

    article: Article
    result: Reading | Problem | None = None
    deaths: int = 0


class Readers(Protocol):
    """What reads articles, here or elsewhere."""

    @property
    def full(self) -> bool:
        """Whether an article must be finished before the next one is submitted."""

    def submit(self, article: Article) -> Task:
        """Takes an article; its task has a result then, or after some ``wait``."""

    def wait(self, seconds: float) -> None:
        """Takes in what is finished; waits at most so long for something to be."""

    def close(self) -> None:
        """Ends whatever still reads."""


def readers(config: Config, jobs: Jobs) -> Readers:
    """What reads articles under ``config`` in as many processes as ``jobs`` says."""
    return Here(config) if jobs.count == 1 else Pool(config, jobs)


class Here:
    """Reads in this process, each article as it is submitted."""

    full = False

    def __init__(self, config: Config) -> None:
        self._config = config

    def submit(self, article: Article) -> Task:
        """The article's task, with its result."""
        from menurut.pipeline import read_article

        return Task(article, read_article(article, self._config))

    def wait(self, seconds: float) -> None:
        """There is nothing to wait for."""

    def close(self) -> None:
        """There is nothing to end."""


class Pool:
    """Reads in worker processes, which are started as they are needed.

    Every task gets a result: a worker that dies is replaced and its articles are sent again; an article that has cost
    two workers becomes a ``worker_died`` problem, one that takes longer than it may a ``too_slow`` one.
    """

    def __init__(self, config: Config, jobs: Jobs) -> None:
        self._config, self._jobs = config, jobs
        self._most = jobs.count
        self._workers: list[_Worker] = []
        self._waiting: deque[Task] = deque()
        self._selector = selectors.DefaultSelector()
        self._failed = 0  # starts in a row

    @property
    def full(self) -> bool:
        """Whether as many articles are on their way as there may be."""
        return len(self._waiting) + sum(len(worker.tasks) for worker in self._workers) >= _IN_FLIGHT * self._jobs.count

    def submit(self, article: Article) -> Task:
        """The article's task; raises ``MenurutError`` where no worker can be started."""
        task = Task(article)
        self._waiting.append(task)
        self._hand_out()
        return task

    def wait(self, seconds: float) -> None:
        """Takes in what the workers have sent, waiting at most so long; raises as ``submit`` does."""
        for key, mask in self._selector.select(seconds if any(worker.tasks for worker in self._workers) else 0):
            worker: _Worker = key.data
            if mask & selectors.EVENT_WRITE:
                worker.flush()
            if mask & selectors.EVENT_READ:
                self._failed = 0 if worker.receive() else self._failed
        now = time.monotonic()
        for worker in tuple(self._workers):
            most = self._jobs.seconds if worker.ready else max(self._jobs.seconds, _START)
            if worker.ended:
                self._lose(worker, slow=False)
            elif worker.tasks and now - worker.since > most:
                self._lose(worker, slow=True)
        self._hand_out()

    def close(self) -> None:
        """Ends all workers, whatever they are at."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        self._selector.close()

    def _hand_out(self) -> None:
        while self._waiting:
            worker = min(self._workers, key=lambda each: len(each.tasks), default=None)
            if (worker is None or worker.tasks) and len(self._workers) < self._most:
                worker = self._start() or worker
            if worker is None or len(worker.tasks) >= _AHEAD:
                return
            worker.give(self._waiting.popleft())

    def _start(self) -> _Worker | None:
        """A new worker; ``None`` where this machine has no room for more than there are."""
        try:
            worker = _Worker(self._selector)
        except OSError as error:
            if not self._workers:
                reason = error.strerror or error
                raise MenurutError(f"no process can be started ({reason}); read with --jobs 1") from error
            self._most = len(self._workers)
            return None
        worker.send((self._config, self._jobs.seconds))
        self._workers.append(worker)
        return worker

    def _lose(self, worker: _Worker, *, slow: bool) -> None:
        """Does without a worker, which died or is ended now; what it had not finished is handed out again."""
        worker.end()
        self._workers.remove(worker)
        tasks = worker.tasks
        if not worker.ready:
            self._fail()
        elif tasks:
            first = tasks[0]
            first.deaths += 1
            if slow:
                first.result = _too_slow(first.article, self._jobs.seconds)
            elif first.deaths == _DEATHS:
                first.result = _worker_died(first.article)
            if first.result is not None:
                tasks.popleft()
        self._waiting.extendleft(reversed(tasks))

    def _fail(self) -> None:
        self._failed += 1
        if self._failed < _STARTS:
            return
        if not self._workers:
            message = "the processes that read articles end as soon as they start; read with --jobs 1, which tells why"
            raise MenurutError(message)
        self._most = len(self._workers)


class _Worker:
    """A worker as the process that started it sees it: what it has to do, and both ends of the talk with it.

    ``tasks`` are with it, the first is what it reads, ``since`` that moment at the latest (monotonic seconds);
    ``ready`` is whether it has been heard of, ``ended`` whether it has closed its output, as a dead one has.
    """

    def __init__(self, selector: selectors.BaseSelector) -> None:
        """Starts it; raises ``OSError`` where there can be no further process."""
        self._process = subprocess.Popen(
            worker_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=os.environ | dict.fromkeys(_ONE_THREAD, "1"),
            process_group=0,  # a Ctrl-C is for the process that stores what is finished
        )
        self._input, self._output = _file(self._process.stdin), _file(self._process.stdout)
        self._selector = selector
        self._to_send, self._received = bytearray(), bytearray()
        self.tasks: deque[Task] = deque()
        self.since = time.monotonic()
        self.ready = self.ended = False
        for file in (self._input, self._output):
            os.set_blocking(file.fileno(), False)
        selector.register(self._output, selectors.EVENT_READ, self)

    def give(self, task: Task) -> None:
        """Gives it an article to read after those that it has."""
        if not self.tasks:
            self.since = time.monotonic()
        self.tasks.append(task)
        self.send(task.article)

    def send(self, item: object) -> None:
        """Sends it something, the part that its pipe has no room for later."""
        if not self._to_send:
            self._selector.register(self._input, selectors.EVENT_WRITE, self)
        self._to_send += frame(item)
        self.flush()

    def flush(self) -> None:
        """Sends on what is left to send."""
        if self.ended:
            return
        try:
            del self._to_send[: os.write(self._input.fileno(), self._to_send)]
        except BlockingIOError:
            return
        except OSError:  # it is dead, which its output tells too
            self._to_send.clear()
        if not self._to_send:
            self._selector.unregister(self._input)

    def receive(self) -> bool:
        """Takes in some of what it has sent; whether it has been heard of."""
        data = os.read(self._output.fileno(), _PIPE)
        if not data:
            self.ended = True
            return False
        self.since = time.monotonic()
        self._received += data
        for frame in self._frames():
            if self.ready:
                self.tasks.popleft().result = pickle.loads(frame)
            self.ready = True
        return self.ready

    def end(self) -> None:
        """Ends it, if it has not ended, and lets go of it."""
        self._process.kill()
        self._process.wait()
        for file in (self._input, self._output):
            if file in self._selector.get_map():
                self._selector.unregister(file)
            file.close()

    def _frames(self) -> Iterator[bytes]:
        while len(self._received) >= _LENGTH:
            end = _LENGTH + int.from_bytes(self._received[:_LENGTH], "big")
            if len(self._received) < end:
                return
            yield bytes(self._received[_LENGTH:end])
            del self._received[:end]


def _file(file: IO[bytes] | None) -> IO[bytes]:
    assert file is not None
    return file


def _too_slow(article: Article, seconds: float) -> Problem:
    message = f"it was given up after {seconds:.0f} s; read it by itself with --jobs 1, or report it with the article"
    return Problem("read", "too_slow", message, article.origin, article.id)


def _worker_died(article: Article) -> Problem:
    message = (
        f"the process that read it ended {_DEATHS} times, most likely for want of memory; read it by itself with"
        " --jobs 1, or report it with the article"
    )
    return Problem("read", "worker_died", message, article.origin, article.id)


def worker_command() -> list[str]:
    """What starts a worker that finds the same modules as this process does."""
    code = f"import sys; sys.path[:] = {sys.path!r}; from menurut.run.workers import serve; serve()"
    return [sys.executable, "-c", code]


def serve() -> None:
    """What a worker does: reads the articles that come over its standard input until that closes."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):  # what a library prints is not taken for an answer
        os.dup2(nowhere, standard)
    _widen(sink.fileno())
    came: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_listen, args=(source, came), daemon=True).start()
    config, seconds = came.get()
    _answer(sink, None)
    from menurut.pipeline import read_article

    while True:
        article = came.get()
        # Who started this one ends it before; but if that one is gone too, a step that lets no thread run still ends.
        faulthandler.dump_traceback_later(seconds + _SLACK, exit=True, file=nowhere)
        result = read_article(article, config)
        faulthandler.cancel_dump_traceback_later()
        _answer(sink, result)


def _listen(source: BinaryIO, came: SimpleQueue[Any]) -> None:
    """Takes in what is sent, and ends the process at once when its input closes, whatever it is at."""
    try:
        while len(length := source.read(_LENGTH)) == _LENGTH:
            came.put(pickle.loads(source.read(int.from_bytes(length, "big"))))
    finally:
        os._exit(0)


def _answer(sink: BinaryIO, item: object) -> None:
    sink.write(frame(item))
    sink.flush()


def _widen(pipe: int) -> None:
    """Lets a pipe hold several readings, where the system can: its writer goes on while its reader is busy."""
    import fcntl

    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):  # a user may have no more of them
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def frame(item: object) -> bytes:
    """An item as it travels: pickled, after its length."""
    buffer = BytesIO()
    buffer.write(bytes(_LENGTH))
    pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _ways()
    pickler.dump(item)
    buffer.seek(0)
    buffer.write((buffer.getbuffer().nbytes - _LENGTH).to_bytes(_LENGTH, "big"))
    return buffer.getvalue()


@cache
def _ways() -> Mapping[type, Callable[[Any], tuple[type, tuple[Any, ...]]]]:
    """For each kind of record the way it is pickled: in a third of the time that dataclasses with slots take."""
    kinds = [kind for kind in vars(records).values() if isinstance(kind, type) and dataclasses.is_dataclass(kind)]
    return {kind: _way(kind) for kind in kinds}


def _way(kind: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    names = [field.name for field in dataclasses.fields(kind)]
    if len(names) == 1:
        return lambda record: (kind, (getattr(record, names[0]),))
    values = attrgetter(*names)
    return lambda record: (kind, values(record))
