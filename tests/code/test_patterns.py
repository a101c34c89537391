"""Event patterns: every row of the tables finds its own example, and the syntax that each construction needs."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import pytest

from menurut.annotate import annotate
from menurut.code.ontology import modes
from menurut.code.patterns import Hit, find_hits, load_patterns
from menurut.code.wordforms import english_noun, english_verb, indonesian_roots
from menurut.config import Config
from menurut.languages.language import FOLDERS, data_rows
from menurut.records import Annotation, Document, EventType, Paragraph, ParagraphKind

_MARK = re.compile(r"\[S |\[T |\]|\{|\}")
_BATCH = 100  # examples in one document
_ROLE = re.compile(r"subj|obj|poss|by|comp|both|none|obl:[a-z]+( [a-z]+)?")
_LEAST = {"id": 700, "en": 1000}
_SIDES = {"[S ": "source", "[T ": "target", "{": "trigger"}

Spans = dict[str, list[tuple[int, int]]]


def plain(marked: str) -> tuple[str, Spans]:
    """A marked example without its marks, and the places of the marks in it."""
    spans: Spans = {"source": [], "target": [], "trigger": []}
    text, last, opened = "", 0, []
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        last = mark.end()
        if mark.group() in _SIDES:
            opened.append((_SIDES[mark.group()], len(text)))
        else:
            side, begin = opened.pop()
            spans[side].append((begin, len(text)))
    return text + marked[last:], spans


def read(code: str, sentences: list[str]) -> tuple[Annotation, list[int]]:
    """The annotation of a document with a paragraph for each sentence, and where each begins."""
    starts, paragraphs, at = [], [], 0
    for sentence in sentences:
        end = at + len(sentence)
        paragraphs.append(Paragraph(at, end, ParagraphKind.BODY, at, end))
        starts.append(at)
        at = end + 1
    document = Document("a", "\n".join(sentences), code, tuple(paragraphs))
    return annotate(document, Config()), starts


def fault(row: dict[str, str], spans: Spans, start: int, annotation: Annotation, hits: list[Hit]) -> str:
    """What is wrong with the hits of an example; empty where one has its type, trigger, source and target right."""
    words = annotation.words

    def inside(index: int, side: str) -> bool:
        return any(words[index].start < start + end and start + begin < words[index].end for begin, end in spans[side])

    found = [
        hit
        for hit in hits
        if hit.pattern.type == row["type"] and any(inside(i, "trigger") for i in range(hit.first, hit.last + 1))
    ]
    for hit in found:
        sides = {"source": hit.sources, "target": hit.targets}
        if all(not spans[side] or any(inside(i, side) for i in indexes) for side, indexes in sides.items()):
            return ""
    told = [
        (hit.pattern.lemma, [words[i].text for i in hit.sources], [words[i].text for i in hit.targets]) for hit in found
    ]
    return f"{row['lemma']} ({row['pos']}): {row['sentence']} -> {told or 'no hit'}"


@cache
def faults(code: str) -> dict[str, list[str]]:
    """The faults of all examples of a language by type."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = data_rows(FOLDERS[code], "events.tsv")
    for first in range(0, len(rows), _BATCH):
        batch = rows[first : first + _BATCH]
        texts = [plain(row["sentence"]) for row in batch]
        annotation, starts = read(code, [text for text, _ in texts])
        by_start: dict[int, list[Hit]] = defaultdict(list)
        for hit in find_hits(annotation, code):
            by_start[max(start for start in starts if start <= annotation.words[hit.first].start)].append(hit)
        for row, (_, spans), start in zip(batch, texts, starts, strict=True):
            if wrong := fault(row, spans, start, annotation, by_start[start]):
                found[row["type"]].append(wrong)
    return found


@pytest.mark.parametrize("kind", list(EventType))
@pytest.mark.parametrize("code", ["id", "en"])
def test_every_pattern_finds_its_own_example_with_source_and_target(code: str, kind: EventType) -> None:
    wrong = faults(code)[kind]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("code", ["id", "en"])
def test_the_tables_are_well_formed(code: str) -> None:
    rows = data_rows(FOLDERS[code], "events.tsv")
    assert len(rows) >= _LEAST[code]
    assert {row["type"] for row in rows} == {kind.value for kind in EventType}
    keys = [(row["lemma"], row["pos"], row["type"], row["mode"]) for row in rows]
    assert len(keys) == len(set(keys))
    for row in rows:
        assert row["pos"] in ("VERB", "NOUN"), row
        assert row["weak"] in ("0", "1"), row
        assert not row["mode"] or row["mode"] in modes(EventType(row["type"])), row
        assert all(_ROLE.fullmatch(role) for role in f"{row['source']}|{row['target']}".split("|")), row
        text, spans = plain(row["sentence"])
        assert spans["trigger"], row
        assert not re.search(r"[\[\]{}]", text), row


