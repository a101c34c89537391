"""What the store holds, in the forms other tools read.

``FORMATS`` lists them. A format's module has a function ``write(store_path, out, selection)`` that writes one file, or
a folder of files, and returns what it wrote; the module is imported only when it is asked to.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

__all__ = ["FORMATS", "Format", "Selection"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which part of a store is written; everything by default.

    ``since`` and ``until`` are ISO days, both included: the days on which articles were published, so an article
    without a date is left out where one of them is given. ``countries`` (ISO 3166-1 alpha-3) and ``types`` (PLOVER's)
    choose events: those of one of these types, with a source, a target or a place of one of these countries; and with
    them the articles that have such an event. ``outlets`` are names as ``articles.outlet`` has them, in any case.
    ``with_text`` writes the full text of articles too, where a format leaves it out otherwise.
    """

    since: str | None = None
    until: str | None = None
    countries: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    with_text: bool = False

    @property
    def everything(self) -> bool:
        """Whether nothing of the store is left out, full text aside."""
        return not (self.since or self.until or self.countries or self.types or self.outlets)


@dataclass(frozen=True, slots=True)
class Format:
    """A form in which the store can be written.

    ``about`` is a line for the user, ``folder`` whether it is several files in a folder, ``place`` the module and the
    function that write it ("menurut.export.plover:write").
    """

    name: str
    about: str
    place: str
    folder: bool = False

    def write(self, store_path: Path, out: Path, selection: Selection) -> list[Path]:
        """Writes the chosen part of the store to ``out`` and returns the files that it wrote.

        Raises ``StoreError`` where the store cannot be read, ``InputError`` where ``out`` cannot be written.
        """
        module, function = self.place.split(":")
        written: list[Path] = getattr(importlib.import_module(module), function)(store_path, out, selection)
        return written


_LIST = (
    Format("annotations", "JSON lines, one article a line, as [line, words] of the raw text", "annotations:write"),
    Format("conllu", "CoNLL-U, words and trees of the articles, read anew", "conllu:write"),
    Format("polecat", "event reports as POLECAT has them: 40 columns, tab-separated", "polecat:write"),
    Format("gdelt", "incidents and mentions as GDELT 2 has them, with a header file", "gdelt:write", folder=True),
    Format("plover", "events as PLOVER's JSON lines", "plover:write"),
    Format("csv", "every table, one CSV file each", "tables:write_csv", folder=True),
    Format(
        "parquet", "every table, one Parquet file each; menurut load reads it back", "tables:write_parquet", folder=True
    ),
    Format("ftm", "FollowTheMoney entities as JSON lines", "ftm:write"),
    Format("ftm-statements", "FollowTheMoney statements as CSV", "ftm:write_statements"),
    Format("claims", "what was said, as schema.org Claim (JSON-LD)", "claims:write"),
    Format("webanno", "every span as a W3C Web Annotation (JSON-LD)", "webanno:write"),
    Format("gexf", "who acts on whom and who accuses whom, as a network", "gexf:write"),
    Format("citations", "citations of the articles, and a card of the data set", "citations:write", folder=True),
    Format("labelstudio", "tasks with predictions and corrections for Label Studio", "labelstudio:write"),
    Format("brat", "texts and stand-off annotations for brat", "brat:write", folder=True),
)

FORMATS: Mapping[str, Format] = MappingProxyType(
    {f.name: Format(f.name, f.about, f"menurut.export.{f.place}", f.folder) for f in _LIST}
)
