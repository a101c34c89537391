"""One identity across articles for the actors that are one state, body or person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from menurut.ids import digest
from menurut.link.bodies import Body, body_of
from menurut.link.known import Known
from menurut.link.names import PersonName
from menurut.link.persons import Cluster, Persons, Sighting, is_named, sighting_of
from menurut.link.records import Identity, Link, Linked, Seen
from menurut.link.roles import compact, country_words
from menurut.records import ActorKind, SeenName, SeenRole
from menurut.resolve.offices import load_wikidata
from menurut.resolve.tables import load_tables

_MOST = 10  # candidates that a link lists


@dataclass(slots=True)
class _Draft:
    """An identity in the making: ``key`` is what its id is made of; the drafts beside a row are its candidates."""

    kind: ActorKind
    key: str
    name: str
    country: str | None
    wikidata: str | None = None
    known: Known | None = None
    rows: list[tuple[Seen, float, list[int]]] = field(default_factory=list)
    id: str = ""


def block_of(seen: Seen) -> str | None:
    """The key of the block in which an actor is compared; ``None`` for what has no name of its own."""
    if seen.kind is ActorKind.STATE:
        code = _state(seen)
        return f"state {code}" if code else None
    if seen.kind is ActorKind.PERSON:
        sighting = sighting_of(seen)
        return sighting.block if sighting else None
    body = body_of(seen.kind, seen.name, seen.country)
    return body.block if body else None


def identities_of(block: Sequence[Seen], known: Mapping[str, str] | None = None) -> Linked:
    """The identities of the actors of a block, the same whatever their order.

    ``known`` gives the former identity of actors; former ids that are none any more come back as aliases. An actor
    that may be several comes back as ambiguous, and so does one that belongs to no block.
    """
    blocks: dict[str, list[Seen]] = {}
    ambiguous: list[Link] = []
    rows = {seen.actor: seen for seen in sorted(block, key=lambda seen: seen.actor)}
    for seen in rows.values():
        key = block_of(seen)
        if key is None:
            ambiguous.append(Link(seen.actor, 0.0, ()))
        else:
            blocks.setdefault(key, []).append(seen)
    drafts: list[_Draft] = []
    unsure: list[tuple[Seen, list[int]]] = []
    for key in sorted(blocks):
        sort = key.partition(" ")[0]
        make = {"person": _people, "state": _states}.get(sort, _bodies)
        own, open_ = make(key, blocks[key])
        unsure.extend((seen, [number + len(drafts) for number in numbers]) for seen, numbers in open_)
        for draft in own:
            draft.rows = [(seen, score, [n + len(drafts) for n in others]) for seen, score, others in draft.rows]
        drafts.extend(own)
    _name(drafts)
    aliases = _aliases(drafts, known or {})
    for seen, numbers in unsure:
        ids = _ids(numbers, drafts)
        ambiguous.append(Link(seen.actor, round(1 / max(len(numbers), 1), 3), ids))
    identities = sorted((_identity(d, drafts, aliases.get(d.id, ())) for d in drafts), key=lambda i: i.id)
    return Linked(tuple(identities), tuple(sorted(ambiguous, key=lambda link: link.actor)))


# ---- drafts of each kind

_Made = tuple[list[_Draft], list[tuple[Seen, list[int]]]]


def _state(seen: Seen) -> str | None:
    return seen.country or country_words().get(compact(seen.name))


def _states(block: str, rows: Sequence[Seen]) -> _Made:
    code = block.partition(" ")[2]
    name = load_tables("en").states.get(code, rows[0].name)
    found = [(seen, 1.0 if seen.country else 0.9, list[int]()) for seen in rows]
    return [_Draft(ActorKind.STATE, code, name, code, load_wikidata().get(code), rows=found)], []


def _bodies(block: str, rows: Sequence[Seen]) -> _Made:
    """The bodies of one name: one for each country, those without a country with the only one there is."""
    groups: dict[str | None, list[tuple[Seen, Body]]] = {}
    for seen in rows:
        body = body_of(seen.kind, seen.name, seen.country)
        assert body is not None
        groups.setdefault(body.country, []).append((seen, body))
    countries = sorted(country for country in groups if country is not None)
    drafts = [_body(groups[country]) for country in countries]
    left = groups.get(None, [])
    if left and not drafts:
        drafts.append(_body(left))
    elif left and len(drafts) == 1:
        drafts[0].rows.extend((seen, 0.9, []) for seen, _ in left)
    elif left:
        return drafts, [(seen, list(range(len(drafts)))) for seen, _ in left]
    return drafts, []


def _body(group: Sequence[tuple[Seen, Body]]) -> _Draft:
    body = group[0][1]
    kinds = Counter(seen.kind for seen, _ in group)
    kind = min(kinds, key=lambda k: (-kinds[k], k.value))
    parts = [body.sort, body.key, *([body.country] if body.country else [])]
    if body.sort == "body":
        parts = parts[1:]
    names = _names([seen for seen, _ in group])
    name = body.name or names[0].name
    if body.sort == "agency" and body.country is not None:
        kind = ActorKind.AGENCY
    number = load_wikidata().get(body.key) if body.sort == "body" else None
    return _Draft(kind, " ".join(parts), name, body.country, number, rows=[(seen, 1.0, []) for seen, _ in group])


def _people(block: str, rows: Sequence[Seen]) -> _Made:
    persons = Persons(block)
    persons.link([sighting for seen in rows if (sighting := sighting_of(seen)) is not None])
    clusters = [cluster for cluster in persons.clusters if cluster.members]
    numbers = {id(cluster): number for number, cluster in enumerate(clusters)}

    def numbered(others: Iterable[Cluster]) -> list[int]:
        return [numbers[id(cluster)] for cluster in others if id(cluster) in numbers]

    drafts = []
    for cluster in clusters:
        draft = _person(cluster)
        draft.rows = [(member.seen, score, numbered(others)) for member, score, others in cluster.members]
        drafts.append(draft)
    return drafts, [(sighting.seen, numbered(others)) for sighting, others in persons.ambiguous]


def _person(cluster: Cluster) -> _Draft:
    if cluster.known is not None:
        known = cluster.known
        return _Draft(ActorKind.PERSON, known.key, known.name, known.country, known.wikidata, known)
    members = [member for member, _, _ in cluster.members]
    name, words = _called(members)
    parts = [*words.words, cluster.country or "-", *([cluster.side] if cluster.side == "sport" else [])]
    return _Draft(ActorKind.PERSON, " ".join(parts), name, cluster.country)


def _called(members: Sequence[Sighting]) -> tuple[str, PersonName]:
    """The name that most independent articles give, a full one where there is one, and its folded words."""
    told = [(member.seen, member.name) for member in members if member.name is not None]
    full = [pair for pair in told if not pair[1].short] or told
    groups: dict[PersonName, list[Seen]] = {}
    for seen, name in full:
        groups.setdefault(name, []).append(seen)
    best = min(
        groups,
        key=lambda name: (
            -len({seen.group for seen in groups[name]}),
            -len(name.words),
            -len("".join(name.words)),
            name.words,
        ),
    )
    return _names(groups[best])[0].name, best


# ---- from drafts to identities


def _name(drafts: Sequence[_Draft]) -> None:
    """Give the drafts their ids; of two with one key the later one gets a number."""
    taken: set[str] = set()
    for draft in drafts:
        number = 0
        while not draft.id or draft.id in taken:
            parts = ("identity", draft.kind.value, draft.key)
            draft.id = digest(parts if not number else (*parts, str(number + 1)))
            number += 1
        taken.add(draft.id)


def _aliases(drafts: Sequence[_Draft], known: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Former ids by the id that takes each one's place: where most of its actors are now, unless it still is one."""
    current = {draft.id for draft in drafts}
    votes: dict[str, Counter[str]] = {}
    for draft in drafts:
        for seen, _, _ in draft.rows:
            former = known.get(seen.actor)
            if former is not None and former not in current:
                votes.setdefault(former, Counter())[draft.id] += 1
    heirs: dict[str, list[str]] = {}
    for former in sorted(votes):
        count = votes[former]
        heirs.setdefault(min(count, key=lambda new: (-count[new], new)), []).append(former)
    return {new: tuple(former) for new, former in heirs.items()}


