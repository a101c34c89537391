"""Citations of the articles (CSL-JSON, BibTeX), of every record and of the export; and a card that says what it is.

CSL-JSON is what Zotero and pandoc read (citationstyles.org), CITATION.cff the form of citation-file-format.github.io.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import msgspec

from menurut.export import Selection
from menurut.export.files import made_folder, whole_file
from menurut.export.readings import counted
from menurut.export.selection import chosen
from menurut.version import __version__

_MOST_OUTLETS = 20
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "$&#%_"},
}


def write(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes ``articles.json`` (CSL-JSON), ``articles.bib``, ``records.csv``, ``CITATION.cff``, ``README.md``.

    ``records.csv`` has a citation for each attribution, event and incident, with the key of its article in the others.
    Raises ``StoreError``, ``InputError``.
    """
    folder = made_folder(out)
    day = datetime.now(UTC).date().isoformat()
    names = ("articles.json", "articles.bib", "records.csv", "CITATION.cff", "README.md")
    with chosen(store_path, selection) as connection:
        articles = [_cited(row) for row in _rows(connection, _ARTICLES)]
        keys = {article["id"]: article for article in articles}
        with _text(folder / names[0]) as file:
            _items(file, articles)
        with _text(folder / names[1]) as file:
            file.writelines(map(_bibtex, articles))
        with _text(folder / names[2]) as file:
            _records(file, connection, keys)
        counts = _counts(connection)
        with _text(folder / names[3]) as file:
            file.write(_citation_file(selection, counts, day))
        with _text(folder / names[4]) as file:
            file.writelines(_card(connection, selection, counts, day))
    return [folder / name for name in names]


@contextmanager
def _text(path: Path) -> Iterator[TextIO]:
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        yield file


def _rows(connection: sqlite3.Connection, query: str) -> Iterator[sqlite3.Row]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(query)


# ---- articles


def _cited(row: sqlite3.Row) -> dict[str, Any]:
    """An article as its citation needs it; ``key`` tells outlet, day and the beginning of its id."""
    words = unicodedata.normalize("NFKD", row["outlet"] or "article").encode("ascii", "ignore").decode()
    outlet = re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-").lower() or "article"
    day = (row["published"] or "")[:10]
    return {**dict(row), "day": day, "key": f"{outlet}-{day or 'undated'}-{row['id'][:8]}"}


def _items(file: TextIO, articles: Iterable[dict[str, Any]]) -> None:
    file.write("[")
    for number, article in enumerate(articles):
        fields = {
            "id": article["key"],
            "type": "article-newspaper",
            "title": article["title"],
            "container-title": article["outlet"],
            "URL": article["url"],
            "issued": _parts(article["day"]),
            "accessed": _parts((article["read"] or "")[:10]),
            "language": article["language"],
            "note": f"menurut article {article['id']}",
        }
        kept = {name: value for name, value in fields.items() if value}
        file.write((",\n" if number else "\n") + msgspec.json.encode(kept).decode())
    file.write("\n]\n")


def _parts(day: str) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else None


def _bibtex(article: dict[str, Any]) -> str:
    year, month, date = f"{article['day']}--".split("-")[:3]
    url = (article["url"] or "").translate({ord(mark): f"%{ord(mark):02X}" for mark in "{}\\ "})
    fields = {
        "title": f"{{{_tex(article['title'])}}}" if article["title"] else "",
        "howpublished": _tex(article["outlet"]),
        "year": year,
        "month": str(int(month)) if month else "",
        "day": str(int(date)) if date else "",
        "date": article["day"],
        "url": url,
        "urldate": (article["read"] or "")[:10],
        "note": f"menurut article {article['id']}",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{article['key']},\n{lines}}}\n\n"


def _tex(text: str | None) -> str:
    return "".join(_TEX.get(letter, letter) for letter in " ".join((text or "").split()))


# ---- records


def _records(file: TextIO, connection: sqlite3.Connection, articles: dict[str, dict[str, Any]]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("kind", "id", "article", "key", "citation"))
    for row in _rows(connection, _SAID):
        article = articles[row["article"]]
        who = row["speaker"] or row["source"] or "?"
        said = f"{who} ({row['act']}): “{row['words']}”"
        writer.writerow(("attribution", row["id"], row["article"], article["key"], f"{said} {_reference(article)}"))
    for row in _rows(connection, _EVENTS):
        article = articles[row["article"]]
        told = f"{_happened(row)}: “{row['words']}”"
        writer.writerow(("event", row["id"], row["article"], article["key"], f"{told} {_reference(article)}"))
    for row in _rows(connection, _INCIDENTS):
        article = articles[row["article"]]
        told = f"{_happened(row)} ({counted(row['sources'], row['articles'])}); the earliest: {_reference(article)}"
        writer.writerow(("incident", row["id"], row["article"], article["key"], told))


