"""Expressions that say when: which words they are, and the days they mean, counted from the article's day."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from menurut.annotate import tokenize
from menurut.guideline import guideline_value
from menurut.ids import date_id
from menurut.records import Annotation, Basis, DateMention, Document, Name, NameKind, Precision
from menurut.resolve import calendar as c
from menurut.resolve.calendar import Anchor, Fields, Stretch
from menurut.resolve.dateforms import Forms, Line, load_forms, read_codes, read_fields, read_line

__all__ = ["find_dates", "guideline_value"]

_BRACKETED_NEAR = 60  # days: "(17/9)" alone is a date where it is no farther from the article's
_KNOWN = 30  # dates back that "the following month" may be counted from
_CLIMB = 4  # heads from a date up to the verb it belongs to


def find_dates(document: Document, annotation: Annotation) -> tuple[DateMention, ...]:
    """The expressions that say when in the headline, the body and the dateline of a document.

    Args:
        document: the cleaned article; what its words only hint at is counted from the date of its dateline, else
            from ``published``.
        annotation: its sentences, tokens, words and names.

    Returns:
        One mention for each expression, the longest that holds together, in the order of the text. Where nothing
        tells which days are meant, and where the article has no date to count from, ``value`` is ``None``.
    """
    return tuple(_Reader(document, annotation).find())


@dataclass(slots=True)
class _Point:
    """A match of a shape: its words ``first`` to ``last`` (exclusive) in the line, and what they say."""

    first: int
    last: int
    fields: Fields


@cache
def _day() -> re.Pattern[str]:
    return re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def _published(document: Document) -> date | None:
    match = _day().match(document.published or "")
    return c.make_date(*map(int, match.groups())) if match is not None else None


class _Reader:
    """Finds the dates of one document."""

    def __init__(self, document: Document, annotation: Annotation) -> None:
        self.document = document
        self.annotation = annotation
        self.language = document.language
        self.forms = load_forms(document.language)
        self.anchor = Anchor(_published(document), Basis.PUBLISHED)
        self.known: deque[Stretch] = deque(maxlen=_KNOWN)
        self.starts: list[int] = []

    def find(self) -> Iterator[DateMention]:
        """The dates in the order of the text; the dateline's is read first, since others are counted from it."""
        dateline = self._dateline()
        tokens = self.annotation.tokens
        codes = read_codes(self.language, tokens)
        for sentence in self.annotation.sentences:
            if dateline is not None and dateline.span.start < sentence.start:
                yield dateline
                dateline = None
            first, last = sentence.first_token, sentence.last_token
            line = read_line(self.language, self.forms, tokens[first:last], codes[first:last])
            if line is not None:
                yield from self._mentions(line)
        if dateline is not None:
            yield dateline

    def _dateline(self) -> DateMention | None:
        """The dateline's date, which becomes the day that the others are counted from."""
        span = self.document.dateline.date if self.document.dateline is not None else None
        if span is None:
            return None
        tokens = tokenize(self.document.text, span.start, span.end)
        line = read_line(self.language, self.forms, tokens, read_codes(self.language, tokens))
        match = self.forms.pattern.search(line.codes) if line is not None else None
        if line is None or match is None:
            return None
        fields = read_fields(self.language, self.forms, line, match)
        stretch, basis = c.resolve(fields, self.anchor, ())
        if stretch.precision is Precision.DAY and stretch.first is not None:
            self.anchor = Anchor(stretch.first, Basis.DATELINE)
        return self._mention(line.units[match.start()][0], line.units[match.end() - 1][1], stretch, basis)

    def _mention(self, start: int, end: int, stretch: Stretch, basis: Basis) -> DateMention:
        article, span = self.document.article_id, self.document.span(start, end)
        return DateMention(
            date_id(article, span),
            article,
            span,
            stretch.value,
            stretch.first.isoformat() if stretch.first is not None else None,
            stretch.last.isoformat() if stretch.last is not None else None,
            stretch.precision,
            basis,
        )

    def _mentions(self, line: Line) -> Iterator[DateMention]:
        """The dates of a sentence: its points, alone or joined into intervals."""
        points = self._points(line)
        at = 0
        while at < len(points):
            point = points[at]
            lead, before = self._lead(line, point.first)
            after = points[at + 1] if at + 1 < len(points) else None
            start = line.units[point.first if lead is None else before][0]
            if after is not None and self._ranges(line, point, after, lead):
                stretch, basis = self._range(point.fields, after.fields)
                start = start if lead != "until" else line.units[point.first][0]
                yield self._mention(start, line.units[after.last - 1][1], stretch, basis)
                at += 2
                continue
            stretch, basis = self._resolve(point.fields)
            if lead == "since":
                stretch = c.between(stretch, None)
            elif lead == "until":
                stretch = c.between(None, stretch)
            elif stretch.precision is not Precision.INTERVAL:
                start = line.units[point.first][0]
            yield self._mention(start, line.units[point.last - 1][1], stretch, basis)
            at += 1

    def _resolve(self, fields: Fields) -> tuple[Stretch, Basis]:
        if fields.named is not None:
            return c.a_day(date.fromisoformat(fields.named)), Basis.STATED
        stretch, basis = c.resolve(fields, self.anchor, self.known)
        self.known.append(stretch)
        return stretch, basis

    def _range(self, first: Fields, last: Fields) -> tuple[Stretch, Basis]:
        """Two points as an interval; the second is moved on where it would end before the first begins."""
        begin, begin_basis = self._resolve(first)
        end, end_basis = self._resolve(last)
        if begin.first is not None and end.first is not None and end.first < begin.first:
            end = c.moved_on(end, last)
        basis = next((basis for basis in (begin_basis, end_basis) if basis is not Basis.STATED), Basis.STATED)
        return c.between(begin, end), basis

    def _lead(self, line: Line, first: int) -> tuple[str | None, int]:
        """The class of a word before a point that makes it an interval, and where that word stands."""
        at = first - 1
        while at >= 0 and first - at <= 2 and line.codes[at] in self.forms.coded("at", "in", "the"):
            at -= 1
        name = self.forms.names.get(line.codes[at]) if at >= 0 else None
        return (name, at) if name in ("since", "until", "between", "from") else (None, first)

    def _ranges(self, line: Line, point: _Point, after: _Point, lead: str | None) -> bool:
        """Whether two neighbouring points are the two ends of an interval."""
        skipped = self.forms.coded("at", "in", "the")
        gap = "".join(code for code in line.codes[point.last : after.first] if code not in skipped)
        name = self.forms.names.get(gap) if len(gap) == 1 else None
        kinds = (point.fields.kind, after.fields.kind)
        if any(kind in ("span", "seq", "vague") for kind in kinds) or lead == "until":
            return False
        if name == "dash":
            return kinds[0] == kinds[1]
        wanted = {"and": "between", "to": "from"}.get(name or "")
        return name == "until" or (wanted is not None and wanted == lead)

    def _points(self, line: Line) -> list[_Point]:
        """The matches of shapes that are dates."""
        points: list[_Point] = []
        for match in self.forms.pattern.finditer(line.codes):
            fields = read_fields(self.language, self.forms, line, match)
            point = _Point(match.start(), match.end(), fields)
            if self._holds(line, point):
                points.append(point)
        for first, second in pairwise(points):
            _share(self.forms, line, first, second)
        ahead = self._ahead(line) if points else set()
        for point in points:
            point.fields.future = bool(ahead) and self._is_ahead(line, point, ahead)
        return points

    def _holds(self, line: Line, point: _Point) -> bool:
        """Whether what has the shape of a date is one."""
        kind = point.fields.kind
        counted = point.first > 0 and line.codes[point.first - 1] in self.forms.coded("num", "bignum", "numword")
        if counted and (kind == "seq" or 0 in point.fields.shifts.values()):
            return False  # "pria berusia 22 tahun ini" is of that age
        if (
            kind == "seq"
            and point.fields.way == "later"
            and line.lower(point.first - 1) in self.forms.context["through"]
        ):
            point.fields.kind, point.fields.way, point.fields.count = "span", "coming", 1  # "over the next year"
        if kind == "day":
            return self._holds_day(line, point)
        if kind == "month":
            return self._holds_month(line, point)
        if kind == "year":
            return self._holds_year(line, point)
        if kind == "span":
            before = line.lower(point.first - 1)
            lasting = point.fields.way == "ahead" and before in self.forms.context["lasting_after"]
            return not lasting and before not in self.forms.context["aged"]
        return True

    def _holds_day(self, line: Line, point: _Point) -> bool:
        fields, context = point.fields, self.forms.context
        before, after = line.lower(point.first - 1), line.lower(point.last)
        if fields.numbers is not None:
            return self._holds_numbers(line, point)
        if fields.days and fields.month is None and fields.weekday is None and "date" not in self.forms.codes:
            return self._holds_ordinal(line, point)
        if fields.days:
            return not self._in_name(line, point)
        if fields.weekday is not None:
            return before not in context["day_not_after"] and after not in context["day_not_before"]
        return before not in context["unit_not_after"]

    def _holds_numbers(self, line: Line, point: _Point) -> bool:
        """A date in numbers: "17/9" alone may be a fraction, a score or a name."""
        fields, before, after = point.fields, line.lower(point.first - 1), line.lower(point.last)
        year, pairs = c.read_numbers(fields.numbers or "", fields.day_first)
        if year is not None or fields.weekday is not None or fields.own is not None or fields.shifts:
            return True
        if (before, after) == ("(", ")") and pairs and line.lower(point.last + 1) not in self.forms.context["fraction"]:
            near = [c.nearest(*pair, self.anchor.day, fields) for pair in pairs] if self.anchor.day else []
            return any(day and abs((day - self.anchor.day).days) <= _BRACKETED_NEAR for day in near if self.anchor.day)
        fields.named = self.forms.named.get(fields.numbers or "")
        return fields.named is not None

    def _holds_ordinal(self, line: Line, point: _Point) -> bool:
        """A day of the month alone ("the 17th") stands after "on" and the like, and no noun follows it ("century")."""
        if line.lower(point.first - 1) not in self.forms.context["ordinal_after"]:
            return False
        if point.last == len(line.units):
            return True
        words, at = self.annotation.words, self._word(line.units[point.last][0])
        return at == len(words) or words[at].tag not in ("NOUN", "ADJ", "PROPN", "NUM")

    def _holds_month(self, line: Line, point: _Point) -> bool:
        """A month alone may be a verb ("May", "March"), a person ("April", "Mei") or a short word ("Jan")."""
        fields, names = point.fields, self.forms.names
        classes = {names[code] for code in line.codes[point.first : point.last]}
        if fields.month is None or fields.year is not None or classes & {"munit", "edge"} or fields.shifts:
            return True
        before = line.lower(point.first - 1)
        near = [line.units[i][2] for i in (point.first - 1, point.last) if 0 <= i < len(line.units)]
        shouted = line.units[point.first][2].isupper() and any(word.islower() for word in near)
        if shouted or classes & {"smonth", "lowmonth"} or before in self.forms.context["day_not_after"]:
            return False
        if "maymonth" in classes and fields.own is None and before not in self.forms.context["month_after"]:
            return False
        at, words = self._word(line.units[point.first][0]), self.annotation.words
        if at < len(words) and words[at].relation == "nsubj":
            return False
        if at + 1 < len(words) and words[at + 1].tag == "PROPN" and before not in self.forms.context["month_after"]:
            return False
        return not self._in_name(line, point)

    def _holds_year(self, line: Line, point: _Point) -> bool:
        """A number of four digits alone is a year unless it counts, prices or numbers something."""
        fields, context = point.fields, self.forms.context
        before, after = line.lower(point.first - 1), line.lower(point.last)
        if fields.year is None and fields.decade is None:
            return not (before == "the" and after == "of" and fields.shifts)
        if point.last - point.first > 1:
            return not (before.isdecimal() and line.lower(point.first - 2) in context["label_after"])
        if after in context["counted"] or before in context["amount_after"] or before in context["label_after"]:
            return False
        if line.lower(point.first - 2) in context["amount_after_two"] and before in context["than"]:
            return False
        if self._glued(line, point) or self._counts(line, point):
            return False
        plain = fields.decade is not None or 1900 <= (fields.year or 0) <= 2099
        return plain or before in context["year_after"]

    def _counts(self, line: Line, point: _Point) -> bool:
        """Whether a number stands between a verb and a noun ("seized 1999 rifles")."""
        at, words = self._word(line.units[point.first][0]), self.annotation.words
        return 0 < at < len(words) - 1 and words[at - 1].tag == "VERB" and words[at + 1].tag == "NOUN"

    def _glued(self, line: Line, point: _Point) -> bool:
        """Whether a letter or digit stands right before or behind a point ("B2019")."""
        text, start, end = self.document.text, line.units[point.first][0], line.units[point.last - 1][1]
        return text[max(start - 1, 0) : start].isalnum() or text[end : end + 1].isalnum()

    def _in_name(self, line: Line, point: _Point) -> bool:
        """Whether a date is part of a longer proper name, or a month is a person's name."""
        start, end = line.units[point.first][0], line.units[point.last - 1][1]
        names = self.annotation.names
        at = bisect_right(names, start, key=lambda name: name.span.start) - 1
        return at >= 0 and names[at].span.end >= end and _swallows(names[at], start, point.fields)

    def _word(self, start: int) -> int:
        """The index of the first syntactic word that does not begin before ``start``."""
        if not self.starts:
            self.starts = [word.start for word in self.annotation.words]
        return bisect_left(self.starts, start)

    def _ahead(self, line: Line) -> set[int]:
        """The words of a sentence that are of the future, and what they belong to ("akan bertemu": both)."""
        marks, infinitives = self.forms.context["future"], self.forms.context["future_to"]
        if (marks | infinitives).isdisjoint([text.lower() for _, _, text in line.units]):
            return set()
        words = self.annotation.words
        begin, end = self._word(line.units[0][0]), self._word(line.units[-1][1])
        lower = [word.text.lower() for word in words[begin:end]]
        found = [i for i, text in enumerate(lower, begin) if text in marks]
        found += [i for i, (one, two) in enumerate(pairwise(lower), begin + 1) if one == "to" and two in infinitives]
        return {*found, *(words[i].head for i in found)}

    def _is_ahead(self, line: Line, point: _Point, ahead: set[int]) -> bool:
        """Whether the verb that a date belongs to is one of the future."""
        words = self.annotation.words
        begin, end = self._word(line.units[point.first][0]), self._word(line.units[point.last - 1][1])
        head = next((words[i].head for i in range(begin, end) if not begin <= words[i].head < end), -1)
        for _ in range(_CLIMB):
            if head < 0 or head in ahead:
                return head >= 0
            if words[head].tag == "VERB" and words[head].relation not in ("xcomp", "conj", "advcl"):
                return False
            head = words[head].head
        return False


def _swallows(name: Name, start: int, fields: Fields) -> bool:
    """Whether a name that covers a date says that it is none: it begins before it, or it is a person's."""
    return name.span.start < start or (name.kind is NameKind.PERSON and not fields.days)


def _share(forms: Forms, line: Line, first: _Point, second: _Point) -> None:
    """Gives a day or month the year, a weekday the week, of the one it is listed with ("3 Mei dan 5 Juni 2017")."""
    one, other = first.fields, second.fields
    gap = line.codes[first.last : second.first]
    if not gap or one.shifts or one.year is not None or one.kind != other.kind:
        return
    if not all(code in forms.coded("and", "comma", "dash", "until", "to", "at") for code in gap):
        return
    if one.month is not None and other.month is not None and other.year is not None:
        one.year = other.year - (one.month > other.month)
    elif one.weekday is not None and "week" in other.shifts and not one.days and one.own is None:
        one.shifts["week"] = other.shifts["week"]
