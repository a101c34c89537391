"""Examples as tensors: batches of sentences of like length, with what each of them is annotated for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from menurut.evaluate.treebanks import Example
from menurut.train.languages.networks import NAMES, TAGS, Heads, Labels

ABSENT = -100  # the target of what is not annotated


@dataclass(slots=True)
class Targets:
    """What the heads should say, sentences x words, ``ABSENT`` where nothing is known."""

    tags: Tensor
    scripts: Tensor
    heads: Tensor
    relations: Tensor
    names: Tensor


def targets_of(examples: list[Example], labels: Labels, width: int) -> Targets:
    """The targets of a batch, padded to ``width`` words."""
    scripts = {script: i for i, script in enumerate(labels.scripts)}
    relations = {relation: i for i, relation in enumerate(labels.relations)}
    tags = {tag: i for i, tag in enumerate(TAGS)}
    names = {tag: i for i, tag in enumerate(NAMES)}

    def padded(rows: list[list[int]]) -> Tensor:
        return torch.tensor([row + [ABSENT] * (width - len(row)) for row in rows])

    return Targets(
        padded([[tags.get(t, ABSENT) for t in e.tags or ()] for e in examples]),
        padded([[scripts.get(s, ABSENT) for s in e.scripts or ()] for e in examples]),
        padded([list(e.heads or ()) for e in examples]),
        padded([[relations.get(r, ABSENT) for r in e.relations or ()] for e in examples]),
        padded([[names[t] for t in e.names or ()] for e in examples]),
    )


def losses(heads: Heads, x: Tensor, styles: Tensor, padding: Tensor, targets: Targets) -> dict[str, Tensor]:
    """The mean cross-entropy of each task over the words that are annotated for it."""
    tags, scripts = heads.tagging(x, styles)
    arcs, dependent, head = heads.arcs(x, styles, padding)
    relations = heads.relations(dependent, head, targets.heads.clamp(min=0))
    found = {
        "tags": (tags, targets.tags, 1.0),
        "scripts": (scripts, targets.scripts, 0.3),
        "arcs": (arcs, targets.heads, 1.0),
        "relations": (relations, targets.relations, 1.0),
        "names": (heads.naming(x, styles), targets.names, 2.0),
    }
    return {
        name: weight * functional.cross_entropy(scores.float().flatten(0, 1), wanted.flatten(), ignore_index=ABSENT)
        for name, (scores, wanted, weight) in found.items()
        if bool((wanted != ABSENT).any())
    }


def in_batches(examples: list[Example], words: int, chooser: random.Random) -> Iterator[list[Example]]:
    """Shuffled batches of about ``words`` words (padding counted), sentences of like length together."""
    order = sorted(examples, key=lambda e: len(e.words) + chooser.random() * 6)
    groups: list[list[Example]] = []
    group: list[Example] = []
    for example in order:
        if group and (len(group) + 1) * max(len(example.words), len(group[-1].words)) > words:
            groups.append(group)
            group = []
        group.append(example)
    groups.append(group)
    chooser.shuffle(groups)
    yield from groups


def recased(example: Example, chooser: random.Random) -> Example:
    """The example, now and then in the letters of a headline: Title Case or CAPITALS."""
    draw = chooser.random()
    if draw > 0.05:
        return example
    change = str.upper if draw < 0.015 else (lambda word: word[:1].upper() + word[1:])
    return replace(example, words=tuple(change(word) for word in example.words), scripts=None)
