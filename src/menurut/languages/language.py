"""A language as the steps see it: closed-class words, abbreviations and cues, read from its folder's data files.

Every folder holds the same files: ``words.toml`` (closed-class words, abbreviations), ``verbs.tsv`` (roots or
lemmas whose forms ``forms.py`` makes by rule) and ``cues.tsv`` (everything else, word for word). In both tables
each line ends with an example sentence of our own that ``tests/languages`` runs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import import_module, resources

from menurut.records import Act

_REMEMBERED = 1 << 15  # written words whose parts are remembered: some 6 MB
FOLDERS = {"id": "indonesian", "en": "english"}


class Construction(StrEnum):
    """How a cue stands to its source and its content."""

    ACTIVE = "active"  # source cue content: "X mengatakan …"
    BARE = "bare"  # headline or object-voice stem: "X Sebut …", "yang mereka katakan"
    INVERTED = "inverted"  # content cue source: '"…," kata X'
    CLITIC = "clitic"  # content cue, no source: "katanya"
    PREPOSITION = "preposition"  # cue source, content: "menurut X, …"
    PASSIVE = "passive"  # content cue by source: "diklaim oleh X"
    NOUN = "noun"  # cue source that content: "klaim X bahwa …"
    CHANNEL = "channel"  # "seperti dilansir X"


class Complement(StrEnum):
    """What the content of a cue looks like."""

    SAY = "say"  # a clause or a quotation
    THING = "thing"  # a noun phrase and what hangs on it: "mengutuk serangan …"
    ASK = "ask"  # an addressee and what is asked: "mendesak X untuk …"
    DO = "do"  # a verb phrase: "berjanji membantu …"


@dataclass(frozen=True, slots=True)
class Cue:
    """One form of a cue: its words in lower case, and what is known of it."""

    lemma: str
    words: tuple[str, ...]
    construction: Construction
    complement: Complement
    act: Act


@dataclass(frozen=True, slots=True)
class Language:
    """A language's data. ``classes`` maps a lower-case word to the names of the word classes it belongs to.

    ``clitic``: the ending of a cue that holds its own source ("katanya"), empty where there is none.
    ``word_parts``: the parts of a word that is written together with others ("katanya", "don't"), remembered.
    """

    code: str
    classes: Mapping[str, frozenset[str]]
    cues: Mapping[str, tuple[Cue, ...]]
    titles: frozenset[str]
    abbreviations: frozenset[str]
    clitic: str
    word_parts: Callable[[str], tuple[str, ...]]

    def has(self, word: str, name: str) -> bool:
        """Whether the lower-case ``word`` belongs to the word class ``name``."""
        return name in self.classes.get(word, _NONE)


_NONE: frozenset[str] = frozenset()


def data_rows(folder: str, name: str) -> list[dict[str, str]]:
    """The rows of a language folder's tab-separated table, by column name; ``#`` lines are comments."""
    text = resources.files("menurut.languages").joinpath(folder, name).read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]


def _by_first_word(cues: list[Cue]) -> dict[str, tuple[Cue, ...]]:
    """The cues by their first word, longer ones first, each form and construction once (the first line wins)."""
    found: dict[tuple[tuple[str, ...], Construction], Cue] = {}
    for cue in cues:
        found.setdefault((cue.words, cue.construction), cue)
    table: dict[str, list[Cue]] = {}
    for cue in found.values():
        table.setdefault(cue.words[0], []).append(cue)
    return {word: tuple(sorted(group, key=lambda cue: -len(cue.words))) for word, group in table.items()}


@cache
def load_language(code: str) -> Language:
    """The language of an ISO 639-1 ``code``; raises ``KeyError`` where menurut does not read it.

    Reading is done once for each process; the result is immutable.
    """
    folder = FOLDERS[code]
    forms = import_module(f"menurut.languages.{folder}.forms")
    words = tomllib.loads(
        resources.files("menurut.languages").joinpath(folder, "words.toml").read_text(encoding="utf-8")
    )
    classes: dict[str, set[str]] = {}
    for name, listed in words["classes"].items():
        for word in listed.split():
            classes.setdefault(word, set()).add(name)
    cues: list[Cue] = []
    for row in data_rows(folder, "cues.tsv"):
        for form in row["forms"].split("|"):
            cues.append(
                Cue(
                    row["lemma"],
                    tuple(form.split()),
                    Construction(row["construction"]),
                    Complement(row["complement"]),
                    Act(row["act"]),
                )
            )
    for row in data_rows(folder, "verbs.tsv"):
        for construction, form in forms.verb_forms(row["root"], row["patterns"].split(",")):
            cues.append(
                Cue(row["root"], tuple(form.split()), construction, Complement(row["complement"]), Act(row["act"]))
            )
    return Language(
        code,
        {word: frozenset(names) for word, names in classes.items()},
        _by_first_word(cues),
        frozenset(words["abbreviations"]["never_end"].split()),
        frozenset(words["abbreviations"]["may_end"].split()),
        words["clitic"],
        lru_cache(maxsize=_REMEMBERED)(import_module(f"menurut.languages.{folder}.parts").word_parts),
    )
