"""From scored pairs of events to incidents: average-link clustering that keeps to what people and articles say.

The most alike two clusters are joined first, as long as the mean score of all pairs between them reaches a threshold; a
pair that was never compared counts 0 (Sokal and Michener 1958). Two events of one article stay two.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

from menurut.link.incidents.records import Rule

Pairs = Mapping[tuple[str, str], float]


def components(events: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The events that hang together by pairs, each list and the lists in the order of their ids."""
    parent = {event: event for event in events}

    def root(event: str) -> str:
        while parent[event] != event:
            parent[event] = parent[parent[event]]
            event = parent[event]
        return event

    for first, second in pairs:
        one, other = root(first), root(second)
        parent[max(one, other)] = min(one, other)
    found: dict[str, list[str]] = {}
    for event in sorted(parent):
        found.setdefault(root(event), []).append(event)
    return [found[key] for key in sorted(found)]


def cluster(articles: Mapping[str, str], pairs: Pairs, rules: Sequence[Rule], least: float) -> list[list[str]]:
    """The incidents among some events, each the sorted ids of its events; the same whatever the order of all that.

    Args:
        articles: the article of each event.
        pairs: how likely two events are the same incident, for each two that were compared, the smaller id first.
        rules: what people say, the latest first: an earlier rule that goes against later ones does not count.
        least: the least mean likelihood at which two clusters are joined.
    """
    groups, apart = _ruled(articles, rules)
    return sorted(sorted(members) for members in _Joining(articles, groups, apart).join(pairs, least))


def _ruled(events: Mapping[str, str], rules: Sequence[Rule]) -> tuple[list[list[str]], set[tuple[str, str]]]:
    """What the rules put together, and the pairs that they keep apart."""
    group = {event: {event} for event in events}
    apart: set[tuple[str, str]] = set()
    for rule in rules:
        if rule.first not in group or rule.second not in group:
            continue
        one, other = group[rule.first], group[rule.second]
        if not rule.same:
            if one is not other:
                apart.add((rule.first, rule.second))
        elif one is not other and not any((a in one and b in other) or (a in other and b in one) for a, b in apart):
            one |= other
            for event in other:
                group[event] = one
    found = {min(members): sorted(members) for members in group.values()}
    return [found[key] for key in sorted(found)], apart


class _Joining:
    """Clusters that are being joined; each is known by its smallest event."""

    def __init__(
        self, articles: Mapping[str, str], groups: Sequence[list[str]], apart: Iterable[tuple[str, str]]
    ) -> None:
        self._members = {group[0]: group for group in groups}
        self._at = {event: group[0] for group in groups for event in group}
        self._articles = {group[0]: {articles[event] for event in group} for group in groups}
        self._apart: dict[str, set[str]] = {group[0]: set() for group in groups}
        for first, second in apart:
            one, other = self._at[first], self._at[second]
            self._apart[one].add(other)
            self._apart[other].add(one)
        self._sums: dict[str, dict[str, float]] = {group[0]: {} for group in groups}

    def join(self, pairs: Pairs, least: float) -> list[list[str]]:
        for (first, second), score in sorted(pairs.items()):
            one, other = self._at[first], self._at[second]
            if one != other:
                for here, there in ((one, other), (other, one)):
                    self._sums[here][there] = self._sums[here].get(there, 0.0) + score
        heap = [entry for one in self._sums for other in self._sums[one] if (entry := self._entry(one, other, least))]
        heapq.heapify(heap)
        while heap:
            _, one, other, size = heapq.heappop(heap)
            if one in self._members and other in self._members and size == self._size(one, other):
                for each in self._merge(one, other):
                    entry = self._entry(one, each, least)
                    if entry is not None:
                        heapq.heappush(heap, entry)
        return list(self._members.values())

    def _size(self, one: str, other: str) -> int:
        return len(self._members[one]) * len(self._members[other])

    def _entry(self, one: str, other: str, least: float) -> tuple[float, str, str, int] | None:
        one, other = min(one, other), max(one, other)
        if other in self._apart[one] or self._articles[one] & self._articles[other]:
            return None
        size = self._size(one, other)
        mean = round(self._sums[one][other] / size, 9)
        return (-mean, one, other, size) if mean >= least else None

    def _merge(self, one: str, other: str) -> list[str]:
        """Puts ``other`` into ``one``, and tells which clusters are compared with it anew."""
        self._members[one] = self._members[one] + self._members.pop(other)
        self._articles[one] |= self._articles.pop(other)
        for each in self._apart.pop(other):
            self._apart[each].discard(other)
            self._apart[each].add(one)
            self._apart[one].add(each)
        mine, theirs = self._sums[one], self._sums.pop(other)
        for each, total in theirs.items():
            del self._sums[each][other]
            if each != one:
                mine[each] = mine.get(each, 0.0) + total
                self._sums[each][one] = mine[each]
        return list(mine)
