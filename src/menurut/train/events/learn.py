"""What a batch of articles costs: the loss that the network of events learns by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from menurut.code.inputs import INPUT_WIDTH
from menurut.train.actors.learn import links_loss
from menurut.train.actors.network import pooled
from menurut.train.events.examples import ArticleExample
from menurut.train.events.network import Attach, EventNetwork, Happenings

ROLE_WEIGHT, STATUS_WEIGHT, SAME_WEIGHT, ATTACH_WEIGHT = 0.7, 1.0, 0.5, 0.7


def _padded(batch: Sequence[ArticleExample], width: int) -> tuple[Tensor, Tensor, Tensor]:
    longest = max(len(e.vectors) for e in batch)
    vectors = np.zeros((len(batch), longest, width), np.float32)
    features = np.zeros((len(batch), longest, INPUT_WIDTH), np.float32)
    padding = np.ones((len(batch), longest), bool)
    for i, e in enumerate(batch):
        size = len(e.vectors)
        vectors[i, :size], features[i, :size], padding[i, :size] = e.vectors[:, :width], e.features, False
    return torch.from_numpy(vectors), torch.from_numpy(features), torch.from_numpy(padding)


def loss_of(net: EventNetwork, batch: Sequence[ArticleExample]) -> Tensor:
    """The loss of a batch per event.

    The words of all articles are taken together; only what is a choice within an article is done article by article.
    """
    x = net.body(*_padded(batch, net.sizes.words))
    count = max(1, sum(len(e.events) for e in batch))
    words = torch.cat([x[i, : len(e.vectors)] for i, e in enumerate(batch)])
    signs = torch.from_numpy(np.concatenate([e.signs for e in batch])).float()
    starts = np.cumsum([0, *(len(e.vectors) for e in batch)]).tolist()
    triggers = [(a + s, b + s) for s, e in zip(starts, batch, strict=False) for a, b in e.triggers]
    kinds = torch.tensor([kind for e in batch for kind in e.types], dtype=torch.long)
    wanted = torch.zeros(len(words), dtype=torch.long)
    for (first, last), kind in zip(triggers, kinds.tolist(), strict=True):
        wanted[first : last + 1] = kind + 1
    total = functional.cross_entropy(net.triggers(words, signs), wanted, reduction="sum")
    if not triggers:
        return total / count
    spans = [(a + s, b + s) for s, e in zip(starts, batch, strict=False) for a, b in (*e.dates, *e.places)]
    named = [(a + s, b + s) for s, e in zip(starts, batch, strict=False) for a, b in e.mentions]
    together = pooled(words, torch.tensor([*triggers, *spans, *named]))
    own, others, actors = together.split([len(triggers), len(spans), len(named)])
    told = torch.stack([signs[first : last + 1].amax(0) for first, last in triggers])
    t, m = net.happenings.events(own, kinds, told), net.happenings.mentions(actors)
    for e in batch:
        size, dates, places, mentions = len(e.triggers), len(e.dates), len(e.places), len(e.mentions)
        if size:
            total = total + _choices(net.happenings, e, t[:size], m[:mentions])
            total = total + ATTACH_WEIGHT * _attached(net.when, e, own[:size], others[:dates], "date")
            total = total + ATTACH_WEIGHT * _attached(net.where, e, own[:size], others[dates : dates + places], "place")
        t, m, own, others = t[size:], m[mentions:], own[size:], others[dates + places :]
    return total / count


def _attached(attach: Attach, e: ArticleExample, triggers: Tensor, spans: Tensor, name: str) -> Tensor:
    """What the events' dates or places cost."""
    total = triggers.sum() * 0.0
    for event in e.events if len(spans) else ():
        chosen = getattr(event, name)
        if chosen >= 0:
            signs = torch.from_numpy(event.when if name == "date" else event.where).float()
            total = total - attach(triggers[event.triggers], spans, signs).log_softmax(0)[chosen]
    return total


def _choices(heads: Happenings, e: ArticleExample, t: Tensor, m: Tensor) -> Tensor:
    """What the choices of an article's triggers cost: which are one event, who takes part, how it is told."""
    total = SAME_WEIGHT * links_loss(heads.links(t, torch.from_numpy(e.same).float()), e.event)
    statuses = heads.status(t)
    told = torch.stack([statuses[event.triggers].mean(0) for event in e.events])
    wanted = torch.tensor([event.status for event in e.events])
    total = total + STATUS_WEIGHT * functional.cross_entropy(told, wanted, ignore_index=-1, reduction="sum")
    if not len(m):
        return total
    scores, nobody = heads.parts(t, m, torch.from_numpy(e.roles).float()), heads.nobody(t)
    return total + ROLE_WEIGHT * _roles_loss(scores, nobody, e)


def _roles_loss(scores: Tensor, nobody: Tensor, e: ArticleExample) -> Tensor:
    """What it costs to choose who is source and who is target, each of several having a like share.

    ``scores``: triggers x mentions x 2, ``nobody``: triggers x 2. An actor's score is that of all its mentions with all
    triggers of the event together.
    """
    count = max(e.actor) + 1
    member = torch.zeros(count, len(e.actor), dtype=torch.bool)
    member[e.actor, torch.arange(len(e.actor))] = True
    total = scores.sum() * 0.0
    for event in e.events:
        by_mention = scores[event.triggers].logsumexp(0)
        by_actor = by_mention[None].masked_fill(~member[:, :, None], -1e4).logsumexp(1)
        chances = torch.cat([nobody[event.triggers].mean(0)[None], by_actor]).log_softmax(0)
        for side, parts in enumerate((event.source, event.target)):
            chosen = [part + 1 for part in parts] or [0]
            total = total - chances[chosen, side].mean()
    return total
