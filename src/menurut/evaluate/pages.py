"""Scoring the main text, headline and date that are read from saved pages, against what annotators say they are.

The measure of the text is that of the article extraction benchmark (Scrapinghub 2020, its ``evaluate.py``): of the runs
of four words, each page's true, false and missing ones; precision and recall are averaged over the pages, F1 is made
of the averages. What is scored is what the later steps read: the body of the cleaned document, without its headline.
"""

from __future__ import annotations

import gzip
import json
import re
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from menurut.clean import clean
from menurut.config import Config
from menurut.errors import InputError, StepError
from menurut.ids import digest
from menurut.read.pages import read_page
from menurut.read.pages.headline import key_of
from menurut.records import Article, ParagraphKind, Problem

_WORD = re.compile(r"\w+")
_RUN = 4  # words


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page and the truth about it. ``headline`` is a hash of its letters; ``None`` where the truth has none."""

    name: str
    data: bytes
    body: str
    url: str | None
    headline: str | None
    day: date | None


@dataclass(frozen=True, slots=True)
class PageScore:
    """How one page was read. ``headline`` and ``date``: whether right, ``None`` where the truth has none."""

    name: str
    precision: float
    recall: float
    headline: bool | None
    date: bool | None
    problem: str | None = None

    @property
    def f1(self) -> float:
        """Of this page's text alone."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class PageScores:
    """The scores of a set. ``seconds``: the processor's time for reading (not for cleaning or scoring) all pages."""

    pages: list[PageScore] = field(default_factory=list)
    seconds: float = 0.0

    def figures(self) -> dict[str, float]:
        """``body`` (F1), ``precision``, ``recall``; ``headline`` and ``date`` right; ``speed`` in pages a second."""
        precision, recall = _mean(page.precision for page in self.pages), _mean(page.recall for page in self.pages)
        both = precision + recall
        return {
            "body": 2 * precision * recall / both if both else 0.0,
            "precision": precision,
            "recall": recall,
            "headline": _mean(page.headline for page in self.pages if page.headline is not None),
            "date": _mean(page.date for page in self.pages if page.date is not None),
            "speed": len(self.pages) / self.seconds if self.seconds else 0.0,
        }


def evaluate_pages(folder: Path, config: Config) -> PageScores:
    """Reads the pages of a folder and scores what comes of them; a page that gives no article counts as empty.

    The folder holds ``ground-truth.json``, an object of page → ``articleBody`` or ``content``, perhaps ``url``,
    ``title`` and ``date`` (milliseconds since 1970), and the pages: ``PAGE``, or ``html/PAGE.html.gz``. Where the truth
    has no title and date, those of ``pages.tsv`` count, if the page stands there.

    Raises ``InputError`` where the folder cannot be read or has another form.
    """
    scores = PageScores()
    pages = read_pages(folder)
    for page in pages[:1]:
        list(read_page(page.data, page.name, config))  # what is loaded once is no time of a page
    for page in pages:
        start = time.process_time()
        found = list(read_page(page.data, page.name, config, url=page.url))
        scores.seconds += time.process_time() - start
        scores.pages.append(_score(page, found, config))
    return scores


def read_pages(folder: Path) -> list[SavedPage]:
    """The pages of a folder with their truth, as ``evaluate_pages`` reads them. Raises ``InputError``."""
    path = folder / "ground-truth.json"
    try:
        truth = json.loads(path.read_text("utf-8"))
        return [_saved_page(folder, name, row) for name, row in truth.items()]
    except OSError as error:
        raise InputError(f"the pages of {folder} cannot be read: {error.strerror or error}") from error
    except (EOFError, zlib.error) as error:
        raise InputError(f"a page of {folder} is not whole, fetch it again: {error}") from error
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise InputError(f"{path} is not in the form of a truth about pages: {error!r}") from error


def _saved_page(folder: Path, name: str, row: Mapping[str, Any]) -> SavedPage:
    packed = folder / "html" / f"{name}.html.gz"
    data = gzip.decompress(packed.read_bytes()) if packed.is_file() else (folder / name).read_bytes()
    body = row["articleBody"] if "articleBody" in row else row["content"]
    headline, day = _annotated().get(name, (None, None))
    if row.get("title"):
        headline = headline_hash(row["title"])
    if row.get("date"):
        day = (datetime.fromtimestamp(row["date"] / 1000, UTC) + timedelta(hours=7)).date()  # as Jakarta counts
    return SavedPage(name, data, body, row.get("url"), headline, day)


@cache
def _annotated() -> Mapping[str, tuple[str | None, date | None]]:
    """``pages.tsv``: of each page the hash of its headline and its day."""
    text = files("menurut.evaluate").joinpath("pages.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {
        name: (headline if headline != "-" else None, date.fromisoformat(day) if day != "-" else None)
        for name, headline, day in rows
    }


def headline_hash(headline: str) -> str:
    """The hash by which a headline is known: of its letters and digits alone, in lower case."""
    return digest(("headline", key_of(headline)))


def _score(page: SavedPage, found: Iterable[Article | Problem], config: Config) -> PageScore:
    article = next((item for item in found if isinstance(item, Article)), None)
    problem = next((item.message for item in found if isinstance(item, Problem)), None)
    precision, recall = text_score(page.body, body_of(article, config) if article else "")
    headline = None if page.headline is None else article is not None and _is(article.title, page.headline)
    day = None if page.day is None else article is not None and on_day(article.published, page.day)
    return PageScore(page.name, precision, recall, headline, day, problem)


def _is(title: str | None, headline: str) -> bool:
    return title is not None and headline_hash(title) == headline


def body_of(article: Article, config: Config) -> str:
    """The body of the article's document, a paragraph a line; of an article in a language not read, its text."""
    try:
        document = clean(replace(article, language=None), config)
    except StepError:
        return article.text
    return "\n".join(document.text[p.start : p.end] for p in document.paragraphs if p.kind is ParagraphKind.BODY)


def on_day(published: str | None, day: date) -> bool:
    """Whether a date of publication is ``day``; a moment with its zone is where it is that day somewhere on earth."""
    if published is None:
        return False
    moment = datetime.fromisoformat(published)
    if moment.tzinfo is None:
        return moment.date() == day
    return moment.date() == day or (
        (moment.astimezone(UTC) - timedelta(hours=12)).date()
        <= day
        <= (moment.astimezone(UTC) + timedelta(hours=14)).date()
    )


def text_score(true: str, found: str) -> tuple[float, float]:
    """Precision and recall of a text's runs of four words; of two texts without words both are 1."""
    gold, predicted = _runs(true), _runs(found)
    hits = sum((gold & predicted).values())
    false, missing = sum((predicted - gold).values()), sum((gold - predicted).values())
    # As the benchmark counts: where nothing is given nothing is wrong, and where nothing is wanted nothing is missing.
    precision = hits / (hits + false) if hits + false else 1.0
    recall = hits / (hits + missing) if hits + missing else 1.0
    return precision, recall


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1))) if words else Counter()


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
