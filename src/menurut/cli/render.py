"""Records as tables and marked sentences, for people; and as JSON lines, for machines."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from menurut.evaluate.run import Evaluation
from menurut.evaluate.scores import FIGURES, Figure
from menurut.records import Actor, Attribution, ParagraphKind, Problem, Reading, SeenRole, Span
from menurut.store import ArticleSummary, IdentitySummary, StoredActor, StoredAttribution, StoredIdentity

_STYLES = {"source": "bold cyan", "cue": "yellow", "content": "green"}
_LANGUAGES = {"id": "Indonesian", "en": "English"}
_WIDTH = 110  # columns where there is no terminal


def console() -> Console:
    """A console on standard output, as wide as the terminal, in colour only there."""
    width = None if sys.stdout.isatty() else max(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns)
    return Console(width=width, highlight=False, soft_wrap=False)


def print_json(records: Iterable[Any]) -> None:
    """Each record as one line of JSON."""
    for record in records:
        sys.stdout.write(msgspec.json.encode(record, enc_hook=_plain).decode() + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, Figure):
        return {"precision": value.precision, "recall": value.recall, "f1": value.f1}
    raise NotImplementedError(f"{type(value).__name__} has no form in JSON")


def print_summaries(summaries: Sequence[ArticleSummary]) -> None:
    """A table of articles."""
    table = new_table("article", "id it came with", "outlet", "published", "lang", "attributions", "headline")
    for s in summaries:
        cells = (s.id[:10], s.given_id or "", s.outlet or "", s.published or "", s.language, str(s.attributions))
        table.add_row(*map(Text, cells), Text(s.headline))
    console().print(table if summaries else "No articles yet.")


def print_reading(reading: Reading) -> None:
    """An article: where it comes from, what was dropped, its actors and its attributions, each with its words."""
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
        source = Text(a.source.text if a.source else "", style=_STYLES["source"])
        speaker = names.get(a.speaker or "")
        if speaker and speaker != source.plain:
            source.append(f"\n= {speaker}" if source else f"({speaker})", style="dim")
        cue = Text(a.cue.text if a.cue else "", style=_STYLES["cue"])
        content = Text(" […] ".join(span.text for span in a.content), style=_STYLES["content"])
        table.add_row(Text(str(number)), source, cue, Text(a.act), Text(a.form), content)
    return table


def print_attributions(found: Sequence[StoredAttribution]) -> None:
    """Attributions, each in its sentence with the words of source, cue and content marked."""
    out = console()
    for stored in found:
        a = stored.attribution
        out.print(Text(f"{a.id}  {a.act} · {a.form} · score {a.score:.2f}", style="bold"))
        out.print(Text(_place(stored.article), style="dim"))
        out.print(Padding(marked(stored.sentence, stored.start, a, colour=_in_colour(out)), (0, 0, 1, 2), expand=False))
    if not found:
        out.print("No attributions.")


def print_actors(found: Sequence[StoredActor], *, full: bool) -> None:
    """Actors: a line each, or in full with their names and what they say."""
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
        out.print(Text(_place(s.article), style="dim"))
        names = " | ".join(dict.fromkeys(span.text for span in s.actor.mentions))
        out.print(
            Padding(Text(f"role: {s.actor.role or 'none stated'}\nnamed as: {names}"), (0, 0, 0, 2), expand=False)
        )
        for a in s.said:
            cue = a.cue.text if a.cue else "—"
            content = " […] ".join(span.text for span in a.content)
            out.print(Padding(Text(f"{a.act} · {cue}: {content}"), (0, 0, 0, 4), expand=False))
        out.print()


def print_identities(found: Sequence[StoredIdentity]) -> None:
    """Actors across articles in full: names, dated roles and what they say, article by article."""
    out = console()
    for identity in found:
        country = identity.country or "country not known"
        head = f"{identity.name}  ({identity.kind}, {country})"
        out.print(Text(" · ".join(filter(None, (head, identity.wikidata, identity.id))), style="bold"))
        names = [f"{n.name} ({_seen(n.first, n.last, n.articles)})" for n in identity.names]
        _line(out, 2, "called: " + " | ".join(names))
        for role in identity.roles:
            _line(out, 2, f"role: {role.role} ({_role_dates(role)})")
        if identity.aliases:
            _line(out, 2, "ids it had: " + " ".join(identity.aliases))
        for stored in identity.actors:
            _print_seen(out, stored)
        if identity.ambiguous:
            _line(out, 2, "perhaps also, the name fits others as well:")
            for stored in identity.ambiguous:
                _print_seen(out, stored)
        out.print()


def print_identity_summaries(found: Sequence[IdentitySummary]) -> None:
    """Actors across articles, a line each."""
    table = new_table("actor", "kind", "country", "role", "articles", "said", "id")
    for i in found:
        cells = (i.name, i.kind, i.country or "", i.role or "", str(i.articles), str(i.said), i.id[:10])
        table.add_row(*map(Text, cells))
    console().print(table)


def _print_seen(out: Console, stored: StoredActor) -> None:
    """An actor in one article: where, named how, and what it says there, each with the id that shows its words."""
    _line(out, 2, _place(stored.article), style="dim")
    names = " | ".join(dict.fromkeys(span.text for span in stored.actor.mentions))
    _line(out, 4, f"named as: {names}")
    for a in stored.said:
        cue = a.cue.text if a.cue else "—"
        content = " […] ".join(span.text for span in a.content)
        _line(out, 4, f"{a.id[:10]} {a.act} · {cue}: {content}")


def _line(out: Console, indent: int, text: str, style: str = "") -> None:
    out.print(Padding(Text(text, style=style), (0, 0, 0, indent), expand=False))


def _seen(first: str | None, last: str | None, articles: int) -> str:
    count = "1 article" if articles == 1 else f"{articles} articles"
    if first is None:
        return count
    return f"{count}, {first}" if first == last else f"{count}, {first} – {last}"


def _role_dates(role: SeenRole) -> str:
    if role.basis == "table":
        return f"held {role.first or '?'} – {role.last or ''}, by the table of offices".replace(" – ,", " –,")
    return _seen(role.first, role.last, role.articles)


def print_problems(problems: Sequence[Problem], *, most: int | None) -> None:
    """Problems by step and code, with how many of each; of each code the first ``most``, or all."""
    out = console()
    if not problems:
        out.print("No problems.")
        return
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.step, problem.code), []).append(problem)
    for (step, code), group in groups.items():
        out.print(Text(f"{step}: {code} ({len(group):,})", style="bold"))
        for problem in group[:most]:
            place = problem.origin or problem.article_id or "the whole input"
            out.print(Text(f"  {place}: {problem.message}"), soft_wrap=True)
        if most is not None and len(group) > most:
            out.print(Text(f"  … and {len(group) - most:,} more; --all lists them", style="dim"))


def print_evaluation(evaluation: Evaluation) -> None:
    """The figures of all articles, then F1 per outlet."""
    out = console()
    table = new_table(f"{evaluation.articles} articles", "P", "R", "F1", "gold", "predicted")
    for name in FIGURES:
        f = evaluation.figures[name]
        cells = (name, f"{f.precision:.3f}", f"{f.recall:.3f}", f"{f.f1:.3f}", f"{f.gold:,}", f"{f.predicted:,}")
        table.add_row(*map(Text, cells))
    out.print(table)
    shown = [name for name in FIGURES if not name.endswith("_given")]
    by_outlet = new_table("F1 per outlet", "articles", *shown)
    for outlet, (count, figures) in evaluation.by_outlet.items():
        f1 = [f"{figures[name].f1:.2f}" if figures[name].gold + figures[name].predicted else "–" for name in shown]
        by_outlet.add_row(*map(Text, (outlet, str(count), *f1)))
    out.print()
    Console(width=max(out.width, 150), highlight=False).print(by_outlet)
    for problem in evaluation.problems:
        out.print(Text(f"not read: {problem.origin}: {problem.message}"))


def marked(sentence: str, start: int, attribution: Attribution, *, colour: bool) -> Text:
    """A sentence with an attribution's words marked: by colour, or as ``[source …]`` where there is none.

    ``start`` is the place of the sentence in its document. Words that two spans share take the inner one's mark.
    """
    labelled: list[tuple[Span, str]] = [(span, "content") for span in attribution.content]
    labelled += [(span, name) for span, name in ((attribution.source, "source"), (attribution.cue, "cue")) if span]
    text = Text(sentence)
    for span, label in labelled:
        text.stylize(_STYLES[label], span.start - start, span.end - start)
    if colour:
        return text
    marks = [(span.end - start, 0, span.start, "]") for span, _ in labelled]
    marks += [(span.start - start, 1, -span.end, f"[{label} ") for span, label in labelled]
    plain, last = [], 0
    for offset, _, _, mark in sorted(marks):
        plain += [sentence[last:offset], mark]
        last = offset
    return Text("".join([*plain, sentence[last:]]))


def _in_colour(out: Console) -> bool:
    return out.is_terminal and out.color_system is not None and not out.no_color


def _place(article: ArticleSummary) -> str:
    parts = (article.headline, article.outlet, article.published, f"article {article.id[:10]}")
    return " · ".join(part for part in parts if part)


def new_table(*columns: str) -> Table:
    """An empty table without lines, whose columns fold."""
    table = Table(box=None, pad_edge=False, header_style="bold underline", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
