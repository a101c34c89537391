"""From pairs of texts that are alike to copy groups: who was first, who copied, and whose text it is.

Texts that are near copies are one core. A core that holds texts of one other group (and of no more) belongs to it; a
digest, which holds texts of several, does not, so that it makes no group of them. What comes out depends on the
articles and pairs alone, not on their order (the order of reading decides only where dates do not).
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from menurut.ids import digest
from menurut.link.copies.citations import source_named
from menurut.link.copies.records import (
    Carrier,
    CitationForm,
    CopyGroup,
    FirstBasis,
    Member,
    MemberKind,
    Pair,
    PairKind,
    SourceBasis,
    SourceKind,
)

Links = Mapping[int, Mapping[int, PairKind]]


def group(carriers: Iterable[Carrier], pairs: Iterable[Pair]) -> tuple[CopyGroup, ...]:
    """The copy groups of articles, by id.

    Args:
        carriers: every article of every text that a pair names, and whatever articles stand alone.
        pairs: the pairs of texts that are alike; those with a text that no article carries are left out.

    An article that shares its text with no other is a group only where it is signed with an agency that is not its
    own outlet: then the text is the agency's.
    """
    by_text: dict[int, list[Carrier]] = defaultdict(list)
    for carrier in carriers:
        by_text[carrier.text].append(carrier)
    known = [pair for pair in pairs if pair.text in by_text and pair.other in by_text]
    links: dict[int, dict[int, PairKind]] = defaultdict(dict)
    for pair in known:
        links[pair.text][pair.other] = links[pair.other][pair.text] = pair.kind
    roots = _joined(by_text, known)
    texts: dict[int, list[int]] = defaultdict(list)
    for text, root in roots.items():
        texts[root].append(text)
    found = (_group([c for text in members for c in by_text[text]], links) for members in texts.values())
    return tuple(sorted((each for each in found if each is not None), key=lambda each: each.id))


class _Union:
    """Disjoint sets of numbers, each known by its smallest."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._above = {number: number for number in numbers}

    def root(self, number: int) -> int:
        while self._above[number] != number:
            self._above[number] = number = self._above[self._above[number]]
        return number

    def join(self, one: int, other: int) -> bool:
        low, high = sorted((self.root(one), self.root(other)))
        self._above[high] = low
        return low != high


def _joined(texts: Iterable[int], pairs: Sequence[Pair]) -> dict[int, int]:
    """Each text with a number that those of its group share.

    Whether a core joins depends on how many groups it holds texts of, and that number only falls as others join, so
    every order of joining ends alike.
    """
    cores = _Union(texts)
    every = sorted(cores._above)
    for pair in pairs:
        if pair.kind is PairKind.NEAR:
            cores.join(pair.text, pair.other)
    core = {text: cores.root(text) for text in every}
    size: dict[int, int] = defaultdict(int)
    for root in core.values():
        size[root] += 1
    holders: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for pair in pairs:
        if pair.kind is PairKind.CONTAINS and core[pair.text] != core[pair.other]:
            holders[core[pair.text]][core[pair.other]].add(pair.text)
    # A core of several texts joins only where half of them hold the other's: one of them may have more added to it.
    joins = {
        one: [other for other, by in held.items() if 2 * len(by) >= size[one]] for one, held in sorted(holders.items())
    }
    groups = _Union(set(core.values()))
    changed = True
    while changed:
        changed = False
        for one, held in holders.items():
            if joins[one] and len({groups.root(other) for other in held}) == 1:
                changed |= groups.join(one, joins[one][0])
    return {text: groups.root(core[text]) for text in every}


def _group(carriers: Sequence[Carrier], links: Links) -> CopyGroup | None:
    ordered, basis = in_order(carriers)
    source, source_basis = _source(ordered)
    if len(ordered) == 1 and (source_basis is SourceBasis.OUTLET or source == _own(ordered[0])):
        return None
    members = _members(ordered, links)
    name = digest(("copies", min(carrier.article for carrier in ordered)))
    return CopyGroup(name, ordered[0].article, basis, source, source_basis, members)


