"""A trained student as the files that ``menurut.languages.network`` reads: eight-bit weights, no pickles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from menurut.train.languages.networks import NAMES, TAGS, Heads
from menurut.train.languages.student import MOST_PIECES, Student
from menurut.train.onnx import write

TRIED_SCRIPTS = 4  # the likeliest lemma scripts, of which the first that fits is taken


class _Layers(nn.Module):
    def __init__(self, student: Student, first: int, last: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(list(student.encoder.layers)[first:last])
        self.norm = student.norm if first == 0 else None
        self.place = student.place if first == 0 else None

    def forward(self, x: Tensor, padding: Tensor) -> Tensor:
        if self.norm is not None and self.place is not None:
            x = self.norm(x + self.place[: x.shape[1]])
        mask = padding[:, None, None].to(x.dtype) * -1e4
        for layer in self.layers:
            x = layer(x, mask)
        return x


class _Heads(nn.Module):
    def __init__(self, heads: Heads) -> None:
        super().__init__()
        self.heads = heads

    def forward(
        self, x: Tensor, padding: Tensor, tree_style: Tensor, name_style: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
        heads, styled = self.heads, x + tree_style
        rooted = torch.cat([heads.root.expand(x.shape[0], 1, x.shape[2]) + tree_style * 0, styled], 1)
        sources = functional.relu(heads.arc_head(rooted))
        arcs = functional.relu(heads.arc_dependent(styled)) @ heads.arc_weight @ sources.transpose(1, 2)
        arcs = arcs + heads.arc_bias(sources).transpose(1, 2)
        numbers = torch.arange(x.shape[1])
        own = (numbers[:, None] + 1 == torch.arange(x.shape[1] + 1)[None])[None]
        absent = torch.cat([torch.zeros_like(padding[:, :1]), padding], 1)[:, None]
        arcs = torch.where(own | absent, torch.full_like(arcs, -1e4), arcs)
        names = heads.names(functional.relu(heads.name_hidden(x + name_style)))
        return (
            heads.tags(styled).argmax(-1).int(),
            heads.scripts(x).topk(TRIED_SCRIPTS, -1).indices.int(),
            arcs,
            functional.relu(heads.relation_dependent(styled)),
            functional.relu(heads.relation_head(rooted)),
            names,
        )


class _Relations(nn.Module):
    def __init__(self, heads: Heads) -> None:
        super().__init__()
        count, size, _ = heads.relation_weight.shape
        self.count, self.size = count, size
        self.bilinear = nn.Linear(size, count * size, bias=False)
        self.bilinear.weight.data = heads.relation_weight.permute(0, 2, 1).reshape(count * size, size).clone()
        self.linear = heads.relation_linear

    def forward(self, dependent: Tensor, head: Tensor, chosen: Tensor) -> Tensor:
        picked = head.gather(1, chosen[..., None].expand(chosen.shape[0], chosen.shape[1], self.size))
        left = self.bilinear(dependent).view(chosen.shape[0], chosen.shape[1], self.count, self.size)
        scores = (left @ picked[..., None]).squeeze(-1) + self.linear(torch.cat([dependent, picked], -1))
        return scores.argmax(-1).int()


def _write(module: nn.Module, path: Path, inputs: dict[str, Tensor], outputs: list[str]) -> None:
    axes = {
        name: {0: "sentences", 1: "words" if name != "head" else "words_and_root"}
        for name, value in inputs.items()
        if value.dim() > 1
    }
    write(module, path, inputs, outputs, axes)


def _tables(student: Student) -> dict[str, np.ndarray[Any, Any]]:
    embedding = student.word.weight.detach().numpy()
    scales = np.abs(embedding).max(1) / 127 + 1e-9
    heads = student.every_heads[-1]
    assert isinstance(heads, Heads)
    return {
        "embedding": np.round(embedding / scales[:, None]).astype(np.int8),
        "scales": scales.astype(np.float16),
        "gates": student.gates.detach().numpy().astype(np.float32),
        "scores": np.array([score for _, score in student.piece_list], dtype=np.float32),
        "tree_styles": _styles(student, "tree_style"),
        "name_styles": _styles(student, "name_style"),
    }


def _styles(student: Student, name: str) -> np.ndarray[Any, Any]:
    """The style vectors of every exit: exits x styles x hidden."""
    return np.stack([getattr(heads, name).weight.detach().numpy() for heads in student.every_heads]).astype(np.float32)


def export(
    student: Student, folder: Path, styles: dict[str, tuple[str, str]], default: str, dictionary: str | None
) -> None:
    """Writes a student to ``folder``.

    ``styles``: for each scheme, the styles its tree and its names follow; ``default`` is one of them. ``dictionary``:
    the code of simplemma's dictionary where it is to be asked for lemmas first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    student = student.float().eval()
    x, padding = torch.randn(2, 5, student.sizes.hidden), torch.zeros(2, 5, dtype=torch.bool)
    first = student.exits[0]
    body = {"x": x, "padding": padding}
    _write(_Layers(student, 0, first), folder / "stem.onnx", body, ["y"])
    _write(_Layers(student, first, student.exits[-1]), folder / "top.onnx", body, ["y"])
    style = torch.zeros(student.sizes.hidden)
    outputs = ["tags", "scripts", "arcs", "dependent", "head", "names"]
    for name, heads in zip(("fast_", ""), student.every_heads, strict=True):
        assert isinstance(heads, Heads)
        inputs = {**body, "tree_style": style, "name_style": style}
        _write(_Heads(heads), folder / f"{name}heads.onnx", inputs, outputs)
        size = student.sizes.relations
        pairs = {
            "dependent": torch.randn(2, 5, size),
            "head": torch.randn(2, 6, size),
            "chosen": torch.ones(2, 5, dtype=torch.long),
        }
        _write(_Relations(heads), folder / f"{name}relations.onnx", pairs, ["relations"])
    np.savez_compressed(folder / "tables.npz", **_tables(student))  # type: ignore[arg-type]
    pieces = [piece.replace("\n", " ") for piece, _ in student.piece_list]
    (folder / "pieces.txt").write_text("".join(f"{piece}\n" for piece in pieces), encoding="utf-8")
    numbers = {name: [student.labels.styles.index(part) for part in pair] for name, pair in styles.items()}
    about = {
        "labels": {
            "tags": TAGS,
            "names": NAMES,
            "relations": student.labels.relations,
            "scripts": student.labels.scripts,
        },
        "styles": numbers,
        "style": default,
        "dictionary": dictionary,
        "unknown": student.kept.index(3),
        "most_pieces": MOST_PIECES,
    }
    (folder / "model.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
