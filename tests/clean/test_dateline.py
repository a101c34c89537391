import pytest

from tests.clean.helpers import document

ID = "Pemerintah menolak tuduhan bahwa pasukannya melintasi perbatasan pada malam hari itu."
EN = "The government rejected the claim that its troops had crossed the border during the night."
NEXT_ID = "Juru bicara kementerian mengatakan laporan itu tidak benar dan meminta bukti."
NEXT_EN = "A spokesman for the ministry said that the report was untrue and asked for evidence."


@pytest.mark.parametrize(
    ("dateline", "place", "outlet", "date"),
    [
        ("PYONGYANG - ", "PYONGYANG", None, None),
        ("JAKARTA, KOMPAS.com – ", "JAKARTA", "KOMPAS.com", None),
        ("Jakarta, CNN Indonesia -- ", "Jakarta", "CNN Indonesia", None),
        ("Jakarta, CNN Indonesia - - ", "Jakarta", "CNN Indonesia", None),
        ("TEMPO.CO, Jakarta - ", "Jakarta", "TEMPO.CO", None),
        ("TEMPO.CO, Jakarta- ", "Jakarta", "TEMPO.CO", None),
        ("Liputan6.com, Jakarta - ", "Jakarta", "Liputan6.com", None),
        ("REPUBLIKA.CO.ID, GAZA — ", "GAZA", "REPUBLIKA.CO.ID", None),
        ("JAKARTA (ANTARA) - ", "JAKARTA", "ANTARA", None),
        ("Yogyakarta (ANTARA News) - ", "Yogyakarta", "ANTARA News", None),
        ("JAKARTA (Pos Kota) – ", "JAKARTA", "Pos Kota", None),
        ("Bisnis.com, JAKARTA — ", "JAKARTA", "Bisnis.com", None),
        ("TRIBUNNEWS.COM, MOSKOW - ", "MOSKOW", "TRIBUNNEWS.COM", None),
        ("TRIBUNNEWS.COM, KOTA KINABALU - ", "KOTA KINABALU", "TRIBUNNEWS.COM", None),
        ("Merdeka.com - ", None, "Merdeka.com", None),
        ("VIVA – ", None, "VIVA", None),
        ("Jakarta - ", "Jakarta", None, None),
        ("Jakarta: ", "Jakarta", None, None),
        ("KBRN, Jakarta: ", "Jakarta", "KBRN", None),
        ("Abu Dhabi - ", "Abu Dhabi", None, None),
        ("JAKARTA, iNews.id - ", "JAKARTA", "iNews.id", None),
        ("SURYA.co.id | SURABAYA - ", "SURABAYA", "SURYA.co.id", None),
        ("Jakarta (3/9/2019) - ", "Jakarta", None, "3/9/2019"),
        ("Jeddah, Saudi Arabia, 27 / 11 (Antara) - ", "Jeddah, Saudi Arabia", "Antara", "27 / 11"),
        (" - ", None, None, None),
    ],
)
def test_indonesian_datelines(dateline: str, place: str | None, outlet: str | None, date: str | None) -> None:
    _check(f"Pemerintah Tolak Tuduhan Pelanggaran Batas\n{dateline}{ID}\n{NEXT_ID}", dateline, (place, outlet, date))


@pytest.mark.parametrize(
    ("dateline", "place", "outlet", "date"),
    [
        ("WASHINGTON (Reuters) - ", "WASHINGTON", "Reuters", None),
        ("LONDON, Sept 17 (Reuters) - ", "LONDON", "Reuters", "Sept 17"),
        ("MOSCOW — ", "MOSCOW", None, None),
        ("KYIV, Ukraine (AP) — ", "KYIV, Ukraine", "AP", None),
        ("KYIV, Ukraine, March 3 (AP) — ", "KYIV, Ukraine", "AP", "March 3"),
        ("KYIV/MOSCOW, March 4 (Reuters) - ", "KYIV/MOSCOW", "Reuters", "March 4"),
        ("NEW YORK—", "NEW YORK", None, None),
        ("PORT-AU-PRINCE, Haiti — ", "PORT-AU-PRINCE, Haiti", None, None),
    ],
)
def test_english_datelines(dateline: str, place: str | None, outlet: str | None, date: str | None) -> None:
    _check(f"Government rejects border claim\n{dateline}{EN}\n{NEXT_EN}", dateline, (place, outlet, date))


def _check(text: str, dateline: str, parts: tuple[str | None, str | None, str | None]) -> None:
    found = document(text)
    assert found.dateline is not None
    assert found.dateline.span.text == dateline.lstrip()
    spans = (found.dateline.place, found.dateline.outlet, found.dateline.date)
    assert tuple(span.text if span else None for span in spans) == parts
    for span in (found.dateline.span, *filter(None, spans)):
        assert found.text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    "sentence",
    [
        "AS - Rusia sepakat menahan diri, kata seorang diplomat yang mengikuti perundingan itu.",
        "Budi - ketua partai - mengatakan bahwa ia akan mundur dari jabatannya pada akhir tahun.",
        "Jakarta - Bandung kini dapat ditempuh dalam empat puluh menit dengan kereta cepat itu.",
        "Presiden ke-7 itu - yang baru dilantik - menolak tuduhan bahwa pasukannya melintasi perbatasan.",
        "Kata dia - dan ini bukan pertama kalinya - laporan itu tidak benar dan harus dicabut.",
        "BREAKING NEWS - Pemerintah menolak tuduhan bahwa pasukannya melintasi perbatasan tadi malam.",
        "Menurut Putin: perang itu akan berakhir tahun depan jika senjata tidak lagi dikirim ke sana.",
    ],
)
def test_what_is_no_dateline(sentence: str) -> None:
    assert document(f"Pemerintah Tolak Tuduhan Pelanggaran Batas\n{sentence}\n{NEXT_ID}").dateline is None


def test_a_headline_and_later_paragraphs_have_no_dateline() -> None:
    text = f"MOSKOW - Kremlin Tolak Tuduhan Baru dari Barat\n{ID}\n{NEXT_ID}\n{ID}\nJAKARTA - {NEXT_ID}"
    found = document(text)
    assert found.dateline is None or found.dateline.span.start > 0


def test_a_list_with_dashes_has_no_lost_dateline() -> None:
    assert document(f"Tiga Tuntutan Massa\n- {ID}\n- {NEXT_ID}").dateline is None
