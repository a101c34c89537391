"""Agreements that an article tells of: treaties, deals and truces, who makes them, on what, and how far they are."""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from menurut.code.lexicon import keys_of
from menurut.code.numbers import listed
from menurut.code.syntax import Wording, wording_of
from menurut.ids import agreement_id
from menurut.languages.language import FOLDERS
from menurut.records import (
    Actor,
    Agreement,
    Annotation,
    DateMention,
    Document,
    Event,
    EventType,
    Span,
    Stage,
    Status,
)

_KINDS = frozenset(
    {EventType.SUPPORT, EventType.AGREE, EventType.SANCTION, EventType.REJECT, EventType.CONCEDE, EventType.RETREAT}
)
_MUTUAL = frozenset({EventType.SUPPORT, EventType.AGREE, EventType.CONCEDE, EventType.RETREAT})
_ORDER = (Stage.ENDED, Stage.SIGNED, Stage.AGREED, Stage.ANNOUNCED)
_TRUCE = "#truce"  # the key of every truce
_NAMED = frozenset({"NOUN", "PROPN", "ADJ", "NUM"})
_LONGEST_PHRASE = 8  # words
_LONGEST_SUBJECT = 14
_CLIMB = 3  # heads from the noun to what governs it
_NEAR = 6  # words between a noun and a trigger of its sentence
_WHERE_PARTIES_STAND = 14  # words after the noun


@dataclass(frozen=True, slots=True)
class _Lists:
    """A language's words of agreements."""

    head_first: bool
    nouns: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    same: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]
    field: tuple[tuple[str, ...], ...]
    stages: Mapping[str, Stage]
    away: frozenset[str]
    exclude: Mapping[str, frozenset[str]]


@dataclass(slots=True)
class _Mention:
    """One place that names an agreement: words ``first`` to ``last`` (exclusive), its noun, and its sentence."""

    first: int
    last: int
    noun: int
    sentence: int
    keys: frozenset[str]
    stage: Stage | None = None
    negated: bool = False
    governors: tuple[int, ...] = ()


@dataclass(slots=True)
class _Group:
    """The mentions of one agreement."""

    mentions: list[_Mention]
    keys: set[str] = field(default_factory=set)


