"""Indonesian word forms by rule: the meN- prefix and the forms of a saying verb made from its root.

The rules of meN- are those of every grammar (Sneddon, Indonesian: A Comprehensive Grammar, 2010, section 1.5).
"""

from __future__ import annotations

from menurut.languages.language import Construction

_CLUSTERS = ("pr", "pl", "tr", "kl", "kr", "kh", "sp", "st", "sk", "sy", "sw")
_NASALS = {
    **dict.fromkeys("lrmnwy", "me"),
    **dict.fromkeys("bfvp", "mem"),
    **dict.fromkeys("cdjzt", "men"),
    "s": "meny",
}
_DROPPED = "ptsk"  # the first letter that the nasal replaces, unless a cluster begins with it


def with_men(root: str) -> str:
    """The root with the active prefix meN-: ``kata`` gives ``mengata``, ``sebut`` gives ``menyebut``."""
    first, cluster = root[0], root.startswith(_CLUSTERS)
    if cluster and first == "s":
        return "men" + root
    prefix = _NASALS.get(first, "meng")
    return prefix + (root[1:] if first in _DROPPED and not cluster else root)


def _pattern_forms(root: str, pattern: str) -> list[tuple[Construction, str]]:
    active, bare, passive, inverted, clitic = (
        Construction.ACTIVE,
        Construction.BARE,
        Construction.PASSIVE,
        Construction.INVERTED,
        Construction.CLITIC,
    )
    if pattern == "inv":
        return [(inverted, root), (clitic, root + "nya"), (clitic, root + "nya lagi"), (clitic, root + "nya pula")]
    if pattern == "nya":
        return [(clitic, root + "nya")]
    if pattern == "0":
        return [(active, root)]
    if pattern.startswith("="):
        return [(active, pattern[1:])]
    if pattern.startswith("ber"):
        return [(active, "ber" + root + pattern[4:])]
    prefix, suffix = pattern.split("-")
    stem = ("per" if prefix == "memper" else "") + root + suffix
    verb = "mem" + stem if prefix == "memper" else with_men(root) + suffix
    return [
        (active, verb),
        (active, verb + "nya"),
        (bare, stem),
        (passive, "di" + stem),
        (passive, "di" + stem + "nya"),
    ]


def verb_forms(root: str, patterns: list[str]) -> list[tuple[Construction, str]]:
    """The forms of a saying verb, with the construction each one makes.

    ``patterns``: ``me-``, ``me-kan``, ``me-i``, ``memper-kan`` (active, bare and passive forms), ``ber-``
    (active), ``inv`` (the root stands after what is said: "kata X", "katanya"), ``nya`` (only "klaimnya"),
    ``0`` (the root itself is the verb), ``=word`` (an active form that no rule makes).
    """
    return [form for pattern in patterns for form in _pattern_forms(root, pattern)]
