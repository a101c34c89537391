"""A store read from Python: typed records, search, and whole tables for pandas, polars and the like.

``menurut.open(path)`` gives a ``Store``; docs/library.md shows how it is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from menurut.errors import NotFoundError
from menurut.store import StoreReader
from menurut.store import incidents as _incidents
from menurut.store import search as _search
from menurut.store.schema import plain_errors

if TYPE_CHECKING:
    import pyarrow as pa

    from menurut.export.tables import Table
    from menurut.store.incidents import IncidentPosition, PositionChange
    from menurut.store.search import Filters, Order, Results

__all__ = ["Store", "open_store"]


class Store(StoreReader):
    """A store that is open for reading, while others may read and one may write. Use as a context manager.

    Beside what is defined here: ``summaries``, ``reading``, ``attributions``, ``events``, ``incidents``, ``incident``,
    ``agreements``, ``relations``, ``identities``, ``copy_groups``, ``problems``.
    """

    def __enter__(self) -> Store:
        return self

    @property
    def path(self) -> Path:
        """Where the store lies."""
        return self._path

    def positions(self, *, incident: str | None = None, identity: str | None = None) -> tuple[IncidentPosition, ...]:
        """Who stands where on which day: on one incident, of one actor (the id of its identity), both, or all."""
        with plain_errors(self._path):
            return _incidents.positions(self._connection, incident=incident, identity=identity)

    def position_changes(
        self, *, incident: str | None = None, identity: str | None = None
    ) -> tuple[PositionChange, ...]:
        """Where stances change: on one incident, of one actor (the id of its identity), both, or all."""
        with plain_errors(self._path):
            return _incidents.position_changes(self._connection, incident=incident, identity=identity)

    def search(
        self,
        query: str = "",
        filters: Filters | None = None,
        *,
        order: Order = _search.Order.BEST,
        limit: int = 20,
        cursor: str | None = None,
    ) -> Results:
        """What fits a query, with counts beside (``menurut.store.search``). Raises ``InputError``, ``StoreError``."""
        with plain_errors(self._path):
            return _search.search(self._connection, query, filters, order=order, limit=limit, cursor=cursor)

    def tables(self) -> tuple[str, ...]:
        """The names of the tables and views that ``table`` gives; the codebook says what each holds."""
        return tuple(table.name for table in self._tables())

    def table(self, name: str) -> pa.Table:
        """A table or view as it stands in the store, as an Arrow table: ``.to_pandas()``, ``polars.from_arrow(...)``.

        Columns of days are dates; each field's metadata says what it holds. Raises ``NotFoundError``.
        """
        import pyarrow as pa

        from menurut.export.tables import arrow_schema, whole_query

        found = next((table for table in self._tables() if table.name == name), None)
        if found is None:
            raise NotFoundError(f"there is no table {name!r}; there are {', '.join(self.tables())}")
        rows = self._rows(whole_query(found))
        schema = arrow_schema(found)
        arrays = [
            pa.array(_days(row[n] for row in rows) if column.day else [row[n] for row in rows], schema.field(n).type)
            for n, column in enumerate(found.columns)
        ]
        return pa.Table.from_arrays(arrays, schema=schema)

    def _tables(self) -> list[Table]:
        from menurut.export.tables import table_list

        return table_list(self._connection, with_text=True, working=True)


def open_store(path: str | PathLike[str]) -> Store:
    """The store at ``path``, open for reading. Raises ``StoreError`` where there is none or it cannot be read."""
    return Store(Path(path))


def _days(values: Iterable[Any]) -> list[date | None]:
    return [None if value is None else date.fromisoformat(value) for value in values]
