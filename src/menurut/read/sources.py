"""What the user names → the sources to read, and each source → its articles."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from menurut.config import Config
from menurut.errors import InputError
from menurut.read import formats
from menurut.read.addresses import STANDARD_INPUT, exists, files_at, is_remote, open_address, printable
from menurut.read.archives import members
from menurut.read.articles import dated
from menurut.read.compressed import DamagedError, unpacked
from menurut.read.jsonl import read_json, read_lines
from menurut.read.lists import read_saved
from menurut.read.rows import FIELD_NAMES, Rows, names_of
from menurut.read.saved import read_feed, read_html, read_mhtml
from menurut.read.stripes import Stripe
from menurut.read.tables import read_csv, read_parquet
from menurut.read.text import read_text
from menurut.read.warc import read_warc
from menurut.records import Article, Problem

_SAMPLE = 1 << 20  # bytes from which the number of lines is estimated
_LONGEST_NAME = 1_000  # characters of a name that are shown where there is nothing of it
_LINES = ("jsonl", "csv", "tsv")
_SPLIT = ("jsonl", "json", "csv", "tsv", "parquet", "warc")


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read: a file, standard input, or what lies at an address of fsspec's.

    ``address`` is what opens it, ``format`` (one of ``formats.FORMATS``) and ``compression`` (``gz``, ``bz2``, ``xz``,
    ``zst``) what the ending of its name tells, ``None`` where it tells nothing: the first bytes do then. ``forced`` is
    the format that the user gave, which counts before both. ``at`` is the whole path of a file that was named from a
    folder, for a process that runs in another; it is opened there.
    """

    address: str
    format: str | None = None
    compression: str | None = None
    forced: str | None = None
    at: str | None = None

    @property
    def label(self) -> str:
        """What it is called in origins and problems: its address, with what cannot be shown escaped."""
        return printable(self.address)

    @property
    def name(self) -> str:
        """The last part of its label."""
        return self.label.rstrip("/").rpartition("/")[2] or self.label

    def open(self) -> BinaryIO:
        """Its bytes, compressed as they are. Raises ``OSError``, and ``InputError`` for a missing driver."""
        return open_address(self.at or self.address)

    def parts(self) -> int | None:
        """About how many articles it holds; ``None`` where only reading it all would tell."""
        format_ = self.forced or self.format
        if self.compression or self.address == STANDARD_INPUT or is_remote(self.address):
            return None
        if format_ in ("text", "html", "mhtml"):
            return 1
        if format_ not in _LINES:
            return None
        try:
            with Path(self.address).open("rb") as file:
                sample = file.read(_SAMPLE)
                size = os.fstat(file.fileno()).st_size
        except OSError:
            return None
        return round((sample.count(b"\n") + 1) * max(size / len(sample), 1)) if sample else 1


def find_sources(
    paths: Iterable[str | os.PathLike[str]], format_: str | None = None
) -> tuple[list[Source], list[Problem]]:
    """The sources under the given paths, folders in order of name, each once, and a problem for each passed over.

    Args:
        paths: files, folders, ``-`` for standard input, addresses of fsspec's (``s3://bucket/news/*.jsonl.gz``).
        format_: the format of all of them (one of ``formats.CHOICES``), ``None`` to tell it from each.

    Raises ``InputError`` where a named path does not exist, or what an address needs is not installed. Hidden files,
    and folders ``PAGE_files`` that a browser saves beside a page, are passed over silently.
    """
    if format_ is not None and format_ not in formats.CHOICES:
        raise InputError(f"there is no format {format_!r}; the formats are {', '.join(formats.CHOICES)}")
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for path in [os.fspath(path) for path in paths]:
        for file in _files(path, problems):
            known, compression = formats.by_ending(file)
            if format_ is None and known is None and formats.is_other(file):
                kind = printable(Path(file).suffix)
                message = f"files of the kind {kind!r} are not read; if it is one that is, say so with --format"
                problems.append(Problem("read", "format_not_read", message, printable(file)))
                continue
            local = file != STANDARD_INPUT and not is_remote(file)
            sources.setdefault(str(Path(file).resolve()) if local else file, Source(file, known, compression, format_))
    return list(sources.values()), problems


