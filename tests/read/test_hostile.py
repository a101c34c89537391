"""Whatever the bytes, reading gives articles and problems, and never raises."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tempfile
import zipfile
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.read.helpers import read
from tests.read.test_formats import SAMPLES


def packed() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for form in ("text", "csv", "jsonl"):
            archive.writestr(f"sub/a.{form}", SAMPLES[form][0])
    return file.getvalue()


def tarred() -> bytes:
    import tarfile

    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for form in ("text", "csv", "jsonl"):
            info = tarfile.TarInfo("x" * 120 + f"/a.{form}")
            info.size = len(SAMPLES[form][0])
            archive.addfile(info, io.BytesIO(SAMPLES[form][0]))
    return file.getvalue()


GOOD = {form: data for form, (data, _) in SAMPLES.items()} | {
    "zip": packed(),
    "tar": tarred(),
    "jsonl.gz": gzip.compress(SAMPLES["jsonl"][0]),
    "csv.bz2": bz2.compress(SAMPLES["csv"][0]),
    "json.xz": lzma.compress(SAMPLES["json"][0]),
    "jsonl.zst": zstandard.ZstdCompressor().compress(SAMPLES["jsonl"][0]),
    "warc.gz": gzip.compress(SAMPLES["warc"][0]) * 3,
}


def check(data: bytes, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{ending}"
        path.write_bytes(data)
        articles, problems = read(path)
        for article in articles:
            assert article.id
            "".join(part or "" for part in (article.text, article.title, article.origin)).encode("utf-8", "replace")
        for problem in problems:
            assert problem.origin
            assert problem.code != "internal_error", problem
            problem.message.encode("utf-8", "replace")
        assert articles or problems


@pytest.mark.parametrize("ending", [*GOOD, "bin", "gz"])
@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=600))
def test_random_bytes(ending: str, data: bytes) -> None:
    check(data, ending)


@pytest.mark.parametrize("ending", GOOD)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_good_files_that_were_damaged(ending: str, data: st.DataObject) -> None:
    good = bytearray(GOOD[ending])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(len(good) - 1, 0)))
        size = data.draw(st.integers(0, 40))
        good[at : at + size] = data.draw(st.binary(max_size=12))
    check(bytes(good), ending)


@settings(max_examples=100, deadline=None)
@given(data=st.text(alphabet='ab",;\n\r\t\\|\0é', max_size=200))
def test_csv_of_odd_marks(data: str) -> None:
    check(b"id,text\n" + data.encode(), "csv")


@settings(max_examples=100, deadline=None)
@given(data=st.text(alphabet='[]{}",:\\ \nabc1', max_size=200))
def test_json_of_odd_marks(data: str) -> None:
    check(b'[{"text": "x"}, ' + data.encode(), "json")
