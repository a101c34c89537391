"""How well copies are found: variants made from real articles, and the copies that the articles hold themselves.

Which texts are near copies is settled by counting the word 3-grams of every pair of texts, without any index. Which
texts stand in which is known from how they were made. Articles go through cleaning as they do when they are read, and
every figure is of what is then compared, the body.
"""

from __future__ import annotations

import gzip
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from menurut.config import Config
from menurut.errors import InputError, StepError
from menurut.evaluate.scores import Figure
from menurut.link.copies.index import CONTAINED, LEAST_CONTAINED, NEAR
from menurut.link.copies.memory import carried, copy_text, pairs_of
from menurut.link.copies.records import CopyText, PairKind
from menurut.pipeline import clean
from menurut.read.articles import make_article
from menurut.records import Article

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_VARIED = 0.15  # of the articles, of which every variant is made
_SHORT = "short"
_SENTENCE = re.compile(r"(?<=[.!?])[\"”']?[ \n,]+")
_BYLINES = ("(rst/dwi)", "Penulis: Rani Astuti", "Reporter: Budi Contoh", "Editor: D. Lestari", "By Jane Roe")
_DATELINES = ("JAKARTA, WARTASELAT.com – ", "Jakarta (ANTARA) - ", "KOTA CONTOH - ", "Warta Selat, Jakarta - ")
_HEADLINES = ("Ini Kata Para Pihak yang Terlibat", "Fakta Terbaru dari Lapangan", "What We Know So Far")
_BOILERPLATE = (
    "Baca juga: Lima Hal yang Perlu Diketahui Hari Ini",
    "Dapatkan kabar pilihan redaksi setiap pagi di surel Anda. Daftar sekarang dan ikuti saluran kami.",
    "Artikel ini telah tayang di Warta Selat dengan judul yang sama. Ikuti berita terkini Warta Selat di ponsel Anda.",
    "Simak berita pilihan kami langsung di ponselmu. Pilih saluran andalanmu untuk mendapat kabar kilat Warta Selat.",
)


class _Row(msgspec.Struct):
    text: str
    id: str | None = None
    url: str | None = None
    title: str | None = None


@dataclass(slots=True)
class CopyScores:
    """The figures. ``near``: pairs at the threshold and above; ``variants``: of those, the pairs made by each change.

    ``contained``: texts that stand in a longer one by construction; ``real``: near pairs among the articles as given.
    """

    articles: int = 0
    texts: int = 0
    near: Figure = field(default_factory=Figure)
    real: Figure = field(default_factory=Figure)
    held: Figure = field(default_factory=Figure)
    contained: dict[str, Figure] = field(default_factory=dict)
    variants: dict[str, Figure] = field(default_factory=dict)


def evaluate_copies(paths: Sequence[Path], config: Config, *, most: int, seed: int) -> CopyScores:
    """Makes variants of articles and scores which pairs are found.

    Args:
        paths: files of JSON lines with ``text`` and perhaps ``id``, ``url`` and ``title``; gzipped as .gz.
        config: the settings to clean with.
        most: articles that are drawn; brute force takes time that grows with their square.
        seed: what the drawing and the changes depend on.

    Raises ``InputError`` where a file cannot be read or there are no articles.
    """
    dice = random.Random(seed)
    articles = _drawn(paths, config, most, dice)
    if not articles:
        raise InputError(f"no article to compare in {', '.join(map(str, paths))}")
    chosen = dice.sample(articles, max(1, round(len(articles) * _VARIED)))
    made = {article.id: ("", article.id) for article in articles}
    texts = list(_bodies(articles, config))

    def add(name: str, origin: Article, text: str) -> Article:
        variant = make_article(text, "made", url=f"{name}/{origin.id}", title=origin.title)
        made[variant.id] = name, origin.id
        texts.extend(_bodies([variant], config))
        return variant

    for article in chosen:
        for name, change in _CHANGES.items():
            text = change(article, articles, dice)
            if text is not None:
                add(name, article, text)
        short = add(_SHORT, article, _piece(article, dice))
        for name, put in _INSIDE.items():
            add(name, short, put(short, articles, dice))
    return _score(len(articles), texts, made)


