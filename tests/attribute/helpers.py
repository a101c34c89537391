"""Documents made by hand: one paragraph for each line."""

from __future__ import annotations

from menurut.annotate import annotate
from menurut.attribute import attribute
from menurut.config import Config
from menurut.records import Attribution, Document, Paragraph, ParagraphKind


def document_of(*lines: str, language: str = "id", headline: bool = False) -> Document:
    """A document whose paragraphs are the lines; the first is a headline if ``headline`` is set."""
    paragraphs: list[Paragraph] = []
    at = 0
    for number, line in enumerate(lines):
        kind = ParagraphKind.HEADLINE if headline and number == 0 else ParagraphKind.BODY
        paragraphs.append(Paragraph(at, at + len(line), kind, at, at + len(line)))
        at += len(line) + 1
    return Document("an-article", "\n".join(lines), language, tuple(paragraphs))


def found(*lines: str, language: str = "id", headline: bool = False) -> list[Attribution]:
    """The attributions of a document made of the lines."""
    document = document_of(*lines, language=language, headline=headline)
    return list(attribute(document, annotate(document, Config()), Config()))


def words(attribution: Attribution) -> tuple[str | None, str | None, list[str]]:
    """Source, cue and contents of an attribution as words."""
    return (
        attribution.source.text if attribution.source else None,
        attribution.cue.text if attribution.cue else None,
        [part.text for part in attribution.content],
    )
