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
    Annotation,
    Article,
    Attribution,
    Dateline,
    Document,
    Findings,
    Form,
    Paragraph,
    ParagraphKind,
    Problem,
    Reading,
    Span,
)
from menurut.version import __version__

__all__ = [
    "Act",
    "Actor",
    "ActorKind",
    "Annotation",
    "Article",
    "Attribution",
    "Config",
    "Dateline",
    "Document",
    "Findings",
    "Form",
    "InputError",
    "MenurutError",
    "NotFoundError",
    "Paragraph",
    "ParagraphKind",
    "Problem",
    "Reading",
    "Span",
    "StepError",
    "StoreError",
    "__version__",
    "analyse",
    "read_article",
    "read_text",
]
