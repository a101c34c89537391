"""When it happened: which words say so, and the days they mean, counted from the article's day."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.annotate import annotate
from menurut.config import Config
from menurut.ids import date_id
from menurut.records import Basis, Dateline, DateMention, Document, Paragraph, ParagraphKind, Precision, Span
from menurut.resolve.dates import find_dates, guideline_value

WEDNESDAY = "2019-09-18"


def document(text: str, language: str, published: str | None, dateline: str | None = None) -> Document:
    """One body paragraph; ``dateline`` is the date at the beginning of the text, which a dash closes."""
    filed = None
    if dateline is not None:
        place, end = text.index(dateline), text.index("- ") + 2
        day = Span(place, place + len(dateline), dateline)
        filed = Dateline(Span(0, end, text[:end]), None, None, day)
    body = Paragraph(0, len(text), ParagraphKind.BODY, 0, len(text))
    return Document("article", text, language, (body,), filed, published)


def dates(
    text: str, language: str = "id", published: str | None = WEDNESDAY, dateline: str | None = None
) -> tuple[DateMention, ...]:
    found = document(text, language, published, dateline)
    return find_dates(found, annotate(found, Config()))


def read(found: tuple[DateMention, ...]) -> list[tuple[str, str | None]]:
    return [(mention.span.text, mention.value) for mention in found]


def expected(marked: str) -> tuple[str, list[tuple[str, str | None]]]:
    """ "Ia tiba {Senin=2019-09-16}." → the text, and the words with their value ("?": not known)."""
    text, wanted = "", []
    for part in marked.replace("}", "{").split("{"):
        words, equals, value = part.partition("=")
        text += words
        if equals:
            wanted.append((words, None if value == "?" else value))
    return text, wanted


INDONESIAN = """
Menlu itu tiba di Praha pada {Selasa (17/9)=2019-09-17}.
Menlu itu tiba pada {Selasa (17/9/2019) malam waktu setempat=2019-09-17}.
Perjanjian itu diteken {Rabu (11/9) waktu setempat=2019-09-11} di Wina.
Kedua pihak bertemu {Selasa, 17 September 2019=2019-09-17}, di Kairo.
Kedua pihak bertemu pada {17/9/2019=2019-09-17} di Kairo.
Kedua pihak bertemu pada {17.9.2019=2019-09-17} di Kairo.
Sidang itu dibuka {Senin pagi, 9 September 2019=2019-09-09}.
Sidang itu dibuka pada {Kamis (12/9) malam=2019-09-12} di Oslo.
Sidang itu dibuka {Selasa, (10/9/2019)=2019-09-10}.
Sidang itu dibuka {hari Senin (09/09)=2019-09-09}.
Sidang itu dibuka {Kamis (12 / 9)=2019-09-12}.
Rapat itu berlangsung {Sabtu pekan lalu (14/9/2019)=2019-09-14}.
Rapat itu berlangsung pada {Rabu pekan lalu=2019-09-11} di Lima.
Rapat itu berlangsung pada {Senin pekan ini=2019-09-16} di Lima.
Rapat itu berlangsung pada {Sabtu lalu=2019-09-14} di Lima.
Rapat itu berlangsung pada {Rabu lalu=2019-09-11} di Lima.
Rapat itu berlangsung pada {Senin=2019-09-16} di Lima.
Rapat itu berlangsung pada {Rabu=2019-09-18} di Lima.
Rapat itu berlangsung pada {Kamis=2019-09-12} di Lima.
Presiden akan bertemu para gubernur pada {Kamis=2019-09-19}.
Rapat itu digelar pada {Senin pekan depan=2019-09-23}.
Rapat itu digelar {Jumat depan=2019-09-20}.
Rapat itu digelar {Rabu mendatang=2019-09-25}.
Rapat itu digelar {Ahad nanti=2019-09-22}.
Rapat itu digelar {hari ini=2019-09-18} dan dilanjutkan {besok=2019-09-19}.
Kapal itu berangkat {kemarin=2019-09-17} dan tiba {lusa=2019-09-20}.
Kapal itu berangkat {kemarin lusa=2019-09-16}.
Kapal itu berangkat {dua hari lalu=2019-09-16}.
Kapal itu berangkat {dua belas hari yang lalu=2019-09-06}.
Kapal itu tiba {dua hari lagi=2019-09-20}.
Kapal itu berangkat {tadi malam=2019-09-17} dari Aden.
Kapal itu berangkat {semalam=2019-09-17} dari Aden.
Kapal itu berangkat {pagi tadi=2019-09-18} dari Aden.
Kapal itu berangkat {Selasa malam=2019-09-17} dari Aden.
Keduanya bertemu {hari ini, Rabu 18 September 2019=2019-09-18}.
Keduanya bertemu {Senin (9/9/2019) kemarin=2019-09-09}.
Keduanya bertemu pada {17 September=2019-09-17}.
Keduanya bertemu pada {9 Juni lalu=2019-06-09}.
Keduanya bertemu pada {31 Desember=2019-12-31}.
Keduanya bertemu pada {2 Mei=2019-05-02}.
Keduanya bertemu pada {17 September tahun lalu=2018-09-17}.
Keduanya bertemu pada {tanggal 12=2019-09-12} di Roma.
Mereka bertemu {Minggu (15/9)=2019-09-15} di Roma.
Mereka bertemu pada {Minggu=2019-09-15} di Roma.
Mereka bertemu pada {Minggu lalu=2019-09-15} di Roma.
Mereka bertemu pada {hari minggu=2019-09-15} di Roma.
{Minggu lalu=2019-09-09/2019-09-15}, mereka bertemu di Roma.
Mereka bertemu {minggu lalu=2019-09-09/2019-09-15} di Roma.
Mereka bertemu {pekan lalu=2019-09-09/2019-09-15} di Roma.
Mereka bertemu {pekan ini=2019-09-16/2019-09-22} di Roma.
Mereka bertemu {awal pekan ini=2019-09-16/2019-09-22} di Roma.
Mereka bertemu pada {akhir pekan lalu=2019-09-14/2019-09-15} di Roma.
Mereka bertemu pada {akhir pekan=2019-09-14/2019-09-15} di Roma.
Mereka bertemu pada {akhir pekan ini=2019-09-21/2019-09-22} di Roma.
Mereka bertemu pada {pekan ketiga Agustus=2019-08-15/2019-08-21} di Roma.
Menteri itu mundur {awal bulan ini=2019-09} setelah didesak.
Menteri itu mundur {bulan lalu=2019-08} setelah didesak.
Menteri itu mundur pada {Agustus=2019-08} setelah didesak.
Menteri itu mundur pada {Oktober=2018-10} setelah didesak.
Menteri itu akan mundur pada {Oktober=2019-10} setelah didesak.
Menteri itu mundur pada {Mei 2017=2017-05} setelah didesak.
Menteri itu mundur pada {bulan Mei=2019-05} setelah didesak.
Menteri itu mundur {bulan September tahun lalu=2018-09}.
Menteri itu mundur {tahun lalu=2018} setelah didesak.
Menteri itu mundur pada {awal tahun=2019} setelah didesak.
Menteri itu mundur pada {tahun 2013=2013} setelah didesak.
Menteri itu mundur pada {awal 2020=2020} setelah didesak.
Menteri itu mundur pada {2014 silam=2014} setelah didesak.
Menteri itu mundur {tiga bulan lalu=2019-06} setelah didesak.
Menteri itu mundur {70 tahun lalu=1949} setelah didesak.
Kota itu dibangun pada {1990-an=1990s}.
Kota itu dibangun pada {dekade 1980-an=1980s} dan {awal tahun 90-an=1990s}.
Perang itu berkecamuk {sejak 2014=2014/} di timur negeri.
Perang itu berkecamuk {sejak awal September=2019-09/} di timur negeri.
Perang itu berkecamuk {sejak Senin=2019-09-16/} di timur negeri.
Perang itu berkecamuk {sejak 2014 hingga 2018=2014/2018}.
Perang itu berkecamuk {antara 2003 dan 2007=2003/2007}.
Perang itu berkecamuk selama {2018-2019=2018/2019}.
Blokade itu berlaku {hingga 30 Oktober 2020=/2020-10-30}.
Blokade itu berlaku {dari Senin hingga Rabu=2019-09-16/2019-09-18}.
Blokade itu berlaku pada {17-19 September 2019=2019-09-17/2019-09-19}.
Blokade itu berlaku pada {31 Agustus-2 September=2019-08-31/2019-09-02}.
Blokade itu berlaku {dari Oktober 2018 hingga Maret=2018-10/2019-03}.
Blokade itu berlaku pada {Jumat-Sabtu (13-14/9)=2019-09-13/2019-09-14}.
Dalam {dua pekan terakhir=2019-09-04/2019-09-18} mereka tiga kali bertemu.
Dalam {tiga bulan terakhir=2019-06/2019-09} mereka tiga kali bertemu.
Dalam {dua hari ke depan=2019-09-18/2019-09-20} mereka tiga kali bertemu.
Pertemuan digelar pada {3 Mei=2017-05-03} dan {5 Juni 2017=2017-06-05}.
Mereka tiba {beberapa hari lalu=2019-09} di Baku.
Mereka tiba {beberapa waktu lalu=?} di Baku.
Mereka tiba {baru-baru ini=?} di Baku.
Pada {masa lalu=?} mereka bersekutu.
Ia ditangkap pada {Mei=2019-05}. {Bulan berikutnya=2019-06}, ia dibebaskan.
Ia tiba pada {3 September 2015=2015-09-03}. {Keesokan harinya=2015-09-04}, ia pulang.
Ia tiba pada {3 September 2015=2015-09-03} dan pulang {setahun kemudian=2016}.
Ia pulang pada {2 Agustus=2019-08-02} dan tiba {enam bulan sebelumnya=2019-02}.
Rapat pada {Senin (45/13)=?} dan {31 Februari=?} tidak pernah ada.
Rapat itu berlangsung {Senin (17/9/2019)=2019-09-17} di Lima.
Perang berlangsung {dari 2018 hingga 2003=?} menurut salah ketik itu.
Dunia berubah setelah serangan {9/11=2001-09-11} itu.
Kementerian itu berdiri pada {17 Agustus 1945=1945-08-17} di Jakarta.
"""

INDONESIAN_NOT = """
Mereka berunding selama dua hari di Lima.
Ia dihukum 18 tahun penjara karena suap.
Pria berusia 22 tahun itu ditangkap polisi.
Wanita 30 tahun ini menjadi menteri.
Tim itu menang 3-1 setelah berlatih tiga pekan.
Usul itu didukung 2/3 suara parlemen.
Sebanyak 2019 orang mengungsi dan 2000 rumah rusak.
Harga barang itu Rp2019 atau sekitar 1999 dolar.
Pasar Minggu ramai oleh pembeli.
Umat Kristen memperingati Jumat Agung.
Menteri itu berkantor setiap Senin.
Sidang membahas Resolusi 1973 dan Pasal 2019.
Lim Mei Fong memimpin rapat itu.
Usaha APRIL itu ada di Riau.
"""

ENGLISH = """
The envoy arrived on {Tuesday, Sept. 17, 2019=2019-09-17}.
The envoy arrived on {Sept. 17, 2019=2019-09-17}, in Oslo.
The envoy arrived on {17 September 2018=2018-09-17} in Oslo.
The envoy arrived on {the 17th of September=2019-09-17} in Oslo.
The envoy arrived on {September 17=2019-09-17} in Oslo.
The envoy arrived on {the 17th=2019-09-17}.
The envoy arrived on {Tuesday=2019-09-17} in Oslo.
The envoy arrived on {Wednesday=2019-09-18} in Oslo.
The envoy arrived on {Thursday=2019-09-12} in Oslo.
The envoy will arrive on {Thursday=2019-09-19} in Oslo.
The envoy arrived {last Tuesday=2019-09-17} in Oslo.
The envoy arrived {last Wednesday=2019-09-11} in Oslo.
The envoy arrives {next Friday=2019-09-20} in Oslo.
The envoy arrived on {Monday of last week=2019-09-09} in Oslo.
The envoy arrived {Tuesday night local time=2019-09-17} in Oslo.
The envoy arrived {late Tuesday=2019-09-17} in Oslo.
The envoy arrived {yesterday=2019-09-17} and leaves {tomorrow=2019-09-19}.
The envoy arrived {the day before yesterday=2019-09-16} in Oslo.
The envoy arrived {three days ago=2019-09-15} in Oslo.
The envoy arrived {twenty-five days ago=2019-08-24} in Oslo.
The envoy arrived {earlier today=2019-09-18} in Oslo.
The envoy arrived {last night=2019-09-17} and spoke {this morning=2019-09-18}.
Critics of {yesterday=2019-09-17}'s meeting spoke out.
The envoy arrived on {September 17 last year=2018-09-17} in Oslo.
The envoy arrived on {December 31=2019-12-31} in Oslo.
The envoy arrived on {May 16=2019-05-16} in Oslo.
The envoy arrived on {9/17/2019=2019-09-17} in Oslo.
The envoy arrived on {17/9/2019=2019-09-17} in Oslo.
The envoy arrived on {9/9/2019=2019-09-09} in Oslo.
The envoy arrived on {9/10/2019=2019} in Oslo.
The envoy arrived on {Tuesday (9/10/2019)=2019-09-10} in Oslo.
The envoy arrived on {2019-09-17=2019-09-17} in Oslo.
The talks failed {last week=2019-09-09/2019-09-15} in Oslo.
The talks failed {early this week=2019-09-16/2019-09-22} in Oslo.
The talks resume {next week=2019-09-23/2019-09-29} in Oslo.
The talks failed over {the weekend=2019-09-14/2019-09-15} in Oslo.
The talks failed {last weekend=2019-09-14/2019-09-15} in Oslo.
The talks resume {this weekend=2019-09-21/2019-09-22} in Oslo.
The talks failed in {the third week of August=2019-08-15/2019-08-21}.
The talks failed in {the last week of September 2018=2018-09-24/2018-09-30}.
The talks failed in {August=2019-08} and in {October=2018-10}.
The talks will resume in {October=2019-10} in Oslo.
The talks failed in {May=2019-05} and in {March 2018=2018-03}.
The talks failed {late last month=2019-08} in Oslo.
The talks failed in {mid-September=2019-09} in Oslo.
The talks failed at {the end of August=2019-08} in Oslo.
The talks failed in {September of last year=2018-09} in Oslo.
The talks failed {last year=2018} and {earlier this year=2019}.
The talks failed in {2015=2015} and in {early 2020=2020}.
The talks about the {2015=2015} nuclear deal failed.
The talks failed {two years ago=2017} in Oslo.
The talks failed {a month ago=2019-08} in Oslo.
The city grew in {the 1990s=1990s} and {the early 1980s=1980s}.
War has raged {since 2014=2014/} in the east.
War has raged {since early September=2019-09/} in the east.
War raged {between 2003 and 2007=2003/2007} in the east.
War raged {from 2003 to 2007=2003/2007} in the east.
War raged in {2018-2019=2018/2019} in the east.
The ban stays {until March 2020=/2020-03} in the east.
The ban held {from Monday to Wednesday=2019-09-16/2019-09-18}.
The ban held {from Monday through Wednesday=2019-09-16/2019-09-18}.
The ban held on {September 17-19=2019-09-17/2019-09-19}.
The ban held on {17-19 September 2019=2019-09-17/2019-09-19}.
The ban held in {April-June 2018=2018-04/2018-06}.
The ban held over {the past two weeks=2019-09-04/2019-09-18}.
The ban held for {the last three months=2019-06/2019-09}.
The ban will hold for {the next two days=2019-09-18/2019-09-20}.
They met on {3 May=2017-05-03} and {5 June 2017=2017-06-05}.
They met {a few days ago=2019-09} in Oslo.
They met {recently=?} and {some time ago=?}.
They met in {recent months=?} and {several years ago=?}.
Rivals {in the past=?}, they are allies now.
She left in {May=2019-05}. {The following month=2019-06} she came back.
She left on {3 May 2015=2015-05-03}. {The next day=2015-05-04} she came back.
She left on {3 May 2015=2015-05-03} and came back {two years later=2017}.
She left in {2015=2015} and came back {the same year=2015}.
No meeting was held on {February 31=?}.
The world changed after {9/11=2001-09-11}.
"""

ENGLISH_NOT = """
The talks lasted for two years.
The man, 35, was jailed for three days.
The bill may pass and they march on.
Theresa May joined the Women's March.
Troops killed 2000 people and seized 1999 rifles, more than 2010 in all.
The team won 3-1 and two thirds (2/3) voted for it.
It was built in the 17th century, on the 17th floor.
Christians marked Good Friday and shops Black Friday.
The Sunday Times reported it.
The council meets every Friday.
They passed Resolution 1973 and Article 2019.
June Harper and April Jones signed it.
"""


def cases(listed: str) -> list[str]:
    return [line for line in listed.split("\n") if line]


@pytest.mark.parametrize("marked", cases(INDONESIAN) + cases(INDONESIAN_NOT))
def test_indonesian_expressions(marked: str) -> None:
    text, wanted = expected(marked)
    assert read(dates(text)) == wanted


@pytest.mark.parametrize("marked", cases(ENGLISH) + cases(ENGLISH_NOT))
def test_english_expressions(marked: str) -> None:
    text, wanted = expected(marked)
    assert read(dates(text, "en")) == wanted


@pytest.mark.parametrize(
    ("published", "marked"),
    [
        ("2024-01-02", "Ia tiba pada {Minggu=2023-12-31} dan pulang {Senin=2024-01-01}."),
        ("2024-01-02", "Ia tiba {bulan lalu=2023-12} dan pulang {pekan lalu=2023-12-25/2023-12-31}."),
        ("2024-01-02", "Ia tiba pada {28 Desember=2023-12-28}, {Kamis (28/12)=2023-12-28}."),
        ("2023-12-30", "Rapat digelar pada {5 Januari=2024-01-05} dan {Jumat (5/1)=2024-01-05}."),
        ("2024-03-04", "Ia tiba pada {29 Februari=2024-02-29}, bukan pada {29 Februari 2023=?}."),
        ("2022-05-09", "Ia tiba pada {Mei=2022-05}, {April=2022-04} dan {Juni=2021-06}."),
        ("2022-05-09", "Ia tiba pada {akhir pekan lalu=2022-05-07/2022-05-08}."),
        ("2022-05-07", "Ia tiba pada {akhir pekan lalu=2022-04-30/2022-05-01}."),
        ("2021-03-02", "Ia tiba {beberapa hari lalu=?} di Baku."),
        ("2020-06-15", "Ia tiba pada {Kamis 20 Februari=2020-02-20} dan {Rabu, 20 Februari=2019-02-20}."),
    ],
)
def test_the_year_and_the_month_may_turn(published: str, marked: str) -> None:
    text, wanted = expected(marked)
    assert read(dates(text, published=published)) == wanted


def test_a_slip_in_the_weekday_near_the_articles_day_does_not_move_the_year() -> None:
    assert read(dates("Ia tiba pada Senin 17 September.")) == [("Senin 17 September", "2019-09-17")]


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        (
            "id",
            "Ia tiba {Senin=?}, {kemarin=?}, {bulan lalu=?}, pada {17 September=?}, bukan {3 Mei 2019=2019-05-03}.",
        ),
        ("en", "He came on {Monday=?}, {yesterday=?}, {last month=?}, {three days ago=?} and in {March 2018=2018-03}."),
    ],
)
def test_without_a_day_to_count_from_only_what_is_stated_is_known(language: str, marked: str) -> None:
    text, wanted = expected(marked)
    assert read(dates(text, language, None)) == wanted


def test_dates_are_counted_from_the_dateline_where_it_has_one() -> None:
    found = dates("ANKARA, 12/9/2019 - Menlu itu tiba kemarin.", dateline="12/9/2019")
    assert [(m.span.text, m.value, m.basis) for m in found] == [
        ("12/9/2019", "2019-09-12", Basis.STATED),
        ("kemarin", "2019-09-11", Basis.DATELINE),
    ]


def test_a_dateline_without_its_year_takes_the_year_of_publication() -> None:
    found = dates("ANKARA, Dec. 31 - The envoy left on Monday.", "en", "2025-01-01T03:00:00+07:00", "Dec. 31")
    assert [(m.value, m.basis) for m in found] == [
        ("2024-12-31", Basis.PUBLISHED),
        ("2024-12-30", Basis.DATELINE),
    ]


@pytest.mark.parametrize(
    ("text", "precision", "basis", "days"),
    [
        ("Ia tiba pada 17 September 2019.", Precision.DAY, Basis.STATED, ("2019-09-17", "2019-09-17")),
        ("Ia tiba pada 17 September.", Precision.DAY, Basis.PUBLISHED, ("2019-09-17", "2019-09-17")),
        ("Ia tiba pekan lalu.", Precision.WEEK, Basis.PUBLISHED, ("2019-09-09", "2019-09-15")),
        ("Ia tiba akhir pekan lalu.", Precision.WEEK, Basis.PUBLISHED, ("2019-09-14", "2019-09-15")),
        ("Ia tiba pada Februari 2020.", Precision.MONTH, Basis.STATED, ("2020-02-01", "2020-02-29")),
        ("Ia tiba tahun lalu.", Precision.YEAR, Basis.PUBLISHED, ("2018-01-01", "2018-12-31")),
        ("Ia tiba pada 1990-an.", Precision.DECADE, Basis.STATED, ("1990-01-01", "1999-12-31")),
        ("Ia menjabat sejak 2014.", Precision.INTERVAL, Basis.STATED, ("2014-01-01", None)),
        ("Ia menjabat hingga Agustus.", Precision.INTERVAL, Basis.PUBLISHED, (None, "2019-08-31")),
        ("Ia tiba beberapa hari lalu.", Precision.MONTH, Basis.INFERRED, ("2019-09-01", "2019-09-30")),
        ("Ia tiba baru-baru ini.", Precision.INTERVAL, Basis.INFERRED, (None, None)),
        ("Ia tiba pada Senin (45/13).", Precision.DAY, Basis.STATED, (None, None)),
    ],
)
def test_how_exactly_it_is_known_and_from_what(
    text: str, precision: Precision, basis: Basis, days: tuple[str | None, str | None]
) -> None:
    (mention,) = dates(text)
    assert (mention.precision, mention.basis, (mention.first, mention.last)) == (precision, basis, days)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ia tiba pada Senin.", "2019-09-16"),
        ("Ia tiba pekan lalu.", "2019-09"),
        ("Ia tiba akhir pekan lalu.", "2019-09-14"),
        ("Ia tiba bulan lalu.", "2019-08"),
        ("Ia tiba tahun lalu.", "2018"),
        ("Ia menjabat sejak 2014.", "2014"),
        ("Ia menjabat sejak awal September.", "2019-09"),
        ("Ia menjabat sejak pekan lalu.", "2019-09-09"),
        ("Ia menjabat hingga 30 Oktober 2020.", "2020-10-30"),
        ("Acara itu digelar 17-19 September 2019.", "2019-09-17"),
        ("Kota itu dibangun pada 1990-an.", None),
        ("Ia tiba baru-baru ini.", None),
    ],
)
def test_a_value_as_annotators_write_it(text: str, value: str | None) -> None:
    (mention,) = dates(text)
    assert guideline_value(mention) == value


_SAMPLE = """Senin Minggu minggu hari ini 17 / 9 2019 ( ) , - pekan lalu sejak hingga antara dan dari Mei akhir dua
tahun bulan berikutnya kemarin lusa terakhir 31 45/13 17/9 1990-an Februari 0001 9999 tahun-tahun mid-May the last next
of week weekend first Sunday ago years since until between from to a few 31st 9/10/2019 99 ribu lagi kemudian sama itu
1000 yang depan malam . 1/1/0000 belas puluh tadi besok setelah ke"""
WORDS = [*_SAMPLE.split(), "\n", "é", "𝔸", "٣"]


def check(text: str, language: str, published: str | None) -> None:
    lines = [line for line in text.split("\n") if line.strip()]
    text = "\n".join(lines)
    paragraphs, at = [], 0
    for line in lines:
        paragraphs.append(Paragraph(at, at + len(line), ParagraphKind.BODY, at, at + len(line)))
        at += len(line) + 1
    whole = Document("article", text, language, tuple(paragraphs), None, published)
    found = find_dates(whole, annotate(whole, Config()))
    for mention in found:
        span = mention.span
        assert text[span.start : span.end] == span.text != ""
        assert mention.id == date_id("article", span)
        for end in (mention.first, mention.last):
            assert end is None or date.fromisoformat(end)
        assert mention.first is None or mention.last is None or mention.first <= mention.last
        assert mention.value is not None or mention.first is None
        guideline_value(mention)
    assert all(one.span.end <= two.span.start for one, two in pairwise(found))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join),
    st.sampled_from(["id", "en"]),
    st.sampled_from([None, "2019-09-18", "0001-01-01", "9999-12-31", "2019-13-45", "gestern"]),
)
def test_any_order_of_words_is_read(text: str, language: str, published: str | None) -> None:
    check(text, language, published)


@pytest.mark.parametrize(
    "words", ["Senin ", "2019 ", "17 - ", "hari itu ", "dari Mei hingga ", "APRIL ", "pekan pertama "]
)
def test_a_very_long_line_is_read(words: str) -> None:
    text = words * 2000
    assert len(dates(text)) <= 2000
