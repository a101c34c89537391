"""Passages that already stood in the article: what a doubled page says again.

The rule
    Texts are compared by their words alone: letters' case, white space, quotation marks, dashes and other marks
    do not count. A paragraph is a repeat when all its words stand, in the same order and without a gap, in what
    the article says elsewhere: a copy may have lost its first words or be only a part, but a changed number or a
    "tidak" makes it a new sentence; no similarity below 1 is enough. What stands first stays; but a shorter
    paragraph that a longer one further down begins with (a teaser; a pull quote, with up to three words of a name
    after it) is the repeat. How long it must be:

    - 8 words, on its own; 12 where it ends without a mark, as lines of lists do;
    - 3 words where it is the headline again, as a line of its own;
    - any length where it stands between, before or after repeats in the same order as in the first passage, and
      the repeats in that row have 12 words or more;
    - never in verse: lines of up to 12 words without a full stop beside others of that sort (a refrain), unless
      the row it stands in also repeats prose.

    So the refrain of a song, a slogan, two short quotes alike ("Tidak," katanya), a headline's words in the lead
    and a standfirst in other words all stay. Inside one long paragraph a stretch of 25 words or more that begins
    and ends with sentences and already stood in the article is parted from it first.

The method is an index of all six-word sequences, so time is linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from menurut.clean.pieces import Piece
from menurut.records import ParagraphKind

_GRAM = 6  # words; the length of the sequences in the index
_PLACES = 12  # of one sequence that are looked at: enough for any copy, and a bound on the work
_ALONE = 8
_ALONE_OPEN = 12
_ROW = 12
_STRETCH = 25
_QUOTE = 15


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[^\W_]+(?:['’`.,][^\W_]+)*")


def words_of(text: str) -> list[str]:
    """The words of ``text`` as they are compared: lower case, one sort of apostrophe, no other marks."""
    return _word().findall(text.casefold().replace("’", "'").replace("`", "'"))


@dataclass(frozen=True, slots=True)
class _Index:
    """All words of some pieces in one row, where each piece begins there, and the places of each sequence."""

    words: list[str]
    starts: list[int]
    grams: dict[tuple[str, ...], list[int]]

    def places(self, at: int) -> Sequence[int]:
        """Where the sequence at ``at`` stands, ``at`` itself included, the first ones only."""
        return self.grams.get(tuple(self.words[at : at + _GRAM]), ())


def _index(texts: list[list[str]]) -> _Index:
    words = [word for text in texts for word in text]
    starts, total = [], 0
    for text in texts:
        starts.append(total)
        total += len(text)
    starts.append(total)
    grams: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in range(len(words) - _GRAM + 1):
        places = grams[tuple(words[at : at + _GRAM])]
        if len(places) < _PLACES:
            places.append(at)
    return _Index(words, starts, grams)


def _texts(pieces: list[Piece]) -> list[list[str]]:
    return [words_of(piece.text) if _compared(piece) else [] for piece in pieces]


def _says_anything_again(texts: list[list[str]]) -> bool:
    """Whether any sequence of six words stands twice, or any paragraph of three words or more: a quick look."""
    words = [word for text in texts for word in text]
    grams = list(zip(*(words[at:] for at in range(_GRAM)), strict=False))
    whole = [tuple(text) for text in texts if len(text) >= 3]
    return len(set(grams)) < len(grams) or len(set(whole)) < len(whole)


def _compared(piece: Piece) -> bool:
    return piece.kind in (ParagraphKind.BODY, ParagraphKind.HEADLINE)


# --- inside one long paragraph


@cache
def _sentence_start() -> re.Pattern[str]:
    return re.compile(r"(?:^|(?<=[.!?…\"”’')]))[\s\"“‘'(]*(?=[^\W_])")


def _part_stretches(pieces: list[Piece], index: _Index) -> list[Piece]:
    """``pieces`` with every long stretch that already stood in the article parted from what is new around it."""
    spans = [list(_word().finditer(piece.text)) if _compared(piece) else [] for piece in pieces]
    parted: list[Piece] = []
    for number, piece in enumerate(pieces):
        first, last = index.starts[number], index.starts[number + 1]
        # Folding case may part a word in two (İ); such a paragraph is left whole.
        if last - first < _STRETCH or len(spans[number]) != last - first:
            parted.append(piece)
            continue
        cuts = list(_stretches(index, piece.text, [span.start() for span in spans[number]], first))
        edges = sorted({0, len(piece.text), *(edge for cut in cuts for edge in cut)})
        parted += piece.divide(*((start, end, None) for start, end in pairwise(edges)))
    return parted


def _stretches(index: _Index, text: str, offsets: list[int], first: int) -> Iterator[tuple[int, int]]:
    """The stretches of ``text`` (start, end) that stood earlier, whole sentences of at least ``_STRETCH`` words."""
    openings = sorted({match.end(): match.start() for match in _sentence_start().finditer(text)}.items())
    number_of = {offset: number for number, offset in enumerate(offsets)}
    done = 0
    for opening, edge in openings:
        number = number_of.get(opening)
        if number is None or number < done:
            continue
        places = (place for place in index.places(first + number) if not _is_teaser(index, first + number, place))
        length = max((_run(index, first + number, place) for place in places), default=0)
        number += length
        if length < _STRETCH:
            continue
        ends = [at for at, _ in openings if opening < at and number_of.get(at, len(offsets)) <= number]
        if first + number >= first + len(offsets):
            end, done = len(text), len(offsets)
        elif ends:
            end, done = dict(openings)[ends[-1]], number_of[ends[-1]]
        else:
            continue
        if done - number_of[opening] >= _STRETCH:
            yield _quote_edge(text, edge, opening), end


def _is_teaser(index: _Index, here: int, there: int) -> bool:
    """Whether the piece at the earlier ``there`` is a pull quote or teaser of the longer piece at ``here``.

    Then it is that piece that says what stands elsewhere, and the longer one is left whole.
    """
    earlier, later = _piece_at(index, there), _piece_at(index, here)
    start, end = index.starts[earlier], index.starts[earlier + 1]
    longer = index.starts[later + 1] - index.starts[later] > end - start
    return earlier < later and there == start and longer and end - start <= _run(index, here, there) + 3


def _quote_edge(text: str, edge: int, opening: int) -> int:
    """Where the stretch begins: at the opening quotation mark before its first word, if there is one."""
    between = text[edge:opening]
    return edge + len(between) - len(between.lstrip())


def _run(index: _Index, here: int, there: int) -> int:
    """How many words from ``here`` on stand at the earlier ``there`` too; they may not overlap themselves."""
    if there >= here:
        return 0
    limit = min(index.starts[_piece_at(index, here) + 1] - here, here - there)
    length = 0
    words = index.words
    while length < limit and words[here + length] == words[there + length]:
        length += 1
    return length


# --- whole paragraphs


def mark(pieces: list[Piece]) -> list[Piece]:
    """``pieces`` with those that say again what stands elsewhere set to ``repeat``.

    Each holds the index of the piece whose words it repeats, the first of them where it repeats several.
    A paragraph of which only a part is a repeat is parted. The rule stands at the head of this module.
    """
    texts = _texts(pieces)
    if not _says_anything_again(texts):
        return pieces
    index = _index(texts)
    parted = _part_stretches(pieces, index)
    if len(parted) > len(pieces):
        pieces, texts = parted, _texts(parted)
        index = _index(texts)
    same = _first_same(texts)
    found: dict[int, int] = {}
    for number, piece in enumerate(pieces):
        if piece.kind is not ParagraphKind.BODY or not texts[number]:
            continue
        origin = _origin(pieces, texts, index, same, number)
        if origin is not None:
            found[number] = origin
    _without_verse(pieces, found)
    _grow_rows(pieces, texts, found)
    kept = {number: _stands(found, origin) for number, origin in found.items()}
    return [
        replace(piece, kind=ParagraphKind.REPEAT, repeats=kept[number]) if number in kept else piece
        for number, piece in enumerate(pieces)
    ]


def _first_same(texts: list[list[str]]) -> dict[tuple[str, ...], int]:
    first: dict[tuple[str, ...], int] = {}
    for number, text in enumerate(texts):
        if text:
            first.setdefault(tuple(text), number)
    return first


@cache
def _label() -> re.Pattern[str]:
    return re.compile(r"[\s•*-]*\w+(?: \w+)?\s?: ")


def _ends_open(text: str) -> bool:
    """Whether ``text`` ends without a mark, as lines of verse and of lists do; "Lokasi: …" is a line of a list."""
    if _label().match(text):
        return True
    return text.rstrip("\"'”’)] ")[-1:] not in tuple(".!?…")


def _origin(
    pieces: list[Piece], texts: list[list[str]], index: _Index, same: dict[tuple[str, ...], int], number: int
) -> int | None:
    """The piece that the piece ``number`` repeats by its own words; ``None`` where it repeats none."""
    words = texts[number]
    first = same[tuple(words)]
    if first < number:
        least = 3 if pieces[first].kind is ParagraphKind.HEADLINE else _ALONE
        if len(words) >= (max(least, _ALONE_OPEN) if least > 3 and _ends_open(pieces[number].text) else least):
            return first
    if len(words) < (_ALONE_OPEN if _ends_open(pieces[number].text) else _ALONE):
        return None
    start, end = index.starts[number], index.starts[number + 1]
    # A first word that lost its first letters is still the same word; the rest is sought from the second on.
    for skip in (0, 1):
        for place in index.places(start + skip):
            origin = _piece_at(index, place)
            inside = place < start or place >= end
            if not inside or pieces[origin].kind is ParagraphKind.HEADLINE:
                continue
            at = place - skip
            if at < 0 or index.words[place : at + len(words)] != words[skip:]:
                continue
            if skip and not (len(words[0]) > 1 and index.words[at].endswith(words[0])):
                continue
            if place < start:
                return origin
    return _teaser_of(index, texts, number)


def _teaser_of(index: _Index, texts: list[list[str]], number: int) -> int | None:
    """The later, longer piece that begins with ``number``'s words, but for up to three at its end."""
    words, start = texts[number], index.starts[number]
    for place in index.places(start):
        origin = _piece_at(index, place)
        if origin <= number or place != index.starts[origin] or len(texts[origin]) <= len(words):
            continue
        there = texts[origin]
        shared = next((at for at, (a, b) in enumerate(zip(words, there, strict=False)) if a != b), len(words))
        if shared == len(words) or (shared >= _QUOTE and len(words) - shared <= 3):
            return origin
    return None


