"""Writing a learned network as menurut ships it: ONNX, eight-bit weights, no pickle."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from menurut.resolve.inputs import WIDTH
from menurut.resolve.pairs import COUNTRIES, LINKS
from menurut.train.actors.network import ActorNetwork
from menurut.train.onnx import write


def export(net: ActorNetwork, folder: Path, about: dict[str, object], *, fast: bool = False) -> None:
    """Writes a network to ``folder``; ``about`` becomes ``model.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    prefix, sizes, words = "fast_" if fast else "", net.sizes, 40
    inputs = {"x": torch.randn(2, words, sizes.words), "features": torch.zeros(2, words, WIDTH)}
    inputs["padding"] = torch.zeros(2, words, dtype=torch.bool)
    axes = {name: {0: "articles", 1: "words"} for name in (*inputs, "y", "kinds")}
    write(net.body, folder / f"{prefix}body.onnx", inputs, ["y", "kinds"], axes)
    inputs = {"x": torch.randn(words, sizes.hidden), "firsts": torch.tensor([1, 3, 12])}
    axes = {"x": {0: "words"}, "firsts": {0: "mentions"}, "scores": {0: "mentions"}}
    write(net.ends, folder / f"{prefix}ends.onnx", inputs, ["scores"], axes)
    inputs = {
        "pooled": torch.randn(3, 3 * sizes.hidden),
        "kinds": torch.tensor([0, 1, 5]),
        "pairs": torch.zeros(3, 3, LINKS),
        "words": torch.randn(4, sizes.hidden),
        "known": torch.zeros(3, 4, COUNTRIES),
    }
    axes = {"pooled": {0: "mentions"}, "kinds": {0: "mentions"}, "pairs": {0: "mentions", 1: "before"}}
    axes |= {"words": {0: "told"}, "known": {0: "mentions", 1: "told"}}
    axes |= {"links": {0: "mentions", 1: "choices"}, "countries": {0: "mentions", 1: "places"}}
    write(net.links, folder / f"{prefix}links.onnx", inputs, ["links", "countries"], axes)
    (folder / f"{prefix}model.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
