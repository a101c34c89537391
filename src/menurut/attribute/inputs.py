"""What the attribution network sees of an article beside the vectors of its words: quotations, cues, classes, trees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from menurut.attribute.quotes import find_quotes
from menurut.languages import Complement, Construction, Cue, Language
from menurut.languages.relations import CLAUSAL, number_of
from menurut.records import Act, Annotation, Document, ParagraphKind, Sentence, Word

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

CLASSES = (  # of words.toml; a class that a language's file lacks is simply empty
    "adverbial",
    "agent",
    "article",
    "as",
    "aside",
    "citing",
    "clause",
    "contrast",
    "determiner",
    "ends_clause",
    "ends_thing",
    "first_person",
    "from",
    "inner",
    "inside",
    "joins",
    "joins_verb",
    "lead",
    "negation",
    "not_source",
    "noun_like",
    "object_mark",
    "place_preposition",
    "pointer",
    "pronoun",
    "purpose",
    "relative",
    "speaker",
    "speech_noun",
    "that",
    "time",
    "vague_subject",
    "verb",
    "with",
)
_CONSTRUCTIONS = {item: i for i, item in enumerate(Construction)}
_COMPLEMENTS = {item: i for i, item in enumerate(Complement)}
_ACTS = {item: i for i, item in enumerate(Act)}
_PLACES = (
    "in quotation",
    "quotation mark",
    "sentence begins",
    "sentence ends",
    "paragraph begins",
    "headline",
    "upper case",
    "digit",
)
_CUES = len(_CONSTRUCTIONS) + len(_COMPLEMENTS) + len(_ACTS) + 1
_GROUP_COUNT = CLAUSAL + 1  # and any other relation
WIDTH = len(_PLACES) + len(CLASSES) + _GROUP_COUNT + _CUES  # features of a word
_MOST_WORDS = 160  # of a part


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an article that is read at once: words ``first`` to ``last`` (exclusive) of the annotation.

    All arrays are about its words, places counting from the part's first. ``heads`` is -1 where the head is a root or
    in another part; ``left`` and ``right`` are the first and last word of each word's subtree, marks not counted.
    """

    first: int
    last: int
    features: Floats  # words x WIDTH
    sentences: Whole
    heads: Whole
    groups: Whole  # of the relations to the heads
    left: Whole
    right: Whole
    pivots: Whole  # the word whose branches an anchor is related through, and how it is reached (0, 1, 2)
    reached: Whole
    verbs: NDArray[np.bool_]
    telling: bool  # whether it has a word of the cue tables, a quotation mark or a colon: without, nothing is found


def _cue_at(language: Language, lows: Sequence[str], i: int, last: int) -> Iterator[Cue]:
    """The cues of the tables that begin at word ``i``: the longest of each construction."""
    seen: set[Construction] = set()
    for cue in language.cues.get(lows[i], ()):
        end = i + len(cue.words)
        if cue.construction not in seen and end <= last and tuple(lows[i:end]) == cue.words:
            seen.add(cue.construction)
            yield cue


def _mark_cues(language: Language, words: Sequence[Word], features: Floats, base: int) -> None:
    """Cues are looked up by the text's words, so "katanya" is tried whole, then as "kata"."""
    lows = [word.text.lower() for word in words]
    whole = _tokens_of(words)
    acts = base + len(_CONSTRUCTIONS) + len(_COMPLEMENTS)
    for i in range(len(words)):
        found = list(_cue_at(language, lows, i, len(words)))
        if i + 1 < len(words) and whole[i] == whole[i + 1] and (i == 0 or whole[i - 1] != whole[i]):
            joined = lows[i] + lows[i + 1]
            found += [cue for cue in language.cues.get(joined, ()) if cue.words == (joined,)]
        for cue in found:
            features[i, base + _CONSTRUCTIONS[cue.construction]] = 1.0
            features[i, base + len(_CONSTRUCTIONS) + _COMPLEMENTS[cue.complement]] = 1.0
            features[i, acts + _ACTS[cue.act]] = 1.0
        if found:
            features[i, base + _CUES - 1] = 1.0


def _tokens_of(words: Sequence[Word]) -> list[int]:
    """A number for each word, the same for words that are written together by letters."""
    numbers = [0] * len(words)
    for i in range(1, len(words)):
        glued = words[i - 1].end == words[i].start and words[i].text[:1].isalpha() and words[i - 1].text[-1:].isalpha()
        numbers[i] = numbers[i - 1] + (0 if glued else 1)
    return numbers


