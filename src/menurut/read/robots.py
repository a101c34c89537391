"""robots.txt → what a crawler may fetch of a host, as RFC 9309 says (the standard library's parser knows no ``*``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urlsplit

_LONGEST = 512_000  # characters of a robots.txt that are read; RFC 9309 asks for 500 KiB
_SAFE = "/*$?&=:;,@!'()+~-._"
_LONGEST_DELAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host allows: (pattern, allowed) pairs, and the seconds it wants between two requests (0: not said)."""

    lines: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0

    def allow(self, address: str) -> bool:
        """Whether ``address`` (of that host) may be fetched: the longest pattern that fits decides, else it may."""
        parts = urlsplit(address)
        path = _quoted((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        fits = [(len(pattern), allowed) for pattern, allowed in self.lines if _fits(pattern, path)]
        return max(fits, default=(0, True))[1]


def rules_in(text: str, agent: str) -> Rules:
    """The rules of a robots.txt for the crawler ``agent`` (its name alone, "menurut"), else those for all crawlers.

    ``Crawl-delay`` is no part of the RFC but widely used; it is read where it is a number. Lines that are not
    understood count as absent.
    """
    groups: dict[str, list[tuple[str, str]]] = {"": [], "*": []}  # of this crawler ("") and of all
    names: set[str] = set()  # of the groups that the lines to come belong to
    named = False  # whether the last line that counted was a user-agent
    own = False  # whether any line names this crawler
    for line in text[:_LONGEST].lstrip("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key in ("user-agent", "useragent"):
            mine = re.split(r"[/\s]", value.lower(), maxsplit=1)[0] == agent.lower()
            name = {""} if mine else {"*"} & {value}
            names = names | name if named else name
            named, own = True, own or mine
        elif key in ("allow", "disallow", "crawl-delay"):
            named = False
            for group in names:
                groups[group].append((key, value))
    chosen = groups["" if own else "*"]
    patterns = tuple((_quoted(value), key == "allow") for key, value in chosen if key != "crawl-delay" and value)
    return Rules(patterns, max((_seconds(value) for key, value in chosen if key == "crawl-delay"), default=0.0))


def _seconds(value: str) -> float:
    return min(float(value), _LONGEST_DELAY) if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", value, re.ASCII) else 0.0


def _quoted(path: str) -> str:
    """A path or pattern with its percent signs in one form, so that both can be compared."""
    return quote(unquote_to_bytes(path.encode("utf-8", "surrogatepass")), safe=_SAFE)


def _fits(pattern: str, path: str) -> bool:
    """Whether a pattern fits the beginning of a path; ``*`` is anything, ``$`` at its end is the end of the path."""
    ends = pattern.endswith("$")
    first, *rest = (pattern[:-1] if ends else pattern).split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not ends or path == first
    at = len(first)
    for part in rest[:-1] if ends else rest:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not ends or (path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at)
