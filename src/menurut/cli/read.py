"""``menurut read``: articles into a store."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from menurut.cli.options import store_option
from menurut.config import Config
from menurut.errors import InputError
from menurut.link.stored import link_actors
from menurut.pipeline import run_key
from menurut.read import Source, find_sources
from menurut.read.sources import check_fields
from menurut.run.local import Summary, read_sources
from menurut.store import StoreWriter
from menurut.version import __version__

_LINE_EVERY = 5.0  # seconds between two lines on progress where there is no terminal


@click.command("read")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@store_option
@click.option(
    "--field",
    "mappings",
    multiple=True,
    metavar="NAME=THEIRS",
    help="In JSON lines, read NAME (id, title, text, published, outlet, url, language) from the field THEIRS.",
)
@click.option("--fast", is_flag=True, help="Take the faster, somewhat less exact setting of the language pipelines.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def command(paths: tuple[Path, ...], store_path: Path, mappings: tuple[str, ...], fast: bool, quiet: bool) -> None:
    """Read articles from text files, JSON lines (.jsonl) and folders of them into a store.

    What the store holds already is passed over; what was interrupted is read on. What cannot be read becomes a
    problem (see: menurut problems), and the rest is read.
    """
    fields = _fields(mappings)
    config = Config(fast=fast)
    sources, problems = find_sources(paths)
    summary, began = Summary(), time.perf_counter()
    with StoreWriter(store_path, run_key(config), __version__) as store:
        try:
            with _progress(sources, quiet) as on_progress:
                read_sources(
                    sources,
                    store,
                    config,
                    fields=fields,
                    problems=problems,
                    summary=summary,
                    on_progress=on_progress,
                )
        except KeyboardInterrupt:
            click.echo(
                f"Interrupted: {summary.stored} articles are stored in {store_path}. The same command reads the rest.",
                err=True,
            )
            sys.exit(130)
    if summary.stored:
        link_actors(store_path)
    if not quiet:
        _print_summary(summary, store_path, time.perf_counter() - began)


def _fields(mappings: Sequence[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for mapping in mappings:
        name, equals, theirs = mapping.partition("=")
        if not equals or not theirs:
            raise InputError(f"--field {mapping!r} is not of the form NAME=THEIRS, such as text=body")
        fields[name.strip()] = theirs.strip()
    check_fields(fields)
    return fields


def _print_summary(summary: Summary, store_path: Path, seconds: float) -> None:
    speed = f", {summary.stored / seconds:,.0f} a second" if summary.stored and seconds > 0 else ""
    outcomes = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(summary.outcomes.items()))
    articles = "1 article" if summary.seen == 1 else f"{summary.seen:,} articles"
    click.echo(f"{articles} in {seconds:.1f} s{speed}: {outcomes or 'none read'}")
    if summary.stored:
        found = f"{summary.attributions:,} attributions and {summary.events:,} events"
        click.echo(f"{found} found; stored in {store_path}")
    for heading, counts in (("Not read", summary.not_read), ("Noted", summary.noted)):
        if counts:
            click.echo(f"{heading}: {_counts(counts)}  (menurut problems --store {store_path})")


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{count:,} {code}" for code, count in sorted(counts.items()))


@contextmanager
def _progress(sources: Sequence[Source], quiet: bool) -> Iterator[Callable[[Source, int], None]]:
    """A bar on a terminal, a line every few seconds elsewhere, both on standard error."""
    if quiet:
        yield lambda source, number: None
    elif sys.stderr.isatty():
        with _bar(sources) as on_progress:
            yield on_progress
    else:
        yield _lines(sources)


def _lines(sources: Sequence[Source]) -> Callable[[Source, int], None]:
    place = {source.path: number for number, source in enumerate(sources, 1)}
    last = time.monotonic()

    def on_progress(source: Source, number: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _LINE_EVERY:
            last = time.monotonic()
            click.echo(f"{source.path} ({place[source.path]} of {len(sources)}): {number:,} read", err=True)

    return on_progress


@contextmanager
def _bar(sources: Sequence[Source]) -> Iterator[Callable[[Source, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("articles", total=sum(source.parts() for source in sources))

        def on_progress(source: Source, number: int) -> None:
            bar.update(task, advance=1, description=source.path.name)

        yield on_progress
