"""What the user names → the files to read, and each file → its articles."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from menurut.config import Config
from menurut.errors import InputError
from menurut.read.jsonl import FIELD_NAMES, read_json_lines
from menurut.read.text import read_text_file
from menurut.records import Article, Problem

_JSON_LINES = (".jsonl", ".ndjson", ".jl")
_TEXT = (".txt", ".text", ".md", "")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its path and its format (``text`` or ``jsonl``)."""

    path: Path
    format: str

    def parts(self) -> int:
        """How many articles it may hold: one in a text file, one a line in JSON lines."""
        if self.format != "jsonl":
            return 1
        try:
            with self.path.open("rb") as file:
                return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) + 1
        except OSError:
            return 1


def find_sources(paths: Iterable[Path]) -> tuple[list[Source], list[Problem]]:
    """The files under the given paths, folders in order of name, each file once, and a problem for each passed over.

    Raises ``InputError`` where a named path does not exist. Hidden files in folders are passed over silently.
    """
    sources: dict[Path, Source] = {}
    problems: list[Problem] = []
    for path in paths:
        if path.is_dir():
            files = list(_files_under(path))
        elif path.is_file():
            files = [path]
        else:
            raise InputError(f"there is no file or folder {str(path)!r}")
        for file in files:
            format_ = _format(file, named=file == path)
            if format_ is None:
                message = f"files of the kind {file.suffix!r} are not read; give .txt, .md or .jsonl"
                problems.append(Problem("read", "format_not_read", message, str(file)))
            else:
                sources.setdefault(file.resolve(), Source(file, format_))
    return list(sources.values()), problems


def articles_in(source: Source, fields: Mapping[str, str], config: Config) -> Iterator[Article | Problem]:
    """The articles of a source, and a problem for each part of it that holds none; never raises for a bad file."""
    try:
        if source.format == "jsonl":
            yield from read_json_lines(source.path, fields, config)
        else:
            yield from read_text_file(source.path, config)
    except OSError as error:
        yield Problem("read", "file_not_read", f"the file cannot be read: {error.strerror or error}", str(source.path))


def check_fields(fields: Mapping[str, str]) -> None:
    """Raises ``InputError`` where a mapping names a field that menurut does not have."""
    for name in fields:
        if name not in FIELD_NAMES:
            raise InputError(f"there is no field {name!r}; the fields are {', '.join(FIELD_NAMES)}")


def _files_under(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(parent) / name


def _format(path: Path, *, named: bool) -> str | None:
    ending = path.suffix.lower()
    if ending in _JSON_LINES:
        return "jsonl"
    if ending in _TEXT or (
        named and ending not in (".json", ".html", ".htm", ".csv", ".parquet", ".pdf", ".gz", ".zip")
    ):
        return "text"
    return None
