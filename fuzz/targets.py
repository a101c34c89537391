"""What is tested, each a function of one input that raises where menurut does what it must not.

Whatever comes in, only the errors that are documented may come out; spans are verbatim and lie inside; the same input
gives the same twice; what is written out can be read in again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial

from fuzz import stores
from fuzz.mutate import as_text
from fuzz.seeds import SEPARATOR
from menurut.config import Config
from menurut.errors import InputError, NotFoundError, StepError, StoreError
from menurut.records import Article, Document, Problem, Reading, Span, TextOrigin
from tests.conftest import ROOT

CONFIG = Config(fast=True)


@dataclass(frozen=True, slots=True)
class Target:
    """A parser under test: the ``kind`` of its inputs (a key of ``seeds``), its test, the most bytes of an input."""

    name: str
    kind: str
    check: Callable[[bytes], None]
    most: int = 400_000


@cache
def _codes() -> frozenset[str]:
    """The codes of problems that the pages list."""
    return frozenset(re.findall(r"`(\w+)`", "".join(path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md"))))


def _problem(problem: Problem) -> None:
    assert problem.code != "internal_error", problem.message
    assert problem.code in _codes(), f"{problem.code} is in no page"
    problem.message.encode("utf-8", "replace")
    assert problem.message
    assert "Traceback" not in problem.message


def _article(article: Article) -> None:
    assert article.id
    assert article.origin
    for text in (article.url, article.outlet, article.title, article.language, article.stated_date, article.given_id):
        assert text is None or text != ""
    assert article.published is None or datetime.fromisoformat(article.published)


# ---- files


def _file(ending: str, data: bytes) -> None:
    """Reading a file gives articles and problems, at least one, the same each time, and never raises."""
    from tests.read.helpers import read

    path = stores.folder() / f"a.{ending}"
    path.write_bytes(data)
    articles, problems = read(path, CONFIG)
    for article in articles:
        _article(article)
    for problem in problems:
        _problem(problem)
        assert problem.origin
    assert articles or problems
    assert (articles, problems) == read(path, CONFIG)


def _list(data: bytes) -> None:
    """A list of saved files opens nothing that is no file beside it, and says so."""
    folder = stores.folder() / "list"
    folder.mkdir(exist_ok=True)
    (folder / "saved.html").write_text("<p>" + "Menteri itu tiba di Doha pada Senin untuk berunding. " * 6)
    from tests.read.helpers import read

    (folder / "a.csv").write_bytes(data)
    for item in [item for items in read(folder / "a.csv", CONFIG) for item in items]:
        _problem(item) if isinstance(item, Problem) else _article(item)


def _feed(data: bytes) -> None:
    from menurut.read.feeds import article_of, entries_in, text_of

    for address in ("https://w.example/rss", None):
        feed = entries_in(data, address)
        for problem in feed.problems:
            _problem(problem)
        assert feed.ttl is None or feed.ttl >= 0
        for entry in feed.entries:
            assert entry.published is None or datetime.fromisoformat(entry.published)
            article = article_of(entry, feed, "https://w.example/rss")
            if article is not None:
                _article(article)
    text_of(as_text(data))


def _opml(data: bytes) -> None:
    from menurut.read.feeds import feeds_named

    path = stores.folder() / "feeds.txt"
    path.write_bytes(data)
    try:
        found = feeds_named([str(path)])
    except InputError:
        return
    assert found
    assert len(set(found)) == len(found)
    assert feeds_named(found) == found


def _names(data: bytes) -> None:
    """What a user names on the command line; no name may lead to the network here."""
    from menurut.read import find_sources
    from menurut.read.addresses import is_remote, printable

    name = as_text(data)[:2_000].replace("\0", "")
    printable(name).encode()
    if name.strip() in ("", "-", "/", ".", "..") or name.startswith(("/", "~")) or ".." in name:
        return
    if is_remote(name):
        name = re.sub(r"^[A-Za-z0-9+.-]+(?=::|://)", "memory", name)
        if name.count("://") + name.count("::") > 1:
            return
    try:
        find_sources([name])
    except InputError as error:
        assert str(error)


# ---- small parsers


def _address(data: bytes) -> None:
    from menurut.outlets import marks_of
    from menurut.read.articles import host_of, make_article
    from menurut.read.canonical import canonical, page_of
    from menurut.read.feeds import feeds_named
    from menurut.read.fetch import is_private
    from menurut.read.pages.dates import date_in_address
    from menurut.run.visits import host_of as visited_host

    text = as_text(data)
    one = canonical(text)
    assert canonical(one) == one
    page = page_of(text)
    assert page is None or page >= 0
    day = date_in_address(text)
    assert day is None or date.fromisoformat(day)
    marks_of(host_of(text))
    visited_host(text)
    is_private(text)
    _article(make_article("kata", "o", url=text, published=text, language=text))
    try:
        feeds_named([f"feed:{text}"])
    except InputError as error:
        assert str(error)


def _robots(data: bytes) -> None:
    from menurut.read.robots import rules_in

    text = as_text(data)
    rules = rules_in(text, "menurut")
    assert rules == rules_in(text, "menurut")
    assert 0.0 <= rules.delay <= 86_400.0
    for path in ("/", "/a" * 200, "/?q=%zz", "/" + text[:300]):
        try:
            rules.allow(f"https://w.example{path}")
        except ValueError:
            assert path[1:] == text[:300]  # no address; menurut asks only of addresses that it could take apart


def _date(data: bytes) -> None:
    from menurut.correct.dates import days_of
    from menurut.read.articles import iso_date
    from menurut.read.pages.dates import date_in
    from menurut.run.visits import retry_after

    text = as_text(data)
    for language in ("id", "en", None):
        found = iso_date(text, language)
        assert found is None or iso_date(found) == found, f"{found!r} is read as {iso_date(found or '')!r}"
        shown = date_in(text, language)
        assert shown is None or (datetime.fromisoformat(shown[0]) and shown[1] in text)
    assert 0.0 <= retry_after({"retry-after": text}, 1e9) <= 1e7
    try:
        first, last, _ = days_of(text)
    except ValueError:
        return
    assert first is None or last is None or date.fromisoformat(first) <= date.fromisoformat(last)


def _answer(data: bytes) -> None:
    """The headers and the body of a server's answer."""
    from menurut.read.fetch import Answer, _decompressed, agent_name

    head, _, body = data.partition(SEPARATOR.encode())
    header = as_text(head)
    charset = Answer("https://w.example", 200, {"content-type": header}, body).charset
    assert charset is None or 0 < len(charset) <= 40
    try:
        size = 0
        for part in _decompressed(iter([body[:50], body[50:]]), header):
            size += len(part)
            if size > 10_000_000:
                break
    except StepError as error:
        assert error.code == "bad_compression"
    try:
        assert agent_name(header).isascii()
    except InputError as error:
        assert str(error)


