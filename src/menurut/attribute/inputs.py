"""What the attribution network sees of an article beside the vectors of its words: quotations, cues, classes, trees."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from menurut.attribute.quotes import find_quotes
from menurut.languages import Complement, Construction, Cue, Language, load_language
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


@dataclass(frozen=True, slots=True)
class _CueMarks:
    """A cue of the tables: its words, and the features of its first word."""

    words: tuple[str, ...]
    construction: Construction
    columns: tuple[int, ...]


@cache
def _cue_marks(code: str) -> dict[str, tuple[_CueMarks, ...]]:
    """The cues of a language by their first word, the longest of each construction first."""
    base = len(_PLACES) + len(CLASSES) + _GROUP_COUNT
    from_complements = base + len(_CONSTRUCTIONS)
    from_acts = from_complements + len(_COMPLEMENTS)

    def marks(cue: Cue) -> _CueMarks:
        places = _CONSTRUCTIONS[cue.construction], _COMPLEMENTS[cue.complement], _ACTS[cue.act]
        columns = (base + places[0], from_complements + places[1], from_acts + places[2], WIDTH - 1)
        return _CueMarks(cue.words, cue.construction, columns)

    return {word: tuple(map(marks, cues)) for word, cues in load_language(code).cues.items()}


@cache
def _class_marks(code: str) -> dict[str, tuple[int, ...]]:
    """The features of each word that belongs to a class."""
    found = {}
    for word, names in load_language(code).classes.items():
        columns = tuple(len(_PLACES) + _CLASS_PLACE[name] for name in sorted(names) if name in _CLASS_PLACE)
        if columns:
            found[word] = columns
    return found


def _cue_columns(cues: Sequence[_CueMarks], lows: Sequence[str], i: int) -> Iterator[tuple[int, ...]]:
    """The features of the cues that begin at word ``i``: the longest of each construction."""
    seen: set[Construction] = set()
    for cue in cues:
        length = len(cue.words)
        if cue.construction not in seen and (length == 1 or tuple(lows[i : i + length]) == cue.words):
            seen.add(cue.construction)
            yield cue.columns


def _mark_cues(
    code: str, texts: Sequence[str], lows: Sequence[str], places: tuple[Sequence[int], Sequence[int]], marks: list[int]
) -> None:
    """Cues are looked up by the text's words, so "katanya" is tried whole, then as "kata"."""
    cues = _cue_marks(code)
    for i, low in enumerate(lows):
        if low in cues:
            for columns in _cue_columns(cues[low], lows, i):
                marks += [WIDTH * i + column for column in columns]
    starts, ends = places
    before = -2  # the last word that is written together with the one after it
    for i, (end, start) in enumerate(zip(ends, starts[1:], strict=False)):
        if end == start and texts[i][-1:].isalpha() and texts[i + 1][:1].isalpha():
            if before != i - 1:
                joined = lows[i] + lows[i + 1]
                whole = [cue.columns for cue in cues.get(joined, ()) if len(cue.words) == 1]
                marks += [WIDTH * i + column for columns in whole for column in columns]
            before = i


def _mark_quotations(annotation: Annotation, starts: Sequence[int], features: Floats) -> None:
    """Which words stand in quotation marks, paragraph by paragraph. ``starts`` are the words' places."""
    marks: set[int] = set()
    for sentences in _by_paragraph(annotation):
        first = sentences[0].first_token
        tokens = annotation.tokens[first : sentences[-1].last_token]
        for quote in find_quotes(tokens, [sentence.first_token - first for sentence in sentences]):
            if quote.inner_first < quote.inner_last:
                begin, end = tokens[quote.inner_first].start, tokens[quote.inner_last - 1].end
                features[bisect_left(starts, begin) : bisect_left(starts, end), 0] = 1.0
            if quote.opened:
                marks.add(tokens[quote.first].start)
            if quote.closed:
                marks.add(tokens[quote.last - 1].start)
    if marks:
        features[[i for i, start in enumerate(starts) if start in marks], 1] = 1.0


def _by_paragraph(annotation: Annotation) -> Iterator[list[Sentence]]:
    for _, sentences in groupby(annotation.sentences, key=lambda sentence: sentence.paragraph):
        yield list(sentences)


