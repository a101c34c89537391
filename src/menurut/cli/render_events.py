"""Events and agreements for people: in lines, in tables, and in full with the words that show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from menurut.cli.render import console, in_colour, marked, new_table, place_of, print_line
from menurut.code.ontology import Quad, senses
from menurut.records import Bound, DateMention, Quantity, Reading, Span, Stance
from menurut.store import EventLine, StoredAgreement, StoredEvent, StoredPosition, event_line

_STANCES = {
    Stance.ASSERTS: "according to",
    Stance.CONFIRMS: "confirmed by",
    Stance.DENIES: "denied by",
    Stance.NO_POSITION: "no position by",
}
_BOUNDS = {
    Bound.EXACT: "",
    Bound.ABOUT: "about ",
    Bound.MORE: "more than ",
    Bound.LESS: "less than ",
    Bound.LEAST: "at least ",
    Bound.MOST: "at most ",
    Bound.RANGE: "",
}


def event_words(event: EventLine) -> str:
    """An event in one line: who did what to whom, when, where, how it is told, and the words that report it."""
    facts = (_deed(event), event.date, event.place, event.status)
    return " · ".join(fact for fact in facts if fact) + f": {event.words}"


def _what(event: EventLine) -> str:
    return f"{event.type} {event.mode}" if event.mode else str(event.type)


def _deed(event: EventLine) -> str:
    """Who did what to whom; "?" where the text does not tell who."""
    return " -> ".join(filter(None, (", ".join(event.source) or "?", _what(event), ", ".join(event.target))))


def event_table(reading: Reading) -> Table:
    """The events of an article, a row each, with who stands where on them."""
    names = {actor.id: actor.name for actor in reading.actors}
    table = new_table("event", "is", "who -> to whom", "when", "where", "status", "id")
    for number, event in enumerate(reading.events, 1):
        line = event_line(reading, event)
        who = " -> ".join(filter(None, (", ".join(line.source) or "?", ", ".join(line.target))))
        status = Text(line.status)
        for stance, words in _STANCES.items():
            actors = ", ".join(names[actor] for actor in event.actors(stance))
            status.append(f"\n{words} {actors}" if actors else "", style="dim")
        cells = (f"E{number}", _what(line), who, line.date or "", line.place or "")
        table.add_row(*map(Text, cells), status, Text(line.id[:10]))
    return table


def agreement_table(reading: Reading) -> Table:
    """The agreements of an article, a row each."""
    names = {actor.id: actor.name for actor in reading.actors}
    numbers = {event.id: f"E{number}" for number, event in enumerate(reading.events, 1)}
    dates = {date.id: date.value or date.span.text for date in reading.dates}
    table = new_table("agreement", "stage", "words", "parties", "subject", "when", "event", "id")
    for number, a in enumerate(reading.agreements, 1):
        parties = ", ".join(names[party] for party in a.parties)
        subject = a.subject.text if a.subject else ""
        cells = (f"A{number}", a.stage, a.span.text, parties, subject)
        links = (dates.get(a.date or "", ""), numbers.get(a.event or "", ""), a.id[:10])
        table.add_row(*map(Text, (*cells, *links)))
    return table


def print_events(found: Sequence[StoredEvent]) -> None:
    """Events in full: who did what to whom, when and where, by whose word, and the sentences that say so."""
    out = console()
    for stored in found:
        event = stored.event
        out.print(Text(f"{event.id}  {_deed(stored.line)} · {event.status} · score {event.score:.2f}", style="bold"))
        out.print(Text(place_of(stored.article), style="dim"))
        for fact in _facts(stored):
            print_line(out, 2, fact)
        for position in stored.positions:
            print_line(out, 2, _position(position))
        _print_sentences(out, stored.sentences, [(span, "trigger") for span in event.triggers])
    if not found:
        out.print("No events.")


def print_agreements(found: Sequence[StoredAgreement]) -> None:
    """Agreements in full: how far they have come, between whom, on what, and the sentences that say so."""
    out = console()
    for stored in found:
        a = stored.agreement
        out.print(Text(f"{a.id}  {a.span.text} · {a.stage}", style="bold"))
        out.print(Text(place_of(stored.article), style="dim"))
        print_line(out, 2, f"between: {', '.join(stored.parties) or 'not told'}")
        if a.subject is not None:
            print_line(out, 2, f"on: {a.subject.text}")
        print_line(out, 2, f"when: {_when(stored.date)}")
        if stored.event is not None:
            print_line(out, 2, f"by the event: {stored.event.id[:10]} {event_words(stored.event)}")
        labelled = [(a.span, "agreement"), *([(a.subject, "subject")] if a.subject is not None else [])]
        _print_sentences(out, stored.sentences, labelled)
    if not found:
        out.print("No agreements.")


def _print_sentences(out: Console, sentences: Sequence[Span], labelled: Sequence[tuple[Span, str]]) -> None:
    for sentence in sentences:
        print_line(out, 4, marked(sentence, labelled, colour=in_colour(out)))
    out.print()


def _facts(stored: StoredEvent) -> Iterator[str]:
    event, place = stored.event, stored.place
    sense = senses()[event.type]
    code = f", CAMEO {event.cameo}" if event.cameo else ""
    yield f"is: {sense.meaning['en']} ({Quad(stored.quad).words}, intensity {stored.intensity:g}{code})"
    yield f"when: {_when(stored.date)}"
    if place is not None:
        # The country of the event may be more certain than which of several places of that name is meant.
        about = (place.kind, place.region if place.region != place.name else None, event.place_country or place.country)
        yield f"where: {place.name} ({', '.join(filter(None, about))})"
    else:
        yield f"where: {event.place_country or 'not told'}"
    if event.contexts:
        yield f"context: {', '.join(event.contexts)}"
    for quantity in event.quantities:
        yield f'counts: {_quantity(quantity)} ("{quantity.span.text}")'


def _when(date: DateMention | None) -> str:
    if date is None:
        return "not told"
    return f'{date.value or "not known"} ({date.precision}, {date.basis}: "{date.span.text}")'


def _quantity(quantity: Quantity) -> str:
    low, high = (f"{end:,.12g}" if end is not None else "" for end in (quantity.low, quantity.high))
    number = f"{low} to {high}" if low and high and low != high else low or high
    return f"{_BOUNDS[quantity.bound]}{number} {quantity.unit}"


def _position(position: StoredPosition) -> str:
    head = f"{_STANCES[position.stance]}: {position.actor}"
    a = position.attribution
    if a is None:
        return head
    says = " ".join(span.text for span in (a.source, a.cue) if span is not None)
    content = " […] ".join(span.text for span in a.content)
    return f'{head} ({a.id[:10]} "{says}": {content})' if says else f'{head} ({a.id[:10]}: "{content}")'
