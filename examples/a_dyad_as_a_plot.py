"""Two states' relations as a plot: a bar for each type of event and month, down for conflict, up for cooperation.

python examples/a_dyad_as_a_plot.py [STORE [STATE STATE [FILE.svg]]]

With matplotlib where it is installed, else as an SVG written here.
"""

# ruff: noqa: T201 (what it prints is the example)
from __future__ import annotations

import sys
from html import escape
from importlib.util import find_spec
from pathlib import Path

from bundled import opened

from menurut.store.incidents import Relation

WIDTH, HEIGHT, LEFT = 720, 320, 50  # pixels
MOST = 10.0  # intensity goes from -10 to 10


def main(path: str | None = None, state: str = "ERI", other: str = "ETH", out: str = "dyad.svg") -> None:
    """Prints the relations of two states by month and type, and draws them."""
    with opened(path) as store:
        rows = store.relations(state, other)
    for row in rows:
        print(f"{row.month or 'no month'}  {row.type:<10} {row.intensity:+5.1f}  incidents: {row.incidents}")
    title = f"{state} and {other}: intensity of what happened between them"
    if find_spec("matplotlib") is not None:
        _matplotlib(rows, title, out)
    else:
        Path(out).write_text(_svg(rows, title), encoding="utf-8")
    print(f"drawn to {out}")


def _label(row: Relation) -> str:
    return f"{row.month or '?'} {row.type}"


def _matplotlib(rows: tuple[Relation, ...], title: str, out: str) -> None:
    from matplotlib.figure import Figure  # type: ignore[import-not-found]

    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), layout="constrained")
    axes = figure.subplots()
    axes.bar([_label(row) for row in rows], [row.intensity for row in rows])
    axes.axhline(0, linewidth=1)
    axes.set(title=title, ylim=(-MOST, MOST), ylabel="intensity")
    axes.tick_params(axis="x", rotation=30)
    figure.savefig(out)


def _svg(rows: tuple[Relation, ...], title: str) -> str:
    middle, step = HEIGHT / 2, (WIDTH - LEFT) / max(len(rows), 1)
    scale = (middle - 45) / MOST
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-size="12">',
        f"<title>{escape(title)}</title>",
        f'<text x="{LEFT}" y="16">{escape(title)}</text>',
    ]
    for level in (-10, -5, 0, 5, 10):
        y = middle - level * scale
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y:g}" y2="{y:g}" stroke="#ccc"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:g}" text-anchor="end">{level}</text>')
    for number, row in enumerate(rows):
        x, height = LEFT + number * step + step * 0.2, row.intensity * scale
        colour = "#b35900" if row.intensity < 0 else "#2166ac"
        top = middle - max(height, 0.0)
        parts.append(
            f'<rect x="{x:.1f}" y="{top:.1f}" width="{step * 0.6:.1f}" height="{abs(height):.1f}" fill="{colour}">'
            f"<title>{escape(_label(row))}: {row.intensity:+.1f}</title></rect>"
        )
        for line, text in enumerate((row.month or "?", row.type)):
            at = f'x="{x + step * 0.3:.1f}" y="{HEIGHT - 20 + 14 * line}" text-anchor="middle"'
            parts.append(f"<text {at}>{escape(text)}</text>")
    return "\n".join((*parts, "</svg>", ""))


if __name__ == "__main__":
    main(*sys.argv[1:])
