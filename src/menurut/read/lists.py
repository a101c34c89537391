"""Lists of addresses already downloaded: rows that say which address is in which file → the pages' articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from menurut.config import Config
from menurut.read.addresses import is_remote, open_address
from menurut.read.compressed import DamagedError, unpacked
from menurut.read.formats import by_ending, sniffed
from menurut.read.rows import Found, filled
from menurut.read.saved import read_html, read_mhtml
from menurut.read.text import read_text
from menurut.records import Article, Problem


def read_saved(base: str, config: Config, name: str, found: Found, origin: str) -> Iterator[Article | Problem]:
    """The article in the file that a row of a list names.

    Args:
        base: the folder of the list, or its address up to the last "/"; names are told from there.
        config: the settings of the steps.
        name: the file's name; a list that was read from another machine may name only files beside and below it.
        found: the row's fields.
        origin: where the row was read.
    """
    address = _address(base, name)
    if address is None:
        message = f"the list names {name!r}, which is no plain file, or not beside or below a list from elsewhere"
        yield Problem("read", "unsafe_name", message, origin)
        return
    try:
        with open_address(address) as opened:
            head, stream, _ = unpacked(opened)
            format_ = by_ending(name)[0] or sniffed(head)
            if not head:
                yield Problem("read", "empty_file", f"the file {name!r} is empty", origin)
            elif format_ in ("html", "feed"):
                yield from filled(read_html(stream, origin, config, url=found["url"]), found)
            elif format_ == "mhtml":
                yield from filled(read_mhtml(stream, origin, config, url=found["url"]), found)
            elif format_ == "text":
                yield from filled(read_text(stream, origin, config), found)
            else:
                message = f"the list names {name!r}, which is no saved page or text"
                yield Problem("read", "format_not_read", message, origin)
    except DamagedError as error:
        yield Problem("read", error.code, f"{name!r}: {error.message}", origin)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        yield Problem("read", "file_not_read", f"the file {name!r} of the list cannot be read: {reason}", origin)


def _address(base: str, name: str) -> str | None:
    """The address of a file that a list names; ``None`` where it may not be read."""
    if not is_remote(base):
        path = Path(base) / name.removeprefix("file://")
        return str(path) if path.is_file() or not path.exists() else None  # a device would be read for ever
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts or ":" in name:
        return None
    return f"{base}/{name}"