def articles_in(
    source: Source, fields: Mapping[str, str], config: Config, stripe: Stripe | None = None
) -> Iterator[Article | Problem]:
    """The articles of a source, and a problem for each part of it that holds none; never raises for a bad file.

    A date of publication that cannot be right is mended or not used (see ``dated``); that is noted as a problem. With a
    ``stripe`` only its rows are read; what is wrong with the whole source comes in each stripe.
    """
    for item in _items(source, fields, config, stripe or Stripe()):
        yield from dated(item)


def check_fields(fields: Mapping[str, str]) -> None:
    """Raises ``InputError`` where a mapping names a field that menurut does not have."""
    for name in fields:
        if name not in FIELD_NAMES:
            raise InputError(f"there is no field {name!r}; the fields are {', '.join(FIELD_NAMES)}")


def splits(source: Source, fields: Mapping[str, str], config: Config) -> bool:
    """Whether a source has rows that can be read in stripes: JSON lines, tables and web archives that are as named."""
    if (source.forced or source.format) not in _SPLIT:
        return False
    try:
        with closing(source.open()) as opened:
            head, _, layers = unpacked(opened)
    except OSError:
        return False
    format_, note = _format(head, source, layers, Rows(names_of(fields), config)) if head else (None, None)
    return format_ in _SPLIT and note is None


def _items(source: Source, fields: Mapping[str, str], config: Config, stripe: Stripe) -> Iterator[Article | Problem]:
    how = Rows(names_of(fields), config, partial(read_saved, _base(source), config), stripe)
    try:
        with closing(source.open()) as opened:
            nothing = True
            for item in _read(opened, source, source.label, how):
                nothing = False
                yield item
            if nothing:
                yield Problem("read", "empty_file", "the file holds nothing that is an article", source.label)
    except DamagedError as error:
        yield Problem("read", error.code, error.message, source.label)
    except OSError as error:
        yield Problem("read", "file_not_read", f"the file cannot be read: {error.strerror or error}", source.label)


def _base(source: Source) -> str:
    """Where the files lie that a list names."""
    if source.address == STANDARD_INPUT:
        return "."
    address = source.at or source.address
    return address.rpartition("/")[0] if is_remote(address) else str(Path(address).parent)


def _read(
    opened: BinaryIO, source: Source, label: str, how: Rows, *, inside: bool = False
) -> Iterator[Article | Problem]:
    """The articles of one stream, or of the members of an archive where it does not lie ``inside`` of one."""
    head, stream, layers = unpacked(opened)
    if not head:
        yield Problem("read", "empty_file", "the file is empty", label)
        return
    format_, note = _format(head, source, layers, how)
    if format_ is None:
        words = f"by its name it is {formats.FORMATS[source.format]}, but " if source.format else ""
        message = f"{words}its first bytes are of no format that is read; name it with --format if it is one"
        yield Problem("read", "format_not_read", message, label)
    elif format_ in formats.ARCHIVES and inside:
        message = "an archive in an archive is not read; unpack the outer one and name the folder"
        yield Problem("read", "nested_archive", message, label)
    elif format_ in formats.ARCHIVES:
        if note is not None:
            yield Problem("read", "format_differs", note, label)
        yield from _members(stream, format_, source, label, how)
    else:
        yield from _noted(_articles(stream, format_, label, source, how), note, label)


def _noted(items: Iterator[Article | Problem], note: str | None, label: str) -> Iterator[Article | Problem]:
    """Items with a note on their source, after the first article, where there is one."""
    for item in items:
        yield item
        if note is not None and isinstance(item, Article):
            yield Problem("read", "format_differs", note, label, item.id)
            note = None
    if note is not None:
        yield Problem("read", "format_differs", note, label)


