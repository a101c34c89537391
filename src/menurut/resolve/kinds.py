"""What the trained recogniser takes a name for: a person, an organisation or a place."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from menurut.records import Name, NameKind
from menurut.resolve.phrase import Phrase


class NameKinds:
    """The recognised names of a document, by place."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._names = names
        self._starts = [name.span.start for name in names]

    def of(self, phrases: Iterable[Phrase]) -> NameKind | None:
        """What most of the phrases' names are taken for; ``None`` where none of them was recognised."""
        counts: Counter[NameKind] = Counter()
        for phrase in phrases:
            at = bisect_right(self._starts, max(phrase.name_start, phrase.name_end - 1)) - 1
            if at >= 0 and self._names[at].span.end > phrase.name_start:
                counts[self._names[at].kind] += 1
        return max(counts, key=lambda kind: counts[kind]) if counts else None
