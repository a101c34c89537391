"""What the app knows of itself, for every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path

from fastapi import Request

from menurut.serve.db import Database
from menurut.serve.text import Words, language_of


@dataclass(frozen=True)
class Site:
    """The store that is served, the session's token (``None``: nothing can be changed), the usual language."""

    store: Path
    token: str | None
    language: str | None
    database: Database

    @cached_property
    def cookie(self) -> str:
        """The name of the cookie that holds the token; no two sessions share it."""
        return f"menurut-{self._hash('cookie')[:8]}"

    @cached_property
    def form_key(self) -> str:
        """What every form that changes something sends in its hidden field ``key``."""
        return self._hash("form")

    def may_change(self, request: Request) -> bool:
        """Whether the reader's browser holds the session's token."""
        return self.is_token(request.cookies.get(self.cookie, ""))

    def is_token(self, given: str) -> bool:
        """Whether this is the session's token."""
        return self.token is not None and compare_digest(given.encode(), self.token.encode())

    def _hash(self, use: str) -> str:
        return blake2b(use.encode(), key=(self.token or "").encode()[:64], digest_size=16).hexdigest()


def site_of(request: Request) -> Site:
    """The app's site."""
    site: Site = request.app.state.site
    return site


def words_of(request: Request) -> Words:
    """The words of the reader's language: ``?lang=``, else the cookie, else the app's, else what the browser asks."""
    return Words(
        language_of(
            request.query_params.get("lang"),
            request.cookies.get("lang"),
            site_of(request).language,
            request.headers.get("accept-language"),
        )
    )
