"""Reads the phrases of a sentence: names that stand alone, appositions, and where each phrase stands."""

from __future__ import annotations

from abc import ABC, abstractmethod

from menurut.resolve import tables as t
from menurut.resolve.names import CAPITAL, MARK, NAME, NUMBER, ORGANISATION, PARTICLE, REGION, WORD, Line, Unit
from menurut.resolve.phrase import (
    AFTER_NAME,
    GAZETTEER,
    PLACES,
    Phrase,
    Place,
    Sort,
    bracket,
    capital,
    joined,
    looks_like_verb,
    name_run,
)

_QUOTES = frozenset("\"'“”‘’«»")
_PLAIN = frozenset((WORD, MARK, PARTICLE))  # units that begin no phrase
_CLOSING = frozenset((")", "itu", "tersebut", "ini", "sendiri"))
_MOTION = frozenset(("dari", "from", "to", "asal", "ke"))  # whose object may still act: "dari Rusia mengatakan"


class Reader(ABC):
    """Reads the phrases of one line; each language says how a head noun and its modifiers stand."""

    def __init__(self, line: Line, index: int, tables: t.Tables) -> None:
        self.units = line.units
        self.title = line.title
        self.index = index
        self.tables = tables

    @abstractmethod
    def headed(self, at: int) -> Phrase | None:
        """The phrase with a head noun that begins at a unit, if there is one."""

    def read(self) -> list[Phrase]:
        """The phrases of the line, in order, none within another."""
        phrases: list[Phrase] = []
        units, at, count = self.units, 0, len(self.units)
        while at < count:
            phrase = None
            if units[at].kind not in _PLAIN:
                phrase = self.headed(at) or self.bare(at)
            if phrase is None:
                at += 1
                continue
            phrase.line = self.index
            phrases.append(phrase)
            at = max(phrase.last, at + 1)
        for phrase in phrases:
            phrase.place = self.place(phrase)
        return phrases

    # ---- names that stand alone

    def bare(self, at: int) -> Phrase | None:
        """A gazetteer name or a run of capitalised words that no office or noun introduces."""
        units, unit = self.units, self.units[at]
        if unit.kind != NAME and unit.kind not in GAZETTEER:
            return None
        end = name_run(units, at)
        if unit.kind == NAME or end > at + 1:
            if end < len(units) and units[end].bits & t.FIELD and capital(units[end]) and not self.title:
                # "Tepi Barat", "Laut Selatan": a place or thing whose last word is an ordinary one.
                return self.phrase(Sort.NAME, at, end + 1)
            return self._apposition(self._name(at, end))
        if unit.entry is None:
            return None
        following = units[at + 1] if at + 1 < len(units) else None
        longer = following is not None and following.kind == NAME and not self.title
        if longer and (unit.kind in (CAPITAL, REGION) or (unit.kind in PLACES and self.tables.language == "id")):
            # "Washington Post", "Jordan Peele": a longer name that only begins like a state.
            return self._apposition(self._name(at, name_run(units, at + 1)))
        return self._known(at)

    def _name(self, at: int, end: int) -> Phrase:
        phrase = self.phrase(Sort.NAME, at, end)
        phrase.name, phrase.name_start, phrase.name_end = joined(self.units, at, end), phrase.start, phrase.end
        return phrase

    def _known(self, at: int) -> Phrase | None:
        """A name of the gazetteer."""
        unit = self.units[at]
        entry = unit.entry
        if entry is None:
            return None
        if unit.kind == REGION:
            phrase = self.phrase(Sort.NAME, at, at + 1)
            phrase.country = entry.country
            return phrase
        sort = Sort.CITY if unit.kind == CAPITAL else Sort(entry.kind.value)
        phrase = self.phrase(sort, at, at + 1)
        phrase.name, phrase.country, phrase.media = entry.name, entry.country, entry.media
        phrase.local, phrase.gazetteer = entry.local, True
        phrase.international = unit.kind == ORGANISATION and entry.country is None and not entry.local
        self._close(phrase)
        return phrase

    def _close(self, phrase: Phrase) -> None:
        """Add the bracket that follows a phrase: "Amerika Serikat (AS)"."""
        units = self.units
        if phrase.last < len(units) and units[phrase.last].lower == "(":
            phrase.last = bracket(units, phrase.last, phrase)
            phrase.end = units[phrase.last - 1].end

    def _apposition(self, phrase: Phrase) -> Phrase:
        """Add the office that follows a name: "Lavrov, menteri luar negeri Rusia", "Putin (Presiden Rusia)"."""
        units, at = self.units, phrase.last
        if at + 1 >= len(units) or units[at].lower not in (",", "("):
            return phrase
        in_bracket = units[at].lower == "("
        if in_bracket:
            self._close(phrase)
            if phrase.last > at:
                return phrase
        following = at + 1
        if units[following].kind == NUMBER and following + 2 < len(units) and units[following + 1].lower in ",)":
            following += 2  # an age
            if in_bracket and units[following].lower == ",":
                following += 1
        role = self.headed(following) if following < len(units) else None
        if role is None or role.sort is not Sort.PERSON or role.name or role.plural:
            return phrase
        if not self._ends(role, in_bracket):
            return phrase
        plain = not (role.country or role.fields or in_bracket)
        if plain and self.tables.language == "id" and capital(units[following]):
            return phrase
        phrase.last = role.last + (1 if in_bracket else 0)
        phrase.end = units[phrase.last - 1].end
        phrase.sort, phrase.head, phrase.bits, phrase.fields = Sort.PERSON, role.head, role.bits, role.fields
        phrase.country, phrase.owner, phrase.international = role.country, role.owner, role.international
        phrase.role_start, phrase.role_end, phrase.local = role.start, role.end, role.local
        return phrase

    def _ends(self, role: Phrase, in_bracket: bool) -> bool:
        """Whether an apposition ends where its bracket does, and before no other name."""
        if role.last >= len(self.units):
            return not in_bracket
        after = self.units[role.last]
        return after.lower == ")" if in_bracket else after.kind != NAME

    # ---- the name of an office holder

    def person(self, phrase: Phrase, at: int) -> int:
        """Give the phrase the run of capitalised words at ``at`` as its name; how many units that takes."""
        begin, end = at, name_run(self.units, at)
        if end == at:
            return 0
        if phrase.bits & t.ROLE and not phrase.plural and not self.title:
            begin = self._past_employer(phrase, at, end)
            end = name_run(self.units, begin)
        units = self.units
        if phrase.bits & t.ROLE:
            phrase.role_start, phrase.role_end = phrase.start, units[begin - 1].end
            if units[begin - 1].lower == "," and begin >= 2:
                phrase.role_end = units[begin - 2].end
        phrase.name = joined(units, begin, end)
        phrase.name_start, phrase.name_end = units[begin].start, units[end - 1].end
        return end - at

    def _past_employer(self, phrase: Phrase, at: int, end: int) -> int:
        """Where the name begins when the run at ``at`` is the employer's: "Direktur Bumi Hijau, Rani Putri"."""
        units, count = self.units, len(self.units)
        after = end
        while after + 1 < count and units[after].kind in GAZETTEER:
            after += 1
        if after < count and units[after].lower == "(":
            closed = bracket(units, after, phrase)
            phrase.aliases.clear()
            if after < closed < count and units[closed].lower == ",":
                closed += 1
            if after < closed < count and units[closed].kind == NAME:
                phrase.owner_is_name = True
                return closed
        if after + 1 < count and units[after].lower == "," and units[after + 1].kind == NAME:
            following = name_run(units, after + 1)
            if following - after > 2 and self.ends_name(following):
                phrase.owner_is_name = True
                return after + 1
        return at

    def ends_name(self, at: int) -> bool:
        """Whether a name that ends before ``at`` ends a phrase."""
        return at >= len(self.units) or self.units[at].lower in AFTER_NAME or self.verb(at)

    # ---- where a phrase stands

    def phrase(self, sort: Sort, first: int, last: int) -> Phrase:
        """A phrase of the units ``first`` to ``last`` (exclusive)."""
        return Phrase(sort, first, last, self.units[first].start, self.units[last - 1].end)

    def verb(self, at: int) -> bool:
        """Whether the unit at ``at`` is a verb or stands before one."""
        if at >= len(self.units):
            return False
        unit = self.units[at]
        if unit.bits & t.AUXILIARY:
            return True
        return (unit.kind == WORD or self.title) and looks_like_verb(unit.lower, self.tables)

    def place(self, phrase: Phrase) -> Place:
        """How the phrase stands in its sentence: by the words before and after it."""
        units, before, after = self.units, phrase.first - 1, phrase.last
        while before >= 0 and (units[before].text in _QUOTES or units[before].lower in ("the", "para")):
            before -= 1
        previous = units[before] if before >= 0 else None
        locative = previous is not None and bool(previous.bits & t.PLACE)
        if locative and previous is not None and not previous.bits & t.HEAD and previous.lower not in _MOTION:
            return Place.LOCATIVE
        while after < len(units) and units[after].lower in _CLOSING:
            after += 1
        if self.verb(after) or (previous is None and self.title):
            return Place.SUBJECT
        if locative:
            return Place.LOCATIVE
        return self._after(previous)

    def _after(self, previous: Unit | None) -> Place:
        if previous is None or (previous.kind == MARK and not previous.bits):
            return Place.OTHER
        if previous.bits & t.ACTED_ON or looks_like_verb(previous.lower, self.tables):
            return Place.ACTED_ON
        return Place.GENITIVE
