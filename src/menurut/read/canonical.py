"""One address for one article: what tracks the reader, names the device or picks a page of the article is left off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

# Beginnings of parameters that tell who sent the reader; the rest of them are in ``pages.toml``.
_TRACKING_BEGINS = ("utm_", "at_", "ns_", "pk_", "mtm_", "hsa_", "_x_tr_", "itm_", "vero_", "oly_")
# Parameters that ask for the form of a page for phones ("?amp=1", "?outputType=amp", Blogger's "?m=1").
_FORMS = {"amp": None, "outputtype": ("amp",), "output": ("amp",), "view": ("amp",), "mode": ("amp",), "m": ("1",)}
_PAGES = frozenset(("page", "halaman", "hal", "showpage", "paged", "pagenum", "pg"))
_WHOLE = frozenset(("all", "semua", "full", "single", "lengkap"))
_ONE = frozenset(("single", "showall", "viewall", "all", "fullpage", "singlepage"))  # "?single=1"
_MOST_LAYERS = 8  # a copy by Google of an AMP form of a page has two
_DEVICES = frozenset(("m", "amp", "mobile", "wap", "touch", "mobi", "www"))


@dataclass(frozen=True, slots=True)
class _Address:
    """An address in its parts, and the page of the article that it asks for."""

    host: str
    path: str
    query: tuple[tuple[str, str], ...]
    page: int | None


def canonical(url: str) -> str:
    """The one address of the article at ``url``.

    Left off are the fragment, tracking parameters, AMP forms (also Google's copies of them), hosts for phones, the
    page of an article in several ("?page=2", "/2", "?page=all", "?single=1"), "www.", the scheme's own port and a
    slash at the end; the scheme becomes https, the host lower case. Whatever may tell one article from another (ids,
    dates, other parameters, the case of a path) stays. What is no web address is given back as it is, without blanks
    around it. Applied to what it gave, it changes nothing.
    """
    address = _read(url)
    if address is None:
        return url.strip()
    return urlunsplit(("https", address.host, address.path, urlencode(address.query), ""))


def page_of(url: str) -> int | None:
    """Which page of its article ``url`` asks for: from 1 on, 0 for all of them on one, ``None`` where it says none."""
    address = _read(url)
    return None if address is None else address.page


def _read(url: str) -> _Address | None:
    page, address = None, None
    text = _halves().sub("\ufffd", url.strip())
    for _ in range(_MOST_LAYERS):
        address = _once(text)
        if address is None:
            return None
        page = address.page if page is None else page
        again = urlunsplit(("https", address.host, address.path, urlencode(address.query), ""))
        if again == text:
            break
        text = again
    return replace(address, page=page) if address else None


@cache
def _halves() -> re.Pattern[str]:
    """Half characters, which JSON may hold and no address can."""
    return re.compile(r"[\ud800-\udfff]")


def _once(url: str) -> _Address | None:
    for _ in range(_MOST_LAYERS):
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            return None
        if parts.scheme.lower() not in ("http", "https") or not host:
            return None
        inner = _inside_google(host, parts.path)
        if inner is None:
            break
        url = f"{inner}?{parts.query}" if parts.query else inner
    else:
        return None
    name = _host(host.rstrip("."))
    if port not in (None, 80, 443):
        name = f"{name}:{port}"
    path = _path(parts.path)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_form(*pair)]
    path, page = _paged_path(path)
    kept = [(key, value) for key, value in query if _page_in(key, value) is None]
    if len(kept) < len(query) and (_names_article(path) or any(re.search(r"\d", value) for _, value in kept)):
        found = (number for pair in query if (number := _page_in(*pair)) is not None)
        page, query = next(found, page), kept
    return _Address(name, path, tuple(sorted(query)), page)


def _inside_google(host: str, path: str) -> str | None:
    """The address of which Google holds a copy: google.com/amp/s/HOST/PATH, HOST.cdn.ampproject.org/c/s/HOST/PATH."""
    segments = path.strip("/").split("/")
    viewer = re.fullmatch(r"(?:www\.)?google\.[a-z.]{2,6}", host) is not None and segments[0] == "amp"
    cache = host.endswith(".cdn.ampproject.org") and segments[0] in ("c", "v", "a", "wp")
    if not viewer and not cache:
        return None
    rest = segments[1:]
    secure = rest[:1] == ["s"]
    rest = rest[1:] if secure else rest
    return f"http{'s' if secure else ''}://{'/'.join(rest)}" if rest and "." in rest[0] else None


def _host(host: str) -> str:
    """``host`` without what names a device at its beginning."""
    labels = host.split(".")
    while (
        len(labels) > 2 and labels[0] in _DEVICES and not (len(labels) == 3 and labels[1] in _words()["second_level"])
    ):
        labels = labels[1:]
    name = ".".join(labels)
    return f"[{name}]" if ":" in name else name


def _path(path: str) -> str:
    """``path`` with one form of its escapes and slashes, without AMP's segments and the name of an index."""
    plain = quote(unquote(path, errors="surrogateescape"), safe="/~!$&'()*+,;=:@-._", errors="surrogateescape")
    if "%2F" in path.upper():
        plain = path  # a slash that is part of a name
    segments = [segment for segment in plain.split("/") if segment not in ("", ".")]
    if segments and segments[-1].lower() in ("index.html", "index.htm", "index.php", "index.asp", "default.aspx"):
        segments.pop()
    rest = [segment for segment in segments if segment.lower() not in ("amp", "amp.html")]
    if _names_article("/".join(rest)):  # "/hi-fi/amp" may be about an amplifier
        segments = rest
    if segments:
        segments[-1] = re.sub(r"\.amp(?=\.html?$|$)", "", segments[-1])
    return "/" + "/".join(segments)


@cache
def _slug() -> re.Pattern[str]:
    """A part of a path that names an article: words joined by hyphens, dots or underlines, a long number, a file."""
    return re.compile(r"(?:[^\W_]+[-_.+]){3,}[^\W_]+|.*\d{5,}.*|.+\.(?:s?html?)", re.DOTALL)


def _names_article(path: str) -> bool:
    return any(_slug().fullmatch(segment) for segment in path.split("/"))


def _paged_path(path: str) -> tuple[str, int | None]:
    """``path`` without a page at its end, where what stands before it names an article; and that page."""
    segments = path.strip("/").split("/")
    last = segments[-1].lower()
    page = 0 if last in _WHOLE else int(last) if re.fullmatch(r"[1-9]\d?", last, re.ASCII) else None
    if page is None:
        return path, None
    rest = segments[:-1]
    if rest and rest[-1].lower() in (*_PAGES, "p"):
        rest = rest[:-1]
    # The last segment names the article; a date ("/2019/09/17") is no article and its day no page.
    if not rest or not _slug().fullmatch(rest[-1]):
        return path, None
    return "/" + "/".join(rest), page


def _page_in(key: str, value: str) -> int | None:
    """The page that a parameter asks for; ``None`` where it is none that does."""
    name, wish = key.lower(), value.lower()
    if name in _PAGES:
        if wish in _WHOLE:
            return 0
        return int(wish) if re.fullmatch(r"\d{1,2}", wish, re.ASCII) else None
    return 0 if name in _ONE and wish in ("1", "true", "yes", "") else None


def _is_form(key: str, value: str) -> bool:
    """Whether a parameter tells nothing of which article is meant."""
    name = key.lower()
    if name in _words()["tracking"] or name.startswith(_TRACKING_BEGINS):
        return True
    return name in _FORMS and (_FORMS[name] is None or value.lower() in (_FORMS[name] or ()))


@cache
def _words() -> Mapping[str, Any]:
    from menurut.read.pages.tables import words  # what reads pages needs canonical addresses itself

    return words()
