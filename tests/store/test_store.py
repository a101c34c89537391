from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from menurut.errors import NotFoundError, StoreError
from menurut.ids import actor_id, attribution_id, digest
from menurut.read import make_article
from menurut.records import (
    Act,
    Actor,
    ActorKind,
    Annotation,
    Attribution,
    Basis,
    Dateline,
    DateMention,
    Document,
    Form,
    Paragraph,
    ParagraphKind,
    Place,
    PlaceKind,
    Precision,
    Problem,
    Reading,
    Sentence,
    Span,
    TextOrigin,
)
from menurut.store import Outcome, StoreReader, StoreWriter
from menurut.store.schema import APPLICATION_ID, SCHEMA_VERSION
from tests.conftest import opened

TITLE = "Menlu Arvania Tiba"
TEXT = "DOHA - Menlu Ilman berkata, â€œKami datang.â€\x9d"
REPAIRED = "DOHA - Menlu Ilman berkata, “Kami datang.”"


def reading(url: str = "https://a.example/1", text: str = TEXT, published: str | None = "2024-03-04") -> Reading:
    """A reading with something in every field that the store keeps."""
    article = make_article(text, "a.jsonl:1", url=url, given_id="g1", title=TITLE, published=published, language="id")
    whole = f"{TITLE}\n{REPAIRED}"
    base = len(TITLE) + 1
    quote = REPAIRED.index("“")
    paragraphs = (
        Paragraph(0, len(TITLE), ParagraphKind.HEADLINE, 0, len(TITLE), TextOrigin.TITLE),
        Paragraph(
            base,
            len(whole),
            ParagraphKind.BODY,
            0,
            len(text),
            alignment=((quote, quote), (quote + 1, quote + 3), (quote + 13, quote + 15)),
        ),
    )
    document = Document(article.id, whole, "id", paragraphs, published=article.published)
    at = {word: base + REPAIRED.index(word) for word in ("DOHA", "Menlu Ilman", "berkata", "Kami datang.")}

    def span(word: str) -> tuple[int, int]:
        return at[word], at[word] + len(word)

    dateline = Dateline(document.span(base, base + 7), document.span(*span("DOHA")))
    document = replace(document, dateline=dateline)
    source, cue = document.span(*span("Menlu Ilman")), document.span(*span("berkata"))
    content = (document.span(*span("Kami datang.")),)
    actor = Actor(
        actor_id(article.id, "Ilman", (source,)),
        article.id,
        "Ilman",
        ActorKind.PERSON,
        "QAT",
        "Menlu",
        (source,),
        Basis.INFERRED,
        "GOV",
    )
    day, city = _when_and_where(document, source, document.span(*span("DOHA")))
    identity = attribution_id(article.id, source, cue, content)
    attribution = Attribution(identity, article.id, source, cue, content, Form.DIRECT, Act.STATE, 0.9, actor.id)
    sentences = (Sentence(0, len(TITLE), 0, 0, 0), Sentence(base + 7, len(whole), 1, 0, 0))
    problem = Problem("read", "no_date", "no date", "a.jsonl:1", article.id)
    annotation = Annotation(article.id, sentences, ())
    return Reading(article, document, annotation, (actor,), (attribution,), (problem,), (day,), (city,))


def _when_and_where(document: Document, words: Span, doha: Span) -> tuple[DateMention, Place]:
    """A date and a place with something in every field."""
    article = document.article_id
    name, since = digest(("date", article)), "2024-03-01"
    day = DateMention(name, article, words, "2024-03/", since, None, Precision.INTERVAL, Basis.PUBLISHED)
    city = Place(
        digest(("place", article)),
        article,
        "Doha",
        PlaceKind.CITY,
        "QAT",
        "Baladiyat ad Dawhah",
        25.2854,
        51.531,
        290030,
        Basis.DATELINE,
        0.9,
        ("290030", "1"),
        (doha,),
    )
    return day, city


def write(path: Path, *readings: Reading, key: str = "k", problems: tuple[Problem, ...] = ()) -> None:
    with StoreWriter(path, key, "0") as store:
        store.write(readings, problems)


def test_what_was_written_is_read_back_whole(tmp_path: Path) -> None:
    path, given = tmp_path / "s.db", reading()
    write(path, given)
    with StoreReader(path) as store:
        assert store.reading(given.article.id) == given


def test_the_tables_give_a_person_who_writes_sql_the_words(tmp_path: Path) -> None:
    write(tmp_path / "s.db", reading())
    with opened(tmp_path / "s.db") as connection:
        row = connection.execute(
            'SELECT t.source, t.cue, c.content, substr(d.text, c.start + 1, c."end" - c.start) FROM attributions t'
            " JOIN contents c ON c.attribution = t.id JOIN documents d ON d.article = t.article"
        ).fetchone()
    assert row == ("Menlu Ilman", "berkata", "Kami datang.", "Kami datang.")


def test_an_article_is_known_by_its_input_and_by_what_read_it(tmp_path: Path) -> None:
    path, given = tmp_path / "s.db", reading()
    with StoreWriter(path, "k", "0") as store:
        assert store.outcome(given.article) is Outcome.NEW
        store.write([given])
        assert store.outcome(given.article) is Outcome.KNOWN
    with StoreWriter(path, "another pipeline", "0") as store:
        assert store.outcome(given.article) is Outcome.AGAIN
        assert store.outcome(replace(given.article, text="Lain.")) is Outcome.REVISED


