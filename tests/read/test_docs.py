"""Every example of docs/reading.md, run; every format and code named there."""

from __future__ import annotations

import gzip
import json
import re
import shlex
import tarfile
import zipfile
from pathlib import Path

import fsspec
import pytest
import zstandard
from click.testing import CliRunner

from menurut.cli.main import main
from menurut.read.formats import CHOICES
from tests.conftest import ROOT, STORY, news, opened
from tests.read.helpers import page, record
from tests.read.test_formats import RSS, SAMPLES

TEXT = (ROOT / "docs/reading.md").read_text("utf-8")
OURS = (
    "archives",
    "articles",
    "compressed",
    "jsonl",
    "lists",
    "ninjs",
    "rows",
    "saved",
    "sources",
    "tables",
    "text",
    "warc",
)
EXAMPLES = re.findall(r"^\$ (menurut read .*)\n(.*): (.*)$", TEXT, re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the examples name."""
    folder = tmp_path_factory.mktemp("reading")
    (folder / "pages").mkdir()
    for number in (1, 2, 3):
        (folder / f"pages/{number}.html").write_text(page(number), "utf-8")
    rows = SAMPLES["jsonl"][0]
    story = json.dumps(STORY)[1:-1].replace('\\"', '""').replace("\\n", "\n")
    files = {
        "page.html": page(4).encode(),
        "page.mhtml": SAMPLES["mhtml"][0],
        "list.csv": re.search(r"```text\n(url,.*?)```", TEXT, re.DOTALL)[1].encode(),  # type: ignore[index]
        "rows.jsonl": rows,
        "rows.json": SAMPLES["json"][0],
        "rows.csv": f'id,text\n1,"{story}"\n2,"{news(5)["text"].replace(chr(34), chr(34) * 2)}"\n'.encode(),
        "rows.tsv": f'id\tartikel\n1\t"{story}"\n'.encode(),
        "item.ninjs": json.dumps({"uri": "urn:1", "versioncreated": "2024-03-04", "body_text": STORY}).encode(),
        "news.warc.gz": gzip.compress(record(1)) + gzip.compress(record(2)),
        "feed.rss": RSS.replace("Ia pergi.", news(3)["text"].replace("\n", "</p><p>")).encode(),
        "rows.jsonl.zst": zstandard.ZstdCompressor().compress(rows),
        "story.txt": STORY.encode(),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"text": [STORY]}), folder / "rows.parquet")
    with zipfile.ZipFile(folder / "all.zip", "w") as archive, tarfile.open(folder / "all.tar.gz", "w:gz") as tar:
        for name in ("story.txt", "page.html"):
            archive.write(folder / name, name)
            tar.add(folder / name, name)
    with fsspec.open("memory://news/rows.jsonl.gz", "wb") as file:
        file.write(gzip.compress(rows))
    return folder


@pytest.mark.parametrize(("command", "outcome"), [(command, outcome) for command, _, outcome in EXAMPLES])
def test_every_example_gives_what_is_shown(
    command: str, outcome: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    command, _, given = command.partition(" < ")
    arguments = shlex.split(command)[1:]
    if "--store" in arguments:
        arguments = arguments[: arguments.index("--store")]
    data = (folder / given).read_bytes() if given else None
    result = CliRunner().invoke(main, [*arguments, "--fast", "--store", str(tmp_path / "s.db")], input=data)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[0].endswith(f": {outcome}")
    with opened(tmp_path / "s.db") as connection:
        texts = [row[0] for row in connection.execute("SELECT text FROM articles")]
    assert all("loading" not in text and len(text) > 40 for text in texts)


def test_every_format_and_code_is_named() -> None:
    shown = CliRunner().invoke(main, ["read", "--help"]).output
    for name in CHOICES:
        assert f"`{name}`" in TEXT
        assert name in shown
    for module in OURS:
        source = (ROOT / f"src/menurut/read/{module}.py").read_text("utf-8")
        for code in re.findall(r"(?:Problem\(\"read\", |DamagedError\()\"(\w+)\"", source):
            assert f"`{code}`" in TEXT, code
