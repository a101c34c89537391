"""Hostile inputs out of good ones: changes to bytes, to text, and to what the format of the input is made of."""

from __future__ import annotations

import gzip
import io
import json
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from fuzz.hostile import UNITS, VALUES
from fuzz.seeds import PACKED, SEPARATOR

Change = Callable[[Random, bytes], bytes]
_ENCODINGS = (
    "utf-16",
    "utf-16-le",
    "utf-32",
    "cp1252",
    "latin-1",
    "shift_jis",
    "gb18030",
    "utf-7",
    "cp037",
    "utf-8-sig",
)
_BOMB = 32_000_000  # bytes that a compressed input may unpack to here


def as_text(data: bytes) -> str:
    """The text of an input; half characters (surrogates) that were put in are in it."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def as_bytes(text: str) -> bytes:
    """The bytes of a text, its half characters as UTF-8 would have them if it had them."""
    return text.encode("utf-8", "surrogatepass")


def mutate(random: Random, data: bytes, kind: str, others: Sequence[bytes], most: int) -> bytes:
    """``data``, an input of a kind, changed one to five times; ``others`` are inputs to take pieces from."""
    own = _BY_KIND.get(kind, ())
    general: tuple[Change, ...] = _BYTES if kind in _BINARY else (*_BYTES, *_TEXT, *_TEXT)
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        if others and random.random() < 0.1:
            data = _spliced(random, data, random.choice(others))
            continue
        change = random.choice(own if own and random.random() < 0.6 else general)
        data = change(random, data)[:most]
    return data


def _place(random: Random, length: int) -> tuple[int, int]:
    """A stretch of something, mostly a short one."""
    begin = random.randint(0, length)
    size = int(random.choice((1, 2, 8, 64, 512, length)) * random.random()) + 1
    return begin, min(length, begin + size)


def _spliced(random: Random, data: bytes, other: bytes) -> bytes:
    begin, end = _place(random, len(other))
    at = random.randint(0, len(data))
    return data[:at] + other[begin:end] + data[at + random.choice((0, end - begin)) :]


# ---- bytes


def _flip(random: Random, data: bytes) -> bytes:
    made = bytearray(data)
    for _ in range(random.choice((1, 1, 4, 32)) if made else 0):
        made[random.randrange(len(made))] = random.choice(
            (0, 0x0A, 0x22, 0x3C, 0x7F, 0x80, 0xC3, 0xFF, random.randrange(256))
        )
    return bytes(made)


def _cut(random: Random, data: bytes) -> bytes:
    begin, end = _place(random, len(data))
    return data[:begin] + data[end:]


def _ended(random: Random, data: bytes) -> bytes:
    return data[: random.randint(0, len(data))]


def _doubled(random: Random, data: bytes) -> bytes:
    begin, end = _place(random, len(data))
    times = min(random.choice((1, 1, 3, 50, 2_000)), 1_000_000 // (end - begin + 1))
    return data[:end] + data[begin:end] * times + data[end:]


def _moved(random: Random, data: bytes) -> bytes:
    begin, end = _place(random, len(data))
    rest = data[:begin] + data[end:]
    at = random.randint(0, len(rest))
    return rest[:at] + data[begin:end] + rest[at:]


def _noise(random: Random, data: bytes) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.randbytes(random.choice((1, 4, 60))) + data[at:]


_BYTES: tuple[Change, ...] = (_flip, _cut, _ended, _doubled, _moved, _noise)


# ---- text


def _value(random: Random, data: bytes) -> bytes:
    """A hostile value put in, or put in place of a word."""
    text = as_text(data)
    words = list(re.finditer(r"\w+", text[:20_000]))
    if words and random.random() < 0.5:
        word = random.choice(words)
        begin, end = word.span()
    else:
        begin = end = random.randint(0, len(text))
    return as_bytes(text[:begin] + random.choice(VALUES) + text[end:])


def _repeated(random: Random, data: bytes) -> bytes:
    """A unit put in many times over."""
    text, unit = as_text(data), random.choice(UNITS)
    at = random.randint(0, len(text))
    return as_bytes(text[:at] + unit * random.choice((2, 20, 300, 3_000)) + text[at:])


def _nested(random: Random, data: bytes) -> bytes:
    """All of it between openings and closings, deep."""
    first, last = random.choice(
        (("(", ")"), ("[", "]"), ("<div>", "</div>"), ("“", "”"), ('{"a":', "}"), ("<b>", "</b>"), ("&", ";"))
    )
    deep = random.choice((3, 100, 1_500, 100_000))
    closed = last * (deep if random.random() < 0.7 else 0)
    return as_bytes(first * deep + as_text(data) + closed)


def _numbers(random: Random, data: bytes) -> bytes:
    """A number replaced by another one, of up to ten thousand figures."""
    text = as_text(data)
    found = list(re.finditer(r"\d+", text[:50_000]))
    if not found:
        return data
    begin, end = random.choice(found).span()
    old = int(text[begin:end][:30])
    new = random.choice(
        (
            str(old + 1),
            "0",
            str(-old),
            "9" * random.choice((2, 4, 20, 10_000)),
            f"{old}.{old}",
            "00" + str(old),
            "٣",
            "²",
        )
    )
    return as_bytes(text[:begin] + new + text[end:])


def _lines(random: Random, data: bytes) -> bytes:
    """Lines in another order, repeated, glued or left out."""
    lines = as_text(data).split("\n")
    which = random.randrange(4)
    if which == 0:
        random.shuffle(lines)
    elif which == 1:
        at = random.randrange(len(lines))
        lines[at:at] = [lines[at]] * random.choice((1, 5, 500))
    elif which == 2:
        del lines[random.randrange(len(lines))]
    return as_bytes(random.choice(("\n", "\r\n", "\r", " ", "\u2028") if which == 3 else ("\n",)).join(lines))


def _sprinkled(random: Random, data: bytes) -> bytes:
    """One mark put in between many of the characters."""
    text, mark = (
        as_text(data)[:20_000],
        random.choice(("\u0301", "\u200b", "\u202e", "\0", " ", "\n", "\u00ad", ".", '"')),
    )
    often = random.choice((1, 2, 7, 40))
    return as_bytes("".join(char + mark if at % often == 0 else char for at, char in enumerate(text)))


def _encoded(random: Random, data: bytes) -> bytes:
    """All or the rest of it in another encoding, or misread in one."""
    text, name = as_text(data), random.choice(_ENCODINGS)
    at = random.choice((0, random.randint(0, len(text))))
    try:
        if random.random() < 0.4:
            return as_bytes(text[:at] + text[at:].encode("utf-8", "replace").decode(name, "replace"))
        return as_bytes(text[:at]) + text[at:].encode(name, "replace")
    except (UnicodeError, LookupError):
        return data


_TEXT: tuple[Change, ...] = (_value, _value, _repeated, _nested, _numbers, _lines, _sprinkled, _encoded)


# ---- formats


def _json(random: Random, data: bytes) -> bytes:
    """A value of a JSON text (or of one of its lines) replaced, left out, doubled or put into itself."""
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    whole = len(lines) < 3
    try:
        value = json.loads(data if whole else lines[at])
    except (ValueError, RecursionError):
        return data
    value = _changed(random, value)
    try:
        made = json.dumps(value, ensure_ascii=random.random() < 0.8).encode("utf-8", "surrogatepass")
    except RecursionError:
        return data
    if whole:
        return made
    lines[at] = made
    return b"\n".join(lines)


def _changed(random: Random, value: Any) -> Any:
    if isinstance(value, dict) and value and random.random() < 0.85:
        key = random.choice(list(value))
        how = random.randrange(6)
        if how == 0:
            return {name: each for name, each in value.items() if name != key}
        if how == 1:
            return {(random.choice(VALUES) if name == key else name): each for name, each in value.items()}
        return {name: (_changed(random, each) if name == key else each) for name, each in value.items()}
    if isinstance(value, list) and value and random.random() < 0.85:
        at = random.randrange(len(value))
        return [*value[:at], _changed(random, value[at]), *value[at + random.choice((0, 1, 1)) :]]
    if isinstance(value, str) and random.random() < 0.5:
        return as_text(random.choice(_TEXT)(random, as_bytes(value)))
    odd: tuple[Any, ...] = (None, True, -1, 0, 1e308, 2**63, 10**400, [], {}, [[]], [None], {"a": value}, [value], "x")
    return random.choice((*odd, random.choice(VALUES), random.choice(VALUES)))


def _headers(random: Random, data: bytes) -> bytes:
    """A header that lies, is cut in the middle, comes twice or never ends."""
    found = list(re.finditer(rb"(?m)^([A-Za-z-]+): ?([^\r\n]*)", data))
    if not found:
        return data
    match = random.choice(found)
    begin, end = match.span(2)
    size = int(match[2]) if match[2].isdigit() and len(match[2]) < 12 else 0
    values = (
        b"",
        b"-1",
        str(size + random.choice((-9, -1, 1, 9, 10**6))).encode(),
        b"9" * 15,
        b"9" * 30,
        b"0x10",
        match[2] + b"\r\n x: y",
    )
    more = as_bytes(random.choice(VALUES)).replace(b"\n", b" ")
    how = random.randrange(5)
    if how == 0:
        return data[: random.randint(begin, end)]
    if how == 1:
        return data[: match.start()] + match[0] + b"\r\n" + data[match.start() :]
    return data[:begin] + random.choice((*values, more, more * 2_000)) + data[end:]


def _markup(random: Random, data: bytes) -> bytes:
    """A tag left out, doubled, given a hostile attribute, put elsewhere or opened and never closed."""
    found = list(re.finditer(rb"<[^<>]{0,300}>", data[:200_000]))
    if not found:
        return data
    match, other = random.choice(found), random.choice(found)
    value = as_bytes(random.choice(VALUES))
    name = random.choice(
        (b"class", b"datetime", b"content", b"href", b"lang", b"itemprop", b"charset", b"xml:base", b"type")
    )
    new = random.choice(
        (
            b"",
            match[0] * 2,
            other[0],
            match[0][:-1] + b" " + name + b"='" + value + b"'>",
            match[0] + value,
            value,
            b"<!--",
            match[0] * 3_000,
        )
    )
    return data[: match.start()] + new + data[match.end() :]


def _packed(kind: str) -> Change:
    """The content of a compressed input changed, and compressed again."""

    def change(random: Random, data: bytes) -> bytes:
        from menurut.read.compressed import DamagedError, unpacked

        try:
            _, stream, _ = unpacked(io.BytesIO(data))
            inner = stream.read(_BOMB // 64)
        except (DamagedError, OSError):
            return data
        how = random.randrange(8)
        if how == 0:
            return PACKED[kind](b"a" * random.choice((10**6, _BOMB)))
        if how == 1:
            return PACKED[kind](inner) + PACKED[random.choice(list(PACKED))](inner)
        inner = random.choice((*_TEXT, *_BYTES, _json))(random, inner)
        return PACKED[kind](inner[:_BOMB])

    return change


def _archive(random: Random, data: bytes) -> bytes:
    """A ZIP archive written anew, with hostile names, members that come twice, bombs, or changed content."""
    members: list[tuple[str, bytes]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(info.filename, archive.read(info)[: _BOMB // 64]) for info in archive.infolist()[:20]]
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError, IndexError, struct.error):
        return data
    if not members:
        return data
    at = random.randrange(len(members))
    name, content = members[at]
    names = (
        f"../{name}",
        f"/{name}",
        f"C:\\{name}",
        f"a/../../{name}",
        f"{random.choice(VALUES)}.txt",
        f"{name}.gz",
        ".hidden",
        "a.zip",
        "",
    )
    how = random.randrange(5)
    if how == 0:
        members[at] = (random.choice(names), content)
    elif how == 1:
        members += members
    elif how == 2:
        members[at] = (name, bytes(random.choice((10**6, _BOMB))))
    elif how == 3:
        members[at] = (random.choice(("b.txt", "b.jsonl.gz", "b.zip")), random.choice((data, gzip.compress(content))))
    else:
        members[at] = (name, random.choice((*_TEXT, *_BYTES))(random, content))
    file = io.BytesIO()
    try:
        with warnings.catch_warnings(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            warnings.simplefilter("ignore")  # of names that come twice
            for each, inside in members:
                archive.writestr(
                    zipfile.ZipInfo(each.replace("\0", "")),
                    inside,
                    random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)),
                )
    except (UnicodeError, ValueError):
        return data
    return file.getvalue()


def _tables(random: Random, _: bytes) -> bytes:
    """A Parquet file with columns of odd names and types."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    count = random.choice((0, 1, 3, 300))
    texts = [random.choice(VALUES).encode("utf-8", "replace").decode() for _ in range(count)]
    numbers = [random.choice((None, 0, -1, 2**62, random.randrange(10**9))) for _ in range(count)]
    columns = (
        pa.array(texts, pa.string()),
        pa.array(texts, pa.large_string()),
        pa.array(texts).dictionary_encode(),
        pa.array([text.encode() for text in texts], pa.binary()),
        pa.array(numbers, pa.int64()),
        pa.array(numbers, pa.timestamp("ns")),
        pa.array(numbers, pa.timestamp("s", "Asia/Jakarta")),
        pa.array(numbers, pa.duration("us")),
        pa.array([[text] for text in texts], pa.list_(pa.string())),
        pa.array([None] * count, pa.null()),
        pa.array([{"body": text} for text in texts], pa.struct([("body", pa.string())])),
        pa.array(["kata " * random.choice((1, 50_000))] * count, pa.string()),
    )
    names = random.sample(
        ("text", "html", "title", "id", "published", "url", "file", "a", "", "language", "text"), random.randint(1, 6)
    )
    file = io.BytesIO()
    try:
        table = pa.Table.from_arrays([random.choice(columns) for _ in names], names=names)
        pq.write_table(
            table,
            file,
            compression=random.choice(("none", "snappy", "zstd", "gzip")),
            row_group_size=random.choice((1, 64, None)),
        )
    except (pa.ArrowException, ValueError, KeyError):
        return SEPARATOR.encode()
    return file.getvalue()


_BINARY = frozenset((*PACKED, "zip", "tar", "parquet"))
_BY_KIND: Mapping[str, tuple[Change, ...]] = {
    "json": (_json,),
    "ninjs": (_json,),
    "jsonl": (_json,),
    "corrections": (_json,),
    "feed": (_markup, _json),
    "opml": (_markup,),
    "html": (_markup,),
    "warc": (_headers, _headers, _markup),
    "mhtml": (_headers, _headers, _markup),
    "robots": (_headers,),
    "zip": (_archive,),
    "parquet": (_tables,),
    **{kind: (_packed(kind),) for kind in PACKED},
}
