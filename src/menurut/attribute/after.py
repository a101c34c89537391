"""Sources after their cue, or none: '"…," kata X', "katanya", "menurut X", "diklaim oleh X"."""

from __future__ import annotations

from menurut.attribute import phrases
from menurut.attribute.active import ActiveReader
from menurut.attribute.phrases import Range
from menurut.attribute.reader import Match
from menurut.languages import Construction, Cue


class AfterReader(ActiveReader):
    """Inverted cues and clitics, prepositions, passives."""

    def inverted(self, match: Match, cue: Cue) -> bool:
        """A cue after what is said, its source after it or (a clitic) none."""
        clitic = cue.construction == Construction.CLITIC
        before = match.first - 1
        if self.mark(before, ",") and self.quote(before - 1):
            before -= 1
        if self.unit.headline and not clitic and not self.quote(before) and match.get(Construction.BARE):
            return False
        start = match.last + 1 if self.has(match.last, "from") else match.last
        source = (
            None
            if clitic
            else phrases.phrase_after(self.language, self.items, start, self.end, comma_ends=not self.quote(before))
        )
        if not clitic and match.get(Construction.ACTIVE) and not self.stands_free(source):
            return False
        after = source[1] if source else match.last
        prefix = "clitic" if clitic else "inverted"
        if self.quote(before):
            content = [(before, before + 1), *self.more_quotes(after)]
            self.add("after_quote", match, cue, source, content, () if source or clitic else ("no_source",))
        elif self.mark(before, ",") and self.lead(self.frame) < before:
            first = self.lead(self.frame)
            right = self.goes_on(after)
            signs = ["goes_on"] if right else []
            self.add("after_clause", match, cue, source, [(first, before), *right], signs)
        elif self.lead(0) >= match.first:
            comma = self.next_comma(after)
            if comma is None:
                return False
            self.add(f"{prefix}_first", match, cue, source, [(comma + 1, self.end)])
            self.left = comma + 1
        elif source is not None and self.has(match.last, "pronoun") and self.mark(after, ","):
            self.add("inverted_middle", match, cue, source, [(self.lead(self.frame), match.first), (after, self.end)])
        else:
            return False
        self.shared = source
        self.after_clitic = clitic
        self.clausal = False
        if not self.lead(0) >= match.first:
            self.left = self.frame = after
        return True

    def stands_free(self, source: Range | None) -> bool:
        """Whether a source after its cue is followed by a mark or an adverbial, and not by its own verb."""
        if source is None:
            return False
        stop = source[1]
        return (
            stop >= self.end or not self.items[stop].is_word or (self.has(stop, "adverbial") or self.has(stop, "time"))
        )

    def more_quotes(self, after: int) -> list[Range]:
        """A second half of the quotation in the same sentence: '"…," kata X, "…"'."""
        for i in range(after, self.end):
            if self.items[i].is_quote:
                between = any(match.first < i and match.first >= after for match in self.matches)
                return [] if between else [(i, i + 1)]
        return []

    def goes_on(self, after: int) -> list[Range]:
        """The second half of a clause that its cue splits: "…, katanya, dan …"."""
        if not self.mark(after, ",") or after + 2 >= self.end:
            return []
        match = self.at.get(after + 1) or self.at.get(after + 2)
        if match is not None and (match.get(Construction.CHANNEL) or match.get(Construction.ACTIVE)):
            return []
        if self.has(after + 1, "adverbial") and not self.has(after + 1, "joins"):
            return []
        return [(after + 1, self.end)]

    # -- "menurut X, …" --------------------------------------------------------------------------------------

    def preposition(self, match: Match, cue: Cue) -> bool:
        """A preposition before its source: content after the comma, or before, or on both sides."""
        source = phrases.phrase_after(self.language, self.items, match.last, self.end, comma_ends=True)
        if source is None:
            return False
        first = self.lead(self.frame)
        comma = self.next_comma(source[1])
        signs = ["rule"] if self.has(match.last, "not_source") else []
        opens = first >= match.first
        if opens and comma is not None:
            stop = self.content_end(match, cue, comma + 1)
            content = self.quotes_from(comma + 1) if self.quote(comma + 1) else [(comma + 1, stop)]
            self.add("preposition_first", match, cue, source, content, signs)
            self.left = comma + 1
        elif opens and source[1] < self.end:
            stop = source[1]
            self.add("preposition_first", match, cue, source, [(stop, self.end)], [*signs, "no_comma"])
        elif not opens and comma is None:
            if not self.mark(match.first - 1, ","):
                signs.append("no_comma")
            content = [(match.first - 2, match.first - 1)] if self.quote(match.first - 2) else [(first, match.first)]
            self.add("preposition_last", match, cue, source, content, signs)
        elif not opens and comma is not None and self.mark(match.first - 1, ","):
            self.add("preposition_middle", match, cue, source, [(first, match.first), (comma + 1, self.end)], signs)
        else:
            return False
        self.shared = source
        self.clausal = True
        return True

    # -- "diklaim oleh X" ------------------------------------------------------------------------------------

    def passive(self, match: Match, cue: Cue) -> bool:
        """A passive verb: the content is its subject and what follows, the source stands after "oleh" or is none."""
        signs: list[str] = []
        before = self.before(match.first)
        if any(self.has(i, "negation") for i in range(before + 1, match.first)):
            signs.append("negated")
        source, after = self.agent(match, signs)
        while after < self.end and (self.has(after, "that") or self.mark(after, ",")):
            signs.append("that")
            after += 1
        stop = self.content_end(match, cue, after) if after < self.end else after
        if source and "that" not in signs and after >= source[1] and not self.goes_with_passive(after):
            stop = after
        if self.has(before, "relative"):
            signs.append("relative")
            stop_head = before - 1 if self.mark(before - 1, ",") else before
            head = phrases.phrase_before(self.language, self.items, 0, stop_head, wide=True)
        else:
            head = phrases.thing_before(self.language, self.items, self.left, match.first)
        if head is None and source is None and self.has(0, "inside") and before > 0:
            source = phrases.phrase_after(self.language, self.items, 1, before + 1, comma_ends=True)
            signs.append("document")
        if source is None:
            source = self.agent_before(match.first)
        if head is not None and all(self.has(i, "vague_subject") for i in range(*head)):
            signs.append("vague")
        content = ([head] if head else []) + ([(after, stop)] if stop > after else [])
        if not content:
            return False
        signs.append("subject" if head else "no_subject")
        self.add("passive", match, cue, source, content, signs)
        return True

    def goes_with_passive(self, i: int) -> bool:
        """Whether what follows a passive's agent is part of what is said: "dikatakan X sebagai …"."""
        while self.has(i, "aside"):
            i += 1
        return (
            self.has(i, "as")
            or self.has(i, "purpose")
            or (i < self.end and phrases.is_verb(self.language, self.items[i]))
        )

    def agent_before(self, stop: int) -> Range | None:
        """An agent before the passive verb: "yang oleh beberapa sumber dikatakan …"."""
        for i in range(stop - 2, max(-1, stop - 10), -1):
            if self.has(i, "agent"):
                return phrases.phrase_after(self.language, self.items, i + 1, stop, comma_ends=True)
        return None

    def agent(self, match: Match, signs: list[str]) -> tuple[Range | None, int]:
        """Who did what the passive verb says, and the index after it."""
        i = match.last
        for at in range(i, min(i + 3, self.end)):
            if self.has(at, "agent"):
                found = phrases.phrase_after(self.language, self.items, at + 1, self.end, comma_ends=False)
                if found:
                    signs.append("agent")
                    own = at > i and phrases.is_verb(self.language, self.items[i])
                    return found, i if own else found[1]
        if i >= self.end or not self.language.passive_agent or self.unit.headline:
            return None, i
        pointed = match.first > 0 and self.has(match.first - 1, "pointer")
        plain = self.items[i].is_word and self.items[i].low not in self.language.classes
        plain = plain and not phrases.is_verb(self.language, self.items[i])
        if self.has(i, "pronoun") or self.items[i].is_upper or (pointed and plain):
            found = phrases.phrase_after(self.language, self.items, i, self.end, comma_ends=False)
            if found:
                signs.append("bare_agent")
                return found, found[1]
        return None, i
