"""From clusters of mentions to actors: what each is called, which office it holds, and what its country rests on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from menurut.ids import actor_id
from menurut.records import Actor, ActorKind, Annotation, Basis, Document, Span
from menurut.resolve import tables as t
from menurut.resolve.inputs import Mention, Seen
from menurut.resolve.names import DEMONYM, MARK, NAME, ORGANISATION, PARTICLE, SEAT, STATE, Line, Unit
from menurut.resolve.network import Cluster
from menurut.resolve.people import pronouns
from menurut.resolve.phrase import Phrase
from menurut.resolve.tables import Entry, Tables, name_tokens

_MOST_UNITS = 60  # of a mention
# A country's name in their own names is theirs; in a person's it may be where he is sent.
_NAMED_BY_OWNER = (ActorKind.AGENCY, ActorKind.DOCUMENT, ActorKind.GROUP, ActorKind.ORGANISATION)
_LONGEST_NAME = 12  # words of a mention that can be an actor's name
_EDGES = frozenset("\"'“”„«»‘’,.;:-–—…!?([")


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention with what the phrases over it say: name and office as worded, and whose office it is.

    ``owner`` is the country, ``international`` that it is a body of none. ``entry`` is the body of the gazetteer that
    the mention names and nothing else.
    """

    span: Span
    units: tuple[Unit, ...]
    name: str
    role: str
    owner: str | None
    international: bool
    title: bool
    entry: Entry | None


