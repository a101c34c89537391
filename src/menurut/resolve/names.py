"""The units that phrases are made of: names from the gazetteer, nouns that name actors, and runs of capitalised words.

This is where names come from. A trained recogniser of names would supply the ``NAME`` units in place of
``_capitalised``; nothing after this module would change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from menurut.annotate import tokenize
from menurut.records import Annotation, Document, ParagraphKind, Token
from menurut.resolve.tables import ARTICLES, CLOSED, GROUP, HEAD, ROLE, Entry, Tables, load_tables, plain

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
_REMEMBERED = 1 << 14  # written words of a language: some 4 MB


class Unit(NamedTuple):
    """One piece of a sentence: its kind (a constant above), its place, its words in lower case, its noun bits."""

    kind: str
    start: int
    end: int
    lower: str
    bits: int
    entry: Entry | None
    text: str


class Form(NamedTuple):
    """A written word by itself.

    ``kind`` is what it is where no entry fits. ``parts`` are its parts as written and in lower case where it holds
    several ("Trump's", "AS-Taliban"). ``names`` and ``nouns`` are the entries that may begin with it, ``owned`` is the
    noun in a word that also says whose it is: "pengawalnya".
    """

    lower: str
    kind: str
    parts: tuple[tuple[str, str], ...]
    names: tuple[Entry, ...]
    nouns: tuple[Entry, ...]
    owned: Entry | None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence side by side: their places, as written, in lower case, and their forms."""

    starts: list[int]
    ends: list[int]
    texts: list[str]
    lowers: list[str]
    forms: list[Form]


class Line(NamedTuple):
    """A sentence as units, and whether it is written like a title, where capitals say nothing."""

    units: list[Unit]
    title: bool
    paragraph: int
    start: int
    end: int


@cache
def form_reader(language: str) -> Callable[[str], Form]:
    """What gives the form of a written word in a language; it remembers the words it has read."""
    tables = load_tables(language)

    @lru_cache(maxsize=_REMEMBERED)
    def read(text: str) -> Form:
        lower = plain(text)
        names = tables.names.get(lower, ()) if not text.islower() or lower == "the" else ()
        kind, parts = _kind_of_word(text, lower), _parts_of(text, tables)
        return Form(lower, kind, parts, names, tables.nouns.get(lower, ()), _possessed(lower, tables))

    return read


def _parts_of(text: str, tables: Tables) -> tuple[tuple[str, str], ...]:
    """The parts of a token that holds several words: a possessive, or names joined by a hyphen."""
    lower = plain(text)
    if lower.endswith("'s") and len(lower) > 2:
        return ((text[:-2], lower[:-2]), (text[-2:], "'s"))
    if "-" in text and lower not in tables.names and lower not in tables.nouns:
        parts = text.split("-")
        known = [part for part in parts if _is_name(part, tables)]
        if known and all(part[:1].isupper() for part in parts):
            first, *others = [(part, plain(part)) for part in parts]
            return (first, *(each for part in others for each in (("-", "-"), part)))
    return ()


def _is_name(part: str, tables: Tables) -> bool:
    for entry in tables.names.get(plain(part), ()):
        if len(entry.words) == 1 and (part == entry.form if entry.form else part[:1].isupper()):
            return True
    return False


def words_of(tokens: Sequence[Token], tables: Tables) -> Words:
    """The words and marks of a sentence."""
    form_of = form_reader(tables.language)
    texts = [token.text for token in tokens]
    forms = [form_of(text) for text in texts]
    if not any(form.parts for form in forms):
        starts, ends = [token.start for token in tokens], [token.end for token in tokens]
        return Words(starts, ends, texts, [form.lower for form in forms], forms)
    words = Words([], [], [], [], [])
    for token, form in zip(tokens, forms, strict=True):
        at = token.start
        for text, lower in form.parts or ((token.text, form.lower),):
            words.starts.append(at)
            at += len(text)
            words.ends.append(at)
            words.texts.append(text)
            words.lowers.append(lower)
            words.forms.append(form_of(text))
    return words


def _matches(entry: Entry, words: Words, at: int, text: str) -> bool:
    count = len(entry.words)
    if count > 1 and tuple(words.lowers[at + 1 : at + count]) != entry.words[1:]:
        return False
    return entry.form is None or text[words.starts[at] : words.ends[at + count - 1]] == entry.form


