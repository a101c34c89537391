r"""menurut ("according to"): who did what to whom, and according to whom, from Indonesian and English news.

In five lines::

    import menurut
    document = menurut.read_text("Menlu Bertemu\nJAKARTA - Menteri itu mengatakan bahwa perundingan dimulai.")
    found = menurut.analyse(document)
    for attribution in found.attributions:
        print(attribution.source, attribution.cue, attribution.content, attribution.act)
"""

from __future__ import annotations

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
    "StoreError",
    "__version__",
    "analyse",
    "read_article",
    "read_text",
]
