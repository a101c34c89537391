"""Full-text search: what users type, what they get, and that the indexes keep in step with the store."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from menurut.errors import InputError, StoreError
from menurut.languages.endings import forms_of
from menurut.link.stored import link_actors
from menurut.read import make_article
from menurut.records import Annotation, Document, Paragraph, ParagraphKind, Reading
from menurut.store.readonly import open_readonly
from menurut.store.schema import connect
from menurut.store.search import Filters, Kind, Order, Results, search
from menurut.store.snippets import cut
from tests.conftest import opened
from tests.store.helpers import happening, make_earlier, write

INDEXES = ("search_articles", "search_attributions", "search_actors")
TEXTS = {  # number: outlet, day, headline, body
    1: ("a.example", "2031-01-10", "Pesawat Nirawak Serang Pelabuhan", "Gudang gandum terbakar.\nDua derek rubuh."),
    2: ("a.example", "2031-02-11", "Pelabuhan Dibuka Kembali", "Serangan itu menewaskan tiga orang, kata wali kota."),
    3: (
        "b.example",
        "2031-02-12",
        "Café owners protest",
        "They blocked the harbour road and attacked nobody, said Großmann.",
    ),
    4: ("b.example", None, "Kapal Patroli Tiba", "Empat kapal patroli tiba. Lima kapal lagi ditunggu di pelabuhan."),
}


def plain(number: int) -> Reading:
    """An article of text alone, with a button that is set aside."""
    outlet, day, headline, body = TEXTS[number]
    text = f"{headline}\n{body}\nBaca juga tautan lain"
    article = make_article(
        text, f"b.jsonl:{number}", url=f"https://{outlet}/short/{number}", outlet=outlet, published=day, language="id"
    )
    paragraphs, at = [], 0
    for line in text.split("\n"):
        kinds = {headline: ParagraphKind.HEADLINE, "Baca juga tautan lain": ParagraphKind.BOILERPLATE}
        paragraphs.append(Paragraph(at, at + len(line), kinds.get(line, ParagraphKind.BODY), at, at + len(line)))
        at += len(line) + 1
    document = Document(article.id, text, "id", tuple(paragraphs), published=day)
    return Reading(article, document, Annotation(article.id, (), ()), (), ())


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of four short articles, and two reports of an attack and a truce, with their actors across articles."""
    made = tmp_path_factory.mktemp("search") / "s.db"
    write(made, *map(plain, TEXTS), happening(1), happening(2, beside=True))
    link_actors(made)
    return made


@pytest.fixture
def store(path: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(path, write=False)
    yield connection
    connection.close()


def headlines(found: Results) -> list[str]:
    return [hit.title.text for hit in found.hits]


def numbers(found: Results) -> set[int]:
    return {number for number, text in TEXTS.items() if text[2] in headlines(found)}


def in_step(path: Path) -> None:
    """Asserts that the indexes hold exactly what the tables hold."""
    with opened(path) as connection:
        for index in INDEXES:
            connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        left = (
            "SELECT count(*) FROM search_documents WHERE waits IS NOT NULL OR article NOT IN (SELECT id FROM articles)"
        )
        assert connection.execute(left).fetchone() == (0,)
        for rows, of in (("search_documents", "documents"), ("search_contents", "contents")):
            assert len({connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in (rows, of)}) == 1


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("pelabuhan", {1, 2, 4}),
        ("gandum derek", {1}),  # in two paragraphs
        ("gandum kapal", set()),
        ("gandum OR kapal", {1, 4}),
        ("gandum ATAU kapal pelabuhan", {1, 4}),
        ("OR kapal OR", {4}),
        ('"kapal patroli"', {4}),
        ('"patroli kapal"', set()),
        ('"kapal patroli', {4}),
        ("pelabuhan -kapal", {2, 1}),
        ('pelabuhan -"kapal patroli" -gandum', {2}),
        ("-pelabuhan -kapal -serang", {3}),
        ("derek*", {1}),
        ("pel*", {1, 2, 4}),
        ("cafe", {3}),
        ("CAFÉ", {3}),
        ("großmann", {3}),
        ("tautan", set()),  # stands in a button alone
        ("menyerang", {1, 2}),
        ("diserang", {1, 2}),
        ('"serang"', {1}),
        ("attacking", {3}),
        ("kapal-patroli", {4}),
        ("…", {1, 2, 3, 4}),
        ("", {1, 2, 3, 4}),
    ],
)
def test_a_query_finds_what_its_words_say(store: sqlite3.Connection, query: str, wanted: set[int]) -> None:
    found = search(store, query)
    assert numbers(found) == wanted
    assert found.total == len(found.hits)