def _piece_at(index: _Index, place: int) -> int:
    """The piece that holds the word ``place``; pieces without words hold none."""
    return bisect_right(index.starts, place) - 1


def _is_verse_line(piece: Piece) -> bool:
    return _ends_open(piece.text) and piece.text.count(" ") < 12


def _without_verse(pieces: list[Piece], found: dict[int, int]) -> None:
    """Take refrains out of ``found``: verse lines whose row of repeats holds no prose."""
    for row in _rows(found):
        if all(_is_verse_line(pieces[number]) for number in row):
            for number in row:
                beside = [pieces[at] for at in (number - 1, number + 1) if 0 <= at < len(pieces)]
                headline = pieces[found[number]].kind is ParagraphKind.HEADLINE
                if not headline and any(_is_verse_line(piece) and _compared(piece) for piece in beside):
                    del found[number]


def _rows(found: dict[int, int]) -> list[list[int]]:
    """The indices in ``found`` in rows without a gap."""
    rows: list[list[int]] = []
    for number in sorted(found):
        if rows and rows[-1][-1] == number - 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    return rows


def _grow_rows(pieces: list[Piece], texts: list[list[str]], found: dict[int, int]) -> None:
    """Add short paragraphs that stand beside a repeat as they stood beside the original.

    Paragraphs that are not compared (buttons) are passed over on both sides.
    """
    compared = [number for number, text in enumerate(texts) if text]
    rank = {number: at for at, number in enumerate(compared)}
    for step in (1, -1):
        for number in compared if step == 1 else reversed(compared):
            if number not in found or len(texts[number]) < _ROW:
                row = found.get(number)
                if row is None or number not in _grown_from(found, texts, rank, compared, number, step):
                    continue
            here, there = rank[number] + step, rank.get(found[number], -1) + step
            while 0 <= here < len(compared) and 0 <= there < len(compared):
                new, old = compared[here], compared[there]
                if new in found or old >= new or texts[new] != texts[old] or pieces[new].kind is not ParagraphKind.BODY:
                    break
                found[new] = old
                here, there = here + step, there + step


def _grown_from(
    found: dict[int, int], texts: list[list[str]], rank: dict[int, int], compared: list[int], number: int, step: int
) -> set[int]:
    """``number`` alone, where the repeat before it (against ``step``) belongs to the same row; else nothing."""
    before = rank[number] - step
    if not 0 <= before < len(compared):
        return set()
    neighbour = compared[before]
    enough = len(texts[number]) + len(texts[neighbour]) >= _ROW
    return {number} if enough and neighbour in found else set()


def _stands(found: dict[int, int], origin: int) -> int:
    """The piece that stays, where ``origin`` is itself a repeat; of a ring of equals, the first."""
    seen = set()
    while origin in found and origin not in seen:
        seen.add(origin)
        origin = found[origin]
    return origin
