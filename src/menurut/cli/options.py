"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

store_option = click.option(
    "--store",
    "store_path",
    type=click.Path(path_type=Path),
    default=Path("menurut.db"),
    show_default=True,
    help="The store: one SQLite file.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for machines.")