@cache
def _lists(language: str) -> _Lists:
    path = resources.files("menurut.languages").joinpath(FOLDERS[language], "agreements.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    nouns: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for sort, text in data["nouns"].items():
        for form in listed(text):
            for words in {tuple(form.split()), tuple(form.replace("-", " - ").split())}:
                nouns.setdefault(words[0], []).append((words, sort))
    stages = {word: stage for stage in Stage for word in listed(data["stages"][stage.value])}
    return _Lists(
        data["head_first"],
        {word: tuple(sorted(group, key=lambda entry: -len(entry[0]))) for word, group in nouns.items()},
        {name: frozenset(listed(text)) for name, text in data["same"].items()},
        {name: frozenset(listed(text)) for name, text in data["words"].items() if name != "field"},
        tuple(tuple(form.split()) for form in listed(data["words"]["field"])),
        stages,
        frozenset(listed(data["stages"]["away"])),
        {name: frozenset(listed(text)) for name, text in data["exclude"].items()},
    )


def find_agreements(
    document: Document,
    annotation: Annotation,
    events: Sequence[Event],
    actors: Sequence[Actor],
    dates: Sequence[DateMention],
    wording: Wording | None = None,
) -> tuple[Agreement, ...]:
    """The agreements that a document tells of, one record for each, in the order of the text.

    Mentions that share what tells them apart are one agreement ("perjanjian nuklir", "kesepakatan nuklir 2015"), and a
    bare one ("kesepakatan itu") is the last named before it. ``span`` is the fullest mention. An agreement that is only
    said not to have come about is none. ``stage`` is the farthest that an actual statement tells: ended before signed,
    agreed, announced; ``agreed`` where nothing tells. The parties are those named beside it ("antara A dan B"), else
    those of the event that agrees on it, signs, refuses or ends it. ``wording`` is from ``wording_of``, where it is
    known already.
    """
    lists = _lists(document.language)
    mentions = _Reader(annotation, wording or wording_of(annotation), lists).read()
    if not mentions:
        return ()
    records = _Records(document, annotation, lists, events, actors, dates)
    made = (records.record(group) for group in _grouped(mentions))
    return tuple(sorted((each for each in made if each is not None), key=lambda each: each.span.start))


class _Reader:
    """Reads the mentions of one document."""

    def __init__(self, annotation: Annotation, wording: Wording, lists: _Lists) -> None:
        self.annotation, self.lists = annotation, lists
        self.words, self.lowered = annotation.words, wording.lowered

    def read(self) -> list[_Mention]:
        """All mentions, in the order of the text."""
        nouns, found = self.lists.nouns, []
        for number, sentence in enumerate(self.annotation.sentences):
            at = sentence.first_word
            while at < sentence.last_word:
                if self.lowered[at] in nouns or self.words[at].text in nouns:
                    mention = self._mention(at, number)
                    if mention is not None:
                        found.append(mention)
                        at = max(at, mention.last - 1)
                at += 1
        return found

    def _form(self, at: int, end: int) -> tuple[int, str] | None:
        """How many words the noun at ``at`` has, and its sort."""
        for key, texts in ((self.lowered[at], self.lowered), (self.words[at].text, None)):
            for form, sort in self.lists.nouns.get(key, ()):
                here = texts[at : at + len(form)] if texts else [word.text for word in self.words[at : at + len(form)]]
                if at + len(form) <= end and tuple(here) == form:
                    return len(form), sort
        return None

    def _mention(self, at: int, number: int) -> _Mention | None:
        sentence = self.annotation.sentences[number]
        form = self._form(at, sentence.last_word)
        if form is None or self.words[at].tag not in ("NOUN", "PROPN"):
            return None
        length, sort = form
        after = self.lowered[at + length] if at + length < sentence.last_word else ""
        before = self.lowered[at - 1] if at > sentence.first_word else ""
        if before in self.lists.exclude["before"] or after in self.lists.exclude["after"]:
            return None
        if sort in ("truce", "alone") and not self.lists.head_first and after in self.lists.nouns:
            return None  # "ceasefire agreement" is read at its last noun
        first, last = (at, at + length) if sort == "alone" else self._phrase(at, at + length, sentence.first_word)
        named = any(self.words[i].tag == "PROPN" for i in range(first, last) if not at <= i < at + length)
        if sort == "named" and not (named and self.words[at].text[0].isupper()):
            return None
        mention = _Mention(first, last, at, number, self._keys(first, last, (at, length), sort))
        self._govern(mention)
        return mention

    def _phrase(self, at: int, last: int, begin: int) -> tuple[int, int]:
        """The words of the noun and what names it beside it."""
        words, lowered, end = self.words, self.lowered, self._end(at)
        first = at
        if self.lists.head_first:
            while last < end and last - at < _LONGEST_PHRASE and lowered[last] not in self.lists.words["stops"]:
                word = words[last]
                run = word.tag == "PROPN" and words[last - 1].tag == "PROPN"
                bare = word.tag == "VERB" and word.text.lower() == word.lemma and word.head == last - 1  # "dagang"
                if not (run or bare or (word.tag in _NAMED and at <= word.head < last)):
                    break
                last += 1
            return first, last
        while first > begin and at - first < _LONGEST_PHRASE:
            word = words[first - 1]
            hyphen = word.text == "-" and word.end == words[first].start
            if not (hyphen or (word.tag in _NAMED | {"VERB"} and first <= word.head <= at)):
                break
            first -= 1
        if words[at].text[0].isupper() and last + 1 < end and lowered[last] == "of" and words[last + 1].tag == "PROPN":
            last += 2
            while last < end and words[last].tag == "PROPN":
                last += 1
        return first, last

    def _end(self, at: int) -> int:
        sentences = self.annotation.sentences
        return sentences[bisect_right(sentences, at, key=lambda each: each.first_word) - 1].last_word

    def _keys(self, first: int, last: int, noun: tuple[int, int], sort: str) -> frozenset[str]:
        """What tells the agreement apart: the words beside its noun, an abbreviation in brackets, its other names."""
        lists, words = self.lists, self.words
        keys = {_TRUCE} if sort == "truce" else set()
        for i in range(first, last):
            if (noun[0] <= i < noun[0] + noun[1] and sort != "alone") or not words[i].text[0].isalpha():
                continue
            lower = self.lowered[i]
            inner = self._form(i, last)
            if inner is not None and inner[1] == "truce":
                keys.add(_TRUCE)
            elif lower not in lists.words["generic"] or words[i].tag == "PROPN":
                keys.add(lower)
        if last + 2 < len(words) and words[last].text == "(" and words[last + 2].text == ")":
            keys.add(self.lowered[last + 1])
        for name, others in lists.same.items():
            if name.lower() in keys:
                keys.update(others)
        return frozenset(keys)

    def _govern(self, mention: _Mention) -> None:
        """Find what governs the mention, and what that says of its stage."""
        words, lists = self.words, self.lists
        chain, node = [], mention.noun
        for _ in range(_CLIMB):
            node = words[node].head
            if node < 0:
                break
            chain.append(node)
            if words[node].tag == "VERB" and words[node].relation not in ("xcomp", "advcl", "conj"):
                break
        end = min(mention.last + _NEAR, self._end(mention.noun))
        chain += [
            i
            for i in range(mention.last, end)
            if words[i].head == mention.noun and words[i].relation.partition(":")[0] == "acl"
        ]
        chain += [
            i
            for governor in chain[:1]
            for i in range(governor + 1, min(governor + 4, self._end(mention.noun)))
            if words[i].head == governor and words[i].relation == "xcomp"
        ]  # "mulai berlaku"
        mention.governors = tuple(chain)
        near = self.lowered[max(0, mention.first - 2) : mention.first]
        mention.negated = any(word in lists.words["negation"] for word in near)
        for governor in chain:
            stage = self._stage(governor, mention)
            if stage is None:
                continue
            around = self._around(governor)
            if around & lists.words["negation"]:
                mention.negated = True
            elif around & lists.words["future"]:
                mention.stage = None if stage is Stage.ENDED else Stage.ANNOUNCED
            else:
                mention.stage = self._agreed_to(governor, stage)
            return

    def _stage(self, governor: int, mention: _Mention) -> Stage | None:
        word, lists = self.words[governor], self.lists
        keys = keys_of(word.text, word.lemma)
        found = next((lists.stages[key] for key in sorted(keys) if key in lists.stages), None)
        if found is Stage.ENDED and keys & lists.away:
            near = self.lowered[max(0, mention.first - 3) : mention.first]
            return found if {"dari", "from", "out"} & set(near) or self.words[mention.noun].relation == "obj" else None
        return found

    def _around(self, governor: int) -> set[str]:
        """The words right before a governor, and the verb that it completes."""
        found = set(self.lowered[max(0, governor - 2) : governor])
        word = self.words[governor]
        if word.relation in ("xcomp", "advcl") and word.head >= 0:
            head = self.words[word.head]
            found |= keys_of(head.text, head.lemma)
        return found

    def _agreed_to(self, governor: int, stage: Stage) -> Stage:
        """The stage of what is only agreed to be done ("sepakat menandatangani")."""
        word = self.words[governor]
        if stage is Stage.SIGNED and word.relation == "xcomp" and word.head >= 0:
            keys = keys_of(self.words[word.head].text, self.words[word.head].lemma)
            above = next((self.lists.stages[key] for key in sorted(keys) if key in self.lists.stages), None)
            return above if above in (Stage.AGREED, Stage.ANNOUNCED) else stage
        return stage


def _grouped(mentions: Iterable[_Mention]) -> list[_Group]:
    """The mentions of each agreement together."""
    groups: list[_Group] = []
    for mention in mentions:
        home = next((group for group in reversed(groups) if _joins(mention, group)), None)
        if home is None:
            groups.append(_Group([mention], set(mention.keys)))
        else:
            home.mentions.append(mention)
            home.keys |= mention.keys
    return groups


def _joins(mention: _Mention, group: _Group) -> bool:
    """Whether a mention is one more of a group: bare, or with keys that the group has."""
    if not mention.keys or not group.keys:
        return True
    shared = mention.keys & group.keys
    return bool(shared) and (len(shared) * 2 >= min(len(mention.keys), len(group.keys)))


class _Records:
    """Makes the records of one document's agreements."""

    def __init__(
        self,
        document: Document,
        annotation: Annotation,
        lists: _Lists,
        events: Sequence[Event],
        actors: Sequence[Actor],
        dates: Sequence[DateMention],
    ) -> None:
        self.document, self.annotation, self.lists, self.dates = document, annotation, lists, dates
        self.words = annotation.words
        self.starts = [word.start for word in annotation.words]
        self.named = sorted((span.start, span.end, actor.id) for actor in actors for span in actor.mentions)
        self.triggers = sorted(
            (bisect_right(self.starts, span.start) - 1, number)
            for number, event in enumerate(events)
            if event.type in _KINDS
            for span in event.triggers
        )
        self.events = events

    def record(self, group: _Group) -> Agreement | None:
        """The record of an agreement; ``None`` where it is only said not to be, or nothing is told of it."""
        told = [mention for mention in group.mentions if not mention.negated]
        if not told:
            return None
        stage = next((stage for stage in _ORDER if any(mention.stage is stage for mention in told)), None)
        chosen = [mention for mention in told if mention.stage is stage] + told
        event = next((e for e in map(self._event, chosen) if e is not None), None)
        subject = next((subject for subject in map(self._subject, told) if subject is not None), None)
        if stage is None and event is None and subject is None and not group.keys:
            return None
        fullest = max(told, key=lambda mention: (mention.last - mention.first, -mention.first))
        span = self._span(fullest.first, fullest.last)
        beside = next((parties for parties in map(self._beside, told) if parties), ())
        parties = beside if len(beside) > 1 else tuple(dict.fromkeys((*self._of_event(event), *beside)))
        return Agreement(
            agreement_id(self.document.article_id, span),
            self.document.article_id,
            span,
            stage or Stage.AGREED,
            parties,
            subject,
            event.date if event is not None and event.date is not None else self._date(chosen),
            event.id if event is not None else None,
        )

    def _span(self, first: int, last: int) -> Span:
        return self.document.span(self.words[first].start, self.words[last - 1].end)

    def _event(self, mention: _Mention) -> Event | None:
        """The event whose trigger is the mention or governs it, else stands beside it."""
        sentence = self.annotation.sentences[mention.sentence]
        low = bisect_left(self.triggers, (sentence.first_word, -1))
        high = bisect_left(self.triggers, (sentence.last_word, -1))
        ranked = []
        for word, number in self.triggers[low:high]:
            event = self.events[number]
            if event.status in (Status.NEGATED, Status.POSSIBLE) and mention.stage is not None:
                continue
            direct = word in mention.governors or mention.first <= word < mention.last
            far = abs(word - mention.noun)
            if direct or far <= _NEAR:
                ranked.append((not direct, far, number))
        return self.events[min(ranked)[2]] if ranked else None

    def _of_event(self, event: Event | None) -> tuple[str, ...]:
        if event is None:
            return ()
        both = event.type in _MUTUAL and len(event.source) < 2
        return (*event.source, *event.target) if both else event.source

    def _beside(self, mention: _Mention) -> tuple[str, ...]:
        """The actors in "antara A dan B" or "dengan B" after the mention, or in its own words ("AS-China")."""
        words, at = self.words, mention.last
        end = min(self.annotation.sentences[mention.sentence].last_word, at + _WHERE_PARTIES_STAND)
        inside = self._actors_in(words[mention.first].start, words[mention.last - 1].end)
        if at < end and words[at].text.lower() in self.lists.words["definite"]:
            at += 1
        if at >= end or words[at].text.lower() not in self.lists.words["between"] | self.lists.words["with"]:
            return inside if len(inside) > 1 else ()
        last = at + 1
        while last < end and (words[last].tag not in ("VERB", "ADP", "SCONJ", "AUX") and words[last].text not in ".;:"):
            last += 1
        return self._actors_in(words[at].start, words[last - 1].end)

    def _actors_in(self, start: int, end: int) -> tuple[str, ...]:
        low, high = bisect_left(self.named, (start,)), bisect_left(self.named, (end,))
        return tuple(dict.fromkeys(actor for _, _, actor in self.named[low:high]))

    def _subject(self, mention: _Mention) -> Span | None:
        """The words after "tentang", "di bidang", "on" that say what is agreed."""
        words, at = self.words, mention.last
        end = self.annotation.sentences[mention.sentence].last_word
        lowered = [word.text.lower() for word in words[at : min(end, at + 4)]]
        length = next((len(form) for form in self.lists.field if tuple(lowered[: len(form)]) == form), 0)
        if not length and lowered and lowered[0] in self.lists.words["about"]:
            length = 1
        if (
            not length
            and not self.lists.head_first
            and lowered[:1] == ["to"]
            and at + 1 < end
            and words[at + 1].tag == "VERB"
        ):
            length = 1
        first = last = at + length
        while length and last < end and last - first < _LONGEST_SUBJECT and self._continues(first, last, end):
            last += 1
        if last == first:
            return None
        span = self._span(first, last)
        dated = any(date.span.start < span.end and date.span.end > span.start for date in self.dates)
        return None if dated or words[first].tag == "PRON" else span

    def _continues(self, first: int, at: int, end: int) -> bool:
        """Whether a word belongs to the phrase that began at ``first``."""
        word = self.words[at]
        if word.tag in _NAMED or word.text == "-" or (word.tag == "DET" and not self.lists.head_first):
            return True
        if word.tag == "VERB":
            return at == first
        joined = word.text.lower() in self.lists.words["and"] | {"of"} and at + 1 < end and at > first
        return joined and self.words[at + 1].tag in _NAMED | {"DET"}

    def _date(self, mentions: Iterable[_Mention]) -> str | None:
        """The date of a sentence that tells the stage, where it has one only."""
        for mention in mentions:
            sentence = self.annotation.sentences[mention.sentence]
            inside = [date.id for date in self.dates if sentence.start <= date.span.start < sentence.end]
            if len(inside) == 1 and mention.stage is not None:
                return inside[0]
        return None
