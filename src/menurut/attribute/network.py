"""A language's attribution network as it is shipped: parts of articles in, what each anchor points to out."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np

from menurut.attribute.decode import CUE, QUOTATION, Floats, Pointed, Whole, decode
from menurut.attribute.inputs import Part, pair_features
from menurut.languages.decode import mean_of, softmax
from menurut.languages.network import FILLED, batches, rows_of, session_of, width_of
from menurut.records import Act

_CONSIDERED = 0.08  # an anchor less likely than this is not looked at
_ALSO_LIKELY = math.log(0.1)
_NEVER = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class Found:
    """An attribution by words of its part, how likely it is one, and its act."""

    pointed: Pointed
    score: float
    act: Act


class AttributionNetwork:
    """A language's trained network. Threads may share one."""

    def __init__(self, folder: Traversable, *, fast: bool = False) -> None:
        """Reads the network in ``folder``; ``fast``: the one for the vectors of the fast setting."""
        prefix = "fast_" if fast else ""
        self._body, self._pointers, self._acts = (
            session_of(folder.joinpath(f"{prefix}{name}.onnx").read_bytes()) for name in ("body", "pointers", "acts")
        )
        about = json.loads(folder.joinpath(f"{prefix}model.json").read_text(encoding="utf-8"))
        self._labels = [Act(name) for name in about["acts"]]
        self._weights: list[float] = about["weights"]
        self._bias: float = about["bias"]
        self.threshold: float = about["threshold"]
        self._filled: int = about.get("filled", FILLED)
        self._width = width_of(self._body)

    def read(self, parts: Sequence[Part], vectors: Floats) -> list[list[Found]]:
        """The candidates of each part, in the order of their anchors; those below ``threshold`` are not to be taken.

        ``vectors`` are those of the annotation that the parts were made of (words x width).
        """
        found: list[list[Found]] = [[] for _ in parts]
        for batch in batches([part.last - part.first for part in parts], self._filled):
            own = [parts[i] for i in batch]
            for i, each in zip(batch, self._read(own, vectors), strict=True):
                found[i] = each
        return found

    def _read(self, parts: Sequence[Part], vectors: Floats) -> list[list[Found]]:
        sizes = [part.last - part.first for part in parts]
        words = rows_of(sizes)
        inputs = words.inputs | {"positions": words.positions}
        inputs["x"] = np.concatenate([vectors[part.first : part.last, : self._width] for part in parts])
        inputs["features"] = np.concatenate([part.features for part in parts])
        x, kinds = self._body.run(None, inputs)
        chances = softmax(kinds)
        likely = chances[:, 1] + chances[:, 2]
        anchors = np.flatnonzero(likely >= _CONSIDERED)
        found: list[list[Found]] = [[] for _ in parts]
        if not len(anchors):
            return found
        rows = np.repeat(np.arange(len(parts)), sizes)[anchors]
        scores = self._point(parts, x, rows, anchors)
        firsts = (np.cumsum(sizes) - sizes).tolist()
        pointed: list[tuple[int, Pointed]] = []
        for at, (row, anchor) in enumerate(zip(rows.tolist(), anchors.tolist(), strict=True)):
            first = firsts[row]
            kind = CUE if chances[anchor, 1] >= chances[anchor, 2] else QUOTATION
            own = np.concatenate([scores[at, :, :1], scores[at, :, 1 + first : 1 + first + sizes[row]]], axis=1)
            each = decode(anchor - first, kind, float(likely[anchor]), own, parts[row].sentences)
            if each is not None:
                pointed.append((row, as_clause(each, parts[row], own)))
        if not pointed:
            return found
        pooled = pool([x[firsts[row] : firsts[row] + sizes[row]] for row, _ in pointed], [each for _, each in pointed])
        (acts,) = self._acts.run(None, {"pooled": pooled})
        for (row, each), act in zip(pointed, acts.argmax(1).tolist(), strict=True):
            found[row].append(Found(each, self._score(each), self._labels[act]))
        return found

    def _point(self, parts: Sequence[Part], x: Floats, rows: Whole, anchors: Whole) -> Floats:
        """Log-probabilities of every choice of every pointer: anchors x pointers x (none and words).

        ``x``: the words of all parts, one after the other. ``rows``, ``anchors``: each anchor's part, and its word
        among those of ``x``.
        """
        pairs = np.zeros((3, len(rows), len(x)), dtype=np.int64)
        barred = np.full((len(rows), 1, len(x)), _NEVER)
        ends = np.searchsorted(rows, np.arange(len(parts)), side="right").tolist()  # of each part's anchors
        begin = 0
        for part, first, last in zip(parts, [0, *ends], ends, strict=False):
            own = slice(begin, begin + part.last - part.first)
            begin = own.stop
            if first < last:
                barred[first:last, :, own] = 0.0
                for whole, each in zip(pairs, pair_features(part, anchors[first:last] - own.start), strict=True):
                    whole[first:last, own] = each
        inputs = {"x": x, "anchors": anchors, "barred": barred}
        inputs |= {"distances": pairs[0], "orders": pairs[1], "kinships": pairs[2]}
        scores: Floats = self._pointers.run(None, inputs)[0]
        return scores

    def _score(self, pointed: Pointed) -> float:
        total = self._bias + sum(w * sign for w, sign in zip(self._weights, weighed(pointed), strict=True))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def as_clause(pointed: Pointed, part: Part, scores: Floats) -> Pointed:
    """What is pointed to, a content that stops before its verb being read on where another end is likely too.

    "mengklaim [operasi tersebut] dibenarkan oleh …": what is claimed is a clause, not its subject.
    """
    cue, content = pointed.cue, pointed.content
    if cue is None or len(content) != 1 or content[0][0] <= cue[1]:
        return pointed
    first, last = content[0]
    verbs = part.verbs
    if last + 1 >= len(verbs) or not verbs[last + 1] or verbs[first : last + 1].any():
        return pointed
    ends = scores[4, 2 + last :]
    end = int(ends.argmax())
    source = pointed.source
    if ends[end] < _ALSO_LIKELY or (source is not None and first <= source[0] <= last + 1 + end):
        return pointed
    return replace(pointed, content=((first, last + 1 + end),))


