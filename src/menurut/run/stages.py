"""What workers do while a store is linked: they make rows of the parts, and decide on what was brought together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from menurut.ids import digest
from menurut.link import blocks
from menurut.link.copies.index import promising
from menurut.link.copies.records import PairKind
from menurut.link.identities import block_of, identities_of
from menurut.link.records import Seen
from menurut.records import Reading
from menurut.run.parts import items_of, rows_of
from menurut.run.shelf import Shelf

if TYPE_CHECKING:
    import pyarrow as pa

FOLDERS = ("texts", "groups", "actors", "identities", "events", "extra")  # that linking leaves beside the parts
_ROWS = 256  # of a file that are written together


@dataclass(frozen=True, slots=True)
class Part:
    """A file of readings on the shelf by folder and name, and which of its rows are not those of the store.

    ``state`` is a file with what the store says of its articles or actors, where a stage needs that.
    """

    folder: str
    file: str
    skipped: tuple[int, ...] = ()
    state: str = ""

    @property
    def key(self) -> str:
        """What tells it from others, and what is made of it from what is made of other rows or in another state."""
        return digest((self.folder, self.file, repr(self.skipped), self.state))

    def readings(self, shelf: Shelf) -> Iterator[Reading]:
        """Its readings, in their order."""
        for item in items_of(packed for (packed,) in self._rows(shelf, "item")):
            result = item.result()
            if isinstance(result, Reading):
                yield result

    def articles(self, shelf: Shelf) -> Iterator[str]:
        """The ids of their articles."""
        return (article for article, language in self._rows(shelf, "article", "language") if language is not None)

    def known(self, shelf: Shelf) -> dict[str, str | None]:
        """What its state says: of an article its copy group, of an actor its identity."""
        return dict(rows_of(shelf, self.state, ("a", "b")))

    def _rows(self, shelf: Shelf, *columns: str) -> Iterator[tuple[Any, ...]]:
        left_out = set(self.skipped)
        rows = rows_of(shelf.within(self.folder), self.file, columns)
        return (row for number, row in enumerate(rows) if number not in left_out)


# ---- from parts to rows


class Stage(Protocol):
    """What makes rows of a part."""

    @property
    def name(self) -> str:
        """The folder of its files."""

    def columns(self) -> dict[str, pa.DataType]:
        """What its rows are."""

    def rows(self, part: Part, shelf: Shelf) -> Iterator[tuple[Any, ...]]:
        """The rows of a part."""


@dataclass(frozen=True, slots=True)
class TextStage:
    """A row an article: its text as it is compared with others."""

    name: str = "texts"

    def columns(self) -> dict[str, pa.DataType]:
        """``marked`` are the marks as the store has them, ``hashes`` those of the words."""
        import pyarrow as pa

        numbers = {"article": pa.string(), "digest": pa.int64(), "words": pa.int64(), "marks": pa.list_(pa.int64())}
        return numbers | {"marked": pa.binary(), "citations": pa.binary(), "hashes": pa.binary()}

    def rows(self, part: Part, shelf: Shelf) -> Iterator[tuple[Any, ...]]:
        """The rows of a part."""
        for entry, hashes in blocks.entries_in(part.readings(shelf)):
            marked, citations = entry.marks.astype("<i4").tobytes(), msgspec.msgpack.encode(entry.citations)
            yield entry.article, entry.digest, entry.words, entry.marks, marked, citations, hashes


@dataclass(frozen=True, slots=True)
class ActorStage:
    """A row an actor: as it is compared with others of its block."""

    name: str = "actors"

    def columns(self) -> dict[str, pa.DataType]:
        """``seen`` is packed."""
        import pyarrow as pa

        return {"actor": pa.string(), "block": pa.string(), "seen": pa.binary()}

    def rows(self, part: Part, shelf: Shelf) -> Iterator[tuple[Any, ...]]:
        """The rows of a part."""
        groups = part.known(shelf)
        for reading in part.readings(shelf):
            for seen in blocks.seen_in(reading, groups.get(reading.article.id) or reading.article.id):
                yield seen.actor, block_of(seen), msgspec.msgpack.encode(seen)


@dataclass(frozen=True, slots=True)
class EventStage:
    """A row an event: as it is compared with those that share a key with it."""

    name: str = "events"

    def columns(self) -> dict[str, pa.DataType]:
        """``seen`` is JSON, as the store has it; ``packed`` are the keys."""
        import pyarrow as pa

        return {"event": pa.string(), "seen": pa.binary(), "packed": pa.binary(), "keys": pa.list_(pa.int64())}

    def rows(self, part: Part, shelf: Shelf) -> Iterator[tuple[Any, ...]]:
        """The rows of a part."""
        for seen in blocks.sightings_in(part.readings(shelf), part.known(shelf)):
            keys = blocks.keys_in(seen)
            yield seen.event, msgspec.json.encode(seen), msgspec.msgpack.encode(keys), keys


@dataclass(frozen=True, slots=True)
class StageWork:
    """Writes the rows of parts to files on the shelf."""

    stage: Stage
    shelf: Shelf

    def begin(self) -> Callable[[Any], int]:
        """There is nothing to make ready."""
        return lambda item: self._do(msgspec.json.decode(item.as_py(), type=Part))

    def _do(self, part: Part) -> int:
        import pyarrow as pa
        import pyarrow.parquet as pq

        count, columns = 0, self.stage.columns()
        schema = pa.schema(list(columns.items()))
        with (
            self.shelf.within(self.stage.name).writing(f"{part.key}.parquet") as path,
            pq.ParquetWriter(path, schema, compression="zstd") as writer,
        ):
            for rows in blocks.batches_of(self.stage.rows(part, self.shelf), _ROWS):
                arrays = [
                    pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), schema.types, strict=True)
                ]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
                count += len(rows)
        return count


# ---- decisions on what was brought together


@dataclass(frozen=True, slots=True)
class Call:
    """Work that a function does."""

    do: Callable[[Any], Any]

    def begin(self) -> Callable[[Any], Any]:
        """There is nothing to make ready."""
        return self.do


def shared_kind() -> pa.DataType:
    """What ``shared`` returns: pairs of texts (``text << 32 | other``) and how many marks they share; common marks."""
    import pyarrow as pa

    return pa.struct([(name, pa.list_(pa.int64())) for name in ("pair", "shared", "mark", "last")])


def shared(postings: Any) -> dict[str, list[int]]:
    """From all postings of some marks (``text << 32 | mark + 2**31``) to the texts that share them."""
    import numpy as np

    packed = np.asarray(postings.values.to_numpy(zero_copy_only=False), np.int64)
    found, common, last = blocks.shared_marks((packed & 0xFFFFFFFF) - (1 << 31), packed >> 32)
    pairs = ((found.texts << 32) | found.others).tolist()
    return {"pair": pairs, "shared": found.shared.tolist(), "mark": common.tolist(), "last": last.tolist()}


def hopeful(counts: Any) -> bool:
    """Whether two texts of so many words that share so many marks are worth comparing."""
    row = counts.as_py()
    return bool(promising(row["shared"], row["words"], row["longer"]))


def alike_kind() -> pa.DataType:
    """What ``compared`` returns."""
    import pyarrow as pa

    numbers = [("text", pa.int64()), ("other", pa.int64()), ("holds", pa.bool_())]
    return pa.struct([*numbers, ("jaccard", pa.float64()), ("contained", pa.float64())])


def compared(both: Any) -> dict[str, Any] | None:
    """How two texts are alike, ``None`` where they are not."""
    row = both.as_py()
    pair = blocks.alike((row["text"], row["hashes"]), (row["other"], row["hashes_other"]))
    if pair is None:
        return None
    found = {"text": pair.text, "other": pair.other, "holds": pair.kind is PairKind.CONTAINS}
    return found | {"jaccard": pair.jaccard, "contained": pair.contained}


def linked(seen: Any) -> bytes:
    """The identities of the actors of one block, packed."""
    decode = msgspec.msgpack.Decoder(Seen).decode
    return msgspec.msgpack.encode(identities_of([decode(packed) for packed in seen.as_py()]))


def paired_kind() -> pa.DataType:
    """What ``paired`` returns."""
    import pyarrow as pa

    names = [(name, pa.string()) for name in ("later", "first", "second")]
    return pa.list_(pa.struct([*names, ("score", pa.float64())]))


def paired(block: Any) -> list[dict[str, Any]]:
    """The events that share a key and may be one happening."""
    row = block.as_py()
    members = [(m["seen"], frozenset(msgspec.msgpack.decode(m["packed"]))) for m in row["members"]]
    names = ("later", "first", "second", "score")
    return [dict(zip(names, pair, strict=True)) for pair in blocks.pairs_of_key(row["key"], members)]
