"""Spans as W3C Web Annotations (www.w3.org/TR/annotation-model), one collection with one page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from menurut.export import Selection
from menurut.export.files import whole_file
from menurut.export.readings import Mark, chosen_readings, marks
from menurut.export.selection import chosen
from menurut.ids import digest
from menurut.records import Document, Reading
from menurut.version import __version__

AROUND = 32  # code points of prefix and suffix


def write(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes every span of the chosen articles' records as a JSON-LD collection of annotations, one a line.

    ``target.source`` is the article's address. The positions count code points of menurut's text of it
    (``documents.text``), which ``state.cached`` names: in the page itself, the quotation with what stands before and
    after it finds the words, as Hypothesis does where the position does not fit. Raises ``StoreError``, ``InputError``.
    """
    count = 0
    with chosen(store_path, selection) as connection, whole_file(out) as part, part.open("wb") as file:
        file.write(_head())
        for reading in chosen_readings(connection):
            for annotation in annotated(reading):
                file.write((b",\n" if count else b"\n") + msgspec.json.encode(annotation))
                count += 1
        file.write(b'\n]},"total":%d}\n' % count)
    return [out]


def annotated(reading: Reading) -> Iterator[dict[str, Any]]:
    """The annotations of one article, in the order of the text."""
    for mark in marks(reading):
        yield {
            "id": "urn:menurut:annotation:" + digest((mark.record, mark.what, str(mark.span.start), mark.span.text)),
            "type": "Annotation",
            "motivation": "identifying" if mark.kind in ("actor", "date", "place") else "classifying",
            "body": list(_bodies(mark)),
            "target": {"source": _source(reading), "state": _state(reading), "selector": _selector(reading, mark)},
        }


def _head() -> bytes:
    collection = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "urn:menurut:annotations",
        "type": "AnnotationCollection",
        "label": "Spans found by menurut",
        "generator": {
            "id": f"urn:menurut:software:{__version__}",
            "type": "Software",
            "name": f"menurut {__version__}",
        },
    }
    page = b',"first":{"id":"urn:menurut:annotations:1","type":"AnnotationPage","startIndex":0,"items":['
    return msgspec.json.encode(collection)[:-1] + page


def _bodies(mark: Mark) -> Iterator[dict[str, str]]:
    yield {"type": "TextualBody", "purpose": "tagging", "value": mark.what}
    yield {"type": "TextualBody", "purpose": "classifying", "value": mark.code}
    if mark.name is not None:
        yield {"type": "TextualBody", "purpose": "describing", "value": mark.name}
    kind = "event" if mark.kind == "quantity" else mark.kind
    yield {"type": "SpecificResource", "purpose": "identifying", "source": f"urn:menurut:{kind}:{mark.record}"}


def _source(reading: Reading) -> str:
    return reading.article.url or f"urn:menurut:article:{reading.article.id}"


def _state(reading: Reading) -> dict[str, str]:
    return {"type": "TimeState", "cached": f"urn:menurut:document:{reading.article.id}"}


def _selector(reading: Reading, mark: Mark) -> list[dict[str, Any]]:
    return [
        {"type": "TextPositionSelector", "start": mark.span.start, "end": mark.span.end},
        _quote(reading.document, mark),
    ]


def _quote(document: Document, mark: Mark) -> dict[str, str]:
    start, end = mark.span.start, mark.span.end
    return {
        "type": "TextQuoteSelector",
        "exact": mark.span.text,
        "prefix": document.text[max(0, start - AROUND) : start],
        "suffix": document.text[end : end + AROUND],
    }
