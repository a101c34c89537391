"""The network of actors: which words begin a mention of one, where it ends, which mentions are one actor, whose it is.

Mentions are found by their first word and a pointer to their last one (Vinyals et al. 2015). Each mention then chooses
a mention before it that is the same actor, or none (Lee et al. 2017), and the words of the article that tell its
country. The scores are bilinear, helped by how the two stand to each other (``menurut.resolve.pairs``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from menurut.resolve.inputs import WIDTH
from menurut.resolve.pairs import COUNTRIES, KINDS, LINKS
from menurut.train.attributions.network import Layer
from menurut.train.attributions.network import Sizes as LayerSizes

LONGEST = 24  # words of a mention


@dataclass(frozen=True, slots=True)
class Sizes:
    """Widths: of the words' vectors, of the layers, of a score."""

    words: int = 384
    hidden: int = 192
    inner: int = 384
    heads: int = 6
    depth: int = 2
    score: int = 64
    dropout: float = 0.3


class Reader(nn.Module):
    """Word vectors and ``width`` features in, contextual vectors out."""

    def __init__(self, sizes: Sizes, width: int) -> None:
        super().__init__()
        self.dropout = sizes.dropout
        layer = LayerSizes(hidden=sizes.hidden, heads=sizes.heads, inner=sizes.inner, dropout=sizes.dropout)
        self.norm = nn.LayerNorm(sizes.words)
        self.words = nn.Linear(sizes.words, sizes.hidden)
        self.features = nn.Linear(width, sizes.hidden)
        self.layers = nn.ModuleList(Layer(layer) for _ in range(sizes.depth))
        self.last = nn.LayerNorm(sizes.hidden)
        size = sizes.hidden // sizes.heads // 2
        self.register_buffer("frequencies", 1.0 / 1000.0 ** (torch.arange(size) / size))

    def forward(self, x: Tensor, features: Tensor, padding: Tensor) -> Any:
        """Vectors: articles x words x hidden."""
        x = functional.dropout(self.norm(x), self.dropout, self.training)
        x = self.words(x) + self.features(functional.dropout(features, 0.1, self.training))
        angle = torch.arange(x.shape[1], device=x.device)[:, None] * self.frequencies[None]
        cos, sin = angle.cos(), angle.sin()
        mask = ~padding[:, None, None]
        for layer in self.layers:
            x = layer(x, mask, cos, sin)
        return self.last(x)


class Body(Reader):
    """A reader that tells the kinds of mentions that begin at each word as well."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__(sizes, WIDTH)
        self.kinds = nn.Sequential(nn.Linear(sizes.hidden, 96), nn.GELU(), nn.Linear(96, KINDS + 1))

    def forward(self, x: Tensor, features: Tensor, padding: Tensor) -> tuple[Tensor, Tensor]:
        """Vectors (articles x words x hidden) and scores of kinds (articles x words x 7, the first of them none)."""
        x = super().forward(x, features, padding)
        return x, self.kinds(functional.dropout(x, self.dropout, self.training))


class Ends(nn.Module):
    """From the first word of a mention to its last one."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.dropout = sizes.dropout
        self.first = nn.Linear(sizes.hidden, sizes.score)
        self.last = nn.Linear(sizes.hidden, sizes.score)
        self.single = nn.Linear(sizes.hidden, 1)
        self.after = nn.Linear(sizes.hidden, 1)
        self.lengths = nn.Parameter(torch.zeros(LONGEST))

    def forward(self, x: Tensor, firsts: Tensor) -> Tensor:
        """Scores of the ``LONGEST`` words from each first one on: mentions x LONGEST. ``x``: words x hidden."""
        x = functional.dropout(x, self.dropout, self.training)
        limit = x.shape[0] - 1
        places = (firsts[:, None] + torch.arange(LONGEST, device=x.device)).clamp(max=limit)
        following = (places + 1).clamp(max=limit)
        scores = (self.last(x)[places] @ self.first(x)[firsts][..., None]).squeeze(-1) * self.first.out_features**-0.5
        single, after = self.single(x).squeeze(-1), self.after(x).squeeze(-1)
        return scores + single[places] + after[following] + self.lengths


class Links(nn.Module):
    """From mentions to the mentions before them, and to the words that tell a country."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.dropout = sizes.dropout
        hidden = sizes.hidden
        self.inner = nn.Linear(3 * hidden, hidden)
        self.kinds = nn.Embedding(KINDS, hidden)
        self.own, self.other = nn.Linear(hidden, sizes.score), nn.Linear(hidden, sizes.score)
        self.pairs = nn.Sequential(nn.Linear(LINKS, 32), nn.GELU(), nn.Linear(32, 1))
        self.agree = nn.Parameter(torch.zeros(KINDS, KINDS))
        self.new = nn.Linear(hidden, 1)
        self.asked, self.word = nn.Linear(hidden, sizes.score), nn.Linear(hidden, sizes.score)
        self.signs = nn.Sequential(nn.Linear(COUNTRIES, 32), nn.GELU(), nn.Linear(32, 1))
        self.kin = nn.Linear(hidden, COUNTRIES)
        self.none = nn.Linear(hidden, 1)
        self.home = nn.Parameter(torch.zeros(hidden))

    def forward(
        self, pooled: Tensor, kinds: Tensor, pairs: Tensor, words: Tensor, known: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Scores of antecedents (mentions x (1 + mentions), the first: none) and of countries (x (1 + words)).

        ``pooled``: mentions x 3 hidden (first word, last word, mean). ``kinds``: the kind of each. ``pairs``:
        mentions x mentions x LINKS. ``words``: the vectors of the words that tell a country. ``known``: mentions x
        such words x COUNTRIES.
        """
        drop = self.dropout
        m = functional.gelu(self.inner(functional.dropout(pooled, drop, self.training))) + self.kinds(kinds)
        m = functional.dropout(m, drop, self.training)
        scale = self.own.out_features**-0.5
        links = self.own(m) @ self.other(m).T * scale + self.pairs(pairs).squeeze(-1) + self.agree[kinds][:, kinds]
        before = torch.ones_like(links).tril(-1)
        links = links * before + (before - 1.0) * 1e4
        words = functional.dropout(words, drop, self.training)
        countries = self.asked(m) @ self.word(words).T * scale + self.signs(known).squeeze(-1)
        countries = countries + (self.kin(m)[:, None] * known).sum(-1)
        return torch.cat([self.new(m), links], 1), torch.cat([self.none(m), countries], 1)


class ActorNetwork(nn.Module):
    """The parts together."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.body, self.ends, self.links = Body(sizes), Ends(sizes), Links(sizes)


def pooled(x: Tensor, mentions: Tensor) -> Tensor:
    """What ``Links`` reads of mentions (first and last word): mentions x 3 hidden. ``x``: words x hidden."""
    total = torch.cat([torch.zeros_like(x[:1]), x.cumsum(0)])
    first, last = mentions[:, 0], mentions[:, 1]
    mean = (total[last + 1] - total[first]) / (last + 1 - first)[:, None]
    return torch.cat([x[first], x[last], mean], 1)


def country_words(x: Tensor, places: Tensor) -> Tensor:
    """The vectors of the words that tell a country, nought for what no word tells (place -1)."""
    return x[places.clamp(min=0)] * (places >= 0)[:, None]
