r"""menurut ("according to"): who did what to whom, and according to whom, from Indonesian and English news.

In five lines::

    import menurut
    document = menurut.read_text("Menlu Bertemu\nJAKARTA - Menteri itu mengatakan bahwa perundingan dimulai.")
    found = menurut.analyse(document)
    for attribution in found.attributions:
        print(attribution.source, attribution.cue, attribution.content, attribution.act)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from menurut.api import analyse, read_article, read_text
from menurut.config import Config
from menurut.errors import InputError, MenurutError, NotFoundError, StepError, StoreError
from menurut.records import (
    Act,
    Actor,
    ActorKind,
    Agreement,
    Annotation,
    Article,
    Attribution,
    Basis,
    Dateline,
    DateMention,
    Document,
    Event,
    EventType,
    Findings,
    Form,
    Paragraph,
    ParagraphKind,
    Place,
    PlaceKind,
    Position,
    Precision,
    Problem,
    Quantity,
    Reading,
    Span,
    Stage,
    Stance,
    Status,
)
from menurut.version import __version__

if TYPE_CHECKING:
    from menurut.library import Store
    from menurut.library import open_store as open  # noqa: A004

__all__ = [
    "Act",
    "Actor",
    "ActorKind",
    "Agreement",
    "Annotation",
    "Article",
    "Attribution",
    "Basis",
    "Config",
    "DateMention",
    "Dateline",
    "Document",
    "Event",
    "EventType",
    "Findings",
    "Form",
    "InputError",
    "MenurutError",
    "NotFoundError",
    "Paragraph",
    "ParagraphKind",
    "Place",
    "PlaceKind",
    "Position",
    "Precision",
    "Problem",
    "Quantity",
    "Reading",
    "Span",
    "Stage",
    "Stance",
    "Status",
    "StepError",
    "Store",
    "StoreError",
    "__version__",
    "analyse",
    "open",
    "read_article",
    "read_text",
]


def __getattr__(name: str) -> Any:
    """What is imported only once it is asked for: ``menurut.open`` and ``menurut.Store``."""
    if name in ("open", "Store"):
        from menurut import library

        return library.open_store if name == "open" else library.Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
