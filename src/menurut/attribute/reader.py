"""A unit's cues and their places: what the constructions are read from, and where candidates are gathered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from menurut.attribute import phrases
from menurut.attribute.phrases import Range
from menurut.attribute.units import Item, Unit
from menurut.languages import Construction, Cue, Language


@dataclass(frozen=True, slots=True)
class Match:
    """A cue's words found at items ``first`` to ``last`` (exclusive), with every construction they may make."""

    first: int
    last: int
    cues: tuple[Cue, ...]

    def get(self, construction: Construction) -> Cue | None:
        """The cue of that construction, if the words can make it."""
        for cue in self.cues:
            if cue.construction == construction:
                return cue
        return None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible attribution; ranges are code points of the document.

    ``pattern`` names the rule that made it, ``cue_entry`` the line of the cue tables, ``signs`` what else was seen
    there and bears on whether it is one. ``quoted`` says for each content whether it is a quotation.
    """

    unit: Unit
    pattern: str
    cue_entry: Cue | None
    cue: Range | None
    source: Range | None
    content: tuple[Range, ...]
    quoted: tuple[bool, ...]
    signs: tuple[str, ...] = ()


def find_matches(language: Language, items: Sequence[Item], headline: bool = False) -> list[Match]:
    """The cues among the items, longest first, not overlapping, in order.

    Outside headlines a capitalised word after another one is part of a name ("United States"), and no cue.
    """
    matches: list[Match] = []
    i = 0
    while i < len(items):
        length = 0
        found: list[Cue] = []
        named = not headline and i > 0 and items[i].is_upper and items[i - 1].is_word and items[i - 1].is_upper
        for cue in () if named else language.cues.get(items[i].low, ()):
            if len(cue.words) < length:
                break
            if len(cue.words) == 1 or tuple(item.low for item in items[i : i + len(cue.words)]) == cue.words:
                length = len(cue.words)
                found.append(cue)
        if found:
            matches.append(Match(i, i + length, tuple(found)))
        i += length or 1
    return matches


class Reader:
    """One unit read from left to right: its items and matches, what was seen so far, the candidates found."""

    def __init__(self, language: Language, unit: Unit) -> None:
        self.language = language
        self.unit = unit
        self.items = unit.items
        self.end = len(unit.items)
        while self.end and self.items[self.end - 1].text in (".", "?", "!", "..."):
            self.end -= 1
        self.matches = find_matches(language, unit.items, unit.headline)
        self.at = {match.first: match for match in self.matches}
        self.frame = 0  # where a clause that a cue follows may begin
        self.left = 0  # where the clause of the next cue may begin
        self.shared: Range | None = None  # the subject that a second verb shares
        self.after_clitic = False  # whether that subject is the unnamed one of "katanya"
        self.clausal = False  # whether the last content is a clause of its own
        self.found: list[Candidate] = []
        self.used: set[int] = set()  # quotations that already have a cue

    # -- small questions -------------------------------------------------------------------------------------

    def has(self, i: int, name: str) -> bool:
        """Whether the item at ``i`` belongs to a word class."""
        return 0 <= i < len(self.items) and self.language.has(self.items[i].low, name)

    def mark(self, i: int, marks: str) -> bool:
        """Whether the item at ``i`` is one of the marks."""
        return 0 <= i < self.end and not self.items[i].is_quote and self.items[i].text in marks

    def quote(self, i: int) -> bool:
        """Whether the item at ``i`` is a quotation."""
        return 0 <= i < self.end and self.items[i].is_quote

    def before(self, first: int) -> int:
        """The index of the last item before ``first`` that is no adverb or negation; -1 where there is none."""
        i = first - 1
        while i >= 0 and (self.has(i, "aside") or self.has(i, "negation")) and not self.has(i, "joins"):
            i -= 1
        if self.has(i, "with") and i < first - 1:
            return self.before(i)
        return i

    def lead(self, first: int) -> int:
        """The first index from ``first`` past sentence adverbs and marks."""
        while first < self.end and (self.has(first, "lead") or self.mark(first, ",:;")):
            first += 1
        return first

    # -- making candidates -----------------------------------------------------------------------------------

    def add(
        self,
        pattern: str,
        match: Match | None,
        cue: Cue | None,
        source: Range | None,
        content: Sequence[Range],
        signs: Sequence[str] = (),
    ) -> None:
        """Note a candidate, its ranges given as item indexes; one without content is dropped."""
        parts: list[Range] = []
        quoted: list[bool] = []
        for begin, stop in content:
            first, last = phrases.trim(self.items, begin, stop)
            if last <= first:
                continue
            parts.append((self.items[first].start, self.items[last - 1].end))
            quoted.append(last - first == 1 and self.items[first].is_quote)
            self.used.update(i for i in range(first, last) if self.items[i].is_quote)
        if not parts:
            return
        source = self.own_pronoun(source) if source else None
        place = (self.items[match.first].start, self.items[match.last - 1].end) if match else None
        found = (self.items[source[0]].start, self.items[source[1] - 1].end) if source else None
        self.found.append(Candidate(self.unit, pattern, cue, place, found, tuple(parts), tuple(quoted), tuple(signs)))

    def own_pronoun(self, source: Range) -> Range:
        """A pronoun that a comma or conjunction parts from what stands before it is the source alone."""
        last = source[1] - 1
        joined = last > source[0] and (self.has(last - 1, "joins") or self.mark(last - 1, ","))
        return (last, last + 1) if joined and self.has(last, "pronoun") else source

    def next_comma(self, i: int) -> int | None:
        """The next comma or colon that belongs to no date or bracket."""
        while i < min(self.end, len(self.items)):
            if self.mark(i, "(["):
                i = phrases.skip_bracket(self.items, i, self.end)
                continue
            if self.mark(i, ",:") and not self.date_comma(i):
                return i
            i += 1
        return None

    def date_comma(self, i: int) -> bool:
        """Whether the comma at ``i`` is part of a date ("Selasa, 17 September")."""
        return self.has(i - 1, "time") and i + 1 < self.end and phrases.is_number(self.items[i + 1])
