"""Seconds by step while menurut's own pipeline runs, as it is: its functions are timed where they are looked up.

They are seconds of the processor, which other work on the machine changes less than those of the clock on the wall.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any
from unittest.mock import patch

from menurut.languages import network
from menurut.store import StoreWriter

# What is printed, and the function that is timed: its seconds without those of the ones in it. The first one is the
# whole pipeline, so what remains to it is what none of the others does.
STEPS = (
    ("the rest", "menurut.pipeline.read_article"),
    ("clean", "menurut.clean.clean"),
    ("annotate", "menurut.annotate.annotate"),
    ("resolve: what tables tell", "menurut.resolve.understand"),
    ("resolve: actors", "menurut.resolve.resolve"),
    ("resolve: dates", "menurut.resolve.find_dates"),
    ("resolve: places", "menurut.resolve.find_places"),
    ("resolve: sectors", "menurut.resolve.with_sectors"),
    ("attribute", "menurut.attribute.attribute"),
    ("attribute: speakers", "menurut.attribute.assign_speakers"),
    ("code: events", "menurut.code.events.code_events"),
    ("verify", "menurut.pipeline.verify"),
    ("store", "menurut.store.StoreWriter.write"),
)


class Clock:
    """``seconds`` by step since ``restart``, and ``networks``: those of them that ONNX Runtime took."""

    def __init__(self) -> None:
        self.restart()
        self._inside: list[float] = []

    def restart(self) -> None:
        """Begins anew."""
        self.seconds: dict[str, float] = defaultdict(float)
        self.networks = 0.0

    def timed(self, step: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed as that step."""

        def run(*arguments: Any, **named: Any) -> Any:
            began = time.process_time()
            self._inside.append(0.0)
            try:
                return work(*arguments, **named)
            finally:
                took = time.process_time() - began
                self.seconds[step] += took - self._inside.pop()
                if self._inside:
                    self._inside[-1] += took

        return run

    @contextmanager
    def running(self) -> Iterator[None]:
        """Times the steps of whatever runs in it; to be entered before a network is loaded."""
        made = network.session_of
        with ExitStack() as held:
            held.enter_context(patch.object(network, "session_of", lambda data: _Session(made(data), self)))
            for step, name in STEPS:
                *place, function = name.split(".")
                owner: Any = StoreWriter if place[-1] == "StoreWriter" else import_module(".".join(place))
                held.enter_context(patch.object(owner, function, self.timed(step, getattr(owner, function))))
            yield


class _Session:
    """A session of ONNX Runtime whose runs are timed."""

    def __init__(self, session: Any, clock: Clock) -> None:
        self._session, self._clock = session, clock

    def run(self, *arguments: Any) -> Any:
        """What the session gives."""
        began = time.process_time()
        try:
            return self._session.run(*arguments)
        finally:
            self._clock.networks += time.process_time() - began

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)
