"""``menurut`` as processes of their own, which know which store they work for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.conftest import ROOT

_MARK = "TESTED"


def environment(store: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """That of this process, so that the same modules are found, with the mark of a store."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return os.environ | {"PYTHONPATH": path, _MARK: str(store)} | dict(more or {})


def start(
    store: Path, *arguments: object, driver: Sequence[object] = (), environ: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Starts ``menurut`` with these arguments and the store; with ``driver``, by the driver with those."""
    program = ("tests.unbreakable.driver", *map(str, driver)) if driver else ("menurut",)
    return subprocess.Popen(
        [sys.executable, "-m", *program, *map(str, arguments), "--store", str(store)],
        cwd=ROOT,
        env=environment(store, environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(store: Path, *arguments: object, driver: Sequence[object] = ()) -> subprocess.CompletedProcess[str]:
    """The same, at its end."""
    process = start(store, *arguments, driver=driver)
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def workers(process: subprocess.Popen[str]) -> list[int]:
    """The processes that one has started."""
    try:
        return [int(each) for each in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    except OSError:
        return []


def alive(store: Path, *, seconds: float = 20.0) -> list[int]:
    """The processes that still work for a store after so long at most."""
    deadline = time.monotonic() + seconds
    while (found := _alive(store)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def _alive(store: Path) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            marked = f"{_MARK}={store}\0".encode() in (process / "environ").read_bytes()
        except OSError:
            continue
        if marked and process.name != str(os.getpid()):
            found.append(int(process.name))
    return found
