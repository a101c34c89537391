"""The words of a sentence, as the trained pipelines take them: written words in their parts, abbreviations whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from menurut.languages.language import Language
from menurut.records import Token


def word_spans(language: Language, tokens: Sequence[Token]) -> list[tuple[int, int, str]]:
    """The words of one sentence: start, end, text, in the order of the text; together they cover its tokens.

    A full stop belongs to the abbreviation or the initial before it, unless it may as well end the sentence.
    """
    found: list[tuple[int, int, str]] = []
    last, parts_of = len(tokens) - 1, language.word_parts
    for number, token in enumerate(tokens):
        text = token.text
        if (
            text == "."
            and found
            and found[-1][1] == token.start
            and _abbreviates(language, found[-1][2], number == last)
        ):
            start, _, before = found.pop()
            found.append((start, token.end, before + "."))
            continue
        parts = parts_of(text) if len(text) > 2 else (text,)
        if len(parts) == 1:
            found.append((token.start, token.end, text))
            continue
        at = token.start
        for part in parts:
            found.append((at, at + len(part), part))
            at += len(part)
    return found


def _abbreviates(language: Language, word: str, final: bool) -> bool:
    if final:
        return False
    initial = len(word) == 1 and word.isalpha() and word.isupper()
    return initial or word.lower() in language.titles or word.lower() in language.abbreviations


def glued(spans: Sequence[tuple[int, int, str]]) -> list[bool]:
    """For each word, whether it begins where the one before it ends."""
    return [False, *[before[1] == after[0] for before, after in pairwise(spans)]][: len(spans)]
