"""Raw text to paragraphs: lines, blocks of hard-wrapped lines, and paragraphs that a crawler glued together."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from menurut.clean.encoding import repair
from menurut.clean.pieces import Piece, compact, piece_of

_FINAL = ".!?…:;\"”’')]"
_WIDEST_WRAP = 120  # characters; mail and plain-text services wrap at 60 to 100
_NARROWEST_WRAP = 40


@cache
def _line() -> re.Pattern[str]:
    # U+0085 is no line end here: in damaged text it is a byte of a letter ("Ã\x85" is Å).
    return re.compile(r"[^\n\r\v\f\x1c-\x1e\u2028\u2029]+")


def paragraphs(raw: str) -> list[Piece]:
    """The paragraphs of ``raw``, repaired, in order, each with its place in ``raw``.

    One line that is not blank is one paragraph. Two things change that: hard-wrapped text (see ``_wrap_width``),
    where each block becomes one paragraph, a line end becoming one space; and paragraphs that were glued with a
    comma ("… katanya.,Selanjutnya …"), which are parted again where that occurs at least three times, or twice
    in a text of one line.
    """
    lines = _lines(raw)
    width = _wrap_width(raw, lines)
    pieces = _blocks(raw, lines, width) if width else [piece_of(raw, start, end) for start, end in lines]
    return _unglued(repair(pieces))


def _lines(raw: str) -> list[tuple[int, int]]:
    """Start and end of each line that is not blank, without blanks and tabs at its edges.

    A no-break space stays until the encoding is repaired: it may be a byte of a misread letter.
    """
    found = []
    for match in _line().finditer(raw):
        line = match.group()
        text = line.strip(" \t\x00\ufeff")
        if text:
            start = match.start() + len(line) - len(line.lstrip(" \t\x00\ufeff"))
            found.append((start, start + len(text)))
    return found


@cache
def _blank_line() -> re.Pattern[str]:
    end = r"(?:\r\n|\n|\r(?!\n)|\u2028)"
    return re.compile(rf"{end}[ \t\xa0]*{end}|[\f\v\u2029]")


@cache
def _first_word() -> re.Pattern[str]:
    return re.compile(r"\S{1,80}")


def _inner_breaks(raw: str, lines: list[tuple[int, int]]) -> list[int]:
    """The indices of the lines that are followed by another line of the same block."""
    return [at for at in range(len(lines) - 1) if not _blank_line().search(raw, lines[at][1], lines[at + 1][0])]


def _room(raw: str, lines: list[tuple[int, int]], at: int) -> int:
    """How long line ``at`` would be with the first word of the next line."""
    word = _first_word().match(raw, lines[at + 1][0])
    return lines[at][1] - lines[at][0] + 1 + (len(word.group()) if word else 0)


def _wrap_width(raw: str, lines: list[tuple[int, int]]) -> int:
    """The width at which ``raw`` was hard-wrapped, in characters; 0 where it was not.

    Wrapped text is known by three signs at its line ends inside blocks: no line is longer than the width and
    nine in ten are of 30 characters or more; the first word of the next line would not have fitted any more (in
    four of five); and more than half stop in mid-sentence. Verse and lists fail the second sign, since their
    lines end where their authors chose.
    """
    inner = _inner_breaks(raw, lines)
    if len(inner) < 2:
        return 0
    lengths = [lines[at][1] - lines[at][0] for at in inner]
    width = max(lengths)
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP or max(end - start for start, end in lines) > _WIDEST_WRAP:
        return 0
    full = sum(_room(raw, lines, at) > width for at in inner)
    open_ended = sum(raw[lines[at][1] - 1] not in _FINAL for at in inner)
    wide = sum(length >= 30 for length in lengths)
    many = len(inner)
    return width if full >= 0.8 * many and 2 * open_ended > many and wide >= 0.9 * many else 0


def _blocks(raw: str, lines: list[tuple[int, int]], width: int) -> list[Piece]:
    """The paragraphs of hard-wrapped text: blocks between blank lines.

    A block also ends where the next word would have had ample room (a headline right above the text, the last
    line of a paragraph without a blank line after it).
    """
    inner = set(_inner_breaks(raw, lines))
    pieces, block = [], []
    for at, line in enumerate(lines):
        block.append(line)
        if at in inner:
            ends_sentence = raw[line[1] - 1] in _FINAL
            if _room(raw, lines, at) > (width if ends_sentence else 0.75 * width):
                continue
        pieces.append(_joined(raw, block))
        block = []
    return pieces


def _joined(raw: str, block: list[tuple[int, int]]) -> Piece:
    """One paragraph of the lines of ``block``: each line end is one space, none after a hyphen ("negara-/negara")."""
    text: list[str] = []
    places: list[int] = []
    for at, (start, end) in enumerate(block):
        line = raw[start:end]
        text.append(line)
        places += range(start, end)
        if at + 1 < len(block):
            hyphenated = len(line) > 1 and line[-1] == "-" and line[-2].isalpha() and raw[block[at + 1][0]].islower()
            if not hyphenated:
                text.append(" ")
                places.append(end)
    return Piece("".join(text), compact(places), block[-1][1])


@cache
def _glue() -> re.Pattern[str]:
    """A comma between a full stop and the beginning of a sentence, where no writer puts one.

    Link words that were lost leave commas too ("di ,."), so several may stand there, with blanks between. An
    initialism before the stop ("S.H.,M.H.") is no end of a sentence.
    """
    stop = r"(?:(?<=[a-z0-9%)\]][.!?…:])|(?<=[A-Z]{2}[.!?])|(?<=\.\.)|(?<=[.!?…,][\"”’'])|(?<=[.!?…]\))|(?<= ,\.)"
    stop += r"|(?<=\w[)\]](?=,[A-Z])))"
    begin = r"(?=[A-Z0-9][\w.]*\s|[A-Z][\w-]*[,:-]|[\"“‘'(]\w|[-–—#]\s?\w|loading)"
    return re.compile(stop + r"[\xa0 ]?,(?:[\xa0 ]{0,2},){0,8}[\xa0 ]{0,2}" + begin)


@cache
def _may_be_glued() -> re.Pattern[str]:
    """A comma and one of the marks before it that ``_glue`` asks for: most commas follow a letter."""
    return re.compile(r"[.!?…:)\]\"”’'][\xa0 ]?,")


@cache
def _initialism() -> re.Pattern[str]:
    return re.compile(
        r"(?:^|[\s(.,])(?:[A-Z][A-Za-z]{0,3}\.){2,}$|(?:^|\s)(?:Drs?|Prof|Tbk|dkk|dll|Ir|Hj?|Inc|Ltd|Co)\.$"
    )


def _seams(text: str) -> list[tuple[int, int]]:
    """Where two glued paragraphs meet in ``text``: the commas' start and end."""
    seams, done = [], 0
    for comma in _may_be_glued().finditer(text):
        start = comma.start() + 1
        match = _glue().match(text, start) if start >= done else None
        if match is None:
            continue
        done = match.end()
        if not _initialism().search(text[max(0, start - 24) : start]):
            seams.append(match.span())
    return seams


