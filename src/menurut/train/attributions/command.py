"""Learn a language's attribution network: ``python -m menurut.train.attributions.command STEP CODE --work FOLDER``.

``teacher`` learns a network over the lower half of the language's own, whose upper layers are learned along; ``silver``
lets it label raw articles; ``learn`` learns what is shipped from the annotated articles (``texts``), for Indonesian the
training part of the gold, the examples beside the cues, and the silver. One annotated article in 25 is held out to fit
what a score means. ``docs/models.md`` has the figures.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from menurut.attribute.network import AttributionNetwork
from menurut.train.attributions.calibrate import THRESHOLDS, calibrate, candidates_of, gold_count
from menurut.train.attributions.examples import all_examples
from menurut.train.attributions.export import export
from menurut.train.attributions.learn import loss_of
from menurut.train.attributions.marked import MarkedArticle, as_row, cue_articles, from_rows, gold_articles
from menurut.train.attributions.network import Attributor, Sizes
from menurut.train.attributions.silver import held_sentences, labelled, stem_examples, unlabelled
from menurut.train.attributions.texts import annotated
from menurut.train.learning import Plan, learn

_HELD = 25
_TIMES = 2  # how often gold and the examples beside the cues are shown in a round


def _split(articles: Sequence[MarkedArticle]) -> tuple[list[MarkedArticle], list[MarkedArticle]]:
    """What is learned and what is held out: one article in ``_HELD``, chosen once and for all by a seed."""
    order = sorted(articles, key=lambda article: article.document.article_id)
    random.Random(5).shuffle(order)
    return order[len(order) // _HELD :], order[: len(order) // _HELD]


def _material(options: argparse.Namespace) -> tuple[list[MarkedArticle], list[MarkedArticle]]:
    """What is learned from, and the annotated articles that are held out."""
    articles, lost = annotated(options.data, options.code)
    print(f"{len(articles)} annotated articles, {lost} left out because their text is made differently now")
    learned, held = _split(articles)
    if options.code == "id":
        gold = gold_articles(options.gold / "train/articles.jsonl", options.gold / "train/gold.jsonl")
        learned = [*learned, *gold * _TIMES]
    return [*learned, *cue_articles(options.code) * _TIMES], held


def teach(options: argparse.Namespace) -> None:
    """Learns the teacher; its upper layers begin as those of the language's student (``menurut.train.languages``)."""
    learned, _ = _material(options)
    examples = [example for article in learned for example in stem_examples(article)]
    net = Attributor(Sizes(upper=2))
    state = torch.load(options.student, weights_only=True)["state"]
    for number, layer in enumerate(net.body.upper):
        prefix = f"encoder.layers.{2 + number}."
        layer.load_state_dict({k[len(prefix) :]: v for k, v in state.items() if k.startswith(prefix)})
    net = learn(examples, net, loss_of, Plan(options.epochs, seed=options.seed))
    torch.save(net.state_dict(), options.work / f"attributions-teacher-{options.code}.pt")


def label(options: argparse.Namespace) -> None:
    """Lets the teacher label Indonesian raw articles that are neither annotated nor gold."""
    net = Attributor(Sizes(upper=2))
    net.load_state_dict(torch.load(options.work / f"attributions-teacher-{options.code}.pt", weights_only=True))
    net.eval()
    gold = [
        article
        for name in ("train", "dev", "seed")
        for article in gold_articles(options.gold / f"{name}/articles.jsonl", options.gold / f"{name}/gold.jsonl")
    ]
    known = frozenset(article.document.article_id for article in annotated(options.data, options.code)[0])
    with (options.work / f"silver-{options.code}.jsonl").open("w", encoding="utf-8") as out:
        for article in unlabelled(options.data, known, held_sentences(gold), options.articles):
            out.write(json.dumps(as_row(labelled(net, article)), ensure_ascii=False) + "\n")


def ship(options: argparse.Namespace) -> None:
    """Learns, calibrates and writes the network that is shipped; prints its figures."""
    learned, held = _material(options)
    silver = options.work / f"silver-{options.code}.jsonl"
    if silver.exists() and not options.fast:
        learned += from_rows(silver)
    begun = time.time()
    examples = all_examples(learned, options.fast)
    print(f"{len(examples)} parts, {sum(len(e.vectors) for e in examples)} words in {time.time() - begun:.0f} s")
    net = learn(examples, Attributor(Sizes()), loss_of, Plan(options.epochs, seed=options.seed))
    prefix = "fast_" if options.fast else ""
    torch.save(net.state_dict(), options.work / f"{prefix}attributions-{options.code}.pt")
    finish(net, held, options.out, options.code, fast=options.fast)


def finish(net: Attributor, held: Sequence[MarkedArticle], folder: Path, code: str, *, fast: bool) -> None:
    """Writes a network to ``folder`` and fits what its scores mean on the articles held out."""
    export(net, folder, {"weights": [1.0] + [0.0] * 8, "bias": 0.0, "threshold": 0.5}, fast=fast)
    network = AttributionNetwork(folder, fast=fast)
    candidates = [c for article in held for c in candidates_of(network, article, fast=fast)]
    fitted = calibrate(candidates, gold_count(held))
    path = folder / f"{'fast_' if fast else ''}model.json"
    about = json.loads(path.read_text("utf-8"))
    about |= {"weights": fitted.weights, "bias": fitted.bias, "threshold": THRESHOLDS[code]}
    path.write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    print(f"held out ({len(held)} articles): F1 {fitted.f1:.3f}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=["teacher", "silver", "learn"])
    parser.add_argument("code", choices=["id", "en"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    parser.add_argument("--work", type=Path, default=Path("build/train"), help="where teachers and silver are kept")
    parser.add_argument("--student", type=Path, help="teacher: the language network's weights (student-CODE.pt)")
    parser.add_argument("--out", type=Path, help="learn: the folder of the network that is shipped")
    parser.add_argument("--articles", type=int, default=2400, help="silver: how many articles are labelled")
    parser.add_argument("--epochs", type=float, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fast", action="store_true", help="learn: on the vectors of the fast setting")
    options = parser.parse_args(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    {"teacher": teach, "silver": label, "learn": ship}[options.step](options)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