def test_what_cannot_be_looked_for_is_told(store: sqlite3.Connection) -> None:
    assert search(store, "gandum !!! ()").ignored == ("!!!", "()")
    many = search(store, " ".join(f"kata{n}" for n in range(30)))
    assert len(many.ignored) == 6


@pytest.mark.parametrize(
    "query",
    [
        *('"', "'", "NEAR(a,b)", "{headline}:a", "(((", "*", "-", "--a", "^a", "a:b", "OR", "headline:x", '""', '-"'),
        *("%", "'OR'1=1--", "\ue000a\ue001", "🙂", "a*b*", "1.000,5", "a\0b", "a AND NOT", "\ud800", "x" * 5000, '" "'),
    ],
)
@pytest.mark.parametrize("kind", Kind)
def test_no_input_is_an_error(store: sqlite3.Connection, query: str, kind: Kind) -> None:
    assert search(store, query, Filters(kind=kind, actor=query or None)).total >= 0


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40), st.sampled_from(Kind), st.sampled_from(Order))
def test_any_text_may_be_typed(store: sqlite3.Connection, query: str, kind: Kind, order: Order) -> None:
    found = search(store, query, Filters(kind=kind), order=order)
    assert len(found.hits) == found.total


def test_marks_and_places_are_those_of_the_words(store: sqlite3.Connection) -> None:
    seen = set()
    for query in ("serangan", "kapal pelabuhan", "Durno", "gandum OR harbour", "perbatasan"):
        for kind in (Kind.ARTICLE, Kind.ATTRIBUTION):
            for hit in search(store, query, Filters(kind=kind)).hits:
                (text,) = store.execute("SELECT text FROM documents WHERE article = ?", (hit.article,)).fetchone()
                for piece in (*hit.snippets, *([hit.title] if kind is Kind.ARTICLE else [])):
                    assert piece.start is not None
                    assert text[piece.start : piece.start + len(piece.text)] == piece.text
                    seen |= {piece.text[start:end].lower() for start, end in piece.marks}
    assert seen >= {"serangan", "menyerang", "serang", "kapal", "pelabuhan", "durno", "gandum", "harbour"}