def parts_of(document: Document, annotation: Annotation, language: Language) -> list[Part]:
    """The parts of an article that the network reads: its paragraphs, and stretches of those that are too long.

    A paragraph that goes on in lower case, or closes a quotation that was opened before it, is one with the one before:
    scrapes break lines between what is said and '" kata X'.
    """
    words = annotation.words
    if not words:
        return []
    texts, tags, above, relations, starts, ends = zip(*map(_of_word, words), strict=True)
    numbers = {relation: number_of(relation, CLAUSAL) for relation in set(relations)}
    groups = np.array([numbers[relation] for relation in relations])
    features, sentences, paragraphs = _marked_sentences(document, annotation, tags)
    _mark_quotations(annotation, starts, features)
    _mark_words(language.code, texts, starts, ends, features)
    features[np.arange(len(words)), len(_PLACES) + len(CLASSES) + groups] = 1.0
    heads = np.array(above, dtype=np.int64)
    left, right = _extents(heads, np.array([tag != "PUNCT" for tag in tags]))
    pivots, reached = _pivots(heads, relations)
    verbs = np.array([tag == "VERB" for tag in tags])
    colons = np.array([text == ":" for text in texts])
    stretches = list(_stretches(paragraphs, sentences))
    firsts = np.array([first for first, _ in stretches])
    telling = np.logical_or.reduceat((features[:, -1] > 0) | (features[:, 1] > 0) | colons, firsts).tolist()
    sizes = np.diff(firsts, append=len(words))
    begin = np.repeat(firsts, sizes)  # of each word's part, as is its end
    end = begin + np.repeat(sizes, sizes)
    places = np.arange(len(words)) - begin
    heads = np.where((heads < begin) | (heads >= end), -1, heads - begin)
    left, right = np.maximum(left, begin) - begin, np.minimum(right, end - 1) - begin
    pivots = np.where((pivots < begin) | (pivots >= end), places, pivots - begin)
    return [
        Part(
            first,
            last,
            features[first:last],
            sentences[first:last],
            heads[first:last],
            groups[first:last],
            left[first:last],
            right[first:last],
            pivots[first:last],
            reached[first:last],
            verbs[first:last],
            tells,
        )
        for (first, last), tells in zip(stretches, telling, strict=True)
    ]


_of_word = attrgetter("text", "tag", "head", "relation", "start", "end")


def _marked_sentences(document: Document, annotation: Annotation, tags: Sequence[str]) -> tuple[Floats, Whole, Whole]:
    """Features of the words' places in their sentences, and the numbers of their sentences and (joined) paragraphs."""
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
        _mark_edges(tags, first, last, features)
        features[first, 4] = begins
        if document.paragraphs[sentence.paragraph].kind == ParagraphKind.HEADLINE:
            features[first:last, 5] = 1.0
    return features, sentences, paragraphs


def _goes_on(words: Sequence[Word], first: int) -> bool:
    """Whether a paragraph that begins at a word goes on with the sentence before it."""
    text = words[first].text
    if text in ('"', "”") and first + 1 < len(words):
        return words[first + 1].text[:1].islower() or words[first + 1].text == ","
    return text[:1].islower()


def _mark_edges(tags: Sequence[str], first: int, last: int, features: Floats) -> None:
    begin, end = first, last - 1
    while begin < end and tags[begin] == "PUNCT":
        begin += 1
    while end > begin and tags[end] == "PUNCT":
        end -= 1
    if tags[begin] != "PUNCT":
        features[begin, 2] = features[end, 3] = 1.0


def _mark_words(code: str, texts: Sequence[str], starts: Sequence[int], ends: Sequence[int], features: Floats) -> None:
    """What each word is by itself, and the cues that begin at it."""
    classes, lows = _class_marks(code), [text.lower() for text in texts]
    marks: list[int] = []  # places in the features, row by row, that are 1
    for i, (text, low) in enumerate(zip(texts, lows, strict=True)):
        letter = text[:1]
        if letter.isupper():
            marks.append(WIDTH * i + 6)
        elif letter.isdigit():
            marks.append(WIDTH * i + 7)
        if low in classes:
            marks += [WIDTH * i + column for column in classes[low]]
    _mark_cues(code, texts, lows, (starts, ends), marks)
    features.reshape(-1)[marks] = 1.0


