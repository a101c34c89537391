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

from menurut.resolve.inputs import WIDTH
from menurut.train.actors.examples import Example
from menurut.train.actors.network import LONGEST, ActorNetwork, country_words, pooled


@dataclass(frozen=True, slots=True)
class Plan:
    """Rounds, the highest rate, words in a batch, the seed."""

    epochs: float
    rate: float = 1e-3
    words: int = 2500
    seed: int = 1


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


def _padded(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    longest = max(len(e.vectors) for e in batch)
    vectors = np.zeros((len(batch), longest, batch[0].vectors.shape[1]), np.float32)
    features = np.zeros((len(batch), longest, WIDTH), np.float32)
    padding = np.ones((len(batch), longest), bool)
    kinds = np.full((len(batch), longest), -100, dtype=np.int64)
    for i, e in enumerate(batch):
        size = len(e.vectors)
        vectors[i, :size], features[i, :size], padding[i, :size] = e.vectors, e.seen.features, False
        kinds[i, :size] = 0
        kinds[i, e.unsure] = -100
        for (first, _), kind in zip(e.mentions, e.kind, strict=True):
            kinds[i, first] = kind + 1
    return torch.from_numpy(vectors), torch.from_numpy(features), torch.from_numpy(padding), torch.from_numpy(kinds)


def _links_loss(scores: Tensor, actor: Sequence[int]) -> Tensor:
    """Minus the log of the chance of all right antecedents together (none, for an actor's first mention)."""
    own = torch.tensor(actor)
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
    vectors, features, padding, kinds = _padded(batch)
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
        total = total + _links_loss(links, e.actor) / count
        loss, known = _country_loss(countries, e)
        total = total + loss / count * (known > 0) + 2.0 * _events_loss(net, own, e) / count
    return total


def _events_loss(net: ActorNetwork, x: Tensor, example: Example) -> Tensor:
    """Minus the log of the chances of the events' dates and places."""
    total = x.sum() * 0.0
    for spans, attach, name in ((example.dates, net.when, "date"), (example.places, net.where, "place")):
        if not spans:
            continue
        candidates = pooled(x, torch.tensor(spans))
        for event in example.events:
            chosen = getattr(event, name)
            signs = event.when if name == "date" else event.where
            if chosen >= 0:
                triggers = pooled(x, torch.tensor(event.triggers))
                scores = attach(triggers, candidates, torch.from_numpy(signs).float())
                total = total - scores.log_softmax(0)[chosen]
    return total


def learn(examples: Sequence[Example], net: ActorNetwork, plan: Plan) -> ActorNetwork:
    """The network learned by AdamW, the rate rising for a tenth of the steps and then falling to nought.

    The weights are averaged over the last steps (Polyak and Juditsky 1992).
    """
    torch.manual_seed(plan.seed)
    chooser = random.Random(plan.seed)
    optimizer = torch.optim.AdamW(net.parameters(), lr=plan.rate, weight_decay=0.02, betas=(0.9, 0.98))
    average = {name: value.detach().clone() for name, value in net.named_parameters()}
    steps = int(plan.epochs * len(batches(examples, plan.words, random.Random(0))))
    warm = max(1, steps // 10)
    done, begun, mean = 0, time.time(), 0.0
    net.train()
    while done < steps:
        for batch in batches(examples, plan.words, chooser)[: steps - done]:
            falling = 0.5 + 0.5 * math.cos(math.pi * max(0, done - warm) / max(1, steps - warm))
            for group in optimizer.param_groups:
                group["lr"] = plan.rate * min((done + 1) / warm, falling)
            loss = loss_of(net, batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            done += 1
            decay = min(0.995, (done + 1) / (done + 10))
            with torch.no_grad():
                for name, value in net.named_parameters():
                    average[name].lerp_(value, 1 - decay)
            mean = 0.98 * mean + 0.02 * loss.item()
            if done % max(1, steps // 10) == 0:
                print(f"{done}/{steps} loss {mean:.3f} {time.time() - begun:.0f} s", flush=True)
    net.load_state_dict({**net.state_dict(), **average})
    net.eval()
    return net