class Assembler:
    """Makes the actors of one article."""

    def __init__(
        self,
        document: Document,
        annotation: Annotation,
        seen: Seen,
        lines: Sequence[Line],
        tables: Tables,
    ) -> None:
        self._document = document
        self._words = annotation.words
        self._seen = seen
        self._tables = tables
        self._pronouns = pronouns(tables)
        self._units: list[int] = seen.units.tolist()
        self._lines = lines
        self._line_starts = [line.start for line in lines]
        self._phrases = seen.phrases
        self._starts = [p.start for p in self._phrases]

    def actors(self, clusters: Iterable[Cluster]) -> tuple[Actor, ...]:
        """The actors, in the order of their first mentions; clusters that plainly name one actor are one."""
        taken: set[Span] = set()
        found = [(cluster, self._mentions(cluster, taken)) for cluster in clusters]
        found = [pair for cluster, own in found for pair in self._parted(cluster, own)]
        groups = self._joined([(self._as_named(cluster, own), own) for cluster, own in found if self._is_told(own)])
        actors = [self._actor(cluster, own) for cluster, own in groups]
        return tuple(sorted(actors, key=lambda a: (a.mentions[0].start, -a.mentions[0].end, a.name)))

    # ---- what the words alone settle

    def _parted(self, cluster: Cluster, own: Sequence[_Found]) -> Iterator[tuple[Cluster, list[_Found]]]:
        """A cluster without the mentions in which one word joins two states ("AS-Iran"), and those states."""
        kept = []
        for each in own:
            states = [unit for unit in each.units if unit.kind == STATE and unit.entry is not None]
            if len(states) > 1 and " " not in each.span.text:
                for unit in states:
                    span = self._document.span(unit.start, unit.end)
                    country = unit.entry.country if unit.entry is not None else None
                    state = replace(cluster, kind=ActorKind.STATE, country=country)
                    yield state, [_Found(span, (unit,), "", "", None, False, each.title, None)]
            else:
                kept.append(each)
        yield from _by_entry(cluster, kept)

    def _is_told(self, own: Sequence[_Found]) -> bool:
        """Whether a mention says who it is; pronouns alone leave that to who is speaking."""
        return not all(self._is_pronoun(each) for each in own)

    def _is_pronoun(self, each: _Found) -> bool:
        return each.span.text.lower() in self._pronouns

    def _as_named(self, cluster: Cluster, own: Sequence[_Found]) -> Cluster:
        """A state where its name or its seat stands alone; what a body's name alone names is that body."""
        if cluster.kind is ActorKind.PERSON:
            return cluster
        for each in own:
            entry = each.units[0].entry if len(each.units) == 1 else None
            if entry is not None and each.units[0].kind in (STATE, SEAT):
                return replace(cluster, kind=ActorKind.STATE, country=entry.country)
        entry = _entry(own) if cluster.kind is not ActorKind.STATE else None
        return cluster if entry is None else replace(cluster, kind=entry.kind, country=entry.country or cluster.country)

    # ---- mentions

    def _mentions(self, cluster: Cluster, taken: set[Span]) -> list[_Found]:
        """The mentions of a cluster, marks at their ends aside; each place is one actor's."""
        found = []
        for mention in cluster.mentions:
            each = self._found(mention)
            if each is not None and each.span not in taken:
                taken.add(each.span)
                found.append(each)
        return found

    def _found(self, mention: Mention) -> _Found | None:
        first, last = mention
        while first <= last and self._words[first].text in _EDGES:
            first += 1
        while last >= first and self._words[last].text in _EDGES:
            last -= 1
        if first > last:
            return None
        span = self._document.span(self._words[first].start, self._words[last].end)
        at = min([unit for unit in self._units[first : last + 1] if unit >= 0], default=len(self._seen.flat))
        units = tuple(takewhile(lambda unit: unit.start < span.end, self._seen.flat[at : at + _MOST_UNITS]))
        name, role, owner, international = "", "", None, False
        for phrase in self._over(span):
            named = bool(phrase.name) and span.start <= phrase.name_start and phrase.name_end <= span.end
            if named and not name:
                name = phrase.name
            inside = phrase.role_start < span.end and phrase.role_end > span.start
            if phrase.role_start >= 0 and (inside or named) and not role:
                role = self._document.text[phrase.role_start : phrase.role_end]
                owner = phrase.country if phrase.owner and not phrase.local else None
                international = phrase.international
        line = bisect_right(self._line_starts, span.start) - 1
        title = line >= 0 and self._lines[line].title
        called = name or _name_in(units, self._document.text)
        return _Found(span, units, called, role, owner, international, title, _entry_in(units))

    def _over(self, span: Span) -> list[Phrase]:
        """The phrases that touch a span."""
        found = []
        for at in range(bisect_left(self._starts, span.end) - 1, -1, -1):
            if self._phrases[at].end <= span.start:  # none stands within another
                break
            found.append(self._phrases[at])
        return found[::-1]

    # ---- clusters that are one

    def _joined(self, found: list[tuple[Cluster, list[_Found]]]) -> list[tuple[Cluster, list[_Found]]]:
        """States of one country, bodies of one entry and people of one full name, each together."""
        groups: dict[object, tuple[Cluster, list[_Found]]] = {}
        for number, (cluster, own) in enumerate(found):
            key = self._key(cluster, own) or number
            known = groups.get(key)
            if known is None:
                groups[key] = cluster, own
            else:
                known[1].extend(own)
        return self._with_short_names(list(groups.values()))

    def _with_short_names(self, groups: list[tuple[Cluster, list[_Found]]]) -> list[tuple[Cluster, list[_Found]]]:
        """The groups, people of one name only joined to the one person of a longer name that ends or begins with it."""
        full: dict[str, list[int]] = {}
        names = [_longest_name(own) if cluster.kind is ActorKind.PERSON else () for cluster, own in groups]
        for number, tokens in enumerate(names):
            if len(tokens) > 1:
                for token in {tokens[0], tokens[-1]}:
                    full.setdefault(token, []).append(number)
        kept = []
        for number, (cluster, own) in enumerate(groups):
            holders = full.get(names[number][0], []) if len(names[number]) == 1 else []
            if len(holders) == 1:
                groups[holders[0]][1].extend(own)
            else:
                kept.append((cluster, own))
        return kept

    def _key(self, cluster: Cluster, own: Sequence[_Found]) -> object:
        if cluster.kind is ActorKind.STATE:
            return ("state", cluster.country) if cluster.country is not None else None
        if cluster.kind is ActorKind.PERSON:
            longest = _longest_name(own)
            return ("person", longest) if len(longest) > 1 else None
        entry = _entry(own)
        return ("body", entry.name) if entry is not None else None

    # ---- one actor

    def _actor(self, cluster: Cluster, own: Sequence[_Found]) -> Actor:
        mentions = tuple(sorted({each.span for each in own}, key=lambda span: (span.start, -span.end)))
        name = self._name(cluster, own)
        role = self._role(own) if cluster.kind is ActorKind.PERSON else None
        owner = next((each.owner for each in own if each.owner), None) if role is not None else None
        told = _told(own) if cluster.kind in _NAMED_BY_OWNER else None
        country = None if self._abroad(cluster, own) else told or owner or cluster.country or _told(own)
        return Actor(
            actor_id(self._document.article_id, name, mentions),
            self._document.article_id,
            name,
            cluster.kind,
            country,
            role,
            mentions,
            Basis.STATED if country is not None and country == owner else self._basis(country, own),
        )

    def _abroad(self, cluster: Cluster, own: Sequence[_Found]) -> bool:
        """Whether it is an international body, or in the service of one."""
        if cluster.kind is ActorKind.PERSON:
            return any(each.international for each in own) and not any(each.owner for each in own)
        entry = _entry(own) if cluster.kind is not ActorKind.STATE else None
        return entry is not None and entry.country is None and not entry.local

    def _name(self, cluster: Cluster, own: Sequence[_Found]) -> str:
        state = self._tables.states.get(cluster.country or "")
        if cluster.kind is ActorKind.STATE and state is not None:
            return state
        told = [each for each in own if not self._is_pronoun(each)]
        ordered = sorted(told, key=lambda each: (each.title, each.span.start))
        if cluster.kind is ActorKind.PERSON:
            names = [each.name for each in ordered if each.name]
            if names:
                return max(names, key=lambda name: len(name.split()))
            return ordered[0].span.text
        entry = _entry(own)
        if entry is not None:
            return entry.name
        named = [each.span.text for each in ordered if each.name and len(each.span.text.split()) <= _LONGEST_NAME]
        return max(named, key=lambda text: len(text.split())) if named else ordered[0].span.text

    def _role(self, own: Sequence[_Found]) -> str | None:
        """The office worded with its owner, else the first one; somebody without a name is what he is described as."""
        told = [each for each in own if each.role]
        best = next((each for each in told if each.owner), told[0] if told else None)
        if best is not None:
            return best.role
        return None if any(each.name for each in own) else own[0].span.text

    def _basis(self, country: str | None, own: Sequence[_Found]) -> Basis | None:
        if country is None:
            return None
        told = any(unit.entry is not None and unit.entry.country == country for each in own for unit in each.units)
        return Basis.STATED if told else Basis.INFERRED


