"""The form of an attribution, from the quotation marks around and in its content."""

from __future__ import annotations

from collections.abc import Sequence

from menurut.records import Form

_OPENING = '"“„«‘'
_CLOSING = '"”»’'
_SINGLE = "'"
_NEAR = 3  # code points in which a mark is looked for


def form_of(text: str, content: Sequence[tuple[int, int]], inside: Sequence[bool]) -> Form:
    """``direct`` where every content is a quotation, ``mixed`` where a part of one is quoted, else ``indirect``.

    Args:
        text: the document's.
        content: its stretches, without the marks around them.
        inside: for each stretch, whether all its words stand in quotation marks.
    """
    whole = [quoted or _framed(text, *part) for part, quoted in zip(content, inside, strict=True)]
    if all(whole):
        return Form.DIRECT
    if any(whole):
        return Form.MIXED
    for first, last in content:
        words = text[first:last]
        if any(mark in words for mark in _OPENING) or " '" in words:
            return Form.MIXED
    return Form.INDIRECT


def _framed(text: str, first: int, last: int) -> bool:
    """Whether quotation marks stand right before and right after a stretch."""
    before, after = text[max(0, first - _NEAR) : first].rstrip()[-1:], text[last : last + _NEAR].lstrip(" ,.!?…")[:1]
    return bool(before) and before in _OPENING + _SINGLE and bool(after) and after in _CLOSING + _SINGLE
