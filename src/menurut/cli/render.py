"""Records as tables and marked sentences, for people; and as JSON lines, for machines."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from menurut.evaluate.run import Evaluation
from menurut.evaluate.scores import FIGURES, Figure
from menurut.records import Attribution, Problem, Span
from menurut.store import ArticleSummary, StoredAttribution

STYLES = {  # of words that are marked, by what they are
    "source": "bold cyan",
    "cue": "yellow",
    "content": "green",
    "trigger": "bold red",
    "agreement": "bold red",
    "subject": "green",
}
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
    table = new_table("article", "id it came with", "outlet", "published", "lang", "attributions", "events", "headline")
    for s in summaries:
        cells = (s.id[:10], s.given_id or "", s.outlet or "", s.published or "", s.language)
        table.add_row(*map(Text, (*cells, str(s.attributions), str(s.events), s.headline)))
    console().print(table if summaries else "No articles yet.")


def print_attributions(found: Sequence[StoredAttribution]) -> None:
    """Attributions, each in its sentence with the words of source, cue and content marked."""
    out = console()
    for stored in found:
        a = stored.attribution
        out.print(Text(f"{a.id}  {a.act} · {a.form} · score {a.score:.2f}", style="bold"))
        out.print(Text(place_of(stored.article), style="dim"))
        sentence = Span(stored.start, stored.start + len(stored.sentence), stored.sentence)
        out.print(Padding(marked(sentence, _labelled(a), colour=in_colour(out)), (0, 0, 1, 2), expand=False))
    if not found:
        out.print("No attributions.")


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


def _labelled(attribution: Attribution) -> list[tuple[Span, str]]:
    labelled: list[tuple[Span, str]] = [(span, "content") for span in attribution.content]
    return labelled + [(s, name) for s, name in ((attribution.source, "source"), (attribution.cue, "cue")) if s]


def marked(sentence: Span, labelled: Iterable[tuple[Span, str]], *, colour: bool) -> Text:
    """A sentence with words marked: by colour, or as ``[source …]`` where there is none.

    ``labelled`` are spans of the document with what they are (see ``STYLES``); those outside the sentence are passed
    over. Words that two spans share take the inner one's mark.
    """
    text = Text(sentence.text)
    marks = []
    for span, label in labelled:
        start, end = max(span.start, sentence.start), min(span.end, sentence.end)
        if start < end:
            text.stylize(STYLES[label], start - sentence.start, end - sentence.start)
            marks.append((end - sentence.start, 0, start, "]"))
            marks.append((start - sentence.start, 1, -end, f"[{label} "))
    if colour:
        return text
    plain, last = [], 0
    for offset, _, _, mark in sorted(marks):
        plain += [sentence.text[last:offset], mark]
        last = offset
    return Text("".join([*plain, sentence.text[last:]]))


def in_colour(out: Console) -> bool:
    """Whether the console shows colours."""
    return out.is_terminal and out.color_system is not None and not out.no_color


def place_of(article: ArticleSummary) -> str:
    """Where something stands: headline, outlet, date and the beginning of the article's id."""
    parts = (article.headline, article.outlet, article.published, f"article {article.id[:10]}")
    return " · ".join(part for part in parts if part)


def print_line(out: Console, indent: int, text: str | Text, style: str = "") -> None:
    """A line, or several where it is too long, all of them indented."""
    words = Text(text, style=style) if isinstance(text, str) else text
    out.print(Padding(words, (0, 0, 0, indent), expand=False))


def new_table(*columns: str) -> Table:
    """An empty table without lines, whose columns fold."""
    table = Table(box=None, pad_edge=False, header_style="bold underline", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def counted(sources: int, articles: int) -> str:
    """How many independent sources, and how many copies of them: "3 sources, 41 copies"."""
    copies = articles - sources
    told = "1 source" if sources == 1 else f"{sources:,} sources"
    return told if not copies else f"{told}, {'1 copy' if copies == 1 else f'{copies:,} copies'}"
