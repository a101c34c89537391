"""Learn a language's network of events: ``python -m menurut.train.events.command CODE --out FOLDER``.

It learns from the annotated articles (``menurut.train.actors.texts``), for Indonesian from the training part of the
gold (twice), from the same with their countries swapped (not in the fast setting), and from the example sentences of
the event patterns. Actors and attributions are those that the shipped networks find. ``docs/models.md`` has the
figures.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence

from menurut.train.actors.command import WIDTHS, material, options_of
from menurut.train.actors.network import Sizes
from menurut.train.actors.swap import swapped
from menurut.train.events.examples import article_example
from menurut.train.events.export import export
from menurut.train.events.learn import loss_of
from menurut.train.events.network import EventNetwork
from menurut.train.events.patterns import pattern_texts
from menurut.train.learning import Plan, learn

_RATE, _DROPOUT = 2e-3, 0.2
_THRESHOLDS = {  # see ``menurut.code.network``
    "id": {"trigger": 0.45, "event": 0.5, "role": 0.22, "attributed": 1.5},
    "en": {"trigger": 0.4, "event": 0.5, "role": 0.25, "attributed": 1.5},
}


def ship(options: argparse.Namespace) -> None:
    """Learns and writes the network that is shipped."""
    begun, chooser = time.time(), random.Random(options.seed)
    texts, gold = material(options)
    once = [article_example(text, options.fast) for text in (*texts, *gold)]
    examples = once + once[len(texts) :]
    if not options.fast:
        others = (swapped(text, chooser) for text in (*texts, *gold))
        examples += [article_example(other) for other in others if other is not None]
    examples += [article_example(text, options.fast, bare=True) for text in pattern_texts(options.code)]
    print(f"{len(examples)} articles, {sum(len(e.vectors) for e in examples)} words in {time.time() - begun:.0f} s")
    plan = Plan(options.epochs, rate=_RATE, seed=options.seed)
    net = learn(examples, EventNetwork(Sizes(words=WIDTHS[options.fast], dropout=_DROPOUT)), loss_of, plan)
    export(net, options.out, {"thresholds": _THRESHOLDS[options.code]}, fast=options.fast)


def main(arguments: Sequence[str] | None = None) -> int:
    """Learns one network."""
    ship(options_of(__doc__, arguments, epochs=4.5))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
