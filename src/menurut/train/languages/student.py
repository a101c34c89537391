"""The student that is shipped: few layers over whole words, learned from gold and from the teacher's vectors.

A word's vector is the gated sum of its pieces' pretrained embeddings, so that a word costs one place in the sequence
and frequent words can be looked up. Every exit (a layer with heads of its own) is trained at once: the last one is
the pipeline, an earlier one its fast setting.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from menurut.evaluate.treebanks import Example
from menurut.languages.network import MOST_WORDS
from menurut.languages.pieces import Pieces
from menurut.train.languages.batches import in_batches, losses, recased, targets_of
from menurut.train.languages.networks import Encoder, Heads, Labels, Sizes
from menurut.train.languages.pretrained import Pretrained
from menurut.train.languages.teacher import Teacher

MOST_PIECES = 6
START_LAYERS = (0, 3, 5, 8)  # the teacher's layers that the student's begin as


class Student(nn.Module):
    """Words in, word vectors of every exit out."""

    def __init__(
        self, model: Pretrained, kept: list[int], labels: Labels, sizes: Sizes, exits: tuple[int, ...] = (2, 4)
    ) -> None:
        super().__init__()
        self.labels, self.sizes, self.exits, self.kept = labels, sizes, exits, kept
        self.piece_list = [model.pieces[i] for i in kept]
        self.pieces = Pieces(
            [p for p, _ in self.piece_list], [s for _, s in self.piece_list], kept.index(model.unknown)
        )
        t = model.tensors
        self.word = nn.Embedding.from_pretrained(torch.from_numpy(t["emb.word"][kept]), freeze=False)
        place = t["emb.pos"][2 : MOST_WORDS + 2] + t["emb.type"][: model.hidden]
        self.place = nn.Parameter(torch.from_numpy(place))
        gates = torch.ones(MOST_PIECES, model.hidden)
        gates[1:] *= 0.5
        self.gates = nn.Parameter(gates)
        self.norm = nn.LayerNorm(model.hidden, 1e-12)
        self.norm.weight.data = torch.from_numpy(t["emb.ln.w"].copy())
        self.norm.bias.data = torch.from_numpy(t["emb.ln.b"].copy())
        self.encoder = Encoder(sizes, exits[-1], 0.1)
        self.every_heads = nn.ModuleList(Heads(sizes, labels, 0.15) for _ in exits)
        self.chosen_exit = len(exits) - 1

    @property
    def heads(self) -> Heads:
        """The heads of the chosen exit."""
        found = self.every_heads[self.chosen_exit]
        assert isinstance(found, Heads)
        return found

    def start_from(self, teacher: Teacher) -> None:
        """Begins with the teacher's layers, and with its heads at every exit."""
        for layer, index in zip(self.encoder.layers, START_LAYERS, strict=False):
            layer.load_state_dict(teacher.encoder.layers[index].state_dict())
        state = teacher.heads.state_dict()
        rows = [teacher.labels.relations.index(name) for name in self.labels.relations]
        picked = [teacher.labels.scripts.index(name) for name in self.labels.scripts]
        for name in ("relation_weight", "relation_linear.weight", "relation_linear.bias"):
            state[name] = state[name][rows]
        for name in ("scripts.weight", "scripts.bias"):
            state[name] = state[name][picked]
        for heads in self.every_heads:
            heads.load_state_dict(state)

    def piece_ids(self, examples: list[Example]) -> Tensor:
        """Piece numbers + 1 (0: none): sentences x words x pieces."""
        width = max(len(e.words) for e in examples)
        ids = np.zeros((len(examples), width, MOST_PIECES), dtype=np.int64)
        for row, example in enumerate(examples):
            for index, (word, glued) in enumerate(zip(example.words, example.glued, strict=True)):
                cut = self.pieces.cut(word, glued)[:MOST_PIECES]
                ids[row, index, : len(cut)] = [piece + 1 for piece in cut]
        return torch.from_numpy(ids)

    def every_vectors(self, examples: list[Example]) -> tuple[list[Tensor], Tensor]:
        """The word vectors of every exit, and where there is no word."""
        ids = self.piece_ids(examples)
        found = self.word((ids - 1).clamp(min=0)) * self.gates * (ids > 0)[..., None]
        x = self.norm(found.sum(2) + self.place[: ids.shape[1]])
        x = functional.dropout(x, 0.1, self.training)
        padding = (ids == 0).all(2)
        outputs = self.encoder(x, padding)
        return [outputs[exit_ - 1] for exit_ in self.exits], padding

    def vectors(self, examples: list[Example]) -> tuple[Tensor, Tensor]:
        """The word vectors of the chosen exit, and where there is no word."""
        outputs, padding = self.every_vectors(examples)
        return outputs[self.chosen_exit], padding

    def styles(self, examples: list[Example]) -> Tensor:
        """The numbers of the examples' annotation styles."""
        return torch.tensor([self.labels.styles.index(e.style) for e in examples])