def test_a_pattern_has_the_columns_of_its_row() -> None:
    found = [pattern for pattern in load_patterns("en") if pattern.lemma == "attack" and pattern.pos == "VERB"]
    first = found[0]
    assert (first.type, first.mode, first.sources, first.targets, first.weak) == (
        EventType.ASSAULT,
        None,
        ("subj",),
        ("obj",),
        False,
    )
    assert load_patterns("en") is load_patterns("en")


# Language, sentence, a type, the words of its trigger, and the first word of each actor.
CONSTRUCTIONS = [
    ("id", "Rusia menyerang Ukraina.", "ASSAULT", "menyerang", ["Rusia"], ["Ukraina"]),
    ("id", "Ukraina diserang.", "ASSAULT", "diserang", [], ["Ukraina"]),
    ("id", "Ukraina diserang Rusia pada Senin.", "ASSAULT", "diserang", ["Rusia"], ["Ukraina"]),
    ("id", "Ukraina diserang oleh Rusia.", "ASSAULT", "diserang", ["Rusia"], ["Ukraina"]),
    ("id", "Kota Goma yang diserang tentara Rwanda kini sepi.", "ASSAULT", "diserang", ["tentara"], ["Kota"]),
    ("id", "Tentara Rwanda yang menyerang Goma telah pergi.", "ASSAULT", "menyerang", ["Tentara"], ["Goma"]),
    ("id", "Milisi menyerang pos tentara Chad.", "ASSAULT", "menyerang", ["Milisi"], ["pos", "tentara"]),
    ("id", "Chad dan Niger mengecam Mali dan Togo.", "ACCUSE", "mengecam", ["Chad", "Niger"], ["Mali", "Togo"]),
    ("id", "Prabowo terbang ke Beijing untuk berunding dengan Xi.", "CONSULT", "berunding", ["Prabowo", "Xi"], []),
    ("id", "Prabowo dan Anwar bertemu di Kuala Lumpur.", "CONSULT", "bertemu", ["Prabowo", "Anwar"], []),
    ("id", "Perundingan AS-Iran digelar di Muscat.", "CONSULT", "Perundingan", ["AS-Iran"], []),
    ("id", "Perundingan antara Chad dan Niger gagal.", "CONSULT", "Perundingan", ["Chad", "Niger"], []),
    ("id", "Serangan Rusia ke Ukraina berlanjut.", "ASSAULT", "Serangan", ["Rusia"], ["Ukraina"]),
    (
        "id",
        "Serangan yang dilancarkan Rusia ke Ukraina berlanjut.",
        "ASSAULT",
        "Serangan yang dilancarkan",
        ["Rusia"],
        ["Ukraina"],
    ),
    ("id", "Jepang menjatuhkan sanksi kepada Iran.", "SANCTION", "menjatuhkan sanksi", ["Jepang"], ["Iran"]),
    ("id", "Sanksi dijatuhkan Jepang kepada Iran.", "SANCTION", "Sanksi dijatuhkan", ["Jepang"], ["Iran"]),
    ("id", "Iran dituduh AS mendanai Hizbullah.", "AID", "mendanai", ["Iran"], ["Hizbullah"]),
    ("id", "Kanada mendesak Israel membebaskan tahanan.", "RETREAT", "membebaskan tahanan", ["Israel"], ["tahanan"]),
    ("id", "Kenya berjanji akan membantu Somalia.", "AID", "membantu", ["Kenya"], ["Somalia"]),
    ("id", "Polisi menangkap lalu menahan tiga aktivis.", "COERCE", "menahan", ["Polisi"], ["aktivis"]),
    ("id", "Uni Eropa Kecam Israel", "ACCUSE", "Kecam", ["Uni"], ["Israel"]),
    ("en", "Russia attacked Ukraine.", "ASSAULT", "attacked", ["Russia"], ["Ukraine"]),
    ("en", "Ukraine was attacked on Monday.", "ASSAULT", "attacked", [], ["Ukraine"]),
    ("en", "Ukraine was attacked by Russia.", "ASSAULT", "attacked", ["Russia"], ["Ukraine"]),
    ("en", "Goma, which Rwanda attacked, is empty.", "ASSAULT", "attacked", ["Rwanda"], ["Goma"]),
    ("en", "Activists arrested by police were freed.", "COERCE", "arrested", ["police"], ["Activists"]),
    ("en", "Gunmen attacked the offices of a party.", "ASSAULT", "attacked", ["Gunmen"], ["offices", "party"]),
    ("en", "Chad and Niger condemned Mali and Togo.", "ACCUSE", "condemned", ["Chad", "Niger"], ["Mali", "Togo"]),
    ("en", "Macron flew to Beijing to meet Xi.", "CONSULT", "meet", ["Macron", "Xi"], []),
    ("en", "Chad met with Niger.", "CONSULT", "met with", ["Chad", "Niger"], []),
    ("en", "US-Iran talks were held in Muscat.", "CONSULT", "talks were held", ["US", "Iran"], []),
    ("en", "A fresh Russian attack on Ukraine began.", "ASSAULT", "attack", ["Russian"], ["Ukraine"]),
    ("en", "The EU imposed sanctions on Iran.", "SANCTION", "imposed sanctions", ["EU"], ["Iran"]),
    ("en", "The sanctions imposed on Iran by the EU remain.", "SANCTION", "sanctions imposed", ["EU"], ["Iran"]),
    ("en", "The US accused Russia of attacking Ukraine.", "ASSAULT", "attacking", ["Russia"], ["Ukraine"]),
    ("en", "Canada urged Israel to release prisoners.", "RETREAT", "release prisoners", ["Israel"], ["prisoners"]),
    ("en", "Kenya has promised to help Somalia.", "AID", "help", ["Kenya"], ["Somalia"]),
    ("en", "Police arrested and jailed three activists.", "COERCE", "arrested", ["Police"], ["activists"]),
]


