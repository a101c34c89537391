"""Which lines of menurut an input reaches: those inputs are kept that reach new ones."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import menurut

_ROOT = str(Path(menurut.__file__).parent)


class Lines:
    """The lines reached so far. ``with lines.watched():`` around a call; ``lines.fresh`` tells how many were new.

    Python 3.12 and later count with ``sys.monitoring``, which costs nothing once a line was reached; 3.11 traces, and
    leaves out the functions of which all lines were reached.
    """

    def __init__(self) -> None:
        self.seen: set[tuple[CodeType, int]] = set()
        self.fresh = 0
        self._left: dict[CodeType, set[int]] = {}

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Counts what is reached within."""
        self.fresh = 0
        begin, end = (self._monitor, self._unmonitor) if sys.version_info >= (3, 12) else (self._trace, self._untrace)
        begin()
        try:
            yield
        finally:
            end()

    def _add(self, code: CodeType, line: int) -> None:
        if (code, line) not in self.seen:
            self.seen.add((code, line))
            self.fresh += 1

    # ---- 3.11

    def _trace(self) -> None:
        threading.settrace(self._called)  # the web app answers in threads of its own
        sys.settrace(self._called)

    def _untrace(self) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def _called(self, frame: FrameType, _event: str, _value: Any) -> Callable[[FrameType, str, Any], Any] | None:
        code = frame.f_code
        left = self._left.get(code)
        if left is None:
            own = code.co_filename.startswith(_ROOT)
            left = self._left[code] = {line for *_, line in code.co_lines() if line} if own else set()
        if not left:
            return None

        def reached(inner: FrameType, event: str, _value: Any) -> Any:
            if event == "line" and inner.f_lineno in left:
                left.discard(inner.f_lineno)
                self._add(code, inner.f_lineno)
            return reached if left else None

        return reached

    # ---- 3.12 and later

    def _monitor(self) -> None:
        monitoring: Any = sys.monitoring  # type: ignore[attr-defined, unused-ignore]
        tool = monitoring.COVERAGE_ID

        def reached(code: CodeType, line: int) -> Any:
            if code.co_filename.startswith(_ROOT):
                self._add(code, line)
            return monitoring.DISABLE

        if monitoring.get_tool(tool) is None:
            monitoring.use_tool_id(tool, "menurut fuzz")
        monitoring.register_callback(tool, monitoring.events.LINE, reached)
        monitoring.set_events(tool, monitoring.events.LINE)

    def _unmonitor(self) -> None:
        monitoring: Any = sys.monitoring  # type: ignore[attr-defined, unused-ignore]
        monitoring.set_events(monitoring.COVERAGE_ID, 0)
