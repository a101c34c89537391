"""The file of floors: the least that figures may be, one table for each set."""

from __future__ import annotations

import tomllib
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from menurut.errors import InputError


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A figure below its floor."""

    figure: str
    reached: float
    floor: float


def read_floors(path: Path) -> dict[str, Any]:
    """All tables of a floors file. Raises ``InputError`` where it cannot be read."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"the floors file {path} cannot be read: {error}") from error


def shortfalls(reached: Mapping[str, float], path: Path, set_name: str, known: Container[str]) -> list[Shortfall]:
    """The figures below their floors in a table of a floors file.

    Args:
        reached: the figures, by name.
        path: the file.
        set_name: the table.
        known: the figures that a floor may be set for.

    Raises ``InputError`` where the file has no such table, or the table names a figure that does not exist.
    """
    floors = read_floors(path).get(set_name)
    if floors is None:
        raise InputError(f"{path} has no table [{set_name}]")
    unknown = [name for name in floors if name not in known]
    if unknown:
        raise InputError(f"{path} [{set_name}] names figures that do not exist: {', '.join(unknown)}")
    return [Shortfall(name, reached[name], floor) for name, floor in floors.items() if reached[name] < floor]
