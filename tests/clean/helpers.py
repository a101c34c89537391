"""What the tests of the clean step share."""

from menurut.clean import clean
from menurut.config import Config
from menurut.records import Article, Document, ParagraphKind


def document(text: str, title: str | None = None, language: str | None = None) -> Document:
    return clean(Article(id="a", text=text, origin="test", title=title, language=language), Config())


def lines(found: Document, kind: ParagraphKind) -> list[str]:
    return [found.text[p.start : p.end] for p in found.paragraphs if p.kind is kind]


def kinds(found: Document) -> list[str]:
    return [p.kind.value for p in found.paragraphs]
