"""The packages of ``uv.lock``: who wants whom, and whether each can only be what it was when it was locked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REGISTRY = "https://pypi.org/simple"
FILES = "https://files.pythonhosted.org/"


@dataclass(frozen=True, slots=True)
class Lock:
    """``packages`` are the lock's tables by name (several where versions differ by Python), ``root`` is our own."""

    root: str
    packages: Mapping[str, tuple[Mapping[str, Any], ...]]


def read_lock(path: Path) -> Lock:
    """The lock at ``path``; raises ``OSError`` and ``tomllib.TOMLDecodeError``."""
    packages: dict[str, tuple[Mapping[str, Any], ...]] = {}
    root = ""
    for package in tomllib.loads(path.read_text("utf-8"))["package"]:
        packages[package["name"]] = (*packages.get(package["name"], ()), package)
        if package["source"].get("editable") == ".":
            root = package["name"]
    return Lock(root, packages)


def faults(lock: Lock) -> list[str]:
    """A sentence for every package that is not from the registry, or has a file without a SHA-256."""
    found = []
    for name, versions in sorted(lock.packages.items()):
        for package in () if name == lock.root else versions:
            files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else [])]
            if package["source"] != {"registry": REGISTRY}:
                found.append(f"{name} is locked to {package['source']}, not to {REGISTRY}")
            if not files:
                found.append(f"{name} is locked without a file")
            for file in files:
                if not file["url"].startswith(FILES):
                    found.append(f"{name}: {file['url']} is not a file of the registry")
                if not re.fullmatch(r"sha256:[0-9a-f]{64}", file.get("hash", "")):
                    found.append(f"{name}: {file['url']} has no SHA-256")
    return found


def groups(lock: Lock) -> dict[str, dict[str, set[str]]]:
    """The packages of each group by name, with those that want them: ``run``, each extra, each development group.

    A package stands in the first group that wants it, directly or by another package of that group.
    """
    (own,) = lock.packages[lock.root]
    lists = (
        {"run": own.get("dependencies", [])} | own.get("optional-dependencies", {}) | own.get("dev-dependencies", {})
    )
    found: dict[str, dict[str, set[str]]] = {}
    for group, wanted in lists.items():
        known = {name for each in found.values() for name in each}
        found[group] = {name: by for name, by in _closure(lock, wanted).items() if name not in known}
    return found


def ranges(lock: Lock) -> dict[str, str]:
    """The versions that our own requirements allow, by package."""
    (own,) = lock.packages[lock.root]
    metadata = own["metadata"]
    listed = [
        *metadata.get("requires-dist", ()),
        *(e for each in metadata.get("requires-dev", {}).values() for e in each),
    ]
    return {each["name"]: each.get("specifier", "") for each in listed}


def _closure(lock: Lock, wanted: list[Mapping[str, Any]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    seen: set[tuple[str, tuple[str, ...]]] = set()
    waiting = [(lock.root, each) for each in wanted]
    while waiting:
        by, each = waiting.pop()
        name, extras = each["name"], tuple(each.get("extra", ()))
        if name == lock.root:
            continue
        found.setdefault(name, set()).add(by)
        if (name, extras) not in seen:
            seen.add((name, extras))
            waiting += [(name, further) for further in _wanted(lock, name, extras)]
    return found


def _wanted(lock: Lock, name: str, extras: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    for package in lock.packages[name]:
        yield from package.get("dependencies", ())
        for extra in extras:
            yield from package.get("optional-dependencies", {}).get(extra, ())
