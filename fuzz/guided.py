"""The same targets under Atheris (libFuzzer), where it is installed: coverage of branches and of compared values."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from typing import Any


def guided(name: str, seconds: float, folder: Path) -> None:
    """Fuzzes one target for so many seconds; ends the process. Raises ``ImportError`` without Atheris.

    Changes are libFuzzer's own and ours in turn. What breaks is written to ``folder`` as libFuzzer names it.
    """
    import atheris

    with atheris.instrument_imports(include=["menurut"]):
        from fuzz.mutate import mutate
        from fuzz.seeds import seeds
        from fuzz.targets import TARGETS

        target = TARGETS[name]
        pool = list(seeds()[target.kind])
        for data in pool:
            target.check(data)  # all that it imports later is instrumented too

    def changed(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.5:
            mutated: Any = atheris.Mutate(data, most)
            return bytes(mutated)
        return mutate(random, data, target.kind, pool, most)[:most]

    corpus = folder / f"{name}-corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(pool):
        (corpus / f"seed-{number}").write_bytes(data)
    options = [
        f"-max_total_time={seconds:.0f}",
        "-timeout=20",
        "-rss_limit_mb=1000",
        f"-max_len={min(target.most, 40_000)}",
    ]
    arguments = [sys.argv[0], *options, f"-artifact_prefix={folder}/{name}-", str(corpus)]
    atheris.Setup(arguments, target.check, custom_mutator=changed)
    atheris.Fuzz()
