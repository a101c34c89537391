"""The lock holds hashes, licences are recorded and accepted, what is bundled is named, the page says so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from supply import licences, lock
from supply.licences import Licence, Licences, is_accepted, read_licences
from supply.lock import Lock, groups, read_lock
from supply.page import PAGE, page, read_bundled, unlisted
from tests.conftest import ROOT

LOCK = read_lock(ROOT / "uv.lock")
NAMES = {name for group in groups(LOCK).values() for name in group}
FILE = {"url": "https://files.pythonhosted.org/packages/a-1.tar.gz", "hash": f"sha256:{'0' * 64}"}
SOURCE = {"registry": "https://pypi.org/simple"}


def lock_of(**changes: Any) -> Lock:
    package: Mapping[str, Any] = {"source": SOURCE, "sdist": FILE, **changes}
    return Lock("own", {"own": ({"source": {"editable": "."}},), "a": (package,)})


def test_every_package_is_locked_by_hash_and_comes_from_the_registry() -> None:
    assert lock.faults(LOCK) == []
    assert {"click", "numpy", "onnxruntime", "colorama"} <= NAMES == set(LOCK.packages) - {LOCK.root}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"sdist": {"url": FILE["url"]}}, "no SHA-256"),
        ({"sdist": FILE | {"hash": "md5:0"}}, "no SHA-256"),
        ({"wheels": [FILE | {"url": "https://elsewhere.example/a.whl"}]}, "not a file of the registry"),
        ({"source": {"git": "https://git.example/a"}}, "git.example"),
        ({"sdist": FILE, "source": {"registry": "https://mirror.example"}}, "mirror.example"),
    ],
)
def test_a_lock_that_lets_something_else_in_is_refused(changes: dict[str, Any], told: str) -> None:
    assert lock.faults(lock_of()) == []
    (fault,) = lock.faults(lock_of(**changes))
    assert told in fault


def test_every_licence_is_recorded_as_stated_and_accepted() -> None:
    assert licences.faults(NAMES, read_licences()) == []


@pytest.mark.parametrize(
    ("recorded", "told"),
    [
        ({}, "no line"),
        ({"click": Licence("MIT")}, "states 'BSD-3-Clause'"),
        ({"click": Licence("GPL-3.0-only", stated="BSD-3-Clause")}, "does not accept"),
        ({"click": Licence("BSD-3-Clause"), "gone": Licence("MIT")}, "not locked"),
    ],
)
def test_a_licence_that_is_new_changed_or_not_accepted_is_told(recorded: dict[str, Licence], told: str) -> None:
    (fault,) = licences.faults(["click"], Licences({"MIT": "", "BSD-3-Clause": ""}, recorded))
    assert told in fault


@pytest.mark.parametrize(
    ("expression", "accepted"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND (GPL-3.0-only OR Zlib)", True),
        ("GPL-3.0-only AND MIT OR Zlib", True),
    ],
)
def test_one_side_of_or_and_both_of_and_must_be_accepted(expression: str, accepted: bool) -> None:
    assert is_accepted(expression, {"MIT", "Zlib"}) is accepted


@pytest.mark.parametrize("expression", ["", "MIT OR", "(MIT", "MIT License", "AND MIT"])
def test_what_is_no_expression_of_licences_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="not an SPDX expression"):
        is_accepted(expression, {"MIT"})


def test_the_page_of_dependencies_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m supply --write"
    assert "not recorded" not in page()


def test_every_file_that_is_no_code_is_named_with_its_source_and_licence() -> None:
    shipped = [path for path in (ROOT / "src").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    vendored = [path for path in (ROOT / "tests").rglob("*") if path.is_file() and path.suffix in (".js", ".conllu")]
    assert unlisted([path for path in shipped if path.suffix != ".py"] + vendored) == []
    assert unlisted([ROOT / "src/menurut/languages/english/model.pkl"]) != []
    for each in read_bundled():
        for pattern in each.files:
            assert list(ROOT.glob(pattern)), f"{pattern} names no file"


def test_a_file_that_names_its_own_licence_is_listed_under_it() -> None:
    for each in read_bundled():
        for path in {path for pattern in each.files for path in ROOT.glob(pattern)}:
            for licence in ("CC BY-SA 4.0", "CC BY 4.0", "MPL-2.0", "ISC"):
                if licence in head_of(path):
                    assert licence in each.licence + each.source, f"{path}: {licence}"


def head_of(path: Path) -> str:
    """The comment at the beginning of a file of text."""
    if path.suffix not in (".toml", ".tsv", ".txt", ".svg"):
        return ""
    lines = path.read_text("utf-8").split("\n")[:8]
    return "\n".join(line for line in lines if line.startswith(("#", "<!--")))
