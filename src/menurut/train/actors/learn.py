"""What a batch of examples costs: the loss that the network of actors learns by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from menurut.resolve.inputs import WIDTH
from menurut.train.actors.examples import Example
from menurut.train.actors.network import LONGEST, ActorNetwork, country_words, pooled


def _padded(batch: Sequence[Example], width: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    longest = max(len(e.vectors) for e in batch)
    vectors = np.zeros((len(batch), longest, width), np.float32)
    features = np.zeros((len(batch), longest, WIDTH), np.float32)
    padding = np.ones((len(batch), longest), bool)
    kinds = np.full((len(batch), longest), -100, dtype=np.int64)
    for i, e in enumerate(batch):
        size = len(e.vectors)
        vectors[i, :size], features[i, :size] = e.vectors[:, :width], e.seen.features
        padding[i, :size] = False
        kinds[i, :size] = 0
        kinds[i, e.unsure] = -100
        for (first, _), kind in zip(e.mentions, e.kind, strict=True):
            kinds[i, first] = kind + 1
    return torch.from_numpy(vectors), torch.from_numpy(features), torch.from_numpy(padding), torch.from_numpy(kinds)


def links_loss(scores: Tensor, group: Sequence[int]) -> Tensor:
    """Minus the log of the chance of all right antecedents together (none, for the first of its group).

    ``scores``: rows x (1 + rows), ``group``: the number of each row's.
    """
    own = torch.tensor(group)
    right = (own[:, None] == own[None]).tril(-1)
    first = ~right.any(1)
    chances = scores.log_softmax(1)
    wanted = torch.cat([first[:, None], right], 1)
    return -chances.masked_fill(~wanted, -1e4).logsumexp(1).sum()


def _country_loss(scores: Tensor, example: Example) -> tuple[Tensor, int]:
    """The same for the words that tell a mention's country; a country that no word tells teaches nothing."""
    codes = np.array([known.country for known in example.seen.countries], dtype=object)
    rows, wanted = [], []
    for i, country in enumerate(example.countries):
        own = np.concatenate([[country is None], codes == country]).astype(bool)
        if own.any():
            rows.append(i)
            wanted.append(own)
    if not rows:
        return scores.sum() * 0.0, 0
    chances = scores[rows].log_softmax(1)
    mask = torch.from_numpy(np.array(wanted))
    return -chances.masked_fill(~mask, -1e4).logsumexp(1).sum(), len(rows)


def loss_of(net: ActorNetwork, batch: Sequence[Example]) -> Tensor:
    """The loss of a batch: where mentions begin and end, which are one, whose they are; per mention."""
    vectors, features, padding, kinds = _padded(batch, net.sizes.words)
    x, scores = net.body(vectors, features, padding)
    count = max(1, sum(len(e.mentions) for e in batch))
    total = functional.cross_entropy(scores.transpose(1, 2), kinds, reduction="sum") / count
    for i, e in enumerate(batch):
        mentions = torch.tensor([m for m in e.mentions if m[1] - m[0] < LONGEST]).view(-1, 2)
        if not len(e.mentions):
            continue
        own = x[i, : len(e.vectors)]
        if len(mentions):
            ends = net.ends(own, mentions[:, 0])
            total = total + functional.cross_entropy(ends, mentions[:, 1] - mentions[:, 0], reduction="sum") / count
        told = torch.tensor([known.word for known in e.seen.countries], dtype=torch.long)
        links, countries = net.links(
            pooled(own, torch.tensor(e.mentions)),
            torch.tensor(e.kind),
            torch.from_numpy(e.links).float(),
            country_words(own, told),
            torch.from_numpy(e.told).float(),
        )
        total = total + links_loss(links, e.actor) / count
        loss, known = _country_loss(countries, e)
        total = total + loss / count * (known > 0)
    return total
