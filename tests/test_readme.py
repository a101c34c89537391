"""The README's examples, run as a reader would."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from menurut.cli.main import main
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def test_the_article_on_the_first_screen_is_shown_as_printed_there(tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    runner = CliRunner()
    assert runner.invoke(main, ["read", str(ROOT / "examples/articles"), "--store", str(store)]).exit_code == 0
    block = re.search(r"```console\n\$ menurut show ([\w-]+)\n(.*?)```", README, re.DOTALL)
    assert block is not None
    shown = runner.invoke(main, ["show", block[1], "--store", str(store)]).output
    assert lines(shown) == lines(block[2])


def test_the_library_prints_what_the_readme_says() -> None:
    block = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)
    assert block is not None
    output = subprocess.run([sys.executable, "-c", block[1]], capture_output=True, text=True, check=True).stdout
    assert lines(output) == lines(block[2])


def test_every_file_the_readme_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
