"""The app: its pages, its guard, and what it says when something fails."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from menurut.errors import NotFoundError, StoreError
from menurut.serve import statics
from menurut.serve.db import Database
from menurut.serve.errors import BadRequestError, MovedError, SlowError
from menurut.serve.pages import routers
from menurut.serve.respond import Page, respond
from menurut.serve.security import HEADERS, LOCAL, Guard
from menurut.serve.site import Site, words_of
from menurut.serve.statics import static_files
from menurut.store.schema import connect

_THREADS = 8  # pages that are made at the same time


def create_app(
    store: Path, *, token: str | None = None, language: str | None = None, hosts: Collection[str] = ()
) -> FastAPI:
    """The web app on the store at ``store``.

    Args:
        store: the path of the store; raises ``StoreError`` where it cannot be read.
        token: who opens ``/?token=`` with it may correct; without one nothing can be changed.
        language: ``id`` or ``en`` for readers who have not chosen; by default what their browser prefers.
        hosts: names beside the loopback's under which it may be asked for.
    """
    connect(store, write=False).close()
    static_files()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = _THREADS
        yield

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan, redirect_slashes=False)
    site = Site(store, token, language, Database(store))
    app.state.site = site
    app.include_router(statics.router)
    for router in routers():
        app.include_router(router)
    _answer_errors(app)

    app.add_middleware(Guard, site=site, hosts=[*LOCAL, *hosts])
    return app


def _answer_errors(app: FastAPI) -> None:
    """Every failure becomes a page (or JSON, CSV) that says in plain words what can be done."""

    @app.exception_handler(MovedError)
    async def moved(request: Request, error: MovedError) -> Response:
        suffix = request.scope.get("menurut.format", "html")
        query = request.url.query
        address = quote(error.address) + ("" if suffix == "html" else f".{suffix}") + (f"?{query}" if query else "")
        return RedirectResponse(address, 301)

    @app.exception_handler(NotFoundError)
    async def not_found(request: Request, _: NotFoundError) -> Response:
        return _failure(request, 404, "error.not_found")

    @app.exception_handler(BadRequestError)
    async def bad_request(request: Request, error: BadRequestError) -> Response:
        return _failure(request, error.status, error.key)

    @app.exception_handler(RequestValidationError)
    async def not_valid(request: Request, _: RequestValidationError) -> Response:
        return _failure(request, 400, "error.bad_request")

    @app.exception_handler(SlowError)
    async def slow(request: Request, _: SlowError) -> Response:
        return _failure(request, 503, "error.slow")

    @app.exception_handler(StoreError)
    async def store(request: Request, error: StoreError) -> Response:
        return _failure(request, 503, "error.store", str(error))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        return _failure(
            request, error.status_code, "error.not_found" if error.status_code == 404 else "error.bad_request"
        )

    @app.exception_handler(Exception)
    async def failed(request: Request, _: Exception) -> Response:
        answer = _failure(request, 500, "error.failed")
        answer.headers.update(HEADERS)  # Starlette answers this one outside of the guard
        return answer


def _failure(request: Request, status: int, key: str, said: str = "") -> Response:
    words = words_of(request)
    data = {"error": words(key), "status": status, "said": said}
    if request.scope.get("menurut.format") in ("csv", "atom"):
        request.scope["menurut.format"] = "json"
    return respond(request, Page("error.html", words("error.title"), data, status=status))
