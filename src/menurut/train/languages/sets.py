"""What is trained on, how often, and what is held back to choose by. Test sets are only read to keep them out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from menurut.evaluate.treebanks import (
    Example,
    NamesOf,
    read_archive,
    read_names,
    read_treebank,
    read_universal_names,
    with_clitics_split,
    without,
)
from menurut.train.languages.gum import gum_names
from menurut.train.languages.networks import Labels

STYLES = ["csui", "gsd", "pud", "idner", "nergrit", "nerui", "nerugm", "ewt", "gum", "uner"]
INDONESIAN = frozenset(STYLES[:7])
_TYPES = {"P": "PER", "O": "ORG", "L": "LOC"}


@dataclass(frozen=True, slots=True)
class Sets:
    """``train``: by set, how often an epoch sees each example, and the examples. ``held``: to choose by."""

    train: dict[str, tuple[float, list[Example]]]
    held: dict[str, list[Example]]
    labels: Labels


def annotated_names(examples: list[Example]) -> list[Example]:
    """EWT's training sentences with the names that we annotated on its runs of proper nouns (``names_ewt.tsv``).

    A line of the file is a sentence's number and one symbol for each run: P, O, L, ``-`` (none of them), ``=`` (goes
    on with the run before). No word of the treebank stands in it.
    """
    text = resources.files("menurut.train.languages").joinpath("names_ewt.tsv").read_text(encoding="utf-8")
    symbols = dict(line.split("\t") for line in text.splitlines())
    found = []
    for number, example in enumerate(examples):
        tags = ["O"] * len(example.words)
        marks = iter(symbols.get(str(number), ""))
        index, kind, last = 0, "-", 0
        while index < len(example.words):
            if (example.tags or ())[index] != "PROPN":
                index += 1
                continue
            end = index
            while end < len(example.words) and (example.tags or ())[end] == "PROPN":
                end += 1
            mark = next(marks, "-")
            begin = last if mark == "=" else index
            kind = kind if mark == "=" else mark
            if kind in _TYPES:
                first = mark != "="
                for i in range(begin, end):
                    tags[i] = ("B-" if first and i == begin else "I-") + _TYPES[kind]
                _trim_title(example, tags, index, end)
                _widen(example, tags, index)
            index = last = end
        found.append(replace(example, names=tuple(tags)))
    return found


def _trim_title(example: Example, tags: list[str], begin: int, end: int) -> None:
    """Takes a title that the treebank marks as one ("President", ``nmod:desc``) out of a person's name."""
    if tags[begin] != "B-PER":
        return
    first = begin
    while first < end - 1 and (example.relations or ())[first] == "nmod:desc":
        tags[first] = "O"
        first += 1
    tags[first] = "B-PER"


def _widen(example: Example, tags: list[str], begin: int) -> None:
    """Takes capitalised adjectives before a place or an organisation into its name ("United Nations")."""
    if tags[begin] not in ("B-ORG", "B-LOC"):
        return
    kind, first = tags[begin][2:], begin
    while first > 0 and tags[first - 1] == "O" and _is_adjective(example, first - 1):
        first -= 1
    if first < begin:
        tags[first] = f"B-{kind}"
        tags[first + 1 : begin + 1] = [f"I-{kind}"] * (begin - first)


def _is_adjective(example: Example, index: int) -> bool:
    tag, relation = (example.tags or ())[index], (example.relations or ())[index]
    return tag == "ADJ" and relation in ("amod", "compound") and example.words[index][:1].isupper()


def known_sentences(data: Path) -> list[Example]:
    """Every test sentence, so that none of them is trained on, in whatever set it stands."""
    return [
        *read_names(data / "ner/id_idner2k-test.txt", "idner"),
        *read_names(data / "ner/id_nergrit-test.txt", "nergrit"),
        *read_treebank(data / "ud/id_gsd-test.conllu.gz", "gsd"),
        *read_treebank(data / "ud/id_csui-test.conllu.gz", "csui"),
        *read_treebank(data / "ud/en_ewt-test.conllu.gz", "ewt"),
    ]


