"""The forms of English words with their regular endings, for searching a word in all of them."""

from __future__ import annotations

_LEAST = 4  # letters of a word that takes endings
_SHORTEST = 3  # letters that an ending leaves


def forms_of(word: str) -> tuple[str, ...]:
    """The other forms of a lower-case word: ``attack`` gives ``attacks``, ``attacked`` and ``attacking``.

    By rule, so some of the forms are no words; they do no harm, as no text has them.
    """
    if len(word) < _LEAST or not (word.isascii() and word.isalpha()):
        return ()
    found = dict.fromkeys(form for base in _bases(word) for form in _endings(base))
    found.pop(word, None)
    return tuple(found)


def _bases(word: str) -> tuple[str, ...]:
    """The word, and what it may be without its ending."""
    found = [word]
    if word.endswith("ies") and len(word) > _LEAST:
        return word, word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _LEAST:
        found.append(word[:-1])
        if word.endswith(("ches", "shes", "xes", "sses", "zes")):
            found.append(word[:-2])
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST:
            found += [stem, stem + "e"]
            if stem[-1] == stem[-2]:
                found.append(stem[:-1])
    return tuple(found)


def _endings(base: str) -> tuple[str, ...]:
    if base.endswith("e"):
        return base, base + "s", base + "d", base[:-1] + "ing"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base, base[:-1] + "ies", base[:-1] + "ied", base + "ing"
    plural = "es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s"
    return base, base + plural, base + "ed", base + "ing"
