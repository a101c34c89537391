"""Linking the articles of a store: copies first, then who is who, then what is the same happening."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from menurut.link.copies.stored import link_copies
from menurut.link.incidents.stored import link_incidents
from menurut.link.stored import link_actors


@dataclass(frozen=True, slots=True)
class LinkedCounts:
    """How many articles were compared as copies, actors got an identity, and events were compared as incidents."""

    articles: int
    actors: int
    events: int


def link(path: Path) -> LinkedCounts:
    """Link what is new in the store at ``path``; only its neighbourhood is touched.

    Identities count independent articles, so copies come first; incidents compare identities, so they come last. What
    is interrupted is taken up by the next call. Raises ``StoreError``.
    """
    return LinkedCounts(link_copies(path), link_actors(path), link_incidents(path))
