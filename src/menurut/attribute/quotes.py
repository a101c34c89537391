"""Where quotations begin and end: straight and curly marks, nested ones, missing ones, quotes that run on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from menurut.records import Token

_DOUBLE_OPEN = frozenset("“„«")
_DOUBLE_CLOSE = frozenset("”»")
_DOUBLE = _DOUBLE_OPEN | _DOUBLE_CLOSE | {'"'}
_SINGLE = frozenset("'‘’")
_MARKS = _DOUBLE | _SINGLE
_STOPS = frozenset({",", ".", "?", "!", "…"})


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation in a paragraph's tokens: ``first`` to ``last`` (exclusive) with its marks, the rest without.

    ``closed`` is false where the closing mark is missing: the quotation then runs to the end of the sentence
    before the next one, or of the paragraph. ``opened`` is false where the opening mark is missing.
    """

    first: int
    last: int
    inner_first: int
    inner_last: int
    opened: bool = True
    closed: bool = True


def _role(tokens: Sequence[Token], i: int) -> str:
    """Whether the mark at ``i`` looks like an opening ("open") or a closing one ("close"), else ""."""
    token = tokens[i]
    spaced_before = i == 0 or tokens[i - 1].end < token.start
    spaced_after = i + 1 == len(tokens) or tokens[i + 1].start > token.end
    if token.text in _DOUBLE_OPEN:
        return "open"
    if spaced_before != spaced_after:
        return "open" if spaced_before else "close"
    if token.text in _DOUBLE_CLOSE:
        return "close"
    if spaced_before:
        return ""
    if tokens[i + 1].text in ",.;:?!)]":
        return "close"
    return "open" if tokens[i - 1].text in "([—–-/,.:" else ""


def _mended(tokens: Sequence[Token], i: int, role: str, opened: bool) -> str:
    """The role of a mark whose spaces or shape are wrong: '…, ”kata X', 'mengatakan,”Kami …'."""
    before = tokens[i - 1].text if i else ""
    after = tokens[i + 1].text if i + 1 < len(tokens) else ""
    if opened and role == "open" and tokens[i].text not in _DOUBLE_OPEN:
        misplaced = before in _STOPS and after[:1].islower()
        return "close" if tokens[i].text in _DOUBLE_CLOSE or misplaced else role
    if not opened and role == "close" and before in (",", ":") and after[:1].isupper():
        return "open"
    return role


def _close_before(tokens: Sequence[Token], first: int, limit: int) -> int:
    """Where a quotation that opened at ``first`` and lost its closing mark ends: after the last end mark."""
    for i in range(limit - 1, first, -1):
        if tokens[i].text in (".", "?", "!"):
            return i + 1
    return limit


def _sentence_first(starts: Sequence[int], i: int, after: int) -> int:
    """The first token of the sentence that token ``i`` stands in, not before ``after``."""
    at = bisect_right(starts, i) - 1
    return max(after, starts[at] if at >= 0 else 0)


def _double_quotes(tokens: Sequence[Token], starts: Sequence[int]) -> list[Quote]:
    marks = [i for i, token in enumerate(tokens) if token.text in _DOUBLE]
    quotes: list[Quote] = []
    opened: int | None = None
    depth, done = 0, 0
    for n, i in enumerate(marks):
        role = _role(tokens, i) or ("close" if opened is not None else "open")
        role = _mended(tokens, i, role, opened is not None)
        if role == "open" and opened is None:
            opened, depth = i, 0
        elif role == "open" and opened is not None:
            if (len(marks) - n) % 2 == 1:  # an odd number of marks is left: this one is nested
                depth += 1
                continue
            end = _close_before(tokens, opened, i)
            quotes.append(Quote(opened, end, opened + 1, end, closed=False))
            done, opened, depth = end, i, 0
        elif opened is not None:
            if depth and n + 1 < len(marks) and _role(tokens, marks[n + 1]) == "close":
                depth -= 1
                continue
            quotes.append(Quote(opened, i + 1, opened + 1, i))
            done, opened, depth = i + 1, None, 0
        elif i and tokens[i - 1].text in _STOPS and i > done:
            first = _sentence_first(starts, i, done)
            quotes.append(Quote(first, i + 1, first, i, opened=False))
            done = i + 1
    if opened is not None:
        quotes.append(Quote(opened, len(tokens), opened + 1, len(tokens), closed=False))
    return quotes


def _single_quotes(tokens: Sequence[Token], taken: Sequence[Quote]) -> list[Quote]:
    """Quotations in single marks that stand outside ``taken``; an apostrophe inside a word is no mark."""
    covered = [False] * len(tokens)
    for quote in taken:
        covered[quote.first : quote.last] = [True] * (quote.last - quote.first)
    quotes: list[Quote] = []
    opened: int | None = None
    for i, token in enumerate(tokens):
        if covered[i]:
            opened = None
        elif token.text in _SINGLE:
            role = _role(tokens, i)
            if role == "open" and opened is None and token.text != "’":
                opened = i
            elif role == "close" and opened is not None:
                quotes.append(Quote(opened, i + 1, opened + 1, i))
                opened = None
    return quotes


def find_quotes(tokens: Sequence[Token], starts: Sequence[int]) -> list[Quote]:
    """The quotations of one paragraph, in order and not overlapping; nested ones are part of the outer.

    Args:
        tokens: the paragraph's tokens.
        starts: the indexes of the tokens that begin a sentence, ascending.
    """
    if not any(token.text in _MARKS for token in tokens):
        return []
    double = _double_quotes(tokens, starts)
    return sorted([*double, *_single_quotes(tokens, double)], key=lambda quote: quote.first)