def _drawn(paths: Sequence[Path], config: Config, most: int, dice: random.Random) -> list[Article]:
    """Some of the articles of the files, each as likely (reservoir sampling), in the order of their ids."""
    drawn: list[Article] = []
    for seen, article in enumerate(_articles(paths, config), 1):
        if len(drawn) < most:
            drawn.append(article)
        elif (at := dice.randrange(seen)) < most:
            drawn[at] = article
    return sorted({article.id: article for article in drawn}.values(), key=lambda article: article.id)


def _articles(paths: Sequence[Path], config: Config) -> Iterator[Article]:
    for path in paths:
        opened = gzip.open if path.suffix == ".gz" else open
        try:
            with opened(path, "rb") as file:
                for number, line in enumerate(file, 1):
                    row = msgspec.json.decode(line, type=_Row)
                    if row.text.strip() and len(row.text) <= config.max_characters:
                        origin = f"{path}:{number}"
                        yield make_article(row.text, origin, given_id=row.id, url=row.url, title=row.title)
        except (OSError, EOFError, zlib.error, msgspec.DecodeError, msgspec.ValidationError) as error:
            raise InputError(f"{path} is not a file of JSON lines with a text each, or is damaged: {error}") from error


def _bodies(articles: Iterable[Article], config: Config) -> Iterator[CopyText]:
    """What of articles is compared; those that cannot be cleaned are left out."""
    for article in articles:
        try:
            text = copy_text(article, clean(article, config))
        except StepError:
            continue
        if text.body.strip():
            yield text


def _score(articles: int, texts: Sequence[CopyText], made: Mapping[str, tuple[str, str]]) -> CopyScores:
    carriers, sketches = carried(texts)
    number = {carrier.article: carrier.text for carrier in carriers}
    pairs = pairs_of(sketches)
    found = {(min(p.text, p.other), max(p.text, p.other)) for p in pairs if p.kind is PairKind.NEAR}
    holds = {(p.text, p.other) for p in pairs if p.kind is PairKind.CONTAINS}
    shingles = [sketch.shingles() for sketch in sketches]
    true, truly_held = brute_force(shingles)
    scores = CopyScores(articles, len(texts))
    scores.near = _figure(found, true)
    scores.held = _figure(holds, truly_held)
    given = {number[article] for article, (change, _) in made.items() if not change and article in number}
    scores.real = _figure(_among(found, given), _among(true, given))
    same = {(one, one) for one in number.values()}  # word for word the same: one text, and so found
    by_change: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for article, (change, origin) in made.items():
        if change not in ("", _SHORT) and article in number and origin in number:
            by_change[change].add((number[article], number[origin]))
    for change, its in by_change.items():
        if change in _INSIDE:
            large = {(a, b) for a, b in its if len(shingles[b]) >= LEAST_CONTAINED}
            hit = {(a, b) for a, b in large if (a, b) in holds or (min(a, b), max(a, b)) in found | same}
            scores.contained[change] = Figure(len(hit), len(large), len(hit))
        else:
            ordered = {(min(pair), max(pair)) for pair in its}
            scores.variants[change] = _figure(ordered & (found | same), ordered & (true | same))
    return scores


def _among(pairs: set[tuple[int, int]], texts: set[int]) -> set[tuple[int, int]]:
    return {(a, b) for a, b in pairs if a in texts and b in texts}


def _figure(found: set[tuple[int, int]], true: set[tuple[int, int]]) -> Figure:
    return Figure(len(found & true), len(true), len(found))