def _mark_quotations(annotation: Annotation, words: Sequence[Word], features: Floats) -> None:
    """Which words stand in quotation marks, paragraph by paragraph."""
    inside: list[tuple[int, int]] = []
    marks: set[int] = set()
    for sentences in _by_paragraph(annotation):
        first = sentences[0].first_token
        tokens = annotation.tokens[first : sentences[-1].last_token]
        for quote in find_quotes(tokens, [sentence.first_token - first for sentence in sentences]):
            if quote.inner_first < quote.inner_last:
                inside.append((tokens[quote.inner_first].start, tokens[quote.inner_last - 1].end))
            if quote.opened:
                marks.add(tokens[quote.first].start)
            if quote.closed:
                marks.add(tokens[quote.last - 1].start)
    at = 0
    for i, word in enumerate(words):
        while at < len(inside) and inside[at][1] <= word.start:
            at += 1
        features[i, 0] = at < len(inside) and inside[at][0] <= word.start < inside[at][1]
        features[i, 1] = word.start in marks


def _by_paragraph(annotation: Annotation) -> Iterator[list[Sentence]]:
    for _, sentences in groupby(annotation.sentences, key=lambda sentence: sentence.paragraph):
        yield list(sentences)


def parts_of(document: Document, annotation: Annotation, language: Language) -> list[Part]:
    """The parts of an article that the network reads: its paragraphs, and stretches of those that are too long.

    A paragraph that goes on in lower case, or closes a quotation that was opened before it, is one with the one before:
    scrapes break lines between what is said and '" kata X'.
    """
    words = annotation.words
    count = len(words)
    if not count:
        return []
    features, sentences, paragraphs = _marked_words(document, annotation)
    groups = np.array([number_of(word.relation, CLAUSAL) for word in words])
    _mark_words(language, words, groups, features)
    heads = np.array([word.head for word in words], dtype=np.int64)
    left, right = _extents(words, heads)
    pivots, reached = _pivots(words)
    verbs = np.array([word.tag == "VERB" for word in words])
    colons = np.array([word.text == ":" for word in words])
    found = []
    for first, last in _stretches(paragraphs, sentences):
        own = slice(first, last)
        local = heads[own] - first
        local[(heads[own] < first) | (heads[own] >= last)] = -1
        edges = np.clip(left[own] - first, 0, last - first - 1), np.clip(right[own] - first, 0, last - first - 1)
        pivot = pivots[own] - first
        pivot = np.where((pivot < 0) | (pivot >= last - first), np.arange(last - first), pivot)
        telling = bool(features[own, -1].any() or features[own, 1].any() or colons[own].any())
        found.append(
            Part(
                first,
                last,
                features[own],
                sentences[own],
                local,
                groups[own],
                edges[0],
                edges[1],
                pivot,
                reached[own],
                verbs[own],
                telling,
            )
        )
    return found


def _marked_words(document: Document, annotation: Annotation) -> tuple[Floats, Whole, Whole]:
    """Features of the words' places, and the numbers of their sentences and (joined) paragraphs."""
    words = annotation.words
    count = len(words)
    features = np.zeros((count, WIDTH), dtype=np.float32)
    sentences = np.zeros(count, dtype=np.int64)
    paragraphs = np.zeros(count, dtype=np.int64)
    group = -1
    for number, sentence in enumerate(annotation.sentences):
        first, last = sentence.first_word, sentence.last_word
        if first == last:
            continue
        begins = not number or annotation.sentences[number - 1].paragraph != sentence.paragraph
        if begins and not (first and _goes_on(words, first)):
            group += 1
        sentences[first:last] = number
        paragraphs[first:last] = group
        _mark_edges(words, first, last, features)
        features[first, 4] = begins
        if document.paragraphs[sentence.paragraph].kind == ParagraphKind.HEADLINE:
            features[first:last, 5] = 1.0
    _mark_quotations(annotation, words, features)
    return features, sentences, paragraphs


def _goes_on(words: Sequence[Word], first: int) -> bool:
    """Whether a paragraph that begins at a word goes on with the sentence before it."""
    text = words[first].text
    if text in ('"', "”") and first + 1 < len(words):
        return words[first + 1].text[:1].islower() or words[first + 1].text == ","
    return text[:1].islower()


def _mark_edges(words: Sequence[Word], first: int, last: int, features: Floats) -> None:
    inside = [i for i in range(first, last) if words[i].tag != "PUNCT"]
    if inside:
        features[inside[0], 2] = 1.0
        features[inside[-1], 3] = 1.0


def _mark_words(language: Language, words: Sequence[Word], groups: Whole, features: Floats) -> None:
    base = len(_PLACES)
    for i, word in enumerate(words):
        features[i, 6] = word.text[:1].isupper()
        features[i, 7] = word.text[:1].isdigit()
        for name in language.classes.get(word.text.lower(), ()):
            place = _CLASS_PLACE.get(name)
            if place is not None:
                features[i, base + place] = 1.0
    base += len(CLASSES)
    features[np.arange(len(words)), base + groups] = 1.0
    _mark_cues(language, words, features, base + _GROUP_COUNT)


