"""What a page would run or load that is not the app's own."""

from __future__ import annotations

from html.parser import HTMLParser

_ELEMENTS = ("style", "iframe", "object", "embed", "img", "base", "foreignobject")
_ADDRESSES = ("href", "src", "action", "xlink:href")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _ELEMENTS or (tag == "script" and not (given.get("src") or "").startswith("/static/")):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            address = name in _ADDRESSES and not (value or "").startswith(("/", "#", "http://", "https://"))
            if name.startswith("on") or name == "style" or address:
                self.found.append(f'{name}="{value}"')


def foreign(page: str) -> list[str]:
    """Elements and attributes of a page that run code, set styles, or lead to what is no page."""
    reader = _Reader()
    reader.feed(page)
    return reader.found
