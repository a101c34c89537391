"""Copy groups of articles held in memory: who copied whom, who was first, whose text it is."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.config import Config
from menurut.link.copies import (
    Citation,
    CitationForm,
    CopyGroup,
    CopyText,
    FirstBasis,
    MemberKind,
    SourceBasis,
    SourceKind,
    copy_text,
    groups_of,
)
from menurut.link.copies.groups import group
from menurut.link.copies.index import MOST_TEXTS, Postings, match
from menurut.link.copies.records import Carrier
from menurut.link.copies.shingles import Sketcher
from menurut.pipeline import clean
from menurut.read import make_article
from tests.conftest import STORY

_SYLLABLES = ("ba", "ki", "so", "ne", "ru", "ta", "mi", "lo", "pe", "du", "ga", "ri")


def prose(seed: int, words: int) -> list[str]:
    """Words of our own making, in sentences; no two seeds share a phrase of five words."""
    dice = random.Random(seed)
    found = []
    for number in range(words):
        word = "".join(dice.choices(_SYLLABLES, k=dice.randrange(2, 5)))
        found.append(word.capitalize() if number % 12 == 0 else word + "." if number % 12 == 11 else word)
    return found


def text(seed: int, words: int = 120) -> str:
    return " ".join(prose(seed, words))


def near(seed: int, every: int, words: int = 120) -> str:
    """The same text with every so-manieth word another one."""
    return " ".join(f"lain{n}" if n % every == every - 1 else word for n, word in enumerate(prose(seed, words)))


def article(name: str, body: str, published: str | None = None, outlet: str | None = None) -> CopyText:
    return CopyText(name, body, outlet, published)


def signed(given: CopyText, name: str, form: CitationForm = CitationForm.CREDIT) -> CopyText:
    return replace(given, citations=(Citation(name, SourceKind.AGENCY, form, 0, len(name), name),))


def members(group: CopyGroup) -> dict[str, str]:
    return {member.article: str(member.kind) for member in group.members}


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (text(1), "exact"),
        (text(1).upper().replace(". ", ".\n"), "exact"),
        (f"{text(1)} {text(1)}", "near"),
        (near(1, 12), "near"),
        (f"Baca juga: {text(2, 20)} {text(1)}", "near"),
        (text(1, 72), "near"),
        (" ".join(prose(1, 120)[60:] + prose(1, 120)[:60]), "near"),
        (f"{text(2, 400)} {text(1)} {text(3, 300)}", "part"),
        (text(1, 50), "part"),
        (near(1, 5), None),
        (f"{text(2, 400)} {text(1, 40)}", None),
        (text(2), None),
    ],
)
def test_what_is_a_copy(other: str, kind: str | None) -> None:
    groups = groups_of([article("a", text(1), "2031-05-01"), article("b", other, "2031-05-02")])
    assert [members(group) for group in groups] == ([{"a": "first", "b": kind}] if kind else [])


def test_what_does_not_belong_to_the_text_does_not_count() -> None:
    plain = STORY.replace("Baca juga: Lima Negara Kirim Utusan ke Doha\n(rst)", "")
    other = STORY.replace("Menlu Arvania Tiba di Doha", "Ini yang Dibawa Utusan Arvania").replace("DOHA - ", "")
    bodies = [copy_text(each, clean(each, Config())).body for each in (make_article(t, "t") for t in (plain, other))]
    assert bodies[0] == bodies[1] and "Baca juga" not in bodies[1]


def test_a_digest_is_no_bridge() -> None:
    parts = [article(f"p{seed}", text(seed, 60), f"2031-05-0{seed}") for seed in (1, 2, 3)]
    digest = article("digest", " ".join(part.body for part in parts) + " " + text(9, 40), "2031-05-04")
    assert groups_of([*parts, digest]) == ()
    copy = article("copy", text(1, 60), "2031-05-05")
    assert [members(group) for group in groups_of([*parts, digest, copy])] == [{"p1": "first", "copy": "exact"}]
    # With only one of them known, the digest holds that one's text; and a whole that holds a part of a part is one.
    assert [members(group) for group in groups_of([parts[0], digest])] == [{"p1": "first", "digest": "part"}]
    chain = [
        parts[0],
        article("q", f"{text(1, 60)} {text(7, 70)}"),
        article("r", f"{text(1, 60)} {text(7, 70)} {text(8, 150)}"),
    ]
    assert [len(group.members) for group in groups_of(chain)] == [3]


@pytest.mark.parametrize(
    ("dates", "first", "basis"),
    [
        (("2031-05-02", "2031-05-01"), "b", "published"),
        (("2031-05-02T08:00:00+07:00", "2031-05-02T02:00:00Z"), "a", "published"),
        (("2031-05-02T08:00:00", "2031-05-02T07:59:59"), "b", "published"),
        (("2031-05-02T08:00:00", "2031-05-02"), "a", "read"),
        (("2031-05-02", "2031-05-02"), "a", "read"),
        ((None, "2031-05-02"), "b", "dated"),
        ((None, None), "a", "read"),
        (("kemarin", "0000-99-99"), "a", "read"),
        (("0001-01-01T00:00:00+14:00", "2031-05-02"), "b", "dated"),
    ],
)
def test_who_was_first(dates: tuple[str | None, str | None], first: str, basis: str) -> None:
    group = groups_of([article("a", text(1), dates[0]), article("b", near(1, 12), dates[1])])[0]
    assert (group.first, group.basis) == (first, basis)
    assert group.members[0].of is None and group.members[1].of == first


def test_a_copy_of_a_copy_says_of_which() -> None:
    words = prose(1, 200)
    second = [*words[:140], *prose(2, 50)]
    third = [*words[60:140], *prose(2, 50), *prose(3, 10)]
    days = [
        article(name, " ".join(body), f"2031-05-0{day}")
        for day, (name, body) in enumerate([("one", words), ("two", second), ("three", third)], 1)
    ]
    group = groups_of(days)[0]
    assert [(m.article, m.kind, m.of) for m in group.members] == [
        ("one", MemberKind.FIRST, None),
        ("two", MemberKind.NEAR, "one"),
        ("three", MemberKind.NEAR, "two"),
    ]


ONE = article("a", text(1), "2031-05-01", "Warta Selat")
TWO = article("b", near(1, 12), "2031-05-02", "Harian Contoh")


@pytest.mark.parametrize(
    ("texts", "source", "basis"),
    [
        ([ONE, TWO], "Warta Selat", SourceBasis.OUTLET),
        ([replace(ONE, outlet=None), TWO], None, SourceBasis.OUTLET),
        ([ONE, signed(TWO, "Reuters")], "Reuters", SourceBasis.CREDIT),
        ([signed(ONE, "AFP"), signed(TWO, "AFP")], "AFP", SourceBasis.CREDIT),
        ([signed(ONE, "AFP", CitationForm.CITED), signed(TWO, "AFP", CitationForm.CITED)], "AFP", SourceBasis.CITED),
        ([replace(ONE, outlet="antaranews"), TWO], "ANTARA", SourceBasis.OUTLET),
        ([signed(ONE, "ANTARA"), replace(TWO, outlet="Antaranews.com")], "ANTARA", SourceBasis.CREDIT),
        # An outlet that tells its own text twice cites; it does not become the agency.
        (
            [signed(ONE, "AFP", CitationForm.CITED), replace(TWO, outlet="Warta Selat")],
            "Warta Selat",
            SourceBasis.OUTLET,
        ),
    ],
)
def test_whose_text_it_is(texts: list[CopyText], source: str | None, basis: SourceBasis) -> None:
    group = groups_of(texts)[0]
    assert (group.source, group.source_basis) == (source, basis)


def test_an_agencys_text_that_stands_alone() -> None:
    assert groups_of([ONE]) == ()
    assert [(g.source, g.basis) for g in groups_of([signed(ONE, "AFP")])] == [("AFP", FirstBasis.PUBLISHED)]
    assert groups_of([signed(replace(ONE, outlet="antaranews"), "ANTARA")]) == ()
    assert groups_of([signed(ONE, "AFP", CitationForm.CITED)]) == ()


@pytest.mark.parametrize("body", ["", " \n", "satu", "satu dua", "satu dua tiga empat", "… — !", "\ud800 \ud800"])
def test_texts_of_few_words(body: str) -> None:
    same = groups_of([article("a", body), article("b", body)])
    assert len(same) == int(any(map(str.isalnum, body)))
    assert groups_of([article("a", body), article("b", text(1))]) == ()


def test_many_exact_copies_are_one_text() -> None:
    group = groups_of([article(f"a{n}", text(1), f"2031-05-01T{n // 60:02}:{n % 60:02}:00") for n in range(1_000)])[0]
    assert len(group.members) == 1_000 and {member.of for member in group.members[1:]} == {"a0"}


def test_more_near_copies_than_a_mark_keeps() -> None:
    texts = [article(f"a{n}", f"{text(1)} {text(n + 10, 20)}") for n in range(3 * MOST_TEXTS)]
    assert [len(group.members) for group in groups_of(texts)] == [3 * MOST_TEXTS]


def test_a_phrase_of_many_texts_does_not_cost_their_square() -> None:
    count = 5_000
    new = Postings(np.zeros(count, np.int64), np.arange(count))
    matches = match(new, Postings(np.empty(0, np.int64), np.empty(0, np.int64)))
    assert len(matches.texts) < count * MOST_TEXTS and matches.kept.sum() == MOST_TEXTS


def test_sketches_do_not_depend_on_what_else_is_sketched() -> None:
    texts = [text(seed, words) for seed, words in enumerate((0, 1, 4, 5, 40, 300, 2_000))]
    together = list(Sketcher().sketches(texts))
    for one, body in zip(together, texts, strict=True):
        alone = Sketcher().sketch(body)
        assert one.digest == alone.digest
        assert one.marks.tolist() == alone.marks.tolist() and one.shingles().tolist() == alone.shingles().tolist()


_BODIES = [
    text(1), near(1, 12), near(1, 15), text(1, 70), f"{text(2, 300)} {text(1, 60)}",
    f"{text(2, 300)} {text(1, 60)} {text(3, 60)}",
    text(2, 300), text(3, 60), text(3, 50), near(3, 14, 60), text(4), f"{text(4)} {text(3, 60)}", text(4), text(1),
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(len(_BODIES))), st.integers(2, len(_BODIES)))
def test_order_does_not_matter(order: list[int], count: int) -> None:
    every = [article(f"a{n}", body, f"2031-05-{n + 1:02}", f"o{n}") for n, body in enumerate(_BODIES)]
    chosen = order[:count]
    assert groups_of([every[n] for n in chosen]) == groups_of([every[n] for n in sorted(chosen)])


def test_of_one_day_the_outlet_that_the_other_cites_was_first() -> None:
    cites = (Citation("HarianSatu.com", SourceKind.OUTLET, CitationForm.CITED, 0, 5, "dikutip"),)
    copy = Carrier("a", 1, 1, outlet="hariandua.example", published="2024-06-27", citations=cites)
    original = Carrier("b", 1, 2, outlet="hariansatu.example", published="2024-06-27")
    (found,) = group([copy, original], [])
    assert (found.first, found.basis, found.source) == ("b", FirstBasis.CITED, "hariansatu.example")
