"""The examples run as a reader would run them, and docs/examples.md shows what they print."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import menurut
from menurut.store.search import Filters, Kind
from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the bundled articles."""
    store = tmp_path_factory.mktemp("bundled") / "s.db"
    command = [sys.executable, "-m", "menurut", "read", str(EXAMPLES / "articles"), "--store", str(store), "--quiet"]
    subprocess.run(command, check=True)
    return store


def run(script: str, *arguments: str, folder: Path) -> str:
    command = [sys.executable, str(EXAMPLES / script), *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8").stdout


def test_the_page_shows_what_the_examples_print(bundled: Path, tmp_path: Path) -> None:
    page = (ROOT / "docs/examples.md").read_text("utf-8")
    shown = re.findall(r"\$ python examples/(\w+\.py)\n(.*?)```", page, re.DOTALL)
    assert len(shown) == 3
    for script, output in shown:
        assert run(script, str(bundled), folder=tmp_path) == output, "make it anew: python examples/output.py"


def test_an_example_without_a_store_reads_the_bundled_articles(bundled: Path, tmp_path: Path) -> None:
    assert run("who_says_what.py", folder=tmp_path) == run("who_says_what.py", str(bundled), folder=tmp_path)


def test_the_plot_has_a_bar_for_each_line(bundled: Path, tmp_path: Path) -> None:
    lines = run("a_dyad_as_a_plot.py", str(bundled), "NOR", "VNM", "plot.svg", folder=tmp_path).splitlines()
    root = ET.fromstring((tmp_path / "plot.svg").read_text("utf-8"))
    assert lines[-1] == "drawn to plot.svg"
    bars = root.findall("{http://www.w3.org/2000/svg}rect")
    assert len(bars) == len(lines) - 1 or not bars  # matplotlib draws them as paths


def test_the_code_of_the_library_page_runs(
    bundled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pandas")
    (tmp_path / "news.db").symlink_to(bundled)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for code in re.findall(r"```python\n(.*?)```", (ROOT / "docs/library.md").read_text("utf-8"), re.DOTALL):
        exec(code, names)
    assert "ASSAULT" in capsys.readouterr().out
    assert "intensity" in names["incidents"].column_names  # type: ignore[attr-defined]


def test_a_store_is_read_as_the_library_page_says(bundled: Path) -> None:
    with menurut.open(bundled) as store:
        lines = list(store.incidents(country="ETH"))
        assert lines
        assert store.incident(lines[0].id).line == lines[0]
        assert {p.stance for p in store.positions()} >= {menurut.Stance.DENIES}
        assert all(change.from_stance != change.to_stance for change in store.position_changes())
        assert len(list(store.events())) == store.table("events").num_rows
        assert store.search("Zalambessa", Filters(kind=Kind.ARTICLE)).total == 2
        for name in store.tables():
            table = store.table(name)
            assert all(field.metadata[b"description:id"] for field in table.schema)
        with pytest.raises(menurut.NotFoundError, match="incident_positions"):
            store.table("nothing")
        incidents = store.table("incidents")
    days = [str(day) if day is not None else None for day in incidents.column("first").to_pylist()]
    assert sorted(filter(None, days)) == sorted(
        filter(None, (line.first for line in menurut.open(bundled).incidents()))
    )


def test_a_store_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(menurut.StoreError, match="menurut read"):
        menurut.open(tmp_path / "none.db")
    with pytest.raises(AttributeError):
        menurut.nothing  # noqa: B018