def _ids(numbers: Iterable[int], drafts: Sequence[_Draft]) -> tuple[str, ...]:
    return tuple(sorted({drafts[number].id for number in numbers})[:_MOST])


def _identity(draft: _Draft, drafts: Sequence[_Draft], aliases: tuple[str, ...]) -> Identity:
    seen = [row for row, _, _ in draft.rows]
    links = (Link(row.actor, score, _ids(others, drafts)) for row, score, others in draft.rows)
    roles: list[SeenRole] = []
    if draft.kind is ActorKind.PERSON:
        roles = roles_of(seen)
        if draft.known is not None:
            days = sorted(row.date for row in seen if row.date is not None)
            roles += draft.known.table_roles(days[0] if days else None, days[-1] if days else None)
    return Identity(
        draft.id,
        draft.kind,
        draft.name,
        draft.country,
        draft.wikidata,
        names_of(draft.kind, seen),
        tuple(roles),
        tuple(sorted(links, key=lambda link: link.actor)),
        aliases,
    )


def names_of(kind: ActorKind, rows: Sequence[Seen]) -> tuple[SeenName, ...]:
    """What the rows call somebody of that kind, the name of most independent articles first; of people only names."""
    return tuple(_names([row for row in rows if is_named(row)] if kind is ActorKind.PERSON else rows))


def _names(rows: Sequence[Seen]) -> list[SeenName]:
    """What the rows call somebody, the name of most independent articles first."""
    groups = _grouped(rows, lambda seen: seen.name)
    names = [SeenName(name, *_span(own), len({seen.group for seen in own})) for name, own in groups.items()]
    return sorted(names, key=lambda each: (-each.articles, each.name))


def roles_of(rows: Sequence[Seen]) -> list[SeenRole]:
    """The roles that the rows word, capitals aside, by country; the role of most independent articles first."""
    worded = [(seen, role) for seen in rows if (role := _worded(seen))]
    spellings: dict[tuple[str, str], Counter[str]] = {}
    groups: dict[tuple[str, str], list[Seen]] = {}
    for seen, role in worded:
        key = (role.lower(), seen.country or "")
        spellings.setdefault(key, Counter())[role] += 1
        groups.setdefault(key, []).append(seen)
    roles = []
    for key, own in groups.items():
        count = spellings[key]
        role = min(count, key=lambda word: (-count[word], word))
        roles.append(SeenRole(role, key[1] or None, *_span(own), len({seen.group for seen in own}), "text"))
    return sorted(roles, key=lambda each: (-each.articles, each.role, each.country or ""))


def _worded(seen: Seen) -> str | None:
    """The role as worded; the name itself where it is a bare office."""
    return seen.role or (None if is_named(seen) else seen.name)


def _grouped(rows: Iterable[Seen], key: Callable[[Seen], str]) -> dict[str, list[Seen]]:
    groups: dict[str, list[Seen]] = {}
    for seen in rows:
        groups.setdefault(key(seen), []).append(seen)
    return groups


def _span(rows: Sequence[Seen]) -> tuple[str | None, str | None]:
    days = [seen.date for seen in rows if seen.date is not None]
    return (min(days), max(days)) if days else (None, None)
