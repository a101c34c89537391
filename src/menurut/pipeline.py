"""The list of the steps, and the only place that knows their order: one article in, its records out."""

from __future__ import annotations

import hashlib
import traceback
from dataclasses import replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from menurut.config import Config
from menurut.errors import UNFORESEEN, StepError
from menurut.ids import digest
from menurut.records import Annotation, Article, Document, Findings, Problem, Reading
from menurut.verify import verify
from menurut.version import __version__


def clean(article: Article, config: Config) -> Document:
    """Article → Document. Raises ``StepError`` for what cannot be read (empty, too long, not text, language)."""
    from menurut.clean import clean as step

    return step(article, config)


def analyse(document: Document, config: Config) -> Findings:
    """Document → what every step after cleaning finds in it."""
    from menurut.annotate import annotate
    from menurut.attribute import assign_speakers, attribute
    from menurut.code.events import Known, code_events
    from menurut.resolve import find_dates, find_places, resolve, understand, with_sectors

    annotation = annotate(document, config, skip=config.fast)
    understood = understand(document, annotation)
    named = resolve(document, annotation, config, understood)
    found = attribute(document, annotation, config)
    actors, attributions = assign_speakers(document, annotation, named, found)
    dates, places = find_dates(document, annotation), find_places(document, annotation)
    known = Known(with_sectors(document, actors), attributions, dates, places)
    happened = code_events(document, annotation, understood, known, config)
    return Findings(
        replace(annotation, vectors=None),
        known.actors,
        happened.attributions,
        dates,
        places,
        happened.events,
        happened.agreements,
    )


def read_article(article: Article, config: Config) -> Reading | Problem:
    """Every step over one article. What cannot be done comes back as the ``Problem`` that says so, never raised."""
    step = "clean"
    try:
        document = clean(article, config)
        step = "analyse"
        found = analyse(document, config)
        reading = Reading(
            article,
            document,
            found.annotation,
            found.actors,
            found.attributions,
            tuple(_gaps(article) + _cut(article, found.annotation)),
            found.dates,
            found.places,
            found.events,
            found.agreements,
        )
        verify(reading)
        return reading
    except StepError as error:
        return Problem(error.step, error.code, error.message, article.origin, article.id)
    except UNFORESEEN as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        message = (
            f"menurut failed on this article ({type(error).__name__} at {place}); please report it with the article"
        )
        return Problem(step, "internal_error", message, article.origin, article.id)


def _gaps(article: Article) -> list[Problem]:
    """What an article lacks that later steps would need; it is read all the same."""
    if article.published is not None:
        return []
    if article.stated_date is None:
        code = "no_date"
        message = "no publication date is stated, so dates such as 'Selasa' or 'last week' cannot be resolved"
    else:
        code = "date_not_read"
        message = f"it is not certain which day {article.stated_date[:80]!r} is; give ISO 8601, such as 2024-11-30"
    return [Problem("read", code, message, article.origin, article.id)]


def _cut(article: Article, annotation: Annotation) -> list[Problem]:
    """A note for an article with sentences that are too long to be parsed whole."""
    from menurut.languages.network import MOST_WORDS

    count = sum(s.last_word - s.first_word > MOST_WORDS for s in annotation.sentences)
    if not count:
        return []
    message = f"{count} of its sentences have more than {MOST_WORDS} words; they are parsed in parts of that length"
    return [Problem("annotate", "long_sentence", message, article.origin, article.id)]


def run_key(config: Config) -> str:
    """The key of a run: version, the bytes of every file that decides what is found, and the configuration.

    An article read under another key is read again; "done" never means more than "done by exactly this".
    """
    return digest((__version__, _code_hash(), repr(config)))


@cache
def _code_hash() -> str:
    state = hashlib.blake2b(digest_size=10)
    root = resources.files("menurut")
    for name in (
        "records.py",
        "terms.py",
        "pipeline.py",
        "annotate.py",
        "clean",
        "resolve",
        "attribute",
        "code",
        "languages",
    ):
        _hash_tree(root / name, name, state)
    return state.hexdigest()


def _hash_tree(item: Traversable, name: str, state: hashlib.blake2b) -> None:
    if item.is_dir():
        for child in sorted(item.iterdir(), key=lambda entry: entry.name):
            if child.name != "__pycache__":
                _hash_tree(child, f"{name}/{child.name}", state)
    elif item.is_file():
        state.update(name.encode())
        state.update(item.read_bytes())
