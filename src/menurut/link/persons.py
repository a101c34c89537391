"""People of one block: which sightings are one person's, longer names first, short ones to whom alone they fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from menurut.link.known import Known, bearing, by_word, holder, named, people
from menurut.link.names import PersonName, agree, block_word, counterparts, has_noun, person_name
from menurut.link.records import Seen
from menurut.link.roles import office_of, role_words, sector

_APART = 3  # independent articles of each kind, before people of one name and country are taken for two
_STATE, _SPORT = "state", "sport"


@dataclass(frozen=True, slots=True)
class Sighting:
    """An actor read as a person: the name, ``None`` for a bare office, and who of the table it plainly is."""

    seen: Seen
    name: PersonName | None
    known: Known | None
    block: str

    @property
    def key(self) -> tuple[object, ...]:
        """What decides for the sighting, in a form that sorts; sightings of one key go together."""
        seen = self.seen
        words = self.name.words if self.name else ()
        return (words, seen.country is None, seen.country or "", seen.role or "", seen.date or "")


@dataclass(slots=True)
class Cluster:
    """Sightings taken for one person, each with its score and the other clusters that it may belong to."""

    known: Known | None = None
    country: str | None = None
    side: str = ""
    names: set[PersonName] = field(default_factory=set)
    members: list[tuple[Sighting, float, list[Cluster]]] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    offices: set[tuple[str, str]] = field(default_factory=set)
    sectors: set[str] = field(default_factory=set)

    def add(self, sighting: Sighting, score: float, others: Iterable[Cluster] = ()) -> None:
        """Take a sighting in, with its country, name and role."""
        self.members.append((sighting, score, list(others)))
        seen = sighting.seen
        if self.known is None:
            self.country = self.country or seen.country
            if sighting.name is not None:
                self.names.add(sighting.name)
        if seen.role is not None and sighting.name is not None:
            self.words |= role_words(seen.role)
            office, kind = office_of(seen.role, seen.country), sector(seen.role)
            self.offices.update((office,) if office else ())
            self.sectors.update((kind,) if kind else ())

    def fits_country(self, country: str | None) -> bool:
        """Whether the country does not contradict."""
        return country is None or self.country is None or self.country == country

    def role_match(self, role: str | None, country: str | None) -> int:
        """How well a role fits: 2 one office, 1 shared words, 0 nothing to tell, -1 it cannot be one person's."""
        if role is None:
            return 0
        office = office_of(role, country)
        if office is not None and office in self.offices:
            return 2
        if role_words(role) & self.words:
            return 1
        kind = sector(role)
        return -1 if kind and self.sectors and kind not in self.sectors else 0

    def fits_full(self, name: PersonName, seen: Seen, side: str) -> bool:
        """Whether a full name can be this one's."""
        if not self.fits_country(seen.country) or (side and self.side and side != self.side):
            return False
        if self.known is None:
            full = [own for own in self.names if not own.short]
            return all(agree(name, own) for own in full) or any(set(name.words) < set(own.words) for own in full)
        if not any(agree(name, own) for own in self.names if not own.short):
            return False
        if self.country is not None and self.country == seen.country:
            return True
        return name in self.names or self.role_match(seen.role, seen.country) > 0

    def fits_short(self, name: PersonName, seen: Seen) -> bool:
        """Whether a name of one word can be this one's."""
        if not self.fits_country(seen.country) or not any(name.family in (n.words[0], n.family) for n in self.names):
            return False
        match = self.role_match(seen.role, seen.country)
        if self.members or self.known is None:
            return match >= 0
        if self.country is None or self.country != seen.country:
            return False
        return match > 0 or (
            seen.role is None and bool(seen.date) and bool(self.known.table_roles(seen.date, seen.date))
        )


