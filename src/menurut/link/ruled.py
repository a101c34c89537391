"""What people say of who is who, put into what the machine makes of the names: pure, the same on every run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from menurut.ids import digest
from menurut.link.identities import names_of, roles_of
from menurut.link.records import Identity, Link, Linked, Seen
from menurut.records import ActorKind
from menurut.store.corrections import IdentityRule


@dataclass(frozen=True, slots=True)
class Group:
    """What is compared together: blocks, and actors that belong to none, with the rules that hold them together."""

    blocks: tuple[str, ...]
    alone: tuple[str, ...] = ()
    rules: tuple[IdentityRule, ...] = ()

    @property
    def key(self) -> str:
        """The block of an identity that only has actors without a block."""
        return f"alone {self.alone[0]}" if self.alone else self.blocks[0]


def groups_of(rules: Sequence[IdentityRule], blocks: Mapping[str, str | None]) -> list[Group]:
    """The groups that rules hold together, ``blocks`` being those of the rules' actors."""
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def node(actor: str) -> tuple[str, str]:
        block = blocks[actor]
        return ("block", block) if block is not None else ("actor", actor)

    def root(at: tuple[str, str]) -> tuple[str, str]:
        parent.setdefault(at, at)
        while parent[at] != at:
            at = parent[at]
        return at

    held = [rule for rule in rules if rule.first in blocks and rule.second in blocks]
    for rule in held:
        one, other = sorted((root(node(rule.first)), root(node(rule.second))))
        parent[other] = one
    found = []
    for top in sorted({root(at) for at in parent}):
        own = sorted(at for at in parent if root(at) == top)
        names = {sort: tuple(name for kind, name in own if kind == sort) for sort in ("block", "actor")}
        inside = tuple(rule for rule in held if root(node(rule.first)) == top)
        found.append(Group(names["block"], names["actor"], inside))
    return found


def ruled(linked: Linked, rows: Iterable[Seen], rules: Sequence[IdentityRule]) -> Linked:
    """Identities as people say they are: later rules go before earlier ones.

    Args:
        linked: what the machine made of the actors.
        rows: the actors.
        rules: the earliest first.
    """
    state = _State(linked, {seen.actor: seen for seen in rows})
    for rule in rules:
        if rule.first in state.rows and rule.second in state.rows:
            state.join(rule) if rule.same else state.part(rule)
    return state.linked()


class _State:
    """Which actor is in which identity (``None``: in none), while rules are applied."""

    def __init__(self, linked: Linked, rows: Mapping[str, Seen]) -> None:
        self.rows = rows
        self._before = {identity.id: identity for identity in linked.identities}
        self._links = {link.actor: link for identity in linked.identities for link in identity.actors}
        self._links.update((link.actor, link) for link in linked.ambiguous)
        self._home: dict[str, str | None] = {link.actor: None for link in linked.ambiguous}
        self._home.update((link.actor, each.id) for each in linked.identities for link in each.actors)
        self._members = {each.id: {link.actor for link in each.actors} for each in linked.identities}
        self._aliases = {each.id: set(each.aliases) for each in linked.identities}

    def join(self, rule: IdentityRule) -> None:
        """One actor, or its whole identity, goes to the other's identity."""
        first, second, whole = rule.first, rule.second, rule.first_whole
        if whole and not rule.second_whole:
            first, second, whole = second, first, False
        target, former = self._home[second] or self._own(second), self._home[first]
        if target == former:
            return
        moving = sorted(self._members[former]) if whole and former is not None else [first]
        for actor in moving:
            self._move(actor, target)
        if former is not None and not self._members[former]:
            self._aliases[target] |= {former, *self._aliases[former]}

    def part(self, rule: IdentityRule) -> None:
        """One actor leaves the identity in which it is with the other."""
        if self._home[rule.first] is not None and self._home[rule.first] == self._home[rule.second]:
            self._own(rule.second if rule.first_whole and not rule.second_whole else rule.first)

    def _own(self, actor: str) -> str:
        """Gives an actor an identity of its own."""
        seen = self.rows[actor]
        name = digest(("identity", "corrected", actor))
        self._before[name] = Identity(name, seen.kind, seen.name, seen.country, None, (), (), (), ())
        self._members.setdefault(name, set())
        self._aliases.setdefault(name, set())
        self._move(actor, name)
        return name

    def _move(self, actor: str, target: str) -> None:
        former = self._home[actor]
        if former is not None:
            self._members[former].discard(actor)
        self._members[target].add(actor)
        self._home[actor] = target
        self._links[actor] = Link(actor, 1.0, ())

    def linked(self) -> Linked:
        current = {name for name, members in self._members.items() if members}
        identities = [self._identity(name, current) for name in sorted(current)]
        unsure = sorted(actor for actor, home in self._home.items() if home is None)
        return Linked(tuple(identities), tuple(self._links[actor] for actor in unsure))

    def _identity(self, name: str, current: set[str]) -> Identity:
        before, members = self._before[name], sorted(self._members[name])
        aliases = tuple(sorted(self._aliases[name] - current))
        if [link.actor for link in before.actors] == members:
            return replace(before, aliases=aliases)
        rows = [self.rows[actor] for actor in members]
        table = tuple(role for role in before.roles if role.basis == "table")
        roles = (*roles_of(rows), *table) if before.kind is ActorKind.PERSON else ()
        links = tuple(self._links[actor] for actor in members)
        return replace(before, names=names_of(before.kind, rows), roles=roles, actors=links, aliases=aliases)
