"""Nothing that menurut ships or loads can run code: tables and weights are data, and no file is unpickled."""

from __future__ import annotations

import ast
import gzip
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from menurut.languages.network import session_of
from tests.conftest import ROOT, news, write_lines

SOURCE = ROOT / "src/menurut"
SHIPPED = sorted(path for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
TEXT = {".css", ".html", ".js", ".json", ".jsonl", ".svg", ".toml", ".tsv", ".txt", ".xml"}
PICKLES = {"pickle", "_pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve", "yaml"}
EXECUTED = {"eval", "exec", "compile", "__import__"}
# Workers and the process that started them send each other pickles over their own pipes, and read none from elsewhere.
BETWEEN_OUR_OWN_PROCESSES = {"run/workers.py"}


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("path", [path for path in SHIPPED if path.suffix == ".py"], ids=name_of)
def test_no_code_unpickles_or_runs_what_it_reads(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
            if name_of(path) not in BETWEEN_OUR_OWN_PROCESSES:
                assert not PICKLES.intersection(name.split(".")[0] for name in names), f"line {node.lineno}"
        elif isinstance(node, ast.Call):
            called, given = ast.unparse(node.func), {each.arg: ast.unparse(each.value) for each in node.keywords}
            assert called not in EXECUTED, f"line {node.lineno}"
            if called in ("np.load", "numpy.load"):
                assert given.get("allow_pickle") == "False", f"line {node.lineno}: say allow_pickle=False"
            if called == "torch.load":
                assert given.get("weights_only") == "True", f"line {node.lineno}: say weights_only=True"


@pytest.mark.parametrize("path", [path for path in SHIPPED if path.suffix != ".py"], ids=name_of)
def test_a_shipped_file_is_text_numbers_or_a_graph_of_ours(path: Path) -> None:
    data = path.read_bytes()
    if path.suffix == ".onnx":
        # A graph can name files beside it. Operators of other makers, which are libraries, do not load at all.
        assert b"external_data" not in data
        session_of(data)
    elif path.suffix == ".npz":
        with zipfile.ZipFile(io.BytesIO(data)) as tables:
            for name in tables.namelist():
                assert not np.load(io.BytesIO(tables.read(name)), allow_pickle=False).dtype.hasobject
    elif path.suffix == ".gz":
        gzip.decompress(data).decode("utf-8")
    else:
        assert path.suffix in TEXT or path.name == "py.typed"
        data.decode("utf-8")


def test_articles_are_read_linked_and_exported_while_unpickling_is_refused(tmp_path: Path) -> None:
    code = (
        "import _pickle, pickle, sys\n"
        "def refuse(*args, **kwargs): raise SystemExit('a pickle was read')\n"
        "pickle._Unpickler.load = refuse\n"
        "class Refusing(pickle.Unpickler): load = refuse\n"
        "for module in (pickle, _pickle):\n"
        "    module.load, module.loads, module.Unpickler = refuse, refuse, Refusing\n"
        "from menurut.cli.main import main\n"
        "for line in sys.stdin.read().split('\\n'): main(line.split(), standalone_mode=False)\n"
    )
    source, store = write_lines(tmp_path / "a.jsonl", [news(1), news(2)]), tmp_path / "s.db"
    lines = [
        f"read {source} {ROOT / 'examples/articles'} --store {store} --jobs 1",
        f"show event --store {store}",
        f"export conllu --store {store} --out {tmp_path / 'words.conllu'}",
        f"export parquet --store {store} --out {tmp_path / 'parquet'}",
    ]
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "18 new" in done.stdout
