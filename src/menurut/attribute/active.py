"""Verbs after their source: "X mengatakan …", "X, yang mengklaim …", "… dan menambahkan …"."""

from __future__ import annotations

from dataclasses import replace

from menurut.attribute import phrases
from menurut.attribute.phrases import Range
from menurut.attribute.reader import Match, Reader
from menurut.languages import Complement, Construction, Cue

_FAR = 25  # items looked at after a cue for the word or mark that begins its content


class ActiveReader(Reader):
    """The active construction."""

    def active(self, match: Match, cue: Cue) -> bool:
        """A verb after its source: "X mengatakan bahwa …", "X, yang mengklaim …", "… dan menambahkan …"."""
        signs: list[str] = []
        before = self.before(match.first)
        if any(self.has(i, "negation") for i in range(before + 1, match.first)):
            signs.append("negated")
        source = self.active_source(match, before, signs)
        if before < 0 and source is None and self.language.fronted:
            return False
        content = [] if self.belongs_before(match, source) else self.active_content(match, cue)
        content = self.whole_quote(source, content)
        if "relative" in signs and content:
            content = [(content[0][0], self.relative_end(*content[0])), *content[1:]]
        pattern = "active"
        if not content:
            if source is not None and self.has(match.last, "joins"):
                self.shared = source
            content = self.said_before(match, source)
            if not content:
                return False
            pattern = "after_quote" if self.quote(content[0][0]) else "after_clause"
        if "subject_follows" in signs and source and content[-1][1] > source[0] > content[0][0]:
            content = [(content[0][0], source[0])]
        if source is not None and "shared" not in signs:
            self.end_before(source[0])
        self.add(pattern, match, cue, source, content, signs)
        if source is not None and "infinitive" not in signs:
            self.shared = source
        if pattern == "active" and "subject_follows" in signs:
            self.left = content[0][1]
        elif pattern == "active":
            self.left = content[0][0]
            self.clausal = cue.complement == Complement.SAY
        return True

    def whole_quote(self, source: Range | None, content: list[Range]) -> list[Range]:
        """A quotation that its cue splits, with the half before its source: '"…," X said, "…"'."""
        if source is None or not content or not self.quote(content[0][0]):
            return content
        before = source[0] - 2 if self.mark(source[0] - 1, ",") else source[0] - 1
        return [(before, before + 1), *content] if self.quote(before) and before not in self.used else content

    def relative_end(self, first: int, stop: int) -> int:
        """Where a relative clause ends: at the comma before the main verb ("…, yang mengklaim …, [kini] diam")."""
        for i in range(first + 1, stop - 1):
            if self.mark(i, ",") and (self.has(i + 1, "aside") or phrases.is_verb(self.language, self.items[i + 1])):
                return i
        return stop

    def end_before(self, first: int) -> None:
        """Cut the last candidate's content where a clause with a source of its own begins: ", namun Y [membantah]"."""
        if not self.found or not self.mark(first - 2, ",") or not self.has(first - 1, "contrast"):
            return
        last, stop = self.found[-1], self.items[first - 3].end
        begin, end = last.content[-1]
        if last.pattern == "active" and begin < stop < end:
            content = (*last.content[:-1], (begin, stop))
            self.found[-1] = replace(last, content=content)

    def active_source(self, match: Match, before: int, signs: list[str]) -> Range | None:
        """The subject of the verb, by what stands before it; what was seen is noted in ``signs``."""
        language, items = self.language, self.items
        if before < 0:
            return self.fronted_source(match, signs)
        if self.has(before, "relative"):
            signs.append("relative")
            stop = before - 1 if self.mark(before - 1, ",") else before
            return phrases.phrase_before(language, items, 0, stop)
        found = phrases.subject(language, items, self.left, match.first)
        after_comma = self.mark(before, ",") and self.shared is not None and self.has_own_verb(before)
        new_clause = after_comma and found is not None and self.has(found[0] - 1, "contrast")
        if self.joined(match, before) or (after_comma and not new_clause):
            signs.append("shared")
            known = self.shared is not None or self.after_clitic
            return self.shared if known else phrases.subject(language, items, 0, before)
        if self.has(before, "purpose"):
            signs.append("infinitive")
            return self.shared or found
        if found is None:
            signs.append("no_subject")
        return found

    def joined(self, match: Match, before: int) -> bool:
        """Whether the verb is joined to one before it: "dan [mengatakan]", "seraya [menambahkan]"."""
        near = before == match.first - 1
        if near and self.has(before, "joins_verb"):
            return True
        return self.has(before, "joins") and (near or not self.has(before, "with"))

    def fronted_source(self, match: Match, signs: list[str]) -> Range | None:
        """The subject of a verb that opens its sentence: after the comma, "Mengutip laporan itu, Rahma …"."""
        comma = self.next_comma(match.last)
        if comma is None or not self.items[match.first].low.endswith(self.language.fronted):
            signs.append("no_subject")
            return None
        signs.append("subject_follows")
        return phrases.phrase_after(self.language, self.items, self.lead(comma + 1), self.end, comma_ends=False)

    def has_own_verb(self, before: int) -> bool:
        """Whether the content so far is a whole clause or a thing, so that a verb after a comma is not its own."""
        if not self.clausal or before - self.left > 8:
            return True
        return not self.items[min(self.left, self.end - 1)].is_upper or any(
            phrases.is_verb(self.language, item) for item in self.items[self.left : before]
        )

    def active_content(self, match: Match, cue: Cue) -> list[Range]:
        """What follows the verb, past whom it was said to and when."""
        first = self.content_start(match, cue)
        if first is None or first >= self.end:
            return []
        if self.quote(first):
            return self.quotes_from(first)
        if self.has(first, "joins"):
            return []
        stop = self.content_end(match, cue, first)
        return [(first, stop)] if stop > first else []

    def quotes_from(self, first: int) -> list[Range]:
        """The quotation at ``first`` and those that follow it with nothing but a mark or "dan" between."""
        found = [(first, first + 1)]
        i = first + 1
        while i < self.end and (self.mark(i, ",") or self.has(i, "joins")):
            i += 1
            if self.quote(i):
                found.append((i, i + 1))
                i += 1
        return found

    def content_start(self, match: Match, cue: Cue) -> int | None:
        """Where the content after a verb begins, or ``None`` where there is only an adverbial."""
        i = match.last
        if cue.complement != Complement.SAY:
            thing = cue.complement != Complement.DO
            while (thing and self.has(i, "object_mark")) or self.has(i, "that"):
                i += 1
            return i + 1 if self.mark(i, ",:") else i
        limit = min(self.end, i + _FAR)
        if i < limit and self.mark(i, ",:"):
            i += 1
            verb = self.at.get(i)
            if verb is not None and verb.get(Construction.ACTIVE):
                return None
            return i + 1 if self.has(i, "that") else i
        i = self.skip_time(i, limit)
        adverbial = self.has(i, "adverbial") or self.has(i, "time")
        found = self.clause_opening(i, limit, adverbial)
        if found is not None:
            return found
        only_adverbial = adverbial and self.items[match.last].low in self.language.classes
        return None if only_adverbial and self.starts_after_quote(match) else i

    def clause_opening(self, first: int, limit: int, adverbial: bool) -> int | None:
        """Where "bahwa", a quotation or (after an adverbial) a comma opens the content, if one does."""
        for i in range(first, limit):
            if self.has(i, "that"):
                return i + 1
            if self.quote(i):
                return i
            if phrases.is_verb(self.language, self.items[i]) and not adverbial:
                return None
            if self.mark(i, ",:") and adverbial and not self.date_comma(i):
                return i + 2 if self.has(i + 1, "that") else i + 1
        return None

    def skip_time(self, i: int, limit: int) -> int:
        """The index past a time right after a verb: "pada Selasa (17/9)", "on Tuesday"."""
        at = i + 1 if self.has(i, "adverbial") else i
        if not (self.has(at, "time") or (at > i and at < limit and phrases.is_number(self.items[at]))):
            return i
        while at < limit and (
            self.has(at, "time") or self.has(at, "pointer") or phrases.is_number(self.items[at]) or self.mark(at, "()/")
        ):
            at += 1
        return at if at < limit else i

    def starts_after_quote(self, match: Match) -> bool:
        """Whether a quotation without a cue of its own stands before the match in this unit."""
        return any(self.items[i].is_quote and i not in self.used for i in range(match.first))

    def content_end(self, match: Match, cue: Cue, first: int) -> int:
        """Where content that begins at ``first`` ends: at a second verb of the same source, a channel, a quotation."""
        whole_clause = cue.complement in (Complement.SAY, Complement.DO)
        i = first
        while i < self.end:
            if self.mark(i, "(["):
                i = phrases.skip_bracket(self.items, i, self.end)
                continue
            if self.mark(i, ";") or (i > first and self.quote(i)):
                return i
            if i > first and self.ends_content(i, whole_clause):
                return i
            i += 1
        return self.end

    def ends_content(self, i: int, whole_clause: bool) -> bool:
        """Whether the item at ``i`` ends content: a joined verb, a channel, or for a thing a new clause."""
        if self.mark(i, ","):
            return self.comma_ends(i, whole_clause)
        match = self.at.get(i)
        if match is not None and match.get(Construction.CHANNEL) and len(match.cues[0].words) > 1:
            return True
        if self.has(i, "joins"):
            j = i + 1
            while self.has(j, "aside") or self.has(j, "joins"):
                j += 1
            verb = self.at.get(j)
            if verb is not None and verb.get(Construction.ACTIVE):
                return True
        if whole_clause or not self.has(i, "ends_thing"):
            return False
        return not self.has(i - 1, "relative") and not self.has(i + 1, "pointer")

    def comma_ends(self, i: int, whole_clause: bool) -> bool:
        """Whether the comma at ``i`` ends content, by what follows it."""
        after = self.at.get(i + 1)
        if after is not None and (after.get(Construction.CHANNEL) or after.get(Construction.ACTIVE)):
            return True
        if after is not None and self.unit.headline and after.get(Construction.BARE):
            return True
        if self.has(i + 1, "ends_clause"):
            return True
        return not whole_clause and any(self.has(i + 1, name) for name in ("relative", "ends_thing", "joins"))

    def belongs_before(self, match: Match, source: Range | None) -> bool:
        """Whether what is said stands before its source and verb: '"…," X told CNN', "…, X said on Friday"."""
        i = match.last
        limit = min(self.end, i + _FAR)
        if (
            source is None
            or self.mark(i, ",:")
            or self.quote(i)
            or any(self.has(j, "that") for j in range(i, min(i + 8, limit)))
        ):
            return False
        if any(self.items[j].is_quote for j in range(i, limit)):
            return False
        before = source[0] - 2 if self.mark(source[0] - 1, ",") else source[0] - 1
        if self.quote(before) and before not in self.used:
            return True
        if match.get(Construction.INVERTED) is None or not self.mark(source[0] - 1, ","):
            return False
        return i >= self.end or ((self.has(i, "adverbial") or self.has(i, "time")) and self.lead(self.frame) < before)

    def said_before(self, match: Match, source: Range | None) -> list[Range]:
        """Content that stands before its source and verb: '"…," X mengatakan', "…, X said"."""
        stop = source[0] if source else match.first
        for i in range(stop - 1, -1, -1):
            if self.items[i].is_quote:
                return [(i, i + 1)] if i not in self.used else []
        if self.mark(stop - 1, ","):
            first = self.lead(self.frame)
            return [(first, stop - 1)] if stop - 1 - first > 2 else []
        return []