def _unglued(pieces: list[Piece]) -> list[Piece]:
    """``pieces`` with glued paragraphs parted, and the commas that lost links left at their edges taken off."""
    seams = [_seams(piece.text) for piece in pieces]
    found = sum(map(len, seams))
    if found < (2 if len(pieces) == 1 else 3):
        return pieces
    parted: list[Piece] = []
    for piece, places in zip(pieces, seams, strict=True):
        last = 0
        for start, end in [*places, (len(piece.text), len(piece.text))]:
            part = piece.cut(last, start)
            if part is not None and (trimmed := _without_edge_commas(part)) is not None:
                parted.append(trimmed)
            last = end
    return parted


@cache
def _edge_commas() -> re.Pattern[str]:
    # A dash after the commas is what a lost dateline left: the step that reads datelines needs to see it.
    return re.compile(r"^[,\s]+(?![,\s]|[-–—])|(?<=[.!?\"”)])[\s,]+$")


def _is_edge(char: str) -> bool:
    return char == "," or char.isspace()


def _without_edge_commas(piece: Piece) -> Piece | None:
    if not _is_edge(piece.text[0]) and not _is_edge(piece.text[-1]):
        return piece
    edges = [match.span() for match in _edge_commas().finditer(piece.text)]
    start = edges[0][1] if edges and edges[0][0] == 0 else 0
    end = edges[-1][0] if edges and edges[-1][1] == len(piece.text) else len(piece.text)
    return piece if (start, end) == (0, len(piece.text)) else replace(piece).cut(start, max(start, end))
