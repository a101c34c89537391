"""The mode of an event: how it was done, where the words that belong to its trigger tell it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from menurut.code.lexicon import Lexicon
from menurut.code.ontology import modes
from menurut.languages.language import FOLDERS, data_rows
from menurut.records import Annotation, EventType, Word

_NO_MODE = "-"  # what a row tells that keeps its words from telling a mode
_BY_CONTENT = frozenset(
    {EventType.REQUEST, EventType.REJECT, EventType.THREATEN}
)  # the mode is what is asked or threatened
_CLAUSES = frozenset({"advcl", "acl", "ccomp", "xcomp", "csubj", "parataxis"})
_OBJECTS = frozenset({"obj", "nsubj:pass"})
_CHAIN = frozenset({"conj", "appos", "list", "discourse", "vocative"})
_DEEPEST = 6  # heads from the trigger to a word that tells its mode


@dataclass(frozen=True, slots=True)
class _Table:
    """A language's words of modes by type, and its verbs of three sorts.

    ``means`` take what is used as their object, ``carriers`` say little beside a noun, ``tails`` close up a compound.
    """

    terms: Mapping[EventType, Lexicon[str]]
    means: frozenset[str]
    carriers: frozenset[str]
    tails: frozenset[str]


@cache
def _table(language: str) -> _Table:
    listed: dict[EventType, list[tuple[str, str]]] = defaultdict(list)
    special: dict[str, set[str]] = {"means": set(), "carrier": set(), "tail": set()}
    for row in data_rows(FOLDERS[language], "modes.tsv"):
        if row["type"] == "*":
            special[row["mode"]].update(row["words"].split())
            continue
        for name in row["type"].split("|"):
            kind = EventType(name)
            if row["mode"] != _NO_MODE and row["mode"] not in modes(kind):
                raise ValueError(f"modes.tsv: {kind} has no mode {row['mode']!r}")
            listed[kind].extend((term.strip(), row["mode"]) for term in row["words"].split(","))
    terms = {kind: Lexicon(pairs) for kind, pairs in listed.items()}
    return _Table(terms, frozenset(special["means"]), frozenset(special["carrier"]), frozenset(special["tail"]))


def mode_of(kind: EventType, pattern_mode: str | None, words: Sequence[Word], language: str) -> str | None:
    """The mode of an event, ``None`` where nothing tells it.

    Args:
        kind: the event's type.
        pattern_mode: the mode of the pattern that found it; it wins where the type has it.
        words: the words that belong to the trigger, in the order of the text (``trigger_words``).
        language: the code of the document's language.
    """
    if pattern_mode and pattern_mode in modes(kind):
        return pattern_mode
    lexicon = _table(language).terms.get(kind)
    found = lexicon.find(words) if lexicon is not None else []
    return found[0] if found and found[0] != _NO_MODE else None


def trigger_words(
    annotation: Annotation, first: int, last: int, kind: EventType, language: str, children: Sequence[Sequence[int]]
) -> list[Word]:
    """The words whose meaning can tell the mode of the event that words ``first`` to ``last`` (inclusive) report.

    These are the trigger and what hangs on it. Other clauses are left out, save for the means ("dengan menggunakan
    roket") and, of types whose mode is what is asked or threatened, what that is. What an attack hits tells no mode,
    unless the verb takes the means as its object ("menembakkan rudal"). Of a noun that a verb of little meaning carries
    ("serangan itu dilakukan dengan drone") the verb's other words count too. ``children`` is from ``wording_of``.
    """
    table = _table(language)
    words = annotation.words
    kept = set(range(first, last + 1))
    for head in {words[i].head for i in kept if words[i].tag == "NOUN"} - kept - {-1}:
        if words[head].lemma.lower() in table.carriers:
            kept.add(head)
    stack = [(i, 0) for i in kept]
    while stack:
        at, depth = stack.pop()
        for child in children[at]:
            if child not in kept and depth < _DEEPEST and _belongs(words, at, child, kind, table, depth):
                kept.add(child)
                stack.append((child, depth + 1))
    for i in tuple(kept):
        if i + 2 < len(words) and words[i + 1].lemma in table.tails:
            kept.update((i + 1, i + 2))
    return [words[i] for i in sorted(kept)]


def _belongs(words: Sequence[Word], at: int, child: int, kind: EventType, table: _Table, depth: int) -> bool:
    """Whether what hangs on the word ``at`` of the trigger's tree belongs to what can tell the mode."""
    relation = words[child].relation
    base = relation.partition(":")[0]
    if base in ("punct", "det", "cc", "mark", "aux", "cop") or (
        base in _CHAIN and depth == 0 and words[child].tag == "VERB"
    ):
        return False
    if kind in _BY_CONTENT:
        return base != "parataxis"
    if base in _CLAUSES and not (base == "xcomp" and words[child].tag != "VERB"):
        closed_up = base == "acl" and at in (child - 1, words[child - 1].head) and words[child - 1].tag == "NOUN"
        if words[at].lemma.lower() in table.carriers or closed_up:
            return base != "parataxis"  # "berakhir ricuh"; "bom bunuh diri"
        return base != "parataxis" and words[child].lemma.lower() in table.means
    if kind is EventType.ASSAULT and depth == 0 and relation in _OBJECTS and words[at].tag == "VERB":
        return words[at].lemma.lower() in table.means | table.carriers
    return True