def test_snippets_are_short_and_hold_most_different_words() -> None:
    text = "awal " * 100 + "satu dua\n" + "tengah " * 100 + "satu dua tiga " + "akhir " * 100
    marks = []
    for word in ("satu", "dua", "tiga"):
        at = text.find(word)
        while at >= 0:
            marks.append((at, at + len(word)))
            at = text.find(word, at + 1)
    (piece,) = cut(text, sorted(marks))
    assert "satu dua tiga" in piece.text
    assert len(piece.text) <= 240
    assert piece.cut_before
    assert piece.cut_after
    assert "\n" not in piece.text
    assert [piece.text[a:b] for a, b in piece.marks] == ["satu", "dua", "tiga"]
    assert cut("", []) == ()
    assert cut("pendek saja", [])[0].text == "pendek saja"
    assert cut("x" * 1000, [(0, 1000)])[0].marks == ((0, 240),)


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        (Filters(), 6),
        (Filters("", "", "", "", "", "", ""), 6),
        (Filters(outlet="b.example"), 2),
        (Filters(since="2031-02-12"), 3),
        (Filters(since="2031-01-01", until="2031-02-11"), 2),
        (Filters(country="ARV"), 2),
        (Filters(country="SEL", outlet="b.example"), 0),
        (Filters(act="DENY"), 2),
        (Filters(act="PROMISE"), 0),
        (Filters(type="ASSAULT"), 2),
        (Filters(actor="ilman"), 2),
        (Filters(actor="nobody"), 0),
        (Filters(kind=Kind.HEADLINE), 6),
        (Filters(kind=Kind.ATTRIBUTION), 6),
        (Filters(kind=Kind.ATTRIBUTION, act="DENY"), 2),
        (Filters(kind=Kind.ATTRIBUTION, country="SEL"), 2),
        (Filters(kind=Kind.ATTRIBUTION, actor="ilman"), 2),
        (Filters(kind=Kind.ATTRIBUTION, type="ASSAULT"), 6),
        (Filters(kind=Kind.ATTRIBUTION, type="AID"), 0),
        (Filters(kind=Kind.ACTOR, country="SEL"), 2),
        (Filters(kind=Kind.ACTOR, act="DENY"), 1),
        (Filters(kind=Kind.ACTOR, type="ASSAULT"), 2),
        (Filters(kind=Kind.ACTOR, since="2032-01-01"), 0),
        (Filters(kind=Kind.ACTOR, until="2032-01-01", actor="Ilman"), 1),
    ],
)
def test_filters_leave_what_they_say(store: sqlite3.Connection, filters: Filters, total: int) -> None:
    assert search(store, "", filters).total == total


def test_a_kind_is_searched_alone(store: sqlite3.Connection) -> None:
    assert numbers(search(store, "kapal", Filters(kind=Kind.HEADLINE))) == {4}
    assert numbers(search(store, "gandum", Filters(kind=Kind.HEADLINE))) == set()
    (said, other) = search(store, "membantah serangan", Filters(kind=Kind.ATTRIBUTION, act="DENY")).hits
    assert (said.source, said.cue, said.act, said.speaker) == ("Tomas Ilman", "membantah", "DENY", "Tomas Ilman")
    assert said.id != other.id
    (who,) = search(store, "tomas", Filters(kind=Kind.ACTOR)).hits
    assert (who.title.text, who.title.marks, who.country, who.articles) == ("Tomas Ilman", ((0, 5),), "ARV", 2)
    assert search(store, "", Filters(kind=Kind.ATTRIBUTION, actor=who.id)).total == 2


def test_counts_beside_are_of_all_that_was_found(store: sqlite3.Connection) -> None:
    found = search(store, "pelabuhan", limit=1)
    assert found.facets["outlet"] == (("a.example", 2), ("b.example", 1))
    assert found.facets["month"] == (("2031-01", 1), ("2031-02", 1))
    found = search(store, "Durno")
    assert dict(found.facets["country"]) == {"ARV": 2, "SEL": 2}
    assert dict(found.facets["act"]) == {"CLAIM": 2, "DENY": 2, "NO_POSITION": 2}
    assert dict(found.facets["type"]) == {"ASSAULT": 2, "SUPPORT": 2}
    assert search(store, "Durno", facets=False).facets == {}
    said = search(store, "", Filters(kind=Kind.ATTRIBUTION))
    assert dict(said.facets["country"]) == {"ARV": 2, "SEL": 2}
    assert dict(said.facets["type"]) == {"ASSAULT": 6}
    assert dict(search(store, "arvania selmora", Filters(kind=Kind.ACTOR)).facets) == {"country": ()}


