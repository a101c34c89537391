"""The units that phrases are made of: names from the gazetteer, nouns that name actors, and runs of capitalised words.

This is where names come from. A trained recogniser of names would supply the ``NAME`` units in place of
``_capitalised``; nothing after this module would change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from menurut.annotate import tokenize
from menurut.records import Annotation, Document, ParagraphKind, Sentence
from menurut.resolve.tables import ARTICLES, CLOSED, GROUP, HEAD, ROLE, Entry, Tables, plain

# What a unit is.
STATE, CAPITAL, SEAT, DEMONYM, REGION, ORGANISATION, NOUN, NAME, PARTICLE, NUMBER, MARK, WORD = "SCXdrONPpn.w"
_SORTS = {
    "state": STATE,
    "capital": CAPITAL,
    "seat": SEAT,
    "demonym": DEMONYM,
    "region": REGION,
    "organisation": ORGANISATION,
}
_PARTICLES: frozenset[str] = frozenset().union(
    ("bin", "binti", "ibn", "al", "el", "de", "da", "del", "der", "den", "di", "la", "le", "van", "von", "dos", "das"),
    ("do", "du", "ben", "bint", "abu", "ul", "zu", "y", "af"),
)


_ENDS = frozenset('.?!,;:"”’')
_LONGEST_TITLE = 40  # words


class Unit(NamedTuple):
    """One piece of a sentence: its kind (a constant above), its place, its words in lower case, its noun bits."""

    kind: str
    start: int
    end: int
    lower: str
    bits: int
    entry: Entry | None
    text: str


class Word(NamedTuple):
    """A token, parted from what hangs on it ("Trump's", "AS-Taliban")."""

    start: int
    end: int
    text: str
    lower: str


class Line(NamedTuple):
    """A sentence as units, and whether it is written like a title, where capitals say nothing."""

    units: list[Unit]
    title: bool
    paragraph: int
    start: int
    end: int


def split_token(start: int, end: int, text: str, tables: Tables) -> list[Word]:
    """The words of a token that holds several: a possessive, or names joined by a hyphen."""
    lower = plain(text)
    if lower.endswith("'s") and len(lower) > 2:
        return [Word(start, end - 2, text[:-2], lower[:-2]), Word(end - 2, end, text[-2:], "'s")]
    if "-" in text and lower not in tables.names and lower not in tables.nouns:
        parts = text.split("-")
        known = [part for part in parts if _is_name(part, tables)]
        if known and all(part[:1].isupper() for part in parts):
            words, at = [], start
            for i, part in enumerate(parts):
                if i:
                    words.append(Word(at, at + 1, "-", "-"))
                    at += 1
                words.append(Word(at, at + len(part), part, plain(part)))
                at += len(part)
            return words
    return [Word(start, end, text, lower)]


def _is_name(part: str, tables: Tables) -> bool:
    for entry in tables.names.get(plain(part), ()):
        if len(entry.words) == 1 and (part == entry.form if entry.form else part[:1].isupper()):
            return True
    return False


def words_of(document: Document, annotation: Annotation, sentence: Sentence, tables: Tables) -> list[Word]:
    """The words and marks of a sentence."""
    words: list[Word] = []
    for token in annotation.tokens[sentence.first_token : sentence.last_token]:
        text = token.text
        if "-" in text or "'" in text or "’" in text:
            words.extend(split_token(token.start, token.end, text, tables))
        else:
            words.append(Word(token.start, token.end, text, text if text.islower() else text.lower()))
    return words


def _matches(entry: Entry, words: Sequence[Word], at: int, text: str) -> bool:
    count = len(entry.words)
    if at + count > len(words):
        return False
    for offset in range(1, count):
        if words[at + offset].lower != entry.words[offset]:
            return False
    if entry.form is not None:
        return text[words[at].start : words[at + count - 1].end] == entry.form
    return True


def _lookup(words: Sequence[Word], at: int, text: str, tables: Tables, title: bool) -> tuple[Entry, int] | None:
    """The longest entry that begins at a word; of a name and a noun of one length the name, if it is capitalised."""
    word = words[at]
    name: Entry | None = None
    if not word.text.islower() or word.lower == "the":
        for entry in tables.names.get(word.lower, ()):
            if _matches(entry, words, at, text) and (len(entry.words) == 1 or _capitalised_name(entry, words, at)):
                name = entry
                break
    noun: Entry | None = None
    for entry in tables.nouns.get(word.lower, ()):
        if _matches(entry, words, at, text):
            noun = entry
            break
    best = name if noun is None or (name is not None and _prefer_name(name, noun, words, at, tables, title)) else noun
    if best is not None:
        return best, len(best.words)
    return _possessed(word.lower, tables)


def _prefer_name(name: Entry, noun: Entry, words: Sequence[Word], at: int, tables: Tables, title: bool) -> bool:
    """Whether a name, not a noun that begins with the same word, is meant."""
    if len(noun.words) > len(name.words):
        return name.form is not None and not title
    if name.sort == "capital" and at + 1 < len(words):
        # "Lima" is a common word too: before a head noun it is no capital.
        return not any(entry.bits & HEAD for entry in tables.nouns.get(words[at + 1].lower, ()))
    return True


def _possessed(lower: str, tables: Tables) -> tuple[Entry, int] | None:
    """The noun in a word that also says whose it is: "pengawalnya"."""
    if lower.endswith("nya") and len(lower) > 6:
        for entry in tables.nouns.get(lower[:-3], ()):
            if len(entry.words) == 1 and entry.bits & (ROLE | GROUP) and not entry.bits & CLOSED:
                return entry, 1
    return None


def _capitalised_name(entry: Entry, words: Sequence[Word], at: int) -> bool:
    """Whether the last word of a name is capitalised too: "Hong Kong", but not "Mali war"."""
    return (
        words[at + len(entry.words) - 1].text[:1].isupper() or words[at].lower == "the" or not entry.words[-1].isalpha()
    )


def _kind_of_word(word: Word) -> str:
    first = word.text[0]
    if first.isalpha():
        article = word.lower.startswith(ARTICLES) and word.text.partition("-")[2][:1].isupper()
        if first.isupper() or article:
            return NAME
        return PARTICLE if word.lower in _PARTICLES else WORD
    return NUMBER if first.isdigit() else MARK


def _is_title(words: Sequence[Word], headline: bool) -> bool:
    """Whether most words have capitals, as in a headline; a body sentence full of names ends with its mark."""
    if not words or len(words) > _LONGEST_TITLE or (not headline and words[-1].text in _ENDS):
        return False
    letters = [word.text for word in words if word.text[0].isalpha() and len(word.text) > 3]
    return len(letters) > 2 and sum(text[0].isupper() for text in letters) > 0.75 * len(letters)


def units_of(words: Sequence[Word], text: str, tables: Tables, title: bool) -> list[Unit]:
    """The units of a sentence's words, left to right, the longest entry first."""
    units: list[Unit] = []
    at, count = 0, len(words)
    while at < count:
        word = words[at]
        found = _lookup(words, at, text, tables, title)
        if found is not None:
            entry, length = found
            last = words[at + length - 1]
            kind = _SORTS.get(entry.sort, NOUN)
            lower = (entry.words[0] if kind == NOUN else word.lower) if length == 1 else " ".join(entry.words)
            unit = Unit(kind, word.start, last.end, lower, entry.bits, entry, text[word.start : last.end])
            at += length
        else:
            unit = Unit(_kind_of_word(word), word.start, word.end, word.lower, 0, None, word.text)
            at += 1
        units.append(unit)
    return units


def split_words(start: int, end: int, text: str, tables: Tables) -> list[Word]:
    """The words and marks of ``text[start:end]``."""
    tokens = tokenize(text, start, end)
    return [word for token in tokens for word in split_token(token.start, token.end, token.text, tables)]


def lines_of(document: Document, annotation: Annotation, tables: Tables) -> list[Line]:
    """Every sentence of the document that was not skipped as units."""
    lines: list[Line] = []
    for sentence in annotation.sentences:
        if sentence.first_word == sentence.last_word:
            continue
        words = words_of(document, annotation, sentence, tables)
        headline = document.paragraphs[sentence.paragraph].kind is ParagraphKind.HEADLINE
        title = _is_title(words, headline)
        units = units_of(words, document.text, tables, title)
        lines.append(Line(units, title, sentence.paragraph, sentence.start, sentence.end))
    return lines
