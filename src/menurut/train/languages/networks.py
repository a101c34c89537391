"""The networks: transformer layers as the pretrained encoder has them, and the heads for tags, lemmas, trees, names."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

TAGS = [
    "ADJ",
    "ADP",
    "ADV",
    "AUX",
    "CCONJ",
    "DET",
    "INTJ",
    "NOUN",
    "NUM",
    "PART",
    "PRON",
    "PROPN",
    "PUNCT",
    "SCONJ",
    "SYM",
    "VERB",
    "X",
]
NAMES = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]


@dataclass(frozen=True, slots=True)
class Labels:
    """What the heads choose from: relations, lemma scripts, and the annotation styles."""

    relations: list[str]
    scripts: list[str]
    styles: list[str]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Widths of the network: encoder, and the projections of the tree's arcs and relations."""

    hidden: int = 384
    heads: int = 12
    inner: int = 1536
    arcs: int = 256
    relations: int = 128
    names: int = 192


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019): attention, then a feed-forward network, each normalised after."""

    def __init__(self, sizes: Sizes, dropout: float) -> None:
        super().__init__()
        hidden = sizes.hidden
        self.count = sizes.heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.norm1 = nn.LayerNorm(hidden, 1e-12)
        self.inner = nn.Linear(hidden, sizes.inner)
        self.outer = nn.Linear(sizes.inner, hidden)
        self.norm2 = nn.LayerNorm(hidden, 1e-12)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """``x``: sentences x words x hidden. ``mask``: 0 for words, very negative for padding."""
        batch, length, hidden = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.count, -1).permute(2, 0, 3, 1, 4).unbind(0)
        weights = (q @ k.transpose(-1, -2)) * (hidden // self.count) ** -0.5 + mask
        context = (weights.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, hidden)
        x = self.norm1(x + self.out(context))
        inner = functional.gelu(self.inner(x))
        return self.norm2(x + functional.dropout(self.outer(inner), self.dropout, self.training))


class Heads(nn.Module):
    """Tags, lemma scripts, arcs and relations (biaffine: Dozat and Manning 2017) and names, from word vectors.

    A vector per annotation style is added before the hidden layer of the tree and the names, so that treebanks and
    name sets of different guidelines train one network without blurring each other.
    """

    def __init__(self, sizes: Sizes, labels: Labels, dropout: float) -> None:
        super().__init__()
        hidden = sizes.hidden
        self.dropout = dropout
        self.tree_style = nn.Embedding(len(labels.styles), hidden)
        self.name_style = nn.Embedding(len(labels.styles), hidden)
        self.tags = nn.Linear(hidden, len(TAGS))
        self.scripts = nn.Linear(hidden, len(labels.scripts))
        self.arc_dependent = nn.Linear(hidden, sizes.arcs)
        self.arc_head = nn.Linear(hidden, sizes.arcs)
        self.arc_weight = nn.Parameter(torch.zeros(sizes.arcs, sizes.arcs))
        self.arc_bias = nn.Linear(sizes.arcs, 1, bias=False)
        self.relation_dependent = nn.Linear(hidden, sizes.relations)
        self.relation_head = nn.Linear(hidden, sizes.relations)
        self.relation_weight = nn.Parameter(torch.zeros(len(labels.relations), sizes.relations, sizes.relations))
        self.relation_linear = nn.Linear(2 * sizes.relations, len(labels.relations))
        self.root = nn.Parameter(torch.randn(hidden) * 0.05)
        self.name_hidden = nn.Linear(hidden, sizes.names)
        self.names = nn.Linear(sizes.names, len(NAMES))
        nn.init.normal_(self.tree_style.weight, std=0.02)
        nn.init.normal_(self.name_style.weight, std=0.02)
        nn.init.orthogonal_(self.arc_weight)
        nn.init.normal_(self.relation_weight, std=0.02)

    def drop(self, x: Tensor) -> Tensor:
        """Dropout while training."""
        return functional.dropout(x, self.dropout, self.training)

    def tagging(self, x: Tensor, styles: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of tags and of lemma scripts: sentences x words x classes."""
        x = self.drop(x)
        return self.tags(x + self.tree_style(styles)[:, None]), self.scripts(x)

    def naming(self, x: Tensor, styles: Tensor) -> Tensor:
        """Scores of IOB2 tags: sentences x words x 7."""
        return self.names(self.drop(functional.relu(self.name_hidden(self.drop(x) + self.name_style(styles)[:, None]))))

    def arcs(self, x: Tensor, styles: Tensor, padding: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Scores of heads (sentences x words x words + 1, the root first), and both sides for ``relations``."""
        x = self.drop(x) + self.tree_style(styles)[:, None]
        rooted = torch.cat([self.root.to(x.dtype).expand(len(x), 1, -1), x], 1)
        dependent = self.drop(functional.relu(self.arc_dependent(x)))
        head = self.drop(functional.relu(self.arc_head(rooted)))
        scores = dependent @ self.arc_weight @ head.transpose(1, 2) + self.arc_bias(head).transpose(1, 2)
        own = torch.eye(x.shape[1], dtype=torch.bool)
        blocked = torch.cat([torch.zeros(x.shape[1], 1, dtype=torch.bool), own], 1)[None]
        absent = torch.cat([torch.zeros(len(x), 1, dtype=torch.bool), padding], 1)[:, None]
        scores = scores.float().masked_fill(blocked | absent, -1e4)
        return (
            scores,
            self.drop(functional.relu(self.relation_dependent(x))),
            self.drop(functional.relu(self.relation_head(rooted))),
        )

    def relations(self, dependent: Tensor, head: Tensor, chosen: Tensor) -> Tensor:
        """Scores of relations to the ``chosen`` heads (sentences x words, 0 the root): x relations."""
        picked = head.gather(1, chosen[..., None].expand(-1, -1, head.shape[-1]))
        count, size, _ = self.relation_weight.shape
        left = (dependent @ self.relation_weight.permute(1, 0, 2).reshape(size, count * size)).view(
            *dependent.shape[:2], count, size
        )
        bilinear = (left @ picked[..., None]).squeeze(-1)
        return bilinear + self.relation_linear(torch.cat([dependent, picked], -1))


class Encoder(nn.Module):
    """A stack of layers over vectors that are given to it."""

    def __init__(self, sizes: Sizes, depth: int, dropout: float) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(sizes, dropout) for _ in range(depth))

    def forward(self, x: Tensor, padding: Tensor) -> list[Tensor]:
        """All layers' outputs, the lowest first. ``padding``: True where there is no word."""
        mask = padding[:, None, None].to(x.dtype) * -1e4
        outputs = []
        for layer in self.layers:
            x = layer(x, mask)
            outputs.append(x)
        return outputs
