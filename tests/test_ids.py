from __future__ import annotations

import subprocess
import sys

from menurut.ids import article_id, digest


def test_an_address_makes_the_id_whatever_the_text() -> None:
    assert article_id("a.example", "https://a.example/1", None, "x") == article_id(
        "a.example", "https://a.example/1", "7", "y"
    )


def test_rows_of_two_collections_that_both_count_from_one_stay_two_articles() -> None:
    assert article_id(None, None, "1", "Berita satu.") != article_id(None, None, "1", "Berita lain.")


def test_no_two_sequences_of_parts_share_an_id() -> None:
    sequences = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", None), ("abc", ""), (None, "abc")]
    assert len({digest(parts) for parts in sequences}) == len(sequences)


def test_ids_do_not_depend_on_the_hash_seed() -> None:
    code = "from menurut.ids import article_id; print(article_id('o', None, 'g', 'teks'))"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("0", "1", "77")
    ]
    assert len(set(runs)) == 1
