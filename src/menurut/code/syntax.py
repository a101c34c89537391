"""Walking a dependency tree: what names an actor, and the phrases with prepositions around a word."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from menurut.records import Annotation
from menurut.resolve.tables import AGENCY, AGENCY_WEAK, DOCUMENT, GOVERNMENT, GROUP, HEAD, ROLE, load_tables, plain

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "X", "SYM", "ADJ"})
_PHRASE_TAGS = NOMINAL | {"DET", "ADV"}
_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer"})
_NO_SUBJECT = frozenset({"SCONJ", "VERB", "PART"})
_DOWN = frozenset(
    {"obl", "nmod", "obj", "iobj", "nsubj:pass", "compound", "conj", "appos", "xcomp", "ccomp", "advmod", "flat"}
    | {"amod"}
)
AGENT = {"id": frozenset({"oleh"}), "en": frozenset({"by"})}
_TIME_WORDS = {
    "id": "senin selasa rabu kamis jumat sabtu minggu ahad hari pekan bulan tahun pagi siang sore malam",
    "en": "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december day week month year morning evening night",
}
_AGENCIES = AGENCY | AGENCY_WEAK
PHRASE_DEPTH = 4  # nouns that may stand between a trigger and a phrase that belongs to it
_REACH = 10  # words after a trigger in which a phrase still belongs to it


@cache
def _times(language: str) -> frozenset[str]:
    return frozenset(_TIME_WORDS[language].split())


@cache
def _known(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Nouns that say what an actor is, those of them that need no owner, and first words of names."""
    tables = load_tables(language)
    bits: dict[str, int] = {}
    for first, group in tables.nouns.items():
        for entry in group:
            if len(entry.words) == 1:
                bits[first] = bits.get(first, 0) | entry.bits
            elif entry.bits & (ROLE | GROUP | GOVERNMENT) and language == "id":  # "pengunjuk rasa"
                bits[first] = bits.get(first, 0) | (entry.bits & (ROLE | GROUP | GOVERNMENT))
    nouns = {word for word, bit in bits.items() if bit & (HEAD & ~DOCUMENT)}
    whole = {word for word in nouns if bits[word] & (ROLE | GOVERNMENT | GROUP) or bits[word] & _AGENCIES == AGENCY}
    return frozenset(nouns), frozenset(whole), frozenset(tables.names)


@dataclass(frozen=True, slots=True)
class Wording:
    """What several steps need of an article's words: each in lower case, and the words that hang on each, in order."""

    lowered: list[str]
    children: list[list[int]]


def wording_of(annotation: Annotation) -> Wording:
    """The words of an article, looked at once."""
    children: list[list[int]] = [[] for _ in annotation.words]
    for index, word in enumerate(annotation.words):
        if word.head >= 0:
            children[word.head].append(index)
    return Wording([word.text.lower() for word in annotation.words], children)