@lru_cache(maxsize=1 << 17)
def read_person(
    name: str, country: str | None, role: str | None, date: str | None
) -> tuple[PersonName | None, Known | None, str] | None:
    """The name of a person, who of the table it plainly is, and the block; ``None`` where nothing names anybody."""
    parsed = None if has_noun(name) and office_of(name, country) else person_name(name, country)
    if parsed is None:
        known = holder(name, country, date) or (holder(role, country, date) if role else None)
        return (None, known, _block(known.main)) if known is not None else None
    known = named(name, country) or bearing(parsed, country)
    if known is None and parsed.short:
        office = holder(role, country, date) if role else None
        if office is not None and any(parsed.family in own.words for own in office.names):
            known = office
        elif country is not None:
            fits = [k for k in by_word().get(parsed.family, ()) if k.country == country]
            if len(fits) == 1:
                return parsed, None, _block(fits[0].main)
    return parsed, known, _block(known.main if known is not None else parsed)


def _block(name: PersonName) -> str:
    return f"person {block_word(name.family)}"


def is_named(seen: Seen) -> bool:
    """Whether a person is called by a name, not by an office."""
    found = read_person(seen.name, seen.country, seen.role, seen.date)
    return found is not None and found[0] is not None


def sighting_of(seen: Seen) -> Sighting | None:
    """An actor as a person, ``None`` where it has no name and no office that the table knows."""
    found = read_person(seen.name, seen.country, seen.role, seen.date)
    return None if found is None else Sighting(seen, *found)


@cache
def _seeds() -> Mapping[str, tuple[Known, ...]]:
    table: dict[str, list[Known]] = {}
    for known in people():
        table.setdefault(_block(known.main), []).append(known)
    return {block: tuple(group) for block, group in table.items()}


class Persons:
    """The people of one block."""

    def __init__(self, block: str) -> None:
        self.clusters: list[Cluster] = []
        self.ambiguous: list[tuple[Sighting, list[Cluster]]] = []
        self._heads: dict[str, list[Cluster]] = {}
        self._known: dict[str, Cluster] = {}
        for known in _seeds().get(block, ()):
            self._seed(known)

    def link(self, sightings: Sequence[Sighting]) -> None:
        """Put every sighting into a cluster or among the ambiguous ones, whatever their order."""
        ordered = sorted(sightings, key=lambda s: s.key)
        apart = _apart(ordered)
        full: dict[tuple[PersonName, str | None, str, str], list[Sighting]] = {}
        short: dict[tuple[object, ...], list[Sighting]] = {}
        for sighting in ordered:
            name, seen = sighting.name, sighting.seen
            if sighting.known is not None:
                score = 0.85 if name is None else 0.9 if name.short else 1.0 if seen.country else 0.95
                self._of(sighting.known).add(sighting, score)
            elif name is None or name.short:
                short.setdefault(sighting.key, []).append(sighting)
            else:
                two = (name, seen.country) in apart
                side = (sector(seen.role or "") or "") if two else ""
                told = "" if seen.country and not two else seen.role or ""
                full.setdefault((name, seen.country, side, told), []).append(sighting)
        for (_, _, side, _), group in sorted(full.items(), key=lambda item: _rank(item[1][0], item[0][2])):
            self._place_full(group, side)
        for group in sorted(short.values(), key=lambda g: (g[0].seen.country is None, g[0].key)):
            self._place_short(group)

    def _seed(self, known: Known) -> Cluster:
        cluster = Cluster(known, known.country, _STATE, set(known.names), sectors={_STATE})
        cluster.words |= known.words()
        cluster.offices.update((o.iso3, o.office) for o in known.offices)
        self._known[known.key] = cluster
        self.clusters.append(cluster)
        self._enter(cluster, known.names)
        return cluster

    def _of(self, known: Known) -> Cluster:
        return self._known.get(known.key) or self._seed(known)

    def _enter(self, cluster: Cluster, names: Iterable[PersonName]) -> None:
        for head in dict.fromkeys(head for name in names for head in _heads(name)):
            entered = self._heads.setdefault(head, [])
            if not any(cluster is own for own in entered):
                entered.append(cluster)

    def _place_full(self, group: Sequence[Sighting], side: str) -> None:
        name, seen = group[0].name, group[0].seen
        assert name is not None
        near = {id(c): c for head in _heads(name, look=True) for c in self._heads.get(head, ())}
        fits = [c for c in near.values() if c.fits_full(name, seen, side)]
        best = _best(fits, group[0])
        if len(best) > 1 and any(c.members for c in best):
            self.ambiguous.extend((sighting, fits) for sighting in group)
            return
        cluster = best[0] if len(best) == 1 else Cluster(side=side)
        exact = name in cluster.names
        score = (1.0 if exact or not cluster.members else 0.95) if seen.country or not cluster.country else 0.9
        others = [c for c in fits if c is not cluster]
        for sighting in group:
            cluster.add(sighting, 0.7 if others and not exact else score, others if not exact else ())
        if len(best) != 1:
            self.clusters.append(cluster)
        if not exact and cluster.known is None:
            self._enter(cluster, (name,))

    def _place_short(self, group: Sequence[Sighting]) -> None:
        name, seen = group[0].name, group[0].seen
        assert name is not None
        fits = [c for c in self.clusters if c.fits_short(name, seen)]
        best = _best(fits, group[0])
        if len(best) > 1 and any(c.members for c in best):
            self.ambiguous.extend((sighting, fits) for sighting in group)
            return
        cluster = best[0] if len(best) == 1 else Cluster()
        if len(best) != 1:
            self.clusters.append(cluster)
            fits = []
        plain = 0.8 if seen.country and cluster.country else 0.6
        for sighting in group:
            cluster.add(sighting, plain if len(fits) <= 1 else 0.5, [c for c in fits if c is not cluster])


