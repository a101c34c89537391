"""Learn the model of ``decide``: ``python -m menurut.train.attributions ARTICLES GOLD FOLDER``.

ARTICLES and GOLD are JSON lines in the form of the project's gold. Whether a candidate is an attribution is
learned by logistic regression: stochastic gradient descent with AdaGrad (Duchi, Hazan and Singer, 2011) and L2
regularisation, in a fixed order and from a fixed seed. The examples beside the cues in ``languages/`` are learned
with the gold. The threshold and the precisions are measured on ten folds of articles, each predicted by a model
that has not seen it.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from menurut.annotate import annotate
from menurut.attribute.candidates import Candidate, find_candidates
from menurut.attribute.decide import probability, with_features
from menurut.attribute.units import paragraph_units
from menurut.config import Config
from menurut.evaluate.scores import dropped_lines
from menurut.languages import load_language
from menurut.languages.examples import counterexamples, marked_examples
from menurut.records import Document, Paragraph, ParagraphKind

_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_FOLDS, _EPOCHS, _RATE, _DECAY, _SEED = 10, 25, 0.05, 0.01, 20
_TIMES = 3  # how often each of our own examples is shown: there are few for each cue
_FEWEST = 2  # a feature seen in fewer candidates is left out
_SMALLEST = 0.02  # a weight nearer to nought is left out of the file


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate's features, and whether it is in the gold."""

    names: tuple[str, ...]
    label: bool


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """The examples of an article, and how many attributions its gold holds."""

    examples: tuple[Example, ...]
    gold: int


def gold_document(article: dict[str, Any], gold: dict[str, Any], language: str) -> Document:
    """The document that the gold's own ``drop`` makes of an article: one paragraph for each line."""
    dropped = dropped_lines(gold)
    paragraphs: list[Paragraph] = []
    at = 0
    for number, line in enumerate(article["text"].split("\n"), 1):
        kind = ParagraphKind.HEADLINE if number == 1 else ParagraphKind.BODY
        if number in dropped:
            kind = ParagraphKind.BOILERPLATE
        paragraphs.append(Paragraph(at, at + len(line), kind, at, at + len(line)))
        at += len(line) + 1
    return Document(article["id"], article["text"], language, tuple(paragraphs))


