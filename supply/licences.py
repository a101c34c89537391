"""The licences of packages: what ``licences.toml`` records, what the installed packages state, and which we accept."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

TABLE = Path(__file__).parent / "licences.toml"
_LONGEST = 60  # characters of a field that names a licence; a longer one is its text


@dataclass(frozen=True, slots=True)
class Licence:
    """A package's licence (SPDX), the words in which the package states it where they differ, what we need it for."""

    licence: str
    stated: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Licences:
    """``accepted``: licences (SPDX) and why we may depend on them; ``packages``: what is recorded of each package."""

    accepted: Mapping[str, str]
    packages: Mapping[str, Licence]


def read_licences(path: Path = TABLE) -> Licences:
    """The table at ``path``; raises ``OSError``, ``tomllib.TOMLDecodeError`` and ``TypeError`` for a key it has not."""
    table = tomllib.loads(path.read_text("utf-8"))
    return Licences(table["accepted"], {name: Licence(**each) for name, each in table["packages"].items()})


def stated_licence(name: str) -> str | None:
    """The words in which an installed package states its licence; ``None`` where it is not installed.

    The field License-Expression, else the field License where it is a name and not a text, else the classifiers.
    """
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return None
    if expression := _field(about, "License-Expression"):
        return expression
    field = _field(about, "License")
    if field and field != "UNKNOWN" and len(field) <= _LONGEST and "\n" not in field:
        return field
    classifiers = [each for each in about.get_all("Classifier") or () if each.startswith("License ::")]
    return "; ".join(each.rpartition(" :: ")[2] for each in classifiers)


def _field(about: PackageMetadata, name: str) -> str:
    return str((about.get_all(name) or [""])[0]).strip()


def is_accepted(expression: str, accepted: Iterable[str]) -> bool:
    """Whether an SPDX expression can be met by accepted licences: one side of each OR, both of each AND.

    Raises ``ValueError`` where it is not an expression.
    """
    words = re.findall(r"[()]|[^\s()]+", expression)
    known = set(accepted)

    def alternatives() -> bool:
        met = parts()
        while words and words[0] == "OR":
            words.pop(0)
            met = parts() or met
        return met

    def parts() -> bool:
        met = one()
        while words and words[0] == "AND":
            words.pop(0)
            met = one() and met
        return met

    def one() -> bool:
        word = words.pop(0) if words else ")"
        if word == "(":
            met = alternatives()
            if not words or words.pop(0) != ")":
                raise ValueError(f"{expression!r} is not an SPDX expression")
            return met
        if word in (")", "AND", "OR"):
            raise ValueError(f"{expression!r} is not an SPDX expression")
        return word in known

    met = alternatives()
    if words:
        raise ValueError(f"{expression!r} is not an SPDX expression")
    return met


def faults(names: Iterable[str], licences: Licences) -> list[str]:
    """A sentence for each package whose licence is not recorded, not accepted, or no longer what the package states."""
    found = []
    locked = sorted(names)
    for name in locked:
        recorded, stated = licences.packages.get(name), stated_licence(name)
        if recorded is None:
            found.append(f"{name} stands in no line of licences.toml; it states {stated or 'nothing here'!r}")
            continue
        if stated is not None and stated != (recorded.stated if recorded.stated is not None else recorded.licence):
            found.append(
                f"{name} states {stated!r}, which is not what licences.toml has; read its licence and record it"
            )
        if not is_accepted(recorded.licence, licences.accepted):
            found.append(f"{name} is under {recorded.licence}, which licences.toml does not accept")
    found += [f"licences.toml has {name}, which is not locked" for name in licences.packages if name not in locked]
    return found
