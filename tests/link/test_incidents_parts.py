"""The parts of linking events: clusters, features, keys, B-cubed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menurut.errors import InputError
from menurut.evaluate.incidents import bcubed, read_labels, scores_of
from menurut.link.incidents.cluster import cluster, components
from menurut.link.incidents.features import NAMES, compared, features_of, may_be_one
from menurut.link.incidents.keys import keys_of, window_of
from menurut.link.incidents.model import load_model
from menurut.link.incidents.records import Amount, Days, Party, Rule, Sighting, Spot
from menurut.link.incidents.words import like, telling_words, topic_of, words_of
from menurut.records import ActorKind, EventType, Precision, Status
from tests.conftest import write_lines

DAY = date(2031, 5, 12).toordinal()


def days(first: int, last: int | None = None) -> Days:
    return Days(first, last or first, Precision.DAY if last is None else Precision.MONTH)


ATTACK = Sighting(
    "e1",
    "a1",
    "id",
    DAY + 1,
    EventType.ASSAULT,
    "drone",
    Status.ACTUAL,
    (Party("r1", "i-sau", "Arab Saudi", ActorKind.STATE, "SAU", "i-sau"),),
    (Party("r2", "i-yem", "Yaman", ActorKind.STATE, "YEM", "i-yem"),),
    days(DAY),
    Spot("YEM", "Hodeidah", 14.8, 42.95),
    (Amount(3, 3, "killed"),),
    {"hodeidah": 1.0, "yaman": 0.8},
    {"pelabuhan": 0.7, "nirawak": 0.9},
    {"hodeidah": 1.0, "nirawak": 0.9},
    ("menyerang",),
    {"hodeidah": 0.8, "gandum": 0.6},
)
ELSEWHERE = {"names": {"taiz": 1.0}, "near": {"taiz": 1.0}, "words": {"pasar": 0.7}, "topic": {"taiz": 1.0}}
OTHER = replace(ATTACK, event="e2", article="a2")


def value(name: str, first: Sighting, second: Sighting) -> float:
    return features_of(compared(first), compared(second))[NAMES.index(name)]


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"amounts": (Amount(5, 5, "killed"),)}, True),  # outlets count differently
        ({"language": "en", "words": {"port": 0.7}, "triggers": ("attacked",)}, True),
        ({"when": None, "published": DAY + 2}, True),
        ({"when": days(DAY + 14), "published": DAY + 15, "where": Spot("YEM", "Sanaa", 15.3, 44.2)}, False),
        ({"where": Spot("SYR", "Aleppo", 36.2, 37.2), "targets": (), **ELSEWHERE}, False),
        ({"when": days(DAY + 1), "published": DAY + 2, "where": Spot("YEM", "Taiz", 13.6, 44.0), **ELSEWHERE}, False),
    ],
)
def test_the_weights_tell_one_happening_from_another(changes: dict[str, object], same: bool) -> None:
    model, one, other = load_model(), compared(ATTACK), compared(replace(OTHER, **changes))  # type: ignore[arg-type]
    assert (may_be_one(one, other) and model.likelihood(one, other) >= model.least) is same


def test_features_are_the_same_in_both_orders_and_numbers() -> None:
    other = replace(OTHER, type=EventType.COERCE, when=None, status=Status.PLANNED, sources=ATTACK.targets)
    features = features_of(compared(ATTACK), compared(other))
    assert features == features_of(compared(other), compared(ATTACK))
    assert len(features) == len(NAMES) == len(load_model().weights)


@pytest.mark.parametrize(
    ("changes", "feature", "wanted"),
    [
        ({"when": days(DAY + 1)}, "near_days", 1.0),
        ({"where": Spot("YEM", "Kota Hodeidah", 14.9, 42.9)}, "same_place", 0.7),
        ({"where": Spot("YEM", "Sanaa", 15.3, 44.2)}, "other_place", 1.0),
        ({"amounts": (Amount(3, None, "killed"),)}, "amounts", 1.0),
        ({"amounts": (Amount(30, 30, "killed"),)}, "other_amounts", 1.0),
        ({"status": Status.PLANNED}, "planned", 1.0),
        ({"when": days(DAY + 9), "published": DAY + 10}, "outside", 1.0),
        ({"triggers": ("serangan",)}, "triggers", 1.0),
        ({"language": "en"}, "words", 0.0),
    ],
)
def test_each_thing_that_two_reports_share_or_not_is_seen(
    changes: dict[str, object], feature: str, wanted: float
) -> None:
    assert value(feature, ATTACK, replace(OTHER, **changes)) == wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "window"),
    [
        ({}, (DAY - 1, DAY + 1)),
        ({"when": days(DAY - 20, DAY + 10)}, (DAY - 20, DAY + 1)),  # "in May": not after its report
        ({"when": days(DAY - 20, DAY + 10), "status": Status.PLANNED}, (DAY - 20, DAY + 10)),
        ({"when": None, "published": None}, None),
    ],
)
def test_the_report_bounds_the_days_on_which_it_may_have_been(
    changes: dict[str, object], window: tuple[int, int] | None
) -> None:
    assert window_of(replace(ATTACK, **changes)) == window  # type: ignore[arg-type]


def test_two_reports_are_compared_where_they_share_somebody_some_place_or_rare_words() -> None:
    bare = replace(OTHER, sources=(), targets=(), where=Spot(), names={}, words={}, near={}, topic={}, when=None)
    assert not keys_of(ATTACK) & keys_of(bare)
    for changes in ({"where": ATTACK.where}, {"names": {"hodeidah": 1.0}}, {"topic": ATTACK.topic}):
        assert keys_of(ATTACK) & keys_of(replace(bare, **changes))
    assert not keys_of(ATTACK) & keys_of(replace(OTHER, type=EventType.AID))


def test_a_short_sentence_tells_names_from_words_and_leaves_common_ones() -> None:
    names, words = telling_words("Pesawat nirawak yang menyerang Hodeidah itu dari Jizan", "id", {"pesawat"})
    assert set(names) == {"hodeidah", "jizan"}
    assert "nirawak" in words and not {"yang", "itu", "dari"} & set(words)
    assert like("menyerang", "serangan") and not like("menyerang", "menolong")
    assert (
        next(iter(topic_of(words_of("Gandum terbakar"), words_of("Gandum di gudang gandum itu terbakar."), "id")))
        == "gandum"
    )


# ---- clusters

ARTICLES = {f"e{n}": f"a{n}" for n in range(6)}


@pytest.mark.parametrize(
    ("pairs", "rules", "articles", "wanted"),
    [
        ({("e0", "e1"): 0.9, ("e1", "e2"): 0.9, ("e0", "e2"): 0.8}, [], {}, ["e0 e1 e2"]),
        ({("e0", "e1"): 0.9, ("e1", "e2"): 0.7}, [], {}, ["e0 e1", "e2"]),  # e0 and e2 were compared: unlike
        ({("e0", "e1"): 0.9, ("e0", "e2"): 0.8}, [], {"e1": "a1", "e2": "a1"}, ["e0 e1", "e2"]),  # of one article
        ({("e0", "e1"): 0.9}, [Rule("e0", "e1", False)], {}, ["e0", "e1"]),
        ({}, [Rule("e0", "e1", True)], {}, ["e0 e1"]),
        ({}, [Rule("e0", "e1", True)], {"e0": "a", "e1": "a"}, ["e0 e1"]),  # people may say so of one article
        ({}, [Rule("e0", "e2", False), Rule("e0", "e1", True), Rule("e1", "e2", True)], {}, ["e0 e1", "e2"]),
        ({("e0", "e1"): 0.2}, [], {}, ["e0", "e1"]),
    ],
)
def test_clusters_keep_to_the_mean_to_articles_and_to_people(
    pairs: dict[tuple[str, str], float], rules: list[Rule], articles: dict[str, str], wanted: list[str]
) -> None:
    events = sorted({e for pair in pairs for e in pair} | {e for r in rules for e in (r.first, r.second)})
    found = cluster({e: articles.get(e, ARTICLES[e]) for e in events}, pairs, rules, 0.45)
    assert [" ".join(group) for group in found] == wanted


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda p: p[0] < p[1]), st.floats(0.1, 1.0), max_size=20
    ),
    st.randoms(use_true_random=False),
)
def test_clusters_are_the_same_in_any_order_and_for_each_part_alone(
    pairs: dict[tuple[int, int], float], chance: object
) -> None:
    named = {(f"e{a}", f"e{b}"): score for (a, b), score in pairs.items()}
    articles = {f"e{n}": f"a{n // 2}" for n in range(8)}
    whole = cluster(articles, named, (), 0.4)
    items = list(named.items())
    chance.shuffle(items)  # type: ignore[attr-defined]
    assert cluster(dict(reversed(articles.items())), dict(items), (), 0.4) == whole
    parts = components(articles, named)
    alone = [
        group
        for part in parts
        for group in cluster({e: articles[e] for e in part}, {p: s for p, s in items if p[0] in part}, (), 0.4)
    ]
    assert sorted(alone) == whole
    for group in whole:
        assert len({articles[e] for e in group}) == len(group)


@pytest.mark.parametrize(
    ("groups", "found", "precision", "recall"),
    [
        (["ab", "c"], {"a": 1, "b": 1, "c": 2}, 1.0, 1.0),
        (["ab", "c"], {"a": 1, "b": 2, "c": 3}, 1.0, 2 / 3),
        (["ab", "c"], {"a": 1, "b": 1, "c": 1}, 5 / 9, 1.0),
    ],
)
def test_bcubed(groups: list[str], found: dict[str, int], precision: float, recall: float) -> None:
    names = {item: str(name) for item, name in found.items()}
    assert bcubed([list(group) for group in groups], names) == pytest.approx((precision, recall))


# ---- labels

LABELS = [
    {"kind": "event", "id": "x1", "article": "p", "type": "ASSAULT", "trigger": [0, 9]},
    {"kind": "event", "id": "x2", "article": "q", "type": "ASSAULT", "trigger": [3, 12]},
    {"kind": "event", "id": "x3", "article": "r", "type": "ASSAULT", "trigger": [4, 8]},
    {"kind": "group", "id": "g1", "events": ["x1", "x2"], "labeller": "own"},
    {"kind": "group", "id": "g2", "events": ["x3"], "labeller": "own"},
    {"kind": "pair", "a": "x1", "b": "x2", "same": True, "labeller": "own"},
    {"kind": "pair", "a": "x1", "b": "x3", "same": False, "labeller": "own"},
]


def test_labels_are_scored_by_happening_and_by_pair_with_the_errors_to_read(tmp_path: Path) -> None:
    labels = read_labels(write_lines(tmp_path / "l.jsonl", list(LABELS)))
    assert labels.articles() == {"p", "q", "r"}
    texts = dict.fromkeys("pqr", "Menyerang pos di perbatasan")
    wrong = scores_of(labels, {"x1": "i", "x2": "j", "x3": "i"}, texts)
    assert (wrong.pair_precision, wrong.pair_recall, wrong.pair_accuracy) == (0.0, 0.0, 0.0)
    assert {(e.wanted, e.first.id, e.second.id) for e in wrong.errors} == {(True, "x1", "x2"), (False, "x1", "x3")}
    right = scores_of(labels, {"x1": "i", "x2": "i", "x3": "j"}, texts)
    assert (right.bcubed_f1, right.pair_accuracy, right.errors) == (1.0, 1.0, ())
    part = scores_of(labels, {"x1": "i"}, texts)
    assert (part.found, part.events, part.pairs) == (1, 3, 0)


@pytest.mark.parametrize(
    "row", ["{", {"id": "x"}, {"kind": "group", "id": "g", "events": ["nobody"]}, {"kind": "pair", "a": "x1"}]
)
def test_labels_that_cannot_be_read_are_named(tmp_path: Path, row: object) -> None:
    with pytest.raises(InputError, match=r"l\.jsonl"):
        read_labels(write_lines(tmp_path / "l.jsonl", [*LABELS, row]))
    with pytest.raises(InputError, match="cannot be read"):
        read_labels(tmp_path / "none.jsonl")
