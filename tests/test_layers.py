"""The layers of the layout: who may import whom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src/menurut"
_GROUND = {"records", "terms", "errors", "config", "version"}
_BASE = _GROUND | {"ids", "verify", "guideline"}

# What each part may import of ours, itself aside. A step imports no later step; only pipeline knows their order.
ALLOWED: dict[str, set[str]] = {
    "terms": set(),
    "records": {"terms"},
    "errors": set(),
    "config": set(),
    "version": set(),
    "ids": {"records"},
    "schema": {"records"},
    "verify": {"records"},
    "guideline": {"records"},
    "outlets": _GROUND,
    "read": _BASE | {"outlets"},
    "languages": _GROUND,
    "clean": _BASE | {"languages", "outlets"},
    "annotate": _BASE | {"languages"},
    "resolve": _BASE | {"languages", "annotate"},
    "attribute": _BASE | {"languages", "annotate", "resolve"},
    "code": _BASE | {"languages", "annotate", "resolve", "attribute"},
    "pipeline": _BASE | {"languages", "clean", "annotate", "resolve", "attribute", "code"},
    "store": _BASE
    | {"code", "correct", "languages"},  # what PLOVER makes of a type; and what people put right, as it is written
    "link": _BASE | {"resolve", "store"},
    "export": _BASE | {"store", "code", "annotate", "codebook"},
    "codebook": _BASE | {"store", "code"},
    "correct": _BASE | {"code", "store", "link", "export"},
    "serve": _BASE | {"store", "code", "codebook", "correct", "export"},
    "run": _BASE | {"read", "pipeline", "store", "link"},
    "evaluate": _BASE
    | {"languages", "read", "clean", "annotate", "resolve", "attribute", "code", "pipeline", "export", "store", "link"},
    "train": _BASE
    | {"languages", "read", "clean", "annotate", "resolve", "attribute", "code", "store", "link", "evaluate"},
    "api": _BASE | {"read", "pipeline"},
    "library": _BASE | {"store", "export"},
    "__main__": {"cli"},
    "cli": _BASE
    | {"read", "annotate", "code", "pipeline", "store", "link", "run", "export", "evaluate"}
    | {"codebook", "correct", "serve", "train"},
}


def imports(path: Path) -> set[str]:
    """The parts of menurut that a file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module or ""]
            if node.module == "menurut":
                names = [f"menurut.{alias.name}" for alias in node.names]
        for name in names:
            root, *rest = name.split(".")
            if root == "menurut":
                found.add(rest[0] if rest else "")
    return found


FILES = sorted(path for path in SOURCE.rglob("*.py") if path != SOURCE / "__init__.py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_file_imports_only_what_its_layer_may(path: Path) -> None:
    part = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    assert part in ALLOWED, f"{part} has no place in the layers"
    assert imports(path) - {part} <= ALLOWED[part]


def test_every_part_of_the_package_has_a_place_in_the_layers() -> None:
    parts = {path.relative_to(SOURCE).parts[0].removesuffix(".py") for path in FILES}
    assert parts == set(ALLOWED)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_files_and_functions_keep_to_their_length(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 500
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 60, f"{node.name} is too long"
