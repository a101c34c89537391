"""Which paragraph is the headline: the text's own first line, or the title that came with the article."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from menurut.clean.dirt import is_desk, is_prose, line_kind
from menurut.clean.encoding import repair
from menurut.clean.pieces import Piece, piece_of
from menurut.records import ParagraphKind, TextOrigin

_FIRST = 8  # how many of the first paragraphs may be the headline (buttons may stand before it)


@cache
def _not_alphanumeric() -> re.Pattern[str]:
    return re.compile(r"[\W_]+")


def _key(text: str) -> str:
    """``text`` as headlines are compared: letters and digits alone, lower case.

    Letters beyond ASCII are left out where ASCII is the rule, since they are what damage takes ("Filem?n").
    """
    letters = _not_alphanumeric().sub("", text.casefold())
    plain = letters.encode("ascii", "ignore").decode()
    return plain if len(plain) >= 10 else letters


@cache
def _site_suffix() -> re.Pattern[str]:
    return re.compile(r"\s*[-–—|•:»]\s*[^-–—|•:»]{2,40}$")


def with_headline(pieces: list[Piece], title: str | None) -> list[Piece]:
    """``pieces`` with their headline marked, or with ``title`` put before them as their headline.

    A title that one of the first lines repeats (but for spaces, marks, case, damage, or the site's name at its
    end) gives way to that line. Without a title the first paragraph that is no dirt is the headline where it
    is short, has no full stop and a longer paragraph follows; a text of one paragraph has none.
    """
    titles = repair([piece_of(line, 0, len(line), TextOrigin.TITLE)]) if (line := (title or "")).strip() else []
    if not titles:
        at = _own_headline(pieces)
        return pieces if at is None else _marked(pieces, at)
    given = titles[0]
    keys = {_key(given.text), _key(_site_suffix().sub("", given.text))} - {""}
    for at, piece in enumerate(pieces[:_FIRST]):
        if len(piece.text) <= 2 * len(given.text) + 20 and _key(piece.text) in keys:
            return _marked(pieces, at)
    # A crawler may put the title before the first sentence, on the same line, with a full stop or none: that
    # line is body, and the title stands by itself.
    return [replace(given, kind=ParagraphKind.HEADLINE), *pieces]


def _marked(pieces: list[Piece], at: int) -> list[Piece]:
    return [*pieces[:at], replace(pieces[at], kind=ParagraphKind.HEADLINE), *pieces[at + 1 :]]


def _may_be_headline(text: str) -> bool:
    """Whether a first line is neither dirt nor the word of a menu ("Internasional")."""
    return line_kind(text) is None and not is_desk(text)


def _own_headline(pieces: list[Piece]) -> int | None:
    at = next((at for at, piece in enumerate(pieces[:_FIRST]) if _may_be_headline(piece.text)), None)
    if at is None:
        return None
    text = pieces[at].text
    words = text.count(" ") + 1
    if not 2 <= words <= 25 or len(text) > 200 or text.rstrip("\"'”’)")[-1:] in tuple(".,:;…"):
        return None
    if text.startswith(("-", "–", "—", "(", "*", "•")):
        return None
    after = [piece.text for piece in pieces[at + 1 : at + 25] if line_kind(piece.text) is None]
    return at if any(is_prose(line) and len(line) > len(text) for line in after[:4]) else None