def told(code: str, sentence: str) -> list[tuple[EventType, str, list[str], list[str]]]:
    """The type, trigger, sources and targets of each hit in a sentence, in words."""
    annotation, _ = read(code, [sentence])
    words = [word.text for word in annotation.words]
    return [
        (
            hit.pattern.type,
            " ".join(words[hit.first : hit.last + 1]),
            [words[i] for i in hit.sources],
            [words[i] for i in hit.targets],
        )
        for hit in find_hits(annotation, code)
    ]


@pytest.mark.parametrize(("code", "sentence", "kind", "trigger", "sources", "targets"), CONSTRUCTIONS)
def test_who_does_it_to_whom(
    code: str, sentence: str, kind: str, trigger: str, sources: list[str], targets: list[str]
) -> None:
    found = [rest for own, *rest in told(code, sentence) if own == kind]
    assert [trigger, sources, targets] in found


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("id", "Hujan turun sejak pagi di lereng gunung itu."),
        ("id", "Panen padi tahun ini cukup."),
        ("id", "Menteri itu menteri lama."),  # "menteri" has no prefix meN-
        ("en", "The rain fell on the hills all morning."),
        ("en", "This year's harvest is large."),
    ],
)
def test_other_sentences_have_no_hit(code: str, sentence: str) -> None:
    assert told(code, sentence) == []


def test_a_longer_pattern_takes_the_place_of_a_shorter_one_of_its_type() -> None:
    found = told("id", "Rusia melancarkan serangan terhadap Ukraina.")
    assert found == [(EventType.ASSAULT, "melancarkan serangan", ["Rusia"], ["Ukraina"])]


def test_types_compete_for_a_word() -> None:
    kinds = {kind for kind, *_ in told("en", "Doctors began a strike in Nairobi.")}
    assert {EventType.PROTEST, EventType.ASSAULT} <= kinds


def test_hits_stand_in_the_order_of_the_text_and_inside_their_sentences() -> None:
    sentences = ["Rusia menyerang Ukraina.", "Chad mengecam Niger.", "Prabowo bertemu Anwar."]
    annotation, _ = read("id", sentences)
    hits = find_hits(annotation, "id")
    assert [hit.first for hit in hits] == sorted(hit.first for hit in hits)
    for hit in hits:
        sentence = next(s for s in annotation.sentences if s.first_word <= hit.first < s.last_word)
        assert all(sentence.first_word <= i < sentence.last_word for i in (hit.last, *hit.sources, *hit.targets))


def test_an_empty_article_has_no_hits() -> None:
    assert find_hits(Annotation("a", (), ()), "en") == []


def test_a_language_without_patterns_is_refused() -> None:
    with pytest.raises(KeyError):
        load_patterns("xx")


@pytest.mark.parametrize(
    ("verb", "root"),
    [
        ("memukul", "pukul"),
        ("menuduh", "tuduh"),
        ("mengecam", "kecam"),
        ("mengutuk", "kutuk"),
        ("menyerang", "serang"),
        ("menyatakan", "nyatakan"),
        ("mengebom", "bom"),
        ("mengejek", "ejek"),
        ("memutilasi", "mutilasi"),
        ("memproses", "proses"),
        ("melarang", "larang"),
        ("memperketat", "perketat"),
    ],
)
def test_roots_of_indonesian_verbs(verb: str, root: str) -> None:
    assert root in indonesian_roots(verb)


def test_words_without_the_prefix_have_no_root() -> None:
    assert indonesian_roots("bertemu") == ()


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("rally", "rallied"),
        ("ban", "banned"),
        ("seize", "seizing"),
        ("shoot", "shot"),
        ("veto", "vetoed"),
        ("free", "freed"),
    ],
)
def test_forms_of_english_verbs(word: str, form: str) -> None:
    assert form in english_verb(word)


@pytest.mark.parametrize(
    ("word", "form"), [("army", "armies"), ("talks", "talk"), ("life", "lives"), ("clash", "clashes")]
)
def test_forms_of_english_nouns(word: str, form: str) -> None:
    assert form in english_noun(word)
