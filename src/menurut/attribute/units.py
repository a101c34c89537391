"""A paragraph as units: sentences in which each quotation of speech is one item, whatever its length."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from menurut.attribute.quotes import Quote, find_quotes
from menurut.languages import Construction, Language
from menurut.records import Annotation, Document, ParagraphKind, Token

_WORDS_OF_A_SENTENCE = 6  # a quotation this long that begins with a capital is speech, wherever it stands
_LONGEST_UNIT = 150  # items: what follows is a unit of its own, so that the work stays linear in the text's length
_WORDS_AFTER_A_VERB = 3  # a shorter one right after a verb is more often a name: 'menyebut "Poros Baru"'
_AFTER = frozenset({Construction.INVERTED, Construction.CLITIC})
_STOPS = frozenset({",", ".", "?", "!", "…", "..", "..."})


@dataclass(frozen=True, slots=True)
class Item:
    """A word, a mark, or a whole quotation of speech. ``start`` and ``end`` of a quotation leave its marks out."""

    start: int
    end: int
    text: str
    low: str
    quote: Quote | None = None

    @property
    def is_quote(self) -> bool:
        """Whether this item is a quotation of speech."""
        return self.quote is not None

    @property
    def is_word(self) -> bool:
        """Whether this item is a word or number."""
        return self.quote is None and self.text[0].isalnum()

    @property
    def is_upper(self) -> bool:
        """Whether this item is a word that begins with a capital."""
        return self.quote is None and self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Unit:
    """The items of one sentence (or of the sentences that a quotation joins).

    ``nested`` marks a sentence inside a quotation; ``paragraph`` is the index in the document.
    """

    items: tuple[Item, ...]
    paragraph: int
    headline: bool = False
    nested: bool = False


def _is_speech(language: Language, tokens: Sequence[Token], quote: Quote, sentence_start: bool) -> bool:
    """Whether a quotation gives speech, and not a title, a nickname or a borrowed word."""
    inner = tokens[quote.inner_first : quote.inner_last]
    words = [token for token in inner if token.text[0].isalnum()]
    if not words or not quote.opened:
        return len(words) > 1
    if not quote.closed and not sentence_start and len(words) < _WORDS_OF_A_SENTENCE:
        return False
    before = tokens[quote.first - 1].text if quote.first else ""
    after = tokens[quote.last].text if quote.last < len(tokens) else ""
    capital = words[0].text[0].isupper() or words[0].text[0].isdigit()
    if inner[-1].text == "," or (sentence_start and after == ","):
        return True
    if before == "," and inner[-1].text in _STOPS and len(words) > 1:
        return True  # the second half of a quotation that its cue splits
    return capital and (
        inner[-1].text in _STOPS
        or len(words) >= _WORDS_OF_A_SENTENCE
        or (before in (":", ",") and len(words) > 1)
        or (_after_verb(language, before) and len(words) >= _WORDS_AFTER_A_VERB)
        or (sentence_start and not after)
    )


def _after_verb(language: Language, before: str) -> bool:
    """Whether the word before a quotation is a saying verb: 'berteriak "Turunkan harga beras"'."""
    return any(cue.construction == Construction.ACTIVE for cue in language.cues.get(before.lower(), ()))


def _item(token: Token) -> Item:
    return Item(token.start, token.end, token.text, token.text.lower())


def _quote_item(tokens: Sequence[Token], quote: Quote) -> Item:
    """The quotation as one item; a comma or full stop before the closing mark is not part of what is said."""
    last = quote.inner_last
    while last > quote.inner_first + 1 and tokens[last - 1].text in (",", ".", '"'):
        last -= 1
    start, end = tokens[quote.inner_first].start, tokens[last - 1].end
    return Item(start, end, "«»", "«»", quote)


def _split(
    tokens: Sequence[Token], starts: Sequence[int], quotes: Sequence[Quote], paragraph: int, headline: bool
) -> list[Unit]:
    """The units of a paragraph: a sentence ends a unit unless it ends inside a quotation."""
    begins = set(starts)
    by_first = {quote.first: quote for quote in quotes}
    units: list[Unit] = []
    items: list[Item] = []
    i = 0
    while i < len(tokens):
        if items and (i in begins or len(items) >= _LONGEST_UNIT):
            units.append(Unit(tuple(items), paragraph, headline))
            items = []
        quote = by_first.get(i)
        if quote is None:
            items.append(_item(tokens[i]))
            i += 1
        else:
            items.append(_quote_item(tokens, quote))
            i = quote.last
    if items:
        units.append(Unit(tuple(items), paragraph, headline))
    return units


def _nested(tokens: Sequence[Token], starts: Sequence[int], quotes: Sequence[Quote], paragraph: int) -> list[Unit]:
    """The sentences inside quotations, as units of their own."""
    units: list[Unit] = []
    for quote in quotes:
        at = bisect_left(starts, quote.inner_first + 1)
        bounds = [quote.inner_first]
        while at < len(starts) and starts[at] < quote.inner_last:
            bounds.append(starts[at])
            at += 1
        bounds.append(quote.inner_last)
        for first, last in pairwise(bounds):
            for begin in range(first, last, _LONGEST_UNIT):
                inside = tokens[begin : min(last, begin + _LONGEST_UNIT)]
                if len(inside) > 2:
                    units.append(Unit(tuple(_item(token) for token in inside), paragraph, nested=True))
    return units


def _with_quote_before(language: Language, before: list[Unit], units: list[Unit]) -> list[Unit]:
    """The units with the last quotation of the paragraph before, where a line break cut it from its closing mark.

    Scrapes break a line between what is said and '" kata X'. The quotation then moves from ``before``, which is
    changed in place while it is built, to the unit that names its speaker.
    """
    if not units or not before or len(units[0].items) < 3:
        return units
    mark, cue = units[0].items[0], units[0].items[1]
    last = before[-1].items[-1]
    cut = last.quote is not None and not last.quote.closed
    if (
        not cut
        or mark.text not in ('"', "”")
        or not any(c.construction in _AFTER for c in language.cues.get(cue.low, ()))
    ):
        return units
    rest = before[-1].items[:-1]
    if rest:
        before[-1] = Unit(rest, before[-1].paragraph, before[-1].headline)
    else:
        before.pop()
    return [Unit((last, *units[0].items[1:]), units[0].paragraph, units[0].headline), *units[1:]]


def paragraph_units(
    document: Document, annotation: Annotation, language: Language
) -> list[tuple[list[Unit], list[Unit]]]:
    """For each paragraph with sentences, its units and the units inside its quotations, in order."""
    result: list[tuple[list[Unit], list[Unit]]] = []
    sentences = annotation.sentences
    at = 0
    while at < len(sentences):
        paragraph, begin = sentences[at].paragraph, at
        while at < len(sentences) and sentences[at].paragraph == paragraph:
            at += 1
        first = sentences[begin].first_token
        tokens = annotation.tokens[first : sentences[at - 1].last_token]
        starts = [sentence.first_token - first for sentence in sentences[begin:at]]
        begins = set(starts)
        quotes = [q for q in find_quotes(tokens, starts) if _is_speech(language, tokens, q, q.first in begins)]
        headline = document.paragraphs[paragraph].kind == ParagraphKind.HEADLINE
        units = _split(tokens, starts, quotes, paragraph, headline)
        if result:
            units = _with_quote_before(language, result[-1][0], units)
        result.append((units, _nested(tokens, starts, quotes, paragraph)))
    return result
