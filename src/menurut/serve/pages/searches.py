"""``/searches``: the searches that are kept, each with its feed."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from menurut.errors import InputError
from menurut.serve.errors import BadRequestError
from menurut.serve.respond import Page, Table, respond
from menurut.serve.searching import question_in
from menurut.serve.security import check_change
from menurut.serve.site import site_of, words_of
from menurut.store.searches import forget_search, save_search, saved_searches

router = APIRouter()


@router.get("/searches")
def page(request: Request) -> Response:
    """The page."""
    with site_of(request).database.reading() as connection:
        kept = saved_searches(connection)
    rows = [(each.id, each.name, f"/search?{each.query}", f"/search.atom?{each.query}", each.made) for each in kept]
    table = Table(("id", "name", "address", "feed", "made"), rows)
    return respond(request, Page("searches.html", words_of(request)("searches.title"), {"searches": kept}, table))


@router.post("/searches")
async def keep(request: Request) -> Response:
    """Keeps a search: ``name``, and ``query`` as it stands in its address."""
    form = await request.form()
    check_change(request, form)
    name, query = form.get("name"), form.get("query")
    if not isinstance(name, str) or not isinstance(query, str):
        raise BadRequestError
    question = question_in(query)
    if question.empty:
        raise BadRequestError("searches.bad")
    try:
        await run_in_threadpool(save_search, site_of(request).store, name, question.query())
    except InputError as error:
        raise BadRequestError("searches.bad") from error
    return RedirectResponse("/searches", 303)


@router.post("/searches/{name}/forget")
async def forget(request: Request, name: str) -> Response:
    """Keeps a search no longer."""
    check_change(request, await request.form())
    await run_in_threadpool(forget_search, site_of(request).store, name)
    return RedirectResponse("/searches", 303)
