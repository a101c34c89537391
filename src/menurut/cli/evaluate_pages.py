"""``menurut evaluate-pages``: how well the main text, headline and date of saved pages are read."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from menurut.cli.floors import keep_floors
from menurut.cli.options import json_option
from menurut.cli.render import console, new_table, print_json
from menurut.config import Config
from menurut.evaluate.pages import PageScores, evaluate_pages

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command("evaluate-pages")
@click.argument("folder", type=_FOLDER)
@click.option("--worst", default=10, show_default=True, help="How many of the pages with the lowest F1 to list.")
@click.option("--floors", type=_FILE, help="A TOML file of the least each figure may be; below it, exit status 1.")
@click.option("--set", "set_name", default="pages", show_default=True, help="The table of the floors file to keep to.")
@json_option
def command(folder: Path, worst: int, floors: Path | None, set_name: str, as_json: bool) -> None:
    """Read the saved pages of FOLDER and score their text, headlines and dates against its ground-truth.json."""
    scores = evaluate_pages(folder, Config())
    figures = scores.figures()
    if as_json:
        print_json([{"pages": len(scores.pages), "figures": figures, "each": scores.pages}])
    else:
        _print(scores, worst)
    if floors is not None:
        keep_floors(figures, floors, set_name, figures)


def _print(scores: PageScores, worst: int) -> None:
    out = console()
    figures = scores.figures()
    table = new_table(f"{len(scores.pages)} pages", "P", "R", "F1", "right", "of")
    text = (f"{figures[name]:.3f}" for name in ("precision", "recall", "body"))
    table.add_row(*map(Text, ("body", *text, "", "")))
    for name in ("headline", "date"):
        known = sum(getattr(page, name) is not None for page in scores.pages)
        table.add_row(*map(Text, (name, "", "", "", f"{figures[name]:.3f}", f"{known:,}")))
    out.print(table)
    out.print(Text(f"{figures['speed']:.1f} pages a second on one core\n"))
    listed = new_table("lowest F1", "P", "R", "F1", "headline", "date", "problem")
    for page in sorted(scores.pages, key=lambda page: page.f1)[: max(0, worst)]:
        marks = ("" if right is None else "right" if right else "wrong" for right in (page.headline, page.date))
        cells = (page.name[:28], f"{page.precision:.2f}", f"{page.recall:.2f}", f"{page.f1:.2f}", *marks)
        listed.add_row(*map(Text, (*cells, page.problem or "")))
    out.print(listed)
    for name in ("headline", "date"):
        wrong = [page.name[:28] for page in scores.pages if getattr(page, name) is False]
        if wrong:
            out.print(Text(f"{name} wrong: {', '.join(wrong)}"))
