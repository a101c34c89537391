"""Writing a learned network of events as menurut ships it: ONNX, eight-bit weights, no pickle."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from menurut.code.attach import ATTACHED
from menurut.code.inputs import EVENT_WIDTH, INPUT_WIDTH
from menurut.code.pairs import ROLES, SAME
from menurut.train.events.network import EventNetwork
from menurut.train.onnx import write


def export(net: EventNetwork, folder: Path, about: dict[str, object], *, fast: bool = False) -> None:
    """Writes a network to ``folder``; ``about`` becomes ``model.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    prefix, hidden = "fast_" if fast else "", net.sizes.hidden
    inputs = {"x": torch.randn(2, 40, net.sizes.words), "features": torch.zeros(2, 40, INPUT_WIDTH)}
    inputs["padding"] = torch.zeros(2, 40, dtype=torch.bool)
    axes = {name: {0: "articles", 1: "words"} for name in (*inputs, "y")}
    write(net.body, folder / f"{prefix}body.onnx", inputs, ["y"], axes)
    inputs = {"x": torch.randn(40, hidden), "signs": torch.zeros(40, EVENT_WIDTH)}
    axes = {name: {0: "words"} for name in (*inputs, "scores")}
    write(net.triggers, folder / f"{prefix}triggers.onnx", inputs, ["scores"], axes)
    inputs = {
        "pooled": torch.randn(3, 3 * hidden),
        "types": torch.tensor([0, 1, 5]),
        "signs": torch.zeros(3, EVENT_WIDTH),
        "named": torch.randn(4, 3 * hidden),
        "same": torch.zeros(3, 3, SAME),
        "roles": torch.zeros(3, 4, ROLES),
    }
    axes = {name: {0: "triggers"} for name in ("pooled", "types", "signs", "links", "nobody", "statuses")}
    axes |= {"named": {0: "mentions"}, "same": {0: "triggers", 1: "others"}, "roles": {0: "triggers", 1: "mentions"}}
    axes |= {"links": {0: "triggers", 1: "choices"}, "scores": {0: "triggers", 1: "mentions"}}
    write(net.happenings, folder / f"{prefix}happenings.onnx", inputs, ["links", "scores", "nobody", "statuses"], axes)
    inputs = {"triggers": torch.randn(2, 3 * hidden), "spans": torch.randn(4, 3 * hidden)}
    inputs["signs"] = torch.zeros(2, 4, ATTACHED)
    axes = {"triggers": {0: "triggers"}, "spans": {0: "spans"}, "signs": {0: "triggers", 1: "spans"}}
    axes["scores"] = {0: "choices"}
    write(net.when, folder / f"{prefix}when.onnx", inputs, ["scores"], axes)
    write(net.where, folder / f"{prefix}where.onnx", inputs, ["scores"], axes)
    (folder / f"{prefix}model.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
