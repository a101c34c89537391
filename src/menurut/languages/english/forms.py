"""English word forms by rule: the forms of a saying verb."""

from __future__ import annotations

from menurut.languages.language import Construction

_VOWELS = "aeiou"
_BE = ("is", "are", "was", "were", "been", "being", "be")


def inflect(root: str) -> tuple[str, str, str, str, str]:
    """Base, third person, past, participle and -ing form; irregular ones are given as five words parted by "/"."""
    if "/" in root:
        base, third, past, participle, ing = root.split("/")
        return base, third, past, participle, ing
    if root.endswith("y") and root[-2] not in _VOWELS:
        past = root[:-1] + "ied"
        return root, root[:-1] + "ies", past, past, root + "ing"
    third = root + ("es" if root.endswith(("s", "sh", "ch", "x", "z")) else "s")
    if root.endswith("e"):
        return root, third, root + "d", root + "d", root[:-1] + "ing"
    return root, third, root + "ed", root + "ed", root + "ing"


def verb_forms(root: str, patterns: list[str]) -> list[tuple[Construction, str]]:
    """The forms of a saying verb, with the construction each one makes.

    ``patterns``: ``act`` ("X says", "saying"), ``inv`` ("said X"), ``pas`` ("was accused").
    """
    base, third, past, participle, ing = inflect(root)
    found: list[tuple[Construction, str]] = []
    if "act" in patterns:
        found.extend((Construction.ACTIVE, form) for form in dict.fromkeys((base, third, past, ing)))
    if "inv" in patterns:
        found.extend((Construction.INVERTED, form) for form in dict.fromkeys((third, past)))
    if "pas" in patterns:
        found.extend((Construction.PASSIVE, f"{be} {participle}") for be in _BE)
    return found
