"""Inputs that fuzzing found, each of which once broke something."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from fuzz.run import bounded
from fuzz.targets import TARGETS


def _nameless() -> bytes:
    """A ZIP archive with a member whose name is empty."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "Berita.")
    return file.getvalue().replace(struct.pack("<HH", 5, 0) + b"a.txt", struct.pack("<HH", 0, 5) + b"a.txt")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("address", "https://w.example/a?b=\ud83d".encode("utf-8", "surrogatepass")),
        ("address", "https://w.example/\udc80".encode("utf-8", "surrogatepass")),
        ("names", b"a" * 5_000),
        ("names", "a\ud800".encode("utf-8", "surrogatepass")),
        ("file-zip", _nameless()),
        ("file-warc", b"WARC/1.0\r\n" * 30_000),
        ("robots", "Disallow: /\ud800".encode("utf-8", "surrogatepass")),
        ("read-en", b"The minister said on Monday that the talks had failed.\n" + b"AS-" * 3_000 + b"Tiba said no."),
        ("read-id", ("Menteri itu tiba di Doha pada Senin. " + "a\u0301" * 99_000).encode()),
        ("read-id", b"Menteri itu tiba pada Senin, kata " + b"9" * 5_000 + b" orang, " + b"9" * 5_000 + b"th."),
        ("address", b"https://" + b"u.s." * 20_000),
        ("robots", b"User-agent: *\n" * 30_000 + b"Disallow: /a\n" * 9_000),
    ],
)
def test_it_breaks_nothing_now(name: str, data: bytes) -> None:
    with bounded():
        TARGETS[name].check(data)
