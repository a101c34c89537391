"""``menurut`` as a process that ends at a moment inside it: ``driver KIND AT COUNTED ARGUMENT...``.

KIND is what AT counts: ``statement``, those that SQLite has begun, of which the last is not reached, or ``byte``, those
that any file may have, so that it ends inside a write, half of which is done. With ``full`` such a write is refused, as
where a quota is used up, and nothing ends it; with ``none`` nothing happens to it at all, and the statements it came to
are written to the file COUNTED. It stores many times, since two articles make a transaction.
"""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

from menurut.cli.main import main as menurut
from menurut.run import local


class Counter:
    """Counts the statements of all connections, and ends the process before one of them."""

    def __init__(self, last: int | None) -> None:
        self.count, self._last = 0, last
        self._connect = sqlite3.connect

    def connect(self, *arguments: Any, **options: Any) -> sqlite3.Connection:
        """A connection that counts."""
        connection: sqlite3.Connection = self._connect(*arguments, **options)
        connection.set_trace_callback(self._begin)
        return connection

    def _begin(self, statement: str) -> None:
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


def main(kind: str, at: str, counted: str, *arguments: str) -> None:
    """Runs the command."""
    counter = Counter(int(at) if kind == "statement" else None)
    sqlite3.connect = counter.connect  # type: ignore[assignment]
    local._BATCH = 2
    if kind in ("byte", "full"):
        sys.dont_write_bytecode = True
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL if kind == "byte" else signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(at), int(at)))
    try:
        menurut(list(arguments))
    finally:
        if kind == "none":
            Path(counted).write_text(str(counter.count), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
