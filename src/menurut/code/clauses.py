"""Who acts and who is acted on in a clause, and who owns what a noun names."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from menurut.code.syntax import AGENT, NOMINAL, PHRASE_DEPTH, Tree, Wording
from menurut.records import Annotation

_OBJECTS = frozenset({"obj", "iobj"})
_OWNERS = frozenset({"nmod", "compound", "flat", "appos", "amod"})
_DEPENDENT = frozenset({"xcomp", "ccomp", "advcl", "advcl:relcl", "conj", "parataxis", "csubj", "dep"})
RELATIVE = {"id": frozenset({"yang"}), "en": frozenset({"who", "which", "that", "whom"})}
PARTNER = {"id": frozenset({"dengan", "antara", "bersama"}), "en": frozenset({"with", "between", "among", "alongside"})}
_OWNING = {
    "id": frozenset({"milik", "asal", "dari", "di", "dengan", "antara", "oleh", "terhadap", "atas", "bersama"}),
    "en": frozenset({"of", "'s", "’s", "'", "’", "in", "from", "with", "between", "by", "on", "against"}),
}
_CLOSE = {"id": frozenset({"milik", "asal"}), "en": frozenset({"of", "'s", "’s", "'", "’"})}
_NONE: frozenset[str] = frozenset()
# Marks after which the one who does it is the object of the governing clause: "accused Russia of attacking".
_OF_OBJECT = {
    "id": frozenset({"karena", "lantaran", "sebab", "atas"}),
    "en": frozenset({"of", "for", "from", "into", "over"}),
}
_PURPOSE = {"id": frozenset({"untuk", "agar", "supaya", "guna", "buat"}), "en": frozenset({"to"})}
_BECOME = frozenset({"become", "jadi", "menjadi"})
_SUBJECT_DEPTH = 5  # clauses climbed for a subject
_OWNER_DEPTH = 4
_BARE_REACH = 6  # words after a verb in which a noun without a preposition may be its object


class Clauses(Tree):
    """The clauses and noun phrases of an article.

    ``controls`` are the lemmas and forms of verbs whose object does what they govern ("urge Iran to withdraw").
    """

    __slots__ = ("_owned", "controls")

    def __init__(self, annotation: Annotation, wording: Wording, language: str, controls: Collection[str]):
        super().__init__(annotation, wording, language)
        self.controls = controls
        self._owned: dict[int, list[int]] = {}

    def surface_subject(self, verb: int, depth: int = 0) -> list[int]:
        """The subject of the verb's clause as it stands, from the governing clauses where it has none of its own."""
        word = self.words[verb]
        own = self.own_subject(verb)
        real = [c for c in own if self.lowered[c] not in RELATIVE[self.language]]
        relation = word.relation.partition(":")[0]
        if len(own) > 1 and self.language == "id":  # of two the one after the verb is none
            real = [c for c in real if c < verb]
        if real:  # of two the other one is the agent
            return real[:1] if self.is_passive(verb) else real
        if word.head >= 0 and (relation == "acl" or (relation == "amod" and word.head < verb)):
            return self._antecedent(verb, bool(own), depth)
        if depth < _SUBJECT_DEPTH and word.head >= 0:
            lost = word.tag == "VERB" and relation in ("obj", "obl", "nmod") and self.words[word.head].tag == "VERB"
            if relation in _DEPENDENT or own or lost:
                return self._controller(verb, depth)
        for child in self.children[verb]:  # a subject that the parser gave to the verb below, or took for a part
            below = self.words[child].relation.partition(":")[0]
            if below in ("xcomp", "ccomp") and child > verb:
                found = [c for c in self.own_subject(child) if c < verb]
                if found:
                    return found
            if below == "compound" and child < verb and self.words[child].tag in ("NOUN", "PROPN"):
                return [child]
        return []

    def _antecedent(self, verb: int, relative: bool, depth: int) -> list[int]:
        """The subject of a clause that describes a noun: the noun, or who owns it or governs it ("plans to attack")."""
        noun = self.words[verb].head
        marks = {self.lowered[c] for c in self.children[verb] if self.words[c].relation in ("mark", "case")}
        if relative or (self.is_actor(noun) and not marks & _PURPOSE[self.language]):
            return [*self._same_as(noun), noun]
        if marks & _PURPOSE[self.language] or self.lowered[verb].startswith("me"):
            owners = [o for o in self.owners(noun) if self.is_actor(o)]
            if owners:
                return owners[:1]
            governor = self.words[noun].head
            if governor >= 0 and self.words[noun].relation in ("obj", "obl", "iobj") and depth < _SUBJECT_DEPTH:
                above = self.logical_subject(governor, depth + 1)
                return above or [noun]
        return [noun]

    def _same_as(self, noun: int) -> list[int]:
        """The subject of which a noun is said: "Zambia became the third country that …", "X was the first to …"."""
        subjects = self.own_subject(noun)
        head = self.words[noun].head
        becomes = head >= 0 and self.words[head].lemma in _BECOME and self.words[noun].relation in ("obj", "xcomp")
        if becomes and not subjects:
            subjects = self.own_subject(head)
        return subjects[:1]

    def _controller(self, verb: int, depth: int) -> list[int]:
        word = self.words[verb]
        head, relation = word.head, word.relation.partition(":")[0]
        if relation == "conj":
            if self.words[head].tag in ("VERB", "AUX", "ADJ") or self.own_subject(head):
                return self.surface_subject(head, depth + 1)
            return self._clause_subject(head, depth)
        objects = [c for c in self.children[head] if self.words[c].relation in _OBJECTS and c < verb]
        if objects and not self.is_passive(head):
            marks = {self.lowered[c] for c in self.children[verb] if self.words[c].relation in ("mark", "case")}
            governed = self.words[head].lemma in self.controls or self.lowered[head] in self.controls
            if (
                marks & _OF_OBJECT[self.language]
                or relation in ("xcomp", "ccomp")
                or (governed and relation == "advcl")
            ):
                return objects[:1]
        if self.words[head].tag in ("NOUN", "PROPN") and not self.own_subject(head):
            return self._clause_subject(head, depth)
        if relation == "advcl" and self.language == "id" and self.is_passive(head):
            return self._reported(head, depth)
        return self.surface_subject(head, depth + 1)

    def _reported(self, head: int, depth: int) -> list[int]:
        """Who does it beside a passive clause: the agent in "hal itu disampaikan X saat bertemu Y"."""
        found = self.surface_subject(head, depth + 1)
        return found if any(map(self.is_actor, found)) else self.agents(head) or found

    def _clause_subject(self, index: int, depth: int) -> list[int]:
        """The subject of the clause that a noun stands in."""
        for _ in range(PHRASE_DEPTH):
            if self.words[index].tag in ("VERB", "AUX") or self.own_subject(index):
                return self.surface_subject(index, depth + 1)
            if self.words[index].head < 0:
                return []
            index = self.words[index].head
        return []

    def agents(self, verb: int, leave: Collection[int] = ()) -> list[int]:
        """Who does it in a passive clause: the phrase with oleh or by, else the bare noun after an Indonesian verb.

        ``leave`` are words that are no agent.
        """
        words, marks = self.words, AGENT[self.language]
        marked = [c for c in self.children[verb] if words[c].relation == "obl:agent"]
        for child in marked:
            if marks & set(self.prepositions(child)):
                return [child]
        for noun, prepositions in self.phrases([verb]):
            if noun > verb and marks & set(prepositions):
                return [noun]
        after = self.next_phrase(verb, marks)
        if after is not None:
            return [after]
        bare = [c for c in marked if not self.prepositions(c)]
        return bare or ([] if self.language != "id" else self._bare_agent(verb, leave))

    def _bare_agent(self, verb: int, leave: Collection[int]) -> list[int]:
        """The noun without a preposition that follows an Indonesian passive verb: "ditangkap polisi"."""
        for at in range(verb + 1, min(verb + 6, len(self.words))):
            word = self.words[at]
            if at in leave or word.tag in ("NUM", "DET", "ADV"):
                continue
            nominal = word.tag in ("NOUN", "PROPN", "PRON") or self.lowered[at] in self.nouns
            if nominal and not self.prepositions(at) and not self.is_time(at):
                return [at]
            break
        subjects = self.own_subject(verb)
        return [c for c in subjects[1:] if c > verb and not self.is_time(c)][:1]

    def logical_subject(self, verb: int, depth: int = 0) -> list[int]:
        """Who does it, whether the clause is active or passive."""
        if not self.is_passive(verb):
            return self.surface_subject(verb, depth)
        return self.agents(verb)

    def logical_object(self, verb: int) -> list[int]:
        """What it is done to, whether the clause is active or passive."""
        if self.is_passive(verb):
            return self.surface_subject(verb)
        return self.objects(verb)

    def objects(self, verb: int) -> list[int]:
        """The objects of an active verb, also those of verbs joined to it and the noun that its clause describes."""
        word, relative = self.words[verb], RELATIVE[self.language]
        found = [c for c in self.children[verb] if self.words[c].relation in _OBJECTS]
        real = [c for c in found if self.lowered[c] not in relative]
        if real:
            return real
        late = self.late_subject(verb)
        if late:
            return late
        subjects = self.own_subject(verb)
        if word.relation.startswith("acl") and any(self.lowered[c] not in relative for c in subjects):
            return [word.head]
        if found:
            return [word.head] if word.relation.startswith("acl") else []
        bare = [
            c
            for c in self.children[verb]
            if verb < c <= verb + _BARE_REACH
            and self.words[c].relation in ("obl", "nmod", "dep", "compound", "det")
            and self.words[c].tag in ("NOUN", "PROPN", "PRON")
            and not self.prepositions(c)
            and (self.words[c].relation != "det" or c == verb + 1)
        ]
        if bare:
            return bare[:1]
        return self._shared_objects(verb)

    def _shared_objects(self, verb: int) -> list[int]:
        """The objects of a verb that is joined to this one: "arrested and jailed three activists"."""
        phrases = any(self.words[c].relation.startswith("obl") for c in self.children[verb])
        for child in () if phrases else self.children[verb]:
            if self.words[child].relation == "conj" and self.words[child].tag == "VERB" and not self.own_subject(child):
                shared = [c for c in self.children[child] if self.words[c].relation in _OBJECTS]
                if shared:
                    return shared
        return []

    def clause_subjects(self, verb: int) -> list[int]:
        """The subjects of the clauses that the verb governs ("demanded that Israel stop")."""
        found: list[int] = []
        for child in self.children[verb]:
            if self.words[child].relation.partition(":")[0] in ("ccomp", "xcomp", "advcl", "acl"):
                relative = RELATIVE[self.language]
                found.extend(c for c in self.own_subject(child) if c > verb and self.lowered[c] not in relative)
        return found

    def owners(self, noun: int, leave: Collection[int] = (), bare: bool = False) -> list[int]:
        """Who or what a noun belongs to, in order of depth: "pos tentara Chad" gives *tentara*, then *Chad*.

        ``leave`` are words that belong to the noun itself. The walk ends at each word that names an actor. With
        ``bare`` the first step takes no preposition ("serangan Rusia", "Russia's attack").
        """
        level = [noun]
        found: list[int] = []
        owning = _CLOSE[self.language] if bare else _OWNING[self.language]
        for depth in range(_OWNER_DEPTH):
            below = []
            for index in level:
                if index != noun and index not in leave and self.is_whole(index):
                    continue
                for child in self.children[index]:
                    if self._owns(child, _NONE if bare and (depth == 0 or index in leave) else owning):
                        below.append(child)
                        if child not in leave:
                            found.append(child)
                    elif child in leave:
                        below.append(child)
                    elif self.words[child].relation.startswith("acl"):
                        held = self._bearers(child) if bare or not self._holder(child) else self._holder(child)
                        found.extend(held)
                        below.extend(held)
            level = below
        return found

    def _holder(self, verb: int) -> list[int]:
        """Who has a thing by the clause that describes it: "a yacht owned by X", "a ship belonging to X"."""
        if self.is_passive(verb):
            return self.agents(verb)
        if self.lowered[verb].startswith("belong"):
            return [child for child in self.children[verb] if "to" in self.prepositions(child)]
        return []

    def _bearers(self, verb: int) -> list[int]:
        """The owners that the parser gave to a bare Indonesian verb: "serangan kelompok bersenjata Houthi"."""
        if self.language != "id" or self.own_subject(verb) or self.lowered[verb].startswith(("me", "di")):
            return []
        near = [c for c in self.children[verb] if self.words[c].relation in ("obj", "obl", "nmod") and c > verb]
        return [c for c in near if not self.prepositions(c) and not self.is_time(c)]

    def _owns(self, index: int, owning: frozenset[str]) -> bool:
        word = self.words[index]
        relation = word.relation.partition(":")[0]
        if relation not in _OWNERS or word.tag not in NOMINAL or self.is_time(index):
            return False
        if word.relation == "nmod:poss":
            return True
        if relation == "amod" or word.tag == "ADJ":
            return self.is_demonym(index)
        prepositions = self.prepositions(index)
        return not prepositions or not owning.isdisjoint(prepositions)

    def deeds(self, noun: int) -> list[int]:
        """To whom it is done by the clause that describes a noun: "serangan yang menewaskan X"."""
        for child in self.children[noun]:
            if self.words[child].relation.startswith("acl") and not self.is_passive(child):
                found = [c for c in self.children[child] if self.words[c].relation in _OBJECTS]
                if found:
                    return found
        return []

    def expanded(self, heads: Iterable[int], leave: Collection[int] = ()) -> tuple[int, ...]:
        """The heads, those joined to them, then the owners of those that are no actors and what stands beside them."""
        found = self.joined(heads)
        more: list[int] = []
        for index in found:
            if not self.is_whole(index):
                if index not in self._owned:
                    self._owned[index] = self.joined(self.owners(index))
                more.extend(self._owned[index])
            else:
                more.extend(c for c in self.children[index] if self.words[c].relation == "appos")
        if more or leave:
            return tuple(index for index in dict.fromkeys((*found, *more)) if index not in leave)
        return tuple(found)
