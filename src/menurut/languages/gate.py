"""Which sentences of an article are worth reading: a gate before the networks, for the fast setting.

A linear model over hashed words (Weinberger et al. 2009): those of the sentence with their stems, first and last
letters and pairs, those of the sentences beside it, and those of the whole article. It says how likely a sentence holds
an attribution or the words of an event; some sentences are read whatever it says. ``menurut.train.gate`` learns it.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from menurut.languages.endings import forms_of
from menurut.languages.language import FOLDERS, Complement, data_rows, load_language
from menurut.records import Document, ParagraphKind, Sentence, Token

Whole = NDArray[np.int64]
Floats = NDArray[np.float32]

# How many weights there are of each kind, one after another. The last is a constant.
_WORDS, _STEMS, _ENDS, _SIDES, _PAIRS, _PLACES = 1 << 15, 1 << 14, 1 << 12, 1 << 13, 1 << 16, 31
SIZES = (_WORDS, _STEMS, _ENDS, _SIDES, _SIDES, _SIDES, _PAIRS, _PLACES)
WIDTH = sum(SIZES)
_FROM_STEMS, _FROM_ENDS, _FROM_BEFORE, _FROM_AFTER, _FROM_TOPICS, _FROM_PAIRS, _FROM_PLACES = accumulate(SIZES[:-1])
_LENGTHS, _CAPITALS, _TELLING, _AFTER_START, _BEFORE_END = 8, 6, 4, 8, 4  # the kinds of places of a sentence
_OWN = 4  # numbers of a word that count for its own sentence
TOPIC = 30.0  # an article weighs as much as a sentence of so many words
_MIX = 0x9E3779B1
_QUOTES = frozenset("\"“”„«»'‘’")
_TOGGLES = frozenset('"“”„«»')
_ALWAYS = 2  # sentences at the beginning of the body


@dataclass(frozen=True, slots=True)
class Signs:
    """Sentences as the gate sees them: the numbers of the weights that count, for each word and each sentence.

    ``words`` has a row a word: its own weights, then the one for the sentence before, after, and for the article.
    ``starts`` are the sentences' first words, ``articles`` the first sentences of the articles (one, save in training).
    """

    words: Whole
    pairs: Whole
    places: Whole
    starts: Whole
    articles: Whole


@lru_cache(maxsize=1 << 14)  # words: some 10 MB
def _word_signs(text: str, language: str) -> tuple[int, ...]:
    """The weights of a word, its hash, whether it has a capital, and whether it can report an event."""
    lower = text.lower()
    if lower.isdigit():
        lower = "0" * len(lower)
    code, stem = zlib.crc32(lower.encode()), _stem(lower)
    first, last = zlib.crc32(b"^" + lower[:4].encode()), zlib.crc32(lower[-3:].encode() + b"$")
    return (
        code % _WORDS,
        _FROM_STEMS + zlib.crc32(stem.encode()) % _STEMS,
        _FROM_ENDS + first % _ENDS,
        _FROM_ENDS + last % _ENDS,
        _FROM_BEFORE + code % _SIDES,
        _FROM_AFTER + code % _SIDES,
        _FROM_TOPICS + code % _SIDES,
        code,
        text[0].isupper(),
        stem in _telling(language),
    )


def _stem(lower: str) -> str:
    """The shortest form of a word."""
    return min(forms_of(lower), key=lambda form: (len(form), form))


@cache
def _telling(language: str) -> frozenset[str]:
    """The stems of the words that report an event by themselves."""
    rows = data_rows(FOLDERS[language], "events.tsv")
    return frozenset(_stem(row["lemma"]) for row in rows if row["weak"] != "1" and " " not in row["lemma"])


def signs_of(language: str, tokens: Sequence[Token], sentences: Sequence[Sentence]) -> Signs:
    """What the gate sees of an article's sentences; there must be some. ``language`` is its code (ISO 639-1)."""
    table = np.array([_word_signs(token.text, language) for token in tokens], dtype=np.int64)
    starts = np.array([sentence.first_token for sentence in sentences], dtype=np.int64)
    codes = table[:, 7].astype(np.uint32)
    before = np.empty_like(codes)
    before[1:] = codes[:-1]
    before[starts] = 0
    pairs = _FROM_PAIRS + (((before * np.uint32(_MIX)) ^ codes) * np.uint32(_MIX) >> np.uint32(16)).astype(np.int64)
    lengths = np.diff(np.append(starts, len(tokens)))
    capitals = np.add.reduceat(table[:, 8], starts)
    order = np.arange(len(starts))
    at = _FROM_PLACES
    places = [at + np.minimum(lengths // 5, _LENGTHS - 1)]
    at += _LENGTHS
    places.append(at + np.minimum(capitals * 10 // lengths, _CAPITALS - 1))
    at += _CAPITALS
    places.append(at + np.minimum(np.add.reduceat(table[:, 9], starts), _TELLING - 1))
    at += _TELLING
    places.append(at + np.minimum(order, _AFTER_START - 1))
    at += _AFTER_START
    places.append(at + np.minimum(order[::-1], _BEFORE_END - 1))
    return Signs(table[:, :7], pairs, np.stack(places, axis=1), starts, np.zeros(1, dtype=np.int64))


def scores_of(signs: Signs, weights: Floats) -> Floats:
    """How likely each sentence holds something, as log-odds; ``weights`` has ``WIDTH`` numbers, the last a constant."""
    taken = weights[signs.words]
    starts, firsts = signs.starts, signs.articles
    found = np.add.reduceat(taken[:, :_OWN].sum(1) + weights[signs.pairs], starts)
    before, after = np.add.reduceat(taken[:, _OWN], starts), np.add.reduceat(taken[:, _OWN + 1], starts)
    before = np.concatenate([before[:1] * 0, before[:-1]])
    before[firsts] = 0
    ends = np.append(firsts[1:], len(starts)) - 1
    after = np.concatenate([after[1:], after[:1] * 0])
    after[ends] = 0
    bounds = starts[firsts]
    topic = np.add.reduceat(taken[:, _OWN + 2], bounds) * (TOPIC / np.diff(np.append(bounds, len(taken))))
    topics = np.repeat(topic, np.diff(np.append(firsts, len(starts))))
    return np.asarray(found + before + after + topics + weights[signs.places].sum(1) + weights[-1], dtype=np.float32)


def always_read(document: Document, tokens: Sequence[Token], sentences: Sequence[Sentence]) -> NDArray[np.bool_]:
    """The sentences that are read whatever the gate says.

    Those are the headline's and the first of the body, those with quotation marks or inside a quotation, those with a
    cue of our tables that takes a clause, and those on either side of a line that breaks inside a sentence.
    """
    cues = _cues(document.language)
    found = np.zeros(len(sentences), dtype=np.bool_)
    body, paragraph, inside = 0, -1, False
    for number, sentence in enumerate(sentences):
        headline = document.paragraphs[sentence.paragraph].kind is ParagraphKind.HEADLINE
        if sentence.paragraph != paragraph:
            paragraph, inside = sentence.paragraph, False
        own = {token.text for token in tokens[sentence.first_token : sentence.last_token]}
        opened = inside
        if not own.isdisjoint(_TOGGLES):
            for token in tokens[sentence.first_token : sentence.last_token]:
                if token.text in _TOGGLES:
                    inside = token.text in "“„«" or (token.text == '"' and not inside)
        found[number] |= headline or body < _ALWAYS or opened or not own.isdisjoint(_QUOTES) or not own.isdisjoint(cues)
        body += not headline
        if tokens[sentence.first_token].text[0].islower():
            found[max(0, number - 1) : number + 2] = True
    return found


@cache
def _cues(code: str) -> frozenset[str]:
    """The cues of one word that take a clause, as they stand inside a sentence and at its beginning."""
    cues = (cue for group in load_language(code).cues.values() for cue in group)
    single = {cue.words[0] for cue in cues if len(cue.words) == 1 and cue.complement is Complement.SAY}
    return frozenset(single | {word.capitalize() for word in single})


class Gate:
    """A language's trained gate. Threads may share one."""

    def __init__(self, data: bytes) -> None:
        """Reads a gate as ``menurut.train.gate`` writes it."""
        with np.load(BytesIO(data), allow_pickle=False) as held:
            self.threshold = float(held["threshold"])
            self.weights: Floats = held["weights"].astype(np.float32) * np.repeat(held["scales"], SIZES)

    def empty(self, document: Document, tokens: Sequence[Token], sentences: Sequence[Sentence]) -> list[bool]:
        """For each sentence, whether it can be left unread; ``tokens`` and ``sentences`` are those of the document."""
        if not sentences:
            return []
        scores = scores_of(signs_of(document.language, tokens, sentences), self.weights)
        kept = always_read(document, tokens, sentences) | (scores >= self.threshold)
        return [not each for each in kept.tolist()]


@cache
def load_gate(code: str) -> Gate:
    """The gate of the language ``code`` (ISO 639-1), read once for each process."""
    folder = resources.files("menurut.languages").joinpath(FOLDERS[code], "model")
    return Gate(folder.joinpath("gate.npz").read_bytes())
