"""The benchmark times what the pipeline runs."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT


def test_every_step_that_the_benchmark_names_is_timed_in_a_run_of_the_pipeline() -> None:
    code = (
        "import sys, tempfile; from pathlib import Path\n"
        "from clock import STEPS, Clock; from texts import articles_of\n"
        "from menurut import pipeline; from menurut.config import Config; from menurut.store import StoreWriter\n"
        "clock = Clock()\n"
        "with tempfile.TemporaryDirectory() as folder, clock.running():\n"
        "    with StoreWriter(Path(folder) / 's.db', 'bench', '0') as writer:\n"
        "        writer.write([pipeline.read_article(each, Config()) for each in articles_of('own', 2)])\n"
        "print(sorted({name for name, _ in STEPS} - set(clock.seconds)), clock.networks > 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "bench", capture_output=True, text=True, check=False)
    assert done.stdout == "[] True\n", done.stderr
