"""Pages as HTML: the templates, and what they can call."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined

from menurut.serve.site import site_of, words_of
from menurut.serve.statics import static_address
from menurut.version import __version__

THEMES = ("auto", "light", "dark")
_DONE = ("corrected", "undone")  # what a page is told that has just been done, with the correction's id
_PASSING = ("lang", "theme", *_DONE)  # in the address, but not of the page


@cache
def environment() -> Environment:
    """The templates. Whatever is put into one is escaped; nothing may be marked as safe."""
    made = Environment(
        loader=PackageLoader("menurut.serve", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static_address
    made.filters["web"] = web_address
    made.filters["part"] = address_part
    return made


def compile_templates() -> None:
    """Compiles all templates now, so that the first reader does not wait for it."""
    for name in environment().list_templates():
        environment().get_template(name)


def web_address(address: str | None) -> str | None:
    """An address that a page may link to: ``http`` or ``https`` with a host, else ``None``."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def address_part(text: object) -> str:
    """A text as one part of a path or as a value of a query."""
    return quote(str(text), safe="")


class Address:
    """The address of the page that is being made, and its variants."""

    def __init__(self, request: Request) -> None:
        self.path = request.url.path
        query = request.scope.get("query_string", b"").decode("utf-8", "replace")
        self._query = [pair for pair in parse_qsl(query, max_num_fields=200) if pair[0] not in _PASSING]

    def __str__(self) -> str:
        """The address to cite, without language and looks."""
        return self.having()

    def having(self, **changes: object) -> str:
        """The same address with other values in the query; ``None`` takes one out."""
        kept = [(name, value) for name, value in self._query if name not in changes]
        new = [(name, str(value)) for name, value in changes.items() if value is not None]
        query = urlencode(kept + new)
        return f"{quote(self.path)}?{query}" if query else quote(self.path)

    def in_format(self, suffix: str, **changes: object) -> str:
        """The same page as ``json``, ``csv`` or ``atom``, with other values in the query."""
        path, _, query = self.having(**changes).partition("?")
        return f"{'/index' if path == '/' else path}.{suffix}" + (f"?{query}" if query else "")


def render(request: Request, template: str, **values: Any) -> str:
    """The template as HTML.

    It knows ``t`` (the words), ``here`` (the address), ``theme``, ``may_change``, ``form_key``, ``notice`` (what
    has just been done, and to which correction), and the ``values``.
    """
    site = site_of(request)
    words = words_of(request)
    theme = request.query_params.get("theme") or request.cookies.get("theme")
    changing = site.may_change(request)
    done = next(((name, request.query_params[name]) for name in _DONE if name in request.query_params), None)
    return (
        environment()
        .get_template(template)
        .render(
            t=words,
            here=Address(request),
            theme=theme if theme in THEMES else "auto",
            may_change=changing,
            form_key=site.form_key if changing else "",
            notice=done if changing else None,
            version=__version__,
            store_name=site.store.name,
            **values,
        )
    )
