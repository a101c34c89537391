"""Files that are there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from menurut.errors import InputError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Gives a path beside ``path`` to write to; when all went well the file there becomes ``path``, else it goes.

    A pipe or device is written to as it is. Raises ``InputError`` where it cannot be written.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder; name a file to write")
    if path.exists() and not path.is_file():
        yield path
        return
    target = path.resolve()  # what a link leads to is replaced, not the link
    part = target.with_name(f".{target.name}.{token_hex(4)}.part")  # another process may be writing the same file
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(target)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def made_folder(path: Path) -> Path:
    """The folder at ``path``, made if need be. Raises ``InputError`` where a file stands there or it cannot be made."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise InputError(f"{path} is a file; name a folder to write to") from error
    except OSError as error:
        raise InputError(f"{path} cannot be made: {error.strerror or error}") from error
    return path
