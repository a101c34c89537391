"""Dirt that only its neighbours give away: lists of related headlines, dates, names, references, galleries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from menurut.clean.dirt import CLOSERS, filled, is_desk, is_prose, is_title_like, line_kind, table
from menurut.clean.pieces import Piece
from menurut.records import ParagraphKind


@cache
def _bare_heading() -> re.Pattern[str]:
    ranking = "rekomendasi|terpopuler|paling populer|trending|popular"
    return re.compile(filled(rf"[(\[*>»• ]*(?:{{link}}|{ranking})(?: \w+){{0,2}}\s*[:：,»>]*"), re.IGNORECASE)


@cache
def _form(name: str, ignore_case: bool = False) -> re.Pattern[str]:
    """A pattern of ``[forms]`` in ``dirt.toml``, which may name others of them in braces."""
    forms: dict[str, str] = table()["forms"]
    pattern = forms[name]
    for part in ("day", "month", "date", "time"):
        pattern = pattern.replace("{" + part + "}", forms[part])
    pattern = pattern.replace("{month}", forms["month"])
    return re.compile(pattern, re.IGNORECASE if ignore_case else 0)


def classify(pieces: Sequence[Piece]) -> list[Piece]:
    """``pieces`` with the kind of each set by its own words, then by its neighbours. The headline keeps its kind."""
    kinds = [
        piece.kind if piece.kind is not ParagraphKind.BODY else line_kind(piece.text) or piece.kind for piece in pieces
    ]
    texts = [piece.text for piece in pieces]
    _drop_capitals(texts, kinds)
    _labelled_captions(texts, kinds)
    _related_lists(texts, kinds)
    _below_headline(texts, kinds)
    _references(texts, kinds)
    _closing_names(texts, kinds)
    _galleries(texts, kinds)
    _portraits(texts, kinds)
    _same_again(texts, kinds)
    return [
        piece if piece.kind is kind else replace(piece, kind=kind) for piece, kind in zip(pieces, kinds, strict=True)
    ]


def _drop_capitals(texts: list[str], kinds: list[ParagraphKind]) -> None:
    """A lone capital before a line that begins in lower case is that line's first letter, no button."""
    for at in range(len(texts) - 1):
        if len(texts[at]) == 1 and texts[at].isupper() and texts[at + 1][:1].islower():
            kinds[at] = ParagraphKind.BODY


def _labelled_captions(texts: list[str], kinds: list[ParagraphKind]) -> None:
    """The line below a label that announces a caption ("Image caption,")."""
    for at in range(len(texts) - 1):
        label = kinds[at] is ParagraphKind.CAPTION and texts[at].rstrip().endswith((",", ":")) and len(texts[at]) <= 20
        if label and kinds[at + 1] is ParagraphKind.BODY and texts[at + 1].count(" ") <= 40:
            kinds[at + 1] = ParagraphKind.CAPTION


def _is_listed(text: str) -> bool:
    """Whether ``text`` may stand in a list of related headlines; a subheading of the article is shorter.

    A numbered line without a full stop is a headline in whatever case it is written.
    """
    item = text.lstrip("-•*0123456789.) ")
    if text[:1].isdigit() and item != text and item.count(" ") <= 20:
        return item.rstrip(CLOSERS)[-1:] not in tuple(".:;,")
    return item.count(" ") >= (3 if text.endswith("?") else 4) and is_title_like(item)


def _related_lists(texts: list[str], kinds: list[ParagraphKind]) -> None:
    """Headlines in a row under "Baca juga:", "Related stories": at most eight, up to the next sentence.

    Where no sentence follows any more, all that stands below such a heading is a list.
    """
    told = (at for at, t in enumerate(texts) if kinds[at] is ParagraphKind.BODY and (is_prose(t) or t.count(" ") >= 20))
    last_prose = max(told, default=-1)
    at = 0
    while at < len(texts):
        bare = kinds[at] is ParagraphKind.BOILERPLATE and _bare_heading().fullmatch(texts[at].strip())
        at += 1
        if not bare:
            continue
        if 0 <= last_prose < at:
            kinds[at:] = [ParagraphKind.BOILERPLATE if kind is ParagraphKind.BODY else kind for kind in kinds[at:]]
            return
        for _ in range(8):
            if at < len(texts) and kinds[at] is ParagraphKind.BODY and _is_listed(texts[at]):
                kinds[at] = ParagraphKind.BOILERPLATE
                at += 1


