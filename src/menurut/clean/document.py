"""The clean step: an article's raw text to a document whose paragraphs are told apart."""

from __future__ import annotations

import re
from functools import cache
from string import ascii_letters

from menurut.clean import repeats
from menurut.clean.dateline import find_dateline
from menurut.clean.headline import with_headline
from menurut.clean.inside import split, split_tail
from menurut.clean.language import read_language
from menurut.clean.neighbours import classify
from menurut.clean.paragraphs import paragraphs
from menurut.clean.pieces import Piece
from menurut.config import Config
from menurut.errors import StepError
from menurut.records import Article, Document, Paragraph, ParagraphKind

_LONGEST_WORD = 60  # characters of a word that somebody may have written


def clean(article: Article, config: Config) -> Document:
    """The document of ``article``: all its paragraphs, what each is, and where each stands in the raw text.

    Damaged encodings are repaired, hard-wrapped and glued lines become paragraphs, the headline is found (or the
    title put first), buttons, links, captions, bylines and passages said twice are marked and stay in the text,
    and the dateline and the language are read. A pure function of its two arguments.

    Raises:
        StepError: with step ``clean`` and code ``empty``, ``too_long``, ``not_text`` or ``language_not_read``.
    """
    _check(article.text, config)
    pieces = paragraphs(article.text)
    if not pieces:
        raise StepError("clean", "empty", "The article has no text: not one letter or digit.")
    pieces = [part for piece in pieces for part in split(piece)]
    pieces = with_headline(pieces, article.title)
    pieces = classify(pieces)
    pieces = _without_tails(pieces)
    pieces = repeats.mark(pieces)
    text, placed = _placed(pieces)
    kept = [piece.text for piece in pieces if piece.kind in (ParagraphKind.HEADLINE, ParagraphKind.BODY)]
    language = read_language("\n".join(kept) or text, article.language, config.languages)
    return Document(article.id, text, language, placed, find_dateline(text, placed), article.published)


def _check(raw: str, config: Config) -> None:
    if not any(char.isalnum() for char in raw):
        raise StepError("clean", "empty", "The article has no text: not one letter or digit.")
    if len(raw) > config.max_characters:
        message = f"The text has {len(raw):,} characters; at most {config.max_characters:,} are read."
        raise StepError("clean", "too_long", message)
    if not _is_text(raw):
        raise StepError("clean", "not_text", "The text is mostly not letters: it may be binary or encoded data.")


@cache
def _long_word() -> re.Pattern[str]:
    return re.compile(rf"[!-~]{{{_LONGEST_WORD + 1},}}")


@cache
def _letters() -> re.Pattern[str]:
    # Combining marks (of Thai, Hindi) belong to letters, but are no word characters.
    return re.compile(r"[^\W\d_]+|[\u0300-\u036f\u0900-\u0dff\u0e00-\u0fff]+")


def _is_text(raw: str) -> bool:
    """Whether half of the visible characters are letters, and no more than half stand in words nobody writes.

    Such a word has over 60 ASCII characters without an address's marks: base64 and the like. A long text is
    judged by its beginning and its end.
    """
    sample = raw if len(raw) <= 8_000 else raw[:4_000] + raw[-4_000:]
    lengths = [len(word) for word in sample.split()]
    visible = sum(lengths)
    if 2 * _plain_letters(sample) < visible and 2 * sum(map(len, _letters().findall(sample))) < visible:
        return False
    if max(lengths) <= _LONGEST_WORD:
        return True
    words = _long_word().findall(sample)
    return 2 * sum(len(w) for w in words if "://" not in w and "," not in w and w.count(".") < 3) <= visible


def _plain_letters(text: str) -> int:
    """How many letters of ASCII there are: quicker to count than all letters, and mostly enough."""
    plain = text.encode("ascii", "ignore")
    return len(plain) - len(plain.translate(None, ascii_letters.encode()))


def _without_tails(pieces: list[Piece]) -> list[Piece]:
    """``pieces`` with initials and credits at the ends of body paragraphs made paragraphs of their own."""
    last = max((at for at, piece in enumerate(pieces) if piece.kind is ParagraphKind.BODY), default=-1)
    return [
        part
        for at, piece in enumerate(pieces)
        for part in (split_tail(piece, at == last) if piece.kind is ParagraphKind.BODY else [piece])
    ]


def _placed(pieces: list[Piece]) -> tuple[str, tuple[Paragraph, ...]]:
    """The document's text, one line for each piece, and its paragraphs."""
    placed, start = [], 0
    for piece in pieces:
        end = start + len(piece.text)
        alignment = piece.alignment()
        placed.append(
            Paragraph(start, end, piece.kind, piece.raw_start, piece.raw_end, piece.origin, alignment, piece.repeats)
        )
        start = end + 1
    return "\n".join(piece.text for piece in pieces), tuple(placed)
