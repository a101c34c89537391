"""Addresses → streams: local paths, standard input (``-``), and what fsspec reaches (``s3://``, ``https://`` ...)."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import Any, BinaryIO, cast

from menurut.errors import InputError
from menurut.read.compressed import Guarded

STANDARD_INPUT = "-"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{1,30})(?:::|://)")
# What to install for a scheme, where fsspec's own words would not say it.
_DRIVERS = {"s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "http": "aiohttp", "https": "aiohttp"}


def is_remote(address: str) -> bool:
    """Whether an address is one for fsspec; a local file whose name looks like one is a file."""
    return _SCHEME.match(address) is not None and not exists(address)


def exists(path: str) -> bool:
    """Whether there is something at a local path; at what can be no path there is nothing."""
    try:
        return Path(path).exists()
    except (OSError, ValueError):  # too long, or with a mark that no name has
        return False


def open_address(address: str) -> BinaryIO:
    """The bytes at an address. Raises ``OSError``, and ``InputError`` where a driver is not installed."""
    if address == STANDARD_INPUT:
        stream = sys.stdin.buffer
        return io.BufferedReader(_Borrowed(stream))
    if not is_remote(address):
        return Path(address).open("rb")
    system, path = system_at(address)
    try:
        opened = cast(BinaryIO, system.open(path, "rb"))
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{type(error).__name__}: {error}") from error
    return io.BufferedReader(Guarded(opened, (Exception,), "it could not be read on"))


def files_at(address: str) -> list[str]:
    """The addresses of the files that a remote address stands for: itself, those its ``*`` match, or a folder's.

    In order of name. Raises ``InputError`` where there is nothing, or what it needs is not installed.
    """
    system, path = system_at(address)
    try:
        if any(mark in path for mark in "*?["):
            found = [name for name in system.glob(path) if not system.isdir(name)]
        elif system.isdir(path):
            found = system.find(path)
        else:
            found = [path] if system.exists(path) else []
    except Exception as error:
        raise InputError(f"{address} cannot be read: {type(error).__name__}: {error}") from error
    if not found:
        raise InputError(f"there is nothing at {address!r}")
    if found == [path]:
        return [address]
    return [str(system.unstrip_protocol(name)) for name in sorted(found)]


def printable(name: str) -> str:
    """A name as it can be stored and shown: bytes that are no UTF-8, and control characters, escaped."""
    text = name
    if _surrogates(name):  # bytes of a name stand as DC80 to DCFF; any others are half characters
        data = b"".join(_name_bytes(letter) for letter in name)
        text = data.decode("utf-8", "backslashreplace")
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", lambda match: f"\\x{ord(match.group()):02x}", text)


def _name_bytes(letter: str) -> bytes:
    whole = "\udc80" <= letter <= "\udcff" or not _surrogates(letter)
    return letter.encode("utf-8", "surrogateescape" if whole else "backslashreplace")


def _surrogates(name: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in name)


class _Borrowed(io.RawIOBase):
    """Standard input, which whoever reads it must not close."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read on. Raises ``OSError``."""
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def system_at(address: str) -> tuple[Any, str]:
    """The file system of fsspec's for an address, and the path there."""
    import fsspec

    scheme = address.partition(":")[0].lower()
    try:
        system, path = fsspec.core.url_to_fs(address)
    except ImportError as error:
        needed = _DRIVERS.get(scheme)
        install = f"pip install {needed}" if needed else str(error)
        raise InputError(f"to read {scheme}:// another package is needed: {install}") from error
    except ValueError as error:
        raise InputError(f"{address} cannot be read: {error}") from error
    except Exception as error:
        raise InputError(f"{address} cannot be read: {type(error).__name__}: {error}") from error
    return system, str(path)
