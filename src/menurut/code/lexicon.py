"""Word lists over annotated words: terms of one or more words, found by lemma or by form.

A term is words parted by blanks that stand side by side ("bom bunuh diri"); " + " joins groups that may stand apart
("tarik + pasukan"). A word matches a lemma or a form in lower case; "=word" only the form; a word with a capital only
as it is written ("IS"); "word/VERB" only with that tag.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from menurut.code.wordforms import indonesian_roots
from menurut.records import Word

T = TypeVar("T")
_GAP = 2  # code points between words that stand side by side
_REMEMBERED = 1 << 15  # words of a language


@dataclass(frozen=True, slots=True)
class _Item:
    """One word of a term."""

    word: str
    form_only: bool
    tag: str | None

    def fits(self, word: Word) -> bool:
        if self.tag is not None and word.tag != self.tag:
            return False
        if self.form_only:
            return word.text.lower() == self.word
        return self.word in keys_of(word.text, word.lemma)


@dataclass(frozen=True, slots=True)
class _Term(Generic[T]):
    """A term: its groups of words that stand side by side, what it stands for, and its place in the list."""

    groups: tuple[tuple[_Item, ...], ...]
    value: T
    rank: int


@lru_cache(maxsize=_REMEMBERED)
def keys_of(text: str, lemma: str) -> frozenset[str]:
    """What a word is looked up by: as it is written, in lower case, its lemma.

    Also by what an Indonesian verb may be made of, as lemmas may keep a prefix ("meretas") or a suffix ("lempari").
    """
    lower, base = text.lower(), lemma.lower()
    found = {text, lower, base, base.removesuffix("kan"), base.removesuffix("i")}
    if lower.startswith(("me", "di", "ter", "ber")):
        for form in (lower, lower.removesuffix("kan"), lower.removesuffix("i")):
            found.update(indonesian_roots(form))
            found.update(form.removeprefix(prefix) for prefix in ("di", "ter", "ber"))
    return frozenset(found)


def _item(text: str) -> _Item:
    word, _, tag = text.partition("/")
    return _Item(word.removeprefix("="), word.startswith("="), tag or None)


def _group_fits(group: Sequence[_Item], words: Sequence[Word], at: int) -> bool:
    if at + len(group) > len(words):
        return False
    for i, item in enumerate(group):
        word = words[at + i]
        if not item.fits(word) or (i and word.start - words[at + i - 1].end > _GAP):
            return False
    return True


class Lexicon(Generic[T]):
    """Terms with a value each; ``find`` gives the values of those that some words hold, in the order of the terms."""

    __slots__ = ("_index",)

    def __init__(self, terms: Iterable[tuple[str, T]]) -> None:
        """Take (term, value) pairs; the earlier of two terms ranks before the later."""
        index: dict[str, list[_Term[T]]] = {}
        for rank, (text, value) in enumerate(terms):
            for form in {text, text.replace("-", " - ")}:  # the words of "cease-fire" come apart in English
                groups = tuple(tuple(map(_item, group.split())) for group in form.split(" + "))
                index.setdefault(groups[0][0].word, []).append(_Term(groups, value, rank))
        self._index: Mapping[str, tuple[_Term[T], ...]] = {word: tuple(group) for word, group in index.items()}

    def find(self, words: Sequence[Word]) -> list[T]:
        """The values of the terms that the words hold, each term once, the first term first."""
        index = self._index
        found: dict[int, T] = {}
        for at, word in enumerate(words):
            for key in keys_of(word.text, word.lemma):
                for term in index.get(key, ()):
                    if term.rank not in found and _fits(term.groups, words, at):
                        found[term.rank] = term.value
        return [found[rank] for rank in sorted(found)]


def _fits(groups: Sequence[Sequence[_Item]], words: Sequence[Word], at: int) -> bool:
    """Whether the first group of words stands at ``at`` and the others anywhere."""
    if not _group_fits(groups[0], words, at):
        return False
    return all(any(_group_fits(group, words, i) for i in range(len(words))) for group in groups[1:])
