"""Attributions: who is given which content by which words, found from cues and structure."""

from __future__ import annotations

from menurut.attribute.acts import act_of, form_of
from menurut.attribute.candidates import Candidate, find_candidates
from menurut.attribute.decide import decide
from menurut.attribute.speakers import assign_speakers
from menurut.attribute.units import paragraph_units
from menurut.config import Config
from menurut.ids import attribution_id
from menurut.languages import load_language
from menurut.records import Annotation, Attribution, Document

__all__ = ["assign_speakers", "attribute"]


def _record(document: Document, candidate: Candidate, score: float) -> Attribution:
    source = document.span(*candidate.source) if candidate.source else None
    cue = document.span(*candidate.cue) if candidate.cue else None
    content = tuple(document.span(*part) for part in candidate.content)
    return Attribution(
        attribution_id(document.article_id, source, cue, content),
        document.article_id,
        source,
        cue,
        content,
        form_of(document.text, candidate),
        act_of(candidate),
        score,
    )


def attribute(document: Document, annotation: Annotation, config: Config) -> tuple[Attribution, ...]:
    """Find the attributions of a document.

    Args:
        document: the cleaned article; ``document.language`` must be one that menurut reads.
        annotation: its sentences and tokens.
        config: the settings; none of them changes this step yet.

    Returns:
        Attributions in the order of the text, without speakers: source, cue and content spans, each inside one
        paragraph. Their scores are precisions measured on the training gold.
    """
    language = load_language(document.language)
    found: list[Attribution] = []
    seen: set[str] = set()
    for units, nested in paragraph_units(document, annotation, language):
        candidates = [*find_candidates(language, units), *find_candidates(language, nested)]
        for candidate, score in decide(language, candidates):
            record = _record(document, candidate, score)
            if record.id not in seen:
                seen.add(record.id)
                found.append(record)
    found.sort(key=lambda record: (record.content[0].start, record.content[-1].end, record.id))
    return tuple(found)
