"""What was said, as schema.org ``Claim`` (schema.org/Claim) in JSON-LD. Never whether it is true."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import msgspec

from menurut.export import Selection
from menurut.export.files import whole_file
from menurut.export.selection import chosen
from menurut.ids import digest
from menurut.records import Act

_AUTHORS = {  # kind of actor: its type in schema.org
    "person": "Person",
    "state": "GovernmentOrganization",
    "agency": "GovernmentOrganization",
    "organisation": "Organization",
    "group": "Organization",
}
_FEWEST = 6  # words from which what a speaker says in two independent articles is taken as one claim
_DENIED = "The author denies this. / Penulisnya membantah hal ini."


def write(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes what the chosen articles say that somebody said, as a JSON-LD graph, one claim a line, the earliest first.

    The same words of the same speaker are one claim with an ``appearance`` for each article, ``firstAppearance`` the
    earliest by date. Few words ("kedatangan itu"), and those of somebody who has no name across articles, are the same
    only in copies of one text. ``text`` is what is said; where the author denies it, ``disambiguatingDescription`` says
    so. Where somebody takes no position nothing is claimed, so that is left out. Raises ``StoreError``, ``InputError``.
    """
    with chosen(store_path, selection) as connection, whole_file(out) as part, part.open("wb") as file:
        _key(connection)
        file.write(b'{"@context":["https://schema.org",{"menurut":"urn:menurut:"}],"@graph":[')
        for number, claim in enumerate(_claims(connection)):
            file.write((b",\n" if number else b"\n") + msgspec.json.encode(claim))
        file.write(b"\n]}\n")
    return [out]


def _key(connection: sqlite3.Connection) -> None:
    """Puts a key beside each attribution that makes a claim: alike where speaker and words are."""
    connection.execute("CREATE TEMP TABLE claim_keys (attribution TEXT PRIMARY KEY, key TEXT, day TEXT) WITHOUT ROWID")
    rows = connection.execute(_SAID, (Act.NO_POSITION,))
    keyed = ((name, _same(*told), day) for name, day, *told in rows)
    connection.executemany("INSERT INTO claim_keys VALUES (?, ?, ?)", keyed)


def _same(act: str, identity: str | None, text: str, speaker: str | None, independent: str) -> str:
    """A hash that is the same for what is the same claim."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    denied = "denied" if act == Act.DENY else None
    alone = None if identity is not None and len(words) >= _FEWEST else independent
    return digest(("claim", denied, identity or (speaker or "").casefold(), alone, " ".join(words)))


def _claims(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    for _, group in groupby(cursor.execute(_ROWS), key=itemgetter("key")):
        yield _claim(list(group))


def _claim(rows: list[sqlite3.Row]) -> dict[str, Any]:
    """A claim of the rows that tell it, the earliest first."""
    first = rows[0]
    claim: dict[str, Any] = {"@type": "Claim", "@id": f"urn:menurut:claim:{first['key']}", "text": first["content"]}
    if first["act"] == Act.DENY:
        claim["disambiguatingDescription"] = _DENIED
    author = _author(first)
    if author is not None:
        claim["author"] = author
    if first["published"] is not None:
        claim["datePublished"] = first["published"]
    claim["inLanguage"] = first["language"]
    claim["keywords"] = _each(row["act"] for row in rows)
    appearances = list({row["article"]: _appearance(row) for row in rows}.values())
    claim["firstAppearance"] = {"@id": appearances[0]["@id"]}
    claim["appearance"] = appearances
    claim["menurut:sources"] = len({row["independent"] for row in rows})
    claim["menurut:articles"] = len(appearances)
    claim["menurut:attributions"] = [row["attribution"] for row in rows]
    return claim


def _author(row: sqlite3.Row) -> dict[str, Any] | None:
    """The speaker; as the text words it where it has no record, ``None`` where the text names nobody."""
    name = row["name"] or row["source"]
    if name is None:
        return None
    author: dict[str, Any] = {"@type": _AUTHORS.get(row["kind"], "Thing")}
    if row["identity"] is not None:
        author["@id"] = f"urn:menurut:identity:{row['identity']}"
    author["name"] = name
    if row["wikidata"] is not None:
        author["sameAs"] = f"https://www.wikidata.org/entity/{row['wikidata']}"
    if row["role"] is not None and author["@type"] == "Person":
        author["jobTitle"] = row["role"]
    return author


def _appearance(row: sqlite3.Row) -> dict[str, Any]:
    article: dict[str, Any] = {"@type": "NewsArticle", "@id": row["url"] or f"urn:menurut:article:{row['article']}"}
    fields = {"url": row["url"], "headline": row["title"], "datePublished": row["published"]}
    article |= {name: value for name, value in fields.items() if value is not None}
    article["inLanguage"] = row["language"]
    if row["outlet"] is not None:
        article["publisher"] = {"@type": "NewsMediaOrganization", "name": row["outlet"]}
    return article


def _each(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


_CONTENT = """(SELECT group_concat(content, ' … ') FROM
  (SELECT content FROM contents WHERE attribution = t.id ORDER BY number))"""  # the parts of what is said
_INDEPENDENT = "coalesce((SELECT grp FROM copy_members WHERE article = t.article), t.article)"
_SAID = f"""
SELECT t.id, substr(a.published, 1, 10), t.act, i.identity, {_CONTENT} AS content, coalesce(r.name, t.source),
  {_INDEPENDENT}
FROM attributions t JOIN chosen_articles c ON c.id = t.article JOIN articles a ON a.id = t.article
LEFT JOIN actors r ON r.id = t.speaker LEFT JOIN identity_actors i ON i.actor = t.speaker
WHERE t.act <> ? AND content IS NOT NULL
"""  # noqa: S608
_ROWS = f"""
SELECT k.key, k.attribution, t.article, t.act, t.source, {_CONTENT} AS content, {_INDEPENDENT} AS independent,
  a.url, a.outlet, a.published, d.language,
  coalesce(a.title, (SELECT substr(d.text, p.start + 1, p."end" - p.start) FROM paragraphs p
    WHERE p.article = a.id AND p.kind = 'headline' ORDER BY p.number LIMIT 1)) AS title,
  i.identity, n.wikidata, coalesce(n.name, r.name) AS name, coalesce(n.kind, r.kind) AS kind, r.role
FROM claim_keys k JOIN attributions t ON t.id = k.attribution JOIN articles a ON a.id = t.article
JOIN documents d ON d.article = t.article LEFT JOIN actors r ON r.id = t.speaker
LEFT JOIN identity_actors i ON i.actor = t.speaker LEFT JOIN identities n ON n.id = i.identity
ORDER BY min(coalesce(k.day, '9999')) OVER (PARTITION BY k.key), k.key,
  coalesce(a.published, '9999'), t.article, t.number
"""  # noqa: S608
