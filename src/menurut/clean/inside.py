"""Dirt inside a paragraph: a link to another article, an advertisement's words, initials after the last full stop."""

from __future__ import annotations

import re
from functools import cache

from menurut.clean.dirt import filled, table
from menurut.clean.pieces import Piece
from menurut.records import ParagraphKind


@cache
def _inline() -> re.Pattern[str]:
    return re.compile("|".join(table()["inline"]["boilerplate"]))


@cache
def _inline_link() -> re.Pattern[str]:
    return re.compile(
        r"(?P<open>[(\[]\s*)?" + table()["inline"]["link"] + r"\s*(?:[:：]|(?=\s*[)\]])|\s[-–—](?=\s)|(?=,[\S]|,$))"
    )


@cache
def _small_words() -> frozenset[str]:
    """Words that headlines in title case leave in lower case."""
    return frozenset(table()["inline"]["small_words"].split())


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"\S+")


def _link_end(text: str, start: int, bracket: bool) -> int:
    """Where the headline that a link names ends, read from ``start``.

    At its closing bracket or quotation mark; at a full stop before a capital; at two spaces; at a
    comma that glues it to the next sentence. Else the next sentence
    follows without a mark: it is taken to begin with the last capitalised word ahead of the first words that a
    headline in title case would not leave small. So the article loses nothing, at the price of a word of the
    headline now and then.
    """
    if bracket:
        end = re.compile(r"[)\]]\.?").search(text, start, start + 300)
        return end.end() if end else len(text)
    rest = text[start:]
    lead = len(rest) - len(rest.lstrip())
    quoted = re.compile(r"[\"“]([^\"“”]{5,200})[\"”][.,]?(?=\s|$)").match(rest, lead)
    if quoted:
        return start + quoted.end()
    stop = re.compile(r"[.?!][\"”]?(?=\s+[\"“A-Z(])|(?<=\S)\s{2,}(?=\S)|,+(?=[\"“A-Z])").search(rest, lead + 1)
    limit = stop.end() if stop else len(rest)
    capital = lead
    small_run = 0
    for at, match in enumerate(_word().finditer(rest, lead, limit)):
        word = match.group().strip("\"“”'(),:")
        if word[:1].islower() and word.casefold() not in _small_words():
            small_run += 1
            if small_run >= 2 and capital > lead and limit - match.start() > 30:
                return start + capital
        elif word[:1].isupper():
            # One small word alone may stand in a headline; the sentence after it begins with the capital before.
            small_run = 0
            capital = match.start() if at >= 3 else capital
    return start + limit


def _opens_sentence(text: str, at: int) -> bool:
    """Whether a new sentence can begin at ``at``: after a full stop, a comma left by a link, or the start."""
    before = text[:at].rstrip(" ,")
    return (
        not before or before[-1] in ".!?…:)]" or (before[-1] in "\"”’'" and len(before) > 1 and before[-2] in ".!?,…")
    )


def split(piece: Piece) -> list[Piece]:
    """``piece`` parted where dirt stands inside it: "Baca juga: …" and what an inserted advertisement leaves."""
    parts: list[Piece] = []
    text, done = piece.text, 0
    while done < len(text):
        found = _next_inline(text, done)
        if found is None:
            break
        start, end = found
        parts += piece.divide((done, start, None), (start, end, ParagraphKind.BOILERPLATE))
        done = max(end, done + 1)
    if not parts:
        return [piece]
    return parts + piece.divide((done, len(text), None))


def _next_inline(text: str, start: int) -> tuple[int, int] | None:
    """The next stretch of dirt inside ``text`` from ``start``; ``None`` where the rest is clean."""
    candidates = []
    for match in _inline().finditer(text, start) if _may_hold(text, "boilerplate") else ():
        if _opens_sentence(text, match.start()):
            candidates.append(match.span())
            break
    for match in _inline_link().finditer(text, start) if _may_hold(text, "link") else ():
        bracket = match.group("open") is not None
        if bracket or _opens_sentence(text, match.start()) or text[match.start() - 1] == ",":
            lost = _lost_link().match(text, match.end())
            end = lost.end() if lost else _link_end(text, match.end(), bracket)
            candidates.append((match.start(), end))
            break
    return min(candidates) if candidates else None


def _may_hold(text: str, name: str) -> bool:
    """Whether ``text`` holds words without which it has no stretch of that sort."""
    needs: list[str] = table()["inline"][f"{name}_needs"]
    return any(need in text for need in needs)


@cache
def _lost_link() -> re.Pattern[str]:
    """The commas that a scrape leaves where it dropped a link's words; the article goes on after them."""
    return re.compile(r"\s*,[,\s]*")


@cache
def _tail(name: str) -> re.Pattern[str]:
    """A list of ``[tail]`` in ``dirt.toml``, standing after the last full stop of a paragraph."""
    forms = "|".join(map(filled, table()["tail"][name]))
    return re.compile(rf"(?<=[.!?…\"”’')])\s*(?P<tail>(?:{forms})\s*\.?)\s*$")


def split_tail(piece: Piece, last: bool) -> list[Piece]:
    """``piece`` without the initials, agency or credit at its end, and those as a paragraph of their own.

    ``last`` says that no other body paragraph follows: there, longer forms are initials too ("(Tri)").
    """
    names = ("byline", "credit", "closing") if last else ("byline", "credit")
    bracketed = piece.text.rstrip().removesuffix(".").rstrip().endswith((")", "]"))
    for name in names:
        if name != "closing" and not bracketed:
            continue
        match = _tail(name).search(piece.text, max(0, len(piece.text) - 320))
        kind = ParagraphKind.CAPTION if name == "credit" else ParagraphKind.BYLINE
        if match is not None and match.start("tail") > 0:
            return piece.divide((0, match.start("tail"), None), (match.start("tail"), len(piece.text), kind))
    return [piece]
