"""Noun phrases that can be a source, found without a tagger: closed-class words, marks and capitals.

All functions take the items of a unit and give ``(first, last)`` index pairs, ``last`` exclusive.
"""

from __future__ import annotations

from collections.abc import Sequence

from menurut.attribute.units import Item
from menurut.languages import Language

Range = tuple[int, int]

_LONGEST_SOURCE = 30  # items
_APPOSITION = 12  # items: a longer stretch between commas is no name or role


def is_verb(language: Language, item: Item) -> bool:
    """Whether a word looks like a verb; a capitalised one (a name, a headline) is not taken for one."""
    if not item.is_word or item.is_upper:
        return False
    return language.has(item.low, "verb") or (language.is_verb(item.low) and not language.has(item.low, "noun_like"))


def is_number(item: Item) -> bool:
    """Whether an item is a number, a date or a time."""
    return item.is_word and item.text[0].isdigit() and not item.text[-1].isalpha()


def skip_bracket(items: Sequence[Item], i: int, limit: int) -> int:
    """The index after the bracket that opens at ``i``, or ``i + 1`` where it does not close before ``limit``."""
    for j in range(i + 1, min(limit, i + 25)):
        if items[j].text in ")]":
            return j + 1
    return i + 1


def _splits(language: Language, items: Sequence[Item], first: int, last: int) -> list[Range]:
    """The stretch cut at commas, marks, quotations and words that begin a clause (which open their stretch)."""
    chunks: list[Range] = []
    begin, i = first, first
    while i < last:
        item = items[i]
        if item.text in "([":
            i = skip_bracket(items, i, last)
            continue
        if item.is_quote or item.text in (",", ";", ":", "—", "–", "-"):
            if i > begin:
                chunks.append((begin, i))
            begin = i + 1
        elif i > begin and language.has(item.low, "clause") and not language.has(items[i - 1].low, "clause"):
            chunks.append((begin, i))
            begin = i
        i += 1
    if last > begin:
        chunks.append((begin, last))
    return chunks


def _is_adverbial(language: Language, items: Sequence[Item], chunk: Range) -> bool:
    """Whether a stretch between commas is an adverbial ("Pada Selasa", "Sementara itu") and no subject."""
    first, last = chunk
    head = items[first]
    if language.has(head.low, "adverbial") or language.has(head.low, "clause") or is_verb(language, head):
        return True
    if language.has(head.low, "time") or language.has(head.low, "place_preposition"):
        return True
    return all(_is_filler(language, item) for item in items[first:last])


def _is_filler(language: Language, item: Item) -> bool:
    """Whether a word alone can name no source: a number, a time, an adverb, a determiner."""
    return is_number(item) or any(language.has(item.low, name) for name in ("lead", "time", "determiner", "aside"))


def _phrase_end(language: Language, items: Sequence[Item], first: int, last: int) -> int:
    """Where the noun phrase that begins at ``first`` ends: before a verb, an adverb, a relative or an adverbial."""
    i = first
    while i < last:
        item = items[i]
        if item.text in "([":
            end = skip_bracket(items, i, last)
            if i > first and end - i <= 6:
                i = end
                continue
            return i
        if item.is_quote or not (item.is_word or item.text in "&-'’./\"“”"):
            return i
        if i > first and _ends_phrase(language, items, i):
            return i
        i += 1
    return i


def _ends_phrase(language: Language, items: Sequence[Item], i: int) -> bool:
    """Whether the item at ``i`` cannot go on a noun phrase; a capital is taken for part of a name."""
    item, low = items[i], items[i].low
    if is_verb(language, item) or any(language.has(low, name) for name in ("relative", "negation", "that")):
        return True
    if item.is_upper and not language.has(low, "time"):
        return False
    if any(language.has(low, name) for name in ("aside", "clause", "time")):
        return True
    if language.has(low, "adverbial") and not language.has(low, "inner"):
        return True
    return is_number(item) and i > 0 and language.has(items[i - 1].low, "time")


