"""The bytes of a saved page → its text by the evidence, and its tree, whatever was done to either."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from menurut.read.text import decode

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_BYTES = 10_000_000  # of a page; what is longer is not read (libxml2 reads no longer run of text either)
MOST_ELEMENTS = 60_000  # of a page; a long live page has some 20,000
_DEEPEST = 150  # open elements; news pages have some 40. libxml2 gives up at 256, and what is below is lost
_MOST_ATTRIBUTES = 200  # words of one tag outside quotation marks; libxml2's time grows with their square
_LONG_TAG = 2_000  # characters
_SAMPLE = 65_536  # bytes that are looked at for zeros
_HEAD = 4_096  # bytes in which a page may state its charset
# Single-byte Western charsets that browsers read as Windows-1252 (WHATWG Encoding, "names and labels").
_WESTERN = frozenset(("ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "iso8859-1", "windows-1252", "cp1252"))


@cache
def _stated() -> re.Pattern[bytes]:
    return re.compile(rb"<(?:meta\b[^>]{0,300}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)


def page_text(data: bytes, charset: str | None) -> tuple[str | None, str | None]:
    """The text of a page, and the encoding it was taken for where that is a guess; no text where it is not text.

    Args:
        data: the page, perhaps cut off.
        charset: what the server's header says, if anything.

    Evidence goes first: byte order marks, zeros at every second byte (UTF-16), then UTF-8 wherever the bytes are
    that but for a few. Only for other bytes do the header and the page's own statement count, where they agree or
    there is only one; else the encoding is guessed.
    """
    if data[:4].startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or data.startswith(b"\x00\x00\xfe\xff"):
        text, _ = decode(data)
        if text is not None:
            return text, None
        return data.decode("utf-16" if data[:1] in (b"\xff", b"\xfe") else "utf-8-sig", "replace"), None
    if b"\0" in data[:_SAMPLE]:
        sample = data[:_SAMPLE]
        if 3 * sample.count(0) > len(sample):
            return data.decode(
                "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be", "replace"
            ), None
    data = data.replace(b"\0", b"")
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    if _is_mostly_utf8(text):
        return text, None
    return _otherwise(data, charset)


def _is_mostly_utf8(text: str) -> bool:
    """Whether ``text``, read as UTF-8, has few damaged characters beside the sound ones beyond ASCII."""
    damaged = text.count("\ufffd")
    beyond = sum(not char.isascii() for char in text) - damaged
    return beyond >= 4 * damaged


def _otherwise(data: bytes, charset: str | None) -> tuple[str | None, str | None]:
    match = _stated().search(data[:_HEAD])
    named = [charset, match[1].decode("ascii") if match else None]
    stated = list(dict.fromkeys(name for each in named if (name := _codec(each)) is not None))
    if len(stated) == 1:
        return data.decode(stated[0], "replace"), None
    text, guess = decode(data)
    if text is None:
        return (data.decode(stated[0], "replace"), stated[0]) if stated else (None, None)
    return text, guess


def _codec(name: str | None) -> str | None:
    """Python's name of a stated charset that is not UTF-8; ``None`` where there is none of that name."""
    import codecs

    if name is None:
        return None
    if name.lower() in _WESTERN:
        return "cp1252"
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    is_text = getattr(found, "_is_text_encoding", True)
    return found.name if is_text and not found.name.startswith(("utf", "idna", "punycode", "raw", "unicode")) else None


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(r"<[a-zA-Z][\w-]{0,30}")


@cache
def _quoted() -> re.Pattern[str]:
    return re.compile(r"\"[^\"]*+\"|'[^']*+'")


@cache
def _raw_end() -> re.Pattern[str]:
    return re.compile(r"</(?:script|style|textarea|title)", re.IGNORECASE)


def _without_bombs(html: str) -> str:
    """``html`` with the attributes of a tag left off where there are too many."""
    parts = html.split(">")
    if max(map(len, parts)) <= _LONG_TAG:
        return html
    inside = False  # whether a quotation mark of a tag is open: the part goes on with its attributes
    for at, part in enumerate(parts):
        begin = 0
        if not inside:
            opening = _opening().search(part)
            if opening is None:
                continue
            begin = opening.end()
        if len(part) - begin > _LONG_TAG and len(_quoted().sub("", part[begin:]).split()) > _MOST_ATTRIBUTES:
            end = _raw_end().search(part, begin)  # it was no tag, but code that compares ("i<n")
            quote = re.compile(r"[\"']").search(part) if inside else None
            parts[at] = part[: quote.end() if quote else begin] + (part[end.start() :] if end else "")
            inside = False
        else:
            quotes = part.count('"', begin), part.count("'", begin)
            inside = (quotes[0] % 2 == 1) != inside if quotes[0] or inside else quotes[1] % 2 == 1
    return ">".join(parts)


def page_tree(html: str) -> _Element | None:
    """The tree of a page, without comments; ``None`` where it holds no element. Elements nested too deep are opened."""
    html = _without_bombs(html)
    tree, whole = _parsed(html)
    return tree if whole else _parsed(_shallow(html))[0]


def _parsed(html: str) -> tuple[_Element | None, bool]:
    """The tree, and whether it can be used: libxml2 leaves off what comes after an element that lies too deep."""
    from lxml.etree import HTMLParser, XMLSyntaxError, fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = fromstring(html.encode("utf-8", "replace"), parser)
    except XMLSyntaxError:
        return None, True
    if tree is None:
        return None, True
    whole = not any("depth" in entry.message for entry in parser.error_log)
    return tree, whole and not _too_deep()(tree)


@cache
def _too_deep() -> Any:
    from lxml.etree import XPath

    return XPath(f"boolean(//*[not(*) and count(ancestor::*) > {_DEEPEST + 20}])")


@cache
def _tag() -> re.Pattern[str]:
    return re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>")


# Elements that hold no others, and two whose end is often left out.
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
) | {"p", "li"}


def _shallow(html: str) -> str:
    """``html`` without the tags that are open below ``_DEEPEST`` others: a line break stands for each.

    Only tags are counted, as they come; one that is never closed counts to the end.
    """
    depth = 0

    def kept(match: re.Match[str]) -> str:
        nonlocal depth
        if match[2].lower() in _VOID:
            return match[0]
        if match[1]:
            depth = max(0, depth - 1)
            return match[0] if depth < _DEEPEST else "<br>"
        depth += 1
        return match[0] if depth <= _DEEPEST else "<br>"

    return _breaks().sub("<br>", _tag().sub(kept, html))


@cache
def _breaks() -> re.Pattern[str]:
    return re.compile(r"<br>(?:\s*<br>)+")
