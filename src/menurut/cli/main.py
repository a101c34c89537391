"""The ``menurut`` command: finds its sub-commands lazily, so that help answers at once, and turns errors into words."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from collections.abc import Mapping
from typing import Any

import click

from menurut.errors import MenurutError
from menurut.version import __version__

# name: (module, what it does, as --help lists it without importing the command)
_COMMANDS: Mapping[str, tuple[str, str]] = {
    "read": ("menurut.cli.read", "Read articles into a store."),
    "watch": ("menurut.cli.watch", "Watch feeds, and read what is new."),
    "show": ("menurut.cli.show", "Show articles, actors, attributions, events, with their words."),
    "query": ("menurut.cli.query", "Run SQL on the store, read-only."),
    "serve": ("menurut.cli.serve", "Serve a store as pages in a browser."),
    "correct": ("menurut.cli.correct", "Put a record right, or take a correction back."),
    "corrections": ("menurut.cli.corrections", "List, export and take in corrections."),
    "codebook": ("menurut.cli.codebook", "Print what every table, column and code means."),
    "annotate": ("menurut.cli.annotate", "Print words, trees and names as CoNLL-U."),
    "problems": ("menurut.cli.problems", "List what could not be done, by step."),
    "export": ("menurut.cli.export", "Write what the store holds in a form other tools read."),
    "load": ("menurut.cli.load", "Make a store of a Parquet export."),
    "migrate": ("menurut.cli.migrate", "Bring a store of an earlier menurut up to date."),
    "evaluate": ("menurut.cli.evaluate", "Score menurut against annotated articles."),
    "evaluate-spans": ("menurut.cli.evaluate_spans", "Score attributions against a corpus of offsets."),
    "evaluate-sentences": ("menurut.cli.evaluate_sentences", "Score events against coded sentences."),
    "evaluate-pages": ("menurut.cli.evaluate_pages", "Score the text, headline and date read from saved pages."),
    "evaluate-copies": ("menurut.cli.evaluate_copies", "Score how well copies are found, on variants of articles."),
    "evaluate-incidents": ("menurut.cli.evaluate_incidents", "Score incidents against labelled events."),
    "evaluate-languages": ("menurut.cli.evaluate_languages", "Score the language pipelines on treebanks and names."),
}
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order in which one uses them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or ``None``."""
        if cmd_name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[cmd_name]
        command: click.Command = importlib.import_module(module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in _COMMANDS.items()])

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Runs as a program; where a full disk does not take what is printed, a sentence says so."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            what = error.filename or "what is printed"
            click.echo(f"Error: {what} cannot be written: {error.strerror}", err=True)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left of it fails no second time
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; an error of menurut's is one sentence and exit status 1."""
        try:
            return super().invoke(ctx)
        except MenurutError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="menurut")
def main() -> None:
    """Who did what to whom, and according to whom: a sourced record from Indonesian and English news."""
