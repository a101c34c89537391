from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from menurut.records import Act, Attribution, Form, Span
from menurut.schema import SCHEMA_VERSION, STORED, arrow_schema

SNAPSHOT = Path(__file__).parent / "schema_snapshot.json"


def test_no_schema_changes_unannounced() -> None:
    """A changed record changes what users' Parquet files hold: raise SCHEMA_VERSION, then renew the snapshot."""
    snapshot = json.loads(SNAPSHOT.read_text("utf-8"))
    assert snapshot.pop("version") == SCHEMA_VERSION
    assert {record.__name__: [str(field) for field in arrow_schema(record)] for record in STORED} == snapshot


def test_records_survive_the_way_to_arrow_and_back() -> None:
    span = Span(0, 4, "kata")
    attribution = Attribution("i", "a", None, span, (Span(5, 7, "ya"),), Form.DIRECT, Act.STATE, 0.5)
    table = pa.Table.from_pylist([asdict(attribution)], schema=arrow_schema(Attribution))
    row = table.to_pylist()[0]
    assert row["source"] is None
    assert row["cue"] == asdict(span)
    assert Span(**row["content"][0]) == Span(5, 7, "ya")
    assert Act(row["act"]) is Act.STATE
