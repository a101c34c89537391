"""Damaged encodings: UTF-8 read as Windows-1252, Latin-1 or Mac Roman, HTML entities, lone control characters.

``ftfy`` (Speer, https://ftfy.readthedocs.io) decides what is damage and undoes it. It gives back text alone, so the
repaired text is walked beside the damaged one here, to know where each repaired character came from.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from html import unescape
from typing import TYPE_CHECKING

from menurut.clean.pieces import EDGES, ZERO_WIDTH, Piece, compact

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

# The codecs that ftfy undoes, under the names by which it registers them, the most frequent first.
CODECS: tuple[str, ...] = ("sloppy-windows-1252", "latin-1", "macroman", "sloppy-windows-1250", "sloppy-windows-1251")
CODECS += ("sloppy-windows-1253", "sloppy-windows-1254", "iso-8859-2", "cp437")
_LOOKAHEAD = 12  # how far the walk looks for the next place where both texts agree


@cache
def _suspect() -> re.Pattern[str]:
    # The first class is all that is not plain ASCII, so that the search runs past what is.
    alone = r"(?<=[&\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufff9-\ufffc])"
    return re.compile(rf"[^\t-\r -%'-~](?:{alone}|[^\x00-\x7f]|(?<=[ÂÃ¬√]) )")


def _is_suspect(text: str) -> bool:
    """Whether ``text`` may be damaged: misread UTF-8 always leaves two characters beyond ASCII side by side.

    The exceptions are sequences whose second byte, A0, has become a plain space.
    """
    if text.isascii() and text.isprintable() and "&" not in text:
        return False
    return _suspect().search(text) is not None


@cache
def _config() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=True,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        normalization=None,
    )


def repair(pieces: list[Piece]) -> list[Piece]:
    """The pieces of one article with damaged encodings repaired and every white space made a plain space.

    Whatever ftfy finds legitimate stays as it is. A reading that it recognised in one paragraph ("‚Äú" is Mac
    Roman) is undone in the others too, where a paragraph alone ("Filem√≥n") would be too little to be sure.
    Pieces that are empty after repair are left out.
    """
    suspects = [_is_suspect(piece.text) for piece in pieces]
    if any(suspects):
        cut_quotes = any("â€œ" in piece.text for piece in pieces)
        fixed = [_fix(p, cut_quotes) if s else (p, frozenset[str]()) for p, s in zip(pieces, suspects, strict=True)]
        seen = tuple(codec for codec in CODECS if any(codec in codecs for _, codecs in fixed))
        pieces = [_fix_runs(p, seen) if s else p for (p, _), s in zip(fixed, suspects, strict=True)]
    plain = (_plain_spaces(piece) for piece in pieces)
    return [part for piece in plain if piece.text and (part := piece.cut(0, len(piece.text))) is not None]


def _plain_spaces(piece: Piece) -> Piece:
    """White space of any sort becomes a plain space; marks of no width go, except those that join letters."""
    text = piece.text
    if (text.isascii() and "\t" not in text) or _odd_space().search(text) is None:
        return piece
    if any(mark in text for mark in ZERO_WIDTH):
        kept = [at for at, char in enumerate(text) if char not in ZERO_WIDTH]
        places = compact([piece.places[at] for at in kept])
        piece = replace(piece, text="".join(text[at] for at in kept), places=places)
    return replace(piece, text=_odd_space().sub(" ", piece.text))


@cache
def _odd_space() -> re.Pattern[str]:
    """White space that is no plain space, and marks of no width."""
    return re.compile(f"[{re.escape(EDGES.replace(' ', ''))}]")


def _fix(piece: Piece, cut_quotes: bool) -> tuple[Piece, frozenset[str]]:
    """``piece`` as ftfy repairs it, and the codecs it had been misread with."""
    from ftfy import fix_and_explain

    if cut_quotes:
        piece = _restore_cut_quotes(piece)
    text, steps = fix_and_explain(piece.text, _config())
    codecs = frozenset(step.parameter for step in steps or () if step.action == "encode")
    return _rewritten(piece, text), codecs


def _rewritten(piece: Piece, text: str) -> Piece:
    """``piece`` with ``text`` in place of its own, aligned to it."""
    if text == piece.text:
        return piece
    places = list(map(piece.places.__getitem__, align(piece.text, text)))
    return replace(piece, text=text, places=compact(places))


def _restore_cut_quotes(piece: Piece) -> Piece:
    """``piece`` with the third character of a misread ” put back.

    That character, U+009D, is a control character, and crawlers drop it: "â€œHaiâ€ katanya".
    """
    text, places, last = [], [], 0
    for match in _cut_quote().finditer(piece.text):
        text += [piece.text[last : match.end()], "\x9d"]
        places += [*piece.places[last : match.end()], piece.places[match.end() - 1]]
        last = match.end()
    if not text:
        return piece
    whole = "".join(text) + piece.text[last:]
    return replace(piece, text=whole, places=(*places, *piece.places[last:]))


@cache
def _cut_quote() -> re.Pattern[str]:
    return re.compile(r"â€(?=[\s.,;:!?)\]]|$)")


def _fix_runs(piece: Piece, codecs: tuple[str, ...]) -> Piece:
    """``piece`` with each run beyond ASCII that reads as UTF-8 in one of ``codecs`` so read.

    Some sequences stand in no legitimate text and need no other sign: "¬†" (a no-break space read as Mac Roman)
    and "‚Ä" with one more (marks of the block General Punctuation; those of no width are too odd for ftfy).
    """

    def read(match: re.Match[str]) -> str:
        for codec in codecs:
            try:
                return match.group().encode(codec).decode("utf-8")
            except UnicodeError:
                continue
        return _never_legitimate().sub(read_mac, match.group())

    def read_mac(match: re.Match[str]) -> str:
        try:
            return match.group().encode("mac_roman").decode("utf-8")
        except UnicodeError:
            return match.group()

    return _rewritten(piece, _beyond_ascii().sub(read, piece.text))


@cache
def _beyond_ascii() -> re.Pattern[str]:
    return re.compile(r"[^\x00-\x7f]{2,}")


@cache
def _never_legitimate() -> re.Pattern[str]:
    return re.compile(r"¬†|‚Ä[^\x00-\x7f]")


@lru_cache(maxsize=8192)
def misreadings(char: str) -> tuple[str, ...]:
    """What ``char``'s UTF-8 bytes become when read in a wrong codec, once or twice over; longest first.

    A final no-break space may have become a plain one, and a control character may be lost.
    """
    import ftfy.bad_codecs  # noqa: F401 - registers the "sloppy" codecs

    def once(text: str) -> set[str]:
        found = set()
        for codec in CODECS:
            try:
                found.add(text.encode("utf-8").decode(codec))
            except UnicodeError:
                continue
        return found

    if char.isascii() or "\ud800" <= char <= "\udfff":
        return ()
    single = once(char)
    double = {again for text in single for again in once(text)}
    spaced = {text[:-1] + " " for text in single if text.endswith("\xa0")}
    return tuple(sorted(single | double | spaced, key=lambda text: (-len(text), text)))


@cache
def _entity() -> re.Pattern[str]:
    return re.compile(r"&(?:amp;){0,4}#?\w{1,31};?")


@cache
def _plain_run() -> re.Pattern[str]:
    return re.compile(r"[^&\x7f-\U0010ffff]{1,64}")


def _entity_at(raw: str, at: int, clean: str, start: int) -> tuple[int, int] | None:
    """How many characters of ``raw`` and of ``clean`` the HTML entity at ``at`` takes, if one is undone there."""
    match = _entity().match(raw, at)
    if match is None:
        return None
    value = match.group()
    for _ in range(5):
        value = unescape(value)
        if value and clean.startswith(value, start):
            return len(match.group()), len(value)
    return None


def _resync(raw: str, at: int, clean: str, start: int) -> tuple[int, int]:
    """The nearest offsets, at most ``_LOOKAHEAD`` ahead, from which both texts agree for four characters."""
    for total in range(1, 2 * _LOOKAHEAD):
        for skip in range(max(0, total - _LOOKAHEAD), min(total, _LOOKAHEAD) + 1):
            ahead = clean[start + skip : start + skip + 4]
            if ahead and raw.startswith(ahead, at + total - skip):
                return at + total - skip, start + skip
    return at + 1, start + 1


def align(raw: str, clean: str) -> list[int]:
    """For each character of ``clean`` the offset in ``raw`` where it begins.

    A walk: a character beyond ASCII is first sought as a misreading of itself, then as itself, then as an HTML
    entity; a raw character that stands nowhere in ``clean`` is passed over; where nothing fits, the next place is
    sought where both agree. Offsets never decrease. Time is linear in the length of the texts.
    """
    places: list[int] = []
    at = 0
    while len(places) < len(clean):
        start = len(places)
        run = _plain_run().match(clean, start)
        if run is not None and raw.startswith(run.group(), at):
            places += range(at, at + len(run.group()))
            at += len(run.group())
            continue
        char = clean[start]
        bad = next((text for text in misreadings(char) if raw.startswith(text, at)), None)
        if bad is not None:
            places.append(at)
            at += len(bad)
        elif char != "&" and (entity := _entity_at(raw, at, clean, start)) is not None:
            places += [at] * entity[1]
            at += entity[0]
        elif at < len(raw) and raw[at] == char:
            entity = _entity_at(raw, at, clean, start) if char == "&" else None
            places.append(at)
            at += entity[0] if entity and not clean.startswith(raw[at : at + entity[0]], start) else 1
        elif at >= len(raw):
            places.append(max(len(raw) - 1, 0))
        else:
            there, here = _resync(raw, at, clean, start)
            # Characters that only the clean text has begin where the disagreement began.
            places += [min(at + step, max(there - 1, at)) for step in range(here - start)]
            at = there
    return places
