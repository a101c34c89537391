"""Numbers that events come with: how many were killed, sent, arrested, how much was paid."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from menurut.code.numbers import Number, UnitWords, read_number, unit_words
from menurut.code.syntax import Wording, wording_of
from menurut.records import Annotation, Bound, Document, EventType, Quantity, Word

_NOMINAL = frozenset({"NOUN", "PROPN"})
_INSIDE = frozenset({"NOUN", "PROPN", "ADJ", "DET", "SYM"})  # what stands between a number and the noun it counts
_MODIFIERS = ("amod", "acl", "nmod", "advcl", "xcomp", "parataxis", "dep")
_OPEN_ABOVE = frozenset({Bound.MORE, Bound.LEAST})
_OPEN_BELOW = frozenset({Bound.LESS, Bound.MOST})
_CHAINED = frozenset({"xcomp", "advcl", "conj", "ccomp"})
_COMPOUNDING = frozenset({"-", "–", "/", ":"})
_SHORT = frozenset({"m", "k"})
_APART = frozenset({"advcl", "parataxis"})  # clauses that tell something else
_CLAUSES = frozenset({"ccomp", "acl", "csubj"})
_HURT = frozenset({"killed", "injured"})
_SUITED = {
    **dict.fromkeys(("killed", "injured", "missing"), frozenset({EventType.ASSAULT, EventType.PROTEST})),
    "arrested": frozenset({EventType.COERCE, EventType.ASSAULT, EventType.PROTEST}),
}
_LONGEST_PATH = 12
_ENDS = frozenset({"xcomp", "ccomp", "advcl"})  # "dinyatakan hilang"
_LONGEST_BOUND = 4  # words
_FARTHEST_NOUN = 6  # words
_FEW = 10  # "the three ministers" are known ones, "the 300 soldiers" are a count


@dataclass(frozen=True, slots=True)
class FoundQuantity:
    """A quantity of a document: ``head`` is the index of the word that it counts, else of the word that governs it."""

    quantity: Quantity
    head: int
    sentence: int


def find_quantities(document: Document, annotation: Annotation, wording: Wording | None = None) -> list[FoundQuantity]:
    """The numbers of a document that count or measure something, in the order of the text.

    The unit is ``killed``, ``injured``, ``arrested``, ``missing`` or ``displaced`` where the words say so, a currency
    (ISO 4217), ``percent``, else the counted noun: its lemma, in Indonesian the noun as it stands. Dates, clocks, ages,
    stretches of time (save prison terms), ordinals, numbers of articles and parts of names are left out, and so is a
    small number of known ones ("the two leaders", "tiga menteri itu"). "Hampir" and "nearly" count as about.
    ``wording`` is from ``wording_of``, where it is known already.
    """
    lists, wording = unit_words(document.language), wording or wording_of(annotation)
    lowered = wording.lowered
    finder: _Finder | None = None
    found: list[FoundQuantity] = []
    starts = lists.numbers.starts
    for number, sentence in enumerate(annotation.sentences):
        at = sentence.first_word
        while at < sentence.last_word:
            word = lowered[at]
            if not (word[0].isdigit() or word in starts):
                at += 1
                continue
            finder = finder or _Finder(document, annotation, wording, lists)
            at, quantity = finder.read(at, number)
            if quantity is not None:
                found.append(quantity)
    return found


class _Finder:
    """Reads the quantities of one document."""

    def __init__(self, document: Document, annotation: Annotation, wording: Wording, lists: UnitWords) -> None:
        self.document, self.annotation, self.lists = document, annotation, lists
        self.words, self.lowered, self.children = annotation.words, wording.lowered, wording.children
        self.named = _inside_names(annotation)

    def read(self, at: int, sentence: int) -> tuple[int, FoundQuantity | None]:
        """The quantity whose number begins at word ``at``, if one does, and the word after the number."""
        end = self.annotation.sentences[sentence].last_word
        begin = self.annotation.sentences[sentence].first_word
        number = read_number(self.lowered, at, end, self.lists.numbers)
        if number is None:
            return at + 1, None
        ranged = self._range(number, begin, end)
        whole = ranged or number
        if self._is_none(whole, begin, end):
            return whole.last, None
        bound, first = self._bound(whole, begin)
        quantity = self._quantity(whole, (first, end), Bound.RANGE if ranged or whole.vague else bound, sentence)
        return whole.last, quantity

    def _range(self, number: Number, begin: int, end: int) -> Number | None:
        """A range such as "3-5", "3 hingga 5 juta", "between 3 and 5"."""
        lists, at = self.lists, number.last
        before = self.lowered[number.first - 1] if number.first > begin else ""
        if at + 1 >= end or number.vague:
            return None
        paired = before == lists.pair[0] and self.lowered[at] == lists.pair[1]
        joined = self.lowered[at] in lists.joins and (before != lists.change or self.lowered[at] in "-–")
        if not (paired or joined):
            return None
        second = read_number(self.lowered, at + 1, end, lists.numbers)
        if second is None or second.vague:
            return None
        low = (
            number.low * second.scaled
            if number.scaled == 1 and number.low * second.scaled <= second.high
            else number.low
        )
        if low >= second.high or (number.year and second.year):
            return None
        first = number.first - 1 if paired else number.first
        return replace(second, first=first, low=low, year=False)

    def _is_none(self, number: Number, begin: int, end: int) -> bool:
        """Whether the number is part of a name, a label, a compound or a date, or tells of known ones."""
        words, lowered, lists = self.words, self.lowered, self.lists
        before = lowered[number.first - 1] if number.first > begin else ""
        after = lowered[number.last] if number.last < end else ""
        if self._is_named(number, begin, end) or before in lists.sets["labels"]:
            return True
        if after.isalpha() and words[number.last].start == words[number.last - 1].end:
            return after not in lists.currencies
        glued = number.first > begin and words[number.first - 1].end == words[number.first].start
        if after in _COMPOUNDING or (before in _COMPOUNDING and glued):
            return True
        if number.year:
            counted = number.last < end and words[number.first].head == number.last and words[number.last].tag == "NOUN"
            plural = lists.head_first or after.endswith("s") or after == lists.people
            return not (counted and plural and before not in lists.sets["determiners"])
        few = number.high <= _FEW and not number.vague
        return few and (
            before in lists.sets["determiners"] or (number.high == 1 and after in lists.numbers.parts["of"])
        )

    def _is_named(self, number: Number, begin: int, end: int) -> bool:
        """Whether the number belongs to a name: "Group of 20", "Tiga Setia Gara"."""
        first = self.words[number.first]
        if number.first in self.named or first.tag == "PROPN":
            return True
        follows = number.last < end and self.words[number.last].tag == "PROPN"
        return follows and first.text[0].isupper() and number.first > begin

    def _bound(self, number: Number, begin: int) -> tuple[Bound, int]:
        """How the number is meant by the words before it, and the word its span begins with."""
        first, lowered = number.first, self.lowered
        for length in (2, 1):
            if first - length >= begin and "".join(lowered[first - length : first]) in self.lists.currencies:
                first -= length
                break
        for length in range(_LONGEST_BOUND, 0, -1):
            if first - length >= begin:
                bound = self.lists.bounds.get(tuple(lowered[first - length : first]))
                if bound is not None:
                    return bound, first - length
        return Bound.EXACT, first

    def _quantity(self, number: Number, span: tuple[int, int], bound: Bound, sentence: int) -> FoundQuantity | None:
        """The quantity of a number; ``span`` is the word it begins with, its bound included, and the sentence's end."""
        first, end = span
        last, head, unit = number.last, self._top(number), self._measure(number, first, end)
        if unit is not None:
            last = unit[1]
        elif self.lowered[number.last - 1] in _SHORT:
            return None  # "100 m" are metres, "$100m" millions
        noun = self._noun(number, end) if unit is None else None
        if noun is not None:
            if self._is_stopped(noun, number, bound, end):
                return None
            head = noun
            last = max(last, noun + 1) if noun - number.last < _FARTHEST_NOUN else last
        named = unit[0] if unit is not None else None
        if named is None:
            named, last = self._casualty(number, head, last, end)
            if named is None and noun is None:
                if not (number.vague and self.words[head].relation.startswith("nsubj")):
                    return None
                named = self.lists.people  # "Ribuan turun ke jalan"
            named = named or self._unit(head)
        if bound is Bound.EXACT:
            bound, last = self._bound_after(last, end)
        low = None if bound in _OPEN_BELOW else number.low
        high = None if bound in _OPEN_ABOVE else number.high
        place = self.document.span(self.words[first].start, self.words[last - 1].end)
        return FoundQuantity(Quantity(place, low, high, named, bound), head, sentence)

    def _bound_after(self, last: int, end: int) -> tuple[Bound, int]:
        for length in (2, 1):
            bound = self.lists.after.get(tuple(self.lowered[last : last + length])) if last + length <= end else None
            if bound is not None:
                return bound, last + length
        return Bound.EXACT, last

    def _measure(self, number: Number, first: int, end: int) -> tuple[str, int] | None:
        """A currency before or after the number, or percent: the unit, and the word after it."""
        lists, lowered, last = self.lists, self.lowered, number.last
        for length in (2, 1):
            if "".join(lowered[max(first, number.first - length) : number.first]) in lists.currencies:
                return lists.currencies["".join(lowered[max(first, number.first - length) : number.first])], last
        for length in (3, 2, 1):
            words = " ".join(lowered[last : last + length]) if last + length <= end else ""
            if words in lists.percent:
                return "percent", last + length
            if words in lists.currencies:
                return lists.currencies[words], last + length
        return None

    def _top(self, number: Number) -> int:
        """The word of the number that hangs on a word outside it."""
        inside = range(number.first, number.last)
        return next((i for i in inside if self.words[i].head not in inside), number.first)

    def _noun(self, number: Number, end: int) -> int | None:
        """The noun that the number counts: it stands after it."""
        words, at = self.words, number.last
        if at < end and self.lowered[at] in self.lists.numbers.parts["of"]:
            at += 1
        if at < end and self.lists.head_first:
            head = words[self._top(number)].head
            for noun in (at, head):
                if at <= noun < min(end, at + 3) and words[noun].tag in _NOMINAL:
                    return self._counted(noun, end) if self.lowered[noun] not in self.lists.subjects else None
            return None
        if at < end and {self.lowered[at], words[at].lemma.lower()} & self.lists.sets["times"]:
            return at
        noun_at: int | None = None
        while at < end and at - number.last < _FARTHEST_NOUN and words[at].tag in _INSIDE:
            if words[at].tag in _NOMINAL:
                if noun_at is not None and words[at].tag == "PROPN" and words[noun_at].tag == "NOUN":
                    break  # a name in apposition: "two senators Rao and Lee"
                noun_at = at
            at += 1
        return noun_at

    def _counted(self, noun: int, end: int) -> int:
        """The noun after a classifier: "12 orang tentara" counts soldiers."""
        after = noun + 1
        if self.lowered[noun] not in self.lists.sets["classifiers"] or after >= end:
            return noun
        word = self.words[after]
        if word.tag == "NOUN" and word.head == noun and self.lowered[after] not in self.lists.subjects:
            return after
        return noun

    def _is_stopped(self, noun: int, number: Number, bound: Bound, end: int) -> bool:
        """Whether what is counted is time or a length, or a few known ones."""
        sets, word = self.lists.sets, self.words[noun]
        keys = {self.lowered[noun], word.lemma.lower()}
        after = self.lowered[noun + 1 : min(end, noun + 4)]
        if keys & sets["times"]:
            return not (keys & sets["years"] and set(after) & sets["prison"])
        if keys & (sets["stop"] | sets["lengths"]) or number.high == 0:
            return True
        if number.high == 2 and keys & sets["pairs"]:
            return True
        return bound is Bound.EXACT and number.high <= _FEW and bool(after) and after[0] in sets["definite"]

    def _unit(self, noun: int) -> str:
        word = self.words[noun]
        if word.tag == "PROPN":
            return word.text
        if not self.lists.head_first:
            return word.lemma.lower()
        half, mark, other = self.lowered[noun].partition("-")
        return half if mark and half == other else self.lowered[noun]

    def _casualty(self, number: Number, head: int, last: int, end: int) -> tuple[str | None, int]:
        """The kind of casualty that is counted, if it is one, and the word after those that say so."""
        lists, lowered = self.lists, self.lowered
        begin = head if self.words[head].tag in _NOMINAL else last
        for length in (3, 2, 1):
            unit = lists.nouns.get(" ".join(lowered[begin : begin + length])) if begin + length <= end else None
            if unit is not None:
                return unit, max(last, begin + length)
        if last < end and lowered[last] in lists.subjects and not self._acts(last):
            return lists.subjects[lowered[last]], last + 1
        return self._by_tree(number, head), last

    def _acts(self, verb: int) -> bool:
        """Whether a verb that can be active or passive ("killed") has an object, and so is active."""
        return self.lowered[verb] in self.lists.objects and any(
            self.words[c].relation == "obj" for c in self.children[verb]
        )

    def _by_tree(self, number: Number, head: int) -> str | None:
        """The kind of casualty by what the counted word hangs on and what hangs on it."""
        words, lists = self.words, self.lists
        for child in self.children[head]:
            base = words[child].relation.partition(":")[0]
            if child > head and base in _MODIFIERS and self.lowered[child] in lists.subjects and not self._acts(child):
                return lists.subjects[self.lowered[child]]
        node = head
        while words[node].head >= 0 and self._stands_for(words[node].head, node, number):
            node = words[node].head
        verb = words[node].head
        return self._by_verb(verb, node) or self._by_toll(verb, node) if verb >= 0 else None

    def _stands_for(self, head: int, node: int, number: Number) -> bool:
        """Whether what ``node`` hangs on has its part in the sentence: "dozens of men", "12 orang tentara", a list."""
        if number.first <= head < number.last or self.lowered[head] in self.lists.sets["classifiers"]:
            return True
        return self.words[node].relation == "conj" and self.words[head].tag in _NOMINAL | {"NUM"}

    def _by_verb(self, verb: int, node: int) -> str | None:
        """The kind of casualty by the verb or noun whose part ``node`` is."""
        words, lists, form = self.words, self.lists, self.lowered[verb]
        relation = words[node].relation
        if relation == "obj":
            return lists.objects.get(form)
        if relation.startswith("nsubj"):
            if form in lists.subjects:
                return None if self._acts(verb) else lists.subjects[form]
            ends = [
                self.lowered[c] for c in self.children[verb] if words[c].relation in _ENDS and not self._has_subject(c)
            ]
            return next((lists.subjects[end] for end in ends if end in lists.subjects), None)
        return lists.nouns.get(form) if relation in ("nmod", "obl") else None

    def _has_subject(self, verb: int) -> bool:
        return any(self.words[child].relation.startswith("nsubj") for child in self.children[verb])

    def _by_toll(self, verb: int, number: int) -> str | None:
        """What "the death toll rose to 12", "korban tewas bertambah menjadi 12" count."""
        for _ in range(2):
            for child in self.children[verb]:
                if child < number and self.words[child].relation.startswith("nsubj"):
                    near = self.lowered[max(0, child - 1) : child + 3]
                    pairs = [" ".join(near[i : i + 2]) for i in range(len(near))]
                    unit = next((self.lists.nouns[form] for form in (*pairs, *near) if form in self.lists.nouns), None)
                    if unit is not None:
                        return unit
            if self.words[verb].relation not in _CHAINED or self.words[verb].head < 0:
                return None
            verb = self.words[verb].head
        return None


