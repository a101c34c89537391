"""A store with claims, copies and a hostile article, and clients of the app on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from menurut.cli.main import main
from menurut.link.everything import link
from menurut.serve.app import create_app
from tests.conftest import ROOT, write_lines
from tests.serve.clients import TestClient

TOKEN = "a token for tests"
HOSTILE = "</script><script>alert(1)</script>"
_BODY = (
    "Arvania Bantah Serang Pos Selmora {mark}\n"
    'KALINGA - "Pasukan Arvania menyerang pos perbatasan Selmora pada Senin (4/3/2024)," kata Menteri Pertahanan'
    " Indonesia Budi Santoso <img src=x onerror=alert(2)>.\n"
    "China membantah tuduhan bahwa pasukan China menyerang pos perbatasan Vietnam pada Senin (4/3/2024).\n"
    "Vietnam menyatakan pasukan China menyerang pos perbatasan Vietnam pada Senin (4/3/2024)."
)


def _rows() -> list[object]:
    lines = (ROOT / "tests/gold/incidents.jsonl").read_text("utf-8").splitlines()
    hostile = [
        {
            "id": f"hostile-{number}",
            "title": f"=HYPERLINK(1) {HOSTILE}",
            "text": _BODY.format(mark=HOSTILE) + "\n" + "Isi berita ini ditulis untuk ujian. " * 3,
            "source": outlet,
            "url": url,
            "published": f"2024-03-0{5 + number}",
            "language": "id",
        }
        for number, (outlet, url) in enumerate(
            [
                ('"><svg onload=alert(3)>', "javascript:alert(4)"),
                ("@cmd.example", "https://cmd.example/1"),
                ("lain.example", "https://lain.example/2"),
            ]
        )
    ]
    return [*(json.loads(line) for line in lines), *hostile, "{ this line is no JSON"]


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of our own articles on the same happenings; three copies of one hostile article; one problem."""
    folder = tmp_path_factory.mktemp("serve")
    path = folder / "news.db"
    source = write_lines(folder / "rows.jsonl", _rows())
    main.main(["read", str(source), "--store", str(path), "--quiet"], standalone_mode=False)
    link(path)
    return path


@pytest.fixture
def client(reader: TestClient) -> TestClient:
    """A reader without the session's token, who has chosen nothing yet."""
    reader.cookies.clear()
    return reader


@pytest.fixture(scope="session")
def reader(store: Path) -> Iterator[TestClient]:
    """What ``client`` is made of."""
    with TestClient(create_app(store, token=TOKEN, language="en"), base_url="http://127.0.0.1") as made:
        yield made


@pytest.fixture
def owner(store: Path) -> Iterator[TestClient]:
    """A reader whose browser holds the session's token."""
    with TestClient(create_app(store, token=TOKEN, language="en"), base_url="http://127.0.0.1") as made:
        made.get("/about", params={"token": TOKEN})
        yield made
