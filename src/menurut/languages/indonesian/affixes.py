"""The forms of Indonesian words with their affixes, for searching a word in all of them.

Rules: Sneddon, Indonesian: A Comprehensive Grammar (2010), chapter 1. They are applied to the roots of ``roots.txt``
alone, since by rule alone "pasukan" (troops) and "memasuki" (to enter) would be forms of one root.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from menurut.languages.indonesian.forms import with_men

_OWN = "nya"  # his, hers, theirs, the
_LEAST = 4  # letters of a word to which "nya" is looked for


def forms_of(word: str) -> tuple[str, ...]:
    """The other forms of a lower-case word: ``menyerang`` gives ``serang``, ``diserang``, ``serangan``, and so on.

    A word of no root that is listed gives what it is with -nya or without it; forms that no text has do no harm.
    """
    bare = word.removesuffix(_OWN) if len(word) >= len(_OWN) + _LEAST else word
    found = dict.fromkeys(form for root in _roots().get(bare, ()) for form in _family(root))
    found |= dict.fromkeys((bare, bare + _OWN) if len(bare) >= _LEAST else ())
    found.pop(word, None)
    return tuple(found)


def _family(root: str) -> Iterator[str]:
    active = with_men(root)
    doer = "pe" + active.removeprefix("me")
    ter, ber, per = ("te", "be", "pe") if root.startswith("r") else ("ter", "ber", "per")
    yield from (root, ter + root, ber + root, doer)
    for suffix in ("", "kan", "i"):
        yield from (active + suffix, "di" + root + suffix)
        if suffix:
            yield root + suffix
    for noun in (root + "an", doer + "an", per + root + "an"):
        yield from (noun, noun + _OWN)


@cache
def _roots() -> Mapping[str, tuple[str, ...]]:
    """Of each form the roots that it may be of."""
    text = files("menurut.languages.indonesian").joinpath("roots.txt").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        for root in () if line.startswith("#") else line.split():
            for form in dict.fromkeys(_family(root)):
                found[form] = (*found.get(form, ()), root)
    return found
