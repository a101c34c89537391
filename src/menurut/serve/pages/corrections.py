"""``/corrections``: what people put right, and taking it back; ``/correct/...``: putting a record right."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, unquote, urlencode

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from menurut.errors import InputError, NotFoundError
from menurut.records import Act, EventType, Form, Status
from menurut.serve.fixing import KINDS, fixing
from menurut.serve.given import asked, local_address
from menurut.serve.lines import incident_lines
from menurut.serve.logged import Chosen, log_page
from menurut.serve.paging import cursor, cursor_of, limit_of
from menurut.serve.respond import Page, Table, respond
from menurut.serve.security import check_change
from menurut.serve.site import site_of, words_of
from menurut.serve.text import countries
from menurut.store.schema import connect, plain_errors

router = APIRouter()
_LINES = 100
_LONGEST = 200  # characters of a filter, and of an author's name
_YEAR = 365 * 86_400  # seconds
_LOCAL = ("127.0.0.1", "::1")
_COLUMNS = ("id", "made", "author", "kind", "state", "subject", "object", "undoes", "article", "words", "right")


# ---- the log


@router.get("/corrections")
def page(request: Request) -> Response:
    """The log, the latest first; as CSV with what is right as ``what=value``."""
    given = [(request.query_params.get(name) or "")[:_LONGEST] for name in ("kind", "author", "state", "article")]
    chosen = Chosen(*(value or None for value in given))
    ended = (cursor_of(request, int) or [None])[0]
    with site_of(request).database.reading() as connection:
        data, after = log_page(connection, chosen, limit_of(request, _LINES), ended)
    rows = [
        (*(getattr(line, name) for name in _COLUMNS[:-1]), "; ".join(f"{what}={said}" for what, said in line.right))
        for line in data.corrections
    ]
    title = words_of(request)("corrections.title")
    following = cursor([after]) if after is not None else None
    return respond(
        request,
        Page("corrections.html", title, data, Table(_COLUMNS, rows), after=following, nav="corrections"),
    )


@router.get("/corrections/annotations")
def as_annotations(request: Request) -> Response:
    """The corrected articles as the gold has them, JSON lines."""
    from menurut.correct.training import annotation_records

    path = site_of(request).store
    lines = (msgspec.json.encode(row) + b"\n" for row in annotation_records(path))
    return _download(lines, "annotations.jsonl", "application/x-ndjson")


@router.get("/corrections/labelstudio")
def as_tasks(request: Request) -> Response:
    """The corrected articles as tasks for Label Studio, JSON."""
    from menurut.correct.training import tasks

    path = site_of(request).store
    return _download((msgspec.json.encode(list(tasks(path))),), "labelstudio.json", "application/json")


@router.get("/corrections/log")
def as_log(request: Request) -> Response:
    """The log as JSON lines, which ``menurut corrections --load`` takes in."""
    return _download(_log_lines(site_of(request).store), "corrections.jsonl", "application/x-ndjson")


def _log_lines(path: Path) -> Iterator[bytes]:
    from menurut.correct.lines import log_lines

    with closing(connect(path, write=False)) as connection, plain_errors(path):
        yield from log_lines(connection)


def _download(parts: Iterable[bytes], name: str, kind: str) -> Response:
    """All parts as a file to keep."""
    headers = {"content-disposition": f'attachment; filename="menurut-{name}"'}
    return Response(b"".join(parts), media_type=kind, headers=headers)


# ---- putting a record right


@router.get("/correct/{kind}/{name}")
def choose(request: Request, kind: str, name: str) -> Response:
    """What can be said of a record; its article's page opens it beside the text."""
    if kind not in KINDS:
        raise NotFoundError(f"there is no kind of record {kind!r}")
    with site_of(request).database.reading() as connection:
        data = fixing(connection, kind, name)
        like = incident_lines(connection, data.like)
    words = words_of(request)
    names = sorted((name[words.language], code) for code, name in countries().items())
    extra = {
        "author": _author(request),
        "back": local_address(request.query_params.get("back", "")) or f"/article/{data.article}",
        "like": like,
        "types": [str(each) for each in EventType],
        "statuses": [str(each) for each in Status],
        "acts": [str(each) for each in Act],
        "forms": [str(each) for each in Form],
        "countries": names,
    }
    return respond(request, Page("correct.html", words(f"corrections.of.{kind}"), data, extra=extra, nav="corrections"))


@router.post("/correct")
async def correct(request: Request) -> Response:
    """Makes a correction, and goes back to where it was made."""
    form = await _checked(request)
    try:
        name = await run_in_threadpool(_correct, site_of(request).store, form, _given_author(form))
    except (InputError, NotFoundError) as error:
        return _refused(request, error)
    fragment = ""
    kind, subject = (str(form.get(field, "")) for field in ("record", "subject"))
    back = _back(form)
    if back.startswith("/article/") and kind in KINDS and kind != "article":
        fragment = f"#record-{kind}-{quote(subject, safe='')}"
    return _went(form, back, "corrected", name, fragment)


@router.post("/correct/undo")
async def undo(request: Request) -> Response:
    """Takes a correction back, and goes back to where that was asked."""
    from menurut.correct.live import undo as take_back

    form = await _checked(request)
    author, name = _given_author(form) or _author(request), str(form.get("id", ""))
    try:
        line = await run_in_threadpool(take_back, site_of(request).store, name, author=author or "?")
    except (InputError, NotFoundError) as error:
        return _refused(request, error)
    return _went(form, _back(form), "undone", line.id)


def _correct(path: Path, form: FormData, author: str) -> str:
    from menurut.correct.live import correct as put_right

    with closing(connect(path, write=False)) as connection, plain_errors(path):
        query = "SELECT text FROM documents WHERE article = ?"
        row = connection.execute(query, (str(form.get("article", "")),)).fetchone()
    wanted = asked(form, row[0] if row is not None else "")
    line = put_right(path, wanted.kind, wanted.subject, wanted.other, author=author, value=wanted.value)
    return line.id


async def _checked(request: Request) -> FormData:
    """The form of a change, which this session may make."""
    form = await request.form()
    check_change(request, form)
    return form


def _given_author(form: FormData) -> str:
    return " ".join(str(form.get("author", "")).split())[:_LONGEST]


def _author(request: Request) -> str:
    """Who corrects: as last time in this browser; on this machine else who is logged in."""
    known = unquote(request.cookies.get("author", ""))[:_LONGEST]
    if known or request.client is None or request.client.host not in _LOCAL:
        return known
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # nobody has this number here, as in many containers
        return ""


def _back(form: FormData) -> str:
    return local_address(str(form.get("back", ""))) or "/corrections"


def _went(form: FormData, back: str, done: str, name: str, fragment: str = "") -> Response:
    mark = "&" if "?" in back else "?"
    answer = RedirectResponse(f"{back}{mark}{urlencode({done: name})}{fragment}", 303)
    author = _given_author(form)
    if author:
        answer.set_cookie("author", quote(author), max_age=_YEAR, httponly=True, samesite="strict")
    return answer


def _refused(request: Request, error: Exception) -> Response:
    words = words_of(request)
    data = {"error": words("corrections.refused"), "status": 400, "said": str(error)}
    return respond(request, Page("error.html", words("error.title"), data, status=400))