def _below_headline(texts: list[str], kinds: list[ParagraphKind]) -> None:
    """Before the first sentence: a line that is only a date or a desk; right under the headline, only a name."""
    first = next((at for at, text in enumerate(texts) if kinds[at] is ParagraphKind.BODY and is_prose(text)), 0)
    for at in range(min(first, 12)):
        if kinds[at] is not ParagraphKind.BODY:
            continue
        dated = len(texts[at]) <= 120 and _form("date_line", True).fullmatch(texts[at])
        if dated or is_desk(texts[at]):
            kinds[at] = ParagraphKind.BOILERPLATE
        elif at and _is_name(texts[at]) and kinds[at - 1] is not ParagraphKind.BODY:
            kinds[at] = ParagraphKind.BYLINE


def _is_name(text: str) -> bool:
    return len(text) <= 60 and _form("only_name").fullmatch(text) is not None


def _references(texts: list[str], kinds: list[ParagraphKind]) -> None:
    """A closing section of references: its heading and every line after it, where all of them cite something."""
    headings = table()["sections"]["references"]
    for at in range(len(texts) - 1, 0, -1):
        if texts[at].strip(" :").casefold() in headings:
            rest = range(at + 1, len(texts))
            if rest and all(kinds[k] is not ParagraphKind.BODY or _form("cites").search(texts[k]) for k in rest):
                for k in (at, *(k for k in rest if kinds[k] is ParagraphKind.BODY)):
                    kinds[k] = ParagraphKind.BOILERPLATE
            return


def _closing_names(texts: list[str], kinds: list[ParagraphKind]) -> None:
    """Up to two last lines that are only a name, below a sentence that ends with a full stop: the writers."""
    body = [at for at, kind in enumerate(kinds) if kind is ParagraphKind.BODY]
    names: list[int] = []
    while len(body) > 1 and len(names) < 2 and _is_name(texts[body[-1]]):
        names.append(body.pop())
    if len(body) > 1 and is_prose(texts[body[-1]]) and texts[body[-1]].rstrip(CLOSERS)[-1:] in tuple(".!?"):
        for at in names:
            kinds[at] = ParagraphKind.BYLINE


def _galleries(texts: list[str], kinds: list[ParagraphKind]) -> None:
    """Headings under which, down to the end, only captions stand: the labels of a gallery."""
    last_body = max((at for at, t in enumerate(texts) if kinds[at] is ParagraphKind.BODY and is_prose(t)), default=0)
    tail = range(last_body + 1, len(texts))
    if sum(kinds[at] is ParagraphKind.CAPTION for at in tail) < 2:
        return
    for at in tail:
        below = kinds[at + 1] if at + 1 < len(texts) else None
        if kinds[at] is ParagraphKind.BODY and below is ParagraphKind.CAPTION and texts[at].count(" ") < 8:
            kinds[at] = ParagraphKind.CAPTION


def _portraits(texts: list[str], kinds: list[ParagraphKind]) -> None:
    """Two lines or more of the form "Jane Roe of the Example Party", each by a paragraph that names the person."""
    found = []
    for at, text in enumerate(texts):
        match = _form("portrait").fullmatch(text) if kinds[at] is ParagraphKind.BODY and len(text) <= 90 else None
        if match is not None:
            beside = [texts[k] for k in (at - 1, at + 1) if 0 <= k < len(texts) and is_prose(texts[k])]
            if any(match.group("name") in other or match.group("name").split()[-1] in other for other in beside):
                found.append(at)
    if len(found) >= 2:
        for at in found:
            kinds[at] = ParagraphKind.CAPTION


def _same_again(texts: list[str], kinds: list[ParagraphKind]) -> None:
    """A short line that is dirt in one place is dirt wherever it stands again (a doubled page)."""
    known = {
        text: kind
        for text, kind in zip(texts, kinds, strict=True)
        if kind in (ParagraphKind.BOILERPLATE, ParagraphKind.BYLINE, ParagraphKind.CAPTION) and text.count(" ") < 8
    }
    for at, text in enumerate(texts):
        if kinds[at] is ParagraphKind.BODY and text in known:
            kinds[at] = known[text]