def load_sets(data: Path) -> Sets:
    """All sets under ``data`` (the layout of ``shared/data``)."""
    tests = known_sentences(data)

    def bank(name: str, style: str, names: NamesOf | None = None) -> list[Example]:
        return without(read_treebank(data / f"ud/{name}.conllu.gz", style, names), tests)

    def names(name: str, style: str) -> list[Example]:
        return [with_clitics_split(e) for e in without(read_names(data / f"ner/{name}.txt", style), tests)]

    archive = data / "ner/id_indolem-ner-ui-ugm.tar.gz"
    idner_held = read_names(data / "ner/id_idner2k-dev.txt", "idner")
    more = [
        without(read_archive(archive, f"ner/data/{folder}/{name}.txt", style), [*tests, *idner_held])
        for folder, name, style in (("nerui", "nergithub", "nerui"), ("nerugm", "nerugm", "nerugm"))
    ]
    gsd_dev, csui = bank("id_gsd-dev", "gsd"), bank("id_csui-train", "csui")
    ewt_names = annotated_names(read_treebank(data / "ud/en_ewt-train.conllu.gz", "ewt"))
    ewt_train = without(ewt_names, tests)
    dev_names = {e.source: e.names for e in read_universal_names(data / "ner/en_uner_ewt-dev.iob2", "uner")}
    ewt_dev = [_named(e, dev_names.get(e.source)) for e in bank("en_ewt-dev", "ewt")]
    train = {
        "gsd": (1.0, bank("id_gsd-train-converted", "gsd")),
        "gsd-dev": (3.0, [e for i, e in enumerate(gsd_dev) if i % 4]),
        "csui": (3.0, csui[:580]),
        "pud": (2.0, bank("id_pud", "pud")),
        "ewt": (1.0, ewt_train),
        "ewt-dev": (1.0, [replace(e, names=None) for i, e in enumerate(ewt_dev) if i % 4]),
        "uner": (3.0, [_names_only(e, "uner") for i, e in enumerate(ewt_dev) if i % 4 and e.names is not None]),
        "gum": (0.6, bank("en_gum-open-train", "gum", gum_names)),
        "idner": (2.0, names("id_idner2k-train", "idner")),
        "nergrit": (1.0, names("id_nergrit-train", "nergrit")),
        "nerui": (1.0, [with_clitics_split(e) for e in more[0]]),
        "nerugm": (1.0, [with_clitics_split(e) for e in more[1]]),
    }
    held = {
        "gsd": [e for i, e in enumerate(gsd_dev) if i % 4 == 0],
        "csui": csui[580:],
        "idner": [with_clitics_split(e) for e in idner_held],
        "nergrit": names("id_nergrit-valid", "nergrit"),
        "ewt": [replace(e, names=None) for i, e in enumerate(ewt_dev) if i % 4 == 0],
        "uner": [_names_only(e, "uner") for i, e in enumerate(ewt_dev) if i % 4 == 0 and e.names is not None],
        "gum": bank("en_gum-open-dev", "gum", gum_names),
    }
    return Sets(train, held, _labels(train))


def _named(example: Example, names: tuple[str, ...] | None) -> Example:
    """The example with these names, where they are as many as its words (two sentences are cut otherwise)."""
    return replace(example, names=names if names is not None and len(names) == len(example.words) else None)


def _names_only(example: Example, style: str) -> Example:
    """The example with nothing but its names, in the style of their guidelines."""
    return replace(example, style=style, tags=None, scripts=None, heads=None, relations=None)


def _labels(train: dict[str, tuple[float, list[Example]]]) -> Labels:
    relations: Counter[str] = Counter()
    scripts: Counter[str] = Counter()
    for _, examples in train.values():
        for example in examples:
            relations.update(example.relations or ())
            scripts.update(example.scripts or ())
    return Labels(
        sorted(name for name, count in relations.items() if count >= 5),
        sorted(name for name, count in scripts.items() if count >= 3),
        STYLES,
    )
