"""The store: one SQLite file that many may read while one writes."""

from menurut.store.copies import StoredCopy, StoredCopyGroup
from menurut.store.incidents import IncidentLine, Relation, StoredIncident
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
    Totals,
    event_line,
    surroundings,
)
from menurut.store.writer import Outcome, StoreWriter

__all__ = [
    "ArticleSummary",
    "EventLine",
    "IdentitySummary",
    "IncidentLine",
    "Outcome",
    "Relation",
    "StoreReader",
    "StoreWriter",
    "StoredActor",
    "StoredAgreement",
    "StoredAttribution",
    "StoredCopy",
    "StoredCopyGroup",
    "StoredEvent",
    "StoredIdentity",
    "StoredIncident",
    "StoredPosition",
    "Totals",
    "event_line",
    "surroundings",
]
