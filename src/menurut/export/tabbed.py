"""Tab-separated lines that every reader splits alike: values hold no tab, no line break and no double quote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO

_BREAKS = re.compile(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+")


def field(value: str | float | None) -> str:
    """A value as it stands in a line: nothing for ``None``, numbers in full, white space as one blank, " as '."""
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value)
    return _BREAKS.sub(" ", str(value)).strip().replace('"', "'")


def joined(values: Iterable[str | None], unknown: str | None = None) -> str:
    """Values as one list, as POLECAT writes it: "a; b". A ";" within a value becomes ",".

    With ``unknown``, a value that is not known keeps its place in the list; one of nothing known is empty.
    """
    found = [field(value).replace(";", ",") for value in values]
    if not any(found):
        return ""
    return "; ".join(value or (unknown or "") for value in found if value or unknown is not None)


def write_row(file: TextIO, values: Iterable[str | float | None]) -> None:
    """Writes one line."""
    file.write("\t".join(map(field, values)) + "\n")
