"""How well the shipped language pipelines tag, parse and name, on treebanks and name sets of other people and our own.

Scores are over the sets' own words and sentences, as the CoNLL 2018 shared task counts them (Zeman et al. 2018):
tags (UPOS), arcs (UAS) and relations (LAS, subtypes dropped, punctuation counted) are shares of words right; lemmas
too, letter case aside; names are the F1 of spans with their types. Each set is parsed in the annotation style it was
made in, where the network knows it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from menurut.errors import InputError
from menurut.evaluate.floors import read_floors
from menurut.evaluate.treebanks import (
    Example,
    misc_names,
    read_names,
    read_treebank,
    read_universal_names,
    read_worldwide,
    with_clitics_split,
)
from menurut.languages.lemmas import apply_script
from menurut.languages.network import Parse, load_network, name_ranges

Reader = Callable[[Path], list[Example]]
Parser = Callable[[list[Example]], list[Parse]]
FIGURES = ("tags", "arcs", "relations", "lemmas", "names")


@dataclass(frozen=True, slots=True)
class TestSet:
    """A set to measure on: its name in the report and the floors, its file, and how it is read and parsed."""

    name: str
    language: str
    style: str | None
    file: str
    read: Reader


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of one set, between 0 and 1; only those that it is annotated for. ``pace``: words parsed a second."""

    name: str
    words: int
    figures: dict[str, float] = field(default_factory=dict)
    pace: float = 0.0


def _idner(path: Path) -> list[Example]:
    return [with_clitics_split(e) for e in read_names(path, "idner")]


def _nergrit(path: Path) -> list[Example]:
    return [with_clitics_split(e) for e in read_names(path, "nergrit")]


def _bank(path: Path) -> list[Example]:
    return read_treebank(path, "")


def _own(path: Path) -> list[Example]:
    return read_treebank(path, "", misc_names)


OFFICIAL = (
    TestSet("gsd", "id", "gsd", "ud/id_gsd-test.conllu.gz", _bank),
    TestSet("csui", "id", "csui", "ud/id_csui-test.conllu.gz", _bank),
    TestSet("idner", "id", "idner", "ner/id_idner2k-test.txt", _idner),
    TestSet("nergrit", "id", "nergrit", "ner/id_nergrit-test.txt", _nergrit),
    TestSet("ewt", "en", "ewt", "ud/en_ewt-test.conllu.gz", _bank),
    TestSet("uner", "en", "uner", "ner/en_uner_ewt-test.iob2", lambda path: read_universal_names(path, "uner")),
    TestSet("worldwide", "en", None, "ner/en_worldwide_newswire.bio.gz", read_worldwide),
)
OWN = (
    TestSet("news-id", "id", None, "news_id.conllu", _own),
    TestSet("news-en", "en", None, "news_en.conllu", _own),
)


def network_parser(test: TestSet, *, fast: bool = False) -> Parser:
    """The shipped network of a set's language, in the set's style."""
    network = load_network(test.language, fast=fast, style=test.style)
    return lambda examples: network.parse([(example.words, example.glued) for example in examples])


def evaluate_languages(
    folders: Iterable[tuple[Path, Sequence[TestSet]]], parser: Callable[[TestSet], Parser]
) -> list[Scores]:
    """Scores every set that stands in its folder; ``parser`` gives what parses a set's examples."""
    found = []
    for folder, tests in folders:
        for test in tests:
            path = folder / test.file
            if path.exists():
                found.append(score_examples(test.name, test.read(path), parser(test)))
    return found


def score_examples(name: str, examples: list[Example], parser: Parser) -> Scores:
    """The figures of one set."""
    began = time.process_time()
    parses = parser(examples)
    took = time.process_time() - began
    counts = _Counts()
    for example, parse in zip(examples, parses, strict=True):
        counts.add(example, parse)
    words = sum(len(example.words) for example in examples)
    return Scores(name, words, counts.figures(), words / took if took else 0.0)


@dataclass(slots=True)
class _Counts:
    words: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIGURES, 0))
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIGURES, 0))
    given: int = 0

    def add(self, example: Example, parse: Parse) -> None:
        if example.tags is not None:
            self._add("tags", [a == b for a, b in zip(example.tags, parse.tags, strict=True)])
        if example.heads is not None and example.relations is not None:
            hits = [a == b for a, b in zip(example.heads, parse.heads, strict=True)]
            same = [_base(a) == _base(b) for a, b in zip(example.relations, parse.relations, strict=True)]
            self._add("arcs", hits)
            self._add("relations", [a and b for a, b in zip(hits, same, strict=True)])
        if example.scripts is not None:
            gold = [apply_script(w, s) or w for w, s in zip(example.words, example.scripts, strict=True)]
            self._add("lemmas", [a.lower() == b.lower() for a, b in zip(gold, parse.lemmas, strict=True)])
        if example.names is not None:
            wanted, mine = set(name_ranges(example.names)), set(name_ranges(parse.names))
            self.words["names"] += len(wanted)
            self.right["names"] += len(wanted & mine)
            self.given += len(mine)

    def _add(self, figure: str, hits: list[bool]) -> None:
        self.words[figure] += len(hits)
        self.right[figure] += sum(hits)

    def figures(self) -> dict[str, float]:
        found = {name: self.right[name] / self.words[name] for name in FIGURES[:-1] if self.words[name]}
        if self.words["names"]:
            found["names"] = 2 * self.right["names"] / (self.words["names"] + self.given)
        return found


def _base(relation: str) -> str:
    return relation.partition(":")[0].lower()


def below_floors(scores: Iterable[Scores], floors_path: Path) -> list[str]:
    """A sentence for every figure below its floor in the tables ``[languages.SET]``. Raises ``InputError``."""
    floors = read_floors(floors_path).get("languages", {})
    below = []
    for score in scores:
        for figure, floor in floors.get(score.name, {}).items():
            reached = score.figures.get(figure)
            if reached is None:
                raise InputError(f"{floors_path} [languages.{score.name}] names {figure}, which {score.name} has not")
            if reached < floor:
                below.append(f"{score.name} {figure} is {reached:.4f}, below its floor of {floor:.4f}")
    return below
