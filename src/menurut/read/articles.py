"""What a source says of an article → an Article, with its id and with fields in one form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from menurut.ids import article_id
from menurut.read.canonical import canonical
from menurut.records import Article, Problem

# The first three letters of the months' names and usual short forms in Indonesian and English.
_SHORT_MONTHS = (
    "jan",
    "feb peb",
    "mar",
    "apr",
    "mei may",
    "jun",
    "jul",
    "agu ags agt aug",
    "sep",
    "okt oct",
    "nov nop",
    "des dec",
)
_MONTHS = {name: number for number, names in enumerate(_SHORT_MONTHS, 1) for name in names.split()}
_DAY_MONTH_YEAR = re.compile(r"(?:[^\W\d]+,? )?(\d{1,2})[ -]([^\W\d]{3,9})\.?[ ,-]{1,2}(\d{4}|\d{2})(?!\d)")
_MONTH_DAY_YEAR = re.compile(r"(?:[^\W\d]+,? )?([^\W\d]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)")
_NUMBERS = re.compile(r"(?:[^\W\d]+,? )?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_LEADING_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)")


def make_article(
    text: str,
    origin: str,
    *,
    given_id: str | None = None,
    url: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    published: str | None = None,
    language: str | None = None,
) -> Article:
    """An article from its parts; empty strings count as absent.

    Args:
        text: the raw text, kept untouched.
        origin: where it was read.
        given_id: the id it came with.
        url: its address; the fragment is left off, and its host stands for the outlet where none is given. The id is
            a hash of its ``canonical`` form, so that all pages and forms of an article have one id.
        outlet: who published it.
        title: its headline.
        published: its date as stated; see ``iso_date`` for the forms that are read.
        language: its language code as stated, of which the primary tag is kept ("id-ID" → "id").
    """
    address = url.strip().partition("#")[0] if url else None
    outlet = _clean(outlet) or (host_of(address) if address else None)
    given = _clean(given_id)
    code = primary_tag(language)
    return Article(
        id=article_id(outlet, canonical(address) if address else None, given, text),
        text=text,
        origin=origin,
        given_id=given,
        url=address or None,
        outlet=outlet,
        title=_clean(title),
        published=iso_date(published, code) if published else None,
        stated_date=_clean(published),
        language=code,
    )


def primary_tag(language: str | None) -> str | None:
    """The primary tag of a language code, in lower case ("id-ID", "id_ID" → "id"); ``None`` for none."""
    return language.strip().replace("_", "-").partition("-")[0].lower() or None if language else None


def dated(item: Article | Problem, now: datetime | None = None) -> Iterator[Article | Problem]:
    """An article as it is, but for a date of publication that cannot be right; a problem notes what was done.

    One more than two days after ``now`` is not used (two days allow for clocks and time zones). Where the address holds
    the same day with day and month the other way round, as a crawler writes that took them for each other, the address
    has it right. The date stays as it is stated.
    """
    published = item.published if isinstance(item, Article) else None
    if not isinstance(item, Article) or published is None:
        yield item
        return
    swapped = f"{published[:5]}{published[8:10]}-{published[5:7]}"
    if item.url is not None and swapped != published[:10] and swapped.replace("-", "/") in item.url:
        published = swapped
        message = f"the date of publication, {item.published}, has day and month the other way round than the address"
        yield replace(item, published=published)
        yield Problem("read", "date_swapped", f"{message}; {published} was used", item.origin, item.id)
        return
    latest = (now or datetime.now(UTC)).date() + timedelta(days=2)
    if published[:10] <= latest.isoformat():
        yield item
        return
    yield replace(item, published=None)
    message = f"the date of publication, {published[:10]}, lies in the future; it was not used"
    yield Problem("read", "future_date", message, item.origin, item.id)


def iso_date(stated: str, language: str | None = None) -> str | None:
    """A stated date as ISO 8601, a date-time where a time is stated with it; ``None`` where it is not certain.

    Read are ISO 8601 (YYYYMMDD too), RFC 2822 ("Tue, 17 Sep 2019 10:00:00 +0700"), and of what begins with YYYY-MM-DD,
    YYYY/MM/DD, "17 September 2019", "17-Sep-19", "Sept. 17, 2019" or 17/09/2019, the day; a weekday may stand before
    it. Whether 9/10/2019 is in September or October is certain only in Indonesian, which puts the day first.
    """
    value = stated.strip()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        pass
    else:
        return moment.date().isoformat() if len(value) <= 10 else moment.isoformat()
    if match := _LEADING_DAY.match(value):
        return _day(*match.groups())
    try:
        return parsedate_to_datetime(value).isoformat()
    except (ValueError, IndexError, OverflowError):
        return _written_day(value, language)


def _written_day(value: str, language: str | None) -> str | None:
    """The day that a date written for people names, ``None`` where there is none or it is not certain."""
    if match := _DAY_MONTH_YEAR.match(value):
        day, name, year = match.groups()
    elif match := _MONTH_DAY_YEAR.match(value):
        name, day, year = match.groups()
    elif match := _NUMBERS.match(value):
        first, second, year = match.groups()
        if language == "id" or int(first) > 12 or first == second:
            return _day(year, second, first)
        return _day(year, first, second) if int(second) > 12 else None
    else:
        return None
    month = _MONTHS.get(name[:3].lower())
    return _day(year if len(year) == 4 else f"20{year}", str(month), day) if month else None


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _clean(value: str | None) -> str | None:
    return value.strip() or None if value else None


def host_of(address: str) -> str | None:
    """The host of an address without "www.", ``None`` where it names none."""
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") or None if host else None
