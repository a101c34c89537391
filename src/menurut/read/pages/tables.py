"""``pages.toml``: the words by which pages are told apart."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words() -> dict[str, Any]:
    """``pages.toml`` as it stands."""
    return tomllib.loads(files("menurut.read.pages").joinpath("pages.toml").read_text(encoding="utf-8"))
