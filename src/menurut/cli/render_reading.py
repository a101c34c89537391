"""One article for people: where it comes from and what was found in it, in tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from menurut.cli.render import STYLES, console, new_table
from menurut.cli.render_events import agreement_table, event_table
from menurut.records import Actor, ParagraphKind, Reading

_LANGUAGES = {"id": "Indonesian", "en": "English"}


def print_reading(reading: Reading) -> None:
    """An article: where it comes from, what was dropped, and what was found in it, each with its words."""
    out = console()
    article, document = reading.article, reading.document
    headline = next((p for p in document.paragraphs if p.kind is ParagraphKind.HEADLINE), None)
    title = document.text[headline.start : headline.end] if headline else article.title or "(no headline)"
    out.rule(Text(title, style="bold"), align="left")
    facts = [article.id, article.given_id, article.outlet, article.published, _LANGUAGES[document.language]]
    if document.dateline and document.dateline.place:
        facts.append(f"filed from {document.dateline.place.text}")
    out.print(Text(" · ".join(fact for fact in facts if fact), style="dim"))
    dropped = Counter(p.kind for p in document.paragraphs if p not in document.kept())
    if dropped:
        counts = ", ".join(f"{count} {kind}" for kind, count in dropped.items())
        out.print(Text(f"paragraphs set aside: {counts}", style="dim"))
    if reading.actors:
        out.print(Padding(_actor_table(reading.actors), (1, 0, 0, 0), expand=False))
    if reading.dates:
        out.print(Padding(_date_table(reading), (1, 0, 0, 0), expand=False))
    if reading.places:
        out.print(Padding(_place_table(reading), (1, 0, 0, 0), expand=False))
    if reading.attributions:
        out.print(Padding(_attribution_table(reading), (1, 0), expand=False))
    else:
        out.print("no attributions\n")
    if reading.events:
        out.print(Padding(event_table(reading), (0, 0, 1, 0), expand=False))
    if reading.agreements:
        out.print(Padding(agreement_table(reading), (0, 0, 1, 0), expand=False))


def _actor_table(actors: Sequence[Actor]) -> Table:
    table = new_table("actor", "kind", "country", "role", "named as")
    for actor in actors:
        names = dict.fromkeys(span.text for span in actor.mentions)
        table.add_row(*map(Text, (actor.name, actor.kind, actor.country or "", actor.role or "", " | ".join(names))))
    return table


def _date_table(reading: Reading) -> Table:
    table = new_table("date", "is", "precision", "basis")
    rows = dict.fromkeys((d.span.text, d.value or "not known", str(d.precision), str(d.basis)) for d in reading.dates)
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _place_table(reading: Reading) -> Table:
    table = new_table("place", "kind", "country", "region", "lies at", "basis", "named as")
    for p in reading.places:
        spot = "" if p.latitude is None or p.longitude is None else f"{p.latitude:.2f}, {p.longitude:.2f}"
        names = " | ".join(dict.fromkeys(span.text for span in p.mentions))
        table.add_row(*map(Text, (p.name, p.kind, p.country or "", p.region or "", spot, p.basis, names)))
    return table


def _attribution_table(reading: Reading) -> Table:
    names = {actor.id: actor.name for actor in reading.actors}
    table = new_table("#", "according to", "cue", "act", "form", "content")
    for number, a in enumerate(reading.attributions, 1):
        source = Text(a.source.text if a.source else "", style=STYLES["source"])
        speaker = names.get(a.speaker or "")
        if speaker and speaker != source.plain:
            source.append(f"\n= {speaker}" if source else f"({speaker})", style="dim")
        cue = Text(a.cue.text if a.cue else "", style=STYLES["cue"])
        content = Text(" […] ".join(span.text for span in a.content), style=STYLES["content"])
        table.add_row(Text(str(number)), source, cue, Text(a.act), Text(a.form), content)
    return table
