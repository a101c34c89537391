"""The store: one SQLite file that many may read while one writes."""

from menurut.store.queries import StoreReader
from menurut.store.stored import (
    ArticleSummary,
    EventLine,
    IdentitySummary,
    StoredActor,
    StoredAgreement,
    StoredAttribution,
    StoredEvent,
    StoredIdentity,
    StoredPosition,
    event_line,
    surroundings,
)
from menurut.store.writer import Outcome, StoreWriter

__all__ = [
    "ArticleSummary",
    "EventLine",
    "IdentitySummary",
    "Outcome",
    "StoreReader",
    "StoreWriter",
    "StoredActor",
    "StoredAgreement",
    "StoredAttribution",
    "StoredEvent",
    "StoredIdentity",
    "StoredPosition",
    "event_line",
    "surroundings",
]
