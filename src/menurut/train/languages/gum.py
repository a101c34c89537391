"""Names out of the coreference annotation of the Georgetown University Multilayer corpus (GUM, Zeldes 2017)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from menurut.evaluate.treebanks import NAME_TYPES


def _mentions(rows: list[list[str]]) -> Iterator[tuple[int, int, str]]:
    """The nested mentions of GUM's ``Entity`` column: first word, last word, type."""
    opened: list[tuple[str, int, str]] = []
    for index, row in enumerate(rows):
        marks = next((cell[7:] for cell in row[9].split("|") if cell.startswith("Entity=")), "")
        for mark in re.findall(r"\([^()]+\)?|[^()]+\)", marks):
            if mark.startswith("("):
                fields = mark.strip("()").split("-")
                if mark.endswith(")"):
                    yield index, index, fields[1]
                else:
                    opened.append((fields[0], index, fields[1]))
            else:
                number = mark.strip("()")
                at = next((k for k in range(len(opened) - 1, -1, -1) if opened[k][0] == number), None)
                if at is not None:
                    _, first, kind = opened.pop(at)
                    yield first, index, kind


def gum_names(rows: list[list[str]]) -> tuple[str, ...] | None:
    """IOB2 tags from GUM's mentions; ``None`` where proper nouns are left that no mention explains.

    A name is the run of proper nouns around a mention's head, titles before it left out. What stands in a mention of
    another type (an event, a work) is no name of ours.
    """
    tags = ["O"] * len(rows)
    explained = [row[3] != "PROPN" for row in rows]
    for first, last, kind in sorted(_mentions(rows), key=lambda m: m[1] - m[0]):
        label = NAME_TYPES.get(kind)
        inside = range(first, last + 1)
        head = next((i for i in inside if not first <= int(rows[i][6]) - 1 <= last), first)
        if rows[head][3] != "PROPN":
            continue
        begin, end = _name_around(rows, first, last, head)
        if label == "PER" and any(row[1] == "of" for row in rows[begin : end + 1]):
            label = None
        for i in inside if label is None else range(begin, end + 1):
            tags[i] = "O" if label is None else ("B-" if i == begin else "I-") + label
            explained[i] = True
        for i in range(first, begin):
            explained[i] = explained[i] or rows[i][7] == "nmod:desc"
    return tuple(tags) if all(explained) else None


def _name_around(rows: list[list[str]], first: int, last: int, head: int) -> tuple[int, int]:
    joints = {"of", "the", "and", "for", "'s", "’s", "&", "-"}
    begin = end = head
    while begin > first and (rows[begin - 1][3] == "PROPN" or (begin - 1 > first and rows[begin - 1][1] in joints)):
        begin -= 1
    while end < last and (
        rows[end + 1][3] == "PROPN"
        or (rows[end + 1][1] in joints and any(row[3] == "PROPN" for row in rows[end + 2 : min(last + 1, end + 4)]))
    ):
        end += 1
    while begin < head and (rows[begin][3] != "PROPN" or rows[begin][7] == "nmod:desc"):
        begin += 1
    return begin, end
