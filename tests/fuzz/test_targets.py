"""Hostile inputs for every parser, some for each; ``make fuzz`` tries as many as one has time for."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.mutate import as_bytes, mutate
from fuzz.seeds import seeds
from fuzz.targets import TARGETS

_SLOW = {name for name in TARGETS if name.startswith("read-")} | {"page", "stored", "corrections", "load", "file-html"}
_MOST = 12_000  # bytes of an input here


@pytest.mark.parametrize("name", TARGETS)
def test_good_inputs(name: str) -> None:
    for data in seeds()[TARGETS[name].kind]:
        TARGETS[name].check(data)


@pytest.mark.parametrize("name", TARGETS)
def test_changed_inputs(name: str) -> None:
    target, own = TARGETS[name], seeds()[TARGETS[name].kind]

    @settings(max_examples=12 if name in _SLOW else 40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(seed=st.integers(0, 2**32), good=st.sampled_from(own))
    def hostile(seed: int, good: bytes) -> None:
        target.check(mutate(Random(seed), good, target.kind, own, _MOST))

    hostile()


@pytest.mark.parametrize("name", TARGETS)
def test_any_input(name: str) -> None:
    @settings(max_examples=6 if name in _SLOW else 25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(data=st.binary(max_size=400) | st.text(st.characters(exclude_categories=()), max_size=300).map(as_bytes))
    def hostile(data: bytes) -> None:
        TARGETS[name].check(data)

    hostile()