_CLASS_PLACE = {name: i for i, name in enumerate(CLASSES)}


def _extents(words: Sequence[Word], heads: Whole) -> tuple[Whole, Whole]:
    """The first and last word of each word's subtree; marks count for nothing but their own."""
    count = len(words)
    left, right = np.arange(count), np.arange(count)
    inner = np.array([word.tag != "PUNCT" for word in words]) & (heads >= 0)
    children, above = np.flatnonzero(inner), heads[inner]
    for _ in range(_DEEPEST):
        before = left.sum() - right.sum()
        np.minimum.at(left, above, left[children])
        np.maximum.at(right, above, right[children])
        if left.sum() - right.sum() == before:
            break
    return left, right


def _pivots(words: Sequence[Word]) -> tuple[Whole, Whole]:
    """For each word that might begin a cue the word whose branches tell most, and how it is reached.

    "tidak" of "tidak mengonfirmasi" leads to the verb (2), "menurut" to its noun (1); else the word itself (0).
    """
    pivots, reached = np.arange(len(words)), np.zeros(len(words), dtype=np.int64)
    for i, word in enumerate(words):
        if word.head >= 0 and word.relation.partition(":")[0] in _FUNCTIONS:
            pivots[i] = word.head
            reached[i] = 1 if word.relation.startswith("case") else 2
    return pivots, reached


_FUNCTIONS = frozenset({"advmod", "aux", "case", "mark", "cop", "cc", "det", "fixed"})
_DEEPEST = 24  # deeper trees are no news


def _stretches(paragraphs: Whole, sentences: Whole) -> Iterator[tuple[int, int]]:
    """Paragraphs, the longer ones cut before a sentence where there is one within ``_MOST_WORDS``, else anywhere."""
    count = len(paragraphs)
    ends = [*(np.flatnonzero(np.diff(paragraphs)) + 1).tolist(), count]
    breaks = np.flatnonzero(np.diff(sentences)) + 1
    first = 0
    for end in ends:
        while end - first > _MOST_WORDS:
            inside = breaks[(breaks > first) & (breaks <= first + _MOST_WORDS)]
            last = int(inside[-1]) if len(inside) else first + _MOST_WORDS
            yield first, last
            first = last
        if first < end:
            yield first, end
        first = end


_NEAR = np.array([1, 2, 3, 4, 6, 9, 14, 22, 35, 60, 100])
DISTANCES, ORDERS = 2 * len(_NEAR) + 3, 3
_BRANCHES = 4 * _GROUP_COUNT  # by the relation of the branch; inside it, at its left edge, right edge, or both
_PIVOT, _ABOVE, _BESIDE, _BESIDE_LEFT, _BESIDE_RIGHT, _OUTSIDE = range(_BRANCHES, _BRANCHES + 6)
_KINSHIP = _OUTSIDE + 1
KINSHIPS = 3 * _KINSHIP


def pair_features(part: Part, anchors: Whole) -> tuple[Whole, Whole, Whole]:
    """For each anchor and word: how far apart, in which sentence, and where the word stands in the anchor's tree.

    Each is anchors x words, a number below ``DISTANCES``, ``ORDERS`` or ``KINSHIPS``.
    """
    places = np.arange(len(part.heads))
    away = places[None] - anchors[:, None]
    bucket = np.searchsorted(_NEAR, np.abs(away), side="right")
    distances = np.where(away < 0, len(_NEAR) + 1 + bucket, bucket)
    orders = np.sign(part.sentences[None] - part.sentences[anchors][:, None]) + 1
    return distances, orders, np.stack([_kinship(part, int(anchor)) for anchor in anchors])


def _kinship(part: Part, anchor: int) -> Whole:
    """Where each word stands, seen from an anchor: in which branch of its pivot and whether at its edge, or outside."""
    count = len(part.heads)
    kin = np.full(count, _OUTSIDE, dtype=np.int64)
    pivot = int(part.pivots[anchor])
    above = int(part.heads[pivot])
    if above >= 0:
        first, last = int(part.left[above]), int(part.right[above])
        kin[first : last + 1] = _BESIDE
        kin[last], kin[first] = _BESIDE_RIGHT, _BESIDE_LEFT
        kin[above] = _ABOVE
    for child in np.flatnonzero(part.heads == pivot).tolist():
        first, last = int(part.left[child]), int(part.right[child])
        base = 4 * int(part.groups[child])
        kin[first : last + 1] = base
        kin[last] = base + 2
        kin[first] = base + 1 if first < last else base + 3
    kin[pivot] = _PIVOT
    return kin + _KINSHIP * int(part.reached[anchor])
