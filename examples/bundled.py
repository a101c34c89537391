"""A store of the bundled articles, for the examples; with the path of a store as first argument, that one."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import menurut

ARTICLES = Path(__file__).resolve().parent / "articles"


@contextmanager
def opened(path: str | None) -> Iterator[menurut.Store]:
    """The store at ``path``; without one the articles beside this file are read into one that is thrown away."""
    if path is not None:
        with menurut.open(path) as store:
            yield store
        return
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "bundled.db"
        command = [sys.executable, "-m", "menurut", "read", str(ARTICLES), "--store", str(made), "--quiet"]
        subprocess.run(command, check=True)
        with menurut.open(made) as store:
            yield store


def counted(sources: int, articles: int) -> str:
    """Independent sources with the copies beside: "2 sources, 1 copy"."""
    copies = articles - sources
    first = f"{sources} source" + ("" if sources == 1 else "s")
    return f"{first}, {copies} " + ("copy" if copies == 1 else "copies")
