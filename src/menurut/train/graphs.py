"""Exported graphs written anew for speed, with the same weights: no padding, less copying, fewer steps.

What torch and the quantiser write keeps the sentences of a batch side by side, filled up to the longest. Here all
words of a batch stand in one row. Only the attention needs sentences apart; there they are gathered by the places
of their words. Eight-bit ranges are taken over the words, and once for all products that share an input.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Array = NDArray[Any]
Shape = tuple[int, list[Any]]  # a type, and for each dimension its size or a name
_OPSET, _IR = 23, 10
_MOST_LAYERS = 64
_MICROSOFT = "com.microsoft"
_FORM = "rows of words"  # a graph that says so of itself has been written anew
_FLOAT, _INT, _SHORT = TensorProto.FLOAT, TensorProto.INT64, TensorProto.INT32


@dataclass(frozen=True, slots=True)
class Product:
    """A matrix product in eight bits: weights (in x out), their scales, what is added (none if ``None``)."""

    weights: Array
    scales: Array
    bias: Array | None

    def columns(self, first: int, last: int) -> Product:
        """The part of it that makes some of the columns."""
        own = slice(first, last)
        return Product(self.weights[:, own], self.scales[own], None if self.bias is None else self.bias[own])


@dataclass(frozen=True, slots=True)
class Quantised:
    """An input of products in eight bits: the names of its numbers, their scale and their zero."""

    numbers: str
    scale: str
    zero: str


class Exported:
    """A graph as torch and the quantiser write it: its weights by the names of the modules."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._nodes = {node.name: node for node in model.graph.node}
        self._makers = {out: node for node in model.graph.node for out in node.output}
        self._held = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
        for node in model.graph.node:
            if node.op_type == "Constant":
                self._held[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
            elif node.op_type == "Identity" and node.input[0] in self._held:  # equal parameters are written once
                self._held[node.output[0]] = self._held[node.input[0]]
        self.inputs = {
            each.name: [dim.dim_value or dim.dim_param for dim in each.type.tensor_type.shape.dim]
            for each in model.graph.input
        }

    def has(self, name: str) -> bool:
        """Whether there is a product of that module."""
        return f"/{name}/MatMul_quant" in self._nodes

    def layers(self, name: str) -> list[str]:
        """The names of the layers of a stack."""
        return [layer for layer in (f"{name}.{i}" for i in range(_MOST_LAYERS)) if self.has(f"{layer}/qkv")]

    def holds(self, name: str) -> bool:
        """Whether there is a parameter of that name."""
        return name in self._held

    def held(self, name: str) -> Array:
        """A parameter. Raises ``KeyError`` if there is none of that name."""
        return self._held[name]

    def product(self, name: str = "") -> Product:
        """The product of a linear layer; raises ``KeyError`` if there is none of that name, or a zero is not 0."""
        prefix = f"/{name}" if name else ""
        node = self._nodes.get(f"{prefix}/MatMul_quant") or self._nodes[f"{prefix}/Gemm_MatMul_quant"]
        _, weights, _, zeros = node.input
        if self._held[zeros].any():
            raise KeyError(f"{name}: weights that are not symmetric")
        scales = self._held[weights.removesuffix("_quantized") + "_scale"]
        added = self._nodes.get(f"{prefix}/Add") or self._nodes.get(f"{prefix}/Gemm_Add")
        bias = next((self._held[each] for each in added.input if each in self._held), None) if added else None
        kept = self._held[weights]
        return Product(kept, np.broadcast_to(scales, kept.shape[1:]).copy(), bias)

    def table(self, name: str) -> Array:
        """The rows of an embedding."""
        numbers = self._held[f"{name}.weight_quantized"].astype(np.float32)
        zero = self._held[f"{name}.weight_zero_point"].astype(np.float32)
        made: Array = (numbers - zero) * self._held[f"{name}.weight_scale"]
        return made

    def norm(self, name: str) -> tuple[Array, Array, float]:
        """Weights, what is added, and epsilon of a layer normalisation."""
        node = self._nodes[f"/{name}/LayerNormalization"]
        epsilon = next(each.f for each in node.attribute if each.name == "epsilon")
        return self._held[node.input[1]], self._held[node.input[2]], epsilon

    def heads(self, layer: str) -> int:
        """How many heads the attention of a layer has."""
        added = self._nodes[f"/{layer}/qkv/Add"].output[0]
        reshape = next(node for node in self._nodes.values() if node.op_type == "Reshape" and node.input[0] == added)
        return int(self._held[self._makers[reshape.input[1]].input[3]].item())

    def tried(self) -> int:
        """How many of the likeliest are taken."""
        return int(self._held[self._nodes["/TopK"].input[1]].item())

    def frequencies(self) -> Array:
        """Those of the rotary positions."""
        cosine = next(node for node in self._nodes.values() if node.op_type == "Cos")
        return next(self._held[each] for each in self._makers[cosine.input[0]].input if each in self._held)


class Graph:
    """A graph that is being written."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._held: dict[str, Array] = {}

    def op(self, kind: str, *inputs: str, domain: str = "", out: str = "", **attributes: Any) -> str:
        """Adds a step and gives the name of its first output: ``out`` or one of its own."""
        return self.ops(kind, *inputs, domain=domain, outs=(out,), **attributes)[0]

    def ops(
        self, kind: str, *inputs: str, domain: str = "", outs: tuple[str, ...] = ("",), **attributes: Any
    ) -> list[str]:
        """Adds a step of several outputs, named ``outs`` or, where these are empty, by itself."""
        number = len(self._nodes)
        names = [out or f"{kind}_{number}_{i}" for i, out in enumerate(outs)]
        self._nodes.append(helper.make_node(kind, list(inputs), names, f"{kind}_{number}", domain=domain, **attributes))
        return names

    def hold(self, value: Array) -> str:
        """Keeps a constant and gives its name; equal ones are kept once."""
        for name, kept in self._held.items():
            if kept.dtype == value.dtype and kept.shape == value.shape and np.array_equal(kept, value):
                return name
        name = f"held_{len(self._held)}"
        self._held[name] = np.ascontiguousarray(value).reshape(value.shape)
        return name

    def whole(self, *numbers: int) -> str:
        """A constant of whole numbers, such as a shape or axes."""
        return self.hold(np.array(numbers, dtype=np.int64))

    def quantise(self, x: str) -> Quantised:
        """``x`` in eight bits."""
        return Quantised(*self.ops("DynamicQuantizeLinear", x, outs=("", "", "")))

    def product(self, x: str | Quantised, own: Product, out: str = "") -> str:
        """Rows times weights, in eight bits."""
        read = self.quantise(x) if isinstance(x, str) else x
        inputs = [read.numbers, self.hold(own.weights), read.scale, self.hold(own.scales), read.zero]
        inputs += [] if own.bias is None else ["", self.hold(own.bias)]
        return self.op("MatMulIntegerToFloat", *inputs, domain=_MICROSOFT, out=out)

    def norm(self, x: str, own: tuple[Array, Array, float], out: str = "") -> str:
        """Layer normalisation."""
        weights, bias, epsilon = own
        return self.op("LayerNormalization", x, self.hold(weights), self.hold(bias), out=out, axis=-1, epsilon=epsilon)

    def model(self, inputs: Mapping[str, Shape], outputs: Mapping[str, Shape]) -> onnx.ModelProto:
        """The finished model, from types and shapes of inputs and outputs by name."""
        graph = helper.make_graph(
            self._nodes,
            "menurut",
            [helper.make_tensor_value_info(name, *each) for name, each in inputs.items()],
            [helper.make_tensor_value_info(name, *each) for name, each in outputs.items()],
            [numpy_helper.from_array(value, name) for name, value in self._held.items()],
        )
        domains = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=domains, ir_version=_IR, producer_name="menurut")
        helper.set_model_props(model, {"form": _FORM})
        return model


_SENTENCES: dict[str, Shape] = {
    "places": (_INT, ["sentences", "longest"]),  # of each sentence's words in the rows; any row where there is none
    "back": (_INT, ["words"]),  # of each row's word in ``places``
    "mask": (_FLOAT, ["sentences", 1, "longest", "longest"]),  # added to what words give to each other: 0 or -1e4
}


def _attention(graph: Graph, q: str, k: str, v: str, heads: int, apart: bool) -> str:
    """What words take from each other: those of a sentence if ``apart``, else all. Rows of words in and out."""
    size: dict[str, Any] = {"q_num_heads": heads, "kv_num_heads": heads}
    if apart:
        q, k, v = (graph.op("Gather", each, "places", axis=0) for each in (q, k, v))
        made = graph.op("Attention", q, k, v, "mask", **size)
    else:
        one = graph.whole(0)
        q, k, v = (graph.op("Unsqueeze", each, one) for each in (q, k, v))
        made = graph.op("Attention", q, k, v, **size)
    rows = graph.op("Flatten", made, axis=2)
    return graph.op("Gather", rows, "back", axis=0) if apart else rows


def _qkv(graph: Graph, x: str, own: Product) -> list[str]:
    read, width = graph.quantise(x), own.weights.shape[1] // 3
    return [graph.product(read, own.columns(i * width, (i + 1) * width)) for i in range(3)]


def _encoder(graph: Graph, old: Exported, x: str, layer: str, out: str = "") -> str:
    """A layer of a language's network: attention among a sentence's words, normalised after each step."""
    q, k, v = _qkv(graph, x, old.product(f"{layer}/qkv"))
    context = _attention(graph, q, k, v, old.heads(layer), True)
    x = graph.norm(graph.op("Add", x, graph.product(context, old.product(f"{layer}/out"))), old.norm(f"{layer}/norm1"))
    inner = graph.op("Gelu", graph.product(x, old.product(f"{layer}/inner")))
    made = graph.op("Add", x, graph.product(inner, old.product(f"{layer}/outer")))
    return graph.norm(made, old.norm(f"{layer}/norm2"), out)


def _layers(old: Exported) -> onnx.ModelProto:
    """``stem`` or ``top`` of a language's network."""
    graph, x = Graph(), "x"
    width = old.inputs["x"][-1]
    inputs: dict[str, Shape] = {"x": (_FLOAT, ["words", width]), **_SENTENCES}
    layers = old.layers("layers")
    if old.holds("place"):
        inputs["positions"] = (_INT, ["words"])
        x = graph.norm(
            graph.op("Add", x, graph.op("Gather", graph.hold(old.held("place")), "positions")), old.norm("norm")
        )
    for layer in layers:
        x = _encoder(graph, old, x, layer, "y" if layer == layers[-1] else "")
    return graph.model(inputs, {"y": (_FLOAT, ["words", width])})


def _turned(graph: Graph, x: str, heads: int, cos: str, sin: str) -> str:
    """Rows with rotary positions."""
    whole = graph.op("Unsqueeze", x, graph.whole(0))
    return graph.op("Squeeze", graph.op("RotaryEmbedding", whole, cos, sin, num_heads=heads), graph.whole(0))


def _reader_layer(graph: Graph, old: Exported, x: str, layer: str, turn: tuple[str, str], apart: bool) -> str:
    """A layer of a body: attention with rotary positions, normalised before each step."""
    heads = old.heads(layer)
    q, k, v = _qkv(graph, graph.norm(x, old.norm(f"{layer}/norm1")), old.product(f"{layer}/qkv"))
    q, k = (_turned(graph, each, heads, *turn) for each in (q, k))
    context = _attention(graph, q, k, v, heads, apart)
    x = graph.op("Add", x, graph.product(context, old.product(f"{layer}/out")))
    inner = graph.product(graph.norm(x, old.norm(f"{layer}/norm2")), old.product(f"{layer}/inner"))
    return graph.op("Add", x, graph.product(graph.op("Gelu", inner), old.product(f"{layer}/outer")))


def _reader(old: Exported) -> onnx.ModelProto:
    """The ``body`` of a network over an article, or over its parts."""
    graph, apart = Graph(), old.inputs["x"][0] == "parts"
    inputs: dict[str, Shape] = {name: (_FLOAT, ["words", old.inputs[name][-1]]) for name in ("x", "features")}
    inputs |= {"positions": (_INT, ["words"])} | (_SENTENCES if apart else {})
    x = graph.product(graph.norm("x", old.norm("norm")), old.product("words"))
    x = graph.op("Add", x, graph.product("features", old.product("features")))
    places = graph.op("Cast", graph.op("Unsqueeze", "positions", graph.whole(0, 2)), to=_FLOAT)
    angle = graph.op("Mul", places, graph.hold(old.frequencies().reshape(1, 1, -1)))
    turn = graph.op("Cos", angle), graph.op("Sin", angle)
    for layer in old.layers("layers"):
        x = _reader_layer(graph, old, x, layer, turn, apart)
    y, final = graph.norm(x, old.norm("last"), "y"), old.norm("last")[0]
    outputs: dict[str, Shape] = {"y": (_FLOAT, ["words", len(final)])}
    if old.has("kinds/kinds.0"):
        inner = graph.op("Gelu", graph.product(y, old.product("kinds/kinds.0")))
        last = old.product("kinds/kinds.2")
        graph.product(inner, last, "kinds")
        outputs["kinds"] = (_FLOAT, ["words", len(last.scales)])
    return graph.model(inputs, outputs)


def _heads(old: Exported) -> onnx.ModelProto:
    """``heads`` of a language's network: tags, scripts, names, scores of arcs, both sides of relations.

    The root is one more row, after the words. ``rooted``: as ``places``, the root first. ``barred``: what is added to
    the score of each head, 0 or -1e4.
    """
    graph, width = Graph(), old.inputs["x"][-1]
    inputs = {"x": (_FLOAT, ["words", width]), "tree_style": (_FLOAT, [width]), "name_style": (_FLOAT, [width])}
    inputs |= {"places": _SENTENCES["places"], "rooted": (_INT, ["sentences", "longest_and_root"])}
    inputs |= {"barred": (_FLOAT, ["sentences", "longest", "longest_and_root"])}
    root = graph.hold(old.held("heads.root").reshape(1, -1))  # follows no style
    styled = graph.quantise(graph.op("Concat", graph.op("Add", "x", "tree_style"), root, axis=0))

    def relu(module: str, out: str = "") -> str:
        return graph.op("Relu", graph.product(styled, old.product(module)), out=out)

    tags = graph.op("ArgMax", graph.product(styled, old.product("tags")), axis=-1, keepdims=0)
    graph.op("Cast", tags, to=_SHORT, out="tags")
    scripts = graph.product("x", old.product("scripts"))
    tried = old.tried()
    likely = graph.ops("TopK", scripts, graph.whole(tried), outs=("", ""))[1]
    graph.op("Cast", likely, to=_SHORT, out="scripts")
    named = graph.op("Relu", graph.product(graph.op("Add", "x", "name_style"), old.product("name_hidden")))
    graph.product(named, old.product("names"), "names")
    relu("relation_dependent", "dependent")
    relu("relation_head", "head")
    weighed = graph.product(relu("arc_dependent"), old.product())
    sources = relu("arc_head")
    ours = graph.op("Squeeze", graph.product(sources, old.product("arc_bias")), graph.whole(1))
    bias = graph.op("Unsqueeze", graph.op("Gather", ours, "rooted", axis=0), graph.whole(1))
    sides = graph.op("Gather", weighed, "places", axis=0), graph.op("Gather", sources, "rooted", axis=0)
    arcs = graph.op("FusedMatMul", *sides, domain=_MICROSOFT, transB=1)
    graph.op("Add", graph.op("Add", arcs, bias), "barred", out="arcs")
    outputs: dict[str, Shape] = {"tags": (_SHORT, ["rows"]), "scripts": (_SHORT, ["words", tried])}
    outputs["arcs"] = inputs["barred"]
    outputs |= {name: (_FLOAT, ["rows", None]) for name in ("dependent", "head")}
    outputs["names"] = (_FLOAT, ["words", None])
    return graph.model(inputs, outputs)


def _relations(old: Exported) -> onnx.ModelProto:
    """``relations`` of a language's network: each word's to its head, whose row is ``chosen``."""
    graph, linear, bilinear = Graph(), old.product("linear"), old.product("bilinear")
    size, count = linear.weights.shape[0] // 2, linear.weights.shape[1]
    inputs = {name: (_FLOAT, [rows, size]) for name, rows in (("dependent", "words"), ("head", "words_and_root"))}
    picked = graph.op("Gather", "head", "chosen", axis=0)
    order = np.arange(count * size).reshape(count, size).T.reshape(-1)
    turned = Product(bilinear.weights[:, order], bilinear.scales[order], None)
    left = graph.op("Reshape", graph.product("dependent", turned), graph.whole(-1, size, count))
    scores = graph.op("MatMul", graph.op("Unsqueeze", picked, graph.whole(1)), left)
    both = graph.op("Concat", "dependent", picked, axis=1)
    total = graph.op("Add", graph.op("Squeeze", scores, graph.whole(1)), graph.product(both, linear))
    best = graph.op("ArgMax", total, axis=-1, keepdims=0)
    graph.op("Cast", best, to=_SHORT, out="relations")
    return graph.model(inputs | {"chosen": (_INT, ["words"])}, {"relations": (_SHORT, ["words"])})


def _pointers(old: Exported) -> onnx.ModelProto:
    """``pointers`` of the attribution network: the chances of every choice of every pointer, none before the words.

    ``anchors``: their rows. ``barred``: added to the scores of each anchor's words, 0 or -1e4.
    """
    graph, width = Graph(), old.inputs["x"][-1]
    single, word = old.product("pointers/single"), old.product("pointers/word")
    count = len(single.scales)
    size = len(word.scales) // count
    pairs = ("distances", "orders", "kinships")
    inputs: dict[str, Shape] = {"x": (_FLOAT, ["words", width]), "anchors": (_INT, ["anchors"])}
    inputs |= {name: (_INT, ["anchors", "words"]) for name in pairs}
    inputs |= {"barred": (_FLOAT, ["anchors", 1, "words"])}
    read = graph.quantise("x")
    own = graph.quantise(graph.op("Gather", "x", "anchors", axis=0))
    sides = [graph.product(own, old.product("pointers/anchor")), graph.product(read, word)]
    split = graph.whole(-1, count, size)
    q, k = (graph.op("Transpose", graph.op("Reshape", each, split), perm=[1, 0, 2]) for each in sides)
    scores = graph.op("FusedMatMul", q, k, domain=_MICROSOFT, transB=1, alpha=size**-0.5)
    scores = graph.op("Transpose", scores, perm=[1, 0, 2])
    bias = graph.product(read, single)
    for name in pairs:
        bias = graph.op("Add", graph.op("Gather", graph.hold(old.table(f"pointers.{name}")), name, axis=0), bias)
    scores = graph.op("Add", scores, graph.op("Transpose", bias, perm=[0, 2, 1]))
    scores = graph.op("Add", scores, "barred")
    none = graph.op("Unsqueeze", graph.product(own, old.product("pointers/none")), graph.whole(2))
    graph.op("LogSoftmax", graph.op("Concat", none, scores, axis=2), axis=-1, out="scores")
    return graph.model(inputs, {"scores": (_FLOAT, ["anchors", count, "choices"])})


_BUILDERS: dict[str, Callable[[Exported], onnx.ModelProto]] = {
    "stem": _layers,
    "top": _layers,
    "heads": _heads,
    "relations": _relations,
    "body": _reader,
    "pointers": _pointers,
}


def rewrite(path: Path) -> bool:
    """Writes the graph in a file anew, if it is one that can be; gives whether it was. One already new stays as it is.

    The file's name tells what it is. Raises ``KeyError`` for a graph that lacks what one of its name has.
    """
    builder = _BUILDERS.get(path.stem.removeprefix("fast_"))
    model = onnx.load(path)
    if builder is None or any(each.key == "form" and each.value == _FORM for each in model.metadata_props):
        return False
    made = builder(Exported(model))
    onnx.checker.check_model(made)
    onnx.save(made, path)
    return True


def main(folders: Sequence[str]) -> None:
    """Writes the graphs in folders, and in the folders in them, anew."""
    if not folders:
        raise SystemExit("usage: python -m menurut.train.graphs FOLDER...")
    for path in sorted(each for folder in folders for each in Path(folder).rglob("*.onnx")):
        if rewrite(path):
            print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
