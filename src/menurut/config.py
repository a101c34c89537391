"""The one configuration object that is passed on; nothing is configured anywhere else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Config:
    """Settings that change what the steps find.

    languages: codes of the languages that are read; an article in another one becomes a problem.
    max_characters: code points of raw text per article; a longer one becomes a problem.
    fast: the faster and somewhat less exact setting of the trained pipelines; sentences that hardly hold an attribution
        or an event are not read (``menurut.languages.gate``).
    """

    languages: tuple[str, ...] = ("id", "en")
    max_characters: int = 200_000
    fast: bool = False
