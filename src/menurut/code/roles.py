"""Who did it and to whom: where a pattern says that actors stand, looked up in the tree around a trigger."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from menurut.code.clauses import PARTNER, Clauses
from menurut.code.syntax import AGENT

# Prepositions that stand for each other in the news.
_ALIKE: dict[str, dict[str, tuple[str, ...]]] = {
    "id": {
        "kepada": ("kepada", "pada", "ke"),
        "pada": ("pada", "kepada"),
        "ke": ("ke", "menuju"),
        "terhadap": ("terhadap", "atas"),
        "bagi": ("bagi", "untuk"),
        "untuk": ("untuk", "bagi"),
    },
    "en": {
        "on": ("on", "upon"),
        "to": ("to", "toward", "towards"),
        "toward": ("toward", "towards"),
    },
}
_ANSWER = {
    "id": frozenset({"bertanggung", "bertanggungjawab", "terlibat", "mendalangi"}),
    "en": frozenset({"responsible", "responsibility", "behind"}),
}
_LAST_RESORT: dict[str, tuple[str, ...]] = {
    "id": ("terhadap", "kepada", "atas"),
    "en": (),
}  # where an object has become a phrase
_NO_ACTOR = frozenset({"PUNCT", "ADP", "SCONJ", "CCONJ", "AUX", "PART", "ADV"})


@dataclass(slots=True)
class Trigger:
    """The words that report an event: ``centre`` is the one that governs the actors, ``parts`` are all of them.

    ``tail`` is the preposition with which the pattern ends ("crack down on"), ``light`` are the verbs that carry an
    event's noun ("launch", "melancarkan"). Where ``free`` any verb that governs the noun may, but those of ``stances``
    ("condemn", "menolak").
    """

    centre: int
    parts: tuple[int, ...]
    verb: bool
    tail: str = ""
    light: Collection[str] = field(default=(), repr=False)
    free: bool = False
    stances: Collection[str] = field(default=(), repr=False)


class Roles:
    """Looks up roles around one trigger; what was looked up once is kept."""

    __slots__ = ("_found", "_phrases", "both_sides", "tree", "trigger")

    def __init__(self, tree: Clauses, trigger: Trigger):
        self.tree = tree
        self.trigger = trigger
        self._phrases: list[tuple[int, list[str]]] | None = None
        self._found: dict[str, list[int]] = {}
        self.both_sides: dict[tuple[Sequence[str], Sequence[str]], tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def find(self, role: str) -> list[int]:
        """The words that head the phrases in a role of a pattern, without the trigger's own."""
        if role not in self._found:
            self._found[role] = self._find(role)
        return self._found[role]

    def _find(self, role: str) -> list[int]:
        method = _METHODS.get(role)
        found = method(self) if method is not None else self.with_preposition(role.removeprefix("obl:"))
        if not found:
            return found
        parts, words = self.trigger.parts, self.tree.words
        return [index for index in dict.fromkeys(found) if index not in parts and words[index].tag not in _NO_ACTOR]

    def phrases(self) -> list[tuple[int, list[str]]]:
        """The nouns with prepositions around the trigger, nearer ones first, then those of its support verb."""
        if self._phrases is None:
            starts = [*self.trigger.parts]
            if not self.trigger.verb:
                starts.extend(self._support())
            self._phrases = self.tree.phrases(starts)
        return self._phrases

    def with_preposition(self, preposition: str) -> list[int]:
        """The first phrase with the preposition, or with one that stands for it."""
        tree, trigger = self.tree, self.trigger
        first = preposition.split(maxsplit=1)[0]
        wanted = _ALIKE[tree.language].get(first, (first,))
        found = [
            noun for noun, words in self.phrases() if noun not in trigger.parts and not set(words).isdisjoint(wanted)
        ]
        if found:
            return [min(found, key=lambda noun: (noun < trigger.centre, noun))]
        above = self._above(wanted)
        if above:
            return above
        after = tree.next_phrase(trigger.centre, wanted)
        if after is not None:
            return [after]
        return self._as_verb(first) if first.startswith("me") else []

    def _as_verb(self, word: str) -> list[int]:
        """The object of a verb that stands for a preposition: "berunjuk rasa menentang X"."""
        tree, start = self.tree, self.trigger.centre
        for at in range(start + 1, min(start + 8, len(tree.words))):
            if at in tree.firsts:
                break
            if tree.lowered[at] == word and tree.words[at].tag == "VERB":
                return tree.objects(at)
        return []

    def _above(self, wanted: Collection[str]) -> list[int]:
        """A phrase that the parser gave to the governing verb: "plans to attack on Monday", "a note handed to Y"."""
        tree, verb = self.tree, self.trigger.centre
        word = tree.words[verb]
        clauses = (
            ("xcomp", "ccomp", "advcl", "conj", "acl") if self.trigger.verb else ("obj", "nsubj:pass", "nmod", "obl")
        )
        if word.head < 0 or (word.relation not in clauses and word.relation.partition(":")[0] not in clauses):
            return []
        for child in tree.children[word.head]:
            phrase = child > verb and tree.words[child].relation.startswith(("obl", "nmod")) and not tree.is_time(child)
            if phrase and not set(wanted).isdisjoint(tree.prepositions(child)):
                return [child]
        return []

    def _support(self) -> list[int]:
        """The light verb that carries a noun: "carried out an attack", "serangan yang dilancarkan X"."""
        tree, noun = self.tree, self.trigger.centre
        word = tree.words[noun]
        found = []
        for child in tree.children[noun]:
            if tree.words[child].relation.startswith("acl") and self._is_light(child):
                found.append(child)
        if word.head >= 0 and word.relation.partition(":")[0] in ("obj", "nsubj", "obl") and self._is_light(word.head):
            found.append(word.head)
        return found

    def _is_light(self, verb: int) -> bool:
        return self.tree.words[verb].lemma in self.trigger.light or self.tree.lowered[verb] in self.trigger.light

    def _none(self) -> list[int]:
        return []

    def _subj(self) -> list[int]:
        tree, verb, parts = self.tree, self.trigger.centre, self.trigger.parts
        if not self.trigger.verb:
            return self._poss() or self._by()
        if not tree.is_passive(verb):
            return tree.surface_subject(verb)
        agents = [index for index in tree.agents(verb, parts) if index not in parts]
        if agents:
            return agents
        surface = [index for index in tree.surface_subject(verb) if index not in parts]
        return [] if surface else [owner for owner in self._poss() if tree.is_actor(owner)]

    def _surface(self) -> list[int]:
        """The subject as it stands: the one who acts where the pattern asks for no object ("was forced to resign")."""
        return self.tree.surface_subject(self.trigger.centre) if self.trigger.verb else []

    def _obj(self) -> list[int]:
        tree, verb, parts = self.tree, self.trigger.centre, self.trigger.parts
        tail = self.with_preposition(self.trigger.tail) if self.trigger.tail else []
        tail = [index for index in tail if index > verb]
        if not self.trigger.verb:
            return tail or (self.with_preposition("of") if tree.language == "en" else self._poss())
        found = [index for index in tree.logical_object(verb) if index not in parts]
        return found or tail or self._obj_beside() or self._obj_below() or self._last_resort()

    def _obj_beside(self) -> list[int]:
        """An object that the parser gave to a word of the trigger: "memulangkan paksa pengungsi", "sealed off X"."""
        tree, parts = self.tree, self.trigger.parts
        for part in parts:
            for child in tree.children[part]:
                case = [c for c in tree.children[child] if tree.words[c].relation == "case"]
                bare = part != self.trigger.centre and not case and tree.words[child].tag in ("NOUN", "PROPN", "PRON")
                given = child > part and child not in parts and tree.words[child].relation in ("obj", "nmod", "obl")
                if given and (bare or any(c in parts for c in case)):
                    return [child]
        return []

    def _obj_below(self) -> list[int]:
        """The object of a verb that the trigger governs: "berjanji melindungi X", "ready to assist X"."""
        tree, parts = self.tree, self.trigger.parts
        below = [
            c for p in parts for c in tree.children[p] if tree.words[c].relation in ("xcomp", "ccomp", "advcl", "acl")
        ]
        for other in (*parts[1:], *below):
            if tree.words[other].tag == "VERB" and not tree.own_subject(other):
                found = [index for index in tree.objects(other) if index not in parts]
                if found:
                    return found
        return [index for index in tree.clause_subjects(self.trigger.centre) if index not in parts]

    def _last_resort(self) -> list[int]:
        for preposition in _LAST_RESORT[self.tree.language]:
            found = self.with_preposition(preposition)
            if found:
                return found
        return []

    def _comp(self) -> list[int]:
        found: list[int] = []
        for part in self.trigger.parts:
            found.extend(self.tree.clause_subjects(part))
        return found

    def _by(self) -> list[int]:
        tree, words = self.tree, AGENT[self.tree.language]
        if self.trigger.verb and tree.is_passive(self.trigger.centre):
            return tree.agents(self.trigger.centre, self.trigger.parts)
        for noun, prepositions in self.phrases():
            if words & set(prepositions):
                return [noun]
        after = tree.next_phrase(self.trigger.centre, words)
        return [] if after is None else [after]

    def _poss(self) -> list[int]:
        """Owners of the event's noun, names and nouns of actors first; of a verb, owners of its object."""
        tree, trigger = self.tree, self.trigger
        bare, nouns = True, [trigger.centre]
        if trigger.verb:
            nouns = [p for p in trigger.parts if p != trigger.centre and tree.words[p].tag in ("NOUN", "PROPN")]
            if not nouns:
                nouns, bare = self._obj(), False
        owners = [o for noun in nouns for o in tree.owners(noun, trigger.parts, bare)]
        actors = [o for o in owners if tree.is_actor(o)]
        if trigger.verb and bare and not actors:
            owners = [o for noun in nouns for o in tree.owners(noun, trigger.parts)]
            actors = [o for o in owners if tree.is_actor(o)]
        return actors[:2] or owners or self._after_verb(nouns)

    def _after_verb(self, nouns: Sequence[int]) -> list[int]:
        """The owner that the parser made the object of a bare verb after the noun: "larangan masuk Amerika Serikat"."""
        tree = self.tree
        for noun in nouns:
            for child in tree.children[noun]:
                if tree.words[child].relation.startswith("acl") and child == noun + 1:
                    return [c for c in tree.children[child] if tree.words[c].relation == "obj"]
        return []

    def _both(self) -> list[int]:
        tree, partner = self.tree, self._partner()
        if self.trigger.verb:
            found = self._subj() or self._surface()
            return [*found, *partner, *tree.objects(self.trigger.centre)]
        found = [*self._poss(), *self.supporters()]
        found = [index for index in found if tree.is_actor(index)] or ([] if partner else found)
        if not found and len(tree.joined(partner)) < 2:
            found = self.governor()
        return [*found, *partner]

    def _partner(self) -> list[int]:
        """The other side: the phrase with dengan, antara, with or between."""
        words = PARTNER[self.tree.language]
        for noun, prepositions in self.phrases():
            if not words.isdisjoint(prepositions):
                return [noun]
        above = self._above(words) if not self.trigger.verb else []
        after = None if above else self.tree.next_phrase(self.trigger.centre, words)
        return above if after is None else [after]

    def supporters(self) -> list[int]:
        """Who does what a noun tells, by the verb that carries it, else by the participle beside it."""
        tree, noun = self.tree, self.trigger.centre
        found = [index for verb in self._support() for index in tree.logical_subject(verb)]
        if not found:
            described = [c for c in tree.children[noun] if tree.words[c].relation == "acl" and tree.is_passive(c)]
            found = [index for verb in described for index in tree.agents(verb)]
        return [index for index in found or self._answerable() if index not in self.trigger.parts]

    def _answerable(self) -> list[int]:
        """Who answers for it: "bertanggung jawab atas serangan itu", "responsible for the attack"."""
        tree, at = self.tree, self.trigger.centre
        for _ in range(3):
            at = tree.words[at].head
            if at < 0:
                return []
            if tree.lowered[at] in _ANSWER[tree.language]:
                return tree.surface_subject(at) or tree.own_subject(at)
        return []

    def governor(self) -> list[int]:
        """The subject of the verb whose object the event's noun is, unless the verb only takes a stance on it."""
        tree, word = self.tree, self.tree.words[self.trigger.centre]
        verb = word.head
        if not self.trigger.free or verb < 0 or word.relation.partition(":")[0] not in ("obj", "nsubj", "obl"):
            return []
        if word.relation == "nsubj" or tree.words[verb].tag != "VERB":
            return []
        if tree.words[verb].lemma in self.trigger.stances or tree.lowered[verb] in self.trigger.stances:
            return []
        return [index for index in tree.logical_subject(verb) if index not in self.trigger.parts]


