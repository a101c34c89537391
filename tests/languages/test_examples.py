"""Every cue in the data files has an example sentence of our own, and nearly all come out as they are marked."""

import pytest

from menurut.annotate import annotate
from menurut.attribute import attribute
from menurut.config import Config
from menurut.languages import load_language
from menurut.languages.examples import MarkedExample, counterexamples, marked_examples, read_marks
from menurut.languages.language import FOLDERS
from menurut.records import Act, Attribution, Document, Paragraph, ParagraphKind

LOST = 0.05  # of the examples a trained network may miss
WRONG = 0.12  # of the counterexamples it may take for one
EXAMPLES = [(code, example) for code in FOLDERS for example in marked_examples(code)]


def _found(text: str, code: str) -> list[Attribution]:
    whole = Paragraph(0, len(text), ParagraphKind.BODY, 0, len(text))
    document = Document("example", text, code, (whole,))
    return list(attribute(document, annotate(document, Config()), Config()))


@pytest.mark.parametrize("code", FOLDERS)
def test_the_marked_sources_and_contents_of_nearly_all_cues_are_found(code: str) -> None:
    lost = []
    examples = marked_examples(code)
    for example in examples:
        found = {
            (a.source.text if a.source else None, tuple(part.text for part in a.content))
            for a in _found(example.text, code)
        }
        if (example.source, example.content) not in found:
            lost.append(example.text)
    assert len(lost) <= LOST * len(examples), lost


@pytest.mark.parametrize(("code", "example"), EXAMPLES, ids=[f"{code}: {example.text}" for code, example in EXAMPLES])
def test_every_cue_of_the_tables_stands_in_its_example(code: str, example: MarkedExample) -> None:
    assert example.cue in example.text
    assert all(part in example.text for part in example.content)
    words = example.cue.lower().split()
    assert code != "id" or words[0] in load_language(code).cues or words == [":"] or len(words) > 1


def test_marks_are_read_with_several_contents() -> None:
    example = read_marks("<c>Jalan itu</c>, <q>katanya</q>, <c>ditutup</c>.", Act.STATE)
    assert example.text == "Jalan itu, katanya, ditutup."
    assert (example.source, example.cue, example.content) == (None, "katanya", ("Jalan itu", "ditutup"))


@pytest.mark.parametrize("code", FOLDERS)
def test_a_cue_word_alone_makes_no_attribution(code: str) -> None:
    texts = counterexamples(code)
    wrong = [text for text in texts if _found(text, code)]
    assert len(wrong) <= WRONG * len(texts), wrong
