"""Dates as pages word them, with their time and zone → ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import cache

from menurut.read.articles import iso_date

# Zones that news pages name, in minutes from UTC. "IST" and "CST" mean several, "ET" and "PT" change with the season.
_ZONES = {
    "WIB": 420, "WITA": 480, "WIT": 540, "GMT": 0, "UTC": 0, "Z": 0, "SGT": 480, "MYT": 480, "HKT": 480, "JST": 540,
    "KST": 540, "EST": -300, "EDT": -240, "PST": -480, "PDT": -420, "MST": -420, "MDT": -360, "BST": 60, "CET": 60,
    "CEST": 120, "AEST": 600, "AEDT": 660,
}  # fmt: skip
_MONTH = (
    r"(?:jan(?:uari|uary)?|peb(?:ruari)?|feb(?:ruari|ruary)?|mar(?:et|ch)?|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?"
    r"|agu(?:stus)?|agt|ags|aug(?:ust)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|nop(?:ember)?"
    r"|des(?:ember)?|dec(?:ember)?)"
)


@cache
def _day() -> re.Pattern[str]:
    year = r"(?:19|20)\d\d"
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    return re.compile(
        rf"(?<![\w/.-])(?:(?P<iso>{year}[-/](?:0?[1-9]|1[0-2])[-/](?:0?[1-9]|[12]\d|3[01]))"
        rf"|(?P<words>{day}[ -]{_MONTH}\.?,?[ -]{year}|{_MONTH}\.? {day},? {year})"
        rf"|(?P<numbers>\d{{1,2}}(?P<mark>[/.-])\d{{1,2}}(?P=mark){year}))(?!\d)",
        re.IGNORECASE,
    )


@cache
def _time() -> re.Pattern[str]:
    return re.compile(
        r"(?:\s*[T,|•·/@–—-]?\s*|\s*,?\s+)(?:(?:at|pukul|jam|pada|on)\s+)?\(?(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d))?"
        r"(?:\.\d{1,9})?\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>[A-Z]{1,4}(?![\w])|[+-][01]\d:?[0-5]\d)?",
        re.IGNORECASE,
    )


@cache
def _time_before() -> re.Pattern[str]:
    """The time that stands before its date: "09:30 WIB, 17 September 2019", "5:45 AM PST 11/19/2019"."""
    return re.compile(
        r"(?<![\d:.])(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d))?\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>[A-Z]{2,4})?"
        r"\s*(?:[,|•·–—-]|on|at)?\s*(?:[^\W\d]{3,9}\.?,?\s+)?$",
        re.IGNORECASE,
    )


def date_in(text: str, language: str | None) -> tuple[str, str] | None:
    """The first date that ``text`` names, as ISO 8601 and in its words, with the time where one stands beside it.

    Read are 2019-09-17, 17 September 2019, Sept. 17, 2019 and 17/09/2019, in Indonesian and English; times with a
    colon or a full stop, "am" and "pm", and the zones that are certain (WIB, WITA, WIT, GMT, +07:00 …); a time
    whose zone is not told is left without. ``None`` where there is no date, or it is not certain which day is meant:
    9/10/2019 is in October wherever the page says that it is in another language than English.
    """
    order = language if language in (None, "en") else "id"
    for match in _day().finditer(text):
        day = iso_date(_plain(match[0]) if match["words"] else match[0], order)
        if day is None:
            continue
        after = _time().match(text, match.end())
        if after is not None:
            return _moment(day, after), text[match.start() : after.end()].strip()
        before = _time_before().search(text, max(0, match.start() - 40), match.start())
        if before is not None:
            return _moment(day, before), text[before.start() : match.end()].strip()
        return day, match[0]
    return None


def _plain(words: str) -> str:
    """A date in words as ``iso_date`` reads it: no ordinal's ending, no full stop."""
    return re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", words.replace(".", "")).replace(" ,", ",")


def _moment(day: str, time: re.Match[str]) -> str:
    hour, half = int(time["hour"]), (time["half"] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        return day
    if half:
        hour = hour % 12 + 12 * (half == "p")
    moment = datetime.fromisoformat(day).replace(hour=hour, minute=int(time["minute"]), second=int(time["second"] or 0))
    zone = (time["zone"] or "").upper()
    if zone in _ZONES:
        moment = moment.replace(tzinfo=timezone(timedelta(minutes=_ZONES[zone])))
    elif zone[:1] in ("+", "-") and zone:
        minutes = int(zone[1:3]) * 60 + int(zone[-2:])
        moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes if zone[0] == "+" else -minutes)))
    return moment.isoformat()


def date_in_address(url: str) -> str | None:
    """The day that an address states ("/2019/09/17/", "/20190917/", "/2019-09-17-…"); ``None`` where it states none."""
    for match in re.finditer(r"[/-]((?:19|20)\d\d)([/-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=[/-]|$)", url):
        day = iso_date(f"{match[1]}-{match[3]}-{match[4]}")
        if day is not None:
            return day
    return None