def _query(data: bytes) -> None:
    from menurut.store.queryterms import parse
    from menurut.store.search import Filters, Kind, Order, search

    text = as_text(data)
    terms = parse(text)
    assert terms == parse(text)
    for kind in Kind:
        found = search(stores.connection(), text, Filters(kind=kind, actor=text[:99] or None), order=Order.RECENT)
        found = search(stores.connection(), text, Filters(kind=kind), order=Order.BEST)
        for hit in found.hits:
            for piece in (hit.title, *hit.snippets):
                assert all(0 <= start < end <= len(piece.text) for start, end in piece.marks)
    try:
        search(stores.connection(), "kapal", Filters(since=text[:20]), cursor=text)
    except InputError as error:
        assert str(error)


def _sql(data: bytes) -> None:
    from menurut.store.readonly import allow, select

    allow(stores.readonly(), 2.0)
    try:
        answer = select(stores.readonly(), as_text(data), limit=100)
        for _ in answer:
            pass
    except InputError as error:
        assert str(error)


def _page(data: bytes) -> None:
    """No address of the web app is an error of the server."""
    from urllib.parse import quote

    address = quote(as_text(data).encode("utf-8", "replace"), safe="/?&=%+:;,@!$'()*~-._")
    answer = stores.client().get("/" + address.lstrip("/"), follow_redirects=False)
    assert answer.status_code < 500, f"{answer.status_code} {answer.text[:200]}"


