"""Groups the phrases of an article into actors by rule: what the network of actors is told beside the words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from menurut.records import ActorKind, Document, NameKind
from menurut.resolve import tables as t
from menurut.resolve.kinds import NameKinds
from menurut.resolve.names import NAME, NOUN, WORD, Line
from menurut.resolve.people import country_of, domestic, is_organisation, same_person
from menurut.resolve.phrase import KIND_OF, Phrase, Place, Sort, looks_like_verb
from menurut.resolve.tables import name_tokens

_BODIES = (ActorKind.GROUP, ActorKind.ORGANISATION)
_RECENT = 100  # how many actors of one head or name are looked through: enough for any article, and linear


@dataclass(slots=True)
class Candidate:
    """An actor while its mentions are gathered.

    ``spans`` are (start, end) code points, ``places`` how each of them stands; ``owned`` says that the words name
    whose it is, ``guess`` that only capitals speak for it, ``named`` that a proper name is part of it.
    """

    kind: ActorKind
    name: str
    country: str | None = None
    international: bool = False
    role: str | None = None
    head: str = ""
    tokens: tuple[str, ...] = ()
    bits: int = 0
    media: bool = False
    plural: bool = False
    owned: bool = False
    guess: bool = False
    named: bool = False
    spans: list[tuple[int, int]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    @property
    def last(self) -> int:
        """Where the mention that was found last begins; -1 before the first one."""
        return self.spans[-1][0] if self.spans else -1

    def add(self, phrase: Phrase) -> None:
        """Take the phrase as one more mention."""
        self.spans.append((phrase.start, phrase.end))
        self.places.append(phrase.place)


class Grouping:
    """The actors of one article as they are gathered, each under its key."""

    def __init__(self, document: Document, lines: list[Line], tables: t.Tables, kinds: NameKinds) -> None:
        self.document = document
        self.kinds = kinds
        self.lines = lines
        self.tables = tables
        self.english = tables.language == "en"
        self.people: list[Candidate] = []
        self.by_token: dict[str, list[Candidate]] = {}
        self.others: dict[tuple[str, str, str], Candidate] = {}
        self.by_head: dict[tuple[ActorKind, str], Candidate] = {}
        self.by_office: dict[str, list[Candidate]] = {}
        self.last_body: Candidate | None = None
        self.aliases: dict[str, Candidate] = {}
        self.home: str | None = None
        self.recent: str | None = None
        self.vocabulary = _vocabulary(lines)
        self.names: frozenset[tuple[str, ...]] = frozenset()

    # ---- the article as a whole

    def read(self, phrases: list[list[Phrase]]) -> list[Candidate]:
        """All candidates, people first, in the order in which they were found."""
        body = [p for line, group in zip(self.lines, phrases, strict=True) for p in group if not line.title]
        titles = [p for line, group in zip(self.lines, phrases, strict=True) for p in group if line.title]
        self.home = _home(body or titles, self.tables.language)
        self._introduce(body)
        self._introduce_unnamed(body)
        for phrase in body:
            self._take(phrase)
            if phrase.country is not None and not phrase.media:
                self.recent = phrase.country
        for phrase in titles:
            self._take_title(phrase)
        self._place_people(body)
        return [*self.people, *self.others.values()]

    def _place_people(self, phrases: list[Phrase]) -> None:
        """Give people whose office names no country the one that stands beside them, else the article's."""
        beside: dict[int, list[str]] = {}
        for phrase in phrases:
            if phrase.country is not None and not phrase.media and phrase.sort is not Sort.CITY:
                beside.setdefault(phrase.line, []).append(phrase.country)
        starts = [line.start for line in self.lines]
        for person in self.people:
            if person.country is not None or person.international or person.owned:
                continue
            person.country = country_of(person.tokens, self.tables)
            if person.country is not None:
                continue
            counts: dict[str, int] = {}
            for start, _ in person.spans:
                if counts:
                    break
                for country in beside.get(bisect_right(starts, start) - 1, ()):
                    counts[country] = counts.get(country, 0) + 1
            person.country = max(counts, key=lambda code: counts[code]) if counts else self.home

    def _introduce(self, phrases: Iterable[Phrase]) -> None:
        """The people who are named in full, longer names before shorter ones."""
        named = [p for p in phrases if p.sort is Sort.PERSON and p.name]
        for phrase in sorted(named, key=lambda p: -len(p.name.split())):
            tokens = name_tokens(phrase.name)
            person = self.person(tokens)
            if person is None:
                person = Candidate(ActorKind.PERSON, phrase.name, tokens=tokens)
                self._register(person)
            self._describe(person, phrase)
        for person in self.people:
            if person.head:
                self.by_office.setdefault(self._noun(person.head), []).append(person)

    def _introduce_unnamed(self, phrases: list[Phrase]) -> None:
        """Names without any office that look like people's and act or speak."""
        counts: dict[tuple[str, ...], list[Phrase]] = {}
        self.names = frozenset(name_tokens(phrase.name) for phrase in phrases if phrase.sort is Sort.NAME)
        for phrase in phrases:
            if phrase.sort is Sort.NAME:
                self._trim(phrase)
                if phrase.name:
                    counts.setdefault(name_tokens(phrase.name), []).append(phrase)
        for tokens, group in sorted(counts.items(), key=lambda item: -len(item[0])):
            if not tokens or self.person(tokens) is not None or not _acts(group):
                continue
            first = group[0]
            if any(char.isdigit() for char in first.name):
                continue
            kind = self.kinds.of(group)
            if kind is NameKind.PLACE:
                continue
            if is_organisation(first.name) or kind is NameKind.ORGANISATION:
                candidate = self._other(ActorKind.ORGANISATION, first.name, None, first.name)
                candidate.guess = True
                continue
            if len(tokens) < 2 and len(group) < 2 and kind is not NameKind.PERSON:
                continue
            person = Candidate(ActorKind.PERSON, first.name, tokens=tokens, guess=True)
            self._register(person)

    def _register(self, person: Candidate) -> None:
        self.people.append(person)
        for token in person.tokens:
            self.by_token.setdefault(token, []).append(person)

    def person(self, tokens: tuple[str, ...]) -> Candidate | None:
        """The person of that name, the one with the longest name where several share it."""
        if not tokens:
            return None
        found: list[Candidate] = []
        for key in (tokens[-1], tokens[0]):
            for person in self.by_token.get(key, ())[:_RECENT]:
                if same_person(tokens, person.tokens) or same_person(person.tokens, tokens):
                    found.append(person)
            if found:
                by_last = [person for person in found if person.tokens[-1] == tokens[-1]]
                return (by_last or found)[0]
        return None

    def _describe(self, person: Candidate, phrase: Phrase) -> None:
        """Learn from a phrase who a person is."""
        if phrase.role_start >= 0:
            role = self.document.text[phrase.role_start : phrase.role_end]
            if person.role is None or (phrase.owner and not person.owned):
                person.role, person.head = role, self.role_key(phrase)
                person.bits |= phrase.bits
        if phrase.owner and not person.owned and not phrase.local:
            person.country, person.owned, person.international = phrase.country, True, phrase.international
        elif phrase.country and person.country is None and not person.international:
            person.country = phrase.country
        for alias in phrase.aliases:
            if phrase.name:
                self.aliases.setdefault(alias, person)

    def role_key(self, phrase: Phrase) -> str:
        """An office in its long form, without what surrounds it: "Menlu" is "menteri luar negeri"."""
        parts = [self.tables.synonyms.get(part, part) for part in (phrase.head, *phrase.fields)]
        if self.english:
            fields = [part for part in phrase.fields if part != phrase.head]
            parts = [self.tables.synonyms.get(part, part) for part in (*fields, phrase.head)]
        return " ".join(parts)

    # ---- one phrase after the other

    def _take(self, phrase: Phrase) -> None:
        if phrase.sort is Sort.NAME:
            self._take_name(phrase)
        elif phrase.sort is Sort.PERSON:
            self._take_person(phrase)
        elif phrase.sort is Sort.STATE or phrase.sort is Sort.CITY:
            self._take_state(phrase)
        elif phrase.sort is not Sort.DOCUMENT:
            self._take_headed(phrase)

    def _take_name(self, phrase: Phrase) -> None:
        if not phrase.name:
            return
        known = self.aliases.get(phrase.name) or self.person(name_tokens(phrase.name))
        if known is None:
            known = self.others.get((ActorKind.ORGANISATION.value, phrase.name.lower(), ""))
        if known is not None and not (known.guess and phrase.place is Place.LOCATIVE):
            known.add(phrase)

    def _take_person(self, phrase: Phrase) -> None:
        if phrase.name:
            person = self.person(name_tokens(phrase.name))
        else:
            person = self.described(phrase)
            if person is None and not _independent(phrase):
                return
            if person is None:
                text = self.document.text[phrase.start : phrase.end]
                person = Candidate(ActorKind.PERSON, text, role=text, head=self.role_key(phrase), bits=phrase.bits)
                person.country = phrase.country if phrase.owner else self.home
                person.international = phrase.international
                person.owned = bool(phrase.owner)
                self._register(person)
                self.by_office.setdefault(self._noun(person.head), []).append(person)
        if person is not None:
            person.add(phrase)

    def described(self, phrase: Phrase) -> Candidate | None:
        """The person of the article whom an office without a name means, the last one named before if several fit."""
        key = self.role_key(phrase)
        best: Candidate | None = None
        for person in self.by_office.get(self._noun(key), ())[-_RECENT:]:
            if person.head != key and (phrase.fields or not self._narrows(person.head, key)):
                continue
            if phrase.country and person.country and person.country != phrase.country:
                continue
            if phrase.singular and not person.tokens and person.spans:
                continue
            if best is None or person.last > best.last:
                best = person
        return best

    def _noun(self, office: str) -> str:
        """The head noun of an office, where its language has it."""
        return office.rpartition(" ")[2] if self.english else _first(office)

    def _narrows(self, office: str, short: str) -> bool:
        """Whether an office says more of the same: "menteri luar negeri" of "menteri"."""
        return office.endswith(" " + short) if self.english else office.startswith(short + " ")

    def _take_state(self, phrase: Phrase) -> None:
        if phrase.owner_entry is not None:
            self._named(phrase.owner_entry.kind, phrase)
            return
        if phrase.owner_is_name:
            person = self.person(name_tokens(phrase.name)) if phrase.name else None
            country = (person.country or country_of(person.tokens, self.tables)) if person is not None else None
            self._nested(phrase)
        elif not phrase.owner and not phrase.name:
            if not phrase.bits & t.GOVERNMENT_ALONE:
                return
            country = self.home
        else:
            country = phrase.country
        if country is None:
            return
        if phrase.sort is Sort.CITY and phrase.place not in (Place.SUBJECT, Place.ACTED_ON, Place.OTHER):
            return
        name = self.tables.states.get(country, phrase.name)
        self._other(ActorKind.STATE, name, country, country).add(phrase)

    def _take_headed(self, phrase: Phrase) -> None:
        """An agency, an organisation or a group."""
        kind = KIND_OF[phrase.sort]
        self._nested(phrase)
        text = self.document.text[phrase.start : phrase.end]
        if phrase.gazetteer:
            self._named(kind, phrase)
            return
        if phrase.bits & t.AGENCY_WEAK and not (phrase.owner or phrase.name or phrase.fields):
            return
        head = self.role_key(phrase)
        country = self._belongs(kind, phrase, head)
        if phrase.owner_entry is not None and self._restates(phrase, head):
            self._named(phrase.owner_entry.kind, phrase)
            return
        if phrase.name:
            key = phrase.name.lower()
        else:
            key = head + "|" + (phrase.owner if phrase.international else country or "")
        known = self._known_headed(kind, phrase, head)
        if known is None:
            known = self._other(kind, text, country, key)
            known.head, known.bits, known.plural = head, phrase.bits, phrase.plural
            known.owned, known.international, known.media = bool(phrase.owner), phrase.international, phrase.media
            known.named = bool(phrase.name)
            self.by_head.setdefault((kind, head), known)
        known.add(phrase)
        if kind in _BODIES and not known.media:
            self.last_body = known
        for alias in phrase.aliases:
            self.aliases.setdefault(alias, known)

    def _belongs(self, kind: ActorKind, phrase: Phrase, head: str) -> str | None:
        """The country of what a head noun names: its owner's, else the article's or the one named last before it."""
        if phrase.local:
            return self.home
        if phrase.owner:
            return None if phrase.joint or _first(head) in self.tables.words["abroad"] else phrase.country
        if not domestic(head, self.tables):
            return None
        return (self.recent or self.home) if kind is ActorKind.GROUP else self.home

    def _nested(self, phrase: Phrase) -> None:
        """A person named within a longer phrase: "para pejabat pemerintahan Presiden Donald Trump"."""
        person = self.person(name_tokens(phrase.name)) if phrase.name_start >= 0 else None
        if person is not None and not person.guess:
            person.spans.append((phrase.name_start, phrase.name_end))
            person.places.append(Place.GENITIVE)

    def _known_headed(self, kind: ActorKind, phrase: Phrase, head: str) -> Candidate | None:
        """An actor that a head noun without a country takes up again: "polisi" after "polisi Hong Kong"."""
        if phrase.owner or phrase.name:
            return None
        known = self.by_head.get((kind, head))
        if known is not None or not phrase.pointed or kind is ActorKind.AGENCY:
            return known
        return self.last_body if _first(head) in self.tables.words["generic"] else None

    def _restates(self, phrase: Phrase, head: str) -> bool:
        """Whether a head noun only says what the organisation after it is: "kelompok Taliban", "kantor berita AFP"."""
        return bool(phrase.bits & t.ORGANISATION) or _first(head) in self.tables.words["restating"]

    def _named(self, kind: ActorKind, phrase: Phrase) -> None:
        entry = phrase.owner_entry
        name, country = (phrase.name, phrase.country) if entry is None else (entry.name, entry.country)
        if phrase.local:
            country = self.home
        candidate = self._other(kind, name, country, name.lower())
        candidate.international, candidate.media, candidate.owned = country is None, phrase.media, True
        candidate.add(phrase)
        if kind in _BODIES and not phrase.media:
            self.last_body = candidate

    def _other(self, kind: ActorKind, name: str, country: str | None, key: str) -> Candidate:
        full = (kind.value, key.lower(), "")
        candidate = self.others.get(full)
        if candidate is None:
            candidate = self.others[full] = Candidate(kind, name, country)
        return candidate

    # ---- headlines

    def _take_title(self, phrase: Phrase) -> None:
        """In a headline capitals say nothing: a name counts only where the body has it."""
        if phrase.sort in (Sort.NAME, Sort.PERSON) and phrase.name:
            at = phrase.name_start
            for word in phrase.name.split():
                tokens = name_tokens(word)
                person = self.person(tokens) if tokens and len(tokens[0]) > 2 else None
                start = self.document.text.find(word, at, phrase.name_end)
                if person is not None and not person.guess | (person.tokens == ()) and start >= 0:
                    person.spans.append((start, start + len(word)))
                    person.places.append(phrase.place)
                    break
            return
        if phrase.sort is not Sort.NAME:
            self._take(phrase)

    def _trim(self, phrase: Phrase) -> None:
        """Take a common word that only begins its sentence off a name."""
        line = self.lines[phrase.line]
        unit = line.units[phrase.first]
        before = line.units[phrase.first - 1] if phrase.first else None
        if before is not None and before.lower not in _OPENERS:
            return
        if unit.kind != NAME:
            return
        if not self._common(unit.lower) and name_tokens(" ".join(phrase.name.split()[1:])) not in self.names:
            return
        words = phrase.name.split()
        if len(words) < 2 or phrase.first + 1 >= phrase.last:
            phrase.name = ""
            return
        following = line.units[phrase.first + 1]
        phrase.name = " ".join(words[1:])
        phrase.start = phrase.name_start = following.start
        phrase.first += 1

    def _common(self, word: str) -> bool:
        if word in self.vocabulary or looks_like_verb(word, self.tables):
            return True
        if self.english:
            return word.endswith(("ing", "ly", "tion", "ment"))
        return word.endswith(("nya", "kan", "lah")) or (word[:2] in ("pe", "ke", "se") and word.endswith("an"))


