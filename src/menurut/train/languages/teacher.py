"""The teacher: the pretrained encoder with heads for every task and both languages. It is not shipped."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor, nn

from menurut.evaluate.treebanks import Example
from menurut.languages.pieces import Pieces
from menurut.train.languages.batches import in_batches, losses, recased, targets_of
from menurut.train.languages.networks import Encoder, Heads, Labels, Layer, Sizes
from menurut.train.languages.pretrained import Pretrained

DEPTH = 9
FROZEN = 3  # lowest layers that keep their pretrained weights
MOST_PIECES = 8  # of one word
MIXED = 6  # highest layers that the word vectors are a learned mean of


def load_layer(layer: Layer, model: Pretrained, index: int) -> None:
    """Gives ``layer`` the pretrained weights of layer ``index``."""
    t = {name.partition(".")[2]: value for name, value in model.tensors.items() if name.startswith(f"l{index}.")}

    def put(module: nn.Linear | nn.LayerNorm, weight: list[str], bias: list[str]) -> None:
        module.weight.data = torch.cat([torch.from_numpy(t[name].copy()) for name in weight])
        module.bias.data = torch.cat([torch.from_numpy(t[name].copy()) for name in bias])

    put(layer.qkv, ["q.w", "k.w", "v.w"], ["q.b", "k.b", "v.b"])
    put(layer.out, ["ao.w"], ["ao.b"])
    put(layer.norm1, ["aln.w"], ["aln.b"])
    put(layer.inner, ["fi.w"], ["fi.b"])
    put(layer.outer, ["fo.w"], ["fo.b"])
    put(layer.norm2, ["oln.w"], ["oln.b"])


class Teacher(nn.Module):
    """Sentence pieces in, word vectors and the heads' scores out."""

    def __init__(self, model: Pretrained, labels: Labels, sizes: Sizes, depth: int = DEPTH) -> None:
        super().__init__()
        self.labels, self.sizes = labels, sizes
        self.pieces = Pieces([p for p, _ in model.pieces], [s for _, s in model.pieces], model.unknown)
        self.edges = (model.begin, model.end)
        t = model.tensors
        self.register_buffer("word", torch.from_numpy(t["emb.word"]), persistent=False)
        place = torch.from_numpy(t["emb.pos"] + t["emb.type"][: model.hidden])
        self.register_buffer("place", place, persistent=False)
        self.norm = nn.LayerNorm(model.hidden, model.epsilon)
        self.norm.weight.data = torch.from_numpy(t["emb.ln.w"].copy())
        self.norm.bias.data = torch.from_numpy(t["emb.ln.b"].copy())
        self.norm.requires_grad_(False)
        self.encoder = Encoder(sizes, depth, 0.1)
        for index, layer in enumerate(self.encoder.layers):
            load_layer(layer, model, index)
            layer.requires_grad_(index >= FROZEN)
        self.mix = nn.Parameter(torch.zeros(MIXED))
        self.heads = Heads(sizes, labels, 0.2)

    def vectors(self, examples: list[Example]) -> tuple[Tensor, Tensor]:
        """Word vectors (sentences x words x hidden) and where there is no word."""
        rows: list[list[int]] = []
        owners: list[list[int]] = []
        width = max(len(e.words) for e in examples)
        for example in examples:
            row, owner = [self.edges[0]], [width]
            for index, (word, glued) in enumerate(zip(example.words, example.glued, strict=True)):
                cut = self.pieces.cut(word, glued)[:MOST_PIECES]
                row.extend(cut)
                owner.extend([index] * len(cut))
            rows.append([*row[:510], self.edges[1]])
            owners.append([*owner[:510], width])
        length = max(map(len, rows))
        ids = torch.tensor([row + [1] * (length - len(row)) for row in rows])
        own = torch.tensor([owner + [width] * (length - len(owner)) for owner in owners])
        x = self.norm(self.word[ids] + self.place[:length])
        outputs = self.encoder(x, torch.tensor([[i >= len(row) for i in range(length)] for row in rows]))
        weights = self.mix.softmax(0)
        mixed = sum(w * out for w, out in zip(weights, outputs[-MIXED:], strict=True))
        total = torch.zeros(len(rows), width + 1, mixed.shape[-1], dtype=mixed.dtype)
        total = total.scatter_add(1, own[..., None].expand(-1, -1, mixed.shape[-1]), mixed)
        counts = torch.zeros(len(rows), width + 1).scatter_add(1, own, torch.ones_like(own, dtype=torch.float))
        words = total[:, :width] / counts[:, :width, None].clamp(min=1)
        padding = torch.tensor([[i >= len(e.words) for i in range(width)] for e in examples])
        return words, padding

    def styles(self, examples: list[Example]) -> Tensor:
        """The numbers of the examples' annotation styles."""
        return torch.tensor([self.labels.styles.index(e.style) for e in examples])


def train_teacher(
    teacher: Teacher,
    sets: dict[str, tuple[float, list[Example]]],
    epochs: int,
    rate: float,
    report: Callable[[int], None],
    *,
    seed: int = 1,
    words: int = 1200,
) -> None:
    """Trains on ``sets``: a weight (how often each example is seen in an epoch) and the examples."""
    chooser = random.Random(seed)
    torch.manual_seed(seed)

    def epoch() -> list[list[Example]]:
        chosen: list[Example] = []
        for weight, examples in sets.values():
            whole, part = int(weight), weight - int(weight)
            chosen += examples * whole + chooser.sample(examples, int(part * len(examples)))
        return list(in_batches([recased(e, chooser) for e in chosen], words, chooser))

    plan = [epoch() for _ in range(epochs)]
    total = sum(map(len, plan))
    slow = [p for n, p in teacher.named_parameters() if p.requires_grad and n.startswith("encoder")]
    fast = [p for n, p in teacher.named_parameters() if p.requires_grad and not n.startswith("encoder")]
    optimizer = torch.optim.AdamW(
        [{"params": slow, "lr": rate}, {"params": fast, "lr": 10 * rate}], weight_decay=0.01, fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, step / 300) * max(0.02, 1 - step / total)
    )
    began, seen, running = time.time(), 0, 0.0
    for number, batches in enumerate(plan):
        teacher.train()
        for count, batch in enumerate(batches):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                x, padding = teacher.vectors(batch)
                found = losses(
                    teacher.heads, x, teacher.styles(batch), padding, targets_of(batch, teacher.labels, x.shape[1])
                )
                loss = torch.stack(list(found.values())).sum()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(slow + fast, 2.0)
            optimizer.step()
            schedule.step()
            seen += sum(len(e.words) for e in batch)
            running = 0.99 * running + 0.01 * float(loss.detach())
            if count % 50 == 0:
                pace = seen / (time.time() - began)
                print(f"epoch {number} batch {count}/{len(batches)} loss {running:.3f} {pace:.0f} words/s", flush=True)
        report(number)


def save(teacher: Teacher, path: Path) -> None:
    """Writes what was learned and the labels."""
    torch.save(
        {
            "state": teacher.state_dict(),
            "labels": asdict(teacher.labels),
            "sizes": asdict(teacher.sizes),
            "depth": len(teacher.encoder.layers),
        },
        path,
    )


def load(path: Path, model: Pretrained) -> Teacher:
    """Reads a teacher that ``save`` wrote."""
    saved = torch.load(path, weights_only=True)
    teacher = Teacher(model, Labels(**saved["labels"]), Sizes(**saved["sizes"]), saved["depth"])
    teacher.load_state_dict(saved["state"])
    return teacher.eval()
