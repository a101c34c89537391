"""Learn a language's network of actors: ``python -m menurut.train.actors.command CODE --out FOLDER``.

It learns from the annotated articles (``texts``) and for Indonesian the training part of the gold (twice), from the
same with their countries swapped, and from sentences in which any state may act (``swap``). ``docs/models.md`` has the
figures.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

from menurut.train.actors.examples import all_examples
from menurut.train.actors.export import export
from menurut.train.actors.learn import loss_of
from menurut.train.actors.marked import MarkedText, gold_texts
from menurut.train.actors.network import ActorNetwork, Sizes
from menurut.train.actors.swap import state_sentences, swapped
from menurut.train.actors.texts import annotated
from menurut.train.learning import Plan, learn

_SENTENCES = 500
WIDTHS = {False: 768, True: 384}  # of the words' vectors, by whether they are those of the fast setting
THRESHOLD, ACTOR_THRESHOLD = 0.45, 0.6  # of a mention, of an actor


def material(options: argparse.Namespace) -> tuple[list[MarkedText], list[MarkedText]]:
    """The annotated articles, and the gold that may be learned from."""
    texts, lost = annotated(options.data, options.code)
    print(f"{len(texts)} annotated articles, {lost} left out because their text is made differently now")
    if options.code != "id":
        return texts, []
    return texts, gold_texts(options.gold / "train/articles.jsonl", options.gold / "train/gold.jsonl")


def ship(options: argparse.Namespace) -> None:
    """Learns and writes the network that is shipped."""
    chooser = random.Random(options.seed)
    annotated_texts, gold = material(options)
    once = [*annotated_texts, *gold]
    texts = [*once, *gold, *(other for text in once if (other := swapped(text, chooser)) is not None)]
    texts += state_sentences(options.code, _SENTENCES, chooser)
    begun = time.time()
    examples = all_examples(texts, fast=options.fast)
    print(f"{len(examples)} articles, {sum(len(e.vectors) for e in examples)} words in {time.time() - begun:.0f} s")
    plan = Plan(options.epochs, seed=options.seed)
    net = learn(examples, ActorNetwork(Sizes(words=WIDTHS[options.fast])), loss_of, plan)
    about: dict[str, object] = {"threshold": THRESHOLD, "actor_threshold": ACTOR_THRESHOLD}
    export(net, options.out, about, fast=options.fast)


def options_of(about: str | None, arguments: Sequence[str] | None, epochs: float) -> argparse.Namespace:
    """The options of a command that learns from these articles: language, folders, rounds, seed, setting."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("code", choices=["id", "en"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--out", type=Path, required=True, help="the folder of the network that is shipped")
    parser.add_argument("--epochs", type=float, default=epochs, help="rounds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fast", action="store_true", help="on the vectors of the fast setting")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Learns one network."""
    ship(options_of(__doc__, arguments, epochs=6))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
