"""Parts: what was read of a piece of the sources, whole in one Parquet file, so that it need not be read again.

A partition is some files, or some of the rows of a large one. Its part holds a row for each article and each problem
in the order of the source: plain columns, and the records packed (MessagePack), without loss of what is stored.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from menurut.config import Config
from menurut.errors import InputError
from menurut.ids import digest
from menurut.read.addresses import STANDARD_INPUT, is_remote, system_at
from menurut.read.sources import Source, splits
from menurut.records import (
    Actor,
    Agreement,
    Annotation,
    Article,
    Attribution,
    DateMention,
    Document,
    Event,
    Place,
    Problem,
    Reading,
    Sentence,
)
from menurut.run.shelf import Shelf
from menurut.store.writer import article_hash

if TYPE_CHECKING:
    import pyarrow as pa

_BYTES = 4 << 20  # of text that make a partition, some 1,500 articles, where nothing else is asked for
_PACKED = 4  # times as many that compressed sources hold, about
_MARKUP = 64  # bytes of a page or its record for one of its text, about
_PAGES = ("html", "mhtml", "warc")
_FILES = 1_000  # that a partition has at most
_STRIPES = 64  # that a source is read in at most: each reads through all of it
_GROUP = 256  # rows of a part that are written, and read, together
FORMAT = "1"  # of the parts: raised when what stands in them changes


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """What is stored of a reading, its article aside; of the annotation only the sentences are."""

    document: Document
    sentences: tuple[Sentence, ...]
    actors: tuple[Actor, ...]
    attributions: tuple[Attribution, ...]
    problems: tuple[Problem, ...]
    dates: tuple[DateMention, ...]
    places: tuple[Place, ...]
    events: tuple[Event, ...]
    agreements: tuple[Agreement, ...]


class Item(msgspec.Struct, frozen=True, array_like=True):
    """An article with what was read in it (else the problem why not), or a problem without an article."""

    article: Article | None
    problem: Problem | None
    packed: Packed | None

    def result(self) -> Reading | Problem:
        """What was read in its article."""
        if self.packed is None or self.article is None:
            assert self.problem is not None
            return self.problem
        fields = {name: getattr(self.packed, name) for name in Packed.__struct_fields__}
        annotation = Annotation(self.article.id, fields.pop("sentences"), ())
        return Reading(article=self.article, annotation=annotation, **fields)


def item_of(article: Article | None, result: Reading | Problem) -> Item:
    """An article (``None``: there is none) and what came of it, to be packed."""
    if isinstance(result, Problem):
        return Item(article, result, None)
    sentences = result.annotation.sentences
    names = (name for name in Packed.__struct_fields__ if name != "sentences")
    return Item(article, None, Packed(sentences=sentences, **{name: getattr(result, name) for name in names}))


class Partition(msgspec.Struct, frozen=True):
    """Some sources, each read whole, or one of which stripe ``stripe`` of ``stripes`` is read.

    ``key`` names its part: it tells what is read, and with which code and settings.
    """

    key: str
    sources: tuple[Source, ...]
    stripe: int = 0
    stripes: int = 1

    @property
    def file(self) -> str:
        """The name of its part."""
        return f"{self.key}.parquet"


def partitions_of(
    sources: Sequence[Source], fields: Mapping[str, str], config: Config, run_key: str, count: int | None = None
) -> list[Partition]:
    """The partitions of sources, in their order: small ones together, large ones in stripes where they have rows.

    Args:
        sources: from ``find_sources``; standard input cannot be read elsewhere and raises ``InputError``.
        fields: our names of fields to theirs.
        config: the settings of the steps.
        run_key: the key under which they are read.
        count: about how many there are to be; ``None`` for one every 4 MB of text.
    """
    sized = [_sized(source) for source in sources]
    total = sum(size for _, _, size in sized)
    unit = _BYTES if count is None else max(1, -(-total // count))
    found: list[Partition] = []
    held: list[tuple[Source, str]] = []
    taken = 0

    def made(held: Sequence[tuple[Source, str]], stripe: int = 0, of: int = 1) -> Partition:
        parts = (FORMAT, run_key, repr(sorted(fields.items())), f"{stripe}/{of}", *(print_ for _, print_ in held))
        return Partition(digest(parts), tuple(source for source, _ in held), stripe, of)

    for source, print_, size in sized:
        stripes = min(-(-size // unit), _STRIPES)
        alone = stripes > 1 and splits(source, fields, config)
        if held and (alone or taken + size > unit or len(held) >= _FILES):
            found.append(made(held))
            held, taken = [], 0
        if alone:
            found += [made([(source, print_)], stripe, stripes) for stripe in range(stripes)]
        else:
            held.append((source, print_))
            taken += size
    return [*found, made(held)] if held else found


def _sized(source: Source) -> tuple[Source, str, int]:
    """A source with the whole path of a file, what tells whether it has changed, and about how much text it holds."""
    if source.address == STANDARD_INPUT:
        raise InputError("standard input cannot be read on a cluster; write it to a file and name that")
    try:
        if is_remote(source.address):
            system, path = system_at(source.address)
            state, size = str(system.ukey(path)), int(system.size(path) or 0)
        else:
            source = replace(source, at=os.path.abspath(source.address))  # noqa: PTH100 (links are kept)
            found = Path(source.address).stat()
            state, size = f"{found.st_size} {found.st_mtime_ns}", found.st_size
    except (OSError, NotImplementedError):
        state, size = "not known", 0
    names = (source.address, source.at, source.format, source.compression, source.forced, state)
    size *= _PACKED if source.compression else 1
    return source, digest(names), -(-size // (_MARKUP if (source.forced or source.format) in _PAGES else 1))


# ---- a part as a file


def schema() -> pa.Schema:
    """The Arrow schema of a part.

    ``source`` is the number of the source in its partition, ``row`` the place there; ``article`` to ``origin`` are the
    article's, empty for a problem without one; ``hash`` tells what it came with. ``item`` is the ``Item``, packed.
    """
    import pyarrow as pa

    texts = [pa.field(name, pa.string()) for name in ("article", "outlet", "published", "language", "origin", "hash")]
    fields = [pa.field("source", pa.int32(), False), pa.field("row", pa.int64(), False), *texts]
    return pa.schema([*fields, pa.field("item", pa.binary(), False)], metadata={"menurut.parts": FORMAT})


class PartWriter:
    """Writes a part row by row, some rows at a time."""

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as pq

        self._schema = schema()
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def add(self, source: int, row: int, article: Article | None, result: Reading | Problem) -> None:
        """Takes what was read at a place; raises ``ValueError`` for what is no text."""
        known: dict[str, Any] = dict.fromkeys(("article", "outlet", "published", "language", "origin", "hash"))
        if article is not None:
            language = None if isinstance(result, Problem) else result.document.language
            known.update(article=article.id, outlet=article.outlet, published=article.published, language=language)
            known.update(origin=article.origin, hash=article_hash(article))
        packed = msgspec.msgpack.encode(item_of(article, result))
        self._rows.append({"source": source, "row": row, **known, "item": packed})
        if len(self._rows) >= _GROUP:
            self._flush()

    def close(self) -> None:
        """Writes what there is left."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, self._schema))
        self._rows = []


def rows_of(shelf: Shelf, name: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a part, as many columns as are named, with flat memory. Raises ``InputError`` where it is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with shelf.open(name) as file:
        try:
            with pq.ParquetFile(file, pre_buffer=False) as table:
                for batch in table.iter_batches(_GROUP, columns=list(columns), use_threads=False):
                    lists = [batch.column(column).to_pylist() for column in columns]
                    yield from zip(*lists, strict=True)
        except (pa.ArrowException, ValueError) as error:
            message = f"the part {shelf.address}/{name} is damaged ({error}); delete it, and it is read again"
            raise InputError(message) from error


def items_of(packed: Iterable[bytes]) -> Iterator[Item]:
    """Items as they were before they were packed."""
    decode = msgspec.msgpack.Decoder(Item).decode
    return map(decode, packed)
