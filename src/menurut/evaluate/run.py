"""Reading annotated articles as menurut would, and scoring what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from menurut.config import Config
from menurut.errors import InputError, StepError
from menurut.evaluate.events import EventReport
from menurut.evaluate.given import score_given
from menurut.evaluate.report import Report
from menurut.evaluate.scores import Figure, score_record, total
from menurut.export.annotations import annotation_record
from menurut.languages import load_language
from menurut.languages.language import FOLDERS
from menurut.pipeline import clean, read_article
from menurut.read.jsonl import read_json_lines
from menurut.records import Article, Problem


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of a set: all articles together and each outlet; what could not be read; and the details."""

    articles: int
    figures: Mapping[str, Figure]
    by_outlet: Mapping[str, tuple[int, Mapping[str, Figure]]]
    problems: tuple[Problem, ...]
    report: Report
    events: EventReport


def evaluate(articles_path: Path, gold_path: Path, config: Config, predicted_path: Path | None = None) -> Evaluation:
    """Scores menurut, or the predictions in a file, against gold.

    Args:
        articles_path: the articles, JSON lines.
        gold_path: their gold records, JSON lines in the form of ``export.annotations``.
        config: the settings to read with.
        predicted_path: records to score in place of what menurut finds now.

    Raises ``InputError`` where a file cannot be read or gold names an article that is not there.
    """
    articles = _articles(articles_path, config)
    gold = _records(gold_path)
    if not gold:
        raise InputError(f"{gold_path} holds no annotated article")
    predictions = _records(predicted_path) if predicted_path else {}
    scores: dict[str, list[dict[str, Figure]]] = {}
    problems: list[Problem] = []
    report, events = Report(), EventReport()
    for name, record in gold.items():
        if name not in articles:
            raise InputError(f"{gold_path} annotates the article {name!r}, which is not in {articles_path}")
        article = articles[name]
        predicted: Mapping[str, Any] = predictions.get(name, {})
        if predicted_path is None:
            reading = read_article(article, config)
            if isinstance(reading, Problem):
                problems.append(reading)
            else:
                predicted = annotation_record(reading)
        try:
            score = score_record(article.text, record, predicted)
            if predicted_path is None:
                score |= score_given(article, record, config)
            report.add(name, article.text, record, predicted, load_language(_language(article)))
            events.add(name, article.text, record, predicted)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"the record of {name!r} is not in the form of annotations: {error!r}") from error
        scores.setdefault(article.outlet or "(no outlet)", []).append(score)
    everything = [score for group in scores.values() for score in group]
    by_outlet = {outlet: (len(group), total(group)) for outlet, group in sorted(scores.items())}
    return Evaluation(len(everything), total(everything), by_outlet, tuple(problems), report, events)


def _language(article: Article) -> str:
    """The language whose cue tables describe an article's attributions: the stated one, else the detected one."""
    if article.language in FOLDERS:
        return article.language
    try:
        return clean(article, Config()).language
    except StepError:
        return "id"


def _articles(path: Path, config: Config) -> dict[str, Article]:
    try:
        items = list(read_json_lines(path, {}, config))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    for item in items:
        if isinstance(item, Problem) and item.article_id is None:
            raise InputError(f"{item.origin}: {item.message}")
    return {item.given_id or item.id: item for item in items if isinstance(item, Article)}


def _records(path: Path) -> dict[str, Mapping[str, Any]]:
    return {str(record["id"]): record for record in read_rows(path)}


def read_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    """The JSON objects of a file, each with an id; raises ``InputError`` where a line is none."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = msgspec.json.decode(line, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InputError(f"{path}:{number} is not a JSON object: {error}") from error
        if "id" not in row:
            raise InputError(f"{path}:{number} has no id")
        yield row