def _corrections(data: bytes) -> None:
    """A log of corrections from elsewhere is taken in as far as it is one, once."""
    from menurut.correct.lines import load, log_lines, logged
    from menurut.store import StoreReader
    from menurut.store.schema import connect

    path, file = stores.copied(), stores.folder() / "log.jsonl"
    file.write_bytes(data)
    loaded = load(path, file)
    for problem in loaded.problems:
        _problem(problem)
    assert load(path, file).new == 0, "the same log changes something the second time"
    connection = connect(path, write=False)
    assert len(list(logged(connection))) == len(list(log_lines(connection))) == loaded.new
    connection.close()
    with StoreReader(path) as store:
        for name in store.article_ids():
            _reading(store.reading(name))


def _values(data: bytes) -> None:
    from menurut.correct.values import Filler

    kind, _, value = as_text(data).partition(SEPARATOR)
    try:
        given = json.loads(value)
    except (ValueError, RecursionError):
        return
    if isinstance(given, dict):
        try:
            json.dumps(Filler(stores.reading(), {}).fill(kind, given))
        except (InputError, NotFoundError) as error:
            assert str(error)


def _codebook(data: bytes) -> None:
    from menurut.codebook.book import book, codes, describe

    table, _, rest = as_text(data).partition(SEPARATOR)
    column, _, language = rest.partition(SEPARATOR)
    for call in (lambda: describe(table, column, language), lambda: codes(table, language), lambda: book(language)):
        try:
            assert call()
        except (InputError, NotFoundError) as error:
            assert str(error)


def _load(data: bytes) -> None:
    """A table of an export that was damaged; the folder is loaded whole or refused."""
    import shutil

    from menurut.export.load import load

    folder, path = stores.folder() / "damaged", stores.folder() / "loaded.db"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(stores.exported(), folder)
    name, _, content = data.partition(SEPARATOR.encode())
    files = sorted(each.name for each in folder.iterdir())
    (folder / files[sum(name) % len(files)]).write_bytes(content)
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    try:
        load(folder, path)
    except (InputError, StoreError) as error:
        assert str(error)
        assert not path.exists()


# ---- texts


def _clean(data: bytes) -> None:
    from menurut.clean import clean

    text, _, title = as_text(data).partition(SEPARATOR)
    article = Article("a", text, "o", title=title or None, language="id")
    try:
        document = clean(article, CONFIG)
    except StepError as error:
        assert error.step == "clean"
        return
    assert document == clean(article, CONFIG)
    _document(document, article)


def _document(document: Document, article: Article) -> None:
    """Its paragraphs are its text, and each stands where it says in the raw text."""
    document.text.encode("utf-8")
    assert "\n".join(document.text[p.start : p.end] for p in document.paragraphs) == document.text
    before = {TextOrigin.TEXT: 0, TextOrigin.TITLE: 0}
    for paragraph in document.paragraphs:
        source = article.text if paragraph.origin is TextOrigin.TEXT else article.title or ""
        assert before[paragraph.origin] <= paragraph.raw_start < paragraph.raw_end <= len(source)
        before[paragraph.origin] = paragraph.raw_end
        places = [paragraph.to_raw(at) for at in range(paragraph.start, paragraph.end + 1, 7)]
        assert places == sorted(places)


def _read(language: str, data: bytes) -> None:
    """The whole pipeline, from raw text to records, as from the store after."""
    from menurut.pipeline import read_article
    from menurut.read.articles import make_article

    text, title, day = (*as_text(data).split(SEPARATOR), "", "")[:3]
    article = make_article(text, "o", title=title, published=day, language=language)
    config = Config(fast=True, languages=(language,))
    found = read_article(article, config)
    if isinstance(found, Problem):
        _problem(found)
        return
    _document(found.document, article)
    _reading(found)


