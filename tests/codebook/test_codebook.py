"""The codebook says what there is, in both languages, and nothing else."""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
from enum import StrEnum
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from menurut import terms
from menurut.cli.codebook import command
from menurut.code.numbers import CASUALTIES
from menurut.code.ontology import CONTEXTS, Quad, senses
from menurut.codebook import FORMATS, LANGUAGES, book, code_lists, codes, describe, render, write
from menurut.codebook.book import _sentences
from menurut.errors import InputError, NotFoundError
from menurut.export.facts import BODIES
from menurut.link.copies import records as copies
from menurut.store import StoreWriter
from menurut.store.corrections import CorrectionKind
from tests.conftest import ROOT, opened

Layout = dict[str, list[str]]


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """The tables and views of a store, with their columns; SQLite's own and those within an index aside."""
    path = tmp_path_factory.mktemp("store") / "s.db"
    with StoreWriter(path, "k", "0"):
        pass
    with opened(path) as connection:
        kinds = {row[1]: row[2] for row in connection.execute("PRAGMA table_list")}
        return {
            name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            for name, kind in kinds.items()
            if kind != "shadow" and not name.startswith("sqlite_")
        }


def test_every_table_view_and_column_has_a_sentence_and_no_other_has(layout: Layout) -> None:
    for language in LANGUAGES:
        told = {table.name: [column.name for column in table.columns] for table in book(language).tables}
        assert told == layout
        texts = [text for t in book(language).tables for text in (t.text, *(column.text for column in t.columns))]
        assert all(len(text) > 3 and text == text.strip() and not text.endswith(".") for text in texts)
    there = {(table, column) for table, columns in layout.items() for column in ("", *columns)}
    own = {key for key in _sentences() if key[0] != "*"}
    assert own <= there
    left = {column for table, column in there - own}
    assert {column for table, column in _sentences() if table == "*"} <= left, "a general sentence nothing needs"


def enums() -> list[tuple[str, type[StrEnum]]]:
    found = [
        (re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower(), kind)
        for module in (terms, copies)
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, StrEnum) and kind is not StrEnum
    ]
    return [*found, ("quad", Quad), ("correction_kind", CorrectionKind)]


@pytest.mark.parametrize(("name", "kind"), enums(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_code_of_an_enum_is_told_and_no_other(name: str, kind: type[StrEnum]) -> None:
    for language in LANGUAGES:
        assert set(codes(name, language)) == {str(code) for code in kind}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("mode", {mode for sense in senses().values() for mode in sense.modes}),
        ("context", set(CONTEXTS)),
        ("unit", set(CASUALTIES)),
        ("body", set(BODIES)),
        ("language", {"id", "en"}),
    ],
)
def test_the_codes_of_plover_and_of_units_are_told(name: str, wanted: set[str]) -> None:
    assert set(codes(name, "en")) == set(codes(name, "id")) == wanted


def test_every_sector_is_told() -> None:
    import tomllib

    told = set(codes("sector", "en"))
    for code in ("en", "id"):
        data = tomllib.loads((ROOT / f"src/menurut/resolve/gazetteer/sectors_{code}.toml").read_text("utf-8"))
        assert set(data["strong"]) | set(data["medium"]) | set(data["weak"]) <= told
    assert told == set(data["strong"])


def test_every_problem_is_told_and_each_that_is_told_can_be() -> None:
    source = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "src/menurut").rglob("*.py")))
    literal = set(re.findall(r"(?:Problem|StepError|DamagedError)\(\s*(?:(?:\"\w+\"|step|\w+), )?\"(\w+)\"", source))
    told = set(codes("problem", "en"))
    assert {code for code in literal if "_" in code or code in ("empty", "damaged")} <= told
    assert [code for code in told if f'"{code}"' not in source] == []


def test_codes_differ_from_each_other_and_between_the_languages() -> None:
    for name in code_lists():
        english, indonesian = codes(name, "en"), codes(name, "id")
        assert list(english) == list(indonesian)
        for meanings in (english, indonesian):
            assert len(set(meanings.values())) == len(meanings), name
        assert all(english[code] != indonesian[code] for code in english), name


def test_columns_point_to_lists_that_there_are() -> None:
    used = {column.codes for table in book("en").tables for column in table.columns if column.codes}
    assert used <= set(code_lists())
    assert describe("actors", "kind", "id") == "apakah ia"
    assert "independent" in describe("incidents", "sources", "en")
    assert describe("runs", None, "en") == "one call of menurut that wrote into the store"


@pytest.mark.parametrize(
    ("table", "column", "language", "error"),
    [
        ("actors", "nothing", "en", NotFoundError),
        ("nothing", "article", "en", NotFoundError),
        ("nothing", None, "en", NotFoundError),
        ("actors", "kind", "fr", InputError),
    ],
)
def test_what_is_not_there_is_said_in_words(
    table: str, column: str | None, language: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        describe(table, column, language)
    with pytest.raises(NotFoundError, match="event_type"):
        codes("nothing", "en")
    with pytest.raises(InputError, match="markdown"):
        render("en", "pdf")


@pytest.mark.parametrize(("name", "language"), [("codebook.md", "en"), ("kamus.md", "id")])
def test_the_pages_are_up_to_date(name: str, language: str) -> None:
    made = f"menurut codebook --format markdown --language {language} > docs/{name}"
    assert (ROOT / "docs" / name).read_text("utf-8") == render(language, "markdown"), f"make it anew: {made}"


class Opened(HTMLParser):
    """Looks whether every element that is opened is closed, and that links lead to what is there."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.add(value or "")
            if name == "href":
                self.links.add((value or "").removeprefix("#"))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_holds_every_column(language: str, layout: Layout) -> None:
    columns = sum(map(len, layout.values()))
    number = sum(len(codes(name, language)) for name in code_lists())
    whole = json.loads(render(language, "json"))
    assert sum(len(table["columns"]) for table in whole["tables"]) == columns
    assert all(table["text"][language] for table in whole["tables"])
    rows = list(csv.DictReader(io.StringIO(render(language, "csv"))))
    assert len(rows) == columns + number + len(layout)
    assert all(row[code] for row in rows for code in LANGUAGES)
    page = Opened()
    page.feed(render(language, "html"))
    assert not page.open
    assert page.links <= page.ids
    for form in FORMATS:
        assert all(name in render(language, form) for name in layout)


def test_the_command_prints_it() -> None:
    done = CliRunner().invoke(command, ["--language", "id", "--format", "markdown"])
    assert done.exit_code == 0
    assert done.output == render("id", "markdown")


def test_an_export_is_given_files_for_people_and_for_programs(tmp_path: Path) -> None:
    assert [path.name for path in write(tmp_path)] == ["codebook.md", "kamus.md", "codebook.csv", "codebook.json"]
    assert (tmp_path / "kamus.md").read_text("utf-8") == render("id", "markdown")