@dataclass(slots=True)
class Silver:
    """Raw sentences and the teacher's vectors of their words, one row a word, half precision."""

    examples: list[Example]
    starts: NDArray[np.int64]
    vectors: NDArray[np.float16]

    def batch(self, numbers: list[int], width: int) -> Tensor:
        """The teacher's vectors of some sentences, padded."""
        found = np.zeros((len(numbers), width, self.vectors.shape[1]), dtype=np.float16)
        for row, number in enumerate(numbers):
            size = len(self.examples[number].words)
            found[row, :size] = self.vectors[self.starts[number] : self.starts[number] + size]
        return torch.from_numpy(found).float()


def label(teacher: Teacher, examples: list[Example], report: Callable[[str], None]) -> Silver:
    """The teacher's vectors of every word of ``examples``."""
    sizes = np.array([len(e.words) for e in examples], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    vectors = np.zeros((int(sizes.sum()), teacher.sizes.hidden), dtype=np.float16)
    order = np.argsort(sizes, kind="stable")
    began = time.time()
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(order), 32):
            chosen = order[at : at + 32]
            x, _ = teacher.vectors([examples[i] for i in chosen])
            for row, i in enumerate(chosen):
                vectors[starts[i] : starts[i] + sizes[i]] = x[row, : sizes[i]].float().numpy().astype(np.float16)
            if at % 9600 == 0:
                report(f"labelled {at}/{len(order)} sentences in {time.time() - began:.0f} s")
    return Silver(examples, starts, vectors)


@dataclass(slots=True)
class Distiller:
    """What the teacher's heads say of its vectors, and how far a student is from it."""

    heads: Heads
    relations: list[int]
    scripts: list[int]
    teach_names: bool = True

    def losses(self, heads: Heads, x: Tensor, wanted: Tensor, padding: Tensor, styles: Tensor) -> dict[str, Tensor]:
        """Distances of the student's heads on ``x`` from the teacher's on ``wanted``, means over words."""
        here = ~padding
        with torch.no_grad():
            tags, scripts = self.heads.tagging(wanted, styles)
            arcs, dependent, head = self.heads.arcs(wanted, styles, padding)
            chosen = arcs.argmax(-1)
            relations = self.heads.relations(dependent, head, chosen)[..., self.relations]
            names = self.heads.naming(wanted, styles)
        own_tags, own_scripts = heads.tagging(x, styles)
        own_arcs, own_dependent, own_head = heads.arcs(x, styles, padding)
        own_relations = heads.relations(own_dependent, own_head, chosen)
        pairs = {
            "tags": (own_tags, tags, 1.0),
            "scripts": (own_scripts, scripts[..., self.scripts], 0.3),
            "arcs": (own_arcs, arcs, 1.0),
            "relations": (own_relations, relations, 1.0),
            "names": (heads.naming(x, styles), names, 2.0),
        }
        if not self.teach_names:
            del pairs["names"]
        found = {}
        for name, (mine, theirs, weight) in pairs.items():
            log = mine[here].float().log_softmax(-1)
            goal = theirs[here].float().softmax(-1)
            found[name] = -weight * (goal * log).sum(-1).mean()
        distance = (functional.layer_norm(x.float(), x.shape[-1:]) - functional.layer_norm(wanted, x.shape[-1:])) ** 2
        found["vectors"] = 2.0 * distance[here].mean()
        return found


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train, and how: seconds, words in a batch, the highest learning rate, the seed.

    ``fast_steps``: on how many of six steps the fast exit is trained along with the last one. ``teach_names``: whether
    the teacher's names are learned, or those of gold alone.
    """

    seconds: float
    words: int = 1200
    rate: float = 3e-4
    seed: int = 1
    fast_steps: int = 6
    teach_names: bool = True

    def weights(self, step: int) -> tuple[float, float]:
        """The weights of the two exits' losses at a step."""
        return (0.4 if step % 6 < self.fast_steps else 0.0, 1.0)


def _silver_batches(silver: Silver, words: int, chooser: random.Random) -> Iterator[list[int]]:
    numbers = {id(e): i for i, e in enumerate(silver.examples)}
    while True:
        for group in in_batches(silver.examples, words, chooser):
            yield [numbers[id(e)] for e in group]


