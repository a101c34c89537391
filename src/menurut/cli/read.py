"""``menurut read``: articles into a store."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from menurut.cli.cluster import asked_for, cluster_options, read_there
from menurut.cli.options import store_option
from menurut.config import Config
from menurut.errors import InputError
from menurut.link.everything import link
from menurut.pipeline import run_key
from menurut.read import Source, find_sources
from menurut.read.formats import CHOICES
from menurut.read.sources import check_fields
from menurut.records import Problem
from menurut.run.local import Summary, jobs_for, read_sources
from menurut.store import StoreReader, StoreWriter
from menurut.version import __version__

_LINE_EVERY = 5.0  # seconds between two lines on progress where there is no terminal


@click.command("read")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@store_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(CHOICES),
    help="The format of every PATH (of an archive, of what is in it), where its name and first bytes do not tell it.",
)
@click.option(
    "--field",
    "mappings",
    multiple=True,
    metavar="NAME=THEIRS",
    help="In rows (JSON, CSV, TSV, Parquet), read NAME (id, title, text, html, file, published, outlet, url, language) "
    "from the field or column THEIRS, such as text=body.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    help="Read in so many processes; by default in one for few articles, else in one a core.",
)
@cluster_options
@click.option("--fast", is_flag=True, help="Take the faster, somewhat less exact setting of the language pipelines.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    paths: tuple[str, ...],
    store_path: Path,
    format_: str | None,
    mappings: tuple[str, ...],
    jobs: int | None,
    fast: bool,
    quiet: bool,
    **cluster: str | int | None,
) -> None:
    """Read articles into a store, from files, folders, standard input (-) and addresses (s3://, https://, ...).

    \b
    .txt .md           text, an article a file
    .html .htm .xhtml  saved pages
    .mhtml             pages saved as one file
    .jsonl .json       JSON: an object a line, or an array
    .csv .tsv          tables with a column of text, of HTML, or of the
                       names of files in which pages were saved
    .parquet           the same
    .warc              web archives, such as Common Crawl's CC-NEWS
    .ninjs             news agencies' JSON (IPTC)
    .rss .atom .xml    saved feeds whose entries hold their text
    .zip .tar          archives of all of these

    Each also compressed (.gz .bz2 .xz .zst). Where the ending does not tell the format, the first bytes do.

    \b
    menurut read pages/ rows.csv CC-NEWS-20191001.warc.gz
    menurut read s3://bucket/news/*.jsonl.gz --field text=body
    xzcat dump.xz | menurut read - --format jsonl

    What the store holds already is passed over; what was interrupted is read on. What cannot be read becomes a
    problem (see: menurut problems), and the rest is read. With --on cluster many machines read (docs/cluster.md).
    """  # noqa: D301
    sources, problems = find_sources(paths, format_)
    config, fields = Config(fast=fast), _fields(mappings)
    summary, began = Summary(), time.perf_counter()
    with _interruptible(summary, store_path), _progress(sources, quiet) as on_progress:
        if there := asked_for(cluster, store_path, jobs):
            linking = read_there(there, sources, problems, config, fields, summary, on_progress)
        else:
            _read(sources, problems, store_path, config, fields, jobs, summary, on_progress)
            linking = partial(link, store_path)
    seconds = time.perf_counter() - began
    linking()
    if not quiet:
        _print_summary(summary, store_path, seconds)
        _print_linked(store_path, time.perf_counter() - began - seconds)


def _read(
    sources: Sequence[Source],
    problems: Sequence[Problem],
    store_path: Path,
    config: Config,
    fields: dict[str, str],
    jobs: int | None,
    summary: Summary,
    on_progress: Callable[[Source, int], None],
) -> None:
    """Read the sources into the store."""
    with StoreWriter(store_path, run_key(config), __version__) as store:
        read_sources(
            sources,
            store,
            config,
            fields=fields,
            problems=problems,
            summary=summary,
            on_progress=on_progress,
            jobs=jobs_for(jobs, sources),
        )


@contextmanager
def _interruptible(summary: Summary, store_path: Path) -> Iterator[None]:
    """Ctrl-C ends the command with what is stored so far."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(
            f"Interrupted: {summary.stored} articles are stored in {store_path}. The same command reads the rest.",
            err=True,
        )
        sys.exit(130)


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


def _print_linked(store_path: Path, seconds: float) -> None:
    with StoreReader(store_path) as store:
        totals = store.totals()
    if totals.articles:
        copies = totals.articles - totals.sources
        told = f"{totals.incidents:,} incidents told by {totals.sources:,} independent sources"
        click.echo(f"Linked in {seconds:.1f} s: {told} and {copies:,} {'copy' if copies == 1 else 'copies'} of them")


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
    place = {source.label: number for number, source in enumerate(sources, 1)}
    last = time.monotonic()

    def on_progress(source: Source, number: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _LINE_EVERY:
            last = time.monotonic()
            click.echo(f"{source.label} ({place[source.label]} of {len(sources)}): {number:,} read", err=True)

    return on_progress


@contextmanager
def _bar(sources: Sequence[Source]) -> Iterator[Callable[[Source, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        parts = [source.parts() for source in sources]
        known = [count for count in parts if count is not None]
        task = bar.add_task("articles", total=sum(known) if len(known) == len(parts) else None)

        def on_progress(source: Source, number: int) -> None:
            bar.update(task, advance=1, description=source.name)

        yield on_progress
