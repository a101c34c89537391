"""The evaluation of the pipelines counts what it says it counts."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from menurut.errors import InputError
from menurut.evaluate.languages import OFFICIAL, OWN, below_floors, evaluate_languages, network_parser, score_examples
from menurut.evaluate.treebanks import (
    Example,
    misc_names,
    read_names,
    read_treebank,
    read_worldwide,
    with_clitics_split,
    without,
)
from menurut.languages.decode import is_tree
from menurut.languages.lemmas import apply_script
from menurut.languages.network import Parse
from tests.conftest import ROOT, SHARED

CONLLU = """# sent_id = s1
# text = "Bukunya baru," kata Rahma.
1\t"\t"\tPUNCT\t_\t_\t4\tpunct\t_\tSpaceAfter=No
2-3\tBukunya\t_\t_\t_\t_\t_\t_\t_\t_
2\tBuku\tbuku\tNOUN\t_\t_\t4\tnsubj\t_\t_
3\tnya\tnya\tPRON\t_\t_\t2\tnmod:poss\t_\t_
4\tbaru\tbaru\tADJ\t_\t_\t0\troot\t_\tSpaceAfter=No
5\t,\t,\tPUNCT\t_\t_\t4\tpunct\t_\tSpaceAfter=No
6\t"\t"\tPUNCT\t_\t_\t4\tpunct\t_\t_
7\tkata\tkata\tVERB\t_\t_\t4\tparataxis\t_\t_
8\tRahma\tRahma\tPROPN\t_\t_\t7\tnsubj\t_\tSpaceAfter=No|Name=B-PER
9\t.\t.\tPUNCT\t_\t_\t4\tpunct\t_\t_

"""


def perfect(examples: list[Example]) -> list[Parse]:
    return [
        Parse(
            list(e.tags or ()),
            [apply_script(w, s) or w for w, s in zip(e.words, e.scripts or (), strict=True)],
            list(e.heads or ()),
            list(e.relations or ()),
            list(e.names or ()),
            np.zeros((len(e.words), 1), dtype=np.float32),
        )
        for e in examples
    ]


@pytest.fixture
def treebank(tmp_path: Path) -> Path:
    path = tmp_path / "a.conllu.gz"
    path.write_bytes(gzip.compress(CONLLU.encode()))
    return path


def test_a_treebank_is_read_with_its_glue_names_and_lemmas(treebank: Path) -> None:
    (example,) = read_treebank(treebank, "own", misc_names)
    assert example.words == ('"', "Buku", "nya", "baru", ",", '"', "kata", "Rahma", ".")
    assert example.glued == (False, True, True, False, True, True, False, False, True)
    assert example.names is not None
    assert example.names[7] == "B-PER"
    assert without([example], [example]) == []


def test_a_perfect_parse_scores_one_and_faults_are_counted_where_they_are(treebank: Path) -> None:
    examples = read_treebank(treebank, "own", misc_names)
    assert set(score_examples("s", examples, perfect).figures.values()) == {1.0}

    def faulty(given: list[Example]) -> list[Parse]:
        (parse,) = perfect(given)
        parse.tags[0] = "X"  # one tag, one head, one relation (its head is right), one name type of one
        parse.heads[2] = 4
        parse.relations[1] = "obj"
        parse.relations[7] = "nsubj:pass"  # a subtype does not count
        parse.names[7] = "B-LOC"
        parse.lemmas[3] = "lama"
        return [parse]

    figures = score_examples("s", examples, faulty).figures
    assert figures["tags"] == figures["arcs"] == figures["lemmas"] == pytest.approx(8 / 9)
    assert figures["relations"] == pytest.approx(7 / 9)
    assert figures["names"] == 0.0


def test_name_sets_are_read_and_clitics_are_no_part_of_names(tmp_path: Path) -> None:
    path = tmp_path / "n.txt"
    path.write_text("Arvanianya B-LOC\nmenang O\n\nkata O\nRahma B-PERSON\nIlman I-PERSON\n", "utf-8")
    first, second = [with_clitics_split(e) for e in read_names(path, "idner")]
    assert (first.words, first.names) == (("Arvania", "nya", "menang"), ("B-LOC", "O", "O"))
    assert second.names == ("O", "B-PER", "I-PER")
    path.write_text("-DOCSTART- a\tO\n\nOslo\tB-Location\nMonday\tB-Date\n", "utf-8")
    assert [e.names for e in read_worldwide(path)] == [("B-LOC", "O")]


def test_a_figure_below_its_floor_is_said(treebank: Path, tmp_path: Path) -> None:
    score = score_examples("s", read_treebank(treebank, "own", misc_names), perfect)
    floors = tmp_path / "floors.toml"
    floors.write_text("[languages.s]\ntags = 0.9\nnames = 1.1\n", "utf-8")
    assert below_floors([score], floors) == ["s names is 1.0000, below its floor of 1.1000"]
    floors.write_text("[languages.s]\nspeed = 1\n", "utf-8")
    with pytest.raises(InputError):
        below_floors([score], floors)


def test_our_own_test_sentences_are_trees_over_their_texts() -> None:
    counts = {}
    for test in OWN:
        examples = test.read(ROOT / "tests/treebank" / test.file)
        counts[test.name] = len(examples)
        import numpy as np

        assert all(is_tree(np.array(e.heads)) for e in examples)
        texts = [
            line[9:]
            for line in (ROOT / "tests/treebank" / test.file).read_text("utf-8").splitlines()
            if line.startswith("# text = ")
        ]
        made = [
            "".join(("" if g or i == 0 else " ") + w for i, (w, g) in enumerate(zip(e.words, e.glued, strict=True)))
            for e in examples
        ]
        assert made == texts
    assert counts == {"news-id": 200, "news-en": 100}


def test_the_shipped_pipelines_keep_their_floors_on_our_own_sentences() -> None:
    scores = evaluate_languages([(ROOT / "tests/treebank", OWN)], network_parser)
    assert len(scores) == 2
    assert below_floors(scores, ROOT / "evaluation/floors.toml") == []


def test_no_test_sentence_of_ours_stands_in_the_official_sets() -> None:
    if not SHARED.is_dir():
        pytest.skip("../shared (treebanks) is not beside this checkout")
    ours = {e.key for test in OWN for e in test.read(ROOT / "tests/treebank" / test.file)}
    for test in OFFICIAL[:4]:
        assert not ours & {e.key for e in test.read(SHARED / "data" / test.file)}
