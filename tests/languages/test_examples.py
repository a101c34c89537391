"""Every cue in the data files has an example sentence of our own, and it comes out as it is marked."""

import pytest

from menurut.annotate import annotate
from menurut.attribute import attribute
from menurut.config import Config
from menurut.languages.examples import MarkedExample, counterexamples, marked_examples, read_marks
from menurut.languages.language import FOLDERS
from menurut.records import Act, Document, Form, Paragraph, ParagraphKind

EXAMPLES = [(code, example) for code in FOLDERS for example in marked_examples(code)]


@pytest.mark.parametrize(("code", "example"), EXAMPLES, ids=[f"{code}: {example.text}" for code, example in EXAMPLES])
def test_the_marked_source_cue_and_content_are_found(code: str, example: MarkedExample) -> None:
    whole = Paragraph(0, len(example.text), ParagraphKind.BODY, 0, len(example.text))
    document = Document("example", example.text, code, (whole,))
    found = {
        (a.source.text if a.source else None, a.cue.text if a.cue else None, tuple(part.text for part in a.content)): a
        for a in attribute(document, annotate(document, Config()), Config())
    }
    wanted = (example.source, example.cue, example.content)
    assert wanted in found
    assert found[wanted].form in (Form.DIRECT, Form.INDIRECT)
    assert 0.0 < found[wanted].score < 1.0


def test_marks_are_read_with_several_contents() -> None:
    example = read_marks("<c>Jalan itu</c>, <q>katanya</q>, <c>ditutup</c>.", Act.STATE)
    assert example.text == "Jalan itu, katanya, ditutup."
    assert (example.source, example.cue, example.content) == (None, "katanya", ("Jalan itu", "ditutup"))


@pytest.mark.parametrize(("code", "text"), [(code, text) for code in FOLDERS for text in counterexamples(code)])
def test_a_cue_word_alone_makes_no_attribution(code: str, text: str) -> None:
    document = Document("example", text, code, (Paragraph(0, len(text), ParagraphKind.BODY, 0, len(text)),))
    assert attribute(document, annotate(document, Config()), Config()) == ()
