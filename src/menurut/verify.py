"""What holds of every article's records before they are kept: words first, and one id for one record."""

from __future__ import annotations

from collections.abc import Iterator

from menurut.records import Reading, Span


def verify(reading: Reading) -> None:
    """Raises ``ValueError`` where a span's words are not exactly what stands at its place, or an id stands twice."""
    text = reading.document.text
    seen: set[str] = set()
    for record, spans in _evidence(reading):
        if record in seen:
            raise ValueError(f"two records have the id {record}")
        seen.add(record)
        for span in spans:
            if span is not None and text[span.start : span.end] != span.text:
                raise ValueError(f"record {record}: {span.text!r} is not what stands at its place in the document")


def _evidence(reading: Reading) -> Iterator[tuple[str, tuple[Span | None, ...]]]:
    for actor in reading.actors:
        yield actor.id, actor.mentions
    for attribution in reading.attributions:
        yield attribution.id, (attribution.source, attribution.cue, *attribution.content)
    for date in reading.dates:
        yield date.id, (date.span,)
    for place in reading.places:
        yield place.id, place.mentions