def _stored(data: bytes) -> None:
    """An article with anything in its fields is stored, and read back as it was."""
    from menurut.pipeline import read_article
    from menurut.read.articles import make_article
    from menurut.store import StoreReader, StoreWriter

    text, title, day, field, *_ = (*as_text(data).split(SEPARATOR), "", "", "")
    field = (field or title)[:500]
    article = make_article(
        text, f"o {field}", given_id=field, url=field, outlet=field, title=title, published=day, language=field[:9]
    )
    found = read_article(article, CONFIG)
    path = stores.folder() / "stored.db"
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    with StoreWriter(path, "k", "0") as writer:
        if isinstance(found, Problem):
            writer.write([], [found])
        else:
            writer.write([found])
    with StoreReader(path) as reader:
        if isinstance(found, Problem):
            assert [each.code for each in reader.problems()] == [found.code]
            return
        back = reader.reading(found.article.id)
        _reading(back)
        assert (back.document.text, back.attributions) == (found.document.text, found.attributions)
        assert sorted(back.dates, key=lambda each: each.id) == sorted(found.dates, key=lambda each: each.id)


def _reading(reading: Reading) -> None:
    from menurut.verify import verify

    verify(reading)
    for problem in reading.problems:
        _problem(problem)
    text = reading.document.text
    for span in _spans(reading):
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
    for each in reading.dates:
        assert (
            each.first is None or each.last is None or date.fromisoformat(each.first) <= date.fromisoformat(each.last)
        )
    for event in reading.events:
        for quantity in event.quantities:
            assert quantity.low is None or quantity.high is None or quantity.low <= quantity.high


def _spans(reading: Reading) -> Iterator[Span]:
    for actor in reading.actors:
        yield from actor.mentions
    for attribution in reading.attributions:
        yield from (span for span in (attribution.source, attribution.cue, *attribution.content) if span is not None)
    for mention in reading.dates:
        yield mention.span
    for place in reading.places:
        yield from place.mentions
    for event in reading.events:
        yield from event.triggers
        yield from (quantity.span for quantity in event.quantities)


def _figures(data: bytes) -> None:
    """Numbers by themselves, as words and figures, before the pipeline reads them in their sentences."""
    from menurut.code.numbers import figures, number_words, read_number

    words = as_text(data).partition(SEPARATOR)[0].lower().split()[:400]
    for language in ("id", "en"):
        lists = number_words(language)
        for at, word in enumerate(words):
            value = figures(word, lists)
            assert value is None or value >= 0
            found = read_number(words, at, len(words), lists)
            assert found is None or (at <= found.first < found.last <= len(words) and found.low <= found.high)


_FILES = {
    "text": "txt", "html": "html", "mhtml": "mhtml", "feed": "rss", "jsonl": "jsonl", "json": "json", "ninjs": "ninjs",
    "csv": "csv", "tsv": "tsv", "parquet": "parquet", "warc": "warc", "zip": "zip", "tar": "tar", "gz": "jsonl.gz",
    "bz2": "csv.bz2", "xz": "unknown", "zst": "jsonl.zst",
}  # fmt: skip
_ALL = (
    *(Target(f"file-{kind}", kind, partial(_file, ending), 2_000_000) for kind, ending in _FILES.items()),
    Target("list", "list", _list),
    Target("feed", "feed", _feed, 2_000_000),
    Target("opml", "opml", _opml),
    Target("names", "names", _names, 20_000),
    Target("address", "address", _address, 100_000),
    Target("robots", "robots", _robots),
    Target("date", "date", _date, 20_000),
    Target("answer", "answer", _answer),
    Target("query", "query", _query, 20_000),
    Target("sql", "sql", _sql, 100_000),
    Target("page", "page", _page, 20_000),
    Target("corrections", "corrections", _corrections, 200_000),
    Target("values", "values", _values),
    Target("codebook", "codebook", _codebook, 20_000),
    Target("load", "answer", _load, 100_000),
    Target("clean", "text", _clean, 250_000),
    Target("read-id", "article", partial(_read, "id"), 100_000),
    Target("read-en", "article", partial(_read, "en"), 100_000),
    Target("stored", "article", _stored, 20_000),
    Target("read-dates", "dates", partial(_read, "id"), 50_000),
    Target("read-numbers", "numbers", partial(_read, "en"), 50_000),
    Target("figures", "numbers", _figures, 50_000),
)
TARGETS: Mapping[str, Target] = {target.name: target for target in _ALL}
