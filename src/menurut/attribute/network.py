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
from menurut.attribute.inputs import WIDTH, Part, pair_features
from menurut.languages.decode import mean_of, softmax
from menurut.languages.network import batches, session_of, width_of
from menurut.records import Act

_CONSIDERED = 0.08  # an anchor less likely than this is not looked at
_BATCH_WORDS = 640
_ALSO_LIKELY = math.log(0.1)


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
        self._width = width_of(self._body)

    def read(self, parts: Sequence[Part], vectors: Floats) -> list[list[Found]]:
        """The candidates of each part, in the order of their anchors; those below ``threshold`` are not to be taken.

        ``vectors`` are those of the annotation that the parts were made of (words x width).
        """
        found: list[list[Found]] = [[] for _ in parts]
        for batch in batches([part.last - part.first for part in parts], _BATCH_WORDS):
            own = [parts[i] for i in batch]
            for i, each in zip(batch, self._read(own, vectors), strict=True):
                found[i] = each
        return found

    def _read(self, parts: Sequence[Part], vectors: Floats) -> list[list[Found]]:
        width = max(part.last - part.first for part in parts)
        x = np.zeros((len(parts), width, self._width), dtype=np.float32)
        features = np.zeros((len(parts), width, WIDTH), dtype=np.float32)
        padding = np.ones((len(parts), width), dtype=np.bool_)
        for row, part in enumerate(parts):
            size = part.last - part.first
            x[row, :size] = vectors[part.first : part.last, : self._width]
            features[row, :size] = part.features
            padding[row, :size] = False
        x, kinds = self._body.run(None, {"x": x, "features": features, "padding": padding})
        chances = softmax(kinds)
        likely = chances[:, :, 1] + chances[:, :, 2]
        likely[padding] = 0.0
        rows, anchors = np.nonzero(likely >= _CONSIDERED)
        found: list[list[Found]] = [[] for _ in parts]
        if not len(rows):
            return found
        scores = self._point(parts, x, rows, anchors)
        pointed: list[tuple[int, Pointed]] = []
        for at, (row, anchor) in enumerate(zip(rows.tolist(), anchors.tolist(), strict=True)):
            size = parts[row].last - parts[row].first
            kind = CUE if chances[row, anchor, 1] >= chances[row, anchor, 2] else QUOTATION
            own = scores[at, :, : size + 1]
            each = decode(anchor, kind, float(likely[row, anchor]), own, parts[row].sentences)
            if each is not None:
                pointed.append((row, as_clause(each, parts[row], own)))
        if not pointed:
            return found
        which = np.array([row for row, _ in pointed])
        pooled = pool(x, which, np.array([places(each) for _, each in pointed]))
        (acts,) = self._acts.run(None, {"pooled": pooled})
        for (row, each), act in zip(pointed, acts.argmax(1).tolist(), strict=True):
            found[row].append(Found(each, self._score(each), self._labels[act]))
        return found

    def _point(self, parts: Sequence[Part], x: Floats, rows: Whole, anchors: Whole) -> Floats:
        """Log-probabilities of every choice of every pointer of the anchors."""
        pairs = np.zeros((3, len(rows), x.shape[1]), dtype=np.int64)
        ends = np.searchsorted(rows, np.arange(len(parts)), side="right").tolist()  # of each part's anchors
        for part, first, last in zip(parts, [0, *ends], ends, strict=False):
            if first < last:
                for whole, own in zip(pairs, pair_features(part, anchors[first:last]), strict=True):
                    whole[first:last, : own.shape[1]] = own
        inputs = {"x": x, "rows": rows, "anchors": anchors}
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


def pool(x: Floats, which: Whole, rows: Whole) -> Floats:
    """For each row of ``places`` the anchor's vector, and the means over cue, source and content (rows x 4 width).

    ``x``: parts x words x width; ``which``: each row's part.
    """
    made = np.zeros((len(rows), 4, x.shape[2]), dtype=np.float32)
    for row, (part, (anchor, end, s1, s2, c1, c2, d1, d2)) in enumerate(
        zip(which.tolist(), rows.tolist(), strict=True)
    ):
        own = x[part]
        made[row, 0] = own[anchor]
        if end >= 0:
            made[row, 1] = mean_of(own[anchor : end + 1])
        if s1 >= 0:
            made[row, 2] = mean_of(own[s1 : s2 + 1])
        content = own[c1 : c2 + 1]
        made[row, 3] = mean_of(content if d1 < 0 else np.concatenate([content, own[d1 : d2 + 1]]))
    return made.reshape(len(rows), -1)


@cache
def load_attributions(code: str, *, fast: bool = False) -> AttributionNetwork:
    """The network that is shipped for the language of an ISO 639-1 ``code``, read once for each process."""
    return AttributionNetwork(resources.files("menurut.attribute").joinpath("models", code), fast=fast)