def _gold_batches(
    sets: dict[str, tuple[float, list[Example]]],
    words: int,
    chooser: random.Random,
    change: Callable[[Example], Example],
) -> Iterator[list[Example]]:
    while True:
        chosen: list[Example] = []
        for weight, examples in sets.values():
            chosen += examples * int(weight) + chooser.sample(examples, int((weight % 1) * len(examples)))
        yield from in_batches([change(recased(e, chooser)) for e in chosen], words, chooser)


def train_student(
    student: Student,
    teacher: Teacher,
    gold: dict[str, tuple[float, list[Example]]],
    silver: Silver,
    styles: list[str],
    plan: Plan,
    report: Callable[[], None],
    change: Callable[[Example], Example] = lambda e: e,
) -> None:
    """Alternates batches of gold and of silver for ``plan.seconds``; the rate falls to nothing over that time."""
    chooser = random.Random(plan.seed)
    torch.manual_seed(plan.seed)
    distiller = Distiller(
        teacher.heads,
        [teacher.labels.relations.index(r) for r in student.labels.relations],
        [teacher.labels.scripts.index(s) for s in student.labels.scripts],
        plan.teach_names,
    )
    golden = _gold_batches(gold, plan.words, chooser, change)
    silvern = _silver_batches(silver, plan.words, chooser)
    parameters = [p for p in student.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=plan.rate, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    numbers = torch.tensor([teacher.labels.styles.index(name) for name in styles])
    began, step, seen, running, reported = time.time(), 0, 0, {"gold": 0.0, "silver": 0.0}, 0
    while (share := (time.time() - began) / plan.seconds) < 1:
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * min(1.0, step / 300) * (1 - share)
        kind = "gold" if step % 2 == 0 else "silver"
        with torch.autocast("cpu", dtype=torch.bfloat16):
            if kind == "gold":
                batch = next(golden)
                found = _gold_losses(student, batch, plan.weights(step))
            else:
                picked = next(silvern)
                batch = [silver.examples[i] for i in picked]
                found = _silver_losses(student, distiller, silver, picked, numbers, plan.weights(step))
            loss = torch.stack(found).sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 5.0)
        optimizer.step()
        step += 1
        seen += sum(len(e.words) for e in batch)
        running[kind] = 0.98 * running[kind] + 0.02 * float(loss.detach())
        if step % 200 == 0:
            print(f"step {step} {share:.0%} {running} {seen / (time.time() - began):.0f} words/s", flush=True)
        if int(share * 5) > reported:
            reported = int(share * 5)
            report()
            student.train()
    report()


def _gold_losses(student: Student, batch: list[Example], weights: tuple[float, float]) -> list[Tensor]:
    outputs, padding = student.every_vectors(batch)
    targets = targets_of(batch, student.labels, padding.shape[1])
    found: list[Tensor] = []
    for x, heads, weight in zip(outputs, student.every_heads, weights, strict=True):
        assert isinstance(heads, Heads)
        if not weight:
            continue
        found += [weight * loss for loss in losses(heads, x, student.styles(batch), padding, targets).values()]
    return found


def _silver_losses(
    student: Student,
    distiller: Distiller,
    silver: Silver,
    picked: list[int],
    numbers: Tensor,
    weights: tuple[float, float],
) -> list[Tensor]:
    batch = [silver.examples[i] for i in picked]
    outputs, padding = student.every_vectors(batch)
    wanted = silver.batch(picked, padding.shape[1])
    styles = numbers[torch.randint(len(numbers), (len(batch),))]
    found: list[Tensor] = []
    for x, heads, weight in zip(outputs, student.every_heads, weights, strict=True):
        assert isinstance(heads, Heads)
        if not weight:
            continue
        found += [weight * loss for loss in distiller.losses(heads, x, wanted, padding, styles).values()]
    return found


def save_student(student: Student, path: Path) -> None:
    """Writes what was learned, the labels and the pieces that were kept."""
    about = {
        "labels": asdict(student.labels),
        "sizes": asdict(student.sizes),
        "exits": student.exits,
        "kept": student.kept,
    }
    torch.save({"state": student.state_dict(), **about}, path)


def load_student(path: Path, model: Pretrained) -> Student:
    """Reads a student that ``save_student`` wrote."""
    saved = torch.load(path, weights_only=True)
    student = Student(model, saved["kept"], Labels(**saved["labels"]), Sizes(**saved["sizes"]), tuple(saved["exits"]))
    student.load_state_dict(saved["state"])
    return student.eval()
