"""The harness itself: what breaks is found, told with its place, made smaller and kept."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fuzz.run import Result, bounded, failing, fuzz, reduced
from fuzz.targets import Target
from tests.conftest import ROOT


def tried(check: Callable[[bytes], None], folder: Path, inputs: int = 60) -> Result:
    return fuzz(Target("own", "query", check, 2_000), inputs=inputs, seconds=60, seed=1, folder=folder)


def test_an_error_is_found_and_its_input_is_kept_as_small_as_it_can_be(tmp_path: Path) -> None:
    def check(data: bytes) -> None:
        assert data.count(b"a") < 8, "too many"

    found = tried(check, tmp_path)
    assert found.inputs == 60
    (failure,) = found.failures
    assert "AssertionError at test_harness.py" in failure
    assert [path.read_bytes() for path in tmp_path.glob("*.bin")] == [b"a" * 8]
    assert "too many" in next(tmp_path.glob("*.txt")).read_text()


def test_a_process_that_dies_or_takes_too_much_is_found(tmp_path: Path) -> None:
    parent = os.getpid()

    def dies(data: bytes) -> None:
        if b'""' in data or len(data) > 900:
            os._exit(3)

    def takes(data: bytes) -> None:
        if os.getpid() != parent and len(data) > 900:
            bytearray(2_000_000_000)

    assert any("died or hung" in failure for failure in tried(dies, tmp_path).failures)
    assert any("MemoryError" in failure for failure in tried(takes, tmp_path).failures)


def test_what_takes_too_long_is_stopped() -> None:
    with pytest.raises(Exception, match="processor time"), bounded(0.05):
        while True:
            pass
    assert failing(lambda data: None, b"") is None


def test_a_fault_of_another_sort_is_not_taken_for_the_same() -> None:
    def check(data: bytes) -> None:
        if len(data) < 4:
            raise KeyError("short")
        assert b"x" not in data

    fault = failing(check, b"aaaaaaaaxaaaa")
    assert fault is not None
    assert reduced(check, b"aaaaaaaaxaaaa", fault) in {b"aaax", b"xaaa", b"aaxa", b"axaa"}


def test_the_whole_pipeline_reads_hostile_texts_within_a_gigabyte(tmp_path: Path) -> None:
    """Both languages, from raw text to records, each text with a bound of processor time."""
    names = ("--target", "read-id", "--target", "read-en")
    command = [
        sys.executable,
        "-m",
        "fuzz",
        *names,
        "--inputs",
        "150",
        "--minutes",
        "15",
        "--no-growth",
        "--folder",
        str(tmp_path),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1_000, check=False)
    assert done.stdout.endswith("300 inputs, 0 of them break something\n"), done.stdout + done.stderr
