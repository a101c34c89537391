"""People's names for comparing: spellings folded, family name told from given names, and whether two names agree."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from menurut.resolve import tables as t
from menurut.resolve.tables import load_tables, name_tokens

_LONGEST = 9  # words of a person's name
_PLACES = ("state", "demonym", "seat", "region", "capital")
_TITLES = t.ROLE | t.HONORIFIC | t.PREFIX
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "a"}
)
# Spellings of one sound, in this order; on lower-case words without diacritics.
_SOUNDS = (
    *(("sy", "s"), ("sh", "s"), ("kh", "h"), ("gh", "g"), ("dj", "j"), ("tj", "c"), ("ph", "f"), ("q", "k")),
    *(("ck", "k"), ("ks", "x"), ("ou", "u"), ("oe", "u"), ("oo", "u"), ("ee", "i"), ("y", "i"), ("ei", "ai")),
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in folded words. A name of one word only has no ``given`` ones: nothing says which of them it is.

    ``eastern`` is whether the family name stood first; its given name is then one word, however it was parted.
    """

    given: tuple[str, ...]
    family: str
    eastern: bool = False

    @property
    def short(self) -> bool:
        """Whether it is one word only."""
        return not self.given

    @property
    def words(self) -> tuple[str, ...]:
        """All its words, the family name last."""
        return (*self.given, self.family)


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    data = tomllib.loads(resources.files("menurut.link").joinpath("names.toml").read_text(encoding="utf-8"))
    return {key: frozenset(word.strip() for word in words.split(",")) for key, words in data.items()}


def bare(text: str) -> str:
    """A text in lower case without diacritics and apostrophes."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
        text = "".join(letter for letter in parts if not unicodedata.combining(letter))
        return re.sub("['’‘`ʿʾ]", "", text)
    return text.lower().replace("'", "").replace("`", "")


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """A word of a name so that common transliterations read the same; never empty where the word has a letter."""
    word = bare(word)
    if not word.isalnum():
        word = re.sub(r"[\W_]", "", word)
    if re.fullmatch("m[uo]h?a?mm?[ae]d", word):
        return "muhamad"
    for sound, letter in _SOUNDS:
        word = word.replace(sound, letter)
    folded: list[str] = []
    for letter in word:
        if not folded or folded[-1] != letter:
            folded.append(letter)
    return "".join(folded)


def block_word(family: str) -> str:
    """The word under which a family name is compared: its consonants where these say enough, else itself."""
    skeleton = family[:1] + re.sub("[aeiouh]", "", family[1:])
    return skeleton if len(skeleton) >= 4 else family


@lru_cache(maxsize=1 << 16)
def nouns_bits(words: tuple[str, ...]) -> int:
    """What the words mean as one noun in either language: the bits of ``menurut.resolve.tables``, 0 where none."""
    bits = 0
    for language in ("id", "en"):
        for entry in load_tables(language).nouns.get(words[0], ()):
            if entry.words == words:
                bits |= entry.bits
    return bits


def _untitled(words: list[str]) -> list[str]:
    """The words without offices and forms of address in front, and without degrees behind."""
    at = 0
    while at < len(words) - 1:
        for length in range(min(4, len(words) - 1 - at), 0, -1):
            lower = tuple(t.plain(word) for word in words[at : at + length])
            if nouns_bits(lower) & _TITLES or nouns_bits((*lower[:-1], lower[-1].rstrip("."))) & _TITLES:
                at += length
                break
        else:
            break
    for length in (2, 1) if at else ():  # "PM Israel Yair Lapid": the state is the office's
        if len(words) - at - length >= 2 and " ".join(map(t.plain, words[at : at + length])) in _countries():
            at += length
            break
    end = len(words)
    while end > at + 1 and words[end - 1].strip(".,").isupper() and len(words[end - 1].strip(".,")) <= 3:
        end -= 1
    return words[at:end]


@cache
def _countries() -> frozenset[str]:
    """States and places under all their names: whole, these name nobody."""
    names = (entry for language in ("id", "en") for group in load_tables(language).names.values() for entry in group)
    return frozenset(" ".join(e.words) for e in names if e.sort in _PLACES)


@cache
def _bodies() -> frozenset[str]:
    """The short names of bodies, with their capitals: "Sekjen NATO" names nobody."""
    names = (entry for language in ("id", "en") for group in load_tables(language).names.values() for entry in group)
    return frozenset(e.form for e in names if e.sort == "organisation" and e.form is not None)


@lru_cache(maxsize=1 << 16)
def person_name(name: str, country: str | None = None) -> PersonName | None:
    """The name in a person's name as the article has it; ``None`` where it is a description or an office."""
    if _of_somebody(name):
        return None
    words = _untitled(name.replace("“", "").replace("”", "").replace('"', "").split())
    if not words or len(words) > _LONGEST:
        return None
    lists = _lists()
    for word in words:
        small = t.plain(word).strip(".,")
        if not word[:1].isupper() and small not in lists["particles"] and not small.startswith(t.ARTICLES):
            return None
        if any(letter.isdigit() for letter in word):
            return None
    lower = tuple(t.plain(word) for word in words)
    start = next((n for n in (3, 2, 1) if len(lower) > n and " ".join(lower[:n]) in _countries()), 0)
    if " ".join(lower) in _countries() or " ".join(words) in _bodies() or all(map(_is_noun, lower[start:])):
        return None
    return _eastern(words, country) or _western(words)


