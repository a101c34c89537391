"""``/incident/{id}``: who reports a happening, who stands where on it, and what is told differently."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from menurut.serve.charts import lanes
from menurut.serve.db import find
from menurut.serve.incidents import IncidentPage, Report, incident_page
from menurut.serve.lines import Line
from menurut.serve.paging import cursor, cursor_of, limit_of
from menurut.serve.respond import Entry, Page, Table, respond
from menurut.serve.site import site_of, words_of
from menurut.serve.text import Words

router = APIRouter()
_REPORTS, _LANES = 40, 12  # independent sources of one page; actors in the chart
_COLUMNS = (
    "date", "outlet", "article", "title", "event", "source", "copy_group", "type", "mode", "status", "score", "words"
)  # fmt: skip


@router.get("/incident/{name}")
def page(request: Request, name: str) -> Response:
    """The page. As CSV a line for each report, as Atom an entry for each independent source."""
    t = words_of(request)
    with site_of(request).database.reading() as connection:
        incident = find(connection, "incident", name)
        data, after = incident_page(connection, incident, limit_of(request, _REPORTS), cursor_of(request, str, str))
    shown = data.standings[:_LANES]
    chart = lanes([[(stood.date, stood.stance) for stood in each.history if stood.date] for each in shown])
    table = Table(_COLUMNS, [row for report in data.reports for row in _rows(report)])
    extra = {"chart": chart, "lanes": shown}
    following = None if after is None else cursor(after)
    title = _title(t, data.incident)
    return respond(request, Page("incident.html", title, data, table, _feed(t, data), following, extra=extra))


def _title(t: Words, line: Line) -> str:
    """Who did what to whom, and when, in one line."""
    source = ", ".join(party.name for party in line.source[:2]) or t("common.somebody")
    target = ", ".join(party.name for party in line.target[:2])
    what = t.code("type", line.type) + (f" ({t.code('mode', line.mode)})" if line.mode else "")
    when = f", {t.days(line.first, line.last, line.precision)}" if line.first or line.last else ""
    return f"{source} {what}{' → ' if target else ''}{target}{when}"


def _rows(report: Report) -> list[tuple[object, ...]]:
    words = report.quote.text if report.quote else None
    return [
        (
            *(told.date, told.outlet, told.article, told.title, told.event, report.source, report.copies),
            *(told.type, told.mode, told.status, told.score, words if told is report.first else None),
        )
        for told in (report.first, *report.more)
    ]


def _feed(t: Words, data: IncidentPage) -> list[Entry]:
    return [
        Entry(
            each.first.event,
            f"{each.first.outlet or t('common.unknown_outlet')}: {each.first.title or t.code('type', each.first.type)}",
            f"/article/{each.first.article}#event-{each.first.event}",
            each.first.date,
            each.quote.text if each.quote else "",
        )
        for each in reversed(data.reports)
    ]
