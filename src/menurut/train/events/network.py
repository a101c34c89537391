"""The network of events: which words make a trigger and of which type, which are one event, who takes part, how.

It reads the words as the network of actors does (``menurut.train.actors.network``), and with them what patterns,
attributions and actors tell of each. A trigger chooses one before it that reports the same event, or none; the
mentions of actors are scored as its source and as its target; its event chooses a date and a place of the article, or
none. Pairs are scored bilinearly, helped by how the two stand to each other (``menurut.code.pairs``,
``menurut.code.attach``).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from menurut.code.attach import ATTACHED
from menurut.code.inputs import EVENT_WIDTH, INPUT_WIDTH, TYPES
from menurut.code.pairs import ROLES, SAME
from menurut.records import Status
from menurut.train.actors.network import Reader, Sizes

STATUSES = list(Status)


class Triggers(nn.Module):
    """Which words belong to a trigger, and of which type."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.dropout = sizes.dropout
        self.words, self.signs = nn.Linear(sizes.hidden, 128), nn.Linear(EVENT_WIDTH, 128)
        self.out = nn.Linear(128, len(TYPES) + 1)

    def forward(self, x: Tensor, signs: Tensor) -> Tensor:
        """Scores of types of the words ``x``: words x 17, the first of them none."""
        x = functional.dropout(x, self.dropout, self.training)
        inner = functional.gelu(self.words(x) + self.signs(functional.dropout(signs, 0.1, self.training)))
        return self.out(functional.dropout(inner, self.dropout, self.training))


class Pairs(nn.Module):
    """Scores of pairs, from what each of the two is and how they stand to each other."""

    def __init__(self, left: int, right: int, signs: int, inner: int, out: int) -> None:
        super().__init__()
        self.left, self.right, self.signs = nn.Linear(left, inner), nn.Linear(right, inner), nn.Linear(signs, inner)
        self.out = nn.Linear(inner, out)

    def forward(self, left: Tensor, right: Tensor, signs: Tensor) -> Tensor:
        """Scores: left x right x out. ``signs``: left x right x theirs."""
        inner = self.left(left)[:, None] + self.right(right)[None] + self.signs(signs)
        return self.out(functional.gelu(inner))


class Happenings(nn.Module):
    """Which triggers are one event, who takes part in it, and how it is told."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.dropout = sizes.dropout
        hidden, score = sizes.hidden, sizes.score
        self.inner, self.signs = nn.Linear(3 * hidden, hidden), nn.Linear(EVENT_WIDTH, hidden)
        self.types = nn.Embedding(len(TYPES), hidden)
        self.named = nn.Linear(3 * hidden, hidden)
        self.own, self.other, self.new = nn.Linear(hidden, score), nn.Linear(hidden, score), nn.Linear(hidden, 1)
        self.same = Pairs(hidden, hidden, SAME, 48, 1)
        self.asks, self.takes = nn.Linear(hidden, 2 * score), nn.Linear(hidden, 2 * score)
        self.roles = Pairs(hidden, hidden, ROLES, 96, 2)
        self.nobody = nn.Linear(hidden, 2)
        self.status = nn.Sequential(nn.Linear(hidden, 96), nn.GELU(), nn.Linear(96, len(STATUSES)))

    def forward(
        self, pooled: Tensor, types: Tensor, signs: Tensor, named: Tensor, same: Tensor, roles: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scores of earlier triggers, of mentions in roles, of nobody in them, and of statuses.

        ``pooled``: triggers x 3 hidden (first word, last word, mean), ``types`` their types, ``signs`` their words'
        features. ``named``: mentions x 3 hidden. ``same``: triggers x triggers x SAME, ``roles``: triggers x mentions
        x ROLES.

        Gives triggers x (1 + triggers), the first: none before it is the same; triggers x mentions x 2 (source and
        target); triggers x 2; triggers x 5.
        """
        t, m = self.events(pooled, types, signs), self.mentions(named)
        return self.links(t, same), self.parts(t, m, roles), self.nobody(t), self.status(t)

    def events(self, pooled: Tensor, types: Tensor, signs: Tensor) -> Tensor:
        """What is made of triggers: triggers x hidden."""
        t = self.inner(functional.dropout(pooled, self.dropout, self.training)) + self.signs(signs) + self.types(types)
        return functional.dropout(functional.gelu(t), self.dropout, self.training)

    def mentions(self, named: Tensor) -> Tensor:
        """What is made of mentions: mentions x hidden."""
        m = functional.gelu(self.named(functional.dropout(named, self.dropout, self.training)))
        return functional.dropout(m, self.dropout, self.training)

    def links(self, t: Tensor, same: Tensor) -> Tensor:
        """Scores of the triggers before each: triggers x (1 + triggers)."""
        links = self.own(t) @ self.other(t).T * self.own.out_features**-0.5 + self.same(t, t, same).squeeze(-1)
        before = torch.ones_like(links).tril(-1)
        return torch.cat([self.new(t), links * before + (before - 1.0) * 1e4], 1)

    def parts(self, t: Tensor, m: Tensor, roles: Tensor) -> Tensor:
        """Scores of mentions as source and as target: triggers x mentions x 2."""
        width = self.own.out_features
        asks, takes = self.asks(t).view(-1, 2, width), self.takes(m).view(-1, 2, width)
        scores: Tensor = torch.einsum("trs,mrs->tmr", asks, takes) * width**-0.5 + self.roles(t, m, roles)
        return scores


class Attach(nn.Module):
    """From an event's words to the date or the place that it has, or none."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.dropout = sizes.dropout
        hidden = sizes.hidden
        self.asked, self.given = nn.Linear(3 * hidden, sizes.score), nn.Linear(3 * hidden, sizes.score)
        self.pairs = Pairs(sizes.score, sizes.score, ATTACHED, 48, 1)
        self.none = nn.Linear(3 * hidden, 1)

    def forward(self, triggers: Tensor, spans: Tensor, signs: Tensor) -> Tensor:
        """Scores of the choices of one event: 1 + candidates, the first of them none.

        ``triggers``: the event's words x 3 hidden. ``spans``: candidates x 3 hidden. ``signs``: words x candidates x
        ATTACHED. A candidate counts by the word of the event that it fits best.
        """
        triggers = functional.dropout(triggers, self.dropout, self.training)
        spans = functional.dropout(spans, self.dropout, self.training)
        asked, given = self.asked(triggers), self.given(spans)
        scores = asked @ given.T * asked.shape[1] ** -0.5 + self.pairs(asked, given, signs).squeeze(-1)
        return torch.cat([self.none(triggers).mean(0), scores.logsumexp(0)])


class EventNetwork(nn.Module):
    """The parts together."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.body = Reader(sizes, INPUT_WIDTH)
        self.triggers, self.happenings = Triggers(sizes), Happenings(sizes)
        self.when, self.where = Attach(sizes), Attach(sizes)
