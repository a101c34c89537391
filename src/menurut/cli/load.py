"""``menurut load``: a store of a Parquet export."""

from __future__ import annotations

from pathlib import Path

import click

from menurut.cli.options import store_option


@click.command("load")
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
@store_option
def command(folder: Path, store_path: Path) -> None:
    """Make a store of FOLDER, a Parquet export of everything with the full text.

    The store must be new or empty. All is loaded or nothing.
    """
    from menurut.export.load import load

    counts = load(folder, store_path)
    click.echo(f"{counts['articles']} articles, {counts['events']} events, {counts['incidents']} incidents loaded")
