"""A shipped network: words in, tags, lemmas, trees and names out. Runs in ONNX Runtime on eight-bit weights.

A word's vector is the gated sum of the embeddings of its sentence pieces, so a word costs one place in the sequence.
The layers stand in two parts, ``stem`` and ``top``; heads on the stem alone are the fast setting. How the network was
learned is told by ``menurut.train.languages`` and ``docs/models.md``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from io import BytesIO
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menurut.languages.decode import best_names, trees_in
from menurut.languages.language import FOLDERS
from menurut.languages.lemmas import apply_script
from menurut.languages.pieces import Pieces

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]
_ROWS = 16_384  # words whose vectors are remembered
_BATCH_WORDS = 512
FILLED = 3_000  # pairs of words to fill sentences up with, about as slow as another batch; so are 1,500 to 4,000
MOST_WORDS = 200  # of one sentence; a longer one is parsed in parts
_LEMMAS = 1 << 14
_NEVER = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class Parse:
    """What a network says of a sentence, an item a word. ``heads`` count from 1, 0 is the root; ``names`` are IOB2.

    ``vectors`` are its last layer's, a row a word, and beside them those of the layer in the middle (``stem``).
    """

    tags: list[str]
    lemmas: list[str]
    heads: list[int]
    relations: list[str]
    names: list[str]
    vectors: Floats


def session_of(data: bytes) -> Any:
    """An ONNX Runtime session of a model, on one thread.

    A sum and a normalisation stay two steps: the one step that ONNX Runtime makes of them takes seven times as long.
    Nothing is kept for sizes of inputs that were seen: articles have ever new ones, and what is kept would only grow.
    """
    onnxruntime = _onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_mem_pattern = options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(
        data, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )


def _onnxruntime() -> Any:
    """ONNX Runtime, told to keep to itself what it runs.

    Since 1.29 it notes which models run on which machine, under a number that it gives the machine, and sends that to
    its maker, unless a variable says otherwise before it is imported (its Privacy.md). Where somebody has imported it
    before, the call stops what would come after.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    return onnxruntime


def sessions_in(folder: Traversable, names: Sequence[str], prefix: str) -> list[Any]:
    """The sessions of the graphs of a folder by their names, each file's name beginning with ``prefix``."""
    return [session_of(folder.joinpath(f"{prefix}{name}.onnx").read_bytes()) for name in names]


def width_of(session: Any, name: str = "x") -> int:
    """How many numbers of each word's vector a network reads: those of the last layer stand first."""
    return int(next(each.shape[-1] for each in session.get_inputs() if each.name == name))


@dataclass(frozen=True, slots=True)
class Rows:
    """How the words of sentences (or of other parts), in one row, stand side by side where a network needs them so."""

    places: Whole  # sentences x longest: the row of each word, 0 where there is none
    back: Whole  # for each row, where its word stands in ``places``
    positions: Whole  # for each row, the number of its word in its sentence
    absent: NDArray[np.bool_]  # sentences x longest: where there is no word

    @property
    def inputs(self) -> dict[str, NDArray[Any]]:
        """What graphs read."""
        count, longest = self.places.shape
        mask = np.zeros((count, 1, longest, longest), dtype=np.float32)
        mask += np.where(self.absent, _NEVER, np.float32(0.0))[:, None, None]
        return {"places": self.places, "back": self.back, "mask": mask}


def rows_of(sizes: Sequence[int] | Whole) -> Rows:
    """The rows of sentences of so many words each, one after the other; at least one word in all."""
    counts = np.array(sizes, dtype=np.int64)
    numbers = np.arange(counts.max())
    absent = numbers >= counts[:, None]
    places = (np.cumsum(counts) - counts)[:, None] + numbers
    places[absent] = 0
    back = np.flatnonzero(~absent)
    return Rows(places, back, back % len(numbers), absent)


class Vectors:
    """The vectors of words, made from their pieces and remembered."""

    def __init__(self, pieces: Pieces, tables: dict[str, NDArray[Any]], most_pieces: int) -> None:
        self._pieces, self._most = pieces, most_pieces
        self._numbers, self._scales, self._gates = tables["embedding"], tables["scales"], tables["gates"]
        self._known: dict[tuple[str, bool], int] = {}
        self._rows = np.zeros((256, self._gates.shape[1]), dtype=np.float32)

    def rows_of(self, words: Sequence[str], glued: Sequence[bool]) -> list[int]:
        """The row of each word in ``table()``; rows hold until the next call that begins with ``make_room``."""
        keys = list(zip(words, glued, strict=True))
        found = list(map(self._known.get, keys))
        return [self._row(key) if row is None else row for row, key in zip(found, keys, strict=True)]

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return int(self._rows.shape[1])

    def make_room(self, coming: int) -> None:
        """Forgets all words if so many new ones might not fit: to be called before a batch's rows are asked for."""
        if len(self._known) + coming > max(_ROWS, coming):
            self._known.clear()

    def table(self) -> Floats:
        """The vectors of all rows."""
        return self._rows

    def _row(self, key: tuple[str, bool]) -> int:
        """The row of a word that was not known a moment ago."""
        row = self._known.get(key)
        return self._add(key) if row is None else row

    def _add(self, key: tuple[str, bool]) -> int:
        row = len(self._known)
        if row >= len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        cut = list(self._pieces.cut(*key)[: self._most])
        pieces = self._numbers[cut].astype(np.float32) * self._scales[cut].astype(np.float32)[:, None]
        self._rows[row] = (pieces * self._gates[: len(cut)]).sum(0)
        self._known[key] = row
        return row


