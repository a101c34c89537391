"""The forms of a word in every language that is read, for searching it in all of them."""

from __future__ import annotations

from menurut.languages.english import endings
from menurut.languages.indonesian import affixes


def forms_of(word: str) -> tuple[str, ...]:
    """The lower-case word itself, then its forms in the languages that are read, each once."""
    family = affixes.forms_of(word)
    more = () if len(family) > 1 else endings.forms_of(word)  # a word of a listed root is not English
    return tuple(dict.fromkeys((word, *family, *more)))
