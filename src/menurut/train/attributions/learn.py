"""What a batch of examples costs: the loss that the network of attributions learns by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from menurut.attribute.inputs import pair_features
from menurut.train.attributions.examples import Example
from menurut.train.attributions.network import Attributor, pooled


def padded(batch: Sequence[Example], width: int) -> tuple[Tensor, Tensor, Tensor]:
    """Vectors, features and padding of a batch."""
    longest = max(len(e.vectors) for e in batch)
    vectors = np.zeros((len(batch), longest, width), np.float32)
    features = np.zeros((len(batch), longest, batch[0].part.features.shape[1]), np.float32)
    padding = np.ones((len(batch), longest), bool)
    for i, e in enumerate(batch):
        vectors[i, : len(e.vectors)] = e.vectors[:, :width]
        features[i, : len(e.vectors)] = e.part.features
        padding[i, : len(e.vectors)] = False
    return torch.from_numpy(vectors), torch.from_numpy(features), torch.from_numpy(padding)


def sentences_of(batch: Sequence[Example], padding: Tensor) -> Tensor:
    """The number of each word's sentence, -1 where there is no word."""
    found = torch.full(padding.shape, -1)
    for i, e in enumerate(batch):
        found[i, : len(e.vectors)] = torch.from_numpy(e.part.sentences)
    return found


def pairs_of(batch: Sequence[Example], width: int) -> tuple[Tensor, Tensor, list[Tensor]]:
    """The anchors of a batch: their parts, their rows, and their relations to all words (padded)."""
    parts = [i for i, e in enumerate(batch) for _ in e.anchors]
    rows = np.concatenate([e.anchors for e in batch])
    found = [np.zeros((len(rows), width), dtype=np.int64) for _ in range(3)]
    at = 0
    for e in batch:
        if len(e.anchors):
            for whole, own in zip(found, pair_features(e.part, e.anchors[:, 0]), strict=True):
                whole[at : at + len(own), : own.shape[1]] = own
            at += len(e.anchors)
    return torch.tensor(parts, dtype=torch.long), torch.from_numpy(rows), [torch.from_numpy(each) for each in found]


def loss_of(net: Attributor, batch: Sequence[Example]) -> Tensor:
    """The loss of a batch: kinds of anchors, pointers and acts, per anchor."""
    vectors, features, padding = padded(batch, net.sizes.words)
    x, kinds = net.body(vectors, features, padding, sentences_of(batch, padding) if net.sizes.upper else None)
    parts, rows, pairs = pairs_of(batch, x.shape[1])
    wanted = torch.zeros(padding.shape, dtype=torch.long)
    wanted[parts, rows[:, 0]] = rows[:, 1]
    wanted[padding] = -100
    count = max(1, len(rows))
    total = functional.cross_entropy(kinds.transpose(1, 2), wanted, reduction="sum") / count * 2.0
    if not len(rows):
        return total
    scores = net.pointers(x, parts, rows[:, 0], *pairs)
    scores[:, :, 1:] = scores[:, :, 1:].masked_fill(padding[parts][:, None], -1e4)
    targets = rows[:, 3:] + 1  # 0 is none
    total = total + functional.cross_entropy(scores.flatten(0, 1), targets.flatten(), reduction="sum") / count / 2
    known = rows[:, 2] >= 0
    if known.any():
        acts = net.acts(pooled(x, parts[known], torch.cat([rows[:, :1], rows[:, 3:]], 1)[known]))
        total = total + functional.cross_entropy(acts, rows[known, 2], reduction="sum", label_smoothing=0.05) / count
    return total
