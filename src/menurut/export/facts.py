"""What other data call the states and sectors of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

BODIES = frozenset({"UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"})  # codes of bodies that belong to no country

# CAMEO's role codes by PLOVER's sectors, where CAMEO has one: its MED is the media, its HLH medicine.
_ROLES = MappingProxyType(
    {code: code for code in ("COP", "GOV", "JUD", "MIL", "OPP", "REB", "SPY", "UAF", "AGR", "BUS", "CRM", "CVL")}
    | {code: code for code in ("EDU", "ELI", "LAB", "LEG", "REF")}
    | {"JRN": "MED", "MED": "HLH", "PRM": "UAF"}
)


@dataclass(frozen=True, slots=True)
class State:
    """A state's codes: its number in Correlates of War, its FIPS 10-4 letters, CAMEO's letters; ``None`` for none."""

    cow: str | None
    fips: str | None
    cameo: str


@cache
def states() -> Mapping[str, State]:
    """The states by their ISO 3166-1 alpha-3 codes."""
    text = files("menurut.export").joinpath("countries.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")][1:]
    return MappingProxyType({iso: State(cow or None, fips or None, cameo or iso) for iso, cow, fips, cameo in rows})


def cow(country: str | None) -> str | None:
    """The number of a country in the list of states of Correlates of War (correlatesofwar.org), ``None`` for none."""
    state = states().get(country or "")
    return state.cow if state is not None else None


def fips(country: str | None) -> str | None:
    """The letters of a country in FIPS 10-4, ``None`` where it has none."""
    state = states().get(country or "")
    return state.fips if state is not None else None


def cameo_country(country: str | None) -> str | None:
    """The letters of a country in CAMEO, ``None`` for what is none."""
    state = states().get(country or "")
    return state.cameo if state is not None else None


def cameo_role(sector: str | None) -> str | None:
    """CAMEO's role code of a PLOVER sector, ``None`` where it has none."""
    return _ROLES.get(sector) if sector is not None else None
