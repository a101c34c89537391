"""``menurut show``: what the store holds, each record with its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import click

from menurut.cli.options import json_option, store_option
from menurut.cli.render import print_attributions, print_json, print_summaries
from menurut.cli.render_actors import print_actors, print_identities, print_identity_summaries
from menurut.cli.render_events import print_agreements, print_events
from menurut.cli.render_incidents import (
    print_copies,
    print_incident,
    print_incidents,
    print_provenance,
    print_relations,
)
from menurut.cli.render_reading import print_reading
from menurut.errors import InputError, NotFoundError
from menurut.records import EventType
from menurut.store import StoreReader

T = TypeVar("T")
_MOST = 200  # lines of a list for people


@click.command("show")
@click.argument("what", required=False, metavar="[ARTICLE|actor|attribution|event|agreement|incident|pair|copies]")
@click.argument("name", required=False)
@click.argument("other", required=False)
@click.option("--all", "everything", is_flag=True, help="Every article in full.")
@store_option
@json_option
@click.option(
    "--most",
    type=click.IntRange(0),
    help="The most lines or records in a list; 0 for all. By default 200, with --json all.",
)
@click.option(
    "--type", "kind", metavar="TYPE", help="Of events and incidents, only those of a PLOVER type, such as ASSAULT."
)
@click.option(
    "--country", metavar="CODE", help="Of events and incidents, only those by, against or in a country, such as RUS."
)
def command(
    *,
    what: str | None,
    name: str | None,
    other: str | None,
    everything: bool,
    store_path: Path,
    as_json: bool,
    most: int | None,
    kind: str | None,
    country: str | None,
) -> None:
    """Show what the store holds.

    \b
    menurut show                      the articles, a line each
    menurut show ARTICLE              one article in full, by its id (or its beginning) or the id it came with
    menurut show --all                every article in full
    menurut show actor [NAME]         actors across articles; those of that name with roles, what they say and do
    menurut show attribution [NAME]   attributions in their sentences; those of that id or source
    menurut show event [NAME]         events in their sentences; those of that id, or in which an actor of that name is
    menurut show agreement [NAME]     treaties, deals and truces; those of that id, words or party
    menurut show incident [NAME]      happenings across articles; the one of that id in full, or an actor's
    menurut show pair CODE [CODE]     what happened between two states, or one and all others, by month
    menurut show copies [ID]          articles with the same text, whose it is and who copied; those of an article
    """  # noqa: D301 (click reads \b as a mark)
    if (kind or country) and what not in ("event", "incident"):
        raise InputError("--type and --country choose among events and incidents: menurut show event")
    if other and what != "pair":
        raise InputError(f"one name is shown at a time; {other!r} is one too many")
    kept = country.upper() if country else None
    most = (0 if as_json else _MOST) if most is None else most
    with StoreReader(store_path) as store:
        if what is None:
            _articles(store, everything, as_json, most)
        elif what == "actor":
            _actors(store, name, as_json, most)
        elif what == "attribution":
            _print(store.attributions(name), print_attributions, as_json, most)
        elif what == "event":
            events = store.events(name, kind=_type(kind), country=kept)
            _print(events, print_events, as_json, most)
        elif what == "agreement":
            _print(store.agreements(name), print_agreements, as_json, most)
        elif what == "incident":
            _incidents(store, name, _type(kind), kept, as_json, most)
        elif what == "pair":
            if name is None:
                raise InputError("name one or two states by their ISO codes, such as: menurut show pair RUS PRK")
            pair = store.relations(name.upper(), other.upper() if other else None)
            _print(iter(pair), print_relations, as_json, most)
        elif what == "copies":
            _print(store.copy_groups(name), print_copies, as_json, most)
        else:
            _article(store, name if what == "article" and name else what, as_json)


def _incidents(
    store: StoreReader, name: str | None, kind: EventType | None, country: str | None, as_json: bool, most: int
) -> None:
    """The incident of that id in full, else a line on each in which an actor of that name is."""
    if name is not None:
        try:
            found = store.incident(name)
        except NotFoundError:
            if not any(True for _ in store.incidents(name)):
                raise
        else:
            if as_json:
                print_json([found])
            else:
                print_incident(found)
            return
    _print(store.incidents(name, kind=kind, country=country), print_incidents, as_json, most)


def _articles(store: StoreReader, everything: bool, as_json: bool, most: int) -> None:
    if everything:
        readings = (store.reading(summary.id) for summary in store.summaries())
        if as_json:
            print_json(readings)
        else:
            for reading in readings:
                print_reading(reading)
    elif as_json:
        print_json(_cut(store.summaries(), most))
    else:
        print_summaries(_first(store.summaries(), most))


def _article(store: StoreReader, name: str, as_json: bool) -> None:
    reading = store.reading(store.find_article(name))
    if as_json:
        print_json([reading])
    else:
        print_reading(reading)
        print_provenance(store.citations(reading.article.id), store.copies_of(reading.article.id), reading.article.id)


def _actors(store: StoreReader, name: str | None, as_json: bool, most: int) -> None:
    if as_json:
        print_json(_cut(store.identities(name), most))
        print_json(_cut(store.unlinked_actors(name), most))
        return
    if name is None:
        summaries = _first(store.identity_summaries(), most)
        if summaries:
            print_identity_summaries(summaries)
            return
    identities = _first(store.identities(name), most)
    print_identities(identities)
    others = _first(store.unlinked_actors(name), most)
    if others or not identities:
        print_actors(others, full=name is not None)


def _print(records: Iterator[T], show: Callable[[list[T]], None], as_json: bool, most: int) -> None:
    if as_json:
        print_json(_cut(records, most))
    else:
        show(_first(records, most))


def _first(records: Iterator[T], most: int) -> list[T]:
    """The first ``most`` records, or all if it is 0; says so on standard error where there are more."""
    return list(_cut(records, most))


def _cut(records: Iterator[T], most: int) -> Iterator[T]:
    """As ``_first``, one after another."""
    yield from islice(records, most or None)
    if most and next(records, None) is not None:
        click.echo(f"These are the first {most:,}; --most 0 shows all.", err=True)


def _type(name: str | None) -> EventType | None:
    if name is None:
        return None
    if name.upper() not in EventType.__members__:
        raise InputError(f"there is no event type {name!r}; the types are {', '.join(EventType)}")
    return EventType[name.upper()]
