from __future__ import annotations

import pytest

from menurut.read.articles import iso_date, make_article


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2024-11-30", "2024-11-30"),
        ("2024-11-30T08:15:00+07:00", "2024-11-30T08:15:00+07:00"),
        ("2019-10-09 00:00:00 21:48 WIB", "2019-10-09"),
        ("2024/3/4", "2024-03-04"),
        ("20240304", "2024-03-04"),
        ("Tue, 17 Sep 2019 10:00:00 +0700", "2019-09-17T10:00:00+07:00"),
        ("2024-02-31", None),
        ("16/09/2019 22:58 WIB", "2019-09-16"),
        ("10-Sep-19 23:04", "2019-09-10"),
        ("Oktober 19, 2019 -", "2019-10-19"),
        ("Sept. 30, 2019", "2019-09-30"),
        ("Selasa, 10 Des 2019 21:48 WIB", "2019-12-10"),
        ("29 Agustus 2019 15:14:00", "2019-08-29"),
        ("9/10/2019", None),
        ("kemarin", None),
        ("", None),
    ],
)
def test_stated_dates_become_iso_dates_or_are_not_known(stated: str, expected: str | None) -> None:
    assert iso_date(stated) == expected


def test_numbers_alone_put_the_day_first_in_indonesian() -> None:
    assert iso_date("9/10/2019", "id") == "2019-10-09"
    assert make_article("x", "o", published="9/10/2019", language="id-ID").published == "2019-10-09"


def test_the_host_of_the_address_stands_for_an_outlet_that_is_not_given() -> None:
    article = make_article("x", "o", url="https://www.wartaselat.example/a/1#komentar")
    assert (article.outlet, article.url) == ("wartaselat.example", "https://www.wartaselat.example/a/1")
    assert make_article("x", "o", url="https://w.example/1", outlet="Warta Selat").outlet == "Warta Selat"


def test_a_broken_address_is_no_reason_to_fail() -> None:
    assert make_article("x", "o", url="http://[broken").outlet is None


def test_a_language_tag_keeps_its_primary_part() -> None:
    assert make_article("x", "o", language="id-ID").language == "id"
    assert make_article("x", "o", language="EN_us").language == "en"
