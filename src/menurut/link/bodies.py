"""Bodies under all their names: those of the gazetteer, agencies of a state by what they are, and named ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from menurut.link.names import nouns_bits
from menurut.link.roles import compact, country_words, table_rows, without_country
from menurut.records import ActorKind
from menurut.resolve import tables as t
from menurut.resolve.tables import Entry, load_tables, plain

_MANY = t.PLURAL | t.CLOSED | t.SINGULAR
_SMALL = frozenset(("of", "and", "for", "the", "dan", "untuk", "in", "on"))
_OPEN = frozenset((ActorKind.ORGANISATION, ActorKind.AGENCY))


class Body(NamedTuple):
    """A body apart from where it was seen: ``sort`` (body, agency, name), a key, its country, its English name."""

    sort: str
    key: str
    country: str | None
    name: str | None

    @property
    def block(self) -> str:
        """The key of the block in which it is compared; of several states' bodies of one name there is one block."""
        return f"{self.sort} {self.country or ''} {self.key}" if self.sort == "agency" else f"{self.sort} {self.key}"


@cache
def _entries() -> Mapping[str, tuple[tuple[Entry, str], ...]]:
    """The bodies of the gazetteer by each of their forms, with their English names."""
    english: dict[str, str] = {}
    for group in load_tables("en").names.values():
        for entry in group:
            if entry.sort == "organisation":
                english.setdefault(_key(" ".join(entry.words)), entry.name)
    table: dict[str, list[tuple[Entry, str]]] = {}
    for group in load_tables("id").names.values():
        for entry in group:
            if entry.sort == "organisation":
                key = _key(" ".join(entry.words))
                table.setdefault(key, []).append((entry, english.get(key, entry.name)))
    return {key: tuple(group) for key, group in table.items()}


def _key(text: str) -> str:
    return compact(text).replace(" ", "")


@cache
def _agencies() -> tuple[Mapping[str, str], Mapping[str, tuple[str, str]]]:
    """Kinds of agencies by their forms, and state and kind by the names that one state's agency alone bears."""
    forms: dict[str, str] = {}
    own: dict[str, tuple[str, str]] = {}
    for row in table_rows("agencies.tsv"):
        for form in filter(None, (*row["id"].split("|"), *row["en"].split("|"))):
            forms.setdefault(compact(form), row["kind"])
        for form in filter(None, row["own"].split("|")):
            state, _, name = form.partition(":")
            own.setdefault(_key(name), (state, row["kind"]))
    return forms, own


def _unbracketed(name: str) -> str:
    """A name without its abbreviation in brackets; a place in brackets stays."""
    return re.sub(r"\s*\([^()a-z]*\)$", "", name)


@lru_cache(maxsize=1 << 16)
def body_of(kind: ActorKind, name: str, country: str | None) -> Body | None:
    """The body that an agency, organisation, group or document is; ``None`` for what has no name of its own."""
    first, _, rest = name.partition(" ")
    if rest and plain(first) in ("the", *_restating()):
        name = rest
    if kind is not ActorKind.DOCUMENT:
        found = _agency(kind, name, country) or _entry(name, country)
        if found is not None:
            return found
    title = _own_name(kind, name)
    return Body("name", title, country, None) if title else None


def _agency(kind: ActorKind, name: str, country: str | None) -> Body | None:
    forms, own = _agencies()
    bare_name = _unbracketed(name)
    state, what = own.get(_key(bare_name), (None, ""))
    if state is not None and country in (None, state):
        return Body("agency", what, state, None)
    if kind is ActorKind.GROUP or kind is ActorKind.STATE:
        return None
    phrase, named = without_country(bare_name)
    what = forms.get(phrase) or forms.get(compact(bare_name), "")
    state = country or named
    return Body("agency", what, state, None) if what and state is not None else None


def _entry(name: str, country: str | None) -> Body | None:
    for at, form in enumerate((name, _unbracketed(name), without_country(name)[0])):
        for entry, english in _entries().get(_key(form), ()):
            if entry.form is not None and entry.form != form and at < 2:
                continue
            if entry.form is not None and at == 2:
                continue
            if entry.local:
                return Body("body", entry.name, country, english)
            if entry.country is None and at < 2:
                return Body("body", entry.name, None, english)
            if entry.country is not None and country in (None, entry.country):
                return Body("body", entry.name, entry.country, english)
            if entry.kind in (ActorKind.GROUP, ActorKind.ORGANISATION) and entry.country is not None and at < 2:
                return Body("body", entry.name, entry.country, english)
    return None


def _own_name(kind: ActorKind, name: str) -> str:
    """The name of a named body in lower case without marks; empty where the words only describe it."""
    words = _unbracketed(name).strip("\"'“”‘’ ").split()
    if not words or any(nouns_bits(tuple(map(plain, words[:length]))) & _MANY for length in (1, 2)):
        return ""
    if compact(" ".join(words)) in country_words() or re.match(r"(\w+)-\1\b", words[0].lower()):
        return ""
    rest = without_country(" ".join(words))[0].split()
    own = [w for w in words if any(part in rest for part in compact(w).split())]
    capitals = [w for w in own if w[:1].isupper()]
    telling = [w for w in capitals if not nouns_bits((plain(w),)) or (w.isupper() and len(w) > 1)]
    shouted = [w for w in telling if any(letter.isupper() for letter in w[1:])]
    first = nouns_bits((plain(words[0]),))
    if kind is ActorKind.DOCUMENT:
        numbers = [w for w in words if any(letter.isdigit() for letter in w)]
        named = words[0][:1].isupper() and len(words) > 1 and bool(numbers or (telling and len(capitals) > 1))
        named = named and plain(words[0]) not in _statements()
    elif kind in _OPEN:
        named = bool(telling) and words[0][:1].isupper() and (len(own) == 1 or len(capitals) > 1 or bool(shouted))
        named = named or (
            len(capitals) > 1 and len(capitals) == len([w for w in own if w[:1].isalpha() and w not in _SMALL])
        )
    else:
        many = t.GROUP | t.ROLE
        described = (first & many and len(capitals) < len(own)) or nouns_bits((words[-1],)) & many
        named = bool(telling) and words[0][:1].isupper() and not described
        named = named and (len(own) == 1 or len(capitals) > 1 or bool(shouted))
    return compact(" ".join(words)) if named else ""


@cache
def _restating() -> tuple[str, ...]:
    return tuple(sorted(load_tables("id").words["restating"] | load_tables("en").words["restating"]))


@cache
def _statements() -> frozenset[str]:
    return load_tables("id").words["statement"] | load_tables("en").words["statement"]
