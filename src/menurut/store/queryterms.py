"""What a user types into the search box, and the query of FTS5 that it stands for.

Words must all be there; ``"..."`` are words in a row, ``-word`` must not be there, ``OR`` (``ATAU``) stands between
words of which one is enough, ``word*`` is how a word begins. Everything else is looked at as space, so no input is an
error. Words and cut-off words go with their inflected forms where a rule knows them; what stands in quotation marks is
meant as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MOST = 24  # words and phrases of one query
_LONGEST = 100  # letters of a word that is looked for
_LEAST_PREFIX = 2  # letters before a "*"
_OR = ("OR", "ATAU")


@dataclass(frozen=True, slots=True)
class Terms:
    """A query as FTS5 takes it.

    ``wanted`` is the expression that must match, ``unwanted`` one that must not; ``None`` where nothing is asked so.
    ``ignored`` are the parts of the input that hold no word, or come after the longest query that is looked at.
    """

    wanted: str | None
    unwanted: str | None
    ignored: tuple[str, ...]


def parse(query: str) -> Terms:
    """The terms of what a user typed."""
    groups: list[list[str]] = []
    unwanted: list[str] = []
    ignored: list[str] = []
    joins = False
    for number, (minus, part, quoted) in enumerate(_parts(query)):
        if part in _OR and not quoted and not minus:
            joins = bool(groups)
            continue
        term = _term(part, quoted=quoted) if number < _MOST else None
        if term is None:
            ignored.append(part)
        elif minus:
            unwanted.append(term)
        elif joins:
            groups[-1].append(term)
        else:
            groups.append([term])
        joins = False
    wanted = " AND ".join(f"({' OR '.join(group)})" for group in groups)
    return Terms(wanted or None, " OR ".join(unwanted) or None, tuple(ignored))


def _parts(query: str) -> Iterator[tuple[bool, str, bool]]:
    """The parts of a query: whether a minus stands before, the words, whether they are quoted."""
    clean = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in query)
    clean = clean.translate(dict.fromkeys(map(ord, "“”„«»＂"), '"'))
    # A quotation that is not closed goes on to the end.
    for match in re.finditer(r'(-?)"([^"]*)(?:"|$)|([^\s"]+)', clean):
        minus, phrase, word = match.groups()
        if phrase is not None:
            if phrase.strip():
                yield bool(minus), phrase.strip(), True
        else:
            bare = word.lstrip("-")
            yield len(bare) < len(word) and bool(bare), bare or word, False


def _term(part: str, *, quoted: bool) -> str | None:
    """One term of FTS5; ``None`` where the part holds no letter and no digit."""
    if quoted:
        kept = " ".join(piece for piece in part[: _LONGEST * 10].split() if _has_word(piece))
        return _string(kept) if kept else None
    if not _has_word(part) or len(part) > _LONGEST:
        return None
    bare = part.rstrip("*")
    if bare != part and sum(map(_is_letter, bare)) >= _LEAST_PREFIX and _is_letter(bare[-1]):
        return f"{_string(bare)} *"
    words = _words(part)
    if len(words) != 1:
        return _string(part)
    forms = inflected(words[0])
    return _string(words[0]) if len(forms) == 1 else f"({' OR '.join(map(_string, forms))})"


def inflected(word: str) -> Sequence[str]:
    """The word and its other forms in the languages that are read, lower-case."""
    from menurut.languages.endings import forms_of

    return forms_of(word.lower())  # not folded: the index keeps "ß"


def _words(part: str) -> list[str]:
    return "".join(c if _is_letter(c) or unicodedata.category(c) == "Mn" else " " for c in part).split()


def _has_word(part: str) -> bool:
    return any(map(_is_letter, part))


def _is_letter(character: str) -> bool:
    """Whether FTS5's unicode61 makes words of it."""
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "Co"


def _string(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'
