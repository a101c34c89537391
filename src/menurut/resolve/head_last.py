"""Phrases whose modifiers come before the head noun, as in English: "the Russian Foreign Minister Sergei Lavrov"."""

from __future__ import annotations

from menurut.resolve import tables as t
from menurut.resolve.names import NAME, NOUN, NUMBER
from menurut.resolve.phrase import GAZETTEER, LONGEST, Phrase, Sort, bracket, name_run, sort_of, take_owner
from menurut.resolve.reader import Reader

_BINDERS = frozenset(("of", "for", "to", "from", "at"))
_BEFORE_HEAD = t.PREFIX | t.PLURAL | t.SINGULAR | t.HONORIFIC | t.FIELD
_BETWEEN = t.SINGULAR | t.FIELD | t.AGENCY | t.ORGANISATION


class HeadLast(Reader):
    """Reads English phrases."""

    def headed(self, at: int) -> Phrase | None:
        """A phrase with a head noun: "the Russian Foreign Minister Sergei Lavrov", "U.S. officials"."""
        units, count = self.units, min(len(self.units), at + LONGEST)
        head, end = -1, at
        owners: list[int] = []
        while end < count:
            unit = units[end]
            if unit.kind == NOUN:
                if unit.bits & t.HEAD:
                    head = end
                elif not unit.bits & (t.FIELD if head >= 0 else _BEFORE_HEAD):
                    break
                end += 1
                continue
            step = self._modifier(end, head, owners)
            if step == 0:
                break
            end += step
        if head < 0:
            return None
        return self._settle(at, head, owners)

    def _modifier(self, at: int, head: int, owners: list[int]) -> int:
        """How many units a name, number or possessive before the head adds."""
        units, unit = self.units, self.units[at]
        if unit.lower == "'s":
            return 1
        if unit.kind in GAZETTEER and (head < 0 or units[at - 1].lower == "'s"):
            owners.append(at)
            return 1
        if unit.kind == NAME and head < 0:
            run = name_run(units, at)
            if self._leads_to_head(run):
                owners.append(at)
                return run - at
        return 1 if unit.kind == NUMBER and head < 0 else 0

    def _settle(self, at: int, head: int, owners: list[int]) -> Phrase:
        """The phrase of a head noun, with what stands before and after it."""
        units, bits = self.units, self.units[head].bits
        before = units[at : head + 1]
        plural = any(unit.kind == NUMBER or unit.bits & t.PLURAL for unit in before)
        singular = any(unit.bits & t.SINGULAR for unit in before)
        phrase = self.phrase(sort_of(bits, plural, singular), at, head + 1)
        phrase.bits, phrase.plural, phrase.singular = bits, plural, singular
        phrase.pointed = units[at].lower in self.tables.words["pointer"] and not owners
        phrase.head = units[head].lower
        phrase.fields = [u.lower for u in before[:-1] if u.kind == NOUN and u.bits & (t.FIELD | t.HEAD)]
        for owner in owners:
            if units[owner].kind == NAME:
                phrase.owner_is_name = True
            else:
                take_owner(phrase, units[owner])
        self._after_head(phrase, head + 1)
        if phrase.name and bits & t.ROLE:
            phrase.sort = Sort.PERSON
        elif bits & t.GOVERNMENT and (phrase.owner or phrase.owner_is_name) and not phrase.name:
            phrase.sort = Sort.STATE
        return phrase

    def _leads_to_head(self, at: int) -> bool:
        """Whether a name ends before a head noun that it belongs to: "Acme officials", "the Acme team's coach"."""
        units = self.units
        if at < len(units) and units[at].lower == "'s":
            at += 1
        while at < len(units) and units[at].kind == NOUN and units[at].bits & t.FIELD and not units[at].bits & t.HEAD:
            at += 1
        return at < len(units) and units[at].kind == NOUN and bool(units[at].bits & t.HEAD)

    def _after_head(self, phrase: Phrase, at: int) -> None:
        """Read on from the head noun: "of Russia", "for the Indonesian military", a bracket, a name."""
        units, count = self.units, len(self.units)
        if at < count and units[at].lower in _BINDERS and phrase.sort is not Sort.DOCUMENT:
            at = self._bound(phrase, at)
        if at < count and units[at].lower == "(":
            at = bracket(units, at, phrase)
        if phrase.bits & t.ROLE and not phrase.plural and at < count:
            if units[at].kind == NAME:
                at += self.person(phrase, at)
            elif self._named_after_comma(at):
                at += 1 + self.person(phrase, at + 1)
        phrase.last, phrase.end = at, units[at - 1].end

    def _named_after_comma(self, at: int) -> bool:
        units = self.units
        if units[at].lower != "," or at + 1 >= len(units) or units[at + 1].kind != NAME or self.title:
            return False
        return self.ends_name(name_run(units, at + 1))

    def _bound(self, phrase: Phrase, at: int) -> int:
        """The index after a preposition and whose the phrase is; ``at`` where that is not said."""
        units, count = self.units, len(self.units)
        ahead = at + 1
        while ahead < min(count, at + 6) and units[ahead].kind == NOUN and units[ahead].bits & _BETWEEN:
            ahead += 1
        if ahead < count and units[ahead].kind in GAZETTEER:
            take_owner(phrase, units[ahead])
            ahead += 1
            while ahead < count and units[ahead].kind == NOUN and units[ahead].bits & (t.FIELD | t.AGENCY):
                ahead += 1
            return ahead
        if ahead < count and units[ahead].kind == NAME and phrase.bits & t.ROLE:
            phrase.owner_is_name = True
            return name_run(units, ahead)
        said = ahead > at + 1 and units[ahead - 1].bits & (t.FIELD | t.AGENCY | t.ORGANISATION)
        return ahead if said else at
