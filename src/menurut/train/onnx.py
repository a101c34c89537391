"""Writing a network as menurut ships them: an ONNX graph with eight-bit weights, no pickle; needs torch and onnx."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from menurut.train.graphs import rewrite

Axes = Mapping[str, Mapping[int, str]]


def write(module: nn.Module, path: Path, inputs: Mapping[str, Tensor], outputs: Sequence[str], axes: Axes) -> None:
    """Writes a module to ``path``, anew for speed where ``menurut.train.graphs`` knows the file by its name.

    Args:
        module: the network; it is put into evaluation.
        path: the file.
        inputs: by name, tensors of the types and numbers of dimensions that the graph is to take.
        outputs: their names.
        axes: for each input or output the dimensions whose size is free, with a name.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "float.onnx"
        torch.onnx.export(
            module.eval(),
            tuple(inputs.values()),
            str(whole),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        # Seven bits of eight: processors without VNNI add pairs of products in 16 bits, which eight would overflow.
        quantize_dynamic(
            str(whole),
            str(path),
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"MatMulConstBOnly": True},
        )
    rewrite(path)
