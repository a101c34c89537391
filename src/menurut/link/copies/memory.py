"""Copy groups of a batch of articles held in memory, and what of an article is compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from menurut.link.copies.citations import citations_in, source_named
from menurut.link.copies.groups import group
from menurut.link.copies.index import Postings, compare, match, promising
from menurut.link.copies.records import Carrier, Citation, CopyGroup, CopyText, Pair
from menurut.link.copies.shingles import Sketch, Sketcher
from menurut.records import Article, Document, ParagraphKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SIGNED = (ParagraphKind.HEADLINE, ParagraphKind.BODY, ParagraphKind.BYLINE)
Lines = Sequence[tuple[int, int, str]]


def body_of(text: str, paragraphs: Lines, dateline_end: int | None = None) -> str:
    """What of a document is compared: its body without the dateline; the headline where there is no body.

    ``paragraphs`` are the start, end and kind of each.
    """
    for kind in (ParagraphKind.BODY, ParagraphKind.HEADLINE):
        lines = [(start, end) for start, end, its in paragraphs if its == kind]
        if lines:
            break
    else:
        return ""
    cut = dateline_end or 0
    return "\n".join(text[max(start, cut) if start < cut <= end else start : end] for start, end in lines)


def whom(text: str, language: str, paragraphs: Lines, outlet: str | None) -> tuple[Citation, ...]:
    """Whom a document of an outlet cites, itself not counted. Captions credit a picture, links and repeats no one."""
    spans = [(start, end) for start, end, kind in paragraphs if kind in _SIGNED and end > start]
    named = source_named(outlet) if outlet else None
    own = named[0] if named else outlet
    return tuple(citation for citation in citations_in(text, language, spans) if citation.name != own)


def copy_text(article: Article, document: Document) -> CopyText:
    """An article as copies are sought in it."""
    lines = [(p.start, p.end, str(p.kind)) for p in document.paragraphs]
    dateline = document.dateline.span.end if document.dateline else None
    return CopyText(
        article.id,
        body_of(document.text, lines, dateline),
        article.outlet,
        article.published,
        whom(document.text, document.language, lines, article.outlet),
    )


def groups_of(texts: Iterable[CopyText]) -> tuple[CopyGroup, ...]:
    """The copy groups of articles, by id; an article of none stands alone.

    What is not dated counts as read in the order given. The same articles in another order give the same groups.
    """
    carriers, sketches = carried(texts)
    return group(carriers, pairs_of(sketches))


def carried(texts: Iterable[CopyText]) -> tuple[list[Carrier], list[Sketch]]:
    """The articles, and the sketches of their texts, each text once and known by its place."""
    sketcher = Sketcher()
    numbers: dict[int, int] = {}
    carriers: list[Carrier] = []
    sketches: list[Sketch] = []
    for read, text in enumerate(texts):
        sketch = sketcher.sketch(text.body)
        if len(sketch.words) == 0:
            continue
        number = numbers.setdefault(sketch.digest, len(numbers))
        if number == len(sketches):
            sketches.append(sketch)
        carriers.append(Carrier(text.article, number, read, text.outlet, text.published, text.citations))
    return carriers, sketches


def pairs_of(sketches: Sequence[Sketch]) -> list[Pair]:
    """The pairs of texts that are alike, of texts that are all different."""
    import numpy as np

    empty = np.empty(0, np.int64)
    matches = match(
        postings([(number, sketch.marks) for number, sketch in enumerate(sketches)]), Postings(empty, empty)
    )
    shingles: dict[int, NDArray[np.uint64]] = {}
    pairs = []
    for one, other, shared in zip(
        *map(np.ndarray.tolist, (matches.texts, matches.others, matches.shared)), strict=True
    ):
        if promising(shared, len(sketches[one].words), len(sketches[other].words)):
            for number in (one, other):
                if number not in shingles:
                    shingles[number] = sketches[number].shingles()
            pair = compare((one, shingles[one]), (other, shingles[other]))
            if pair is not None:
                pairs.append(pair)
    return pairs


def postings(marks: Sequence[tuple[int, NDArray[np.int64]]]) -> Postings:
    """The postings of texts, each a number and its marks."""
    import numpy as np

    if not marks:
        return Postings(np.empty(0, np.int64), np.empty(0, np.int64))
    texts = np.repeat(np.array([number for number, _ in marks], np.int64), [len(each) for _, each in marks])
    return Postings(np.concatenate([each for _, each in marks]), texts)
