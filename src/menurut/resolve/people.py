"""Whether two names are one person's, and which country a well-known person is of."""

from __future__ import annotations

from menurut.resolve.tables import Tables

# English words that make a run of capitalised words an organisation, whatever the language of the article.
_ORGANISATION_WORDS: frozenset[str] = frozenset().union(
    ("group", "party", "university", "council", "movement", "front", "times", "post", "news", "agency", "inc", "corp"),
    ("corporation", "institute", "center", "centre", "union", "association", "committee", "foundation", "company"),
    ("federation", "league", "network", "society", "press", "journal", "herald", "daily", "tribune", "gazette", "tv"),
    ("radio", "bank", "ltd", "co", "club", "alliance", "coalition", "organization", "organisation", "office", "fund"),
    ("department", "ministry", "commission", "watch", "international", "global", "church", "academy", "college"),
    ("school", "museum", "team", "army", "force", "forces", "police", "court", "parliament"),
)


def pronouns(tables: Tables) -> frozenset[str]:
    """The words that mean somebody who is named elsewhere ("dia", "mereka", "pihaknya")."""
    return frozenset().union(*(tables.words[name] for name in ("one", "many", "side", "own")))


def same_person(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a shorter name can stand for a longer one: all its words are there, or last word and beginning agree."""
    if not short or not full:
        return False
    if all(word in full for word in short):
        return True
    return len(short) > 1 and short[-1] == full[-1] and short[0][:3] == full[0][:3]


def country_of(tokens: tuple[str, ...], tables: Tables) -> str | None:
    """The country of a well-known person of that name; ``None`` where nobody or people of several countries bear it."""
    if not tokens:
        return None
    found = {country for known, country in tables.people.get(tokens[-1], ()) if same_person(tokens, known)}
    return found.pop() if len(found) == 1 else None


def is_organisation(name: str) -> bool:
    """Whether a run of capitalised words is an organisation by its words or its capitals."""
    words = name.split()
    if any(word.lower().strip(".,") in _ORGANISATION_WORDS for word in words):
        return True
    return any(word.isupper() and len(word) > 1 and word[-1] != "." for word in words)


def domestic(head: str, tables: Tables) -> bool:
    """Whether what has no country beside it belongs to the country that the article is about.

    ``head`` is a head noun with its fields; "para pakar" and "negara-negara Barat" belong to none.
    """
    words = head.split()
    lists = tables.words
    if words[0] in lists["abroad"] or words[-1] in lists["abroad"]:
        return False
    if words[0] in lists["anywhere"] or any(head.startswith(start) for start in lists["anywhere"] if " " in start):
        return False
    return not lists["international"].intersection(words)
