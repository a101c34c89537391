"""Linking on many machines: what is decided block by block is found out from the parts, and then put into the store.

Each stage leaves files on the shelf, one for each part; what is in them is brought together by Daft: texts by the marks
that they share, actors by their blocks, events by their keys. Workers decide by the functions that link on one machine
(``link.blocks``); this process writes it to the store by the same code as there, so that the rows are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from menurut.ids import digest
from menurut.link.copies.stored import link_copies
from menurut.link.everything import LinkedCounts, link
from menurut.link.given import Given
from menurut.link.incidents.stored import link_incidents
from menurut.link.stored import link_actors
from menurut.run import stages
from menurut.run.engine import Engine
from menurut.run.parts import rows_of
from menurut.run.shelf import Shelf
from menurut.run.stages import Part, Stage
from menurut.store.schema import connect, plain_errors

if TYPE_CHECKING:
    import daft
    import pyarrow as pa

_BUCKETS = 4  # of marks for each worker
_AT_ONCE = 256  # rows that go to a worker together
_EVENTS = 200_000  # that are brought together by keys at once for each worker, about 1.5 KB each
_HALF, _WHOLE = 1 << 31, 1 << 32


def link_parts(store_path: Path, parts: Sequence[Part], shelf: Shelf, engine: Engine) -> LinkedCounts:
    """Links a store whose articles are those of ``parts``; returns what was new, as ``link`` does.

    Args:
        store_path: the store, of which nothing is linked yet, or what an interrupted call has; any other store is
            linked by this process alone, as it only has to look at what is new.
        parts: from ``chosen.parts_of``.
        shelf: where they are; what the stages leave there goes at the end, and saves work after an interruption.
        engine: what works.

    Raises ``StoreError``, ``InputError``, and ``MenurutError`` where the workers do not finish.
    """
    if not parts or not _waits(store_path):
        return link(store_path)
    beside = store_path.with_name(f".{store_path.name}.linking")
    beside.unlink(missing_ok=True)  # of a call that was killed
    try:
        with Given(beside) as given:
            job = Job(store_path, parts, shelf, engine, given)
            job.copies()
            articles = link_copies(store_path, given)
            job.actors()
            actors = link_actors(store_path, given)
            job.events()
            events = link_incidents(store_path, told=given)
    finally:
        beside.unlink(missing_ok=True)
    late = link(store_path)  # what another process has stored meanwhile
    for name in stages.FOLDERS:
        shelf.within(name).clear()
    return LinkedCounts(articles + late.articles, actors + late.actors, events + late.events)


def _waits(path: Path) -> bool:
    """Whether articles wait, and those that are linked are the first by id, as a linking leaves them that had all."""
    connection = connect(path, write=False)
    try:
        with plain_errors(path):
            (last,) = connection.execute("SELECT max(article) FROM copy_articles").fetchone()
            linked = connection.execute("SELECT count(*) FROM copy_articles").fetchone()[0]
            query = "SELECT count(*) FROM documents WHERE article <= ?"
            first = last is None or connection.execute(query, (last,)).fetchone()[0] == linked
            return bool(first and any(connection.execute(f"SELECT EXISTS ({each})").fetchone()[0] for each in _WAITING))
    finally:
        connection.close()


_WAITING = (
    "SELECT 1 FROM documents WHERE article NOT IN (SELECT article FROM copy_articles)",
    "SELECT 1 FROM identity_actors WHERE score < 0 UNION ALL"
    " SELECT 1 FROM actors WHERE id NOT IN (SELECT actor FROM identity_actors)",
    "SELECT 1 FROM events WHERE id NOT IN (SELECT event FROM incident_sightings)",
)


class Job:
    """One linking: its parts, and what was found out so far."""

    def __init__(self, store_path: Path, parts: Sequence[Part], shelf: Shelf, engine: Engine, given: Given) -> None:
        self._path, self._parts, self._shelf, self._engine, self._given = store_path, parts, shelf, engine, given

    # ---- copies: texts come together by the marks they share

    def copies(self) -> None:
        """Finds out which texts are alike."""
        import daft
        import pyarrow as pa
        from daft import col

        files = self._stage(stages.TextStage(), self._parts)
        self._fill("entries", files, ("article", "digest", "words", "marked", "citations"))
        self._given.rank()
        ranked = list(self._given.ranked())
        columns = {"article": pa.string(), "text": pa.int64(), "digest": pa.int64(), "words": pa.int64()}
        arrays = [pa.array([row[n] for row in ranked], kind) for n, kind in enumerate(columns.values())]
        table = daft.from_arrow(pa.table(arrays, list(columns)))
        texts = self._frame(files, {"article": pa.string(), "marks": pa.list_(pa.int64()), "hashes": pa.binary()})
        texts = texts.join(table.select("article", "text", "words"), on="article").select(
            "text", "words", "marks", "hashes"
        )
        marks = texts.select("text", "marks").explode("marks").where(col("marks").not_null())
        unsigned = col("marks") + _HALF
        marks = marks.select(
            (unsigned % (_BUCKETS * self._engine.workers)).alias("bucket"),
            (col("text") * _WHOLE + unsigned).alias("postings"),
        )
        buckets = marks.groupby("bucket").agg(col("postings").list_agg())
        found = self._engine.done(buckets, stages.Call(stages.shared), stages.shared_kind(), "postings")
        found = self._engine.kept(_fields(found, "done", ("pair", "shared", "mark", "last")))
        common = found.select("mark", "last").explode("mark", "last").where(col("mark").not_null())
        self._given.add("common", _tuples(self._engine.rows(common)), 2)
        pairs = found.select("pair", "shared").explode("pair", "shared").where(col("pair").not_null())
        self._given.add("pairs", self._alike(pairs, texts, table, ranked), 5)

    def _alike(
        self, pairs: daft.DataFrame, texts: daft.DataFrame, table: daft.DataFrame, ranked: Sequence[Any]
    ) -> Iterator[tuple[Any, ...]]:
        """The pairs of texts by their digests, of those that share marks."""
        import pyarrow as pa
        from daft import col
        from daft.functions import to_struct

        lengths = table.select("text", "words")
        others = lengths.select(col("text").alias("other"), col("words").alias("longer"))
        pairs = pairs.groupby("pair").agg(col("shared").sum())
        pairs = pairs.select(
            (col("pair") // _WHOLE).alias("text"), (col("pair") % _WHOLE).alias("other"), col("shared")
        )
        pairs = pairs.join(lengths, on="text").join(others, on="other")
        pairs = pairs.with_column("counts", to_struct(col("shared"), col("words"), col("longer")))
        pairs = self._engine.done(pairs, stages.Call(stages.hopeful), pa.bool_(), "counts", _AT_ONCE * 16)
        pairs = self._engine.kept(pairs.where(col("done")).select("text", "other"))
        pairs = pairs.join(texts.select("text", "hashes"), on="text")
        pairs = pairs.join(texts.select(col("text").alias("other"), col("hashes").alias("hashes_other")), on="other")
        pairs = pairs.with_column("both", to_struct(*map(col, ("text", "hashes", "other", "hashes_other"))))
        found = self._engine.done(pairs, stages.Call(stages.compared), stages.alike_kind(), "both", _AT_ONCE)
        rows = self._engine.rows(found.select("done").where(col("done").not_null()))
        for row in rows.column("done").to_pylist():
            ends = (ranked[row[name] - 1][2] for name in ("text", "other"))
            yield (*ends, row["holds"], row["jaccard"], row["contained"])

    # ---- actors: they come together by their blocks

    def actors(self) -> None:
        """Finds out who is who, now that it is known which articles are independent."""
        import pyarrow as pa
        from daft import col

        groups = "SELECT article, grp FROM copy_members WHERE article IN (SELECT value FROM json_each(?)) ORDER BY 1"
        files = self._stage(stages.ActorStage(), list(self._with_state("groups", groups)))
        self._fill("blocks", files, ("actor", "block"))
        seen = self._frame(files, {"block": pa.string(), "seen": pa.binary()}).where(col("block").not_null())
        blocks = seen.groupby("block").agg(col("seen").list_agg())
        found = self._engine.done(blocks, stages.Call(stages.linked), pa.binary(), "seen", _AT_ONCE)
        self._given.add("linked", _tuples(self._engine.rows(found.select("block", "done"))), 2)

    # ---- events: they come together by their keys

    def events(self) -> None:
        """Finds out which events may be one happening, now that it is known who is who."""
        import pyarrow as pa
        from daft import col
        from daft.functions import to_struct

        identities = (
            "SELECT a.id, i.identity FROM actors a JOIN identity_actors i ON i.actor = a.id"
            " WHERE a.article IN (SELECT value FROM json_each(?)) ORDER BY 1"
        )
        files = self._stage(stages.EventStage(), list(self._with_state("identities", identities)))
        self._fill("entered", files, ("event", "seen", "packed"))
        keys = self._frame(files, {"keys": pa.list_(pa.int64())}).explode("keys").select(col("keys").alias("key"))
        keys = keys.where(col("key").not_null()).groupby("key").agg(col("key").count().alias("count"))
        keys = self._engine.kept(keys.where(col("count") > 1))
        (events,) = self._engine.rows(keys.agg(col("count").sum())).column(0).to_pylist()
        rounds = -(-(events or 0) // (_EVENTS * self._engine.workers))
        for number in range(rounds):
            seen = self._frame(files, {"seen": pa.binary(), "packed": pa.binary(), "keys": pa.list_(pa.int64())})
            seen = seen.explode("keys").where(col("keys") % rounds == number)
            seen = seen.select(col("keys").alias("key"), to_struct(col("seen"), col("packed")).alias("members"))
            blocks = seen.join(keys.select("key"), on="key").groupby("key").agg(col("members").list_agg())
            blocks = blocks.select(to_struct(col("key"), col("members")).alias("block"))
            found = self._engine.done(blocks, stages.Call(stages.paired), stages.paired_kind(), "block", _AT_ONCE)
            pairs = _exploded(found, "done", ("later", "first", "second", "score"))
            self._given.add("event_pairs", _tuples(self._engine.rows(pairs)), 4)

    # ---- files of the stages

    def _stage(self, stage: Stage, parts: Sequence[Part]) -> list[str]:
        """Has a stage make its files; their names on the shelf."""
        shelf = self._shelf.within(stage.name)
        items = {f"{part.key}.parquet": msgspec.json.encode(part).decode() for part in parts}

        def missing() -> list[str]:
            there = shelf.names()
            return [item for name, item in items.items() if name not in there]

        self._engine.finish(missing(), stages.StageWork(stage, self._shelf), missing)
        return [f"{stage.name}/{name}" for name in items]

    def _fill(self, table: str, files: Sequence[str], columns: Sequence[str]) -> None:
        rows = (row for file in files for row in rows_of(self._shelf, file, columns))
        self._given.add(table, rows, len(columns))

    def _frame(self, files: Sequence[str], columns: dict[str, pa.DataType]) -> daft.DataFrame:
        """What is in some columns of files, as a table that the workers read."""
        return _exploded(self._engine.read(self._shelf, files, columns), "done", tuple(columns))

    def _with_state(self, name: str, query: str) -> Iterator[Part]:
        """The parts with what the store says of their articles, which is put on the shelf for each."""
        import json

        import pyarrow as pa
        import pyarrow.parquet as pq

        shelf = self._shelf.within(name)
        there = shelf.names()
        connection = connect(self._path, write=False)
        try:
            with plain_errors(self._path):
                for part in self._parts:
                    articles = json.dumps(list(part.articles(self._shelf)))
                    rows = connection.execute(query, (articles,)).fetchall()
                    file = f"{digest(text for row in rows for text in row)}.parquet"
                    if file not in there:
                        table = pa.table(
                            {n: pa.array([row[i] for row in rows], pa.string()) for i, n in enumerate("ab")}
                        )
                        with shelf.writing(file) as path:
                            pq.write_table(table, path)
                    yield replace(part, state=f"{name}/{file}")
        finally:
            connection.close()


def _exploded(frame: daft.DataFrame, column: str, names: Sequence[str]) -> daft.DataFrame:
    """The structures of a column of lists as rows."""
    from daft import col

    return _fields(frame.select(column).explode(column).where(col(column).not_null()), column, names)


def _fields(frame: daft.DataFrame, column: str, names: Sequence[str]) -> daft.DataFrame:
    """The fields of a column of structures as columns."""
    from daft import col

    return frame.select(*(col(column)[name].alias(name) for name in names))


def _tuples(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in table.to_batches(10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
