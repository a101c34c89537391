import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.clean.encoding import repair
from menurut.clean.pieces import piece_of
from menurut.records import Paragraph
from tests.clean.helpers import document

SENTENCE = "“Kami menolak tuduhan itu,” kata Filemón dari São Paulo – menteri luar negeri – kepada wartawan ‘asing’."
DAMAGES = ["windows-1252", "latin-1", "mac_roman"]


def damaged(text: str, codec: str) -> str:
    """``text`` as a reader of the wrong codec sees its UTF-8 bytes (undefined bytes as control characters)."""
    import ftfy.bad_codecs  # noqa: F401

    return text.encode("utf-8").decode({"windows-1252": "sloppy-windows-1252"}.get(codec, codec))


@pytest.mark.parametrize("codec", DAMAGES)
def test_utf8_read_in_a_wrong_codec_is_repaired_and_maps_back(codec: str) -> None:
    raw = damaged(SENTENCE, codec)
    found = document(raw)
    assert found.text == SENTENCE
    (paragraph,) = found.paragraphs
    for word in ("Kami", "Filemón", "São Paulo", "–", "‘asing’"):
        start = found.text.index(word)
        span = raw[paragraph.to_raw(start) : paragraph.to_raw(start + len(word))]
        assert span == damaged(word, codec)


def test_a_quotation_mark_whose_last_byte_was_dropped_is_repaired() -> None:
    raw = damaged(
        "“Kami menolak,” katanya. “Tidak ada bukti” yang sah menurut “mereka”, kata dia lagi.", "windows-1252"
    )
    assert document(raw.replace("\x9d", "")).text.count("”") == 3


def test_entities_and_control_characters_are_undone() -> None:
    raw = "Menteri &quot;Budi&quot; &amp; Siti berkata &#8220;tidak&#8221;,\x00 dan\x07 lalu "
    raw += "&amp;quot;pergi&amp;quot; dari AT&T itu."
    found = document(raw)
    assert found.text == 'Menteri "Budi" & Siti berkata “tidak”, dan lalu "pergi" dari AT&T itu.'
    (paragraph,) = found.paragraphs
    for word, there in (("Siti", "Siti"), ("“tidak”", "&#8220;tidak&#8221;"), ("lalu", "lalu"), ("AT&T", "AT&T")):
        start = found.text.index(word)
        span = raw[paragraph.to_raw(start) : paragraph.to_raw(start + len(word))]
        assert span.strip("\x00\x07") == there


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "Filemón Ñandú, Zoë dan Jürgen bertemu di São Paulo untuk membahas perdagangan; harga naik 5 €, suhu 20 °C.",
        "Ia menulis «oui» dan „nein“ di papan, lalu … pergi — begitulah.",
        "Kata itu berarti 部长周二表示 dalam bahasa Tionghoa, menurut penerjemah kementerian luar negeri.",
        "Ia mengutip ayat إِنَّ الْحَمْدَ لِلَّهِ dalam pidatonya di depan parlemen kemarin siang.",
        "Menteri itu menulis 👨‍👩‍👧 dan 🇮🇩 di akun media sosialnya, lalu menghapus unggahan itu.",
    ],
)
def test_legitimate_text_is_not_changed(text: str) -> None:
    found = document(text, language="id")
    assert found.text == text
    assert found.paragraphs[0].alignment == ()


def test_damage_recognised_in_one_paragraph_is_undone_in_all() -> None:
    raw = "\n".join(damaged(line, "mac_roman") for line in (SENTENCE, "Filemón pergi ke Brasília dan kembali lagi."))
    assert document(raw).text.split("\n")[1] == "Filemón pergi ke Brasília dan kembali lagi."


def test_spaces_of_any_sort_become_plain_spaces_one_to_one() -> None:
    raw = "Menteri\xa0luar\tnegeri\u2009itu menolak\u200b tuduhan yang di\u00adarahkan kepadanya kemarin malam."
    found = document(raw)
    assert found.text == "Menteri luar negeri itu menolak tuduhan yang diarahkan kepadanya kemarin malam."
    start = found.text.index("kemarin")
    assert raw[found.paragraphs[0].to_raw(start) :].startswith("kemarin")


WORDS = st.lists(
    st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789“”‘’–—…éèñãöüçÉ"), min_size=1, max_size=8),
    min_size=3,
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(words=WORDS, codec=st.sampled_from(DAMAGES))
def test_every_repaired_word_maps_to_raw_words_that_repair_to_it(words: list[str], codec: str) -> None:
    raw = damaged(" ".join(words), codec)
    pieces = repair([piece_of(raw, 0, len(raw))])
    (piece,) = pieces
    paragraph = Paragraph(0, len(piece.text), piece.kind, piece.raw_start, piece.raw_end, alignment=piece.alignment())
    if piece.text != " ".join(words):  # ftfy saw too little to be sure of some of it
        assert [paragraph.to_raw(at) for at in range(len(piece.text))] == list(piece.places)
        return
    at = 0
    for word in words:
        start = piece.text.index(word, at)
        at = start + len(word)
        assert raw[paragraph.to_raw(start) : paragraph.to_raw(at)] == damaged(word, codec)
