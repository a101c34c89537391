"""Actors for people: in lists, and in full with what they say, what they do and what is done to them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from menurut.cli.render import console, counted, new_table, place_of, print_line
from menurut.cli.render_events import event_words
from menurut.records import SeenRole
from menurut.store import IdentitySummary, StoredActor, StoredIdentity


def print_actors(found: Sequence[StoredActor], *, full: bool) -> None:
    """Actors: a line each, or in full with their names, what they say and do, and what is done to them."""
    out = console()
    if not found:
        out.print("No actors.")
        return
    if not full:
        table = new_table("actor", "kind", "country", "role", "said", "article")
        for s in found:
            cells = (s.actor.name, s.actor.kind, s.actor.country or "", s.actor.role or "", str(len(s.said)))
            table.add_row(*map(Text, cells), Text(s.article.headline))
        out.print(table)
        return
    for s in found:
        country = s.actor.country or "country not known"
        out.print(Text(f"{s.actor.name}  ({s.actor.kind}, {country})", style="bold"))
        out.print(Text(place_of(s.article), style="dim"))
        names = " | ".join(dict.fromkeys(span.text for span in s.actor.mentions))
        print_line(out, 2, f"role: {s.actor.role or 'none stated'}\nnamed as: {names}")
        _print_deeds(out, s)
        out.print()


def print_identities(found: Sequence[StoredIdentity]) -> None:
    """Actors across articles in full: names, dated roles, and article by article what they say and do."""
    out = console()
    for identity in found:
        country = identity.country or "country not known"
        head = f"{identity.name}  ({identity.kind}, {country})"
        out.print(Text(" · ".join(filter(None, (head, identity.wikidata, identity.id))), style="bold"))
        names = [f"{n.name} ({_seen(n.first, n.last, n.articles)})" for n in identity.names]
        print_line(out, 2, "called: " + " | ".join(names))
        for role in identity.roles:
            print_line(out, 2, f"role: {role.role} ({_role_dates(role)})")
        if identity.aliases:
            print_line(out, 2, "ids it had: " + " ".join(identity.aliases))
        for stored in identity.actors:
            _print_seen(out, stored)
        if identity.ambiguous:
            print_line(out, 2, "perhaps also, the name fits others as well:")
            for stored in identity.ambiguous:
                _print_seen(out, stored)
        out.print()


def print_identity_summaries(found: Sequence[IdentitySummary]) -> None:
    """Actors across articles, a line each."""
    table = new_table("actor", "kind", "country", "role", "named by", "said", "id")
    for i in found:
        cells = (i.name, i.kind, i.country or "", i.role or "", counted(i.sources, i.articles), str(i.said), i.id[:10])
        table.add_row(*map(Text, cells))
    console().print(table)


def _print_seen(out: Console, stored: StoredActor) -> None:
    """An actor in one article: where, named how, and what it says and does there."""
    print_line(out, 2, place_of(stored.article), style="dim")
    names = " | ".join(dict.fromkeys(span.text for span in stored.actor.mentions))
    print_line(out, 4, f"named as: {names}")
    _print_deeds(out, stored)


def _print_deeds(out: Console, stored: StoredActor) -> None:
    """What an actor says and does in one article and what is done to it, each with the id that shows its words."""
    for a in stored.said:
        cue = a.cue.text if a.cue else "—"
        content = " […] ".join(span.text for span in a.content)
        print_line(out, 4, f"{a.id[:10]} {a.act} · {cue}: {content}")
    for head, events in (("did", stored.did), ("was done to it", stored.undergone)):
        for event in events:
            print_line(out, 4, f"{event.id[:10]} {head}: {event_words(event)}")


def _seen(first: str | None, last: str | None, articles: int) -> str:
    count = counted(articles, articles)
    if first is None:
        return count
    return f"{count}, {first}" if first == last else f"{count}, {first} – {last}"


def _role_dates(role: SeenRole) -> str:
    if role.basis == "table":
        return f"held {role.first or '?'} – {role.last or ''}, by the table of offices".replace(" – ,", " –,")
    return _seen(role.first, role.last, role.articles)