def _format(head: bytes, source: Source, layers: tuple[str, ...], how: Rows) -> tuple[str | None, str | None]:
    """(the format of a stream, a note where it is another than its name's ending tells)."""
    certain = formats.by_bytes(head)
    if source.forced is not None:
        return (certain if certain in formats.ARCHIVES else source.forced), None
    told, note = source.format, None
    if source.compression and not layers:
        note = f"by its name it is compressed ({source.compression}), but it is not; it was read as it is"
    if told is None:
        return formats.sniffed(head, [name for field in ("text", "html", "file") for name in how.names[field]]), note
    if certain != told and (certain is not None or told in formats.BINARY):
        found = certain or formats.sniffed(head)
        if found is not None:
            note = f"by its name it is {formats.FORMATS[told]}, by its bytes {formats.FORMATS[found]}; read as that"
        return found, note
    if told == "jsonl" and head.lstrip()[:64].replace(b" ", b"").startswith((b"[{", b"[\n", b"[\r\n")):
        told = "json"
    return told, note


def _members(stream: BinaryIO, format_: str, archive: Source, label: str, how: Rows) -> Iterator[Article | Problem]:
    for member in members(stream, format_, label):
        if isinstance(member, Problem):
            yield member
            continue
        origin = f"{label}:{member.name}"
        known, compression = formats.by_ending(member.name)
        if known is None and archive.forced is None and formats.is_other(member.name):
            yield Problem("read", "format_not_read", "files of this kind are not read", origin)
            continue
        source = Source(member.name, known, compression, archive.forced)
        try:
            yield from _read(member.stream, source, origin, replace(how, saved=None), inside=True)
        except DamagedError as error:
            yield Problem("read", error.code, error.message, origin)


def _articles(stream: BinaryIO, format_: str, label: str, source: Source, how: Rows) -> Iterator[Article | Problem]:
    if format_ == "text":
        given = None if source.address == STANDARD_INPUT else formats.stem(printable(source.address))
        return read_text(stream, label, how.config, given)
    if format_ == "warc":
        return read_warc(stream, label, how.config, how.stripe)
    if format_ in _ROWS:
        return _ROWS[format_](stream, label, how)
    return _PAGES[format_](stream, label, how.config)


_ROWS: Mapping[str, Callable[[BinaryIO, str, Rows], Iterator[Article | Problem]]] = {
    "jsonl": read_lines,
    "json": read_json,
    "ninjs": read_json,
    "csv": read_csv,
    "tsv": partial(read_csv, delimiter="\t"),
    "parquet": read_parquet,
}
_PAGES: Mapping[str, Callable[[BinaryIO, str, Config], Iterator[Article | Problem]]] = {
    "html": read_html,
    "mhtml": read_mhtml,
    "feed": read_feed,
}


def _files(path: str, problems: list[Problem]) -> Iterator[str]:
    """The files that a path given by the user stands for."""
    if path == STANDARD_INPUT:
        yield path
    elif is_remote(path):
        yield from files_at(path)
    elif not exists(path):
        raise InputError(f"there is no file or folder {printable(path)[:_LONGEST_NAME]!r}")
    elif Path(path).is_dir():
        yield from _files_under(path, problems)
    elif Path(path).is_file() or Path(path).is_fifo():
        yield path
    else:
        raise InputError(f"{printable(path)!r} is neither a file nor a folder")


def _files_under(folder: str, problems: list[Problem]) -> Iterator[str]:
    """The files in a folder and those below it; links are followed, each folder once."""

    def refused(error: OSError) -> None:
        message = f"the folder cannot be read: {error.strerror}"
        problems.append(Problem("read", "file_not_read", message, printable(str(error.filename))))

    seen: set[str] = set()
    for parent, folders, names in os.walk(folder, followlinks=True, onerror=refused):
        real = os.path.realpath(parent)
        if real in seen:
            folders[:] = []
            if str(Path(parent).absolute()).startswith(real + os.sep):
                message = "a link leads back to a folder that it lies in; it was not followed"
                problems.append(Problem("read", "folder_loop", message, printable(parent)))
            continue
        seen.add(real)
        pages = {Path(name).stem for name in names if Path(name).suffix.lower() in (".html", ".htm")}
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _is_assets(name, pages))
        for name in sorted(names):
            file = Path(parent) / name
            if not name.startswith(".") and (file.is_file() or file.is_symlink()):
                yield str(file)


def _is_assets(folder: str, pages: set[str]) -> bool:
    """Whether a folder holds the pictures and scripts of a page beside it, as browsers save them."""
    return folder.endswith("_files") and folder.removesuffix("_files") in pages
