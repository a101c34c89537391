"""``menurut export``: what the store holds, in a form other tools read."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from menurut.cli.options import store_option
from menurut.export.annotations import annotation_record
from menurut.store import StoreReader


@click.group("export", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Write what the store holds in a form other tools read."""


@command.command("annotations")
@store_option
@click.option("--output", type=click.File("wb"), default="-", help="A file to write; standard output if not given.")
def export_annotations(store_path: Path, output: BinaryIO) -> None:
    """JSON lines, one article a line: dropped lines, actors, events, attributions, as [line, words] of the raw text."""
    with StoreReader(store_path) as store:
        for article_id in store.article_ids():
            output.write(msgspec.json.encode(annotation_record(store.reading(article_id))) + b"\n")
