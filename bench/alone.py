"""Running a measure in a process of its own, on one core and one thread."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class FailedError(Exception):
    """The process ended with an error; the message is the last line it printed there."""


def ask(script: str, *arguments: object, python: str = sys.executable) -> Any:
    """What a script of this folder prints as JSON; raises ``FailedError``."""
    command = [python, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, env=os.environ | _ONE_THREAD, capture_output=True, text=True, check=False)
    if done.returncode:
        raise FailedError((done.stderr.strip().split("\n") or ["?"])[-1])
    return json.loads(done.stdout)


def keep_to_one_core() -> None:
    """Leaves this process one of the cores it may run on, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