def _lookup(words: Words, at: int, text: str, title: bool) -> tuple[Entry, int] | None:
    """The longest entry that begins at a word; of a name and a noun of one length the name, if it is capitalised."""
    form = words.forms[at]
    name: Entry | None = None
    for entry in form.names:
        if _matches(entry, words, at, text) and (len(entry.words) == 1 or _capitalised_name(entry, words, at)):
            name = entry
            break
    noun: Entry | None = None
    for entry in form.nouns:
        if len(entry.words) == 1 or _matches(entry, words, at, text):
            noun = entry
            break
    best = name if noun is None or (name is not None and _prefer_name(name, noun, words, at, title)) else noun
    if best is not None:
        return best, len(best.words)
    return (form.owned, 1) if form.owned is not None else None


def _prefer_name(name: Entry, noun: Entry, words: Words, at: int, title: bool) -> bool:
    """Whether a name, not a noun that begins with the same word, is meant."""
    if len(noun.words) > len(name.words):
        return name.form is not None and not title
    if name.sort == "capital" and at + 1 < len(words.forms):
        # "Lima" is a common word too: before a head noun it is no capital.
        return not any(entry.bits & HEAD for entry in words.forms[at + 1].nouns)
    return True


def _possessed(lower: str, tables: Tables) -> Entry | None:
    """The noun in a word that also says whose it is: "pengawalnya"."""
    if lower.endswith("nya") and len(lower) > 6:
        for entry in tables.nouns.get(lower[:-3], ()):
            if len(entry.words) == 1 and entry.bits & (ROLE | GROUP) and not entry.bits & CLOSED:
                return entry
    return None


def _capitalised_name(entry: Entry, words: Words, at: int) -> bool:
    """Whether the last word of a name is capitalised too: "Hong Kong", but not "Mali war"."""
    last = words.texts[at + len(entry.words) - 1]
    return last[:1].isupper() or words.lowers[at] == "the" or not entry.words[-1].isalpha()


def _kind_of_word(text: str, lower: str) -> str:
    first = text[:1]
    if first.isalpha():
        article = lower.startswith(ARTICLES) and text.partition("-")[2][:1].isupper()
        if first.isupper() or article:
            return NAME
        return PARTICLE if lower in _PARTICLES else WORD
    return NUMBER if first.isdigit() else MARK


def _is_title(texts: Sequence[str], headline: bool) -> bool:
    """Whether most words have capitals, as in a headline; a body sentence full of names ends with its mark."""
    if not texts or len(texts) > _LONGEST_TITLE or (not headline and texts[-1] in _ENDS):
        return False
    letters = [text for text in texts if text[0].isalpha() and len(text) > 3]
    return len(letters) > 2 and sum(text[0].isupper() for text in letters) > 0.75 * len(letters)


def units_of(words: Words, text: str, title: bool) -> list[Unit]:
    """The units of a sentence's words, left to right, the longest entry first."""
    units: list[Unit] = []
    starts, ends, lowers, forms = words.starts, words.ends, words.lowers, words.forms
    at, count = 0, len(forms)
    while at < count:
        form, start, end = forms[at], starts[at], ends[at]
        listed = form.names or form.nouns or form.owned is not None
        found = _lookup(words, at, text, title) if listed else None
        if found is None:
            units.append(Unit(form.kind, start, end, lowers[at], 0, None, words.texts[at]))
            at += 1
            continue
        entry, length = found
        end = ends[at + length - 1]
        kind = _SORTS.get(entry.sort, NOUN)
        lower = (entry.words[0] if kind == NOUN else lowers[at]) if length == 1 else " ".join(entry.words)
        units.append(Unit(kind, start, end, lower, entry.bits, entry, text[start:end]))
        at += length
    return units


def split_words(start: int, end: int, text: str, tables: Tables) -> Words:
    """The words and marks of ``text[start:end]``."""
    return words_of(tokenize(text, start, end), tables)


def lines_of(document: Document, annotation: Annotation, tables: Tables) -> list[Line]:
    """Every sentence of the document that was not skipped as units."""
    lines: list[Line] = []
    for sentence in annotation.sentences:
        if sentence.first_word == sentence.last_word:
            continue
        words = words_of(annotation.tokens[sentence.first_token : sentence.last_token], tables)
        headline = document.paragraphs[sentence.paragraph].kind is ParagraphKind.HEADLINE
        title = _is_title(words.texts, headline)
        units = units_of(words, document.text, title)
        lines.append(Line(units, title, sentence.paragraph, sentence.start, sentence.end))
    return lines
