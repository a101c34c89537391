"""Raw news as sentences for the teacher to label: cleaned as menurut cleans, each sentence once, no test sentence."""

from __future__ import annotations

import gzip
import json
import random
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from menurut.annotate import split
from menurut.clean import clean
from menurut.config import Config
from menurut.errors import StepError
from menurut.evaluate.treebanks import Example
from menurut.languages import load_language
from menurut.languages.words import glued, word_spans
from menurut.read.articles import make_article
from menurut.records import Document, Paragraph, ParagraphKind
from menurut.train.languages.pretrained import Pretrained

_SHORTEST, _LONGEST = 4, 90  # words
_SHARE_OF_OTHERS = 0.35  # how many of the articles that name no foreign state are taken
ABROAD = frozenset(
    [
        "as",
        "amerika",
        "rusia",
        "china",
        "tiongkok",
        "cina",
        "jepang",
        "korea",
        "korut",
        "korsel",
        "israel",
        "palestina",
        "suriah",
        "iran",
        "irak",
        "saudi",
        "yaman",
        "turki",
        "mesir",
        "libya",
        "afghanistan",
        "pakistan",
        "india",
        "myanmar",
        "malaysia",
        "singapura",
        "filipina",
        "thailand",
        "vietnam",
        "australia",
        "inggris",
        "prancis",
        "jerman",
        "ukraina",
        "hong",
        "hongkong",
        "taiwan",
        "pbb",
        "asean",
        "nato",
        "trump",
        "putin",
        "washington",
        "moskow",
        "beijing",
        "tokyo",
        "london",
        "kashmir",
        "rohingya",
        "houthi",
        "isis",
        "hamas",
        "hizbullah",
        "gaza",
        "yerusalem",
        "damaskus",
        "teheran",
        "riyadh",
        "eropa",
        "sudan",
        "venezuela",
        "kuba",
    ]
)


def _document(text: str, language: str) -> Document:
    return Document("raw", text, language, (Paragraph(0, len(text), ParagraphKind.BODY, 0, len(text)),))


def sentences_of(document: Document) -> Iterator[Example]:
    """The sentences of a document's headline and body, in words."""
    language = load_language(document.language)
    tokens, sentences = split(document)
    for sentence in sentences:
        spans = word_spans(language, tokens[sentence.first_token : sentence.last_token])
        if _SHORTEST <= len(spans) <= _LONGEST:
            words = tuple(text for _, _, text in spans)
            yield Example(words, tuple(glued(spans)), "raw")


def _articles(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            text = row.get("text") or ""
            title = row.get("title") or ""
            yield f"{title}\n{text}" if title and title not in text[:200] else text


def _cleaned(text: str) -> Document | None:
    try:
        return clean(make_article(text, "raw"), Config())
    except StepError:
        return None


def indonesian_news(paths: Iterable[Path], held: Iterable[Example], words: int, seed: int = 1) -> list[Example]:
    """About ``words`` words of raw news, those that name foreign states first."""
    chooser = random.Random(seed)
    seen = {example.key for example in held}
    found: list[Example] = []
    total = 0
    texts = [text for path in paths for text in _articles(path)]
    chooser.shuffle(texts)
    for text in texts:
        named = len(ABROAD & set(text.lower().split()))
        if total >= words or (named < 2 and chooser.random() > _SHARE_OF_OTHERS):
            continue
        document = _cleaned(text)
        if document is None or document.language != "id":
            continue
        for example in sentences_of(document):
            if example.key not in seen:
                seen.add(example.key)
                found.append(example)
                total += len(example.words)
    return found


def english_sentences(data: Path, held: Iterable[Example]) -> list[Example]:
    """English sentences at hand under licences that allow it: NTREX, and the translations in three treebanks."""
    seen = {example.key for example in held}
    texts: list[str] = []
    with tarfile.open(data / "parallel/ntrex-id-en.tar.gz") as archive:
        for member in archive:
            opened = archive.extractfile(member) if "eng" in member.name or "-en" in member.name else None
            if opened is not None:
                texts += opened.read().decode("utf-8").splitlines()
    for name in ("id_csui-train", "id_pud", "id_gsd-train-converted", "id_gsd-dev"):
        with gzip.open(data / f"ud/{name}.conllu.gz", "rt", encoding="utf-8") as lines:
            texts += [line[12:].strip() for line in lines if line.startswith("# text_en = ")]
    found = []
    for text in texts:
        for example in sentences_of(_document(text, "en")) if text.strip() else ():
            if example.key not in seen:
                seen.add(example.key)
                found.append(example)
    return found


def kept_pieces(model: Pretrained, examples: Iterable[Example], count: int) -> list[int]:
    """The numbers of the ``count`` pieces to keep: single letters in use, then by how often they are used."""
    from menurut.languages.pieces import Pieces

    pieces = Pieces([piece for piece, _ in model.pieces], [score for _, score in model.pieces], model.unknown)
    used: Counter[int] = Counter()
    letters: Counter[str] = Counter()
    for example in examples:
        for word, tight in zip(example.words, example.glued, strict=True):
            used.update(pieces.cut(word, tight))
            letters.update(word)
    single = [
        i
        for i, (piece, _) in enumerate(model.pieces)
        if len(piece.lstrip("▁")) <= 1 and (letters[piece.lstrip("▁")] or piece == "▁")
    ]
    latin = [i for i, (piece, _) in enumerate(model.pieces) if piece.isascii() or piece.replace("▁", "").isascii()]
    order = [*range(4), *single, *(i for i, n in used.most_common() if n > 1), *latin]
    return sorted(list(dict.fromkeys(order))[:count])
