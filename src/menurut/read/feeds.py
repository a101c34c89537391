"""RSS, RDF, Atom and JSON Feed → entries, and an entry's own text → an article. Nothing here touches the network.

XML is read by ``feedparser`` (https://feedparser.readthedocs.io), which reads broken feeds too. It is given no
document type (whose entities could multiply without bound) and only so many tags as it reads in seconds.
"""

from __future__ import annotations

import html
import io
import re
from calendar import timegm
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from menurut.errors import InputError
from menurut.read.articles import host_of, iso_date, make_article
from menurut.records import Article, Problem

_TAGS = 200_000  # tags that a feed may have, some 10,000 entries; feedparser takes 10 to 50 µs for each
_BYTES = 10_000_000  # of a feed or of a file that lists feeds
_SPOILT = 0.05  # of the characters beyond ASCII: what a UTF-8 feed may have lost and still be read as one
_PERIODS: Mapping[str, int] = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000}
_NO_TEXT = frozenset(("script", "style", "template", "noscript", "iframe", "object", "svg", "form", "head"))
# fmt: off
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins",
    "kbd", "mark", "q", "s", "script", "small", "span", "strike", "strong", "style", "sub", "sup", "template", "time",
    "tt", "u", "var", "wbr",
))
# fmt: on


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed, as it states it.

    ``address`` is absolute, ``published`` ISO 8601 where it is certain and ``stated_date`` as it is worded; ``summary``
    and ``content`` are HTML. Everything is ``None`` where the feed does not state it.
    """

    address: str | None
    title: str | None
    published: str | None
    stated_date: str | None
    summary: str | None
    content: str | None
    id: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its title, its language, after how many seconds it asks to be read again, its entries, and its faults."""

    title: str | None
    language: str | None
    ttl: int | None
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()


def entries_in(data: bytes, address: str | None, *, charset: str | None = None) -> Feed:
    """The entries of a feed; never raises, whatever the bytes.

    Args:
        data: the feed as it came, decompressed.
        address: where it lies: relative addresses are resolved against it, and it is the origin of the problems.
        charset: the encoding that the server named; believed only where the bytes and the feed itself say nothing.

    What is broken is read as far as it goes, with a problem ``broken_feed``; what is no feed has no entries and a
    problem ``not_a_feed``, which names the feed that an HTML page points to. Entries that come twice count once.
    """
    if len(data) > _BYTES:
        return _nothing(Problem("read", "too_large", f"a feed of more than {_BYTES:,} bytes is not read", address))
    text = _decode(data, charset)
    start = text.lstrip("\ufeff \t\r\n\x00")
    if start.startswith(("{", "[")):
        return _json_feed(start, address)
    return _xml_feed(start, address)


def article_of(entry: Entry, feed: Feed, origin: str, *, least: int = 1) -> Article | None:
    """The article that an entry itself holds, ``None`` where its text has fewer than ``least`` characters.

    Its text is the longer of content and summary, a paragraph a line. Address and outlet are told as a page's are, so
    that the feed's text and the page are one article; an entry without an address is its feed's (``origin``) outlet's.
    """
    from menurut.outlets import marks_of
    from menurut.read.canonical import canonical

    texts = [text_of(part) for part in (entry.content, entry.summary) if part]
    text = max(texts, key=len, default="")
    if len(text) < max(least, 1):
        return None
    address = canonical(entry.address) if entry.address else None
    host = host_of(address or origin)
    outlet = marks_of(host)
    article = make_article(
        text,
        origin,
        given_id=entry.id,
        url=address,
        outlet=outlet.name or host,
        language=outlet.language_at(host) or feed.language,
    )
    return with_entry(article, entry)


def with_entry(article: Article, entry: Entry) -> Article:
    """The article with the entry's headline and date where it states none of its own."""
    if article.title is None and entry.title is not None:
        article = replace(article, title=entry.title)
    if article.stated_date is None and article.published is None:
        article = replace(article, published=entry.published, stated_date=entry.stated_date)
    return article


