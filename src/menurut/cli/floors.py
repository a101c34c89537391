"""Keeping to floors: what commands that evaluate say, and the exit status they leave."""

from __future__ import annotations

import sys
from collections.abc import Container, Mapping
from pathlib import Path

import click

from menurut.evaluate.floors import shortfalls


def keep_floors(reached: Mapping[str, float], path: Path, set_name: str, known: Container[str]) -> None:
    """Names every figure below its floor and ends with exit status 1, or says that all are kept."""
    below = shortfalls(reached, path, set_name, known)
    for shortfall in below:
        text = f"{shortfall.figure} is {shortfall.reached:.3f}, below its floor of {shortfall.floor:.3f}"
        click.echo(f"{text} in [{set_name}] of {path}", err=True)
    if below:
        sys.exit(1)
    click.echo(f"All figures of [{set_name}] in {path} keep their floors.", err=True)
