"""Event patterns: verbs and nouns that report an event of a PLOVER type, and who stands where beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from menurut.code.clauses import RELATIVE, Clauses
from menurut.code.roles import Roles, Trigger, find_roles
from menurut.code.syntax import Wording, wording_of
from menurut.code.wordforms import (
    english_noun,
    english_part,
    english_verb,
    indonesian_roots,
    indonesian_verb,
    is_irregular,
)
from menurut.languages.language import FOLDERS, data_rows
from menurut.records import Annotation, EventType, Sentence

# Words that begin an Indonesian pattern without being what it is looked up by, and prepositions inside English nouns.
_LEADING = frozenset({"akan", "tidak", "saling", "siap", "enggan", "mulai", "telah"})
_PREPOSITIONS = {
    "id": frozenset({"dari", "ke", "dengan"}),
    "en": frozenset(
        {"of", "to", "for", "from", "with", "into", "in", "on", "by", "against", "upon", "at", "over", "about"}
        | {"behind", "outside"}
    ),
}
_NOMINAL = ("ion", "ions", "ment", "ments", "wal", "wals", "nial", "nials", "very", "ies", "ance", "ness")
_NOT_ADVERBS = frozenset({"apply", "comply", "rally", "reply", "supply"})
_PASSED = frozenset({"punct", "cc", "parataxis", "conj", "acl:relcl", "discourse"})
_TO_HEAD = frozenset(
    {"acl", "advmod", "amod", "compound", "nmod", "aux", "xcomp", "nsubj", "flat", "det", "obj", "case"}
)
_WIDEST_NOUN = 4
# Types of verbs whose subject does not do what their object tells, and of nouns that need a light verb to have it so.
_STANCES = frozenset({EventType.ACCUSE, EventType.REJECT, EventType.REQUEST, EventType.SUPPORT, EventType.THREATEN})
_BOUND = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.SANCTION})
_WIDEST = 6  # words from the first to the last word of a trigger


@dataclass(frozen=True, slots=True)
class Pattern:
    """A headword that reports an event.

    ``lemma`` is the headword, several words with a space between; ``pos`` is ``VERB`` or ``NOUN``. ``sources`` and
    ``targets`` say where the actors stand, likeliest first (see the data files). ``weak`` ones are too general to say
    so by themselves.
    """

    lemma: str
    pos: str
    type: EventType
    mode: str | None
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    weak: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found in a text: ``first`` to ``last`` (both inclusive) are the words of its trigger.

    ``sources`` and ``targets`` are indexes of words: the heads of the phrases that name the actors, the coordinated
    ones after the first, then owners of heads that name no actor themselves ("pos tentara Chad": *pos*, *tentara*).
    """

    pattern: Pattern
    first: int
    last: int
    sources: tuple[int, ...]
    targets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One way to find a pattern: at a word of one of ``tags`` (any if empty), with ``rest`` around it."""

    pattern: Pattern
    rest: tuple[frozenset[str], ...] = ()
    tags: frozenset[str] = frozenset()
    bare: bool = False
    ahead: bool = False  # the other words stand before the main one


@dataclass(frozen=True, slots=True)
class _Index:
    """The entries by the form of their main word, and forms of verbs.

    ``light`` ones carry an event's noun ("launch"), the object of ``controls`` does what they govern ("urge"), and
    ``stances`` take one on an event that others do ("condemn").
    """

    entries: Mapping[str, tuple[_Entry, ...]]
    light: frozenset[str] = field(repr=False)
    controls: frozenset[str] = field(repr=False)
    stances: frozenset[str] = field(repr=False)


@cache
def load_patterns(code: str) -> tuple[Pattern, ...]:
    """The patterns of a language by its ISO 639-1 code, in the order of its file; ``KeyError`` where there is none."""
    return tuple(
        Pattern(
            row["lemma"],
            row["pos"],
            EventType(row["type"]),
            row["mode"] or None,
            tuple(row["source"].split("|")),
            tuple(row["target"].split("|")),
            row["weak"] == "1",
        )
        for row in data_rows(FOLDERS[code], "events.tsv")
    )


def _indonesian(pattern: Pattern) -> Iterable[tuple[str, _Entry]]:
    words = pattern.lemma.lower().split()
    main = next((i for i, word in enumerate(words) if word not in _LEADING), 0) if pattern.pos == "VERB" else 0
    rest = tuple(
        frozenset({word, f"{word}-{word}", *indonesian_verb(word), *indonesian_roots(word)})
        for i, word in enumerate(words)
        if i != main
    )
    if pattern.pos == "NOUN":
        yield words[main], _Entry(pattern, rest)
        return
    for form in indonesian_verb(words[main]):
        yield form, _Entry(pattern, rest)
    for root in indonesian_roots(words[main]):
        yield root, _Entry(pattern, rest, frozenset({"VERB"}), bare=True)


def _english_main(words: list[str], pattern: Pattern, nouns: frozenset[str]) -> int:
    """Which word of an English pattern it is looked up by."""
    if pattern.pos == "NOUN":
        return max(next((i for i, word in enumerate(words) if word in _PREPOSITIONS["en"]), len(words)) - 1, 0)
    joined = pattern.lemma.split()[0].count("-")  # "ill-treat" is looked up by "treat"
    if joined:
        return joined
    adverb = words[0].endswith("ly") and len(words[0]) > 4 and words[0] not in _NOT_ADVERBS
    carried = words[0] in nouns and len(words) > 1 and is_irregular(words[1])  # "ceasefire hold"
    return 1 if len(words) > 1 and (adverb or carried) else 0


def _english(pattern: Pattern, nouns: frozenset[str]) -> Iterable[tuple[str, _Entry]]:
    words = pattern.lemma.lower().replace("-", " ").split()
    main = _english_main(words, pattern, nouns)
    rest = tuple(english_part(word, word in _PREPOSITIONS["en"]) for i, word in enumerate(words) if i != main)
    if pattern.pos == "NOUN":
        for form in english_noun(words[main]):  # "withdrawal" is none but a noun, whatever its tag
            tags = frozenset() if form.endswith(_NOMINAL) else frozenset({"NOUN", "PROPN", "ADJ"})
            yield form, _Entry(pattern, rest, tags, ahead=main == len(words) - 1)
        return
    yield words[main], _Entry(pattern, rest, frozenset({"VERB", "AUX"}))
    for form in english_verb(words[main]):
        if form.endswith(("ed", "ing")):
            yield form, _Entry(pattern, rest, frozenset({"VERB", "ADJ", "NOUN", "PROPN"}))
        elif form != words[main]:
            yield form, _Entry(pattern, rest, frozenset({"VERB"}))


@cache
def _index(code: str) -> _Index:
    patterns = load_patterns(code)
    entries: dict[str, list[_Entry]] = {}
    verbs = {p.lemma for p in patterns if p.pos == "VERB"}
    only_nouns = frozenset(p.lemma for p in patterns if p.pos == "NOUN" and p.lemma not in verbs)
    for pattern in patterns:
        for form, entry in _indonesian(pattern) if code == "id" else _english(pattern, only_nouns):
            group = entries.setdefault(form, [])
            if not any(other.pattern is pattern for other in group):
                group.append(entry)
    nouns = {(p.lemma, p.type) for p in patterns if p.pos == "NOUN"}
    light = {
        p.lemma.split()[0] for p in patterns if p.pos == "VERB" and (" ".join(p.lemma.split()[1:]), p.type) in nouns
    }
    controls = {
        p.lemma
        for p in patterns
        if p.pos == "VERB" and p.type is EventType.REQUEST and "obj" in (*p.targets, *p.sources)
    }
    stances = {p.lemma for p in patterns if p.pos == "VERB" and p.type in _STANCES and " " not in p.lemma}
    if code == "id":
        stances = {form for word in stances for form in indonesian_verb(word)}
        light = {form for word in light for form in indonesian_verb(word)}
        controls = {form for word in controls for form in indonesian_verb(word)}
    return _Index(
        {form: tuple(group) for form, group in entries.items()},
        frozenset(light),
        frozenset(controls),
        frozenset(stances),
    )


def _around(tree: Clauses, index: int, first: int, last: int) -> dict[str, int]:
    """The words that can belong to the same trigger as the word ``index``, by form and lemma, nearest first."""
    words, children, lowered = tree.words, tree.children, tree.lowered
    near = [c for c in children[index] if words[c].relation not in _PASSED]
    head = words[index].head
    if head >= 0 and words[index].relation.partition(":")[0] in _TO_HEAD:
        near += [head, *(c for c in children[head] if c != index and words[c].relation not in _PASSED)]
    near += range(max(first, index - 2), min(last, index + 4))
    below = [c for n in near for c in children[n] if n != head and words[c].relation not in _PASSED]
    below += [d for c in below for d in children[c] if words[d].relation in ("case", "compound", "fixed")]
    found: dict[str, int] = {}
    for other in (*near, *below):
        if other != index:
            found.setdefault(lowered[other], other)
            if tree.language == "en":
                found.setdefault(words[other].lemma, other)
    return found


def _centre(tree: Clauses, pattern: Pattern, index: int, parts: Sequence[int]) -> int:
    """The word of a trigger that governs the actors."""
    word = tree.words[index]
    if pattern.pos == "VERB" and word.relation in ("cop", "aux", "advmod") and word.head >= 0:
        return word.head
    if pattern.pos == "VERB" and word.tag not in ("VERB", "ADJ"):
        return next((part for part in parts if tree.words[part].tag == "VERB"), index)
    return index


def _extent(tree: Clauses, index: int, parts: Sequence[int]) -> tuple[int, int]:
    """The first and the last word of a trigger, without parts that stand behind another noun or too far away."""
    words = tree.words
    first = last = index
    for part in sorted(parts, key=lambda part: abs(part - index)):
        function = words[part].tag in ("ADP", "PART", "SCONJ", "AUX")
        if abs(part - index) > (1 if function else _WIDEST):
            continue
        between = range(last + 1, part) if part > last else range(part + 1, first)
        if any(i not in parts and _parts_company(tree, i, part) for i in between):
            continue
        first, last = min(first, part), max(last, part)
    return first, last


def _parts_company(tree: Clauses, index: int, part: int) -> bool:
    """Whether a word between a trigger and one of its ``part`` belongs to neither: a name, or a noun of its own."""
    word = tree.words[index]
    if word.tag == "NOUN":
        return word.head != part
    return word.tag in ("PROPN", "PRON") and tree.lowered[index] not in RELATIVE[tree.language]


def _is_headline_verb(tree: Clauses, index: int) -> bool:
    """Whether a bare Indonesian root stands between capitals, as verbs do in headlines."""
    words = tree.words
    in_name = words[index].tag == "PROPN" and words[index].relation.startswith("flat")
    if in_name or not words[index].text[:1].isupper():
        return False
    return 0 < index < len(words) - 1 and words[index - 1].text[:1].isupper() and words[index + 1].text[:1].isupper()


def _entries(index: _Index, tree: Clauses, at: int) -> list[_Entry]:
    """The entries whose main word stands at a place."""
    lower, word = tree.lowered[at], tree.words[at]
    found = index.entries.get(lower)
    if found is None and tree.language == "en":
        found = index.entries.get(word.lemma)
    elif found is None and "-" in lower:
        half, _, other = lower.partition("-")
        found = index.entries.get(half) if half == other else None
    if found is None or (word.tag == "PROPN" and tree.is_time(at)):  # "March"
        return []
    tag = word.tag
    described = tag == "ADJ" and word.relation in ("amod", "compound", "advmod")
    return [
        entry
        for entry in found
        if not entry.tags
        or (tag in entry.tags and not (described and entry.pattern.pos == "NOUN"))
        or (entry.bare and _is_headline_verb(tree, at))
    ]


def _sole(hits: list[tuple[Hit, frozenset[int]]]) -> list[Hit]:
    """The hits without those whose words another one of the same type covers and more, which lend it their actors."""
    kept = []
    for hit, parts in hits:
        same = [
            (other, theirs) for other, theirs in hits if other.pattern.type is hit.pattern.type and other is not hit
        ]
        if any(parts < theirs and other.first <= hit.first and hit.last <= other.last for other, theirs in same):
            continue
        sources, targets = hit.sources, hit.targets
        for other, theirs in same:
            if theirs < parts:
                sources = sources or tuple(index for index in other.sources if index not in targets)
                targets = targets or tuple(index for index in other.targets if index not in sources)
        changed = sources is not hit.sources or targets is not hit.targets
        kept.append(replace(hit, sources=sources, targets=targets) if changed else hit)
    return kept


class _Finder:
    """Finds the hits of one sentence."""

    __slots__ = ("around", "first", "index", "last", "present", "roles", "tree")

    def __init__(self, index: _Index, tree: Clauses, sentence: Sentence):
        self.index = index
        self.tree = tree
        self.first, self.last = sentence.first_word, sentence.last_word
        self.present: set[str] | None = None
        self.around: dict[int, dict[str, int]] = {}
        self.roles: dict[tuple[tuple[int, ...], bool, str, bool], Roles] = {}

    def find(self, places: Iterable[int]) -> list[tuple[Hit, frozenset[int]]]:
        """The hits whose main words stand at ``places``, each with all words of its trigger."""
        found = []
        for at in places:
            for entry in _entries(self.index, self.tree, at):
                parts = self._parts(entry, at) if entry.rest else ()
                if parts is not None:
                    found.append(self._hit(entry.pattern, at, parts))
        return found

    def _present(self) -> set[str]:
        """The forms, and in English the lemmas, of the sentence."""
        tree = self.tree
        self.present = set(tree.lowered[self.first : self.last])
        if tree.language == "en":
            self.present.update(word.lemma for word in tree.words[self.first : self.last])
        return self.present

    def _parts(self, entry: _Entry, at: int) -> tuple[int, ...] | None:
        """The words of the text that are an entry's other words; ``None`` where one is missing or too far away."""
        present = self.present if self.present is not None else self._present()
        for forms in entry.rest:
            if forms.isdisjoint(present):
                return None
        around = self.around.get(at)
        if around is None:
            around = self.around[at] = _around(self.tree, at, self.first, self.last)
        found = []
        for forms in entry.rest:
            part = next((place for form, place in around.items() if form in forms), None)
            if part is None or (entry.pattern.pos == "NOUN" and abs(part - at) > _WIDEST_NOUN):
                return None
            if entry.ahead and part > at:
                return None
            found.append(part)
        return tuple(found)

    def _hit(self, pattern: Pattern, at: int, parts: tuple[int, ...]) -> tuple[Hit, frozenset[int]]:
        tree, whole = self.tree, (at, *parts)
        last_word = pattern.lemma.rpartition(" ")[2]
        tail = last_word if parts and last_word in _PREPOSITIONS[tree.language] else ""
        verb = pattern.pos == "VERB"
        free = not verb and pattern.type not in _BOUND
        roles = self.roles.get((whole, verb, tail, free))
        if roles is None:
            centre, index = _centre(tree, pattern, at, parts), self.index
            trigger = Trigger(centre, whole, verb, tail, index.light, free, index.stances)
            roles = self.roles[whole, verb, tail, free] = Roles(tree, trigger)
        sources, targets = find_roles(roles, pattern.sources, pattern.targets)
        first, last = _extent(tree, at, parts) if parts else (at, at)
        return Hit(pattern, first, last, sources, targets), frozenset(whole)


def find_hits(annotation: Annotation, code: str, wording: Wording | None = None) -> list[Hit]:
    """The patterns of the language ``code`` (ISO 639-1) in an article, in the order of the text.

    Needs the trees of ``menurut.annotate``. A word may have several hits, of other types or senses; a pattern of
    several words takes the place of a shorter one of its type inside it. ``wording`` is from ``wording_of``, where it
    is known already.
    """
    index, words = _index(code), annotation.words
    entries, wording = index.entries, wording or wording_of(annotation)
    lowered = wording.lowered
    if code == "en":
        places = [at for at, word in enumerate(words) if lowered[at] in entries or word.lemma in entries]
    else:
        places = [at for at, lower in enumerate(lowered) if lower in entries or "-" in lower]
    hits: list[Hit] = []
    if not places:
        return hits
    tree, next_place = Clauses(annotation, wording, code, index.controls), 0
    for sentence in annotation.sentences:
        begin = next_place
        while next_place < len(places) and places[next_place] < sentence.last_word:
            next_place += 1
        if next_place > begin:
            hits.extend(_sole(_Finder(index, tree, sentence).find(places[begin:next_place])))
    return hits
