"""ZIP and tar: members are read one after another, and a bad one costs only itself."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.conftest import news
from tests.read.helpers import codes, page, read, record

FILES = {
    "a.txt": b"Berita pertama.",
    "sub/b.html": page(2).encode(),
    "sub/c.jsonl.gz": gzip.compress(json.dumps(news(3)).encode() + b"\n" + b"{"),
    "sub/foto.jpg": b"\xff\xd8",
    ".hidden": b"x",
    "d.warc.xz": lzma.compress(record(4)),
    "a" * 150 + "/" + "b" * 120 + ".txt": b"Berita kelima.",
}


def make_zip(path: Path, files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def make_tar(path: Path, files: dict[str, bytes], mode: str = "w", form: int = tarfile.PAX_FORMAT) -> Path:
    with tarfile.open(path, mode, format=form) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("a.zip", zipfile.ZIP_DEFLATED),
        ("b.zip", zipfile.ZIP_LZMA),
        ("c.tar", tarfile.PAX_FORMAT),
        ("d.tar.gz", tarfile.GNU_FORMAT),
        ("e.tar.xz", tarfile.PAX_FORMAT),
        ("f.tgz", tarfile.GNU_FORMAT),
    ],
)
def test_the_members_of_an_archive_are_read_by_their_names(tmp_path: Path, name: str, how: int) -> None:
    path = tmp_path / name
    if name.endswith("zip"):
        make_zip(path, FILES, how)
    else:
        make_tar(path, FILES, {".tar": "w", ".gz": "w:gz", ".xz": "w:xz", ".tgz": "w:gz"}[path.suffix], how)
    articles, problems = read(path)
    assert [(article.origin.removeprefix(f"{path}:")) for article in articles] == [
        "a.txt",
        "sub/b.html",
        "sub/c.jsonl.gz:1",
        "d.warc.xz:1",
        "a" * 150 + "/" + "b" * 120 + ".txt",
    ]
    assert articles[0].given_id == "a"
    assert [(p.code, (p.origin or "").removeprefix(f"{path}:")) for p in problems] == [
        ("broken_json", "sub/c.jsonl.gz:2"),
        ("format_not_read", "sub/foto.jpg"),
    ]


@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_names_that_lead_out_and_archives_in_archives_are_problems(tmp_path: Path, make: object) -> None:
    inner = make_zip(tmp_path / "inner.zip", {"a.txt": b"x"}).read_bytes()
    files = {"../../etc/a.txt": b"x", "/b.txt": b"x", "in.zip": inner, "kosong.txt": b"", "d.txt": b"Berita."}
    path = make(tmp_path / "outer", files)  # type: ignore[operator]
    articles, problems = read(path)
    assert [a.text for a in articles] == ["Berita."]
    assert codes(problems) == ["unsafe_name", "unsafe_name", "nested_archive", "empty_file"]
    hidden = make_zip(tmp_path / "hidden.zip", {"no_ending": inner, "d.txt": b"Berita."})
    assert codes(read(hidden)[1]) == ["nested_archive"]


def test_encrypted_and_damaged_members_of_a_zip(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.txt": b"rahasia" * 40, "b.txt": b"rusak" * 400, "c.txt": b"Berita."})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        first, second, _ = archive.infolist()
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    data[first.header_offset + 6] |= 1
    at = second.header_offset + 40
    data[at : at + 6] = b"\xff" * 6
    path.write_bytes(bytes(data))
    articles, problems = read(path)
    assert [a.text for a in articles] == ["Berita."]
    assert codes(problems) == ["encrypted", "damaged"]


def test_a_zip_without_its_directory_and_a_tar_that_is_cut(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", FILES)
    path.write_bytes(path.read_bytes()[:-60])
    assert codes(read(path)[1]) == ["damaged"]
    path = make_tar(tmp_path / "a.tar", {"a.txt": b"Satu.", "b.txt": b"Dua." * 500, "c.txt": b"Tiga."})
    data = path.read_bytes()
    for cut in (512 * 3 + 100, 512 * 3, 512 * 2 + 100):
        path.write_bytes(data[:cut])
        articles, problems = read(path)
        assert [a.text for a in articles] == ["Satu."]
        assert set(codes(problems)) <= {"damaged"}
    path.write_bytes(data[: 512 * 2] + b"junk" * 300 + data[512 * 2 :])
    assert codes(read(path)[1]) == ["damaged"]


def test_links_in_a_tar_are_problems(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        archive.addfile(tarfile.TarInfo("folder"))
    articles, problems = read(tmp_path / "a.tar")
    assert not articles
    assert codes(problems) == ["format_not_read", "empty_file"]


def test_a_bomb_among_the_members_costs_only_itself(tmp_path: Path) -> None:
    files = {"a.jsonl": b'{"text": "' + b"x" * 60_000_000, "b.txt": b"Berita."}
    for path in (make_zip(tmp_path / "a.zip", files, zipfile.ZIP_BZIP2),):
        articles, problems = read(path)
        assert [a.text for a in articles] == ["Berita."]
        assert set(codes(problems)) <= {"compression_bomb", "too_long"}
        assert problems
