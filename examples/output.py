"""Runs the examples on the bundled articles and writes what they print to docs/examples.md.

python examples/output.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from bundled import opened

HERE = Path(__file__).resolve().parent
SCRIPTS = ("a_month_of_a_conflict.py", "who_says_what.py", "a_dyad_as_a_plot.py")
HEAD = """# Examples

Three scripts in `examples/`, run on the articles that are bundled with menurut (all invented by us); each takes the
path of a store as its first argument and then works on yours. This page is made by `python examples/output.py`.
"""


def page(store: str | None = None) -> str:
    """The page: of each script its first sentence, and what it prints; ``store`` is one of the bundled articles."""
    parts = [HEAD]
    for name in SCRIPTS:
        first = (HERE / name).read_text("utf-8").split('"""')[1].splitlines()[0].rstrip(".")
        parts.append(f"## {first}\n\n```console\n$ python examples/{name}\n{_run(name, store)}```\n")
    return "\n".join(parts)


def _run(name: str, store: str | None) -> str:
    more = [store] if store is not None else []
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, str(HERE / name), *more], cwd=folder, check=True, capture_output=True, encoding="utf-8"
        )
    return done.stdout


if __name__ == "__main__":
    with opened(None) as made:
        (HERE.parent / "docs/examples.md").write_text(page(str(made.path)), "utf-8")
