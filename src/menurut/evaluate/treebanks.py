"""Treebanks and name sets as examples: words, and whatever of tags, lemmas, trees and names a set gives."""

from __future__ import annotations

import gzip
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from menurut.languages.indonesian.parts import LONGEST_CLITIC, word_parts
from menurut.languages.lemmas import script_of

NAME_TYPES = {
    "PER": "PER", "PERSON": "PER", "person": "PER",
    "ORG": "ORG", "ORGANISATION": "ORG", "ORGANIZATION": "ORG", "organization": "ORG",
    "LOC": "LOC", "PLACE": "LOC", "LOCATION": "LOC", "GPE": "LOC", "place": "LOC",
    "Person": "PER", "Organization": "ORG", "Location": "LOC", "Facility": "LOC",
}  # fmt: skip
NamesOf = Callable[[list[list[str]]], "tuple[str, ...] | None"]
_GLUED_BEFORE = frozenset(".,;:?!)]}”’%…")
_GLUED_AFTER = frozenset("([{“‘")


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence. ``glued[i]``: no blank stands before word i. What a set does not annotate is ``None``.

    ``heads`` count from 1, 0 is the root. ``names`` are IOB2 tags. ``style`` is the scheme of its annotation.
    """

    words: tuple[str, ...]
    glued: tuple[bool, ...]
    style: str
    tags: tuple[str, ...] | None = None
    scripts: tuple[str, ...] | None = None
    heads: tuple[int, ...] | None = None
    relations: tuple[str, ...] | None = None
    names: tuple[str, ...] | None = None
    source: str = ""

    @property
    def key(self) -> str:
        """The sentence's letters and digits, by which two copies of it are known."""
        return re.sub(r"\W|_", "", "".join(self.words)).lower()


def _blocks(path: Path) -> Iterator[list[str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    block: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            block.append(line.rstrip("\r"))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _read_block(block: list[str], style: str, names: NamesOf | None) -> Example:
    rows: list[list[str]] = []
    glued: list[bool] = []
    tight, inside, last_tight = False, 0, False
    for line in block:
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        if "-" in cells[0]:
            inside, last_tight = int(cells[0].split("-")[1]), "SpaceAfter=No" in cells[9]
        elif cells[0].isdigit():
            number = int(cells[0])
            glued.append(tight)
            rows.append(cells)
            tight = "SpaceAfter=No" in cells[9] if number > inside else (number < inside or last_tight)
    words = tuple(row[1] for row in rows)
    return Example(
        words,
        tuple(glued),
        style,
        tuple(row[3] for row in rows),
        None if all(row[2] == "_" for row in rows) else tuple(script_of(row[1], row[2]) for row in rows),
        tuple(int(row[6]) for row in rows),
        tuple(row[7] for row in rows),
        names(rows) if names else None,
        next((line[12:] for line in block if line.startswith("# sent_id = ")), ""),
    )


def read_treebank(path: Path, style: str, names: NamesOf | None = None) -> list[Example]:
    """The sentences of a CoNLL-U file; ``names``: how name tags are read from a sentence's rows, if it has any."""
    return [_read_block(block, style, names) for block in _blocks(path)]


def misc_names(rows: list[list[str]]) -> tuple[str, ...]:
    """Name tags that stand in the last column as ``Name=B-PER``, as in our own test sentences."""
    return tuple(next((cell[5:] for cell in row[9].split("|") if cell.startswith("Name=")), "O") for row in rows)


def read_names(path: Path, style: str, *, column: int = -1, separator: str | None = None) -> list[Example]:
    """The sentences of a file with a word and its IOB2 tag on each line."""
    return [_from_pairs([_pair(line, column, separator) for line in block], style) for block in _blocks(path)]


def _pair(line: str, column: int, separator: str | None) -> tuple[str, str]:
    cells = line.split(separator)
    return cells[0], cells[column]


def _from_pairs(pairs: list[tuple[str, str]], style: str) -> Example:
    words, tags, before = [], [], "O"
    for word, tag in pairs:
        label = NAME_TYPES.get(tag[2:]) if tag != "O" else None
        kept = "O" if label is None else ("I-" if tag[0] == "I" and before == label else "B-") + label
        before = label or "O"
        words.append(word)
        tags.append(kept)
    return Example(tuple(words), guess_glue(words), style, names=tuple(tags))


def read_universal_names(path: Path, style: str) -> list[Example]:
    """The sentences of a Universal NER file (number, word, tag)."""
    found = []
    for block in _blocks(path):
        rows = [line.split("\t") for line in block if not line.startswith("#")]
        example = _from_pairs([(row[1], row[2]) for row in rows], style)
        name = next((line[12:] for line in block if line.startswith("# sent_id = ")), "")
        found.append(replace(example, source=name))
    return found


def read_archive(path: Path, member: str, style: str) -> list[Example]:
    """The sentences of one tab-separated file in a tar archive."""
    with tarfile.open(path) as archive:
        opened = archive.extractfile(member)
        if opened is None:
            raise ValueError(f"{path} holds no {member}")
        text = opened.read().decode("utf-8")
    found = []
    for block in re.split(r"\n\s*\n", text.strip()):
        cells = [line.split("\t") for line in block.split("\n")]
        found.append(_from_pairs([(row[0], row[-1]) for row in cells if len(row) > 1], style))
    return found


def guess_glue(words: Iterable[str]) -> tuple[bool, ...]:
    """Which words stand without a blank before them, in a set that does not say so."""
    glued, before = [], ""
    for word in words:
        glued.append(word[:1] in _GLUED_BEFORE or before[-1:] in _GLUED_AFTER)
        before = word
    return tuple(glued)


def without(examples: list[Example], held: Iterable[Example]) -> list[Example]:
    """The examples whose words are not those of a held-back one."""
    keys = {example.key for example in held}
    return [example for example in examples if example.key not in keys]


def read_worldwide(path: Path) -> list[Example]:
    """The sentences of en-worldwide-newswire (word, tag): persons, organisations, places; other types left out."""
    return [
        _from_pairs([_pair(line, -1, None) for line in block], "uner")
        for block in _blocks(path)
        if not block[0].startswith("-DOCSTART-")
    ]


def with_clitics_split(example: Example) -> Example:
    """An Indonesian example of a set that leaves clitics on their words, with them split off as ours are.

    A clitic is no part of a name: ``Megawatinya`` is the name *Megawati* and *nya*.
    """
    if example.names is None:
        return example
    words: list[str] = []
    glued: list[bool] = []
    names: list[str] = []
    following = [*example.names[1:], "O"]
    for word, tight, tag, after in zip(example.words, example.glued, example.names, following, strict=True):
        for index, part in enumerate(word_parts(word)):
            words.append(part)
            glued.append(tight if index == 0 else True)
            inside = tag if index == 0 or tag == "O" else "I" + tag[1:]
            names.append("O" if index > 0 and len(part) <= LONGEST_CLITIC and after[0] != "I" else inside)
    return replace(example, words=tuple(words), glued=tuple(glued), names=tuple(names))