def _of_somebody(name: str) -> bool:
    """Whether a relation stands first ("ayah Budi") or an owner ("Budi's mother"): it is not the one named."""
    words = name.lower().split()
    relations = _lists()["relations"]
    return any(" ".join(words[:n]) in relations for n in (1, 2)) or any(w.endswith(("'s", "’s")) for w in words[:-1])


def has_noun(name: str) -> bool:
    """Whether a word of the name is one that names actors by what they are: it may be an office."""
    return any(nouns_bits((word,)) for word in t.plain(name).replace("’", "'").split())


def _is_noun(word: str) -> bool:
    bits = nouns_bits((word,))
    return bool(bits) and not (bits == t.FIELD and word in _lists()["eastern"])  # "Xi", and "XI" for a parliament


def _western(words: list[str]) -> PersonName | None:
    particles = _lists()["particles"]
    tokens = [part for token in name_tokens(" ".join(words)) for part in token.split("-")]
    kept = [token for token in tokens if bare(token) not in particles] or tokens
    folded = [word for word in map(fold, kept) if word]
    return PersonName(tuple(folded[:-1]), folded[-1]) if folded else None


def _eastern(words: list[str], country: str | None) -> PersonName | None:
    """The name as one whose family name comes first, where its words show that it is one."""
    lists = _lists()
    first = bare(words[0])
    if len(words) not in (2, 3) or first not in lists["eastern"]:
        return None
    joined = len(words) == 2 and "-" in words[1]
    syllables = len(words) == 3 and all(len(word) <= 6 and word.isalpha() for word in words[1:])
    at_home = country in lists["eastern_states"]
    if not (at_home or joined or (syllables and country is None) or first not in lists["shared"]):
        return None
    given = fold("".join(words[1:]))
    return PersonName((given,), fold(first), eastern=True) if given else None


def agree(one: PersonName, other: PersonName) -> bool:
    """Whether two full names can be one person's."""
    if one.eastern or other.eastern:
        return one.family == other.family and "".join(one.given) == "".join(other.given)
    shorter, longer = (one, other) if len(one.given) <= len(other.given) else (other, one)
    if set(shorter.words) <= set(longer.words):
        return True
    if one.family != other.family:
        return len(one.given) == len(other.given) and one.given == other.given and near(one.family, other.family)
    if not _same_word(one.given[0], other.given[0]):
        return False
    return all(any(_same_word(word, full) for full in longer.given[1:]) for word in shorter.given[1:])


def _same_word(one: str, other: str) -> bool:
    """Whether one is the other, its initial, or its beginning."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return short == long or other in counterparts(one) or (len(short) != 2 and long.startswith(short))


@cache
def _nicknames() -> Mapping[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for pair in _lists()["nicknames"]:
        one, other = map(fold, pair.split())
        table.setdefault(one, set()).add(other)
        table.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in table.items()}


def counterparts(word: str) -> frozenset[str]:
    """The short and long forms of a folded given name ("mike" and "michael")."""
    return _nicknames().get(word, frozenset())


def near(one: str, other: str) -> bool:
    """Whether two long words differ by one letter: one too many, one missing, or one for another."""
    if min(len(one), len(other)) < 6 or abs(len(one) - len(other)) > 1:
        return False
    at = 0
    while at < min(len(one), len(other)) and one[at] == other[at]:
        at += 1
    if len(one) == len(other):
        return one[at + 1 :] == other[at + 1 :]
    return one[at + 1 :] == other[at:] if len(one) > len(other) else one[at:] == other[at + 1 :]
