"""Arbitrary text never raises, and whatever is found is verbatim, within one kept paragraph each, and repeatable."""

from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.annotate import annotate
from menurut.attribute import attribute
from menurut.config import Config
from menurut.records import Span
from tests.attribute.helpers import document_of

PIECES = st.sampled_from(
    [
        *('"', "“", "”", "'", "‘", "’", ",", ".", ". ", "?", ":", ";", "(", ")", " ", " - ", "\u00a0", "…", "\t"),
        *("kata ", "Rahma ", "mengatakan ", "bahwa ", "menurut ", "katanya", "diklaim ", "oleh ", "yang ", "dan "),
        *(
            "said ",
            "according to ",
            "that ",
            "Kenya",
            "dilansir ",
            "Kami siap",
            "klaim ",
            "tidak ",
            "12.000 ",
            "(17/9)",
        ),
    ]
)
LINES = st.lists(st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text(max_size=40)), min_size=1, max_size=5)


def spans_of(source: Span | None, cue: Span | None, content: tuple[Span, ...]) -> list[Span]:
    return [span for span in (source, cue, *content) if span is not None]


@given(lines=LINES, language=st.sampled_from(["id", "en"]), headline=st.booleans())
@settings(max_examples=300, deadline=None)
def test_arbitrary_text(lines: list[str], language: str, headline: bool) -> None:
    lines = [line.replace("\n", " ") for line in lines]
    document = document_of(*lines, language=language, headline=headline)
    annotation = annotate(document, Config())
    for sentence in annotation.sentences:
        paragraph = document.paragraphs[sentence.paragraph]
        assert paragraph.start <= sentence.start < sentence.end <= paragraph.end
    attributions = attribute(document, annotation, Config())
    for attribution in attributions:
        assert attribution.content
        for span in spans_of(attribution.source, attribution.cue, attribution.content):
            assert document.text[span.start : span.end] == span.text != ""
            assert any(p.start <= span.start < span.end <= p.end for p in document.kept())
    assert attributions == attribute(document, annotate(document, Config()), Config())


def test_a_line_of_200_000_characters_passes() -> None:
    line = "Presiden Kenya mengatakan bahwa kapal itu dituduh mencuri ikan dan " * 3000
    document = document_of(line)
    assert attribute(document, annotate(document, Config()), Config())
