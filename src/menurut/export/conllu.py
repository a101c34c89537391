"""Sentences as CoNLL-U, the format of Universal Dependencies (universaldependencies.org/format.html)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from menurut.annotate import annotate
from menurut.config import Config
from menurut.export import Selection
from menurut.export.files import whole_file
from menurut.export.selection import chosen_readings
from menurut.records import Annotation, Document, NameKind, Sentence, Word

_NAMES = {NameKind.PERSON: "PER", NameKind.ORGANISATION: "ORG", NameKind.PLACE: "LOC"}


def write(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes the chosen articles to the file ``out``. Words are not stored, so that the language is read again.

    Raises ``StoreError``, ``InputError``.
    """
    config = Config()
    with whole_file(out) as part, part.open("w", encoding="utf-8", newline="") as file:
        for reading in chosen_readings(store_path, selection):
            file.write(conllu(reading.document, annotate(reading.document, config)))
    return [out]


def conllu(document: Document, annotation: Annotation) -> str:
    """The parsed sentences of a document.

    Clitics are parts of a multiword token. The last column has ``SpaceAfter=No`` (of words that are parts of a token,
    on the token's line), the IOB2 tag of a name as ``Name=B-PER``, and the word's place in the document's text as
    ``Start`` and ``End``.
    """
    tags: dict[int, str] = {}
    for name in annotation.names:
        tags[name.span.start] = "B-" + _NAMES[name.kind]
    ends = {name.span.start: name.span.end for name in annotation.names}
    lines = [f"# newdoc id = {document.article_id}", f"# language = {document.language}"]
    for number, sentence in enumerate(annotation.sentences, 1):
        words = annotation.words[sentence.first_word : sentence.last_word]
        lines.append(f"# sent_id = {document.article_id}-{number}")
        lines.append(f"# text = {document.text[sentence.start : sentence.end]}")
        lines.extend(_rows(annotation, sentence, words, _iob(words, tags, ends)))
        lines.append("")
    return "\n".join(lines) + "\n"


def _iob(words: tuple[Word, ...], tags: dict[int, str], ends: dict[int, int]) -> list[str]:
    found, until, kind = [], -1, ""
    for word in words:
        if word.start in tags:
            until, kind = ends[word.start], tags[word.start][2:]
            found.append(tags[word.start])
        else:
            found.append(f"I-{kind}" if word.start < until else "")
    return found


def _rows(annotation: Annotation, sentence: Sentence, words: tuple[Word, ...], names: list[str]) -> Iterator[str]:
    parts: dict[int, tuple[int, str]] = {}  # first word of a token of several: its last word, and the token
    at, inside = 0, -1
    for token in annotation.tokens[sentence.first_token : sentence.last_token]:
        first = at
        while at < len(words) and words[at].end <= token.end:
            at += 1
        if at - first > 1:
            parts[first] = (at - 1, token.text)
    for i, word in enumerate(words):
        if i in parts:
            inside, text = parts[i]
            space = "SpaceAfter=No" if _joined(words, inside) else "_"
            yield f"{i + 1}-{inside + 1}\t{text}" + "\t_" * 7 + f"\t{space}"
        misc = [f"Start={word.start}", f"End={word.end}"]
        if i > inside and _joined(words, i):  # for words of one token their token tells it
            misc.insert(0, "SpaceAfter=No")
        if names[i]:
            misc.append(f"Name={names[i]}")
        head = word.head - sentence.first_word + 1 if word.head >= 0 else 0
        yield "\t".join(
            (str(i + 1), word.text, word.lemma, word.tag, "_", "_", str(head), word.relation, "_", "|".join(misc))
        )


def _joined(words: tuple[Word, ...], at: int) -> bool:
    """Whether the next word of the sentence follows a word without a space."""
    return at + 1 < len(words) and words[at + 1].start == words[at].end
