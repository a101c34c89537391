"""Writing a learned network as menurut ships it: ONNX, eight-bit weights, no pickle."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from torch import Tensor, nn

from menurut.attribute.inputs import WIDTH
from menurut.records import Act
from menurut.train.attributions.network import Acts, Attributor, Pointers
from menurut.train.onnx import write


class _Pointers(nn.Module):
    def __init__(self, pointers: Pointers) -> None:
        super().__init__()
        self.pointers = pointers

    def forward(
        self, x: Tensor, rows: Tensor, anchors: Tensor, distances: Tensor, orders: Tensor, kinships: Tensor
    ) -> Tensor:
        scores: Tensor = self.pointers(x, rows, anchors, distances, orders, kinships)
        return scores.log_softmax(-1)


def export(net: Attributor, folder: Path, about: dict[str, object], *, fast: bool = False) -> None:
    """Writes a network to ``folder``; ``about`` joins the names of the acts in ``model.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    prefix, sizes, words = "fast_" if fast else "", net.sizes, 7
    inputs = {"x": torch.randn(2, words, sizes.words), "features": torch.zeros(2, words, WIDTH)}
    inputs["padding"] = torch.zeros(2, words, dtype=torch.bool)
    axes = {name: {0: "parts", 1: "words"} for name in (*inputs, "y", "kinds")}
    write(net.body, folder / f"{prefix}body.onnx", inputs, ["y", "kinds"], axes)
    pairs = torch.zeros(3, words, dtype=torch.long)
    inputs = {
        "x": torch.randn(2, words, sizes.hidden),
        "rows": torch.tensor([0, 0, 1]),
        "anchors": torch.tensor([1, 3, 2]),
    }
    inputs |= dict.fromkeys(("distances", "orders", "kinships"), pairs)
    axes = {"x": {0: "parts", 1: "words"}, "rows": {0: "anchors"}, "anchors": {0: "anchors"}}
    axes["scores"] = {0: "anchors", 2: "choices"}
    axes |= {name: {0: "anchors", 1: "words"} for name in ("distances", "orders", "kinships")}
    write(_Pointers(net.pointers), folder / f"{prefix}pointers.onnx", inputs, ["scores"], axes)
    acts: Acts = net.acts
    pooled = {"pooled": torch.randn(2, 4 * sizes.hidden)}
    write(acts, folder / f"{prefix}acts.onnx", pooled, ["acts"], {"pooled": {0: "rows"}, "acts": {0: "rows"}})
    text = json.dumps({"acts": [act.value for act in Act], **about}, indent=1)
    (folder / f"{prefix}model.json").write_text(text + "\n", encoding="utf-8")
