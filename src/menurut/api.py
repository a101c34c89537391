"""The library's front door: the pipeline as functions, with the same records the store keeps."""

from __future__ import annotations

from menurut import pipeline
from menurut.config import Config
from menurut.errors import StepError
from menurut.read.articles import make_article
from menurut.records import Article, Document, Findings, Problem, Reading


def read_text(
    text: str,
    *,
    title: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    language: str | None = None,
    config: Config | None = None,
) -> Document:
    """Cleans an article's raw text: paragraphs with their kinds and places, dateline, language.

    Args:
        text: the raw text as it was scraped, dirt and all.
        title: its headline, where it is known beside the text.
        published: its date (ISO 8601).
        outlet: who published it.
        url: its address.
        language: its language code as stated; used where the text is too short to tell.
        config: settings other than the default ones.

    Raises:
        StepError: the text is empty, too long, no text, or in a language that is not read; ``code`` says which.
    """
    article = make_article(text, "text", title=title, published=published, outlet=outlet, url=url, language=language)
    return pipeline.clean(article, config or Config())


def analyse(document: Document, config: Config | None = None) -> Findings:
    """Finds sentences, actors and attributions in a document, each with its words in ``document.text``."""
    return pipeline.analyse(document, config or Config())


def read_article(article: Article, config: Config | None = None) -> Reading:
    """Every step over one article. Raises ``StepError`` where one of them cannot be done."""
    result = pipeline.read_article(article, config or Config())
    if isinstance(result, Problem):
        raise StepError(result.step, result.code, result.message)
    return result
