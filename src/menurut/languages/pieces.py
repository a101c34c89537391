"""Words as sentence pieces: a unigram model (Kudo 2018) read from a table of pieces and log scores."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

MARK = "▁"  # stands for the blank before a word
LONGEST_WORD = 48  # code points of a word that are cut into pieces; the rest of a longer one is not looked at
_REMEMBERED = 1 << 14  # words and how they are cut: some 5 MB


class Pieces:
    """Cuts words into their likeliest pieces, and remembers how."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float], unknown: int) -> None:
        """``pieces`` in the order of their numbers, with log scores; ``unknown`` is the number of what is in none."""
        self._known = {piece: (number, score) for number, (piece, score) in enumerate(zip(pieces, scores, strict=True))}
        self._longest = max(map(len, pieces))
        self._unknown = (unknown, min(scores) - 10.0)
        self._cuts: dict[tuple[str, bool], tuple[int, ...]] = {}

    def cut(self, word: str, glued: bool) -> tuple[int, ...]:
        """The numbers of a word's pieces, at least one; ``glued`` where no blank stands before it."""
        found = self._cuts.get((word, glued))
        if found is None:
            if len(self._cuts) >= _REMEMBERED:
                self._cuts.clear()
            text = unicodedata.normalize("NFKC", word[:LONGEST_WORD]).replace(" ", MARK)[: 2 * LONGEST_WORD]
            found = self._best(text if glued else MARK + text) or (self._unknown[0],)
            self._cuts[word, glued] = found
        return found

    def _best(self, text: str) -> tuple[int, ...]:
        """Viterbi over all ways to cut ``text``."""
        known, size = self._known, len(text)
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]  # score, begin and number of the last piece
        for end in range(1, size + 1):
            number, score = self._unknown
            top = (best[end - 1][0] + score, end - 1, number)
            for begin in range(max(0, end - self._longest), end):
                piece = known.get(text[begin:end])
                if piece is not None:
                    total = best[begin][0] + piece[1]
                    if total > top[0]:
                        top = (total, begin, piece[0])
            best.append(top)
        numbers, at = [], size
        while at:
            _, begin, number = best[at]
            numbers.append(number)
            at = begin
        return tuple(reversed(numbers))