def quantities_of(
    found: Sequence[FoundQuantity],
    triggers: Sequence[tuple[int, int]],
    annotation: Annotation,
    kinds: Sequence[EventType] | None = None,
) -> list[tuple[Quantity, ...]]:
    """The quantities of each event, each given to one event at most.

    A quantity belongs to the trigger that it hangs on, else to one of its clause, the nearest of them. The dead and
    injured of another clause belong to the assault of the sentence that stands nearest, else to the one of the sentence
    before ("Serangan itu ... . Sedikitnya 20 orang tewas.").

    Args:
        found: from ``find_quantities``.
        triggers: the first and last word (inclusive) of each trigger; an event that has several may be given as often.
        annotation: the document's words and sentences.
        kinds: the types of the triggers' events; without them no quantity is kept from a type that it does not suit.

    Returns:
        One tuple for each trigger, in the order of the text.
    """
    given: list[list[Quantity]] = [[] for _ in triggers]
    for each in found:
        owner = _owner(each, triggers, annotation, kinds)
        if owner is not None:
            given[owner].append(each.quantity)
    return [tuple(group) for group in given]


def _owner(
    each: FoundQuantity, triggers: Sequence[tuple[int, int]], annotation: Annotation, kinds: Sequence[EventType] | None
) -> int | None:
    """The index of the trigger whose event a quantity belongs to."""
    words, sentence = annotation.words, annotation.sentences[each.sentence]
    suited = [
        number
        for number, (first, _) in enumerate(triggers)
        if sentence.first_word <= first < sentence.last_word and _suits(each, number, kinds)
    ]
    path = _path(words, each.head)
    ranked: list[tuple[int, int, int]] = []
    for number in suited:
        first, last = triggers[number]
        steps = next((step for step, word in enumerate(path) if first <= word <= last), None)
        if last + 1 < len(words) and words[last + 1].start == each.quantity.span.start:
            steps = 0  # right after the verb
        elif words[first].head == each.head:
            steps = 1  # "20 orang yang ditangkap"
        far = min(abs(each.head - first), abs(each.head - last))
        if steps is not None:
            ranked.append((0, steps * 100 + far, number))
        elif _clause(words, first) == _clause(words, each.head):
            ranked.append((1, far, number))
        elif each.quantity.unit in _HURT and kinds is not None:
            ranked.append((2, far, number))
    if ranked:
        return min(ranked)[2]
    if each.quantity.unit in _HURT and kinds is not None and not suited and each.sentence > 0:
        before = annotation.sentences[each.sentence - 1]
        near = [
            (triggers[number][1], number)
            for number, kind in enumerate(kinds)
            if kind is EventType.ASSAULT and before.first_word <= triggers[number][0] < before.last_word
        ]
        return max(near)[1] if near else None
    return None