def test_writing_again_stores_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    write(path, reading())
    write(path, reading(), key="another pipeline")
    with opened(path) as connection:
        tables = ("articles", "documents", "paragraphs", "actors", "mentions", "attributions", "contents", "problems")
        counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]
    assert counts == [1, 1, 2, 1, 1, 1, 1, 1]


def test_an_article_that_comes_again_with_other_words_keeps_the_earlier_ones(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    earlier, later = reading(), reading(published="2024-03-05")
    write(path, earlier)
    write(path, later)
    with opened(path) as connection:
        rows = connection.execute("SELECT text, published FROM revisions").fetchall()
    assert rows == [(TEXT, "2024-03-04")]
    with StoreReader(path) as store:
        assert store.reading(later.article.id).article.published == "2024-03-05"
    with StoreWriter(path, "k", "0") as writer:
        assert writer.outcome(earlier.article) is Outcome.KNOWN


def test_no_record_enters_whose_words_do_not_stand_in_the_document(tmp_path: Path) -> None:
    given = reading()
    (attribution,) = given.attributions
    assert attribution.cue is not None
    false = replace(attribution, cue=replace(attribution.cue, text="membantah"))
    with StoreWriter(tmp_path / "s.db", "k", "0") as store, pytest.raises(StoreError, match="membantah"):
        store.write([reading("https://a.example/2"), replace(given, attributions=(false,))])
    with StoreReader(tmp_path / "s.db") as read:
        assert read.article_ids() == []


def test_problems_are_kept_once_and_go_when_the_source_is_read_without_them(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    row = Problem("read", "broken_json", "not JSON", "a.jsonl:2")
    for _ in range(2):
        write(path, reading(), problems=(row,))
    with StoreReader(path) as store:
        assert [p.code for p in store.problems()] == ["broken_json", "no_date"]
    with StoreWriter(path, "k", "0") as writer:
        writer.forget_problems("a.jsonl")
    with StoreReader(path) as store:
        assert [p.code for p in store.problems()] == ["no_date"]


def test_articles_are_found_by_the_beginning_of_their_id_and_by_the_id_they_came_with(tmp_path: Path) -> None:
    one, two = reading(), reading("https://a.example/2")
    write(tmp_path / "s.db", one, two)
    with StoreReader(tmp_path / "s.db") as store:
        assert store.find_article(one.article.id[:8]) == one.article.id
        with pytest.raises(NotFoundError, match="more than one"):
            store.find_article("g1")
        with pytest.raises(NotFoundError, match="no article"):
            store.find_article("zzz")


def test_actors_and_attributions_are_found_by_name(tmp_path: Path) -> None:
    write(tmp_path / "s.db", reading())
    with StoreReader(tmp_path / "s.db") as store:
        (actor,) = store.unlinked_actors("ilman")
        assert [a.content[0].text for a in actor.said] == ["Kami datang."]
        (stored,) = store.attributions("ILMAN")
        assert stored.sentence == "Menlu Ilman berkata, “Kami datang.”"
        assert list(store.attributions("tidak ada")) == []


def test_capitals_beyond_ascii_are_found_too(tmp_path: Path) -> None:
    found = reading()
    write(tmp_path / "s.db", replace(found, actors=tuple(replace(actor, name="Élise Çelik") for actor in found.actors)))
    with StoreReader(tmp_path / "s.db") as store:
        assert all(list(store.unlinked_actors(name)) for name in ("Élise", "élise", "ÇELIK", "çelik"))


def test_many_read_while_one_writes(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    write(path, reading())
    with StoreWriter(path, "k", "0") as writer, StoreReader(path) as reader:
        writer.write([reading("https://a.example/2")])
        with StoreReader(path) as later:
            assert len(later.article_ids()) == len(reader.article_ids()) == 2


def test_a_file_that_is_no_store_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    text, other = tmp_path / "notes.db", tmp_path / "other.db"
    text.write_text("Catatan rapat, bukan basis data. " * 100)
    with opened(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    before = text.read_bytes(), other.read_bytes()
    for path in (text, other):
        with pytest.raises(StoreError, match="not a menurut store"):
            StoreWriter(path, "k", "0")
        with pytest.raises(StoreError, match="not a menurut store"):
            StoreReader(path)
    assert (text.read_bytes(), other.read_bytes()) == before


def test_a_store_of_a_later_version_is_refused_with_words(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    write(path)
    with opened(path) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    for open_store in (lambda: StoreWriter(path, "k", "0"), lambda: StoreReader(path)):
        with pytest.raises(StoreError, match="later menurut"):
            open_store()


def test_a_store_that_is_not_there_or_is_a_folder_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="menurut read"):
        StoreReader(tmp_path / "s.db")
    with pytest.raises(StoreError, match="folder"):
        StoreWriter(tmp_path, "k", "0")
    with pytest.raises(StoreError, match="cannot be opened"):
        StoreWriter(tmp_path / "no/such/folder/s.db", "k", "0")


def test_a_full_disk_stops_with_words_and_what_was_stored_stays(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    store = StoreWriter(path, "k", "0")
    store.write([reading()])
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages}")  # SQLite's own way to a disk that is full
    many = [reading(f"https://a.example/{n}", TEXT) for n in range(2, 200)]
    with pytest.raises(StoreError, match="full"):
        store.write(many)
    store._connection.close()
    with StoreReader(path) as reader:
        assert reader.article_ids() == [reading().article.id]
    with opened(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
