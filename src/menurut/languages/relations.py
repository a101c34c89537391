"""The relations of Universal Dependencies as numbers, for the networks that read trees."""

from __future__ import annotations

_NUMBERS = {
    "nsubj": 0,
    "nsubj:pass": 1,
    "csubj": 2,
    "obj": 3,
    "iobj": 3,
    "obl": 4,
    "obl:agent": 5,
    "ccomp": 6,
    "xcomp": 7,
    "advcl": 8,
    "parataxis": 9,
    "conj": 10,
    "acl": 11,
    "acl:relcl": 12,
    "nmod": 13,
    "appos": 14,
    "root": 15,
    "case": 16,
    "compound": 17,
    "flat": 18,
}
RELATIONS = 19  # numbers; what is told apart first comes first
CLAUSAL = 15  # of them: those that say how arguments and clauses hang together


def number_of(relation: str, count: int) -> int:
    """The number of a relation below ``count``, by its name or by its name without the subtype; else ``count``."""
    number = _NUMBERS.get(relation)
    if number is None or number >= count:
        number = _NUMBERS.get(relation.partition(":")[0], count)
    return min(number, count)
