"""Learn a language's network of events: ``python -m menurut.train.events.command CODE --out FOLDER``.

It learns from the annotated articles (``menurut.train.actors.texts``), for Indonesian from the training part of the
gold (three times), and from the example sentences of the event patterns. Actors and attributions are those that the
shipped networks find. ``docs/models.md`` has the figures.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from menurut.train.actors.command import WIDTHS, material
from menurut.train.actors.network import Sizes
from menurut.train.events.examples import article_example
from menurut.train.events.export import export
from menurut.train.events.learn import loss_of
from menurut.train.events.network import EventNetwork
from menurut.train.events.patterns import pattern_texts
from menurut.train.learning import Plan, learn

_GOLD = 3  # times that the gold is learned from, for each time of the other articles
THRESHOLDS = {"trigger": 0.45, "event": 0.5, "role": 0.22, "attributed": 1.5}  # see ``menurut.code.network``


def ship(options: argparse.Namespace) -> None:
    """Learns and writes the network that is shipped."""
    begun = time.time()
    texts, gold = material(options)
    examples = [article_example(text, options.fast) for text in (*texts, *gold)]
    examples += examples[len(texts) :] * (_GOLD - 1)
    examples += [article_example(text, options.fast, bare=True) for text in pattern_texts(options.code)]
    print(f"{len(examples)} articles, {sum(len(e.vectors) for e in examples)} words in {time.time() - begun:.0f} s")
    plan = Plan(options.epochs, rate=options.rate, seed=options.seed)
    net = learn(examples, EventNetwork(Sizes(words=WIDTHS[options.fast])), loss_of, plan)
    export(net, options.out, {"thresholds": THRESHOLDS}, fast=options.fast)


def main(arguments: Sequence[str] | None = None) -> int:
    """Learns one network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("code", choices=["id", "en"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--out", type=Path, required=True, help="the folder of the network that is shipped")
    parser.add_argument("--epochs", type=float, default=10)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fast", action="store_true", help="on the vectors of the fast setting")
    options = parser.parse_args(arguments)
    ship(options)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