def trim(items: Sequence[Item], first: int, last: int) -> Range:
    """The stretch without marks at its ends; a bracket or quotation mark that has its partner inside stays."""
    while first < last and not (items[first].is_word or items[first].is_quote or items[first].text in "\"“‘'(#@$€£"):
        first += 1
    while last > first and not (
        items[last - 1].is_word or items[last - 1].is_quote or items[last - 1].text in "\"”’')%!?"
    ):
        last -= 1
    return first, last


def _after_preposition(language: Language, items: Sequence[Item], chunk: Range) -> int | None:
    """Where the subject begins in "Dalam pidatonya Presiden X": at the capital or determiner after the adverbial."""
    first, last = chunk
    for i in range(last - 1, first + 1, -1):
        item, before = items[i], items[i - 1]
        if language.has(item.low, "pronoun") or language.has(item.low, "determiner"):
            if not language.has(before.low, "adverbial") and not language.has(before.low, "inner"):
                return i
            continue
        if not item.is_upper or language.has(item.low, "time"):
            continue
        name_before = before.is_upper and not language.has(before.low, "time") and i - 1 > first
        preposition = language.has(before.low, "adverbial") or language.has(before.low, "inner")
        if not name_before and not preposition and (before.is_word or before.text == ")"):
            if before.is_upper or is_number(before) or not _is_title(language, before):
                return i
            return i - 1 if i - 1 > first + 1 else i
    return None


def _is_title(language: Language, item: Item) -> bool:
    """Whether a lower-case word before a name can be its role ("juru bicara", "presiden")."""
    return item.is_word and item.low not in language.classes and not is_verb(language, item)


def _strip_lead(language: Language, items: Sequence[Item], first: int, last: int) -> int:
    """The first index past sentence adverbs ("Namun", "Sementara itu") and words that begin a clause."""
    i = first
    while i < last and (
        language.has(items[i].low, "lead") or language.has(items[i].low, "clause") or not items[i].is_word
    ):
        if items[i].text in '"“([':
            break
        i += 1
    return i


def subject(language: Language, items: Sequence[Item], first: int, last: int) -> Range | None:
    """The noun phrase that is the subject of a verb at ``last``, looked for from ``first``; ``None`` if there is none.

    Leading adverbials are passed over; a role or name in apposition between commas belongs to the phrase.
    """
    chunks = _splits(language, items, first, last)
    comma = last > first and items[last - 1].text == ","
    nearest = _last_clause(language, items, chunks) if comma else _adjacent_subject(language, items, chunks)
    if nearest is not None:
        return nearest
    for n, chunk in enumerate(chunks):
        begin, end = chunk
        begin = _strip_lead(language, items, begin, end)
        if begin >= end or _all_filler(language, items, chunk):
            continue
        final = n == len(chunks) - 1
        stripped = begin > chunk[0]
        if _is_adverbial(language, items, (begin, end)) or (
            not final and stripped and language.has(items[begin - 1].low, "clause")
        ):
            if not final:
                continue
            at = _after_preposition(language, items, (begin, end))
            if at is None:
                continue
            begin = at
        stop = _phrase_end(language, items, begin, end)
        if stop <= begin or not _can_begin(language, items[begin]):
            continue
        if stop == end:
            stop = _apposition(language, items, chunks[n + 1 :], stop)
        return trim(items, begin, stop)
    return None


def _all_filler(language: Language, items: Sequence[Item], chunk: Range) -> bool:
    return all(_is_filler(language, item) for item in items[chunk[0] : chunk[1]])


def _adjacent_subject(language: Language, items: Sequence[Item], chunks: Sequence[Range]) -> Range | None:
    """The subject of a clause of its own right before the verb: "…, dan Taliban [mengatakan]", "setelah X [mengaku]".

    Where nothing marks a new clause, an earlier stretch must have its own verb: else the last stretch is an
    apposition, or all there is.
    """
    if not chunks:
        return None
    first, last = chunks[-1]
    begin = first
    while begin < last and (language.has(items[begin].low, "joins") or language.has(items[begin].low, "clause")):
        begin += 1
    marked = begin > first and language.has(items[first].low, "clause")
    marked = marked or (first > 0 and (items[first - 1].text == ":" or items[first - 1].is_quote))
    begin = _strip_lead(language, items, begin, last)
    if len(chunks) > 1 and begin < last and not marked:
        marked = any(is_verb(language, item) for item in items[chunks[0][0] : chunks[-2][1]])
    if not marked:
        begin = _after_verb(language, items, first, last)
    if begin >= last or not _can_begin(language, items[begin]) or _is_adverbial(language, items, (begin, last)):
        return None
    stop = _phrase_end(language, items, begin, last)
    if not all(_between(language, items[i]) for i in range(stop, last)):
        return None
    return trim(items, begin, stop)


