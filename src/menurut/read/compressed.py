"""Compressed streams → plain ones: gzip, bzip2, xz and Zstandard, in pieces, with an end set to bombs.

Nothing is unpacked to disk, and no more than a small piece of the input is unpacked at a time, so that memory stays
flat whatever the size. Several members one after another are one stream, as all four formats have it.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Bytes taken at a time, which unpack to some 16 MB at most: deflate's ratio is 1032, Zstandard's 32,768. Of bzip2 and
# xz, which have no bound, no more is unpacked at a time than _PIECE.
_SLICES = {"gz": 16_384, "bz2": 16_384, "xz": 16_384, "zst": 512}
_PIECE = 1 << 20
_RATIO = 1000  # times its size that compressed news never comes to; deflate reaches 1032, and only on bombs
_ALWAYS = 16 << 20  # bytes that anything may unpack to, whatever the ratio
AT_ONCE = 1 << 16  # bytes that a stream asks of the one below it, however many it is asked for
_LAYERS = 2  # compressions on one another that are undone
_DICTIONARY = 10 << 20  # bytes of a Zstandard dictionary at most
_WINDOW = 1 << 27  # bytes that Zstandard may look back, its own limit without --long
_MEMORY = 256 << 20  # bytes that xz may take

_MAGIC = (
    (b"\x1f\x8b\x08", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    *((bytes((number,)) + b"\x2a\x4d\x18", "zst") for number in range(0x50, 0x60)),
)
_NAMES = {"gz": "gzip", "bz2": "bzip2", "xz": "xz", "zst": "Zstandard"}


class DamagedError(OSError):
    """What is read cannot be read on from here: ``code`` and ``message`` are those of the problem it becomes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class _Library(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...


class _Decoder:
    """A library's object for one member, of which no more is asked at a time than the memory is to hold."""

    def __init__(self, library: _Library, bounded: bool) -> None:
        self._library: Any = library
        self._bounded = bounded
        self.waits = True  # for more data

    def decompress(self, data: bytes) -> bytes:
        if not self._bounded:
            return bytes(self._library.decompress(data))
        out = bytes(self._library.decompress(data, _PIECE))
        self.waits = self._library.eof or self._library.needs_input
        return out

    def rest(self) -> bytes | None:
        """What comes after the member; ``None`` while it goes on."""
        return bytes(self._library.unused_data) if self._library.eof else None


class Limit:
    """Counts what a stream gives, and ends it where that is out of all proportion to what it takes."""

    def __init__(self, taken: Callable[[], int]) -> None:
        self._taken = taken
        self._given = 0

    def give(self, count: int) -> None:
        """Count bytes given; raises ``DamagedError`` (``compression_bomb``) where they are too many."""
        self._given += count
        if self._given > _ALWAYS and self._given > _RATIO * self._taken():
            message = f"it unpacks to more than {_RATIO:,} times its size, as only a bomb does; the rest was left"
            raise DamagedError("compression_bomb", message)


class Guarded(io.RawIOBase):
    """A stream whose errors, of whatever library, come out as ``OSError``, and whose size may be limited."""

    def __init__(
        self, source: BinaryIO, errors: tuple[type[Exception], ...], words: str, limit: Limit | None = None
    ) -> None:
        self._source = source
        self._errors = errors
        self._words = words
        self._limit = limit

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """Whether what it reads from is, and its size is not limited."""
        return self._limit is None and self._source.seekable()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place, in bytes."""
        return self._source.seek(offset, whence)

    def tell(self) -> int:
        """The place, in bytes."""
        return self._source.tell()

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read on. Raises ``OSError``."""
        view = memoryview(buffer)
        try:
            data = self._source.read(min(len(view), AT_ONCE))
        except OSError:
            raise
        except self._errors as error:
            raise DamagedError("damaged", f"{self._words}: {error}") from error
        view[: len(data)] = data
        if self._limit is not None:
            self._limit.give(len(data))
        return len(data)

    def close(self) -> None:
        """Close what it reads from too."""
        if not self.closed:
            self._source.close()
        super().close()


class _Unpacked(io.RawIOBase):
    """What a compressed stream holds. After a ``DamagedError`` a gzip stream goes on with its next member."""

    def __init__(self, source: BinaryIO, kind: str) -> None:
        self._source = source
        self._kind = kind
        self._slice = _SLICES[kind]
        self._decoder: _Decoder | None = None
        self._dictionary: Any = None
        self._rest = b""  # taken and not unpacked yet
        self._ready = memoryview(b"")  # unpacked and not given yet
        self._taken = 0
        self._begun = self._ended = self._lost = False
        self._limit = Limit(lambda: self._taken)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read on. Raises ``DamagedError``, and ``OSError`` where the file cannot be read."""
        if not self._ready and not self._ended:
            self._ready = memoryview(self._fill())
        view = memoryview(buffer)
        count = min(len(view), len(self._ready))
        view[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def close(self) -> None:
        """Close what it reads from too."""
        if not self.closed:
            self._source.close()
        super().close()

    def _take(self, count: int) -> bytes:
        data = self._source.read(count)
        self._taken += len(data)
        return data

    def _fill(self) -> bytes:
        while True:
            decoder = self._decoder or self._begin()
            if decoder is None:
                self._ended = True
                return b""
            data = b""
            if decoder.waits:
                data, self._rest = self._rest or self._take(self._slice), b""
            if decoder.waits and not data:
                self._ended = True
                raise DamagedError("damaged", f"the {_NAMES[self._kind]} data end in the middle; the rest is missing")
            if out := self._step(decoder, data):
                return out

    def _step(self, decoder: _Decoder, data: bytes) -> bytes:
        try:
            out = decoder.decompress(data)
        except _errors(self._kind) as error:
            self._decoder, self._rest, self._lost = None, data[1:], True
            message = f"the {_NAMES[self._kind]} data are damaged ({error}); they could not be read on from there"
            raise DamagedError("damaged", message) from error
        if (rest := decoder.rest()) is not None:
            self._decoder, self._rest = None, rest
        try:
            self._limit.give(len(out))
        except DamagedError:
            self._ended = True
            raise
        return out

    def _begin(self) -> _Decoder | None:
        """Begin the next member; ``None`` at the end. What lies between two is told once, as damage."""
        if self._lost and not self._seek():
            return None
        self._rest = self._rest.lstrip(b"\0") if self._begun else self._rest
        while len(self._rest) < 4 and (more := self._take(self._slice)):
            self._rest = (self._rest + more).lstrip(b"\0") if self._begun else self._rest + more
        if not self._rest:
            return None
        if compression_of(self._rest) != self._kind:
            self._lost = True
            message = f"after the {_NAMES[self._kind]} data come other bytes; they were left"
            raise DamagedError("damaged", message)
        first, self._begun, self._lost = not self._begun, True, False
        if first and self._rest.startswith(b"\x5d\x2a\x4d\x18"):
            self._learn()
            return self._begin()
        self._decoder = _decoder(self._kind, self._dictionary)
        return self._decoder

    def _seek(self) -> bool:
        """Go to what looks like the beginning of the next gzip member; the other formats have no such mark."""
        if self._kind != "gz":
            return False
        while (at := self._rest.find(b"\x1f\x8b\x08")) < 0:
            more = self._take(self._slice)
            if not more:
                return False
            self._rest = self._rest[-2:] + more
        self._rest = self._rest[at:]
        return True

    def _learn(self) -> None:
        """Take the dictionary that a ``.warc.zst`` file begins with (the IIPC's proposal for WARC and Zstandard)."""
        import zstandard

        head = self._rest + self._take(max(8 - len(self._rest), 0))
        size = int.from_bytes(head[4:8], "little")
        if size > _DICTIONARY:
            raise DamagedError("damaged", "the Zstandard dictionary is larger than any in use")
        data = head[8 : 8 + size]
        data += self._take(size - len(data))
        self._rest = head[8 + size :]
        try:
            if data.startswith(b"\x28\xb5\x2f\xfd"):
                data = zstandard.ZstdDecompressor().decompress(data, max_output_size=_DICTIONARY)
            self._dictionary = zstandard.ZstdCompressionDict(data)
            _decoder(self._kind, self._dictionary)
        except (zstandard.ZstdError, ValueError) as error:
            self._ended = True
            raise DamagedError("damaged", f"the Zstandard dictionary is damaged: {error}") from error


def compression_of(head: bytes) -> str | None:
    """The compression (``gz``, ``bz2``, ``xz``, ``zst``) that a file's first bytes tell, ``None`` for none."""
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def head_of(stream: BinaryIO, count: int = 8192) -> tuple[bytes, BinaryIO]:
    """The first bytes of a stream, and a stream that still has them. Raises ``OSError``."""
    if stream.seekable():
        begin = stream.tell()
        head = stream.read(count)
        stream.seek(begin)
        return head, stream
    head = first_bytes(stream, count)
    return head, io.BufferedReader(_Begun(head, stream))


def first_bytes(stream: BinaryIO, count: int) -> bytes:
    """The next bytes of a stream, at most so many, for which memory is taken only as they come. Raises ``OSError``."""
    parts: list[bytes] = []
    while count > 0 and (data := stream.read(min(count, AT_ONCE))):
        parts.append(data)
        count -= len(data)
    return b"".join(parts)


def unpacked(stream: BinaryIO) -> tuple[bytes, BinaryIO, tuple[str, ...]]:
    """A stream with its compressions undone: its first bytes, the stream, and which they were, the outermost first.

    Raises ``DamagedError`` where more than two lie on one another, or the first bytes are damaged; ``OSError``.
    """
    head, stream = head_of(stream)
    found: tuple[str, ...] = ()
    while (kind := compression_of(head)) is not None:
        if len(found) == _LAYERS:
            message = f"it is compressed more than {_LAYERS} times over, as only bombs are; unpack it yourself"
            raise DamagedError("nested_compression", message)
        found += (kind,)
        head, stream = _head_inside(io.BufferedReader(_Unpacked(stream, kind)))
    return head, stream, found


def _head_inside(stream: io.BufferedReader) -> tuple[bytes, BinaryIO]:
    """As ``head_of``, and what can be read before damage stays readable: the damage is told when it is come to."""
    head, error = b"", None
    while len(head) < 8192:
        try:
            data = stream.read1(8192 - len(head))
        except DamagedError as damage:
            error = damage
            break
        if not data:
            break
        head += data
    if error is not None and not head:
        raise error
    return head, io.BufferedReader(_Begun(head, stream, error))


class _Begun(io.RawIOBase):
    """A stream whose first bytes were read, with an error that came after them, before it."""

    def __init__(self, head: bytes, source: BinaryIO, error: DamagedError | None = None) -> None:
        self._head = head
        self._source = source
        self._error = error

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read on. Raises ``OSError``."""
        view = memoryview(buffer)
        if self._head:
            data = self._head[: len(view)]
            self._head = self._head[len(view) :]
        elif self._error is not None:
            error, self._error = self._error, None
            raise error
        elif isinstance(self._source, io.BufferedReader):
            data = self._source.read1(min(len(view), AT_ONCE))
        else:
            data = self._source.read(min(len(view), AT_ONCE))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close what it reads from too."""
        if not self.closed:
            self._source.close()
        super().close()


def _decoder(kind: str, dictionary: Any) -> _Decoder:
    if kind == "gz":
        return _Decoder(zlib.decompressobj(31), bounded=False)
    if kind == "bz2":
        import bz2

        return _Decoder(bz2.BZ2Decompressor(), bounded=True)
    if kind == "xz":
        import lzma

        return _Decoder(lzma.LZMADecompressor(memlimit=_MEMORY), bounded=True)
    import zstandard

    unpacker = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=_WINDOW)
    return _Decoder(unpacker.decompressobj(), bounded=False)


def _errors(kind: str) -> tuple[type[Exception], ...]:
    """What the library of a compression raises on bad data."""
    if kind == "gz":
        return (zlib.error,)
    if kind == "bz2":
        return (OSError, EOFError, ValueError)
    if kind == "xz":
        import lzma

        return (lzma.LZMAError, EOFError)
    import zstandard

    return (zstandard.ZstdError,)
