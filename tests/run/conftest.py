"""A desk and a site, for tests of watching."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from menurut.store import StoreWriter
from menurut.store.feeds import TABLES
from tests.conftest import opened
from tests.run.desk import Clock, Desk
from tests.run.site import Site, serving


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    store = tmp_path / "s.db"
    with StoreWriter(store, "k", "0"):
        pass
    with opened(store) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'feeds'").fetchall():
            connection.executescript(TABLES)
    return Desk(store, Clock())


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site
