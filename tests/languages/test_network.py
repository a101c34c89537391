"""The shipped pipelines: what a reader of their trees and names would check first, and that nothing breaks them."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from menurut.annotate import annotate
from menurut.config import Config
from menurut.languages.decode import is_tree
from menurut.languages.network import MOST_WORDS, batches, load_network
from menurut.records import Annotation, Document, NameKind, Paragraph, ParagraphKind, Word


def parsed(text: str, language: str = "id", *, fast: bool = False) -> Annotation:
    document = Document("an-article", text, language, (Paragraph(0, len(text), ParagraphKind.BODY, 0, len(text)),))
    return annotate(document, Config(fast=fast))


def word(annotation: Annotation, text: str) -> Word:
    return next(w for w in annotation.words if w.text == text)


def names(annotation: Annotation) -> set[tuple[str, str]]:
    return {(name.span.text, name.kind.value) for name in annotation.names}


@pytest.mark.parametrize("fast", [False, True])
def test_an_indonesian_sentence_says_who_did_what_to_whom(fast: bool) -> None:
    found = parsed("Presiden Kenya William Ruto menuduh Uganda melanggar perjanjian itu di Nairobi kemarin.", fast=fast)
    verb = word(found, "menuduh")
    assert (verb.head, verb.relation, verb.tag, verb.lemma) == (-1, "root", "VERB", "tuduh")
    subject = word(found, "Presiden")
    assert (found.words[subject.head].text, subject.relation) == ("menuduh", "nsubj")
    assert found.words[word(found, "Uganda").head].text in ("menuduh", "melanggar")
    assert {("William Ruto", "person"), ("Uganda", "place"), ("Nairobi", "place")} <= names(found)


@pytest.mark.parametrize("fast", [False, True])
def test_an_english_sentence_says_who_did_what_to_whom(fast: bool) -> None:
    found = parsed(
        "The United Nations accused Sudan of attacking aid workers, spokesman John Brown said.", "en", fast=fast
    )
    accused = word(found, "accused")
    assert (accused.tag, accused.lemma) == ("VERB", "accuse")
    assert (found.words[word(found, "Sudan").head].text, word(found, "Sudan").relation) == ("accused", "obj")
    assert {("John Brown", "person"), ("Sudan", "place"), ("United Nations", "organisation")} <= names(found)


def test_a_passive_and_its_agent_are_told_from_an_active_verb() -> None:
    found = parsed("Kota itu diserang oleh pasukan Rusia.")
    assert word(found, "Kota").relation == "nsubj:pass"
    assert found.words[word(found, "pasukan").head].text == "diserang"


def test_a_clitic_and_a_doubled_noun_have_their_lemmas() -> None:
    found = parsed('"Negara-negara itu harus berunding," katanya.')
    assert word(found, "Negara-negara").lemma.lower() == "negara"
    assert [w.text for w in found.words][-3:] == ["kata", "nya", "."]
    assert word(found, "berunding").lemma == "runding"


def test_every_word_is_verbatim_and_every_sentence_one_tree() -> None:
    text = "Menlu RI tiba. Ia membantahnya! Apakah benar? 'Tidak,' kata Rahma (41)."
    found = parsed(text)
    assert all(text[w.start : w.end] == w.text for w in found.words)
    for sentence in found.sentences:
        own = found.words[sentence.first_word : sentence.last_word]
        heads = [w.head - sentence.first_word + 1 if w.head >= 0 else 0 for w in own]
        import numpy as np

        assert is_tree(np.array(heads))
        assert all((w.head < 0) == (w.relation == "root") for w in own)
    assert all(text[n.span.start : n.span.end] == n.span.text for n in found.names)
    assert all(isinstance(n.kind, NameKind) for n in found.names)


@pytest.mark.parametrize(
    "text",
    [
        "😀😀 🇮🇩 ✊🏽 mantap 👍",
        "Москва заявила 北京 说 يقول مسؤول नई दिल्ली",
        "\u200b\u202eabc\ufeff def\u0301\u0301\u0301",
        "a" * 200_000,
        '"' * 20_000,
        "kata " * 3_000,
        "(" * 3_000 + ")" * 3_000,
        "." * 20_000 + "A",
        "...!!!???",
    ],
    ids=["emoji", "scripts", "marks", "one-word", "quotes", "no-end", "brackets", "dots", "ends"],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_odd_texts_are_parsed_and_nothing_is_lost(text: str, language: str) -> None:
    found = parsed(text, language)
    assert "".join(w.text for w in found.words) == "".join(t.text for t in found.tokens)
    assert len(found.words) == sum(s.last_word - s.first_word for s in found.sentences)


def test_a_long_sentence_is_parsed_in_parts_that_hang_together() -> None:
    found = parsed("Menteri itu berkata bahwa " + "kapal dan perahu dan " * 150 + "selesai.")
    assert len(found.words) > 2 * MOST_WORDS
    assert [w.relation for w in found.words].count("root") == 1


@pytest.mark.parametrize("fast", [False, True])
def test_a_sentence_is_read_alike_alone_and_among_others(fast: bool) -> None:
    texts = (
        "Presiden Rusia menuduh Ukraina menyerang Kursk .",
        "Kyiv membantah tuduhan itu .",
        "Menteri Kenya bertemu dengan duta besar Uganda di Nairobi pada hari Senin .",
        "Setuju .",
    )
    sentences = [(text.split(), [False] * len(text.split())) for text in texts]
    network = load_network("id", fast=fast)
    for together, sentence in zip(network.parse(sentences), sentences, strict=True):
        (alone,) = network.parse([sentence])
        assert (together.tags, together.heads) == (alone.tags, alone.heads)
        assert together.vectors.shape == alone.vectors.shape
        assert abs(together.vectors - alone.vectors).mean() < 0.1 * abs(alone.vectors).mean()


def test_batches_hold_every_sentence_once_and_never_too_much() -> None:
    sizes = [1 + 37 * i % 199 for i in range(300)] + [0, 0]
    found = list(batches(sizes, 3_000))
    assert sorted(i for batch in found for i in batch) == list(range(len(sizes)))
    assert max(sum(sizes[i] for i in batch) for batch in found) <= 600
    assert len(found) < 100


def test_the_time_grows_with_the_length_and_not_faster() -> None:
    def steps(sentences: int) -> float:
        text = "Menteri itu membantah bahwa kapalnya berlayar ke Laut Natuna. " * sentences
        began = time.process_time()
        parsed(text)
        return time.process_time() - began

    steps(40)
    assert steps(800) < 20 * 3 * max(steps(40), 0.01)  # twenty times the text; the factor three is for a busy machine


def test_the_same_text_gives_the_same_records_from_several_threads() -> None:
    text = "Presiden Rusia menuduh Ukraina menyerang Kursk. Kyiv membantah tuduhan itu."
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(parsed, [text] * 12))
    assert all(each == found[0] for each in found)


def test_a_style_that_no_treebank_taught_is_refused() -> None:
    with pytest.raises(KeyError):
        load_network("id", style="klingon")


def test_the_treebanks_styles_differ_where_the_treebanks_do() -> None:
    words = ("Menteri", "pertahanan", "negara", "itu", "menolak", "usul", "gencatan", "senjata", ".")
    glued = (False,) * 8 + (True,)
    relations = {
        style: load_network("id", style=style).parse([(words, glued)])[0].relations for style in ("news", "gsd")
    }
    assert "compound" in relations["gsd"]
    assert "compound" not in relations["news"]


def test_nothing_is_unpickled_and_nothing_fetched() -> None:
    code = (
        "import pickle, socket, sys\n"
        "def refuse(*args, **kwargs): raise SystemExit('refused: ' + repr(args)[:80])\n"
        "pickle.load = pickle.loads = pickle.Unpickler = refuse\n"
        "socket.socket.connect = refuse\n"
        "from menurut.languages.network import load_network\n"
        "print(load_network('id').parse([(['Rusia', 'menyerang'], [False, False])])[0].tags[1])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stdout.strip() == "VERB", result.stderr
