"""What a store holds as one digest, to compare stores that several machines made: ``digest STORE``."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from tests.unbreakable.content import content


def main(store: str) -> None:
    """Prints it, with how many rows it is of."""
    held = content(Path(store))
    said = "\n".join(f"{name} {row}" for name in sorted(held) for row in held[name])
    sys.stdout.write(f"{hashlib.sha256(said.encode()).hexdigest()} {said.count(chr(10)) + 1}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