def text_of(markup: str) -> str:
    """The text of a piece of HTML, a paragraph a line; scripts, styles and forms left out.

    Nesting beyond what libxml2 reads (256 elements) is left out with what stands in it.
    """
    from lxml import etree

    if "<" not in markup:
        return _lines([html.unescape(_plain(markup))])
    parser = etree.HTMLParser(recover=True, no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    data = f"<div>{_plain(markup)}</div>".encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError:
        root = None
    return "" if root is None else _lines(_pieces(root))


def feeds_named(names: Sequence[str]) -> tuple[str, ...]:
    """The addresses of feeds that a user names: addresses, and files that list them; each once, in order.

    A file is OPML, or has an address a line; what follows a ``#`` at the beginning or after a space is a comment.
    Raises ``InputError`` for what is neither an address nor a file that holds one.
    """
    found: dict[str, None] = {}
    for name in names:
        if "://" in name or name.startswith("feed:"):
            found[_feed_address(name)] = None
            continue
        addresses = list(_listed(Path(name)))
        if not addresses:
            raise InputError(f"the file {name!r} lists no address of a feed; write one a line, or give OPML")
        found.update(dict.fromkeys(addresses))
    return tuple(found)


def _feed_address(name: str) -> str:
    value = name.strip()
    if value.startswith("feed:"):
        rest = value.removeprefix("feed:").removeprefix("//")
        value = rest if "://" in rest else f"http://{rest}"
    try:
        parts = urlsplit(value)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fits = False
    if not fits or any(char.isspace() for char in value):
        raise InputError(f"{name!r} is not the address of a feed; it begins with https:// or http:// and names a host")
    return value


def _listed(path: Path) -> Iterator[str]:
    from lxml import etree

    try:
        with path.open("rb") as file:
            data = file.read(_BYTES)
    except FileNotFoundError:
        message = f"there is no file {str(path)!r}; the address of a feed begins with https:// or http://"
        raise InputError(message) from None
    except OSError as error:
        raise InputError(f"the file {str(path)!r} cannot be read: {error.strerror or error}") from error
    text = _decode(data, None).lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        for line in text.splitlines():
            address = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
            if address:
                yield _feed_address(address)
        return
    parser = etree.XMLParser(recover=True, no_network=True, resolve_entities=False, load_dtd=False)
    try:
        root = etree.fromstring(_undeclared(text)[0].encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        root = None
    for element in root.iter() if root is not None else ():
        listed = next((v for k, v in element.attrib.items() if str(k).lower() == "xmlurl"), None)
        if listed:
            yield _feed_address(str(listed))


# Bytes to text.


def _decode(data: bytes, charset: str | None) -> str:
    """The text of a feed: UTF-8 where the bytes are, whatever they are said to be; else as declared, named, guessed."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    beyond = sum(not char.isascii() for char in text)
    if text.count("\ufffd") <= _SPOILT * beyond:
        return text
    declared = re.match(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", data[:400])
    for encoding in (declared[1].decode("ascii", "ignore") if declared else None, charset, _guess(data)):
        try:
            if encoding and encoding.lower() not in ("utf-8", "utf8", "ascii", "us-ascii"):
                return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _guess(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:65_536], cp_isolation=["cp1252", "cp1251", "cp1256", "gb18030", "shift_jis"]).best()
    return best.encoding if best else None


# XML.


def _xml_feed(text: str, address: str | None) -> Feed:
    import feedparser

    body, entities = _undeclared(text)
    if not body:
        message = "this is no RSS, Atom or JSON feed" if text else "the feed is empty"
        return _nothing(Problem("read", "not_a_feed", message, address))
    if _tags(body) > _TAGS:
        message = f"the feed has more than {_TAGS:,} tags, the most that is read"
        return _nothing(Problem("read", "too_large", message, address))
    headers = {"content-type": "application/xml; charset=utf-8"}
    data = io.BytesIO(body.encode("utf-8", "replace"))
    try:
        parsed: dict[str, Any] = feedparser.parse(
            data, response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:
        message = f"the feed is so broken that nothing can be read ({type(error).__name__})"
        return _nothing(Problem("read", "broken_feed", message, address))
    if not parsed.get("version"):
        return _nothing(_not_a_feed(body, address))
    dated = ("published", "updated") if str(parsed["version"]).startswith("rss") else ("published",)
    feed = dict(parsed["feed"])
    language = _string(feed.get("language"))
    entries = _distinct(_entry(dict(found), dated, language, address) for found in parsed["entries"])
    problems = []
    if parsed.get("bozo"):
        message = f"the feed is not well-formed XML ({_reason(parsed)}); what could be read of it was read"
        problems.append(Problem("read", "broken_feed", message, address))
    if entities:
        message = "the feed declares entities of its own, which are not read; what stands beside them was"
        problems.append(Problem("read", "broken_feed", message, address))
    return Feed(_title(feed.get("title")), language, _ttl(feed), entries, tuple(problems))


def _undeclared(text: str) -> tuple[str, bool]:
    """The text from its first element on, and whether its document type (left out) declared entities. Linear."""
    first = re.search(r"<\w", text)
    kind = re.search(r"<!DOCTYPE", text[: first.start()] if first else "", re.IGNORECASE)
    entities = False
    if kind is not None:
        end = _doctype_end(text, kind.end())
        entities = text.find("<!ENTITY", kind.end(), end) >= 0
        text = text[end:]
        first = re.search(r"<\w", text)
    return text[first.start() :] if first else "", entities


def _doctype_end(text: str, at: int) -> int:
    """Where the document type ends: the ``>`` outside of quotes and of ``[ ]``; the end where it is not closed."""
    inside, quote = 0, ""
    for match in re.compile(r"[\[\]\"'>]").finditer(text, at):
        char = match.group()
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == ">" and not inside:
            return match.end()
        elif char in "[]":
            inside = max(inside + (1 if char == "[" else -1), 0)
    return len(text)


def _tags(text: str) -> int:
    """How many tags stand outside of CDATA."""
    count, at = 0, 0
    while (start := text.find("<![CDATA[", at)) >= 0:
        count += text.count("<", at, start)
        end = text.find("]]>", start)
        if end < 0:
            return count
        at = end + 3
    return count + text.count("<", at)


def _reason(parsed: Mapping[str, Any]) -> str:
    error = parsed.get("bozo_exception")
    said = getattr(error, "getMessage", lambda: str(error))()
    return str(said)[:100]


def _not_a_feed(text: str, address: str | None) -> Problem:
    head = text[:200_000]
    if "<html" not in head.lower():
        return Problem("read", "not_a_feed", "this is no RSS, Atom or JSON feed", address)
    for tag in re.findall(r"<link\b[^>]{0,1000}>", head, re.IGNORECASE):
        href = re.search(r"""href\s*=\s*["']?([^"'\s>]+)""", tag, re.IGNORECASE)
        if re.search(r"application/(?:rss|atom|feed)\+(?:xml|json)", tag, re.IGNORECASE) and href:
            found = _absolute(html.unescape(href[1]), address) or href[1]
            return Problem("read", "not_a_feed", f"this is an HTML page, not a feed; its feed is {found}", address)
    return Problem("read", "not_a_feed", "this is an HTML page, not a feed, and it names none", address)


def _entry(found: Mapping[str, Any], dated: Iterable[str], language: str | None, base: str | None) -> Entry:
    stated = next((value for name in dated if (value := _string(found.get(name)))), None)
    published = iso_date(stated, language) if stated else None
    parsed = next((value for name in dated if (value := found.get(f"{name}_parsed"))), None)
    if stated and published is None and parsed is not None:
        published = datetime.fromtimestamp(timegm(parsed), UTC).isoformat()
    contents = [_string(part.get("value")) or "" for part in found.get("content", ())]
    given, link = _string(found.get("id")), _string(found.get("link"))
    if link in (None, given):
        link = _address_in(given)
    return Entry(
        _absolute(link, base),
        _title(found.get("title")),
        published,
        stated,
        _string(found.get("summary")),
        max(contents, key=len, default="") or None,
        given,
    )


def _ttl(feed: Mapping[str, Any]) -> int | None:
    """The longest time in seconds that the feed asks to be left alone: ``ttl`` (minutes) or ``sy:updatePeriod``."""
    asked = [0]
    if (minutes := _string(feed.get("ttl"))) and re.fullmatch(r"\d{1,9}", minutes, re.ASCII):
        asked.append(int(minutes) * 60)
    if (period := _PERIODS.get((_string(feed.get("sy_updateperiod")) or "").lower())) is not None:
        often = _string(feed.get("sy_updatefrequency")) or "1"
        asked.append(period // max(int(often) if re.fullmatch(r"\d{1,6}", often, re.ASCII) else 1, 1))
    return max(asked) or None


# JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).


def _json_feed(text: str, address: str | None) -> Feed:
    import msgspec

    try:
        feed = msgspec.json.decode(text.encode("utf-8", "replace"))
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        return _nothing(Problem("read", "broken_feed", f"the feed is not JSON: {error}", address))
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version")):
        return _nothing(Problem("read", "not_a_feed", "this is JSON, but no JSON Feed (jsonfeed.org)", address))
    entries = _distinct(_json_entry(item, address) for item in items if isinstance(item, dict))
    return Feed(_title(feed.get("title")), _string(feed.get("language")), None, entries)


def _json_entry(item: Mapping[str, Any], base: str | None) -> Entry:
    stated, plain = _string(item.get("date_published")), _string(item.get("content_text"))
    given = item.get("id")
    given = str(given) if isinstance(given, int) and not isinstance(given, bool) else _string(given)
    content = _string(item.get("content_html"))
    if content is None and plain is not None:
        content = "".join(f"<p>{html.escape(line)}</p>" for line in plain.splitlines() if line.strip())
    summary = _string(item.get("summary"))
    return Entry(
        _absolute(_string(item.get("url")) or _string(item.get("external_url")) or _address_in(given), base),
        _title(item.get("title")),
        iso_date(stated) if stated else None,
        stated,
        html.escape(summary) if summary else None,
        content,
        given,
    )


# Small things.


def _nothing(problem: Problem) -> Feed:
    return Feed(None, None, None, (), (problem,))


def _distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    kept: dict[object, Entry] = {}
    for entry in entries:
        kept.setdefault(entry.address or entry, entry)
    return tuple(kept.values())


def _string(value: object) -> str | None:
    return _plain(value).strip() or None if isinstance(value, str) else None


def _plain(text: str) -> str:
    """The text without the control characters and lone surrogates that no XML or HTML may hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", "", text)


def _title(value: object) -> str | None:
    """A headline as plain text: many feeds escape theirs twice over."""
    text = _string(value)
    if text is None:
        return None
    if re.search(r"<[/a-zA-Z]", text):
        text = text_of(text)
    return " ".join(html.unescape(text).split()) or None


def _address_in(given: str | None) -> str | None:
    """An entry's id, where it looks like an address: many stand in for one."""
    return given if given and ("://" in given or given.startswith("/")) else None


def _absolute(link: str | None, base: str | None) -> str | None:
    """The absolute http or https address of a link, ``None`` where it is none (an id, ``mailto:``)."""
    if not link or (not base and "://" not in link) or link.startswith(("urn:", "tag:")):
        return None
    try:
        address = urljoin(base or "", link).replace(" ", "%20")
        parts = urlsplit(address)
        return address if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _pieces(root: Any) -> Iterator[str]:
    """The text of a tree in order, with a line feed where a block or a line begins or ends; no recursion."""
    from lxml import etree

    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        breaks = "" if element.tag in _INLINE else "\n"
        hidden = element.tag in _NO_TEXT
        if event == "start":
            silent += hidden
            text = "" if silent else re.sub(r"\s+", " ", element.text or "")
            yield breaks + text
        else:
            silent -= hidden
            yield breaks + ("" if silent else re.sub(r"\s+", " ", element.tail or ""))


def _lines(pieces: Iterable[str]) -> str:
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
