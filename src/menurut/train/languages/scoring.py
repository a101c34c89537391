"""Scores of a network on held-back examples, on their own words and sentences."""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor, nn

from menurut.evaluate.treebanks import Example
from menurut.languages.decode import best_names, best_tree
from menurut.languages.network import name_ranges
from menurut.train.languages.networks import NAMES, TAGS, Heads, Labels


class Network(Protocol):
    """What ``score`` needs of a teacher or a student."""

    heads: Heads
    labels: Labels

    def vectors(self, examples: list[Example]) -> tuple[Tensor, Tensor]:
        """Word vectors and padding."""

    def styles(self, examples: list[Example]) -> Tensor:
        """The numbers of the examples' styles."""


def predict(network: Network, examples: list[Example]) -> list[tuple[list[str], list[int], list[str], list[str]]]:
    """Tags, heads, relations and name tags of each example."""
    found: list[tuple[list[str], list[int], list[str], list[str]]] = [([], [], [], [])] * len(examples)
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].words))
    assert isinstance(network, nn.Module)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(order), 32):
            chosen = order[start : start + 32]
            batch = [examples[i] for i in chosen]
            x, padding = network.vectors(batch)
            styles = network.styles(batch)
            tags, _ = network.heads.tagging(x, styles)
            arcs, dependent, head = network.heads.arcs(x, styles, padding)
            names = network.heads.naming(x, styles).float().numpy()
            trees = [best_tree(arcs[k, : len(e.words), : len(e.words) + 1].numpy()) for k, e in enumerate(batch)]
            heads = torch.zeros(padding.shape, dtype=torch.long)
            for k, tree in enumerate(trees):
                heads[k, : len(tree)] = torch.tensor(tree)
            relations = network.heads.relations(dependent, head, heads).argmax(-1)
            for k, (i, e) in enumerate(zip(chosen, batch, strict=True)):
                size = len(e.words)
                found[i] = (
                    [TAGS[int(t)] for t in tags[k, :size].argmax(-1)],
                    [int(h) for h in trees[k]],
                    [network.labels.relations[int(r)] for r in relations[k, :size]],
                    [NAMES[n] for n in best_names(names[k, :size])],
                )
    return found


def score(network: Network, sets: dict[str, list[Example]]) -> dict[str, str]:
    """UPOS, UAS and LAS (relation subtypes dropped, punctuation counted) and the F1 of names, in per cent."""
    report = {}
    for name, examples in sets.items():
        words = tags = arcs = labels = right = given = wanted = 0
        for example, (t, h, r, n) in zip(examples, predict(network, examples), strict=True):
            if example.tags and example.heads and example.relations:
                words += len(example.words)
                tags += sum(a == b for a, b in zip(example.tags, t, strict=True))
                hits = [a == b for a, b in zip(example.heads, h, strict=True)]
                arcs += sum(hits)
                labels += sum(
                    hit and a.split(":")[0] == b.split(":")[0]
                    for hit, a, b in zip(hits, example.relations, r, strict=True)
                )
            if example.names is not None:
                gold, mine = set(name_ranges(example.names)), set(name_ranges(n))
                right, given, wanted = right + len(gold & mine), given + len(mine), wanted + len(gold)
        parts = []
        if words:
            parts.append(f"{100 * tags / words:.2f}/{100 * arcs / words:.2f}/{100 * labels / words:.2f}")
        if wanted:
            parts.append(f"names {200 * right / (given + wanted):.2f}")
        report[name] = " ".join(parts)
    return report
