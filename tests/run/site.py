"""A web site on this machine, for the tests: what it answers is set by path, what it was asked is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """``pages`` are replies by path, or functions that answer by the request's headers (or write what they like)."""

    port: int = 0
    pages: dict[str, Reply | Callable[[Any], Reply | None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    busiest: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def page(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, {"Content-Type": "text/html"} | named, data)

    def count(self, path: str) -> int:
        return self.asked.count(path)


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers while the context lasts; all paths it does not know, robots.txt too, are 404."""
    site = Site()
    at_once = 0
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            nonlocal at_once
            with lock:
                at_once += 1
                site.busiest = max(site.busiest, at_once)
                site.asked.append(self.path)
                site.headers.append(dict(self.headers))
            try:
                page = site.pages.get(self.path, (404, {}, b""))
                reply = page(self) if callable(page) else page
                if reply is not None:
                    self.answer(reply)
            except OSError:
                pass  # the client has hung up
            finally:
                with lock:
                    at_once -= 1

        def answer(self, reply: Reply) -> None:
            status, headers, body = reply
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    site.port = server.server_address[1]
    thread = threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def hang(site: Site) -> Callable[[Any], None]:
    """A page that answers nothing while the site stands."""

    def answer(_: Any) -> None:
        site.over.wait(30)

    return answer


def rss(*items: str, head: str = "") -> str:
    """An RSS feed of entries, each given as XML."""
    entries = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
        f"<channel><title>Warta Selat</title><language>id</language>{head}{entries}</channel></rss>"
    )