def _last_clause(language: Language, items: Sequence[Item], chunks: Sequence[Range]) -> Range | None:
    """The subject, closed by a comma, of a clause that a conjunction begins: "…, but his lawyer, X, [said]"."""
    for n in range(len(chunks) - 1, 0, -1):
        first, last = chunks[n]
        if any(is_verb(language, item) for item in items[first:last]):
            return None
        if language.has(items[first].low, "contrast"):
            begin = _strip_lead(language, items, first, last)
            if begin == last or not _can_begin(language, items[begin]) or _is_adverbial(language, items, (begin, last)):
                return None
            stop = _phrase_end(language, items, begin, last)
            if stop == last:
                stop = _apposition(language, items, chunks[n + 1 :], stop)
            return trim(items, begin, stop)
    return None


def _after_verb(language: Language, items: Sequence[Item], first: int, last: int) -> int:
    """Where a name or pronoun begins that stands between a verb and ``last``: "membuat Teheran [menuduh]"."""
    for i in range(last - 1, first, -1):
        if language.has(items[i].low, "relative"):
            return last
        if is_verb(language, items[i]):
            relative = any(language.has(item.low, "relative") for item in items[first:i])
            if relative or i + 1 >= last:
                return last
            head = items[i + 1]
            named = head.is_upper or language.has(head.low, "pronoun") or language.has(head.low, "determiner")
            return i + 1 if named else last
    return last


def _between(language: Language, item: Item) -> bool:
    """Whether an item may stand between a subject and its verb."""
    return (
        language.has(item.low, "aside")
        or language.has(item.low, "negation")
        or language.has(item.low, "time")
        or language.has(item.low, "adverbial")
        or language.has(item.low, "pointer")
        or is_number(item)
        or item.text in "()/,"
    )


def _apposition(language: Language, items: Sequence[Item], chunks: Sequence[Range], stop: int) -> int:
    """The end of the phrase once the name or role in apposition that follows it is taken in."""
    for first, last in chunks:
        if first != stop + 1 or items[stop].text != ",":
            return stop
        head = items[first]
        if (
            _is_adverbial(language, items, (first, last))
            or language.has(head.low, "relative")
            or last - first > _APPOSITION
        ):
            return stop
        end = _phrase_end(language, items, first, last)
        if end == first:
            return stop
        stop = end
        if end < last:
            return stop
    return stop


def thing_before(language: Language, items: Sequence[Item], first: int, last: int) -> Range | None:
    """The subject of a passive verb at ``last``: from where a subject begins up to the verb or a relative clause."""
    found = subject(language, items, first, last)
    if found is None:
        return None
    stop = found[1]
    while stop < last and not (
        language.has(items[stop].low, "relative")
        or language.has(items[stop].low, "clause")
        or language.has(items[stop].low, "joins")
        or items[stop].text in ",;:"
        or is_verb(language, items[stop])
    ):
        stop += 1
    while stop > found[1] and (
        language.has(items[stop - 1].low, "aside") or language.has(items[stop - 1].low, "negation")
    ):
        stop -= 1
    return trim(items, found[0], stop)


