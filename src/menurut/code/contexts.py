"""The contexts of an event: what it is about, by the words of its sentences, its mode and its actors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from menurut.code.lexicon import Lexicon
from menurut.code.ontology import CONTEXTS, contexts_by_mode, contexts_by_sector
from menurut.languages.language import FOLDERS, data_rows
from menurut.records import Actor, ActorKind, EventType, Word

_STRENGTHS = {"strong": 2, "weak": 1}
_ENOUGH = 2
_ABROAD = frozenset({EventType.CONSULT, EventType.SUPPORT})  # diplomacy where they cross a border
_ABROAD_MODES = frozenset({"meet", "expel", "withdraw", "relations"})
_PUBLIC = frozenset({ActorKind.STATE, ActorKind.PERSON, ActorKind.AGENCY, ActorKind.ORGANISATION})
_DISSENT = frozenset({"OPP", "JRN", "SOC"})
_REPRESSES = frozenset({"arrest", "censor", "restrict", "crowd-control", "convict"})


@cache
def _lexicon(language: str) -> Lexicon[tuple[str, int]]:
    terms: list[tuple[str, tuple[str, int]]] = []
    for row in data_rows(FOLDERS[language], "contexts.tsv"):
        if row["context"] not in CONTEXTS:
            raise ValueError(f"contexts.tsv: no context {row['context']!r}")
        value = (row["context"], _STRENGTHS[row["strength"]])
        terms.extend((term.strip(), value) for term in row["words"].split(","))
    return Lexicon(terms)


def word_contexts(words: Sequence[Word], language: str) -> frozenset[str]:
    """The contexts that the words of one or more sentences tell: one strong term, or two weak ones."""
    points: Counter[str] = Counter()
    for context, strength in _lexicon(language).find(words):
        points[context] += strength
    return frozenset(context for context, sum_ in points.items() if sum_ >= _ENOUGH)


def contexts_of(
    kind: EventType, mode: str | None, words: Sequence[Word], actors: Sequence[Actor], language: str
) -> tuple[str, ...]:
    """The contexts of an event, in PLOVER's order; empty where nothing tells one.

    Args:
        kind: the event's type.
        mode: its mode, if known.
        words: the words of the sentences that report it.
        actors: those who do it and whom it is done to.
        language: the code of the document's language.
    """
    found = set(word_contexts(words, language))
    by_mode, by_sector = contexts_by_mode(), contexts_by_sector()
    told = [by_mode.get(mode or ""), *(by_sector.get(actor.sector or "") for actor in actors)]
    found.update(filter(None, told))
    if (kind in _ABROAD or mode in _ABROAD_MODES) and _crosses(actors):
        found.add("diplomatic")
    if mode in _REPRESSES and any(actor.sector in _DISSENT for actor in actors):
        found.add("repression")
    return tuple(context for context in CONTEXTS if context in found)


def _crosses(actors: Sequence[Actor]) -> bool:
    """Whether public actors of two countries, or of one and of an international body, are among them."""
    homes = {actor.country or actor.name for actor in actors if actor.kind in _PUBLIC}
    return len(homes) > 1 and any(actor.country for actor in actors)
