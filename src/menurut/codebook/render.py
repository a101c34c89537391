"""The codebook as text, Markdown, HTML, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from html import escape
from pathlib import Path
from types import MappingProxyType

from menurut.codebook.book import LANGUAGES, Book, Column, Table, book, words
from menurut.errors import InputError
from menurut.version import __version__

# What `write` leaves in a folder: the name of each file, its format and language.
_FILES = (
    ("codebook.md", "markdown", "en"),
    ("kamus.md", "markdown", "id"),
    ("codebook.csv", "csv", "en"),
    ("codebook.json", "json", "en"),
)


def render(language: str, form: str = "text") -> str:
    """The codebook in a language (``en``, ``id``) and a format of ``FORMATS``; CSV and JSON hold both languages.

    Raises ``InputError`` where there is no such language or format.
    """
    if form not in FORMATS:
        raise InputError(f"the codebook comes as {', '.join(FORMATS)}, not as {form!r}")
    return FORMATS[form](book(language))


def write(folder: Path) -> list[Path]:
    """Writes the codebook beside data that is given away, and returns its files.

    Both languages, for people (Markdown) and for programs (CSV, JSON). Each is there whole or not at all. Raises
    ``OSError``.
    """
    found = []
    for name, form, language in _FILES:
        path = folder / name
        part = folder / f".{name}.part"
        try:
            part.write_text(render(language, form), encoding="utf-8", newline="")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        found.append(path)
    return found


def _intro(held: Book) -> list[str]:
    from menurut.store.schema import SCHEMA_VERSION

    said = words(held.language)
    return [said["intro"].format(version=__version__, schema=SCHEMA_VERSION), said["offsets"]]


def _kinds(held: Book) -> Iterator[tuple[str, tuple[Table, ...]]]:
    said = words(held.language)
    for kind, heading in (("table", "tables"), ("view", "views")):
        yield said[heading], tuple(table for table in held.tables if table.kind == kind)


def _holds(held: Book, column: Column) -> str:
    """What a column holds, with the list of its codes."""
    if column.codes is None:
        return column.text
    return f"{column.text} ({words(held.language)['see'].format(codes=column.codes)})"


def _text(held: Book) -> str:
    said = words(held.language)
    lines = [said["title"], "", *_intro(held)]
    for heading, tables in _kinds(held):
        lines += ["", heading.upper()]
        for table in tables:
            lines += ["", f"{table.name}: {table.text}"]
            lines += _aligned({column.name: _holds(held, column) for column in table.columns})
    lines += ["", said["codes"].upper()]
    for name, meanings in held.codes.items():
        lines += ["", name, *_aligned(meanings)]
    return "\n".join(lines) + "\n"


def _aligned(rows: Mapping[str, str]) -> list[str]:
    width = max(map(len, rows), default=0)
    return [f"  {name:<{width}}  {text}" for name, text in rows.items()]


def _markdown(held: Book) -> str:
    said = words(held.language)
    lines = [f"# {said['title']}", "", *_intro(held)]
    for heading, tables in _kinds(held):
        lines += ["", f"## {heading}"]
        for table in tables:
            lines += ["", f"### {table.name}", "", f"{_cell(table.text)}.", ""]
            lines += [f"| {said['column']} | {said['type']} | {said['holds']} |", "|---|---|---|"]
            lines += [f"| `{c.name}` | {c.type} | {_cell(_linked(held, c))} |" for c in table.columns]
    lines += ["", f"## {said['codes']}"]
    for name, meanings in held.codes.items():
        lines += ["", f"### {name}", "", f"| {said['code']} | {said['means']} |", "|---|---|"]
        lines += [f"| `{code}` | {_cell(meaning)} |" for code, meaning in meanings.items()]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _linked(held: Book, column: Column) -> str:
    if column.codes is None:
        return column.text
    return f"{column.text} ({words(held.language)['see'].format(codes=f'[{column.codes}](#{column.codes})')})"


def _html(held: Book) -> str:
    said = words(held.language)
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{held.language}"><head><meta charset="utf-8"><title>{escape(said["title"])}</title></head><body>',
        f"<h1>{escape(said['title'])}</h1>",
        *(f"<p>{escape(line)}</p>" for line in _intro(held)),
    ]
    for heading, tables in _kinds(held):
        lines.append(f"<h2>{escape(heading)}</h2>")
        for table in tables:
            lines += [f'<h3 id="{table.name}">{table.name}</h3>', f"<p>{escape(table.text)}.</p>"]
            rows = ((c.name, c.type, _html_holds(held, c)) for c in table.columns)
            lines += _html_table((said["column"], said["type"], said["holds"]), rows)
    lines.append(f"<h2>{escape(said['codes'])}</h2>")
    for name, meanings in held.codes.items():
        lines.append(f'<h3 id="code-{name}">{name}</h3>')
        lines += _html_table((said["code"], said["means"]), ((c, escape(m)) for c, m in meanings.items()))
    return "\n".join((*lines, "</body></html>", ""))


def _html_holds(held: Book, column: Column) -> str:
    if column.codes is None:
        return escape(column.text)
    link = f'<a href="#code-{column.codes}">{column.codes}</a>'
    return f"{escape(column.text)} ({words(held.language)['see'].format(codes=link)})"


def _html_table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """A table whose last cells are HTML already, and whose other cells are names."""
    yield "<table><thead><tr>" + "".join(f'<th scope="col">{escape(head)}</th>' for head in heads) + "</tr></thead>"
    for first, *rest in rows:
        cells = "".join(f"<td>{cell}</td>" for cell in rest)
        yield f'<tr><th scope="row"><code>{escape(first)}</code></th>{cells}</tr>'
    yield "</table>"


def _json(held: Book) -> str:
    from menurut.store.schema import SCHEMA_VERSION

    other = {language: book(language) for language in LANGUAGES}

    def both(*texts: str) -> dict[str, str]:
        return dict(zip(LANGUAGES, texts, strict=True))

    tables = [
        {
            "name": table.name,
            "kind": table.kind,
            "text": both(*(other[language].tables[number].text for language in LANGUAGES)),
            "columns": [
                {
                    "name": column.name,
                    "type": column.type,
                    "required": column.required,
                    "codes": column.codes,
                    "text": both(*(other[language].tables[number].columns[at].text for language in LANGUAGES)),
                }
                for at, column in enumerate(table.columns)
            ],
        }
        for number, table in enumerate(held.tables)
    ]
    codes = {
        name: {code: both(*(other[language].codes[name][code] for language in LANGUAGES)) for code in meanings}
        for name, meanings in held.codes.items()
    }
    whole = {"menurut": __version__, "schema": SCHEMA_VERSION, "tables": tables, "codes": codes}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _csv(held: Book) -> str:
    """A row on each table, column and code: what it is, of which table or list, its name, type, codes, and meaning."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("what", "of", "name", "type", "codes", *LANGUAGES))
    books = [book(language) for language in LANGUAGES]
    for tables in zip(*(each.tables for each in books), strict=True):
        table = tables[0]
        writer.writerow((table.kind, "", table.name, "", "", *(each.text for each in tables)))
        for columns in zip(*(each.columns for each in tables), strict=True):
            column = columns[0]
            texts = (each.text for each in columns)
            writer.writerow(("column", table.name, column.name, column.type, column.codes or "", *texts))
    for name, meanings in held.codes.items():
        for code in meanings:
            writer.writerow(("code", name, code, "", "", *(each.codes[name][code] for each in books)))
    return out.getvalue()


FORMATS: Mapping[str, Callable[[Book], str]] = MappingProxyType(
    {"text": _text, "html": _html, "json": _json, "csv": _csv, "markdown": _markdown}
)