def _words(text: str, ranges: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(m.start() for first, last in ranges for m in _WORD.finditer(text, first, last))


def _gold_range(document: Document, pair: tuple[int, str]) -> list[tuple[int, int]]:
    paragraph = document.paragraphs[pair[0] - 1]
    start = document.text.find(pair[1], paragraph.start, paragraph.end)
    return [(start, start + len(pair[1]))] if start >= 0 else []


def _agree(gold: frozenset[int], found: frozenset[int]) -> bool:
    """Whether two sources agree: none in both, or half the words of the shorter."""
    if not gold and not found:
        return True
    return bool(gold and found) and len(gold & found) / min(len(gold), len(found)) >= 0.5


def _first_place(document: Document, place: tuple[int, int]) -> tuple[int, int]:
    """The first place in its paragraph where a range's words stand: a gold pair names words, not a place."""
    words = document.text[place[0] : place[1]]
    paragraph = document.paragraphs[document.paragraph_at(place[0])]
    start = document.text.find(words, paragraph.start)
    return start, start + len(words)


def match_gold(document: Document, gold: dict[str, Any], candidates: Sequence[Candidate]) -> list[int | None]:
    """For each candidate the index of its gold attribution, one to one, the best content first; else ``None``."""
    text = document.text
    pairs: list[tuple[float, int, int]] = []
    wanted = []
    for entry in gold["attributions"]:
        content = [span for pair in entry["content"] for span in _gold_range(document, pair)]
        source = _gold_range(document, entry["source"]) if entry["source"] else []
        wanted.append((_words(text, content), _words(text, source)))
    for j, candidate in enumerate(candidates):
        content_words = _words(text, [_first_place(document, part) for part in candidate.content])
        source_words = _words(text, [_first_place(document, candidate.source)] if candidate.source else [])
        for i, (content_gold, source_gold) in enumerate(wanted):
            common = len(content_gold & content_words)
            f1 = 2 * common / (len(content_gold) + len(content_words)) if common else 0.0
            if f1 >= 0.5 and _agree(source_gold, source_words):
                pairs.append((f1, i, j))
    taken: set[int] = set()
    matched: list[int | None] = [None] * len(candidates)
    for _, i, j in sorted(pairs, reverse=True):
        if i not in taken and matched[j] is None:
            taken.add(i)
            matched[j] = i
    return matched


def gold_article(document: Document, gold: dict[str, Any], lexical: bool) -> GoldArticle:
    """The examples of one article; without ``lexical``, features of single words are left out."""
    language = load_language(document.language)
    pairs = []
    for units, nested in paragraph_units(document, annotate(document, Config()), language):
        found = [*find_candidates(language, units), *find_candidates(language, nested)]
        pairs.extend(with_features(language, found))
    matched = match_gold(document, gold, [candidate for candidate, _ in pairs])
    examples = [
        Example(tuple(name for name in names if lexical or not name.startswith("word:")), i is not None)
        for (_, names), i in zip(pairs, matched, strict=True)
    ]
    return GoldArticle(tuple(examples), len(gold["attributions"]))


def read_gold(articles: Path, gold: Path, code: str, lexical: bool) -> list[GoldArticle]:
    """The examples of every gold article of a language."""
    texts = {row["id"]: row for row in _json_lines(articles)}
    return [gold_article(gold_document(texts[entry["id"]], entry, code), entry, lexical) for entry in _json_lines(gold)]


def _json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def cue_examples(code: str, lexical: bool) -> list[Example]:
    """The examples beside a language's cues as an annotator would mark them, and its counterexamples."""
    wanted: dict[str, list[dict[str, Any]]] = {}
    for marked in marked_examples(code):
        source = [2, marked.source] if marked.source else None
        entry = {"source": source, "content": [[2, words] for words in marked.content]}
        wanted.setdefault(marked.text, []).append(entry)
    wanted.update((sentence, []) for sentence in counterexamples(code))
    found: list[Example] = []
    for text, entries in wanted.items():
        document = gold_document({"id": "example", "text": "\n" + text}, {}, code)
        found.extend(gold_article(document, {"attributions": entries}, lexical).examples)
    return found


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """The weights of a logistic model."""
    counts: dict[str, int] = {}
    for example in examples:
        for name in example.names:
            counts[name] = counts.get(name, 0) + 1
    kept = [(tuple(n for n in e.names if counts[n] >= _FEWEST), e.label) for e in examples]
    weights = {name: 0.0 for name, count in counts.items() if count >= _FEWEST}
    squares = dict.fromkeys(weights, 1.0)
    order = list(range(len(kept)))
    generator = random.Random(_SEED)
    for _ in range(_EPOCHS):
        generator.shuffle(order)
        for i in order:
            names, yes = kept[i]
            error = probability(weights, names) - yes
            for name in names:
                gradient = error + _DECAY * weights[name]
                squares[name] += gradient * gradient
                weights[name] -= _RATE * gradient / math.sqrt(squares[name])
    return weights


def held_out(articles: Sequence[GoldArticle], extra: Sequence[Example]) -> list[tuple[float, bool]]:
    """Each example's probability by a model that has not seen its article, and its label."""
    result: list[tuple[float, bool]] = []
    for fold in range(_FOLDS):
        train = [e for n, a in enumerate(articles) if n % _FOLDS != fold for e in a.examples]
        weights = fit([*train, *extra])
        for n, article in enumerate(articles):
            if n % _FOLDS == fold:
                result.extend((probability(weights, e.names), e.label) for e in article.examples)
    return result


def figures(scored: Sequence[tuple[float, bool]], gold: int, threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1 when candidates from ``threshold`` on are taken."""
    taken = [yes for probability, yes in scored if probability >= threshold]
    precision = sum(taken) / len(taken) if taken else 0.0
    recall = sum(taken) / gold if gold else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def best_threshold(scored: Sequence[tuple[float, bool]], gold: int) -> float:
    """The threshold in the middle of the best stretch: F1 is averaged over neighbours, as single peaks are luck."""
    f1 = {n: figures(scored, gold, n / 50)[2] for n in range(3, 47)}
    return max(range(8, 42), key=lambda n: sum(f1[k] for k in range(n - 5, n + 6))) / 50


def learn(articles: Sequence[GoldArticle], extra: Sequence[Example]) -> tuple[dict[str, Any], str]:
    """The model as it is shipped, and a line with its held-out figures."""
    scored = held_out(articles, extra)
    gold = sum(article.gold for article in articles)
    threshold = best_threshold(scored, gold)
    bins: list[float] = []
    for tenth in range(10):
        labels = [yes for chance, yes in scored if tenth / 10 <= chance < (tenth + 1) / 10 + (tenth == 9)]
        bins.append(round((sum(labels) + 1) / (len(labels) + 2), 3))
    weights = fit([*(example for article in articles for example in article.examples), *extra])
    kept = {name: round(weight, 3) for name, weight in sorted(weights.items()) if abs(weight) >= _SMALLEST}
    precision, recall, f1 = figures(scored, gold, threshold)
    line = f"held out P {precision:.3f} R {recall:.3f} F1 {f1:.3f}, threshold {threshold}"
    return {"threshold": threshold, "precision": bins, "weights": kept}, line


def main(arguments: Sequence[str] | None = None) -> int:
    """Write ``id.json`` (with words) and ``en.json`` (without: it is learned on Indonesian gold) to a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    for code, lexical in (("id", True), ("en", False)):
        extra = cue_examples("id", lexical) + ([] if code == "id" else cue_examples("en", True))
        model, line = learn(read_gold(options.articles, options.gold, "id", lexical), extra * _TIMES)
        text = json.dumps(model, ensure_ascii=False, indent=0, sort_keys=True)
        (options.folder / f"{code}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{code}: {line}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
