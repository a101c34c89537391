"""What is known of news outlets: names, hosts, languages, and the forms in which they mark their articles.

One small file each. An outlet is known by its host, with whatever stands before it ("news.detik.com" is detik's).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet and its marks; all empty for one that is not known.

    ``name`` is what it calls itself, ``language`` (ISO 639-1) what it writes in, ``country`` (ISO 3166-1 alpha-3)
    where it sits. ``datelines`` are the names by which it signs datelines ("KOMPAS.com"), ``bylines`` words that
    open a line of writers and editors, ``related`` words that open a link to another article.
    """

    name: str | None = None
    hosts: tuple[str, ...] = ()
    language: str | None = None
    country: str | None = None
    kind: str | None = None
    datelines: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    editions: tuple[tuple[str, str], ...] = ()

    def language_at(self, host: str | None) -> str | None:
        """The language of what the outlet publishes at ``host``; ``None`` where it is not known."""
        at = (host or "").lower()
        own = (code for edition, code in self.editions if at == edition or at.endswith("." + edition))
        return next(own, self.language)


@cache
def outlets() -> tuple[Outlet, ...]:
    """All outlets that are known, in the order of their files' names."""
    folder = files("menurut.outlets")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(_read(tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))) for name in names)


def _read(table: Mapping[str, object]) -> Outlet:
    def words(key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        return tuple(map(str, value)) if isinstance(value, list) else ()

    def word(key: str) -> str | None:
        value = table.get(key)
        return value if isinstance(value, str) else None

    editions = table.get("editions", {})
    return Outlet(
        name=word("name"),
        hosts=words("hosts"),
        language=word("language"),
        country=word("country"),
        kind=word("kind"),
        datelines=words("datelines"),
        bylines=words("bylines"),
        related=words("related"),
        editions=tuple(sorted(editions.items())) if isinstance(editions, dict) else (),
    )


_LABELS = 8  # of a host, from its end, that are looked at; no outlet is known by so many


@cache
def _by_host() -> Mapping[str, Outlet]:
    return {host: outlet for outlet in outlets() for host in outlet.hosts}


def marks_of(host: str | None) -> Outlet:
    """The outlet at ``host`` ("news.detik.com"), whatever stands before the host it is known by; else an empty one."""
    labels = (host or "").lower().strip(".").split(".")[-_LABELS:]
    for at in range(len(labels) - 1):
        found = _by_host().get(".".join(labels[at:]))
        if found is not None:
            return found
    return Outlet()
