"""Who says what about one claim: every actor's stance on the most disputed incident of some articles, in their words.

python examples/who_says_what.py [STORE [WORDS]]
"""

# ruff: noqa: T201 (what it prints is the example)
from __future__ import annotations

import sys

from bundled import counted, opened

from menurut.store.search import Filters, Kind


def main(path: str | None = None, words: str = "Zalambessa serangan OR attack") -> None:
    """Prints the stances on an incident of articles with the words, and what is said with all but the first word."""
    with opened(path) as store:
        articles = {hit.article for hit in store.search(words, limit=500).hits}
        stances: dict[str, set[str]] = {}
        for position in store.positions():
            if position.article in articles:
                stances.setdefault(position.incident, set()).add(position.stance)
        if not stances:
            print(f"nobody takes a position in the {len(articles)} articles that have {words!r}")
            return
        incident = store.incident(max(stances, key=lambda name: (len(stances[name]), name)))
        line = incident.line
        print(f"{line.type}: {' and '.join(line.source)} -> {' and '.join(line.target) or '?'}")
        print(f"{line.first or line.reported}, {counted(line.sources, line.articles)}\n")
        for position in incident.positions:
            print(f"{position.date or 'no date   '}  {position.stance:<11}  {position.name}: {position.words}")
        for change in incident.changes:
            print(f"{change.name} changed from {change.from_stance} to {change.to_stance} on {change.to_date}")
        found = store.search(words.partition(" ")[2], Filters(kind=Kind.ATTRIBUTION), limit=5)
        print(f"\n{found.total} attributions hold such words; their acts: {dict(found.facets['act'])}")
        for hit in found.hits:
            print(f"{hit.act:<8}  {hit.speaker or hit.source or '?'}: {hit.snippets[0].text}")


if __name__ == "__main__":
    main(*sys.argv[1:])
