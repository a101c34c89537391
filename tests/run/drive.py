"""Reading into a store as the command does it, to be run as a process: ``drive SOURCE STORE JOBS [stub]``."""

from __future__ import annotations

import sys
from pathlib import Path

from menurut.config import Config
from menurut.read import find_sources
from menurut.run import workers
from menurut.run.local import Summary, read_sources
from menurut.run.workers import Jobs
from menurut.store import StoreWriter
from tests.run import stub


def drive(source: Path, path: Path, jobs: Jobs) -> Summary:
    """What reading a file or folder into the store at ``path`` came to."""
    summary = Summary()
    sources, problems = find_sources([source])
    with StoreWriter(path, "key", "0") as store:
        read_sources(
            sources,
            store,
            Config(),
            fields={},
            problems=problems,
            summary=summary,
            on_progress=lambda source, number: None,
            jobs=jobs,
        )
    return summary


def main(source: str, path: str, jobs: str, *options: str) -> None:
    """Drives with plain words for an interrupted run."""
    if "stub" in options:
        workers.worker_command = stub.command
    try:
        summary = drive(Path(source), Path(path), Jobs(int(jobs)))
    except KeyboardInterrupt:
        sys.exit(130)
    sys.stdout.write(f"{summary.stored}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
