"""menurut reaches nobody whom the user has not named: every command is run where reaching anybody is refused."""

from __future__ import annotations

import json
import os
import platform
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.conftest import OWN_ARTICLES, OWN_GOLD, ROOT, news, write_lines

REFUSE = Path(__file__).parent / "refuse"
KERNEL = sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")
# A page that asks whoever reads it to fetch things: a document type, a frame, a picture, a canonical address.
PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://dtd.example/xhtml1-strict.dtd">
<html lang="id"><head><title>Menlu Arvania Tiba di Doha</title><link rel="canonical" href="http://news.example/1"/>
<link rel="stylesheet" href="http://css.example/a.css"/><script src="http://js.example/a.js"></script></head><body>
<iframe src="http://frame.example/"></iframe><article><h1>Menlu Arvania Tiba di Doha</h1>
<img src="http://img.example/a.jpg"/><p>DOHA - Menteri Luar Negeri Arvania Tomas Ilman tiba di Doha, Senin (4/3/2024),
untuk berunding dengan tuan rumah tentang perbatasan kedua negara yang lama disengketakan.</p>
<p>"Kami datang untuk berbicara, bukan untuk mengancam," kata Ilman kepada wartawan di bandara.</p>
<p>Kementerian Luar Negeri Qatar menyatakan bahwa perundingan itu akan berlangsung dua hari.</p></article></body></html>
"""
FEED = """<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://dtd.example/rss.dtd"><rss version="2.0"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Warta</title><item><title>Menlu Bertemu</title>
<link>http://news.example/2</link><content:encoded>&lt;img src="http://img.example/b.jpg"/&gt;Menteri luar
negeri itu mengatakan bahwa perundingan akan dimulai pekan depan di ibu kota.
Negara tetangganya membantah kabar itu.</content:encoded></item></channel></rss>
"""
FETCHED = re.compile(r"""<(?:script|img|iframe|link|source|object|embed)\b[^>]*(?:src|href)=["']?([^"' >]+)""")


def environment(log: Path) -> dict[str, str]:
    """The variables under which a Python is refused the network, and nothing that would keep a library quiet anyway."""
    quiet = {"CI", "GITHUB_ACTIONS", "ORT_DISABLE_TELEMETRY", "DO_NOT_TRACK", "XDG_CACHE_HOME"}
    kept = {name: value for name, value in os.environ.items() if name not in quiet}
    path = os.pathsep.join([str(REFUSE), str(ROOT / "src"), str(ROOT)])
    return kept | {"PYTHONPATH": path, "REFUSED_LOG": str(log), "HOME": str(log.parent)}


def run(log: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, env=environment(log), cwd=log.parent, capture_output=True, text=True, check=False)


def menurut(log: Path, *commands: tuple[object, ...]) -> str:
    """What commands print, one after the other in one process that is refused the network, and has not tried it."""
    code = "import json, sys; from menurut.cli.main import main\nfor each in sys.argv[1:]:"
    code += " main(json.loads(each), standalone_mode=False)"
    done = run(log, "-c", code, *(json.dumps([*map(str, command)]) for command in commands))
    assert not log.exists(), log.read_text("utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("offline")


@pytest.fixture(scope="module")
def log(folder: Path) -> Path:
    return folder / "refused.log"


@pytest.fixture(scope="module")
def store(folder: Path, log: Path) -> Path:
    """A store of articles in several formats, read by two workers."""
    news_folder = folder / "news"
    news_folder.mkdir()
    (news_folder / "page.html").write_text(PAGE, "utf-8")
    (news_folder / "feed.xml").write_text(FEED, "utf-8")
    (news_folder / "story.txt").write_text((ROOT / "examples/articles/northwire-kosovo-serbia-talks.txt").read_text())
    write_lines(news_folder / "rows.jsonl", [news(1), news(2)])
    path = folder / "store.db"
    printed = menurut(log, ("read", news_folder, "--store", path, "--jobs", 2))
    assert "5 new" in printed, printed
    return path


def test_the_guards_hold(tmp_path: Path) -> None:
    log = tmp_path / "refused.log"
    asked = run(log, "-c", "import socket; socket.getaddrinfo('news.example', 80)")
    assert asked.returncode == 1
    assert "news.example" in log.read_text("utf-8")
    beneath = "import ctypes; libc = ctypes.CDLL(None); made = libc.socket(2, 2, 0); libc.{}"
    ended = -signal.SIGSYS if KERNEL else 0
    assert run(log, "-c", beneath.format("connect(made, bytes(16), 16)")).returncode == ended
    assert run(log, "-c", beneath.format("sendto(made, b'x', 1, 0, bytes(16), 16)")).returncode == ended
    assert run(log, "-c", beneath.format("send(made, b'x', 1, 0)")).returncode == 0


def test_what_is_read_is_fetched_from_nowhere(store: Path, log: Path) -> None:
    kept = ("--store", store)
    count = ("query", "SELECT 'articles', count(*) FROM articles", *kept, "--format", "csv")
    commands = (("show", "actor"), ("show", "attribution"), ("show", "incident"), ("problems",))
    printed = menurut(log, *((*command, *kept) for command in commands), count, ("codebook",))
    assert "Ilman" in printed
    assert "Kementerian Luar Negeri Qatar" in printed
    assert "articles,5" in printed


def test_every_export_is_made_offline(store: Path, log: Path, folder: Path) -> None:
    offered = menurut(log, ("export", "--help")).partition("one of:")[2].partition("Options:")[0]
    formats = re.findall(r"^  ([a-z-]+)  ", offered, re.MULTILINE)
    assert {"polecat", "parquet", "conllu", "brat"} <= set(formats)
    exports = [("export", name, "--with-text", "--store", store, "--out", folder / name) for name in formats]
    menurut(log, *exports, ("load", folder / "parquet", "--store", folder / "again.db"))
    assert all((folder / name).exists() for name in [*formats, "again.db"])


def test_menurut_is_scored_offline(log: Path, folder: Path) -> None:
    for path in (OWN_ARTICLES, OWN_GOLD):
        lines = path.read_text("utf-8").split("\n")[:4]
        (folder / path.name).write_text("\n".join(lines) + "\n", "utf-8")
    assert "attribution" in menurut(log, ("evaluate", folder / OWN_ARTICLES.name, folder / OWN_GOLD.name))


def test_no_library_leaves_a_trace_in_the_home_folder(store: Path, log: Path) -> None:
    """ONNX Runtime numbers the machine and keeps what it would send there, unless it is told not to."""
    assert store.exists()
    assert not (log.parent / ".cache").exists()


@contextmanager
def serving(store: Path, log: Path) -> Iterator[str]:
    command = [sys.executable, "-u", "-m", "menurut", "serve", "--port", "0", "--language", "en", "--store", str(store)]
    with subprocess.Popen(command, env=environment(log), stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
            assert found is not None
            yield found.group()
        finally:
            assert server.poll() is None, "the server was ended"
            server.terminate()


def test_the_pages_are_served_by_a_server_that_calls_nobody_and_name_nothing_elsewhere_to_fetch(
    store: Path, log: Path
) -> None:
    with serving(store, log) as address:
        waiting, seen = ["/"], {"/"}
        while waiting:
            with urlopen(address.rstrip("/") + waiting.pop(0)) as answer:
                policy, page = answer.headers["Content-Security-Policy"], answer.read().decode("utf-8")
            assert "default-src 'none'" in policy
            assert "http" not in policy
            fetched = [each.removeprefix(address.rstrip("/")) for each in FETCHED.findall(page)]
            assert [each for each in fetched if not each.startswith(("/", "data:"))] == []
            for link in re.findall(r'<a [^>]*href="(/[^"#?]*)', page):
                kind = link.split("/")[1]
                if link not in seen and sum(each.split("/")[1] == kind for each in seen) < 3:
                    seen.add(link)
                    waiting.append(link)
    assert len(seen) > 12
    assert not log.exists(), log.read_text("utf-8")