class Network:
    """A language's trained network. Threads may share one."""

    def __init__(self, folder: Traversable, *, fast: bool = False, style: str | None = None) -> None:
        """Reads the network in ``folder``.

        ``fast``: half the layers. ``style``: the annotation scheme to follow, a key of ``model.json``'s ``styles``;
        the language's own default if ``None``. Raises ``KeyError`` for a scheme it was not trained on.
        """
        about = json.loads(folder.joinpath("model.json").read_text(encoding="utf-8"))
        with np.load(BytesIO(folder.joinpath("tables.npz").read_bytes()), allow_pickle=False) as tables:
            held = dict(tables)
        pieces = folder.joinpath("pieces.txt").read_text(encoding="utf-8").split("\n")[:-1]
        self._vectors = Vectors(Pieces(pieces, held["scores"].tolist(), about["unknown"]), held, about["most_pieces"])
        self._labels: dict[str, list[str]] = about["labels"]
        tree, names = about["styles"][style or about["style"]]
        self._tree_style: Floats = held["tree_styles"][0 if fast else 1][tree].astype(np.float32)
        self._name_style: Floats = held["name_styles"][0 if fast else 1][names].astype(np.float32)
        exit_ = "fast_" if fast else ""
        stack = ("stem",) if fast else ("stem", "top")
        self._stack = [session_of(folder.joinpath(f"{part}.onnx").read_bytes()) for part in stack]
        self._heads = session_of(folder.joinpath(f"{exit_}heads.onnx").read_bytes())
        self._relations = session_of(folder.joinpath(f"{exit_}relations.onnx").read_bytes())
        self._dictionary: str | None = about["dictionary"]
        self._filled: int = about.get("filled", FILLED)
        self._lemmas: dict[tuple[str | int, ...], str] = {}
        self._lock = Lock()

    def parse(self, sentences: Sequence[tuple[Sequence[str], Sequence[bool]]]) -> list[Parse]:
        """Parses sentences, each its words and whether each is glued to the one before.

        A sentence of more than ``MOST_WORDS`` words is parsed in parts, the roots of the later ones hanging on the
        first one's root by ``parataxis``.
        """
        parts: list[tuple[Sequence[str], Sequence[bool]]] = []
        counts = []
        for words, glued in sentences:
            cuts = range(0, max(1, len(words)), MOST_WORDS)
            counts.append(len(cuts))
            parts.extend((words[at : at + MOST_WORDS], glued[at : at + MOST_WORDS]) for at in cuts)
        found: list[Parse | None] = [None] * len(parts)
        for batch in batches([len(words) for words, _ in parts], self._filled):
            for number, parse in zip(batch, self._parse([parts[i] for i in batch]), strict=True):
                found[number] = parse
        ready = iter([parse for parse in found if parse is not None])
        return [_joined([next(ready) for _ in range(count)]) for count in counts]

    def _parse(self, batch: list[tuple[Sequence[str], Sequence[bool]]]) -> list[Parse]:
        sizes = [len(words) for words, _ in batch]
        count = sum(sizes)
        if not count:
            none = np.zeros((0, self._vectors.width * len(self._stack)), np.float32)
            return [Parse([], [], [], [], [], none) for _ in batch]
        with self._lock:
            self._vectors.make_room(count)
            known = [row for words, glued in batch for row in self._vectors.rows_of(words, glued)]
            x = self._vectors.table()[known]
        rows = rows_of(sizes)
        inputs = rows.inputs
        layers = []
        for number, session in enumerate(self._stack):
            placed = {} if number else {"positions": rows.positions}
            (x,) = session.run(None, inputs | placed | {"x": x})
            layers.append(x)
        vectors = layers[0] if len(layers) == 1 else np.concatenate(layers[::-1], axis=1)
        tags, scripts, heads, relations, names = self._told(x, rows, sizes)
        greedy = names.argmax(1)
        labels = self._labels
        found, first = [], 0
        for (words, _), size in zip(batch, sizes, strict=True):
            own = slice(first, first + size)
            first += size
            tagged = [labels["tags"][t] for t in tags[own].tolist()]
            found.append(
                Parse(
                    tagged,
                    self._lemmas_of(words, tagged, scripts[own].tolist()),
                    heads[own].tolist(),
                    [labels["relations"][r] for r in relations[own].tolist()],
                    [labels["names"][n] for n in best_names(names[own], greedy[own])],
                    vectors[own],
                )
            )
        return found

    def _told(self, x: Floats, rows: Rows, sizes: Sequence[int]) -> tuple[Whole, Whole, Whole, Whole, Floats]:
        """For each word the numbers of tag, lemma scripts, head and relation, and scores of names."""
        count, longest = rows.places.shape
        root = len(x)  # the root's row follows the words'
        rooted = np.concatenate([np.full((count, 1), root), rows.places], axis=1)
        barred = np.zeros((count, longest, longest + 1), dtype=np.float32)
        barred[:, :, 1:] = np.where(rows.absent, _NEVER, np.float32(0.0))[:, None]
        numbers = np.arange(longest)
        barred[:, numbers, numbers + 1] = _NEVER
        inputs: dict[str, NDArray[Any]] = {"x": x, "places": rows.places, "rooted": rooted, "barred": barred}
        inputs |= {"tree_style": self._tree_style, "name_style": self._name_style}
        tags, scripts, arcs, dependent, head, names = self._heads.run(None, inputs)
        trees = trees_in(arcs, sizes)
        chosen = np.take_along_axis(rooted, trees, 1).reshape(-1)[rows.back]
        (relations,) = self._relations.run(None, {"dependent": dependent[:root], "head": head, "chosen": chosen})
        return tags, scripts, trees.reshape(-1)[rows.back], relations, names

    def _lemmas_of(self, words: Sequence[str], tags: Sequence[str], scripts: Sequence[list[int]]) -> list[str]:
        """The lemmas of words; a name is its own."""
        known = self._lemmas
        return [
            word if tag == "PROPN" else known.get((word, *likely)) or self._lemma(word, likely)
            for word, tag, likely in zip(words, tags, scripts, strict=True)
        ]

    def _lemma(self, word: str, scripts: list[int]) -> str:
        """The dictionary's lemma, else what the first likely script that fits makes; it is remembered."""
        if len(self._lemmas) >= _LEMMAS:
            self._lemmas.clear()
        made = (apply_script(word, self._labels["scripts"][script]) for script in scripts)
        found = self._looked_up(word) or next((lemma for lemma in made if lemma), word)
        self._lemmas[word, *scripts] = found
        return found

    def _looked_up(self, word: str) -> str | None:
        """The lemma in simplemma's dictionary, where the language has one that is better than the scripts."""
        if self._dictionary is None:
            return None
        import simplemma

        lower = word.lower()
        return (
            simplemma.lemmatize(lower, lang=self._dictionary) if simplemma.is_known(lower, self._dictionary) else None
        )


