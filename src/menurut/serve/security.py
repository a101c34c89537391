"""What keeps the app to its reader: who may ask, what a page may load, and the token that a change needs."""

from __future__ import annotations

from collections.abc import Collection
from hmac import compare_digest
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from fastapi import Request
from starlette.datastructures import FormData, Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from menurut.serve.errors import BadRequestError
from menurut.serve.site import Site, site_of

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with "no-referrer" browsers hide the origin of our own forms
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
LOCAL = ("localhost", "127.0.0.1", "[::1]")
LONGEST_ADDRESS = 8_000  # bytes of path and query
LARGEST_BODY = 100_000  # bytes of a form
_SUFFIXES = ("json", "csv", "atom")


class Guard:
    """Turns away what is not for this app before anything is read, and gives every answer its headers.

    Another name in ``Host`` than the app's own is refused, so a page elsewhere cannot reach it under its own name (DNS
    rebinding). A path that ends in ``.json``, ``.csv`` or ``.atom`` goes to the page without it; ``menurut.format`` in
    the scope says which was asked for.
    """

    def __init__(self, app: ASGIApp, site: Site, hosts: Collection[str]) -> None:
        self._app = app
        self._site = site
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-cache")
            await send(message)

        answer = self._refused(scope) or self._entered(scope)
        if answer is not None:
            await answer(scope, receive, with_headers)
            return
        head = scope["method"] == "HEAD"  # answered as GET, without the body
        asked = {**_formatted(scope), "method": "GET" if head else scope["method"]}
        await self._app(asked, _bounded(receive), _bodiless(with_headers) if head else with_headers)

    def _entered(self, scope: Scope) -> Response | None:
        """Puts the token of the address that ``menurut serve`` prints into a cookie, and out of the address."""
        pairs = parse_qsl(scope.get("query_string", b"").decode("ascii", "replace"), keep_blank_values=True)
        given = [value for name, value in pairs if name == "token"]
        if not given or scope["method"] != "GET":
            return None
        query = urlencode([pair for pair in pairs if pair[0] != "token"])
        path = "/" + quote(scope["path"]).lstrip("/")
        answer = RedirectResponse(f"{path}?{query}" if query else path, 303)
        if self._site.is_token(given[0]):
            answer.set_cookie(self._site.cookie, given[0], httponly=True, samesite="strict")
        return answer

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if _name(headers.get("host", "")) not in self._hosts:
            return PlainTextResponse("This menurut does not serve under that name; see: menurut serve --help", 421)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("Only GET, HEAD and POST are answered", 405, {"allow": "GET, HEAD, POST"})
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > LONGEST_ADDRESS:
            return PlainTextResponse("The address is too long", 414)
        length = headers.get("content-length", "0")
        if not length.isdigit() or len(length) > 12 or int(length) > LARGEST_BODY:
            return PlainTextResponse("What was sent is too large", 413)
        return None


def _bodiless(send: Send) -> Send:
    async def bodiless(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return bodiless


def _name(host: str) -> str:
    """The name in a ``Host`` header, without its port."""
    return host.lower() if host.endswith("]") else host.lower().rpartition(":")[0] or host.lower()


def _formatted(scope: Scope) -> Scope:
    path: str = scope["path"]
    stem, dot, suffix = path.rpartition(".")
    if not dot or suffix not in _SUFFIXES or path.startswith("/static/"):
        return {**scope, "menurut.format": "html"}
    page = "/" if stem in ("", "/", "/index") else stem
    return {**scope, "path": page, "raw_path": page.encode(), "menurut.format": suffix}


def _bounded(receive: Receive) -> Receive:
    """``receive`` that ends a body without a stated length where it grows too large."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body") or b"")
        if seen > LARGEST_BODY:
            raise BadRequestError("error.too_large", 413)
        return message

    return bounded


def check_change(request: Request, form: FormData) -> None:
    """Raises ``BadRequestError`` (403) unless a form comes from a page of this session.

    Its browser must hold the token's cookie, its hidden field ``key`` must be the session's, and ``Origin``, where the
    browser tells it, must be this app. Every handler that changes something calls this before it reads the form.
    """
    site = site_of(request)
    key = form.get("key")
    if not site.may_change(request) or not isinstance(key, str):
        raise BadRequestError("error.no_token", 403)
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise BadRequestError("error.no_token", 403)
    if not compare_digest(key.encode(), site.form_key.encode()):
        raise BadRequestError("error.no_token", 403)