_OPENERS = frozenset(('"', "“", "'", "‘", ":", "–", "-", "—", "(", ".", "…", "«"))


def _vocabulary(lines: list[Line]) -> frozenset[str]:
    """The words that the article writes in lower case."""
    return frozenset(
        unit.lower for line in lines for unit in line.units if unit.kind in (WORD, NOUN) and unit.text[0].islower()
    )


def _home(phrases: list[Phrase], language: str) -> str | None:
    """The country that the article is about: the one named most often, the earlier one of two."""
    counts: dict[str, int] = {}
    for phrase in phrases:
        if phrase.country is not None and not phrase.media:
            counts[phrase.country] = counts.get(phrase.country, 0) + 1
    if not counts:
        return "IDN" if language == "id" else None
    return max(counts, key=lambda country: counts[country])


_BODIES = (ActorKind.GROUP, ActorKind.ORGANISATION)


def _first(head: str) -> str:
    return head.partition(" ")[0]


def _acts(group: list[Phrase]) -> bool:
    return any(phrase.place in (Place.SUBJECT, Place.ACTED_ON) or phrase.sort is Sort.PERSON for phrase in group)


def _independent(phrase: Phrase) -> bool:
    """Whether an office without a name can be a person of its own."""
    if phrase.place not in (Place.SUBJECT, Place.ACTED_ON):
        return False
    return not phrase.bits & t.WEAK_ROLE and (bool(phrase.owner) or phrase.singular)
