"""``python -m supply`` checks the lock, the licences and the page that lists them; ``--write`` writes the page.

``--draft`` prints lines for ``licences.toml`` for the packages that lack one, from what the installed packages state.
Exit status 1 where something is to be put right.
"""

from __future__ import annotations

import sys

from supply import licences, lock
from supply.page import PAGE, ROOT, page


def main(arguments: list[str]) -> int:
    """Does what the arguments say; returns the exit status."""
    locked, recorded = lock.read_lock(ROOT / "uv.lock"), licences.read_licences()
    names = {name for group in lock.groups(locked).values() for name in group}
    if arguments == ["--draft"]:
        for name in sorted(names - set(recorded.packages)):
            print(f'[packages.{name}]\nlicence = "{licences.stated_licence(name) or "?"}"\n')
        return 0
    if arguments == ["--write"]:
        PAGE.write_text(page(), "utf-8")
        return 0
    if arguments:
        print("usage: python -m supply [--write | --draft]", file=sys.stderr)
        return 2
    found = [*lock.faults(locked), *licences.faults(names, recorded)]
    if not PAGE.exists() or PAGE.read_text("utf-8") != page():
        found.append(f"{PAGE.relative_to(ROOT)} is not current: python -m supply --write")
    if found:
        print("\n".join(found), file=sys.stderr)
        return 1
    shown = f"uv.lock: {len(names)} packages, each with its SHA-256; licences: each recorded and accepted"
    print(f"{shown}; {PAGE.relative_to(ROOT)} is current")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
