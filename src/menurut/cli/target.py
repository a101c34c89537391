"""Where a command writes what other programs read: a file that is there whole or not at all, or standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def written_to(out: Path | None) -> Iterator[BinaryIO]:
    """A file to write to that becomes ``out`` when all went well; standard output for none, or for "-".

    Raises ``InputError`` where it cannot be written.
    """
    if out is None or str(out) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    from menurut.export.files import whole_file

    with whole_file(out) as part, part.open("wb") as file:
        yield file
