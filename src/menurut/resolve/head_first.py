"""Phrases whose head noun comes before its modifiers, as in Indonesian: "para pejabat militer Rusia"."""

from __future__ import annotations

from menurut.resolve import tables as t
from menurut.resolve.names import MARK, NAME, NOUN, NUMBER, WORD, Unit
from menurut.resolve.phrase import (
    GAZETTEER,
    LONGEST,
    PLACES,
    Phrase,
    Sort,
    bracket,
    capital,
    joined,
    name_run,
    sort_of,
    take_owner,
)
from menurut.resolve.reader import Reader

_ENUMERATED = ("menteri", "kementerian", "kementrian", "menko")  # offices whose fields may be a list
_DEMONSTRATIVES = frozenset(("tersebut", "itu", "ini"))
_POINTERS = _DEMONSTRATIVES | {"sendiri", "lainnya", "lain"}
_DETERMINERS = t.PREFIX | t.PLURAL | t.SINGULAR
_MAY_BEGIN = _DETERMINERS | t.HONORIFIC | t.HEAD
_NEAR = frozenset(("di", "pada", "asal"))


class HeadFirst(Reader):
    """Reads Indonesian phrases."""

    def headed(self, at: int) -> Phrase | None:
        """A phrase with a head noun: "para pejabat militer Rusia", "Menteri Luar Negeri AS Mike Pompeo"."""
        units, count = self.units, len(self.units)
        unit = units[at]
        if unit.kind != NUMBER and not (unit.kind == NOUN and unit.bits & _MAY_BEGIN):
            return None
        plural = singular = False
        head = at
        while head < count and head - at < 4:
            unit = units[head]
            own = unit.bits & _DETERMINERS or (unit.bits & t.HONORIFIC and not unit.bits & t.HEAD)
            if unit.kind != NUMBER and not own:
                break
            plural = plural or unit.kind == NUMBER or bool(unit.bits & t.PLURAL)
            singular = singular or bool(unit.bits & t.SINGULAR and not unit.bits & t.PLURAL)
            head += 1
        if head >= count:
            return None
        unit = units[head]
        if unit.kind != NOUN or not unit.bits & t.HEAD:
            return self._after_determiner(at, head)
        phrase = self.phrase(sort_of(unit.bits, plural, singular), at, head + 1)
        phrase.head, phrase.bits, phrase.plural, phrase.singular = unit.lower, unit.bits, plural, singular
        self._complement(phrase, head + 1)
        self._settle(phrase)
        return phrase

    def _after_determiner(self, at: int, head: int) -> Phrase | None:
        """The people of "para X", whatever X is; the person of an honorific and a name."""
        units = self.units
        if head == at:
            return None
        if units[head - 1].lower == "para" and units[head].kind == WORD:
            phrase = self.phrase(Sort.GROUP, at, head + 1)
            phrase.head, phrase.plural, phrase.bits = units[head].lower, True, t.GROUP | t.GROUP_ALONE
            self._complement(phrase, head + 1)
            return phrase
        if units[head - 1].bits & t.HONORIFIC and units[head].kind == NAME:
            end = name_run(units, head)
            phrase = self.phrase(Sort.PERSON, at, end)
            phrase.name = joined(units, head, end)
            phrase.name_start, phrase.name_end = units[head].start, units[end - 1].end
            return phrase
        return None

    def _complement(self, phrase: Phrase, at: int) -> None:
        """Read on from the head noun: fields, whose it is, brackets, and the name it ends with."""
        units, count = self.units, min(len(self.units), at + LONGEST)
        while at < count and not phrase.name:
            step = self._step(phrase, at)
            if step == 0:
                break
            at += step
        if phrase.name and at < len(units) and units[at].lower == "(" and not phrase.aliases:
            at = bracket(units, at, phrase)
        phrase.last, phrase.end = at, units[at - 1].end

    def _step(self, phrase: Phrase, at: int) -> int:
        """How many units the one at ``at`` and what belongs to it add to the phrase."""
        units, unit = self.units, self.units[at]
        following = units[at + 1] if at + 1 < len(units) else None
        step = 0
        if unit.kind == NOUN:
            step = self._noun(phrase, at)
        elif unit.kind in GAZETTEER:
            if phrase.bits & t.ROLE and following is not None and following.lower[:3] == "al-":
                step = self.person(phrase, at)
            elif take_owner(phrase, unit):
                step = 1
        elif unit.kind == NAME:
            names = phrase.sort is not Sort.DOCUMENT and (not self.title or phrase.bits & t.ROLE)
            step = self.person(phrase, at) if names else 0
        elif unit.lower == "(":
            step = bracket(units, at, phrase) - at
        elif unit.lower == ",":
            step = self._comma(phrase, at)
        elif unit.kind == WORD and not phrase.owner and following is not None and following.kind in PLACES:
            # One adjective that no list knows: "rezim otokratis Cina".
            step = 0 if self.verb(at) or phrase.bits & t.DOCUMENT else 1
        return step

    def _noun(self, phrase: Phrase, at: int) -> int:
        """How many units a noun or preposition after the head adds to the phrase."""
        unit = self.units[at]
        bits = unit.bits
        following = self.units[at + 1] if at + 1 < len(self.units) else None
        if bits & t.BINDER and following is not None:
            return self._binder(phrase, unit, following)
        if bits & (t.FIELD | t.HEAD) and not (bits & t.DOCUMENT and not bits & t.FIELD):
            another = bits & (t.ROLE | t.GROUP) and not bits & t.FIELD
            if self.title and another and phrase.owner:
                return 0
            if not bits & t.CLOSED or bits & (t.FIELD | t.AGENCY) or phrase.bits & (t.ROLE | t.AGENCY):
                if unit.lower in _POINTERS:
                    phrase.pointed = phrase.pointed or unit.lower in _DEMONSTRATIVES
                else:
                    phrase.fields.append(unit.lower)
                return 1
        return 1 if bits & t.HONORIFIC and following is not None and following.kind == NAME else 0

    def _binder(self, phrase: Phrase, unit: Unit, following: Unit) -> int:
        """How many units a preposition or "dan" adds with what follows it."""
        if unit.lower == "dan":
            if phrase.plural and phrase.country and following.kind in PLACES:
                phrase.joint = True
                return 2
            enumerated = phrase.head.startswith(_ENUMERATED) and following.bits & t.FIELD and capital(following)
            return 2 if enumerated else 0
        if unit.lower in _NEAR and (phrase.owner or following.kind not in GAZETTEER):
            return 0
        if following.kind in GAZETTEER:
            if phrase.owner and unit.lower not in ("untuk", "dari"):
                return 0
            take_owner(phrase, following)
            return 2
        organised = following.kind == NOUN and following.bits & (t.AGENCY | t.ORGANISATION | t.FIELD)
        return 1 if organised else 0

    def _comma(self, phrase: Phrase, at: int) -> int:
        """How many units a comma and what follows it add: more fields of a ministry, a name, a second office."""
        units = self.units
        if at + 1 >= len(units):
            return 0
        following = units[at + 1]
        if phrase.head.startswith(_ENUMERATED):
            step = self._enumeration(at)
            if step:
                return step
        if following.kind in GAZETTEER and phrase.bits & (t.GROUP | t.ORGANISATION) and not phrase.owner_entry:
            named = following.entry is not None and following.kind not in PLACES
            return 2 if named and take_owner(phrase, following) else 0
        if not phrase.bits & t.ROLE or phrase.plural or self.title:
            return 0
        if following.kind == NAME:
            end = name_run(units, at + 1)
            return 1 + self.person(phrase, at + 1) if end - at > 2 or self.ends_name(end) else 0
        return self._second_office(at)

    def _enumeration(self, at: int) -> int:
        """The units of ", Teknologi" and ", dan Perubahan Iklim" in a ministry's name."""
        units = self.units
        following = units[at + 1]
        if following.lower == "dan":
            return 3 if at + 2 < len(units) and units[at + 2].bits & t.FIELD else 0
        field = following.bits & t.FIELD and not following.bits & t.ROLE
        return 2 if following.kind == NOUN and field and capital(following) else 0

    def _second_office(self, at: int) -> int:
        """The comma before a second office that a name follows: "Wakil Tetap RI, Duta Besar Dian"."""
        units = self.units
        following = units[at + 1]
        if following.kind != NOUN or not following.bits & (t.ROLE | t.HONORIFIC) or not capital(following):
            return 0
        for ahead in range(at + 2, min(at + 6, len(units))):
            if units[ahead].kind == NAME:
                return 1
            if units[ahead].kind in (MARK, WORD):
                break
        return 0

    def _settle(self, phrase: Phrase) -> None:
        """Decide what the phrase is, now that all of it has been read."""
        bits = phrase.bits
        if phrase.name and bits & t.ROLE and not phrase.plural:
            phrase.sort = Sort.PERSON
            return
        if bits & t.GOVERNMENT and (phrase.owner or phrase.name) and not bits & t.AGENCY:
            phrase.sort = Sort.STATE
        phrase.owner_is_name = phrase.owner_is_name or bool(phrase.name)