class Tree:
    """The words of an article as trees: ``children`` lists for each word the indexes of its dependents in order.

    ``lowered`` are the words in lower case, ``firsts`` the words that begin a sentence.
    """

    __slots__ = (
        "_actors",
        "_passives",
        "_prepositions",
        "children",
        "firsts",
        "language",
        "lowered",
        "names",
        "nouns",
        "times",
        "whole",
        "words",
    )

    def __init__(self, annotation: Annotation, wording: Wording, language: str):
        words = annotation.words
        self.words = words
        self.firsts = frozenset(sentence.first_word for sentence in annotation.sentences)
        self.lowered = wording.lowered
        self.language = language
        self.children = wording.children
        self.nouns, self.whole, self.names = _known(language)
        self.times = _times(language)
        self._actors: dict[int, bool] = {}  # what was found out once
        self._passives: dict[int, bool] = {}
        self._prepositions: dict[int, list[str]] = {}

    def is_actor(self, index: int) -> bool:
        """Whether the word can name an actor by itself: a name, a pronoun, or a noun of the gazetteer."""
        found = self._actors.get(index)
        if found is None:
            found = self._actors[index] = self._is_actor(index)
        return found

    def _is_actor(self, index: int) -> bool:
        word = self.words[index]
        lower = self.lowered[index]
        if lower in self.nouns or (word.lemma in self.nouns and self.language == "en"):
            return True
        if word.tag == "PROPN":  # a common noun that begins the sentence may look like a name
            begins = index in self.firsts and lower not in self.names
            return not (
                begins and any(self.words[c].relation.startswith(("nmod", "flat")) for c in self.children[index])
            )
        return word.tag == "PRON" or (word.tag == "ADJ" and self.is_demonym(index))

    def is_whole(self, index: int) -> bool:
        """Whether a word that can name an actor tells which one without its owner: "tentara", not "kedutaan"."""
        if self.lowered[index] in self.nouns:
            return self.lowered[index] in self.whole
        if self.language == "en" and self.words[index].lemma in self.nouns:
            return self.words[index].lemma in self.whole
        return self.is_actor(index)

    def is_demonym(self, index: int) -> bool:
        """Whether an adjective is made of a name: it has a capital, and is in the gazetteer or inside a sentence."""
        word = self.words[index]
        if not word.text[:1].isupper():
            return False
        return plain(word.text) in self.names or (index not in self.firsts and word.tag == "PROPN")

    def is_time(self, index: int) -> bool:
        """Whether a phrase says when."""
        return self.words[index].relation.endswith(":tmod") or self.lowered[index] in self.times

    def prepositions(self, index: int) -> list[str]:
        """The prepositions and postpositions of a noun, in lower case, parts of compound ones included."""
        known = self._prepositions.get(index)
        if known is not None:
            return known
        words = self.words
        found: list[str] = []
        for child in self.children[index]:
            relation = words[child].relation
            close = relation in ("case", "nmod:lmod") or (relation == "mark" and child < index)
            if close or (words[child].tag == "ADP" and child < index and relation in ("amod", "advmod")):
                inner = [g for g in self.children[child] if words[g].relation in ("fixed", "case")]
                found.extend(self.lowered[word] for word in sorted((child, *inner)))
        self._prepositions[index] = found
        return found

    def own_subject(self, verb: int) -> list[int]:
        """The subjects that stand at the verb itself; what follows an Indonesian verb with meN- is none."""
        words = self.words
        found = [c for c in self.children[verb] if words[c].relation in _SUBJECTS and words[c].tag not in _NO_SUBJECT]
        if found and found[-1] > verb and self.is_active_form(verb):
            return [c for c in found if c < verb]
        return found

    def late_subject(self, verb: int) -> list[int]:
        """What the parser took for a subject after an Indonesian verb with meN-: its object."""
        if not self.is_active_form(verb):
            return []
        return [c for c in self.children[verb] if c > verb and self.words[c].relation in _SUBJECTS]

    def is_active_form(self, verb: int) -> bool:
        """Whether the word is an Indonesian verb with meN-."""
        return self.language == "id" and self.words[verb].tag == "VERB" and self.lowered[verb].startswith("me")

    def is_passive(self, verb: int) -> bool:
        """Whether the clause of the verb is passive."""
        found = self._passives.get(verb)
        if found is None:
            found = self._passives[verb] = self._is_passive(verb)
        return found

    def _is_passive(self, verb: int) -> bool:
        word, lower = self.words[verb], self.lowered[verb]
        relations = [self.words[c].relation for c in self.children[verb]]
        if self.language == "id":
            if lower.startswith("me") or word.tag != "VERB":
                return "nsubj:pass" in relations and not lower.startswith(("me", "ber"))
            return lower.startswith(("di", "ter")) or ("nsubj:pass" in relations and not lower.startswith("ber"))
        if "aux:pass" in relations or "obl:agent" in relations:
            return True
        if lower.endswith("ing") or (lower == word.lemma and "nsubj:pass" not in relations):
            return False
        if (
            word.relation == "amod" and word.head < verb
        ):  # "growers blocked roads", read as a noun and what describes it
            return False
        participle = word.relation in ("acl", "amod", "advcl") and lower != word.lemma
        return (participle or "nsubj:pass" in relations) and "obj" not in relations and "nsubj" not in relations

    def phrases(self, starts: Iterable[int]) -> list[tuple[int, list[str]]]:
        """The nouns with prepositions below the words ``starts``, nearer ones first, each with its prepositions."""
        words, children = self.words, self.children
        level = list(dict.fromkeys(starts))
        seen = set(level)
        found = []
        for _ in range(PHRASE_DEPTH):
            below = []
            for index in level:
                for child in children[index]:
                    relation = words[child].relation
                    if relation not in _DOWN and (":" not in relation or relation.partition(":")[0] not in _DOWN):
                        continue
                    if child in seen or relation == "nmod:lmod" or (relation == "ccomp" and self.own_subject(child)):
                        continue
                    seen.add(child)
                    below.append(child)
                    if children[child] and words[child].tag in _PHRASE_TAGS:
                        prepositions = self.prepositions(child)
                        if prepositions and not self.is_time(child):
                            found.append((child, prepositions))
            level = below
            if not level:
                break
        return found

    def next_phrase(self, start: int, wanted: Collection[str]) -> int | None:
        """The noun of the next phrase with one of the prepositions ``wanted`` in the clause, whatever its head."""
        words, head = self.words, self.words[start].head
        if not any(word in wanted for word in self.lowered[start + 1 : start + _REACH]):
            return None
        for at in range(start + 1, min(start + _REACH, len(words))):
            word = words[at]
            ends = word.tag in ("PUNCT", "AUX") and word.text not in "-\"'"
            if ends or at in self.firsts or at == head:
                return None
            if word.tag == "VERB" and any(self.words[c].relation in _SUBJECTS and c > start for c in self.children[at]):
                return None
            if self.lowered[at] in wanted and word.tag in ("ADP", "SCONJ", "PART"):
                noun = word.head
                infinitive = noun > at and words[noun].tag == "VERB" and word.tag == "PART"
                if infinitive and not self.lowered[at + 1].endswith(
                    ("ed", "ing")
                ):  # "to supply", not "to displaced people"
                    continue
                if noun <= at or words[noun].tag not in ("NOUN", "PROPN", "PRON"):
                    ahead = range(at + 1, min(at + 5, len(words)))
                    noun = next((n for n in ahead if words[n].tag in ("NOUN", "PROPN", "PRON")), -1)
                return noun if noun >= 0 and not self.is_time(noun) else None
        return None

    def joined(self, heads: Iterable[int]) -> list[int]:
        """The heads and those joined to them by "and", a comma or "or"."""
        found = list(dict.fromkeys(heads))
        for index in found:  # grows as it goes
            for child in self.children[index]:
                if self.words[child].relation == "conj" and self.words[child].tag in NOMINAL and child not in found:
                    found.append(child)
        return found
