"""Learning: batches of articles, the loss, the schedule."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from menurut.attribute.inputs import pair_features
from menurut.train.attributions.examples import Example
from menurut.train.attributions.network import Attributor, pooled


def batches(examples: Sequence[Example], words: int, chooser: random.Random) -> list[list[Example]]:
    """Batches of examples of like length, together at most about ``words`` words with their padding."""
    order = sorted(examples, key=lambda e: len(e.vectors) * chooser.uniform(0.8, 1.25))
    found: list[list[Example]] = [[]]
    for example in order:
        longest = max([len(example.vectors), *(len(e.vectors) for e in found[-1])])
        if found[-1] and longest * (len(found[-1]) + 1) > words:
            found.append([])
        found[-1].append(example)
    chooser.shuffle(found)
    return found


def padded(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Vectors, features and padding of a batch."""
    longest = max(len(e.vectors) for e in batch)
    vectors = np.zeros((len(batch), longest, batch[0].vectors.shape[1]), np.float32)
    features = np.zeros((len(batch), longest, batch[0].part.features.shape[1]), np.float32)
    padding = np.ones((len(batch), longest), bool)
    for i, e in enumerate(batch):
        vectors[i, : len(e.vectors)] = e.vectors
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
    vectors, features, padding = padded(batch)
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


@dataclass(frozen=True, slots=True)
class Plan:
    """Rounds, the highest rate (a fifth of it for layers that are not new), words in a batch, the seed."""

    epochs: float
    rate: float = 1e-3
    words: int = 2500
    seed: int = 1


def learn(examples: Sequence[Example], net: Attributor, plan: Plan) -> Attributor:
    """The network learned by AdamW, the rate rising for a tenth of the steps and then falling to nought.

    The weights are averaged over the last steps (Polyak and Juditsky 1992).
    """
    torch.manual_seed(plan.seed)
    chooser = random.Random(plan.seed)
    named = list(net.named_parameters())
    groups = [
        {"params": [p for n, p in named if ".upper." not in n], "rate": plan.rate},
        {"params": [p for n, p in named if ".upper." in n], "rate": plan.rate / 5},
    ]
    optimizer = torch.optim.AdamW(
        [g for g in groups if g["params"]], lr=plan.rate, weight_decay=0.02, betas=(0.9, 0.98)
    )
    average = {name: value.detach().clone() for name, value in named}
    steps = int(plan.epochs * len(batches(examples, plan.words, random.Random(0))))
    warm = max(1, steps // 10)
    done, begun, mean = 0, time.time(), 0.0
    net.train()
    while done < steps:
        for batch in batches(examples, plan.words, chooser)[: steps - done]:
            falling = 0.5 + 0.5 * math.cos(math.pi * max(0, done - warm) / max(1, steps - warm))
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * min((done + 1) / warm, falling)
            loss = loss_of(net, batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            done += 1
            decay = min(0.995, (done + 1) / (done + 10))
            with torch.no_grad():
                for name, value in named:
                    average[name].lerp_(value, 1 - decay)
            mean = 0.98 * mean + 0.02 * loss.item()
            if done % max(1, steps // 10) == 0:
                print(f"{done}/{steps} loss {mean:.3f} {time.time() - begun:.0f} s", flush=True)
    net.load_state_dict({**net.state_dict(), **average})
    net.eval()
    return net
