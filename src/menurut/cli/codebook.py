"""``menurut codebook``: what every table, column and code means."""

from __future__ import annotations

import click

_FORMATS = ("text", "html", "json", "csv", "markdown")


@click.command("codebook")
@click.option(
    "--language", type=click.Choice(("en", "id")), default="en", show_default=True, help="English, Indonesian."
)
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="How to print it."
)
def command(language: str, form: str) -> None:
    """Print what every table, view, column and code means; as JSON and CSV in both languages at once."""
    from menurut.codebook import render

    click.echo(render(language, form), nl=False)