def _happened(row: sqlite3.Row) -> str:
    sides = " → ".join(side for side in (row["did"], row["undergone"]) if side)
    what = "/".join(part for part in (row["type"], row["mode"]) if part)
    return ", ".join(part for part in (f"{what} {sides}".strip(), row["date"], row["status"]) if part)


def _reference(article: dict[str, Any]) -> str:
    """The article as a note cites it: "headline", outlet, day, address."""
    title = f"“{article['title']}”" if article["title"] else None
    parts = (title, article["outlet"], article["day"] or "undated", article["url"])
    return " ".join(f"{', '.join(part for part in parts if part)} [menurut article {article['id']}].".split())


# ---- the export itself


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    row = next(_rows(connection, _COUNTS))
    return {name: row[name] for name in row.keys()}  # noqa: SIM118 (a row iterates over its values)


def _selected(selection: Selection) -> str:
    if selection.everything:
        return "everything in the store"
    parts = (
        ("published since", selection.since),
        ("published until", selection.until),
        ("countries", ", ".join(selection.countries)),
        ("event types", ", ".join(selection.types)),
        ("outlets", ", ".join(selection.outlets)),
    )
    return "; ".join(f"{name} {value}" for name, value in parts if value)


def _summary(counts: dict[str, int]) -> str:
    return (
        f"{counts['articles']:,} articles ({counts['sources']:,} independent texts, {counts['copies']:,} copies), "
        f"{counts['attributions']:,} attributions, {counts['events']:,} events, {counts['incidents']:,} incidents, "
        f"{counts['actors']:,} actors"
    )


def _citation_file(selection: Selection, counts: dict[str, int], day: str) -> str:
    """CITATION.cff; every value is written as JSON has it, which YAML reads alike."""
    abstract = f"Selection: {_selected(selection)}. {_summary(counts)}. Extracted from news articles by a program."
    fields = {
        "cff-version": "1.2.0",
        "message": "If you use this data set, please cite it, and the articles that it rests on.",
        "title": "A sourced record of international affairs, extracted from news by menurut",
        "type": "dataset",
        "version": day,
        "date-released": day,
        "abstract": abstract,
        "authors": [{"name": "The makers of this export"}],
        "references": [
            {
                "type": "software",
                "title": "menurut",
                "version": __version__,
                "authors": [{"name": "The menurut authors"}],
            }
        ],
    }
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())


def _card(connection: sqlite3.Connection, selection: Selection, counts: dict[str, int], day: str) -> Iterator[str]:
    versions = [row["version"] for row in _rows(connection, _VERSIONS)]
    first, last, undated = next(_rows(connection, _SPAN))
    yield "# A sourced record from news / Catatan bersumber dari berita\n\n"
    yield f"Made by menurut {__version__} on {day}; the articles were read by menurut {', '.join(versions) or '?'}.\n\n"
    yield f"**Selection:** {_selected(selection)}. **Holds:** {_summary(counts)}.\n"
    yield f"**Published:** {first or '?'} to {last or '?'}; {undated:,} articles state no date.\n\n"
    yield _KNOW
    for name, title, query in (("language", "Languages", _LANGUAGES), ("outlet", "Outlets", _OUTLETS)):
        yield f"\n## {title}\n\n| {name} | articles |\n|---|---|\n"
        for row in _rows(connection, query):
            yield f"| {_cell(row['name'] or 'not known')} | {row['articles']:,} |\n"
    yield _FILES


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


_KNOW = """## What to know before you use it

- The records were found by a program and hold errors; every one leads to the words it rests on. How many, by kind, is
  measured in menurut's README. A record says what an article says, never what is true.
- Articles that carry the same text count as one independent source; the copies stand beside.
- A date, place or speaker that the text does not tell is left empty; the day of publication is no event's date.
- The articles belong to their publishers. Cite them: `articles.json` (CSL-JSON, for Zotero and pandoc), `articles.bib`.
- People are named as the news names them, accusations included; check the words before you publish a name.

## Sebelum dipakai

- Catatan ini ditemukan oleh program dan bisa keliru; tiap catatan menunjuk ke kata-kata yang menjadi dasarnya.
  Catatan menyatakan apa yang ditulis suatu artikel, bukan apa yang benar.
- Artikel dengan teks yang sama dihitung sebagai satu sumber independen; salinannya disebut di sampingnya.
- Tanggal, tempat, atau penutur yang tidak disebut dalam teks dibiarkan kosong; tanggal terbit bukan tanggal kejadian.
- Hak atas artikel ada pada penerbitnya; sebutkan artikelnya sebagai sumber. Periksa teksnya sebelum memuat nama.
"""
_FILES = """
## Files

| file | holds |
|---|---|
| `articles.json` | the articles as CSL-JSON |
| `articles.bib` | the articles as BibTeX (UTF-8) |
| `records.csv` | kind, id, article, key, citation: one line for each attribution, event and incident |
| `CITATION.cff` | how to cite this export |
"""
_HEADLINE = """coalesce(a.title, (SELECT substr(d.text, p.start + 1, p."end" - p.start) FROM paragraphs p
    WHERE p.article = a.id AND p.kind = 'headline' ORDER BY p.number LIMIT 1))"""