def phrase_before(language: Language, items: Sequence[Item], first: int, last: int, wide: bool = False) -> Range | None:
    """The noun phrase that ends at ``last`` (the head of a relative clause), not reaching before ``first``.

    ``wide``: it may hold prepositions of any kind ("serangan terhadap kilang minyak"): a thing and no source.
    """
    last = _without_time(language, items, first, last)
    i = last
    while i > first and last - i < _LONGEST_SOURCE:
        item = items[i - 1]
        if item.is_quote or not item.is_word:
            if item.text not in "()-'’.\"“”":
                break
        elif is_verb(language, item) or language.has(item.low, "clause") or language.has(item.low, "negation"):
            break
        elif (
            language.has(item.low, "adverbial")
            or language.has(item.low, "agent")
            or language.has(item.low, "relative")
            or (language.has(item.low, "aside") and not item.is_upper)
        ):
            inner = language.has(item.low, "inner") or (wide and language.has(item.low, "adverbial"))
            if not inner or language.has(item.low, "joins"):
                break
        elif language.has(item.low, "joins"):
            break
        i -= 1
    while i < last and (
        any(language.has(items[i].low, name) for name in ("inner", "lead", "adverbial")) or not items[i].is_word
    ):
        i += 1
    first, last = trim(items, i, last)
    return (first, last) if last > first else None


def _without_time(language: Language, items: Sequence[Item], first: int, last: int) -> int:
    """The end of the phrase before a time that follows it: "surat [minggu lalu yang]", "X [pada Rabu lalu yang]"."""
    i = last
    while i > first + 1 and (
        language.has(items[i - 1].low, "time") or is_number(items[i - 1]) or items[i - 1].text in "()"
    ):
        i -= 1
    if i == last or (items[i].text in "()" and not language.has(items[last - 1].low, "time")):
        return last
    return i - 1 if i > first + 1 and language.has(items[i - 1].low, "adverbial") else i


def phrase_after(language: Language, items: Sequence[Item], first: int, last: int, comma_ends: bool) -> Range | None:
    """The noun phrase that begins at ``first``: the source after "kata" or "menurut".

    ``comma_ends``: content follows after a comma ("menurut X, …"), so an apposition counts only where a second
    comma closes it.
    """
    if first >= last:
        return None
    stop = _phrase_end(language, items, first, min(last, first + _LONGEST_SOURCE))
    stop = _before_place(language, items, first, stop)
    if stop == first or not _can_begin(language, items[first]):
        return None
    while stop < last and items[stop].text == ",":
        end = _apposition_after(language, items, stop + 1, last)
        if end is None or (comma_ends and (end >= last or items[end].text != "," or end - stop > 8)):
            break
        stop = end
    while stop > first and language.has(items[stop - 1].low, "joins"):
        stop -= 1
    found = trim(items, first, stop)
    return found if found[1] > found[0] else None


def _before_place(language: Language, items: Sequence[Item], first: int, stop: int) -> int:
    """Where a place after a name begins: "kata Rahma [di Nairobi]", but not in "kata pejabat di Nairobi"."""
    for i in range(first + 1, stop):
        if language.has(items[i].low, "place_preposition") and items[i - 1].is_upper:
            return i
    return stop


def _can_begin(language: Language, item: Item) -> bool:
    if not item.is_word or is_number(item) or is_verb(language, item):
        return False
    if language.has(item.low, "pronoun") or language.has(item.low, "determiner") or item.is_upper:
        return True
    return not (
        language.has(item.low, "adverbial")
        or language.has(item.low, "clause")
        or language.has(item.low, "aside")
        or language.has(item.low, "relative")
        or language.has(item.low, "negation")
        or language.has(item.low, "that")
        or language.has(item.low, "pointer")
        or language.has(item.low, "joins")
    )


def _apposition_after(language: Language, items: Sequence[Item], first: int, last: int) -> int | None:
    """The end of a name or role after a comma at ``first - 1``, or ``None`` where something else follows."""
    if first >= last or not _can_begin(language, items[first]) or language.has(items[first].low, "time"):
        return None
    if language.has(items[first].low, "lead") or language.has(items[first].low, "pronoun"):
        return None
    end = _phrase_end(language, items, first, min(last, first + _APPOSITION))
    if end == first or end - first >= _APPOSITION:
        return None
    if end < last and is_verb(language, items[end]) and not items[first].is_upper:
        return None
    return end
