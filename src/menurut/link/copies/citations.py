"""Whom a text gives as its source: agencies and outlets that it cites, or is signed with.

A name alone is no citation: an outlet that is sued, banned or employs somebody is only talked about. What counts are a
cue before the name ("dilansir Reuters", "told AFP"), one after it ("Xinhua melaporkan"), and a signature: in the
dateline ("LONDON (Reuters) -"), in brackets after the last words of a paragraph ("… . (ANTARA)"), or a line of its own
("Sumber: AFP"). The words are in ``cues.toml``, the names in ``sources.tsv``.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from menurut.link.copies.records import Citation, CitationForm, SourceKind

Named = tuple[str, SourceKind]
_SPACE = re.compile(r"\s+")
_ENDING = r"\.(?:com|co\.id|co|id|net|news|tv|org|my\.id|co\.uk)"  # of a domain
_DOMAIN = re.compile(rf"(?:www\.)?[A-Za-z][\w-]{{1,30}}{_ENDING}(?![\w.])")
_TAIL = re.compile(rf"{_ENDING}$")
# A run of capitalised words as names have, at most six; sentences' words in lower case end it.
_RUN = re.compile(
    r"(?:www\.)?[A-Za-z][\w'’&/-]*(?:\.[\w-]+){1,2}"
    r"|[A-Z][\w'’&/-]*(?: (?:of|the|and|dan|[A-Z0-9][\w'’&/-]*)){0,5}|dpa|detik\w*|kumparan"
)
_HEAD = re.compile(r"[^\n()]{0,60}?\(([A-Z][\w ./&-]{1,40})\)\s*[-–—]")
_HEAD_PLAIN = re.compile(r"(?:[A-Z][\w .'-]{1,30}, )?([A-Z][\w ./&]{1,30}?)(?:, [A-Z][\w .'-]{1,30})? ?[-–—]{1,2} ")
_END = re.compile(r"(?:^|[.!?\"”'’]\s*)[(\[]([A-Za-z][\w ./&,-]{1,40})[)\]]\s*$")
_LINE = re.compile(r"[(\[]?([A-Z][\w ./&,-]{1,60}?)[)\]]?\.?\s*$")
_PARTS = re.compile(r"\s*(?:[/&,|]|\bdan\b|\band\b|-)\s*")
_BESIDE = '"“”(,:'  # marks that a cue may stand beside without a space
_LOOSE_END = re.compile(r"(?: (?:of|the|and|dan))+$")
_CHAIN = re.compile(r",? (?:dari|mengutip|yang mengutip|citing) ")
_LONGEST_CHAIN = 3
_MOST_FILLERS = 6


@dataclass(frozen=True, slots=True)
class _Cues:
    before: tuple[tuple[str, str], ...]  # each with the word of it that is sought first
    after: tuple[tuple[str, str], ...]
    filler: re.Pattern[str]
    label: re.Pattern[str]
    not_after: re.Pattern[str]
    firm: frozenset[str]
    media: frozenset[str]
    agency: frozenset[str]
    not_outlet: tuple[str, ...]


@cache
def _sources() -> dict[str, Named]:
    """The forms of names, and whose they are."""
    lines = files("menurut.link.copies").joinpath("sources.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    found: dict[str, Named] = {}
    for kind, names in rows:
        first, *_ = forms = names.split("|")
        for form in forms:
            found.setdefault(form, (first, SourceKind(kind)))
    return found


@cache
def _folded() -> dict[str, Named]:
    return {_plain(form): named for form, named in _sources().items()}


@cache
def _cues(language: str) -> _Cues | None:
    tables = tomllib.loads(files("menurut.link.copies").joinpath("cues.toml").read_text(encoding="utf-8"))
    table = tables.get(language)
    if table is None:
        return None
    fillers = [*table["fillers"], *table["media"], *table["agency"]]
    return _Cues(
        tuple((_rarest(form), f"{form} ") for cue in table["before"] for form in (cue, cue[0].upper() + cue[1:])),
        tuple((_rarest(cue), f" {cue}") for cue in table["after"]),
        re.compile(rf"({_any(fillers)}),? "),
        re.compile(rf"[(\[]?(?i:{_any(table['label'])})(?: ?(:) ?| )"),
        re.compile(rf" (?:{_any(table['not_after'])})\b"),
        frozenset(table["firm"]),
        frozenset(table["media"]),
        frozenset(table["agency"]),
        tuple(table["not_outlet"]),
    )


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _plain(name: str) -> str:
    return _SPACE.sub("", _TAIL.sub("", name.casefold().removeprefix("www.")))


def source_named(name: str) -> Named | None:
    """The agency or outlet of that name (as a field "outlet" has it), and what it is; ``None`` where unknown."""
    return _sources().get(name) or _folded().get(_plain(name.strip()))


def citations_in(text: str, language: str, spans: Sequence[tuple[int, int]] | None = None) -> tuple[Citation, ...]:
    """The agencies and outlets that a text gives as its sources, in the order of the text.

    Args:
        text: the text, one paragraph a line.
        language: its code; for one that has no cues nothing is found but signatures.
        spans: the paragraphs to read (start and end in code points); all lines, where not given.
    """
    if spans is None:
        spans = [match.span() for match in re.finditer(r"[^\n]+", text)]
    cues = _cues(language)
    found: dict[int, Citation] = {}
    for number, (start, end) in enumerate(spans):
        for citation in _signed(text[start:end], start, cues, early=number < 3):
            found.setdefault(citation.start, citation)
    for citation in _cited(text, spans, cues) if cues is not None else ():
        found.setdefault(citation.start, citation)
    return tuple(found[start] for start in sorted(found))


def _rarest(cue: str) -> str:
    return max(cue.split(" "), key=len)


def _places(
    text: str, cues: Sequence[tuple[str, str]], said: frozenset[str], spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[str, int, int, int]]:
    """Where cues stand in paragraphs: which, from where, and the start and end of the paragraph."""
    starts = [start for start, _ in spans]
    for rarest, word in cues:
        at = text.find(word) if rarest in said else -1
        while at >= 0:
            start, end = spans[bisect_right(starts, at) - 1] if at >= starts[0] else (0, 0)
            if start <= at and at + len(word) <= end:
                yield word, at, start, end
            at = text.find(word, at + 1)


def _cited(text: str, spans: Sequence[tuple[int, int]], cues: _Cues) -> Iterator[Citation]:
    if not spans:
        return
    plain = text
    for mark in _BESIDE:
        plain = plain.replace(mark, " ")
    said = frozenset(plain.split())
    for cue, at, start, end in _places(text, cues.before, said, spans):
        if at == start or not text[at - 1].isalnum():
            yield from _after_cue(text, at + len(cue), end, cue.strip().casefold(), cues)
    for cue, at, start, end in _places(text, cues.after, said, spans):
        after = at + len(cue)
        if (after < end and text[after].isalnum()) or cues.not_after.match(text, after, end):
            continue
        words = text[max(start, at - 60) : at].split(" ")[-6:]
        for first in range(len(words)):
            rest = " ".join(words[first:]).lstrip('"“(')
            name = rest.rstrip('"”,)')
            if name in _sources() or _DOMAIN.fullmatch(name):
                yield _citation(_known(name), CitationForm.CITED, at - len(rest), name)
                break


def _after_cue(text: str, at: int, end: int, cue: str, cues: _Cues, links: int = _LONGEST_CHAIN) -> Iterator[Citation]:
    """The name after a cue; and where it took it from in turn ("dilansir Warta Selat dari Reuters")."""
    kind: SourceKind | None = None
    barred = False  # from any name that is in no table
    for _ in range(_MOST_FILLERS):
        run = _RUN.match(text, at, min(end, at + 80))
        known = _longest(run.group()) if run else None
        filler = cues.filler.match(text, at, end)
        if known is not None or filler is None:
            break
        kind = SourceKind.AGENCY if filler[1] in cues.agency else SourceKind.OUTLET if filler[1] in cues.media else kind
        # "Di Selat Kita" is a place, "laman resmi Selat Kita" is its own, and "televisi, Solvang" ends with the comma.
        barred |= filler[1] == "di" or filler[1].endswith(("resmi", "official"))
        barred |= "," in filler.group() and filler[1] not in cues.agency
        at = filler.end()
    else:
        return
    if run is None:
        return
    if known is None:
        unknown = _LOOSE_END.sub("", run.group())
        if barred or (kind is None and cue not in cues.firm) or unknown.startswith(cues.not_outlet):
            return
        known = unknown, (unknown, kind or SourceKind.OUTLET)
    words, named = known
    if text.startswith(" lain", at + len(words)) and words == "Antara":
        return
    yield _citation(named, CitationForm.CITED, at, words)
    chain = _CHAIN.match(text, at + len(words), end)
    if chain is not None and links > 1 and cue not in ("kepada", "told"):
        yield from _after_cue(text, chain.end(), end, "", cues, links - 1)


def _signed(paragraph: str, offset: int, cues: _Cues | None, *, early: bool) -> Iterator[Citation]:
    """The signatures of a paragraph: at its head (``early`` in the text), at its end, or all of it."""
    if early:
        head = _HEAD.match(paragraph) or _HEAD_PLAIN.match(paragraph)
        if head is not None:
            yield from _parts(head[1], offset + head.start(1))
    end = _END.search(paragraph, max(0, len(paragraph) - 60))
    if end is not None:
        yield from _parts(end[1], offset + end.start(1))
    if len(paragraph) > 90:
        return
    label = cues.label.match(paragraph) if cues else None
    line = _LINE.match(paragraph, label.end() if label else 0)
    if line is not None:
        yield from _parts(line[1], offset + line.start(1), every=label is None or label[1] is None)


def _parts(words: str, offset: int, *, every: bool = False) -> Iterator[Citation]:
    """The names in a signature ("ANTARA/Reuters"); with ``every`` none, unless each of its parts is a name."""
    at, found, others = 0, [], 0
    for part in _PARTS.split(words):
        start = words.index(part, at)
        at = start + len(part)
        if part in _sources():
            found.append(_citation(_sources()[part], CitationForm.CREDIT, offset + start, part))
        elif part:
            others += 1
    if words in _sources():
        found, others = [_citation(_sources()[words], CitationForm.CREDIT, offset, words)], 0
    if not (every and others):
        yield from found


def _longest(run: str) -> tuple[str, Named] | None:
    """The longest known name that a run of words begins with, or the domain it is."""
    words = run.split(" ")
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count])
        for form in (name, name.removesuffix("'s"), name.removesuffix("/")):
            if form in _sources():
                return form, _sources()[form]
    domain = _DOMAIN.match(words[0])
    return (domain.group(), _known(domain.group())) if domain else None


def _known(name: str) -> Named:
    return source_named(name) or (name.removeprefix("www."), SourceKind.OUTLET)


def _citation(named: Named, form: CitationForm, start: int, words: str) -> Citation:
    return Citation(named[0], named[1], form, start, start + len(words), words)
