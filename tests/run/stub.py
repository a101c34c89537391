"""A worker with a stand-in for the pipeline: quick, and with articles that end it or keep it for ever."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from menurut import pipeline
from menurut.config import Config
from menurut.records import Annotation, Article, Document, Problem, Reading
from menurut.run import workers

ROOT = Path(__file__).resolve().parents[2]


def command() -> list[str]:
    """What starts such a worker."""
    path = [str(ROOT), *sys.path]
    return [sys.executable, "-c", f"import sys; sys.path[:] = {path!r}; from tests.run.stub import main; main()"]


def read(article: Article, config: Config) -> Reading | Problem:
    """A reading without any finds; what the title asks for happens first."""
    what, _, more = (article.title or "").partition(" ")
    if what == "DIE" or (what == "DIE-ONCE" and not Path(more).exists()):
        Path(more or os.devnull).write_text("died", "utf-8")
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "EXIT":
        raise SystemExit(0)
    elif what == "RAISE":
        raise OSError("the disk is gone")
    elif what == "HANG":
        time.sleep(3600)
    elif what == "REFUSE":
        return Problem("clean", "empty", "no text", article.origin, article.id)
    time.sleep(0.008)
    return Reading(article, Document(article.id, article.text, "id", ()), Annotation(article.id, (), ()), (), ())


def main() -> None:
    """Serves as such a worker, with libraries that print."""

    def noisy(article: Article, config: Config) -> Reading | Problem:
        sys.stdout.write("what a library may print\n" * 3)
        sys.stdout.flush()
        return read(article, config)

    pipeline.read_article = noisy
    workers.serve()
