"""What a source says of an article → an Article, with its id and with fields in one form."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from menurut.ids import article_id
from menurut.records import Article

_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
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
        url: its address; the fragment is left off, and its host stands for the outlet where none is given.
        outlet: who published it.
        title: its headline.
        published: its date as stated; see ``iso_date`` for the forms that are read.
        language: its language code as stated, of which the primary tag is kept ("id-ID" → "id").
    """
    address = url.strip().partition("#")[0] if url else None
    outlet = _clean(outlet) or (_host(address) if address else None)
    given = _clean(given_id)
    code = _clean(language)
    return Article(
        id=article_id(outlet, address or None, given, text),
        text=text,
        origin=origin,
        given_id=given,
        url=address or None,
        outlet=outlet,
        title=_clean(title),
        published=iso_date(published) if published else None,
        language=code.replace("_", "-").partition("-")[0].lower() if code else None,
    )


def iso_date(stated: str) -> str | None:
    """A stated date as ISO 8601, a date-time where a time is stated with it; ``None`` where the form is not known.

    Read are ISO 8601, RFC 2822 ("Tue, 17 Sep 2019 10:00:00 +0700"), YYYYMMDD, and anything that begins with
    YYYY-MM-DD or YYYY/MM/DD, of which the day is kept.
    """
    value = stated.strip()
    if match := _COMPACT.fullmatch(value):
        return _day(*match.groups())
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
        return None


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _clean(value: str | None) -> str | None:
    return value.strip() or None if value else None


def _host(address: str) -> str | None:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
