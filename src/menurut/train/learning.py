"""Learning a small network from articles or parts of them: batches of like length, the schedule, averaged weights."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import torch
from torch import Tensor, nn


class HasVectors(Protocol):
    """Anything with word vectors, a row a word."""

    @property
    def vectors(self) -> Any:
        """Words x width."""


E = TypeVar("E", bound=HasVectors)
N = TypeVar("N", bound=nn.Module)


@dataclass(frozen=True, slots=True)
class Plan:
    """Rounds, the highest rate (a fifth of it for layers that are not new), words in a batch, the seed."""

    epochs: float
    rate: float = 1e-3
    words: int = 2500
    seed: int = 1


def batches(examples: Sequence[E], words: int, chooser: random.Random) -> list[list[E]]:
    """Batches of examples of like length, together at most about ``words`` words with their padding."""
    order = sorted(examples, key=lambda e: len(e.vectors) * chooser.uniform(0.8, 1.25))
    found: list[list[E]] = [[]]
    for example in order:
        longest = max([len(example.vectors), *(len(e.vectors) for e in found[-1])])
        if found[-1] and longest * (len(found[-1]) + 1) > words:
            found.append([])
        found[-1].append(example)
    chooser.shuffle(found)
    return found


def learn(examples: Sequence[E], net: N, loss_of: Callable[[N, Sequence[E]], Tensor], plan: Plan) -> N:
    """The network learned by AdamW, the rate rising for a tenth of the steps and then falling to nought.

    ``loss_of`` is the loss of a batch. The weights are averaged over the last steps (Polyak and Juditsky 1992).
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
