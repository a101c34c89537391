"""Texts and records that several tests use; all texts are our own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
OWN_ARTICLES = ROOT / "tests/gold/articles.jsonl"
OWN_GOLD = ROOT / "tests/gold/gold.jsonl"

STORY = (
    "Menlu Arvania Tiba di Doha\n"
    "DOHA - Menteri Luar Negeri Arvania Tomas Ilman tiba di Doha, Senin (4/3/2024), untuk berunding.\n"
    '"Kami datang untuk berbicara, bukan untuk mengancam," kata Ilman kepada wartawan di bandara.\n'
    "Kementerian Luar Negeri Qatar menyatakan bahwa perundingan itu akan berlangsung dua hari.\n"
    "Baca juga: Lima Negara Kirim Utusan ke Doha\n"
    "(rst)"
)


@pytest.fixture
def story() -> str:
    return STORY


@pytest.fixture
def shared() -> Path:
    """The folder of annotated real articles beside the project, which a stranger's clone does not have."""
    if not SHARED.is_dir():
        pytest.skip("../shared (annotated real articles) is not beside this checkout")
    return SHARED


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a store as any tool would open it; committed and closed at the end."""
    connection = sqlite3.connect(path)
    try:
        with connection:
            yield connection
    finally:
        connection.close()


def write_lines(path: Path, rows: list[object]) -> Path:
    """A file of JSON lines: strings as they are, everything else as JSON."""
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def news(number: int) -> dict[str, str]:
    """An article of its own for every number, as a crawler would give it."""
    return {
        "id": f"article-{number}",
        "title": f"Negara Ke-{number} Bantah Tuduhan Tetangganya",
        "text": (
            f"Negara Ke-{number} Bantah Tuduhan Tetangganya\n"
            f"Pemerintah negara ke-{number} membantah tuduhan bahwa pasukannya melintasi perbatasan.\n"
            f'"Tidak ada satu pun prajurit kami di sana," kata juru bicara ke-{number} pada Senin.\n'
            f"Menurut utusan nomor {number}, perundingan akan dilanjutkan pekan depan."
        ),
        "published": "2024-03-04",
        "source": "wartaselat.example",
        "url": f"https://wartaselat.example/{number}",
        "language": "id",
    }