_ARTICLES = f"""
SELECT a.id, a.url, a.outlet, a.published, d.language, {_HEADLINE} AS title, r.started AS read
FROM articles a JOIN chosen_articles c ON c.id = a.id JOIN documents d ON d.article = a.id JOIN runs r ON r.id = a.run
ORDER BY a.published, a.outlet, a.id
"""  # noqa: S608
_SAID = """
SELECT t.id, t.article, t.act, t.source, r.name AS speaker,
  (SELECT group_concat(content, ' … ') FROM (SELECT content FROM contents WHERE attribution = t.id ORDER BY number))
    AS words
FROM attributions t JOIN chosen_articles c ON c.id = t.article LEFT JOIN actors r ON r.id = t.speaker
ORDER BY t.article, t.number
"""
_SIDE = """(SELECT group_concat(name, ', ') FROM (SELECT r.name FROM event_actors x JOIN actors r ON r.id = x.actor
    WHERE x.event = e.id AND x.role = '{}' ORDER BY x.number))"""
_EVENTS = f"""
SELECT e.id, e.article, e.type, e.mode, e.status, d.value AS date, {_SIDE.format("source")} AS did,
  {_SIDE.format("target")} AS undergone, (SELECT words FROM event_triggers WHERE event = e.id AND number = 1) AS words
FROM events e JOIN chosen_events c ON c.id = e.id LEFT JOIN dates d ON d.id = e.date ORDER BY e.article, e.number
"""  # noqa: S608
_PARTY = """(SELECT group_concat(name, ', ') FROM (SELECT name FROM incident_actors
    WHERE incident = i.id AND role = '{}' ORDER BY number))"""
_INCIDENTS = f"""
SELECT i.id, i.type, i.mode, i.status, i.articles, i.sources,
  CASE WHEN i.first = i.last THEN i.first ELSE nullif(coalesce(i.first, '') || '/' || coalesce(i.last, ''), '/') END
    AS date,
  {_PARTY.format("source")} AS did, {_PARTY.format("target")} AS undergone,
  (SELECT e.article FROM incident_events x JOIN chosen_events c ON c.id = x.event JOIN events e ON e.id = x.event
   JOIN articles a ON a.id = e.article WHERE x.incident = i.id
   ORDER BY coalesce(a.published, '9999'), a.outlet, a.id LIMIT 1) AS article
FROM incidents i JOIN chosen_incidents c ON c.id = i.id ORDER BY i.id
"""  # noqa: S608
_COUNTS = """
WITH own AS (
  SELECT c.id, coalesce(m.grp, c.id) AS source FROM chosen_articles c LEFT JOIN copy_members m ON m.article = c.id)
SELECT (SELECT count(*) FROM own) AS articles, (SELECT count(DISTINCT source) FROM own) AS sources,
  (SELECT count(*) - count(DISTINCT source) FROM own) AS copies,
  (SELECT count(*) FROM attributions WHERE article IN (SELECT id FROM own)) AS attributions,
  (SELECT count(*) FROM chosen_events) AS events, (SELECT count(*) FROM chosen_incidents) AS incidents,
  (SELECT count(DISTINCT coalesce(i.identity, r.id)) FROM actors r LEFT JOIN identity_actors i ON i.actor = r.id
   WHERE r.article IN (SELECT id FROM own)) AS actors
"""
_VERSIONS = """
SELECT DISTINCT r.version FROM runs r JOIN articles a ON a.run = r.id JOIN chosen_articles c ON c.id = a.id ORDER BY 1
"""
_SPAN = """
SELECT min(substr(a.published, 1, 10)), max(substr(a.published, 1, 10)), sum(a.published IS NULL)
FROM articles a JOIN chosen_articles c ON c.id = a.id
"""
_LANGUAGES = """
SELECT d.language AS name, count(*) AS articles FROM documents d JOIN chosen_articles c ON c.id = d.article
GROUP BY 1 ORDER BY 2 DESC, 1
"""
_OUTLETS = f"""
SELECT a.outlet AS name, count(*) AS articles FROM articles a JOIN chosen_articles c ON c.id = a.id
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_MOST_OUTLETS}
"""  # noqa: S608
