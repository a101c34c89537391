"""Attributions: who is given which content by which words, read by a trained network over the parsed article."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from menurut.attribute.acts import form_of
from menurut.attribute.decode import Words
from menurut.attribute.inputs import Part, parts_of
from menurut.attribute.network import Found, load_attributions
from menurut.attribute.speakers import assign_speakers
from menurut.config import Config
from menurut.ids import attribution_id
from menurut.languages import load_language
from menurut.records import Annotation, Attribution, Document, ParagraphKind, Span, Word

__all__ = ["assign_speakers", "attribute"]

_KEPT = (ParagraphKind.HEADLINE, ParagraphKind.BODY)
_EDGES = frozenset("\"'“”„«»‘’,.;:-–—…!?()[]")
_KEPT_AFTER = frozenset("!?)]…")  # these may end what is said
_SAME = 0.8  # of the content's words: two cues that share them and stand together are one


def attribute(document: Document, annotation: Annotation, config: Config) -> tuple[Attribution, ...]:
    """Find the attributions of a document.

    Args:
        document: the cleaned article; ``document.language`` must be one that menurut reads.
        annotation: its sentences and words, with their vectors.
        config: the settings; ``fast`` must be what the annotation was made with.

    Returns:
        Attributions in the order of the text, without speakers: source, cue and content spans. A score is the
        probability that a careful reader would mark the same, measured on articles held out of the training.

    Raises ``ValueError`` for an annotation without vectors (one that was read from a store).
    """
    if annotation.vectors is None:
        raise ValueError("attributions are read from an annotation with vectors, as annotate makes it")
    network = load_attributions(document.language, fast=config.fast)
    records: dict[str, Attribution] = {}
    parts = [p for p in parts_of(document, annotation, load_language(document.language)) if p.telling]
    for part, found in zip(parts, network.read(parts, annotation.vectors), strict=True):
        taken = [each for each in found if each.score >= network.threshold]
        for each in _without_doubles(taken):
            record = _record(document, annotation.words, part, each)
            if record is not None:
                records.setdefault(record.id, record)
    return tuple(sorted(records.values(), key=lambda r: (r.content[0].start, r.content[-1].end, r.id)))


def _without_doubles(found: Sequence[Found]) -> Iterator[Found]:
    """Each saying once: of two anchors in one cue, or with one source and content, the likelier."""
    for each in found:
        rivals = [other for other in found if other is not each and _doubled(each, other)]
        if all((each.score, -each.pointed.anchor) > (other.score, -other.pointed.anchor) for other in rivals):
            yield each


def _doubled(one: Found, other: Found) -> bool:
    a, b = one.pointed, other.pointed
    if a.cue and b.cue and a.cue[0] <= b.cue[1] and b.cue[0] <= a.cue[1]:
        return True
    if a.source != b.source or abs(a.anchor - b.anchor) > 3:
        return False
    first, second = _covered(a.content), _covered(b.content)
    return 2 * len(first & second) >= _SAME * (len(first) + len(second))


def _covered(spans: Sequence[Words]) -> set[int]:
    return {word for first, last in spans for word in range(first, last + 1)}


def _trimmed(words: Sequence[Word], span: Words, kept_after: frozenset[str] = frozenset()) -> Words | None:
    """A span without marks at its ends, brackets and closing marks that belong to it excepted."""
    first, last = span
    while first <= last and words[first].text in _EDGES and words[first].text not in "([":
        first += 1
    while last >= first and words[last].text in _EDGES and words[last].text not in kept_after:
        last -= 1
    return (first, last) if first <= last else None


def _in_paragraphs(document: Document, start: int, end: int) -> list[Span]:
    """The words from ``start`` to ``end``, a span for each paragraph they stand in."""
    found = []
    at = document.paragraph_at(start)
    while at < len(document.paragraphs) and document.paragraphs[at].start < end:
        paragraph = document.paragraphs[at]
        first, last = max(start, paragraph.start), min(end, paragraph.end)
        if paragraph.kind in _KEPT and document.text[first:last].strip():
            found.append(document.span(first, last))
        at += 1
    return found


def _spans(document: Document, words: Sequence[Word], span: Words | None, kept: frozenset[str]) -> list[Span]:
    trimmed = _trimmed(words, span, kept) if span is not None else None
    if trimmed is None:
        return []
    return _in_paragraphs(document, words[trimmed[0]].start, words[trimmed[1]].end)


def _record(document: Document, words: Sequence[Word], part: Part, found: Found) -> Attribution | None:
    own = words[part.first : part.last]
    pointed = found.pointed
    content = tuple(span for each in pointed.content for span in _spans(document, own, each, _KEPT_AFTER))
    if not content:
        return None
    sources = _spans(document, own, pointed.source, frozenset(")"))
    cues = [] if pointed.cue is None else _in_paragraphs(document, own[pointed.cue[0]].start, own[pointed.cue[1]].end)
    source = max(sources, key=lambda span: len(span.text), default=None)
    cue = cues[0] if cues else None
    quoted = [_all_quoted(part, own, span) for span in content]
    return Attribution(
        attribution_id(document.article_id, source, cue, content),
        document.article_id,
        source,
        cue,
        content,
        form_of(document.text, [(span.start, span.end) for span in content], quoted),
        found.act,
        round(found.score, 4),
    )


def _all_quoted(part: Part, words: Sequence[Word], span: Span) -> bool:
    first, last = (bisect_left(words, place, key=lambda word: word.start) for place in (span.start, span.end))
    return first < last and bool(part.features[first:last, 0].all())
