"""The attribution network: a few layers over the words of an article, anchors among them, and pointers from anchors.

An anchor is the first word of a cue, or of a quotation that has none. From each anchor, pointers (Vinyals et al. 2015)
say where its cue ends and where its source and its one or two stretches of content begin and end; a bilinear score
is helped by how far a word stands from the anchor and how the two are related in the tree. The act is told from the
anchor and the words it was given.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from menurut.attribute.decode import POINTERS
from menurut.attribute.inputs import DISTANCES, KINSHIPS, ORDERS, WIDTH
from menurut.train.languages.networks import Layer as EncoderLayer
from menurut.train.languages.networks import Sizes as EncoderSizes

KINDS = 3  # no anchor, cue, quotation


@dataclass(frozen=True, slots=True)
class Sizes:
    """Widths: of the words' vectors, of the layers, of a pointer."""

    words: int = 384
    hidden: int = 256
    heads: int = 8
    inner: int = 768
    pointer: int = 64
    depth: int = 2
    acts: int = 13
    dropout: float = 0.2
    upper: int = 0  # layers of the language's own network that are learned along, under the others


def _turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions (Su et al. 2021)."""
    half = x.shape[-1] // 2
    left, right = x[..., :half], x[..., half:]
    return torch.cat([left * cos - right * sin, right * cos + left * sin], -1)


class Layer(nn.Module):
    """Attention and a feed-forward network, each normalised before."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        hidden = sizes.hidden
        self.count, self.dropout = sizes.heads, sizes.dropout
        self.norm1, self.norm2 = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.inner = nn.Linear(hidden, sizes.inner)
        self.outer = nn.Linear(sizes.inner, hidden)

    def forward(self, x: Tensor, mask: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """``x``: articles x words x hidden. ``mask``: whether there is a word."""
        batch, length, hidden = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(batch, length, 3, self.count, -1).permute(2, 0, 3, 1, 4).unbind(0)
        q, k = _turned(q, cos, sin), _turned(k, cos, sin)
        context = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        context = context.transpose(1, 2).reshape(batch, length, hidden)
        x = x + functional.dropout(self.out(context), self.dropout, self.training)
        inner = functional.gelu(self.inner(self.norm2(x)))
        return x + functional.dropout(self.outer(inner), self.dropout, self.training)


class Body(nn.Module):
    """Word vectors and features in, contextual vectors and the kinds of anchors out."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.words = nn.Linear(sizes.words, sizes.hidden)
        self.features = nn.Linear(WIDTH, sizes.hidden)
        self.norm = nn.LayerNorm(sizes.words)
        self.upper = nn.ModuleList(EncoderLayer(EncoderSizes(), 0.1) for _ in range(sizes.upper))
        self.layers = nn.ModuleList(Layer(sizes) for _ in range(sizes.depth))
        self.last = nn.LayerNorm(sizes.hidden)
        self.kinds = nn.Sequential(nn.Linear(sizes.hidden, 128), nn.GELU(), nn.Linear(128, KINDS))
        size = sizes.hidden // sizes.heads // 2
        self.register_buffer("frequencies", 1.0 / 1000.0 ** (torch.arange(size) / size))

    def forward(
        self, x: Tensor, features: Tensor, padding: Tensor, sentences: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Vectors (parts x words x hidden) and scores of kinds (parts x words x 3).

        ``x``: parts x words x words' width. ``sentences``: each word's, for the upper layers, which see one at a time.
        """
        drop = self.sizes.dropout
        if sentences is not None and len(self.upper):
            same = (sentences[:, :, None] == sentences[:, None])[:, None]
            x = functional.dropout(x, 0.1, self.training)
            for encoder in self.upper:
                x = encoder(x, same.logical_not() * -1e4)
        x = functional.dropout(self.norm(x), drop, self.training)
        x = self.words(x) + self.features(features)
        angle = torch.arange(x.shape[1], device=x.device)[:, None] * self.frequencies[None]
        cos, sin = angle.cos(), angle.sin()
        mask = ~padding[:, None, None]
        for layer in self.layers:
            x = layer(x, mask, cos, sin)
        x = self.last(x)
        return x, self.kinds(functional.dropout(x, drop, self.training))


class Pointers(nn.Module):
    """From anchors to words: scores of every word, and of none, for each of the pointers."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        size = POINTERS * sizes.pointer
        self.anchor = nn.Linear(sizes.hidden, size)
        self.word = nn.Linear(sizes.hidden, size)
        self.single = nn.Linear(sizes.hidden, POINTERS)
        self.none = nn.Linear(sizes.hidden, POINTERS)
        self.distances = nn.Embedding(DISTANCES, POINTERS)
        self.orders = nn.Embedding(ORDERS, POINTERS)
        self.kinships = nn.Embedding(KINSHIPS, POINTERS)
        for table in (self.distances, self.orders, self.kinships):
            nn.init.zeros_(table.weight)

    def forward(
        self, x: Tensor, rows: Tensor, anchors: Tensor, distances: Tensor, orders: Tensor, kinships: Tensor
    ) -> Tensor:
        """Scores of every choice of every pointer: anchors x pointers x (1 + words), the first of them none.

        ``x``: parts x words x hidden. ``rows``, ``anchors``: each anchor's part and place. The rest: anchors x words.
        """
        size = self.sizes.pointer
        own = functional.dropout(x[rows, anchors], self.sizes.dropout, self.training)
        q = self.anchor(own).view(-1, POINTERS, size)
        k = self.word(functional.dropout(x, self.sizes.dropout, self.training))
        k = k.view(k.shape[0], k.shape[1], POINTERS, size).permute(0, 2, 3, 1)[rows]
        scores = (q[:, :, None] @ k).squeeze(2) * size**-0.5
        bias = self.single(x)[rows] + self.distances(distances) + self.orders(orders) + self.kinships(kinships)
        return torch.cat([self.none(own)[..., None], scores + bias.permute(0, 2, 1)], -1)


class Acts(nn.Module):
    """The act of an attribution, from its anchor's vector and the means of its source's and its content's."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.dropout = sizes.dropout
        self.inner = nn.Linear(4 * sizes.hidden, 192)
        self.outer = nn.Linear(192, sizes.acts)

    def forward(self, pooled: Tensor) -> Tensor:
        """``pooled``: attributions x 4 hidden (anchor, cue, source, content). Returns attributions x acts."""
        pooled = functional.dropout(pooled, self.dropout, self.training)
        return self.outer(functional.gelu(self.inner(pooled)))


class Attributor(nn.Module):
    """The three parts together."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.body, self.pointers, self.acts = Body(sizes), Pointers(sizes), Acts(sizes)


def pooled(x: Tensor, parts: Tensor, rows: Tensor) -> Tensor:
    """What ``Acts`` reads: anchors x 4 hidden.

    ``parts``: each anchor's part. ``rows``: anchor, cue end, source first and last, content first and last, those of a
    second content; -1 for none.
    """
    limit = x.shape[1] - 1
    total = torch.cat([torch.zeros_like(x[:, :1]), x.cumsum(1)], 1)

    def mean(*ranges: tuple[Tensor, Tensor]) -> Tensor:
        added, size = torch.zeros(len(rows), x.shape[2], dtype=x.dtype), torch.zeros(len(rows), 1)
        for first, last in ranges:
            there = (first >= 0).float()[:, None]
            a, b = first.clamp(0, limit), last.clamp(0, limit) + 1
            added = added + (total[parts, b] - total[parts, a]) * there
            size = size + (b - a)[:, None] * there
        return added / size.clamp(min=1)

    anchor, cue_end, s1, s2, c1, c2, d1, d2 = rows.unbind(1)
    cue = mean((torch.where(cue_end >= 0, anchor, cue_end), cue_end))
    return torch.cat([x[parts, anchor], cue, mean((s1, s2)), mean((c1, c2), (d1, d2))], 1)
