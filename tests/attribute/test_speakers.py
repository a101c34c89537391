"""Who says it: sources, pronouns, descriptions, and cues without a source."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.annotate import annotate
from menurut.attribute.speakers import assign_speakers
from menurut.config import Config
from menurut.ids import actor_id
from menurut.records import Act, Actor, ActorKind, Attribution, Document, Form, Paragraph, ParagraphKind, Span
from menurut.resolve import resolve

WORDS = "Rusia Menteri itu dia pernyataan Reuters , mereka para katanya . ( ) The rebels X".split()  # noqa: SIM905
Said = tuple[str | None, str | None, str]  # source, cue, content, each the words where they stand next in the text


def document(text: str, language: str = "id") -> Document:
    paragraphs, at = [], 0
    for line in text.split("\n"):
        paragraphs.append(Paragraph(at, at + len(line), ParagraphKind.BODY, at, at + len(line)))
        at += len(line) + 1
    return Document("article", text, language, tuple(paragraphs))


def find(text: str, words: str | None, line: int) -> Span | None:
    if words is None:
        return None
    offset = sum(len(part) + 1 for part in text.split("\n")[:line])
    start = text.index(words, offset)
    return Span(start, start + len(words), words)


def speakers(text: str, said: list[tuple[int, Said]], language: str = "id") -> tuple[list[Actor | None], list[Actor]]:
    """The speaker of each attribution, given as (line, (source, cue, content)); and all actors."""
    found = document(text, language)
    attributions = []
    for number, (line, (source, cue, content)) in enumerate(said):
        body = find(text, content, line)
        assert body is not None
        attributions.append(
            Attribution(
                f"s{number}",
                "article",
                find(text, source, line),
                find(text, cue, line),
                (body,),
                Form.INDIRECT,
                Act.STATE,
                1.0,
            )
        )
    annotation = annotate(found, Config())
    named = resolve(found, annotation, Config())
    actors, assigned = assign_speakers(found, annotation, named, tuple(attributions))
    by_id = {actor.id: actor for actor in actors}
    assert [attribution.id for attribution in assigned] == [f"s{number}" for number in range(len(said))]
    for actor in actors:
        assert actor.id == actor_id("article", actor.name, actor.mentions)
    return [by_id[a.speaker] if a.speaker else None for a in assigned], list(actors)


def names(found: list[Actor | None]) -> list[str | None]:
    return [actor.name if actor else None for actor in found]


def test_names_short_names_and_pronouns_are_one_speaker() -> None:
    text = (
        "Menteri Luar Negeri Norwegia Astrid Solheim mengatakan jembatan itu aman.\n"
        'Solheim menambahkan bahwa biayanya kecil. "Kami siap," katanya.\n'
        "Dia membantah kabar kebakaran. Menteri itu menolak menjawab pertanyaan lain."
    )
    found, actors = speakers(
        text,
        [
            (0, ("Menteri Luar Negeri Norwegia Astrid Solheim", "mengatakan", "jembatan itu aman")),
            (1, ("Solheim", "menambahkan", "biayanya kecil")),
            (1, (None, "katanya", "Kami siap")),
            (2, ("Dia", "membantah", "kabar kebakaran")),
            (2, ("Menteri itu", "menolak menjawab", "pertanyaan lain")),
        ],
    )
    assert set(names(found)) == {"Astrid Solheim"}
    solheim = next(actor for actor in actors if actor.name == "Astrid Solheim")
    assert {"Dia", "Menteri itu", "Solheim"} <= {mention.text for mention in solheim.mentions}


def test_a_pronoun_goes_back_to_a_person_not_to_a_state() -> None:
    text = (
        "Duta Besar Peru Elena Quispe mengatakan kapal itu hilang.\n"
        "Chile menyatakan tidak tahu. Ia meminta penyelidikan, kata Quispe."
    )
    found, _ = speakers(
        text,
        [
            (0, ("Duta Besar Peru Elena Quispe", "mengatakan", "kapal itu hilang")),
            (1, ("Chile", "menyatakan", "tidak tahu")),
            (1, ("Ia", "meminta", "penyelidikan")),
        ],
    )
    assert names(found)[0] == names(found)[2] == "Elena Quispe"
    assert found[1] is not None
    assert found[1].country == "CHL"


def test_they_are_the_group_and_its_side_is_the_speaker_before() -> None:
    text = (
        "Para nelayan Vietnam mengatakan jaring mereka dirusak. Mereka menuntut ganti rugi.\n"
        "Angkatan Laut Filipina membantah. Pihaknya mengatakan hanya berpatroli."
    )
    found, _ = speakers(
        text,
        [
            (0, ("Para nelayan Vietnam", "mengatakan", "jaring mereka dirusak")),
            (0, ("Mereka", "menuntut", "ganti rugi")),
            (1, ("Angkatan Laut Filipina", "membantah", "membantah")),
            (1, ("Pihaknya", "mengatakan", "hanya berpatroli")),
        ],
    )
    assert names(found) == ["Para nelayan Vietnam"] * 2 + ["Angkatan Laut Filipina"] * 2


def test_agentless_cues_have_no_speaker() -> None:
    text = "Menteri Pertahanan Ghana Kojo Asare tiba. Kapal itu dilaporkan tenggelam.\nThe ship reportedly sank."
    found, _ = speakers(text, [(0, (None, "dilaporkan", "tenggelam")), (1, (None, "reportedly", "sank"))])
    assert found == [None, None]


def test_the_first_of_several_sources_is_the_speaker() -> None:
    text = "Prancis dan Jerman mendesak gencatan senjata. Wina maupun Praha tidak berkomentar."
    found, _ = speakers(
        text,
        [
            (0, ("Prancis dan Jerman", "mendesak", "gencatan senjata")),
            (0, ("Wina maupun Praha", "tidak berkomentar", "tidak berkomentar")),
        ],
    )
    assert [actor.country for actor in found if actor] == ["FRA", "AUT"]


def test_capitals_and_seats_speak_for_their_state() -> None:
    text = "Moskow menuduh Kyiv berbohong. Gedung Putih membantah. Pemerintah Rusia mengulangi tuduhannya."
    found, actors = speakers(
        text,
        [
            (0, ("Moskow", "menuduh", "berbohong")),
            (0, ("Gedung Putih", "membantah", "membantah")),
            (0, ("Pemerintah Rusia", "mengulangi", "tuduhannya")),
        ],
    )
    assert [actor.country for actor in found if actor] == ["RUS", "USA", "RUS"]
    assert len([actor for actor in actors if actor.country == "RUS"]) == 1


@pytest.mark.parametrize(
    ("source", "kind", "country"),
    [
        ("Seorang sopir truk", ActorKind.PERSON, "KEN"),
        ("Para penggembala Kenya", ActorKind.GROUP, "KEN"),
        ("Para pakar", ActorKind.GROUP, None),
        ("Surat kabar Daily Nyota", ActorKind.ORGANISATION, None),
        ("Dokumen setebal 40 halaman", ActorKind.DOCUMENT, None),
        ("Reuters", ActorKind.ORGANISATION, "GBR"),
        ("Laporan Reuters", ActorKind.ORGANISATION, "GBR"),
    ],
)
def test_a_source_that_nobody_has_named_becomes_an_actor(source: str, kind: ActorKind, country: str | None) -> None:
    text = f"Banjir melanda Kenya sejak Senin.\n{source} menyebut dua jembatan putus."
    found, actors = speakers(text, [(1, (source, "menyebut", "dua jembatan putus"))])
    speaker = found[0]
    assert speaker is not None
    assert (speaker.kind, speaker.country) == (kind, country)
    assert speaker in actors
    assert any(mention.text in source for mention in speaker.mentions)


def test_a_statement_speaks_for_who_made_it() -> None:
    text = (
        "Kementerian Kesehatan Fiji mengatakan wabah itu berakhir.\n"
        "Pernyataan itu menyebut tujuh pasien sembuh. Menurut pernyataan Gedung Putih, bantuan segera dikirim."
    )
    found, _ = speakers(
        text,
        [
            (0, ("Kementerian Kesehatan Fiji", "mengatakan", "wabah itu berakhir")),
            (1, ("Pernyataan itu", "menyebut", "tujuh pasien sembuh")),
            (1, ("pernyataan Gedung Putih", "Menurut", "bantuan segera dikirim")),
        ],
    )
    assert names(found) == ["Kementerian Kesehatan Fiji", "Kementerian Kesehatan Fiji", "Amerika Serikat"]


def test_what_others_are_said_to_say_does_not_change_who_goes_on() -> None:
    text = (
        'Presiden Cile Tomas Rivas mengatakan bahwa Peru mengklaim pulau itu sejak lama.\n"Kami tidak setuju," ujarnya.'
    )
    found, _ = speakers(
        text,
        [
            (0, ("Presiden Cile Tomas Rivas", "mengatakan", "Peru mengklaim pulau itu sejak lama")),
            (0, ("Peru", "mengklaim", "pulau itu sejak lama")),
            (1, (None, "ujarnya", "Kami tidak setuju")),
        ],
    )
    assert names(found) == ["Tomas Rivas", "Peru", "Tomas Rivas"]


def test_a_group_or_country_is_taken_up_by_its_kind() -> None:
    text = (
        "Kelompok Taliban mengaku menyerang pos itu. Kelompok tersebut mengancam serangan lain.\n"
        "Oman menawarkan bantuan. Negara itu mengatakan dua kapal telah berangkat."
    )
    found, _ = speakers(
        text,
        [
            (0, ("Kelompok Taliban", "mengaku", "menyerang pos itu")),
            (0, ("Kelompok tersebut", "mengancam", "serangan lain")),
            (1, ("Oman", "menawarkan", "bantuan")),
            (1, ("Negara itu", "mengatakan", "dua kapal telah berangkat")),
        ],
    )
    assert names(found) == ["Taliban", "Taliban", "Oman", "Oman"]


def test_english_speakers() -> None:
    text = (
        "Icelandic Prime Minister Gudrun Helgadottir said the volcano was quiet. She urged calm.\n"
        "According to Reuters, the airport reopened. The coalition rebels denied the claim, and they blamed others.\n"
        '"We will return," Helgadottir said. "Soon," she added.'
    )
    found, _ = speakers(
        text,
        [
            (0, ("Icelandic Prime Minister Gudrun Helgadottir", "said", "the volcano was quiet")),
            (0, ("She", "urged", "calm")),
            (1, ("Reuters", "According to", "the airport reopened")),
            (1, ("The coalition rebels", "denied", "the claim")),
            (1, ("they", "blamed", "others")),
            (2, ("Helgadottir", "said", "We will return")),
            (2, ("she", "added", "Soon")),
        ],
        "en",
    )
    assert names(found)[:3] == ["Gudrun Helgadottir", "Gudrun Helgadottir", "Reuters"]
    assert found[3] is not None
    assert found[3].kind is ActorKind.GROUP
    assert found[4] == found[3]
    assert names(found)[5:] == ["Gudrun Helgadottir"] * 2


def test_without_attributions_the_actors_stay_as_they_are() -> None:
    found = document("Rusia menuduh Ukraina berbohong.")
    annotation = annotate(found, Config())
    named = resolve(found, annotation, Config())
    assert assign_speakers(found, annotation, named, ()) == (named, ())


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS)),
    st.lists(st.tuples(st.integers(0, 80), st.integers(1, 25)), max_size=6),
    st.sampled_from(["id", "en"]),
)
def test_any_spans_are_assigned(words: list[str], places: list[tuple[int, int]], language: str) -> None:
    text = " ".join(words)
    found = document(text, language)
    spans = [found.span(start, min(start + length, len(text))) for start, length in places if start < len(text)]
    attributions = tuple(
        Attribution(f"s{i}", "article", span if i % 3 else None, None, (span,), Form.DIRECT, Act.STATE, 1.0)
        for i, span in enumerate(spans)
    )
    annotation = annotate(found, Config())
    actors, assigned = assign_speakers(found, annotation, resolve(found, annotation, Config()), attributions)
    ids = {actor.id for actor in actors}
    assert all(a.speaker is None or a.speaker in ids for a in assigned)
    assert all(text[m.start : m.end] == m.text for actor in actors for m in actor.mentions)