def _heads(name: PersonName, look: bool = False) -> list[str]:
    """Under what a full name is entered, and looked up: beginnings of its given words, else itself."""
    if name.eastern:
        return [" ".join(name.words)]
    heads = [word[:3] for word in name.given]
    if look:
        heads += [word[0] for word in name.given]
        heads += sorted(other[:3] for word in name.given for other in counterparts(word))
    heads += [f"{word[0]}*" for word in name.given if not look or len(word) == 1]
    return list(dict.fromkeys(heads))


def _rank(sighting: Sighting, side: str) -> tuple[object, ...]:
    """Longer names first, then those with a country: what says more stands before what says less."""
    name = sighting.name
    assert name is not None
    initials = sum(len(word) == 1 for word in name.words)
    length = len("".join(name.words))
    return (initials > 0, -len(name.words), -length, side == "", *sighting.key[:4])


def _best(fits: Sequence[Cluster], sighting: Sighting) -> list[Cluster]:
    """The clusters that fit best: by the name itself, the country, the role, who ruled then, and being seen at all."""
    seen = sighting.seen

    def merit(cluster: Cluster) -> tuple[bool, bool, int, bool, bool]:
        top = cluster.known is not None and cluster.known.holds_top(seen.date)
        same = sighting.name in cluster.names and sighting.name is not None and not sighting.name.short
        country = seen.country is not None and cluster.country == seen.country
        return same, country, cluster.role_match(seen.role, seen.country), top, bool(cluster.members)

    if len(fits) < 2:
        return list(fits)
    merits = [merit(cluster) for cluster in fits]
    best = max(merits)
    return [cluster for cluster, own in zip(fits, merits, strict=True) if own == best]


def _apart(ordered: Sequence[Sighting]) -> set[tuple[PersonName, str | None]]:
    """The names of one country that are plainly two people's: one in sport and one in office, in several articles."""
    groups: dict[tuple[PersonName, str | None], dict[str, set[str]]] = {}
    for sighting in ordered:
        name, seen = sighting.name, sighting.seen
        kind = sector(seen.role) if seen.role else None
        if kind and name is not None and not name.short and sighting.known is None:
            groups.setdefault((name, seen.country), {}).setdefault(kind, set()).add(seen.group)
    apart = set[tuple[PersonName, str | None]]()
    for key, kinds in groups.items():
        sport, state = kinds.get(_SPORT, set()), kinds.get(_STATE, set())
        if min(len(sport), len(state)) >= _APART and not sport & state:
            apart.add(key)
    return apart
