"""Counts over the whole store, kept for as long as nobody writes to it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar

_T = TypeVar("_T")
_MOST = 32  # results that are kept
_HEADER = 48  # bytes of a copy of the header of SQLite's index of its log (sqlite.org/walformat.html, 2.1)


class Kept:
    """What was counted, by what it depends on.

    Ask for ``state`` before the store is read: what is made then is at least as new, so nothing old is ever given.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._results: OrderedDict[Hashable, Any] = OrderedDict()

    def state(self) -> Hashable:
        """Something that is another after every transaction that wrote to the store."""
        file = self._path.stat()
        index = self._path.with_name(f"{self._path.name}-shm")
        try:
            with index.open("rb") as stream:
                header = stream.read(_HEADER)
        except FileNotFoundError:
            header = b""
        return file.st_dev, file.st_ino, file.st_size, file.st_mtime_ns, header

    def result(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What ``make`` gave for this key before, else what it gives now. The key holds ``state()``."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                known: _T = self._results[key]
                return known
        made = make()
        with self._lock:
            self._results[key] = made
            while len(self._results) > _MOST:
                self._results.popitem(last=False)
        return made


def kept_of(app_state: Any, path: Path) -> Kept:
    """The results that an app keeps (``request.app.state``)."""
    if not hasattr(app_state, "kept"):
        app_state.kept = Kept(path)
    found: Kept = app_state.kept
    return found
