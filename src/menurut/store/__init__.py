"""The store: one SQLite file that many may read while one writes."""

from menurut.store.queries import (
    ArticleSummary,
    IdentitySummary,
    StoredActor,
    StoredAttribution,
    StoredIdentity,
    StoreReader,
    surroundings,
)
from menurut.store.writer import Outcome, StoreWriter

__all__ = [
    "ArticleSummary",
    "IdentitySummary",
    "Outcome",
    "StoreReader",
    "StoreWriter",
    "StoredActor",
    "StoredAttribution",
    "StoredIdentity",
    "surroundings",
]
