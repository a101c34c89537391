"""A folder of files that are there whole or not at all, on this machine or on object storage."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from menurut.errors import InputError
from menurut.read.addresses import is_remote, system_at

_PART = ".part"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder by its path or address (``s3://bucket/parts``); what is written there has no half-finished state.

    On a disk a file is written under another name and then renamed; on object storage it is sent in one piece, and
    stands there when all of it has come. Raises ``InputError`` where nothing can be read or written there.
    """

    address: str

    @staticmethod
    def at(address: str) -> Shelf:
        """The shelf at a path or address, made if need be; what an interrupted writer left unfinished goes."""
        if is_remote(address):
            return Shelf(address.rstrip("/"))
        folder = Path(address).absolute()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for left in folder.rglob(f".*{_PART}"):
                left.unlink(missing_ok=True)
        except OSError as error:
            raise InputError(f"{address} cannot be used for parts: {error.strerror or error}") from error
        return Shelf(str(folder))

    @property
    def local(self) -> bool:
        """Whether it lies on this machine's disk."""
        return not is_remote(self.address)

    def within(self, name: str) -> Shelf:
        """The shelf of a folder in this one."""
        return Shelf(f"{self.address}/{name}")

    def names(self) -> set[str]:
        """The names of its files."""
        if self.local:
            with suppress(FileNotFoundError):
                return {entry.name for entry in os.scandir(self.address) if not entry.name.startswith(".")}
            return set()
        system, path = system_at(self.address)
        with _told(self.address, "read"):
            system.invalidate_cache()
            return {str(name).rpartition("/")[2] for name in system.find(path, maxdepth=1)}

    def clear(self) -> None:
        """Deletes the folder with all its files, where there is one."""
        if self.local:
            shutil.rmtree(self.address, ignore_errors=True)
            return
        system, path = system_at(self.address)
        with suppress(FileNotFoundError), _told(self.address, "cleared"):
            system.rm(path, recursive=True)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A file of it, to read, that can be read from its end."""
        if self.local:
            with _told(f"{self.address}/{name}", "read"), (Path(self.address) / name).open("rb") as file:
                yield file
            return
        system, path = system_at(self.address)
        with _told(f"{self.address}/{name}", "read"), system.open(f"{path}/{name}", "rb") as file:
            yield cast(IO[bytes], file)

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """A path to write to; once all went well, what stands there becomes the file of that name."""
        if self.local:
            with _told(f"{self.address}/{name}", "written"):
                Path(self.address).mkdir(parents=True, exist_ok=True)
        with _told(f"{self.address}/{name}", "written"):
            handle, part = tempfile.mkstemp(_PART, f".{name}", self.address if self.local else None)
            os.close(handle)
            path = Path(part)
            try:
                yield path
                self._finish(path, name)
            finally:
                path.unlink(missing_ok=True)

    def _finish(self, path: Path, name: str) -> None:
        if self.local:
            path.chmod(0o644)
            path.replace(Path(self.address) / name)
        else:
            system, folder = system_at(self.address)
            system.put_file(str(path), f"{folder}/{name}")


@contextmanager
def _told(address: str, what: str) -> Iterator[Any]:
    try:
        yield
    except OSError as error:
        raise InputError(f"{address} cannot be {what}: {error.strerror or error}") from error
