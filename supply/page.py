"""``docs/dependencies.md``, from ``uv.lock``, ``licences.toml`` and ``bundled.toml``: the same wherever it is made."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from supply.licences import Licences, read_licences
from supply.lock import Lock, groups, ranges, read_lock

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/dependencies.md"
_HEAD = """# Dependencies and licences

```console
$ make check
uv.lock: {locked} packages, each with its SHA-256; licences: each recorded and accepted; docs/dependencies.md is current
```

Made by `python -m supply --write` from `uv.lock`, `supply/licences.toml` and `supply/bundled.toml`; change those.

- **Locked.** `make` and CI install exactly what `uv.lock` names (`uv sync --frozen`), and uv refuses a file whose
  SHA-256 is another one; uv itself is installed by hash too (`supply/uv.txt`). `pip install` takes any version in the
  ranges below.
- **Licences.** A package stands in `supply/licences.toml` with its licence, which must be what the installed package
  states, and one that is accepted there with a reason. Otherwise `make check` fails and says which.
- **No network.** menurut reaches nobody whom the user has not named: feeds and pages of `watch`, addresses given to
  `read`. The tests run every command where Python and the kernel refuse to connect (`tests/supply/test_offline.py`).
  ONNX Runtime since 1.29 reports to its maker what it runs unless told not to; menurut tells it. FastAPI sends traces
  only where the user's own variable (`FASTAPI_OTEL_AUTO_CONFIGURE`) asks for it.
- **No pickle.** Models are ONNX graphs, numpy tables read with `allow_pickle=False`, and text; nothing that is read is
  unpickled or run (`tests/supply/test_no_pickle.py`). Worker processes send each other pickles over their own pipes.
"""


@dataclass(frozen=True, slots=True)
class Bundled:
    """Files of the repository (as patterns) that are no code of ours: what, from where, under which licence."""

    files: tuple[str, ...]
    what: str
    source: str
    licence: str


def read_bundled() -> tuple[Bundled, ...]:
    """What ``bundled.toml`` lists."""
    table = tomllib.loads((ROOT / "supply/bundled.toml").read_text("utf-8"))
    return tuple(Bundled(tuple(each.pop("files")), **each) for each in table["bundled"])


def page() -> str:
    """The page as it should be."""
    lock, licences = read_lock(ROOT / "uv.lock"), read_licences()
    parts = [_HEAD.format(locked=len(lock.packages) - 1)]
    for group, packages in groups(lock).items():
        heading, text = _about(group)
        parts.append(f"## {heading}\n\n{text}\n\n" + "\n".join(_rows(lock, packages, licences)) + "\n")
    accepted = [f"| {licence} | {why} |" for licence, why in sorted(licences.accepted.items())]
    parts.append("## Licences that are accepted\n\n" + "\n".join(["| licence | why |", "|---|---|", *accepted]) + "\n")
    rows = [
        f"| {', '.join(f'`{file}`' for file in each.files)} | {each.what} | {each.source} | {each.licence} |"
        for each in read_bundled()
    ]
    head = ["| files | what | source | licence |", "|---|---|---|---|"]
    text = "What lies in the repository beside our Python code, which is Apache-2.0:"
    parts.append(f"## Bundled\n\n{text}\n\n" + "\n".join([*head, *rows]) + "\n")
    return "\n".join(parts)


def _about(group: str) -> tuple[str, str]:
    if group == "run":
        return "What menurut runs on", "Installed with it, on some systems or Pythons only where the lock says so:"
    if group == "dev":
        return "What only tests and checks use", "Not installed with menurut:"
    return f"Extra `{group}`", f"Installed with `menurut[{group}]` only:"


def _rows(lock: Lock, packages: dict[str, set[str]], licences: Licences) -> Iterator[str]:
    yield "| package | range | locked | licence | for |"
    yield "|---|---|---|---|---|"
    asked = ranges(lock)
    for name in sorted(packages, key=lambda name: (lock.root not in packages[name], name)):
        recorded = licences.packages.get(name)
        versions = ", ".join(sorted({package["version"] for package in lock.packages[name]}))
        wanted = f"of {', '.join(sorted(packages[name] - {lock.root}))}"
        purpose = recorded.why if recorded is not None and lock.root in packages[name] else wanted
        licence = recorded.licence if recorded is not None else "not recorded"
        yield f"| {name} | {asked.get(name, '')} | {versions} | {licence} | {purpose or 'not recorded'} |"


def unlisted(files: Iterable[Path]) -> list[Path]:
    """Of files of the repository those that no pattern of ``bundled.toml`` names."""
    patterns = [pattern for each in read_bundled() for pattern in each.files]
    named = {path for pattern in patterns for path in ROOT.glob(pattern)}
    return [path for path in files if path not in named]