_CLASS_PLACE = {name: i for i, name in enumerate(CLASSES)}


def _extents(heads: Whole, counted: NDArray[np.bool_]) -> tuple[Whole, Whole]:
    """The first and last word of each word's subtree; marks (not ``counted``) count for nothing but their own."""
    left, right = np.arange(len(heads)), np.arange(len(heads))
    children = np.flatnonzero(counted & (heads >= 0))
    above = heads[children]
    width = 0
    for _ in range(_DEEPEST):
        before = width
        np.minimum.at(left, above, left[children])
        np.maximum.at(right, above, right[children])
        width = int((right - left).sum())
        if width == before:
            break
    return left, right


def _pivots(heads: Whole, relations: Sequence[str]) -> tuple[Whole, Whole]:
    """For each word that might begin a cue the word whose branches tell most, and how it is reached.

    "tidak" of "tidak mengonfirmasi" leads to the verb (2), "menurut" to its noun (1); else the word itself (0).
    """
    ways = {relation: _way(relation) for relation in set(relations)}
    reached = np.array([ways[relation] for relation in relations], dtype=np.int64)
    reached[heads < 0] = 0
    return np.where(reached > 0, heads, np.arange(len(heads))), reached


def _way(relation: str) -> int:
    """How a word leads on to its head: not (0), as "case" (1), as another function word (2)."""
    if relation.partition(":")[0] not in _FUNCTIONS:
        return 0
    return 1 if relation.startswith("case") else 2


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
_AWAY = np.arange(-_MOST_WORDS, _MOST_WORDS + 1)
_DISTANCES = np.searchsorted(_NEAR, np.abs(_AWAY), side="right") + (len(_NEAR) + 1) * (_AWAY < 0)
_BRANCHES = 4 * _GROUP_COUNT  # by the relation of the branch; inside it, at its left edge, right edge, or both
_PIVOT, _ABOVE, _BESIDE, _BESIDE_LEFT, _BESIDE_RIGHT, _OUTSIDE = range(_BRANCHES, _BRANCHES + 6)
_KINSHIP = _OUTSIDE + 1
KINSHIPS = 3 * _KINSHIP


def pair_features(part: Part, anchors: Whole) -> tuple[Whole, Whole, Whole]:
    """For each anchor and word: how far apart, in which sentence, and where the word stands in the anchor's tree.

    Each is anchors x words, a number below ``DISTANCES``, ``ORDERS`` or ``KINSHIPS``.
    """
    count = len(part.heads)
    away = np.arange(count)[None] - anchors[:, None]
    orders = np.sign(part.sentences[None] - part.sentences[anchors][:, None]) + 1
    kinships = np.full((len(anchors), count), _OUTSIDE, dtype=np.int64)
    for row, anchor in zip(kinships, anchors.tolist(), strict=True):
        _mark_kin(part, anchor, row)
    kinships += _KINSHIP * part.reached[anchors][:, None]
    return _DISTANCES[away + _MOST_WORDS], orders, kinships


def _mark_kin(part: Part, anchor: int, kin: Whole) -> None:
    """Where each word stands, seen from an anchor: in which branch of its pivot and whether at its edge, or outside."""
    pivot = int(part.pivots[anchor])
    above = int(part.heads[pivot])
    if above >= 0:
        first, last = int(part.left[above]), int(part.right[above])
        kin[first : last + 1] = _BESIDE
        kin[last], kin[first] = _BESIDE_RIGHT, _BESIDE_LEFT
        kin[above] = _ABOVE
    children = np.flatnonzero(part.heads == pivot)
    lefts, rights, groups = (each[children].tolist() for each in (part.left, part.right, part.groups))
    for first, last, group in zip(lefts, rights, groups, strict=True):
        base = 4 * group
        kin[first : last + 1] = base
        kin[last] = base + 2
        kin[first] = base + 1 if first < last else base + 3
    kin[pivot] = _PIVOT
