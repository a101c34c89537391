"""Candidates for attributions: each cue in a unit, with the source and content that its construction gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from menurut.attribute import phrases
from menurut.attribute.after import AfterReader
from menurut.attribute.phrases import Range
from menurut.attribute.reader import Candidate, Match
from menurut.attribute.units import Unit
from menurut.languages import Construction, Cue, Language

__all__ = ["Candidate", "UnitReader", "find_candidates"]


class UnitReader(AfterReader):
    """All constructions, and the order in which they are tried."""

    def read(self) -> list[Candidate]:
        """All candidates of the unit, in the order of their cues."""
        for match in self.matches:
            if match.first < self.end:
                self.read_match(match)
        self.read_colon()
        self.read_lone_quotes()
        return self.found

    def read_match(self, match: Match) -> None:
        """Try the constructions that the match's words can make, the most telling first."""
        order: tuple[tuple[Construction, Callable[[Match, Cue], bool]], ...] = (
            (Construction.CHANNEL, self.channel),
            (Construction.PREPOSITION, self.preposition),
            (Construction.CLITIC, self.inverted),
            (Construction.INVERTED, self.inverted),
            (Construction.PASSIVE, self.passive),
            (Construction.ACTIVE, self.active),
            (Construction.BARE, self.bare),
            (Construction.NOUN, self.noun),
        )
        if match.get(Construction.NOUN) and match.get(Construction.ACTIVE) and self.stands_as_noun(match.first - 1):
            order = order[-1:]
        for construction, method in order:
            cue = match.get(construction)
            if cue is not None and method(match, cue):
                return

    def stands_as_noun(self, before: int) -> bool:
        """Whether a word that can be verb or noun ("claim", "klaim") is a noun after the item at ``before``."""
        if before < 0 or not self.items[before].is_word:
            return False
        low = self.items[before].low
        return (
            self.has(before, "article")
            or self.has(before, "inner")
            or low.endswith(("'s", "’s"))
            or phrases.is_verb(self.language, self.items[before])
        )

    # -- headlines, nouns, channels, colons ------------------------------------------------------------------

    def bare(self, match: Match, cue: Cue) -> bool:
        """A stem without its prefix: a headline's verb, or "yang mereka katakan"."""
        if self.unit.headline:
            return match.first > 0 and self.active(match, cue)
        before = match.first - 1
        if before < 0 or not (self.has(before, "pronoun") or self.items[before].is_upper):
            return False
        source = phrases.phrase_before(self.language, self.items, self.left, match.first)
        if source is None:
            return False
        if self.has(source[0] - 1, "relative"):
            head = phrases.phrase_before(self.language, self.items, 0, source[0] - 1)
            stop = self.content_end(match, cue, match.last)
            self.add("object", match, cue, source, [*([head] if head else []), (match.last, stop)])
            return True
        return self.active(match, cue)

    def noun(self, match: Match, cue: Cue) -> bool:
        """A noun that names a saying: "klaim X bahwa …", "tuduhan bahwa …"."""
        limit = min(self.end, match.last + 10)
        for i in range(match.last, limit):
            if self.has(i, "that") or (self.has(i, "purpose") and i > match.last):
                start = match.last + 1 if self.has(match.last, "agent") else match.last
                source = phrases.phrase_after(self.language, self.items, start, i, comma_ends=True)
                source = source or self.possessor(match.first)
                stop = self.content_end(match, cue, i + 1)
                sign = "that" if self.has(i, "that") else "purpose"
                self.add("noun", match, cue, source, [(i + 1, stop)], [sign, "source" if source else "no_source"])
                return True
            if i > match.last and self.has(i, "object_mark"):
                source = phrases.phrase_after(self.language, self.items, match.last, i, comma_ends=True)
                if source is not None and source[1] == i:
                    stop = self.content_end(match, cue, i + 1)
                    self.add("noun", match, cue, source, [(i + 1, stop)], ["about", "source"])
                    return True
            if phrases.is_verb(self.language, self.items[i]) or self.mark(i, ",:;") or self.quote(i):
                break
        return False

    def possessor(self, noun: int) -> Range | None:
        """Whose saying a noun is, named before it: "Uganda's claim"."""
        if noun > 0 and self.items[noun - 1].low.endswith(("'s", "’s", "s'", "s’")):
            return phrases.phrase_before(self.language, self.items, self.left, noun)
        return None

    def channel(self, match: Match, cue: Cue) -> bool:
        """The outlet in "Dilansir X, …", which is the source where nobody else is."""
        source = phrases.phrase_after(self.language, self.items, match.last, self.end, comma_ends=True)
        others = sum(1 for other in self.matches if other is not match and not other.get(Construction.NOUN))
        signs = ["alone" if not others else "others", "source" if source else "no_source"]
        if self.lead(0) >= match.first:
            comma = self.next_comma(source[1] if source else match.last)
            while comma is not None and comma + 1 < self.end and self.is_date(comma + 1):
                comma = self.next_comma(comma + 1)
            if comma is None:
                return True
            self.add("channel_first", match, cue, source, [(comma + 1, self.end)], signs)
            self.left = comma + 1
            return True
        if self.has(match.first, "citing") and source and self.found and self.found[-1].pattern == "after_quote":
            last = self.found[-1]
            place, name = (
                (self.items[match.first].start, self.items[match.last - 1].end),
                (self.items[source[0]].start, self.items[source[1] - 1].end),
            )
            self.found.append(replace(last, pattern="citing", cue_entry=cue, cue=place, source=name, signs=()))
            return True
        if not self.mark(match.first - 1, ",") and len(match.cues[0].words) == 1:
            return False
        first = self.lead(self.left)
        quote = match.first - 2 if self.quote(match.first - 2) else match.first - 1
        content = (quote, quote + 1) if self.quote(quote) else (first, match.first)
        self.add("channel_last", match, cue, source, [content], signs)
        return True

    def is_date(self, i: int) -> bool:
        """Whether a stretch that begins at ``i`` is a date ("Selasa (17/9)", "15 September 2019")."""
        return self.has(i, "time") or phrases.is_number(self.items[i])

    def read_colon(self) -> None:
        """A name before a colon: "X: …" in a headline, or before a quotation."""
        for i in range(1, min(self.end - 1, 14)):
            if not self.mark(i, ":"):
                continue
            if any(match.first < i for match in self.matches):
                return
            quoted = self.quote(i + 1)
            if not self.unit.headline and not quoted:
                return
            source = phrases.subject(self.language, self.items, 0, i)
            if source is None:
                return
            colon = Match(i, i + 1, ())
            whole = "whole" if source == (0, i) else "part"
            self.add("colon", colon, None, source, [(i + 1, self.end)], [whole, "quoted" if quoted else "plain"])
            return

    def read_lone_quotes(self) -> None:
        """Quotations that no cue has claimed: one that runs on, or one whose cue was lost or is not in the tables."""
        for i in range(self.end):
            if not self.items[i].is_quote or i in self.used:
                continue
            after = i + 2 if self.mark(i + 1, ",") else i + 1
            if i == 0 and after >= self.end:
                self.add("lone_quote", None, None, None, [(i, i + 1)])
            elif after < self.end and self.items[after].is_word:
                self.unknown_cue(i, after)

    def unknown_cue(self, quote: int, after: int) -> None:
        """A word after a quotation that the tables do not hold but that stands where a cue stands."""
        item = self.items[after]
        if item.is_upper:
            source = phrases.phrase_after(self.language, self.items, after, self.end, comma_ends=False)
            if source and source[1] >= self.end:
                self.add("no_cue", None, None, source, [(quote, quote + 1)])
        elif item.low not in self.language.classes and not phrases.is_verb(self.language, item):
            match = Match(after, after + 1, ())
            if self.language.clitic and item.low.endswith(self.language.clitic) and len(item.low) > 5:
                self.add("unknown_clitic", match, None, None, [(quote, quote + 1)])
                return
            source = phrases.phrase_after(self.language, self.items, after + 1, self.end, comma_ends=False)
            if source:
                self.add("unknown_inverted", match, None, source, [(quote, quote + 1)])


def find_candidates(language: Language, units: Sequence[Unit]) -> list[Candidate]:
    """The candidates of a paragraph's units; a quotation that goes on after its cue's sentence is joined to it."""
    found: list[Candidate] = []
    for unit in units:
        here = UnitReader(language, unit).read()
        last = found[-1] if found else None
        if (
            len(here) == 1
            and here[0].pattern == "lone_quote"
            and last is not None
            and last.quoted[-1]
            and last.unit.paragraph == unit.paragraph
            and not last.unit.nested
        ):
            content, quoted = (*last.content, *here[0].content), (*last.quoted, True)
            found[-1] = replace(last, content=content, quoted=quoted)
        else:
            found.extend(here)
    return found
