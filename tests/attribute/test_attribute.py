"""What a news reader would say was said, by whom, by which words."""

import pytest

from menurut.records import Act, Form
from tests.attribute.helpers import document_of, found, words


def test_a_quotation_of_several_sentences_is_one_attribution() -> None:
    text = (
        '"Kami tidak akan mundur. Jembatan itu milik warga," papar Bupati Sari Wulan di kantornya, Senin (12/8). '
        '"Pembangunan dimulai pekan depan."'
    )
    (only,) = found(text)
    parts = ["Kami tidak akan mundur. Jembatan itu milik warga", "Pembangunan dimulai pekan depan"]
    assert words(only) == ("Bupati Sari Wulan", "papar", parts)
    assert only.form is Form.DIRECT


def test_each_paragraph_of_a_running_quotation_is_a_new_attribution() -> None:
    lines = ('"Kami menolak usul itu dan tidak akan hadir.', '"Kami juga tidak akan berunding lagi," kata Otieno.')
    first, second = found(*lines)
    assert words(first) == (None, None, ["Kami menolak usul itu dan tidak akan hadir"])
    assert words(second) == ("Otieno", "kata", ["Kami juga tidak akan berunding lagi"])


def test_a_line_break_before_the_cue_does_not_part_it_from_its_quotation() -> None:
    (only,) = found('"Kami menunggu jawaban dari Nairobi', '" kata Otieno.')
    assert words(only) == ("Otieno", "kata", ["Kami menunggu jawaban dari Nairobi"])


def test_an_adverbial_before_the_subject_is_no_part_of_the_source() -> None:
    text = (
        "Sementara itu, Presiden Kenya, Amos Otieno, dalam konferensi pers pada Selasa (17/9), "
        "mengatakan bahwa perbatasan tetap dibuka."
    )
    (only,) = found(text)
    assert words(only) == ("Presiden Kenya, Amos Otieno", "mengatakan", ["perbatasan tetap dibuka"])
    assert only.form is Form.INDIRECT


def test_an_outlet_that_carries_a_quotation_is_no_source() -> None:
    (only,) = found('"Kami siap membantu," kata Otieno seperti dilansir Kyodo, Rabu (4/9/2019).')
    assert words(only) == ("Otieno", "kata", ["Kami siap membantu"])


def test_an_outlet_that_is_the_only_source_is_the_source() -> None:
    (only,) = found("Dilansir Kyodo, Rabu (4/9/2019), dua kapal bertabrakan di Teluk Tokyo.")
    assert words(only) == ("Kyodo", "Dilansir", ["dua kapal bertabrakan di Teluk Tokyo"])


def test_two_verbs_of_one_subject_give_two_attributions() -> None:
    text = "Kenya membantah bahwa tentaranya menembak nelayan, dan menuduh Uganda mengarang cerita."
    denial, accusation = found(text)
    assert words(denial) == ("Kenya", "membantah", ["tentaranya menembak nelayan"])
    assert words(accusation) == ("Kenya", "menuduh", ["Uganda mengarang cerita"])
    assert (denial.act, accusation.act) == (Act.DENY, Act.ACCUSE)


def test_one_attribution_inside_another() -> None:
    inner_and_outer = found("Otieno mengatakan bahwa Uganda mengklaim pulau itu sebagai wilayahnya.")
    assert [words(a)[0] for a in inner_and_outer] == ["Otieno", "Uganda"]
    outer, inner = (a.content[0] for a in inner_and_outer)
    assert outer.start < inner.start and inner.end == outer.end


@pytest.mark.parametrize(
    ("headline", "source", "cue", "content", "act"),
    [
        ("Kenya Kutuk Serangan di Perbatasan", "Kenya", "Kutuk", "Serangan di Perbatasan", Act.CONDEMN),
        ("Uganda Desak Kenya Buka Perbatasan", "Uganda", "Desak", "Kenya Buka Perbatasan", Act.DEMAND),
        ("Otieno: Perbatasan Tetap Dibuka", "Otieno", ":", "Perbatasan Tetap Dibuka", Act.STATE),
    ],
)
def test_headlines(headline: str, source: str, cue: str, content: str, act: Act) -> None:
    attributions = found(headline, "Rapat itu selesai.", headline=True)
    assert [(*words(a), a.act) for a in attributions] == [(source, cue, [content], act)]


@pytest.mark.parametrize(
    "text",
    [
        'Warga yang dijuluki "Sang Pendobrak" itu tiba di Nairobi kemarin sore.',
        "Kapal itu tiba di pelabuhan pada Selasa pagi.",
        'Ia membeli buku "Laut Kita" dan pulang ke rumah.',
    ],
)
def test_nicknames_titles_and_plain_events_are_no_attributions(text: str) -> None:
    assert found(text) == []


def test_a_part_in_quotation_marks_makes_a_mixed_form() -> None:
    (only,) = found('Otieno mengatakan bahwa usul itu adalah "kesalahan besar" bagi Kenya.')
    assert only.form is Form.MIXED


def test_neither_confirming_nor_denying_is_no_position() -> None:
    (only,) = found("Moskow dan Pyongyang tidak mengonfirmasi atau membantah laporan tersebut.")
    assert words(only) == ("Moskow dan Pyongyang", "tidak mengonfirmasi atau membantah", ["laporan tersebut"])
    assert only.act is Act.NO_POSITION


def test_a_cue_that_the_tables_do_not_hold_is_still_found_after_a_quotation() -> None:
    (only,) = found('"Kami sudah menunggu terlalu lama," gerutu Otieno.')
    assert words(only) == ("Otieno", "gerutu", ["Kami sudah menunggu terlalu lama"])


def test_what_clean_dropped_is_not_read() -> None:
    document = document_of("Kapal itu tiba.")
    assert document.kept() == document.paragraphs


def test_english_by_the_same_engine() -> None:
    text = 'The treaty "will end the dispute," Foreign Minister Lena Hall told reporters in Oslo. "We are glad."'
    (only,) = found(text, language="en")
    source, cue, content = words(only)
    assert (source, cue) == ("Foreign Minister Lena Hall", "told")
    assert "will end the dispute" in content[0]
    assert content[1] == "We are glad"


def test_ids_follow_the_content() -> None:
    first, again = (
        found("Menurut Otieno, perbatasan akan tetap dibuka."),
        found("Menurut Otieno, perbatasan akan tetap dibuka."),
    )
    assert first == again
    assert first[0].id != found("Menurut Otieno, perbatasan akan ditutup.")[0].id


def test_a_word_of_a_name_is_no_cue() -> None:
    (only,) = found("The United States warned Arvania that it would face sanctions.", language="en")
    assert words(only) == ("The United States", "warned", ["it would face sanctions"])


def test_a_pronoun_after_a_conjunction_speaks_for_itself() -> None:
    sources = [words(one)[0] for one in found("The rebels denied the claim, and they blamed others.", language="en")]
    assert sources == ["The rebels", "they"]