def _members(ordered: Sequence[Carrier], links: Links) -> tuple[Member, ...]:
    """Each article with the one it is a copy of: the first, or what leads to the first in the fewest steps."""
    leaders: dict[int, str] = {}
    for carrier in ordered:
        leaders.setdefault(carrier.text, carrier.article)
    place = {text: number for number, text in enumerate(leaders)}
    first = ordered[0].text
    origin: dict[int, tuple[MemberKind, str | None]] = {first: (MemberKind.FIRST, None)}
    queue = deque([first])
    while queue:
        text = queue.popleft()
        for other in sorted((t for t in links.get(text, {}) if t in place), key=place.__getitem__):
            if other not in origin:
                near = links[text][other] is PairKind.NEAR
                origin[other] = (MemberKind.NEAR if near else MemberKind.PART, leaders[text])
                queue.append(other)
    members = []
    for carrier in ordered:
        leader = leaders[carrier.text]
        kind, of = origin[carrier.text] if carrier.article == leader else (MemberKind.EXACT, leader)
        members.append(Member(carrier.article, kind, of))
    return tuple(members)


def in_order(carriers: Sequence[Carrier]) -> tuple[list[Carrier], FirstBasis]:
    """Articles as they came out, and what tells which was first.

    A date-time without a zone is taken as UTC. Of articles of one day of which one states no time, those that cite the
    outlet of another come after the others, and else they stand in the order of reading; so do, after all others,
    those without a date.
    """
    when = {carrier.article: _when(carrier.published) for carrier in carriers}
    vague = {known[0] for known in when.values() if known is not None and known[1] is None}
    never = datetime.min.replace(tzinfo=UTC)
    outlets = {plain for carrier in carriers if (plain := _plain(_own(carrier)))}

    def key(carrier: Carrier) -> tuple[bool, date, datetime, bool, int, str]:
        day, time = when[carrier.article] or (date.min, None)
        exact = time if time is not None and day not in vague else never
        others = outlets - {_plain(_own(carrier))}
        cites = any(_plain(citation.name) in others for citation in carrier.citations)
        return when[carrier.article] is None, day, exact, cites, carrier.read, carrier.article

    ordered = sorted(carriers, key=key)
    if len(ordered) > 1 and key(ordered[0])[:3] == key(ordered[1])[:3]:
        return ordered, FirstBasis.CITED if key(ordered[0])[3] != key(ordered[1])[3] else FirstBasis.READ
    if when[ordered[0].article] is None:
        return ordered, FirstBasis.READ
    dated = all(known is not None for known in when.values())
    return ordered, FirstBasis.PUBLISHED if dated else FirstBasis.DATED


def _when(published: str | None) -> tuple[date, datetime | None] | None:
    try:
        time = datetime.fromisoformat(published) if published else None
        if time is None or published is None:
            return None
        if len(published) <= len("2019-09-17"):
            return time.date(), None
        time = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return time.date(), time


def _plain(name: str | None) -> str:
    """A name of an outlet as it is compared: "Kompas.com" and "kompas.id" are one."""
    return re.sub(r"\W", "", (name or "").casefold().removeprefix("www.").partition(".")[0])


def _own(carrier: Carrier) -> str | None:
    named = source_named(carrier.outlet) if carrier.outlet else None
    return named[0] if named else carrier.outlet


def _source(ordered: Sequence[Carrier]) -> tuple[str | None, SourceBasis]:
    """Whose text it is: who is credited, else the agency that half of the articles cite, else the first's outlet."""
    credits_: dict[str, set[str]] = defaultdict(set)
    cited: dict[str, set[str]] = defaultdict(set)
    for carrier in ordered:
        for citation in carrier.citations:
            if citation.kind is SourceKind.AGENCY:
                named = credits_ if citation.form is CitationForm.CREDIT else cited
                named[citation.name].add(carrier.article)
    if credits_:
        return max(credits_, key=lambda name: len(credits_[name])), SourceBasis.CREDIT
    outlets = {_own(carrier) for carrier in ordered}
    enough = [name for name, by in cited.items() if 2 * len(by) >= len(ordered)]
    if enough and len(outlets) > 1:
        return max(enough, key=lambda name: len(cited[name])), SourceBasis.CITED
    return _own(ordered[0]), SourceBasis.OUTLET