def _by_entry(cluster: Cluster, own: list[_Found]) -> Iterator[tuple[Cluster, list[_Found]]]:
    """A cluster, or several where its mentions are names of several bodies of the gazetteer."""
    entries = [each.entry for each in own]
    names = list(dict.fromkeys(entry.name for entry in entries if entry is not None))
    if cluster.kind is ActorKind.PERSON or len(names) < 2:
        if own:
            yield cluster, own
        return
    for name in names:
        told = [each for each, entry in zip(own, entries, strict=True) if (entry.name if entry else names[0]) == name]
        yield cluster, told


def _told(own: Sequence[_Found]) -> str | None:
    """The country that an actor's own words name, where they name one only."""
    found = {unit.entry.country for each in own for unit in each.units if unit.entry is not None} - {None}
    return found.pop() if len(found) == 1 else None


def _longest_name(own: Sequence[_Found]) -> tuple[str, ...]:
    """The words of the longest name among a person's mentions; a headline's capitals make no name."""
    return max((name_tokens(each.name) for each in own if each.name and not each.title), key=len, default=())


def _name_in(units: Sequence[Unit], text: str) -> str:
    """The longest run of name words among the units of a mention."""
    best: tuple[int, int, int] = (0, 0, 0)
    first = 0
    for at in range(len(units) + 1):
        if at < len(units) and units[at].kind in (NAME, PARTICLE):
            continue
        named = [unit for unit in units[first:at] if unit.kind == NAME]
        if len(named) > best[0]:
            best = len(named), units[first].start, units[at - 1].end
        first = at + 1
    return text[best[1] : best[2]] if best[0] else ""


def _entry(own: Sequence[_Found]) -> Entry | None:
    """The body of the gazetteer that the mentions name and nothing else."""
    return next((each.entry for each in own if each.entry is not None), None)


def _entry_in(units: Sequence[Unit]) -> Entry | None:
    """The body of the gazetteer that units name and nothing else."""
    bodies = [unit for unit in units if unit.kind == ORGANISATION and unit.entry is not None]
    if not bodies or any(unit.kind == NAME or (unit.kind != ORGANISATION and unit.bits & t.ROLE) for unit in units):
        return None
    after = units[units.index(bodies[-1]) + 1 :]
    one = len({unit.entry.name for unit in bodies if unit.entry is not None}) == 1  # "Uni Afrika (AU)"
    return bodies[0].entry if one and all(unit.kind in (STATE, DEMONYM, MARK) for unit in after) else None
