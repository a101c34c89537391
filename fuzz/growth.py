"""Whether time grows in proportion to input: each target on units repeated ever more often."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping

from fuzz.hostile import UNITS
from fuzz.mutate import as_bytes
from fuzz.run import SlowError, bounded
from fuzz.seeds import SEPARATOR, seeds
from fuzz.targets import Target
from tests.conftest import STORY

_ENOUGH = 0.4  # seconds of processor time from which two measurements can be compared
_LONGEST = 500_000  # bytes of an input here
_MOST = 3.0  # times as long for twice the input; four would be its square


def growing(target: Target, until: float) -> Iterator[str]:
    """A line for each unit with which a target takes more than in proportion, or too long; until that moment."""
    for number, unit in enumerate(UNITS):
        for name, shape in _shapes(target.kind).items():
            if time.monotonic() > until:
                return
            if name != "plain" and number % 3 != len(name) % 3:
                continue  # of the shapes that stand deeper within a third is enough
            fault = _grows(target, unit, shape)
            if fault is not None:
                yield f"{target.name}: {unit!r} ({name}): {fault}"


def _grows(target: Target, unit: str, shape: Callable[[str], bytes]) -> str | None:
    count = max(2_000 // len(as_bytes(unit)), 1)
    before = _seconds(target, shape(unit * count))
    while True:
        count *= 2
        data = shape(unit * count)
        if len(data) > min(target.most, _LONGEST):
            return None
        try:
            now = _seconds(target, data)
        except SlowError:
            return f"{len(data):,} bytes take too long"
        if now >= _ENOUGH and now > _MOST * before and before > 0.02:
            before = min(_seconds(target, shape(unit * (count // 2))) for _ in range(2))
            now = min(now, _seconds(target, data))
            if now > _MOST * before:
                return f"{len(data):,} bytes take {now:.2f} s, half of them {before:.2f} s"
        before = now


def _seconds(target: Target, data: bytes) -> float:
    began = time.process_time()
    with bounded():
        target.check(data)
    return time.process_time() - began


def _shapes(kind: str) -> Mapping[str, Callable[[str], bytes]]:
    """Where the repeated units stand in an input of a kind."""
    plain: dict[str, Callable[[str], bytes]] = {"plain": as_bytes}
    if kind in ("text", "article", "dates", "numbers"):
        plain = {
            "plain": lambda text: as_bytes(f"{STORY}\n{text}"),
            "title": lambda text: as_bytes(f"{STORY}{SEPARATOR}{text}"),
        }
    elif kind == "html":
        page = seeds()["html"][0].decode()
        plain |= {
            "body": lambda text: as_bytes(page.replace("<article>", f"<article>{text}")),
            "head": lambda text: as_bytes(page.replace("<head>", f"<head><meta name='{text}' content='{text}'>")),
            "linked": lambda text: as_bytes(
                page.replace("<head>", f"<head><script type='application/ld+json'>{text}</script>")
            ),
        }
    elif kind in ("jsonl", "json", "ninjs", "values", "corrections"):
        plain["string"] = lambda text: json.dumps({"uri": "a", "text": text, "title": text, "body_html": text}).encode()
    elif kind == "csv":
        plain |= {
            "cell": lambda text: b"id,text\n1," + as_bytes(text),
            "quoted": lambda text: b'id,text\n1,"' + as_bytes(text),
        }
    elif kind == "warc":
        whole = seeds()["warc"][0]
        plain |= {
            "header": lambda text: whole.replace(b"\r\n\r\n", b"\r\nA: " + as_bytes(text) + b"\r\n\r\n", 1),
            "after": lambda text: whole + as_bytes(text) + whole,
        }
    elif kind == "feed":
        rss = seeds()["feed"][0].decode()
        plain |= {"entry": lambda text: as_bytes(rss.replace("<item>", f"<item><description>{text}</description>", 1))}
    elif kind == "address":
        plain |= {
            "host": lambda text: b"https://" + as_bytes(text),
            "path": lambda text: b"https://w.example/" + as_bytes(text),
        }
    return plain