def test_copies_are_counted_beside_the_independent_sources(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "s.db"
    with opened(path) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    pair = [happening(1).article.id, happening(2, beside=True).article.id]
    with opened(copy) as connection:
        connection.execute("INSERT INTO copy_groups VALUES ('g', ?, 'published', NULL, 'outlet', 2)", pair[:1])
        connection.executemany("INSERT INTO copy_members VALUES (?, 'g', 'exact', NULL)", [(a,) for a in pair])
        found = search(connection, "")
    assert (found.total, found.sources) == (6, 5)
    assert {(hit.group, hit.copies) for hit in found.hits if hit.article in pair} == {("g", 1)}


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("kind", [Kind.ARTICLE, Kind.ATTRIBUTION])
@pytest.mark.parametrize("query", ["", "serangan"])
def test_pages_follow_each_other_without_gap(store: sqlite3.Connection, order: Order, kind: Kind, query: str) -> None:
    whole = [hit.id for hit in search(store, query, Filters(kind=kind), order=order).hits]
    seen: list[str] = []
    cursor = None
    while True:
        page = search(store, query, Filters(kind=kind), order=order, limit=2, cursor=cursor)
        seen += [hit.id for hit in page.hits]
        cursor = page.cursor
        if cursor is None:
            break
    assert seen == whole
    assert len(set(seen)) == len(seen)


def test_the_order_is_what_was_asked_for(store: sqlite3.Connection) -> None:
    assert numbers(search(store, "pelabuhan", order=Order.NEWEST, limit=1)) == {2}
    assert headlines(search(store, "pelabuhan", order=Order.NEWEST))[-1] == "Kapal Patroli Tiba"  # has no day
    assert headlines(search(store, "pelabuhan"))[-1] == "Kapal Patroli Tiba"  # not in the headline
    best, later = search(store, "serang OR dibuka", order=Order.RECENT).hits[:2]
    assert best.day is not None
    assert later.day is not None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"since": "kemarin"}, "2024-03-04"),
        ({"until": "2024-13-01"}, "2024-03-04"),
        ({"act": "SHOUT"}, "DENY"),
        ({"type": "WAR"}, "ASSAULT"),
        ({"kind": "page"}, "article"),
    ],
)
def test_a_filter_that_cannot_be_is_said_in_words(arguments: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        Filters(**arguments)  # type: ignore[arg-type]


def test_a_limit_or_cursor_that_cannot_be_is_said_in_words(store: sqlite3.Connection) -> None:
    for cursor in ("", "x", "1.5", "1.5:x", "nan:1", "inf:1"):
        with pytest.raises(InputError, match="first page"):
            search(store, cursor=cursor)
    for limit in (0, -1, 501):
        with pytest.raises(InputError, match="500"):
            search(store, limit=limit)


# ---- in step with the store


def test_an_article_read_again_is_found_by_its_new_words_only(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    made = plain(1)
    write(path, made, happening(1))
    text = made.document.text.replace("gandum", "minyak")
    again = replace(made, article=replace(made.article, text=text), document=replace(made.document, text=text))
    for key in ("k", "another", "a third"):
        write(path, again, happening(1), key=key)
        in_step(path)
    with opened(path) as connection:
        assert search(connection, "gandum").total == 0
        assert search(connection, "minyak").total == 1
        assert search(connection, "membantah", Filters(kind=Kind.ATTRIBUTION)).total == 2


def test_what_is_changed_or_deleted_by_hand_is_in_step(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "s.db"
    with opened(path) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))  # numbers the rows anew
    with opened(copy) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        found = [hit.id for hit in search(connection, "membantah", Filters(kind=Kind.ATTRIBUTION)).hits]
        connection.execute("UPDATE attributions SET cue = 'menampik' WHERE id = ?", found[:1])
        connection.execute("UPDATE contents SET content = 'kabar burung' WHERE attribution = ?", found[1:2])
        connection.execute("UPDATE positions SET attribution = NULL")
        connection.execute("DELETE FROM attribution_about")
        connection.execute("DELETE FROM attributions WHERE act = 'CLAIM'")
        connection.execute("DELETE FROM identities WHERE name = 'Tomas Ilman'")
    in_step(copy)
    with opened(copy) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        said = Filters(kind=Kind.ATTRIBUTION)
        assert [hit.id for hit in search(connection, "menampik", said).hits] == found[:1]
        assert [hit.id for hit in search(connection, "burung", said).hits] == found[1:2]
        assert search(connection, "pesawat nirawak", said).total == 0
        assert search(connection, "ilman", Filters(kind=Kind.ACTOR)).total == 0
        connection.execute("DELETE FROM articles WHERE outlet = 'a.example'")
        connection.execute("DELETE FROM documents")
        assert search(connection, "").total == 0
        assert search(connection, "", said).total == 0
    in_step(copy)


def test_what_is_interrupted_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    write(path, plain(1))
    with pytest.raises(StoreError):
        write(path, plain(2), replace(happening(1), document=plain(3).document))
    in_step(path)
    with opened(path) as connection:
        assert search(connection, "").total == 1


@pytest.mark.parametrize("kind", Kind)
def test_what_a_writer_deletes_while_it_is_searched_is_left_out(path: Path, tmp_path: Path, kind: Kind) -> None:
    copy = tmp_path / "s.db"
    with opened(path) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    writer = connect(copy, write=True)
    reader = connect(copy, write=False)

    def delete(statement: str) -> None:
        if re.search(r"WHERE [dcn]\.id = ", statement):  # the first hit is about to be read
            reader.set_trace_callback(None)
            writer.execute("DELETE FROM articles")
            writer.execute("DELETE FROM identities")

    reader.set_trace_callback(delete)
    found = search(reader, "serangan OR serang OR selmora", Filters(kind=kind))
    assert found.total > 0
    assert found.hits == ()
    reader.close()
    writer.close()


def test_an_article_full_of_letters_for_private_use_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    made = plain(1)
    text = made.document.text.replace("gandum", "".join(map(chr, range(0xE000, 0xE101))) + " gandum")
    paragraphs = [replace(p, end=p.end + 258) for p in made.document.paragraphs[1:2]]
    paragraphs += [replace(p, start=p.start + 258, end=p.end + 258) for p in made.document.paragraphs[2:]]
    document = replace(made.document, text=text, paragraphs=(made.document.paragraphs[0], *paragraphs))
    write(path, replace(made, document=document))
    with opened(path) as connection:
        ((piece,),) = (hit.snippets for hit in search(connection, "gandum").hits)
    assert [piece.text[start:end] for start, end in piece.marks] == ["gandum"]


@pytest.mark.parametrize("version", [2, 3])
def test_the_articles_of_an_earlier_store_are_found_once_it_is_brought_up_to_date(tmp_path: Path, version: int) -> None:
    path = tmp_path / "s.db"
    write(path, plain(1), happening(1))
    make_earlier(path, version)
    write(path)
    in_step(path)
    with opened(path) as connection:
        assert search(connection, "gandum").total == 1
        assert search(connection, "membantah", Filters(kind=Kind.ATTRIBUTION)).total == 2


def test_a_store_without_the_index_is_said_in_words(tmp_path: Path) -> None:
    with opened(tmp_path / "s.db") as connection, pytest.raises(StoreError, match="index"):
        search(connection, "gandum")


def test_search_works_where_nothing_may_be_written(path: Path) -> None:
    connection = open_readonly(path, 10)
    try:
        for kind in Kind:
            assert search(connection, "serangan OR ilman", Filters(kind=kind, actor="ilman")).total >= 1
    finally:
        connection.close()


# ---- the forms of words


@pytest.mark.parametrize(
    ("word", "among", "not_among"),
    [
        ("menyerang", {"serang", "diserang", "serangan", "penyerangan", "penyerang"}, {"perang"}),
        ("perundingan", {"berunding", "merundingkan", "dirundingkan"}, set()),
        ("pasukan", {"pasukannya"}, {"memasuki", "pasok"}),
        ("pemerintah", {"pemerintahnya"}, {"memerintahkan"}),
        ("rudalnya", {"rudal"}, set()),
        ("missiles", {"missile"}, set()),
        ("stopped", {"stop", "stopping"}, set()),
        ("countries", {"country"}, set()),
        ("accused", {"accuse", "accuses", "accusing"}, set()),
        ("news", set(), {"new"}),
        ("as", set(), {"ass"}),
    ],
)
def test_a_word_is_looked_for_in_its_forms(word: str, among: set[str], not_among: set[str]) -> None:
    forms = forms_of(word)
    assert forms[0] == word
    assert among <= set(forms)
    assert not set(forms) & not_among
    assert len(set(forms)) == len(forms)