_METHODS: dict[str, Callable[[Roles], list[int]]] = {
    "subj": Roles._subj,
    "obj": Roles._obj,
    "poss": Roles._poss,
    "by": Roles._by,
    "comp": Roles._comp,
    "both": Roles._both,
    "none": Roles._none,
    "surface": Roles._surface,
}


def _best(roles: Roles, names: Sequence[str], taken: Collection[int]) -> list[int]:
    """What the first role that names an actor finds, else the first that finds anything, without what is ``taken``."""
    tree = roles.tree
    first: list[int] = []
    for name in names:
        found = roles.find(name)
        if found and taken:
            found = [index for index in found if index not in taken]
        if not found:
            continue
        for index in found:
            if tree.is_actor(index):
                return found
        if any(map(tree.is_actor, tree.expanded(found, roles.trigger.parts))):
            return found
        first = first or found
    return first


def find_roles(
    roles: Roles, sources: tuple[str, ...], targets: tuple[str, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The words that head source and target, by the roles of a pattern, the likeliest first.

    Coordinated phrases and owners follow their heads. Where the first role is ``both``, all sides are sources.
    """
    found = roles.both_sides.get((sources, targets))
    if found is None:
        found = roles.both_sides[sources, targets] = _find_roles(roles, sources, targets)
    return found


def _find_roles(
    roles: Roles, sources: tuple[str, ...], targets: tuple[str, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    tree, trigger = roles.tree, roles.trigger
    if trigger.verb and "obj" not in targets and "obj" not in sources and "poss" not in targets:
        sources = tuple(name for role in sources for name in ((role, "surface") if role == "subj" else (role,)))
    source = _best(roles, sources, ())
    told = any(roles.find(role) for role in sources if role not in ("poss", "both"))
    if not trigger.verb and sources[0] != "none" and not told and not any(map(tree.is_actor, source)):
        source = roles.supporters() or ([] if "both" in sources else roles.governor()) or source
    target = _best(roles, targets, tree.joined(source)) if targets[0] != "none" else []
    if not target and not trigger.verb and targets[0] != "none":
        target = [index for index in tree.deeds(trigger.centre) if index not in source]
    if sources[0] == "both" and target:
        source, target = [*source, *target], []
    leave = trigger.parts
    expanded = tree.expanded(source, leave) if source else ()
    return expanded, tree.expanded([t for t in target if t not in source], leave) if target else ()