def _suits(each: FoundQuantity, number: int, kinds: Sequence[EventType] | None) -> bool:
    """Whether an event of that type can have such casualties."""
    allowed = _SUITED.get(each.quantity.unit)
    return kinds is None or allowed is None or kinds[number] in allowed


def _path(words: Sequence[Word], at: int) -> list[int]:
    """The word and those it hangs on, up to the end of its clause and what that clause completes."""
    path = [at]
    while words[at].head >= 0 and words[at].relation.partition(":")[0] not in _APART and len(path) < _LONGEST_PATH:
        if words[at].relation == "conj" and words[at].tag == "VERB":
            break
        at = words[at].head
        path.append(at)
    return path


def _clause(words: Sequence[Word], at: int) -> int:
    """The word at the top of the clause that a word stands in."""
    for _ in range(_LONGEST_PATH):
        base = words[at].relation.partition(":")[0]
        if words[at].head < 0 or base in _APART | _CLAUSES or (base == "conj" and words[at].tag == "VERB"):
            break
        at = words[at].head
    return at


def _inside_names(annotation: Annotation) -> Collection[int]:
    """The indexes of the words of names that have several, figures at the beginning left out."""
    starts = {name.span.start: name.span.end for name in annotation.names}
    inside: set[int] = set()
    end = -1
    for i, word in enumerate(annotation.words):
        if word.start < end:
            inside.add(i)
        elif word.start in starts:
            end = starts[word.start]
            if end > word.end and not word.text[0].isdigit():
                inside.add(i)
    return inside