def brute_force(shingles: Sequence[NDArray[np.uint64]]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """The pairs of texts that are near copies, and those (longer, shorter) of which one holds the other.

    Each text is compared with all others, by the 3-grams of both.
    """
    import numpy as np

    sizes = np.array([len(each) for each in shingles])
    texts = np.repeat(np.arange(len(shingles)), sizes)
    order = np.argsort(grams := np.concatenate([*shingles, np.empty(0, np.uint64)]), kind="stable")
    grams, texts = grams[order], texts[order]
    near, held = set[tuple[int, int]](), set[tuple[int, int]]()
    for one, its in enumerate(shingles):
        first = np.searchsorted(grams, its)
        count = np.searchsorted(grams, its, side="right") - first
        rows = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
        shared = np.bincount(texts[rows], minlength=len(shingles))
        for other in np.flatnonzero(shared[one + 1 :]) + one + 1:
            both, shorter = int(shared[other]), min(len(its), int(sizes[other]))
            if both / (len(its) + int(sizes[other]) - both) >= NEAR:
                near.add((one, int(other)))
            elif both / shorter >= CONTAINED and shorter >= LEAST_CONTAINED:
                held.add((one, int(other)) if len(its) > sizes[other] else (int(other), one))
    return near, held


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text) if part.strip()]


def _truncated(article: Article, _: Sequence[Article], dice: random.Random) -> str | None:
    sentences = _sentences(article.text)
    kept = max(1, round(len(sentences) * dice.uniform(0.45, 0.95)))
    return "\n".join(sentences[:kept]) if kept < len(sentences) else None


def _doubled(article: Article, _: Sequence[Article], dice: random.Random) -> str:
    sentences = _sentences(article.text)
    return "\n".join([*sentences, *sentences[dice.randrange(len(sentences) or 1) // 2 :]])


def _reordered(article: Article, _: Sequence[Article], dice: random.Random) -> str:
    sentences = _sentences(article.text)
    parts = [sentences[at : at + 3] for at in range(0, len(sentences), 3)]
    dice.shuffle(parts)
    return "\n".join(" ".join(part) for part in parts)


def _bylined(article: Article, _: Sequence[Article], dice: random.Random) -> str:
    return f"{dice.choice(_DATELINES)}{article.text.lstrip(' -–')}\n{dice.choice(_BYLINES)}"


def _headlined(article: Article, _: Sequence[Article], dice: random.Random) -> str:
    return f"{dice.choice(_HEADLINES)}\n{article.text}"


def _dressed(article: Article, _: Sequence[Article], dice: random.Random) -> str:
    sentences = _sentences(article.text)
    for line in dice.sample(_BOILERPLATE, 3):
        sentences.insert(dice.randrange(len(sentences) + 1), line)
    return "\n".join(sentences)


def _edited(article: Article, others: Sequence[Article], dice: random.Random) -> str:
    """Between a word in fifty and one in seven is another one."""
    part, new = dice.uniform(0.02, 0.14), dice.choice(others).text.split() or ["lain"]
    return " ".join(dice.choice(new) if dice.random() < part else word for word in article.text.split(" "))


def _piece(article: Article, dice: random.Random) -> str:
    """A short agency text: the first sentences, until there are so many words."""
    wanted = dice.randrange(55, 100)
    piece, count = list[str](), 0
    for sentence in _sentences(article.text):
        piece.append(sentence)
        count += len(sentence.split())
        if count >= wanted:
            break
    return " ".join(piece)


def _inside(article: Article, others: Sequence[Article], dice: random.Random) -> str:
    """The text among sentences of other articles, some 840 words of them."""
    around, count = list[str](), 0
    while count < 840:
        some = _sentences(dice.choice(others).text)[:12] or ["Tidak ada kabar lain."]
        around += some
        count += sum(len(sentence.split()) for sentence in some)
    at = dice.randrange(len(around))
    return "\n".join([*around[:at], article.text, *around[at:]])


def _edited_inside(article: Article, others: Sequence[Article], dice: random.Random) -> str:
    """The same, a word in forty changed."""
    words = [f"{word}an" if dice.random() < 0.025 else word for word in article.text.split(" ")]
    return _inside(replace(article, text=" ".join(words)), others, dice)


_CHANGES: Mapping[str, Callable[[Article, Sequence[Article], random.Random], str | None]] = {
    "truncated": _truncated,
    "doubled": _doubled,
    "reordered": _reordered,
    "re-bylined": _bylined,
    "re-headlined": _headlined,
    "boilerplate of another outlet": _dressed,
    "lightly edited": _edited,
}
_INSIDE: Mapping[str, Callable[[Article, Sequence[Article], random.Random], str]] = {
    "inside a longer one": _inside,
    "inside a longer one, edited": _edited_inside,
}
