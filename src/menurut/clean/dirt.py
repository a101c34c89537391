"""Text-level dirt: what a page says about itself, its pictures and its writers, told from the article.

The words are in ``dirt.toml``. What stands inside a paragraph is told in ``inside.py``, what only its neighbours
give away (a list of related headlines, a date under the headline, the writer's name on the last line) in
``neighbours.py``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from menurut.records import ParagraphKind

_STRAIGHT = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "`": "'", "´": "'"}
_LONGEST = 600  # characters; no line of dirt is longer
CLOSERS = "\"'”’)]» "


@dataclass(frozen=True, slots=True)
class Rule:
    """Lines of one kind: the most words they have, and the pattern that all of such a line matches.

    Where there are ``needs``, such a line holds one of them, its letters being small, or is of the form ``needs_form``;
    where there are ``ends``, it ends with one of them.
    """

    kind: ParagraphKind
    max_words: int
    needs: tuple[str, ...]
    needs_form: re.Pattern[str] | None
    ends: tuple[str, ...]
    pattern: re.Pattern[str]

    def matches(self, line: str, lower: str, words: int) -> bool:
        """Whether ``line`` (straight quotation marks, single spaces) of ``words`` words is of this kind.

        ``lower`` is the line in lower case.
        """
        if words > self.max_words or (self.needs and not self._may(line, lower)):
            return False
        if self.ends and not line.endswith(self.ends):
            return False
        return self.pattern.fullmatch(line) is not None

    def _may(self, line: str, lower: str) -> bool:
        if any(need in lower for need in self.needs):
            return True
        return self.needs_form is not None and self.needs_form.match(line) is not None


@cache
def table() -> dict[str, Any]:
    """``dirt.toml`` as it stands."""
    return tomllib.loads(files("menurut.clean").joinpath("dirt.toml").read_text(encoding="utf-8"))


def filled(pattern: str) -> str:
    """``pattern`` with the lists that it names in braces ("{agency}") put in."""
    for _ in range(2):  # a list may name another
        for name in ("photographers", "agency", "name", "handle", "picture"):
            pattern = pattern.replace("{" + name + "}", table()[name])
    return pattern.replace("{link}", _link())


@cache
def _link() -> str:
    """What announces a link to another article, with the words of two or more that single outlets have for it."""
    from menurut.outlets import outlets

    known = re.compile(table()["link"], re.IGNORECASE)
    own = {word.lower() for outlet in outlets() for word in outlet.related if " " in word and not known.fullmatch(word)}
    return f"(?:{'|'.join([table()['link'], *map(re.escape, sorted(own))])})"


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of ``dirt.toml``, compiled, in its order."""
    return tuple(
        Rule(
            ParagraphKind(row["kind"]),
            row["max_words"],
            tuple(row.get("needs", ())),
            re.compile(row["needs_form"]) if "needs_form" in row else None,
            tuple(row.get("ends", ())),
            re.compile("|".join(map(filled, row["patterns"])), re.IGNORECASE if row.get("ignore_case") else 0),
        )
        for row in table()["rule"]
    )


@cache
def _quotes() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_STRAIGHT)}]")


def line_kind(text: str) -> ParagraphKind | None:
    """The kind of dirt that the line ``text`` is by its own words, ``None`` where it may be the article.

    A line without a letter or digit is boilerplate ("* * *"), unless it is a quotation mark: those are left where
    a scrape lost the words between two.
    """
    if len(text) > _LONGEST:
        return None
    line = " ".join(_quotes().sub(lambda mark: _STRAIGHT[mark.group()], text).split())
    if not any(map(str.isalnum, line)):
        return None if '"' in line or "'" in line else ParagraphKind.BOILERPLATE
    lower, words = line.lower(), line.count(" ") + 1
    kind = next((rule.kind for rule in rules() if rule.matches(line, lower, words)), None)
    # A credit that a crawler glued to the next sentence ("(Foto: Contoh),Pada hari itu …") takes it along.
    return None if kind is ParagraphKind.CAPTION and _glued().search(line) else kind


@cache
def _glued() -> re.Pattern[str]:
    return re.compile(r"[\w)\]],[A-Z][\w-]* [\w-]+ [\w-]+ |,,")


def is_desk(text: str) -> bool:
    """Whether ``text`` is only the name of a newspaper's desk ("Internasional", "World"), as it stands by headlines."""
    return text.strip(" :/|»").casefold() in table()["sections"]["desks"]


def is_prose(text: str) -> bool:
    """Whether ``text`` reads as a sentence of the article: eight words or more and a mark at the end."""
    return text.count(" ") >= 7 and text.rstrip(CLOSERS)[-1:] in tuple(".!?…:;,")


def is_title_like(text: str) -> bool:
    """Whether ``text`` reads as a headline: 3 to 25 words, no full stop, most long words capitalised."""
    words = text.split()
    if not 3 <= len(words) <= 25 or text.rstrip(CLOSERS)[-1:] in tuple(".,:;"):
        return False
    long_words = [word.lstrip("\"“'‘([") for word in words if len(word) > 3]
    capitals = sum(word[:1].isupper() or word[:1].isdigit() for word in long_words)
    return capitals >= 0.6 * len(long_words)
