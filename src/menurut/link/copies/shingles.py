"""From a text to numbers that can be compared: word 3-grams, and a sample of its word 5-grams.

Two texts are compared by the sets of their 3-grams. They are found by their marks: those 5-grams whose hash falls below
a threshold, so that two texts that share a 5-gram either both keep it or both drop it (FracMinHash, Irber et al. 2022,
"Lightweight compositional analysis of metagenomes with FracMinHash"). Unlike MinHash, marks also find a short text
inside a long one. 5-grams are sampled, not 3-grams, since common phrases of three words stand in every tenth article.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GRAM = 3
MARK_GRAM = 5
LEAST_MARKS = 32  # that a text has, or all its 5-grams: every text finds its near copies
LEAST_RATE = 1 / 8  # of the 5-grams of a long text: a contained text of 60 words has 7 marks there
_WORDS_KEPT = 200_000  # hashes of words that are kept at hand
_AT_ONCE = 1 << 19  # words of texts that are sketched together
# Odd numbers of 64 random bits, by which a word's hash counts for its place in the n-gram.
_PLACES = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sketch:
    """A text in numbers: ``digest`` of its words in order, their hashes, and its marks (32 bits each)."""

    digest: int
    words: NDArray[np.uint64]
    marks: NDArray[np.int64]

    def shingles(self) -> NDArray[np.uint64]:
        """The hashes of its word 3-grams, sorted, each once; of a shorter text, one of all its words."""
        import numpy as np

        grams = np.sort(_grams(self.words, min(GRAM, max(len(self.words), 1))))
        return grams[np.append(True, grams[1:] != grams[:-1])] if len(grams) else grams


class _Table(dict[str, int]):
    """The hashes of words, made when first asked for."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _WORDS_KEPT:
            self.clear()
        self[word] = value = int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        return value


class Sketcher:
    """Makes sketches. It keeps the hashes of the words it has seen, up to a bound, and nothing else."""

    def __init__(self) -> None:
        self._table = _Table()

    def sketch(self, text: str) -> Sketch:
        """The sketch of one text. Case, marks and white space do not matter."""
        return next(self.sketches([text]))

    def sketches(self, texts: Sequence[str]) -> Iterator[Sketch]:
        """The sketches of several texts, in their order."""
        import numpy as np

        waiting: list[NDArray[np.uint64]] = []
        count = 0
        for text in texts:
            words = _WORD.findall(_plain(text))
            waiting.append(np.array(list(map(self._table.__getitem__, words)), np.uint64))
            count += len(words)
            if count >= _AT_ONCE:
                yield from _sketches(waiting)
                waiting, count = [], 0
        yield from _sketches(waiting)


def rate(words: int) -> float:
    """The part of the 5-grams of a text of so many words that are its marks."""
    return max(LEAST_RATE, min(1.0, LEAST_MARKS / max(words, 1)))


def _plain(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).casefold()


def _sketches(texts: Sequence[NDArray[np.uint64]]) -> Iterator[Sketch]:
    for words, marks in zip(texts, _marks(texts), strict=True):
        digest = int.from_bytes(blake2b(words.tobytes(), digest_size=8).digest(), signed=True)
        yield Sketch(digest, words, marks)


def _marks(texts: Sequence[NDArray[np.uint64]]) -> list[NDArray[np.int64]]:
    """The marks of texts: the low 32 bits, as signed numbers, of the 5-grams whose hash is low enough."""
    import numpy as np

    if not texts:
        return []
    lengths = [len(words) for words in texts]
    grams = _grams(np.concatenate(texts), MARK_GRAM)
    if not len(grams):
        return [np.empty(0, np.int64) for _ in texts]
    text = np.repeat(np.arange(len(texts)), lengths)
    most = np.array([min(int(rate(length) * 2**64), 2**64 - 1) for length in lengths], np.uint64)
    begin = text[: len(grams)]
    kept = (grams <= most[begin]) & (begin == text[MARK_GRAM - 1 :])  # of one text only
    key = np.sort((begin[kept] << 32) | grams[kept].astype(np.uint32).astype(np.int64))
    key = key[np.append(True, key[1:] != key[:-1])] if len(key) else key
    marks = (key & 0xFFFFFFFF).astype(np.uint32).view(np.int32).astype(np.int64)
    return np.split(marks, np.searchsorted(key >> 32, np.arange(1, len(texts))))


def _grams(words: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """The hashes of the n-grams of so many words, in order. Words' hashes are random bits, and so are their sums."""
    import numpy as np

    count = len(words) - length + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    grams = words[:count] * np.uint64(_PLACES[0])
    for place in range(1, length):
        grams += words[place : place + count] * np.uint64(_PLACES[place])
    return grams