def weighed(pointed: Pointed) -> tuple[float, ...]:
    """What a score is made from: the signs, and whether there is no cue, no source, a second content."""
    return (*pointed.signs, float(pointed.cue is None), float(pointed.source is None), float(len(pointed.content) > 1))


def places(pointed: Pointed) -> list[int]:
    """Anchor, cue end, source first and last, content first and last, second content first and last; -1 for none."""
    none = (-1, -1)
    content = [*pointed.content, none][:2]
    end = pointed.cue[1] if pointed.cue else -1
    return [pointed.anchor, end, *(pointed.source or none), *content[0], *content[1]]


def pool(words: Sequence[Floats], pointed: Sequence[Pointed]) -> Floats:
    """What acts are told from: the anchor's vector, and the means over cue, source and content (rows x 4 width).

    ``words``: for each of ``pointed``, the vectors of its part.
    """
    made = np.zeros((len(pointed), 4, words[0].shape[1]), dtype=np.float32)
    for row, own, each in zip(made, words, pointed, strict=True):
        anchor, end, s1, s2, c1, c2, d1, d2 = places(each)
        row[0] = own[anchor]
        if end >= 0:
            row[1] = mean_of(own[anchor : end + 1])
        if s1 >= 0:
            row[2] = mean_of(own[s1 : s2 + 1])
        content = own[c1 : c2 + 1]
        row[3] = mean_of(content if d1 < 0 else np.concatenate([content, own[d1 : d2 + 1]]))
    return made.reshape(len(made), -1)


@cache
def load_attributions(code: str, *, fast: bool = False) -> AttributionNetwork:
    """The network that is shipped for the language of an ISO 639-1 ``code``, read once for each process."""
    return AttributionNetwork(resources.files("menurut.attribute").joinpath("models", code), fast=fast)
