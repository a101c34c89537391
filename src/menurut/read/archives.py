"""ZIP and tar archives → their members, one after another, nothing unpacked to disk."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from menurut.read.addresses import printable
from menurut.read.compressed import AT_ONCE, DamagedError, Guarded, Limit
from menurut.read.tables import in_memory
from menurut.records import Problem

if TYPE_CHECKING:
    import zipfile

    from _typeshed import WriteableBuffer

_BLOCK = 512  # bytes, the unit of a tar archive
_HEADER = 1 << 20  # bytes of a tar archive's long names at most
_SIZE = re.compile(rb"(?:^|\n)\d{1,9} size=(\d{1,18})\n")
_PATH = re.compile(rb"(?:^|\n)\d{1,9} path=([^\n]*)\n")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name there and its bytes, to be read before the next member is asked for."""

    name: str
    stream: BinaryIO


def members(stream: BinaryIO, format_: str, label: str) -> Iterator[Member | Problem]:
    """The files of an archive (``zip`` or ``tar``), and a problem for each that cannot be read.

    Folders and hidden files are passed over silently. A name that leads out of the archive is a problem, as is an
    encrypted member, or one that is no plain file. Raises ``OSError``.
    """
    for member in _zip(stream, label) if format_ == "zip" else _tar(stream, label):
        if isinstance(member, Problem) or not _is_hidden(member.name):
            yield member


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") and part not in (".", "..") for part in name.split("/")) or "__MACOSX" in name


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":")


def _unsafe(name: str, label: str) -> Problem:
    message = "the member's name leads out of the archive; it was left"
    return Problem("read", "unsafe_name", message, f"{label}:{name}")


def _zip(stream: BinaryIO, label: str) -> Iterator[Member | Problem]:
    import zipfile

    errors = _zip_errors()
    try:
        archive = zipfile.ZipFile(in_memory(stream, "ZIP"))
    except DamagedError:
        raise
    except errors as error:
        raise DamagedError("damaged", f"this is no ZIP file that can be read: {error}") from error
    for info in archive.infolist():
        name = printable(info.filename)
        if name.endswith("/"):
            continue
        if _leads_out(name):
            yield _unsafe(name, label)
        elif info.flag_bits & 1:
            message = "this member is encrypted; unpack the archive with its password and name the folder"
            yield Problem("read", "encrypted", message, f"{label}:{name}")
        else:
            yield from _zipped(archive, info, name, label)


def _zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, label: str) -> Iterator[Member | Problem]:
    errors = _zip_errors()
    try:
        opened = archive.open(info)
    except errors as error:
        yield Problem("read", "damaged", f"this member cannot be read: {error}", f"{label}:{name}")
        return
    limit = Limit(lambda: info.compress_size)
    guarded = Guarded(opened, errors, "this member is damaged", limit)  # type: ignore[arg-type]
    with io.BufferedReader(guarded) as member:
        yield Member(name, member)


def _zip_errors() -> tuple[type[Exception], ...]:
    """What the standard library raises on bad archives."""
    import lzma
    import struct
    import zipfile

    return (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
        OverflowError,
        IndexError,
        struct.error,
        zlib.error,
        lzma.LZMAError,
    )


class _Part(io.RawIOBase):
    """The next bytes of a stream, so many."""

    def __init__(self, source: BinaryIO, size: int) -> None:
        self._source = source
        self.left = size

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read on. Raises ``OSError``."""
        view = memoryview(buffer)
        if not self.left:
            return 0
        data = self._source.read(min(len(view), self.left, AT_ONCE))
        if not data:
            self.left = 0
            raise DamagedError("damaged", "the archive ends in the middle of this member")
        self.left -= len(data)
        view[: len(data)] = data
        return len(data)


def _tar(stream: BinaryIO, label: str) -> Iterator[Member | Problem]:
    """The members of a tar archive (POSIX.1-2001 and GNU names). Our own, since ``tarfile`` ends silently at damage."""
    long_name: bytes | None = None
    long_size: int | None = None
    while True:
        header = stream.read(_BLOCK)
        if not header.strip(b"\0"):
            if header or not stream.read(1):
                return
            raise DamagedError("damaged", "the tar archive is damaged")
        if len(header) < _BLOCK or not _is_header(header):
            raise DamagedError("damaged", "the tar archive is damaged from here, or ends in the middle")
        kind, size = header[156:157], _number(header[124:136])
        if long_size is not None and kind not in b"xgLK":
            size = long_size
        if size < 0:
            raise DamagedError("damaged", "a member of the tar archive does not say how long it is")
        if kind in (b"x", b"g", b"L", b"K"):
            if size > _HEADER:
                raise DamagedError("damaged", "a name in the tar archive is longer than any")
            data = stream.read(size + -size % _BLOCK)[:size]
            if kind == b"L":
                long_name = data.rstrip(b"\0")
            elif kind == b"x":
                path, given = _PATH.search(data), _SIZE.search(data)
                long_name = path.group(1) if path else long_name
                long_size = int(given.group(1)) if given else None
            continue
        name = printable((long_name or _name(header)).decode("utf-8", "backslashreplace"))
        long_name = long_size = None
        part = _Part(stream, size)
        if kind in (b"0", b"\0", b"7"):
            yield _unsafe(name, label) if _leads_out(name) else Member(name, io.BufferedReader(part))
        elif kind != b"5":
            message = "this member is no plain file (a link, a device or a sparse file)"
            yield Problem("read", "format_not_read", message, f"{label}:{name}")
            part.left = size if kind == b"S" else 0
            size = part.left
        _pass_over(stream, part.left + -size % _BLOCK)


def _pass_over(stream: BinaryIO, count: int) -> None:
    while count > 0:
        data = stream.read(min(count, 1 << 16))
        if not data:
            raise DamagedError("damaged", "the tar archive ends in the middle")
        count -= len(data)


def _is_header(header: bytes) -> bool:
    """Whether the checksum is right, which is counted with its own field as spaces."""
    return _number(header[148:156]) == sum(header) - sum(header[148:156]) + 8 * 32


def _number(field: bytes) -> int:
    """A number in octal, or in base 256 where its first bit is set; -1 for none."""
    if field[:1] >= b"\x80":
        return int.from_bytes(field[1:], "big")
    try:
        return int(field.strip(b" \0") or b"0", 8)
    except ValueError:
        return -1


def _name(header: bytes) -> bytes:
    name = header[:100].partition(b"\0")[0]
    prefix = header[345:500].partition(b"\0")[0] if header[257:263] == b"ustar\0" else b""
    return prefix + b"/" + name if prefix else name