def batches(sizes: Sequence[int], most_filled: int) -> Iterator[list[int]]:
    """The numbers of sentences in batches: of like length, in each at most ``_BATCH_WORDS`` words.

    Only attention sees what fills shorter sentences up, and its time grows with the square of the longest: at most
    ``most_filled`` pairs of words. Eight-bit ranges are taken over a batch, so what is in one decides some close calls.
    """
    batch: list[int] = []
    words = filled = 0
    for i in sorted(range(len(sizes)), key=lambda i: -sizes[i]):
        filled += sizes[batch[0]] ** 2 - sizes[i] ** 2 if batch else 0
        if batch and (words + sizes[i] > _BATCH_WORDS or filled > most_filled):
            yield batch
            batch, words, filled = [], 0, 0
        batch.append(i)
        words += sizes[i]
    if batch:
        yield batch


def _joined(parts: list[Parse]) -> Parse:
    if len(parts) == 1:
        return parts[0]
    root = parts[0].heads.index(0) + 1
    whole = Parse([], [], [], [], [], np.concatenate([part.vectors for part in parts]))
    for number, part in enumerate(parts):
        base = len(whole.tags)
        whole.tags.extend(part.tags)
        whole.lemmas.extend(part.lemmas)
        whole.names.extend(part.names)
        for head, relation in zip(part.heads, part.relations, strict=True):
            later = head == 0 and number > 0
            whole.heads.append(root if later else head + base if head else 0)
            whole.relations.append("parataxis" if later else relation)
    return whole


def name_ranges(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """The names in IOB2 tags: first word, end (exclusive), type."""
    found: list[tuple[int, int, str]] = []
    if tags.count("O") == len(tags):
        return found
    begin, kind = 0, ""
    for index, tag in enumerate([*tags, "O"]):
        if kind and tag != "I-" + kind:
            found.append((begin, index, kind))
            kind = ""
        if tag[0] == "B" or (tag[0] == "I" and not kind):
            begin, kind = index, tag[2:]
    return found


@cache
def load_network(code: str, *, fast: bool = False, style: str | None = None) -> Network:
    """The network that is shipped for the language of an ISO 639-1 ``code``, read once for each process.

    Raises ``KeyError`` for a language that menurut does not read and for a ``style`` that its network does not know.
    """
    folder = resources.files("menurut.languages").joinpath(FOLDERS[code], "model")
    return Network(folder, fast=fast, style=style)
