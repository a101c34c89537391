"""``menurut migrate``: brings a store of an earlier menurut up to date."""

from __future__ import annotations

from pathlib import Path

import click

from menurut.cli.options import store_option
from menurut.errors import StoreError
from menurut.link.stored import link_actors
from menurut.store.schema import SCHEMA_VERSION


@click.command("migrate")
@store_option
def command(store_path: Path) -> None:
    """Bring a store that an earlier menurut wrote up to date; nothing in it is lost.

    Its articles are read anew by the next `menurut read` of their files, since the steps have changed.
    """
    if not store_path.exists():
        raise StoreError(f"there is no store at {store_path}; make one with: menurut read PATH --store {store_path}")
    link_actors(store_path)
    click.echo(f"{store_path} has schema {SCHEMA_VERSION} now.")
