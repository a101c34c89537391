"""JSON, CSV, TSV, Parquet, ninjs: a row an article."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from menurut.config import Config
from menurut.read.articles import dated, make_article
from menurut.records import Article, Problem
from tests.conftest import news
from tests.read.helpers import codes, page, read

SHORT = Config(max_characters=100)
NEWS = [news(number) for number in range(5)]


def write(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def table(rows: list[dict[str, str]], **form: Any) -> str:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(rows[0]), **form)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(NEWS),
        "\ufeff  " + json.dumps(NEWS, indent=2, ensure_ascii=False),
        "\n".join(json.dumps(row) for row in NEWS),
        "\n\n".join(json.dumps(row, indent=1) for row in NEWS),
        json.dumps({"status": "ok", "articles": NEWS}),
        json.dumps({"response": {"docs": NEWS}}),
        json.dumps(NEWS[:2]) + "\n" + json.dumps(NEWS[2:]),
    ],
    ids=["array", "indented, with a mark", "lines", "indented objects", "an answer", "a nested answer", "two arrays"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_json_is_read_in_all_its_layouts(tmp_path: Path, data: str, encoding: str) -> None:
    articles, problems = read(write(tmp_path / "a.json", data.encode(encoding)))
    assert [a.text for a in articles] == [row["text"] for row in NEWS]
    assert not problems


def test_an_array_in_a_file_of_json_lines_is_read(tmp_path: Path) -> None:
    assert len(read(write(tmp_path / "a.jsonl", json.dumps(NEWS)))[0]) == 5


@pytest.mark.parametrize("size", [1, 7, 60, 1 << 16])
def test_where_an_array_is_cut_into_blocks_makes_no_difference(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("menurut.read.jsonl._BLOCK", size)
    texts = ['Kata "dia" \\ ya\\', "[satu] {dua}, tiga", "\\", '"', "Ünïcode \U0001f30f"]
    data = json.dumps([{"text": text, "n": [1, [2, {"a": "]"}]]} for text in texts])
    articles, problems = read(write(tmp_path / "a.json", data))
    assert ([a.text for a in articles], problems) == (texts, [])


def test_broken_elements_of_an_array_are_problems_and_the_rest_is_read(tmp_path: Path) -> None:
    data = '[{"text": "Satu."}, {"text": }, 7, {"title": "x"}, ' + '{"text": "' + "x" * 80_000 + '"}, {"text": "Dua."}'
    articles, problems = read(write(tmp_path / "a.json", data), SHORT)
    assert [a.text for a in articles] == ["Satu.", "Dua."]
    assert codes(problems) == ["broken_json", "not_an_object", "no_text", "too_long", "damaged"]
    assert (problems[1].origin or "").endswith("a.json:3")


@pytest.mark.parametrize(
    "data", ["[" * 100_000, '{"a":' * 100_000, '[{"text": "x", "a": ' + "[" * 100_000 + "}", "]]]}"]
)
@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_deep_nesting_is_a_problem(tmp_path: Path, data: str, ending: str) -> None:
    articles, problems = read(write(tmp_path / f"a.{ending}", data))
    assert not articles
    assert problems


@pytest.mark.parametrize(
    "form", [{}, {"delimiter": ";"}, {"delimiter": "|"}, {"quoting": csv.QUOTE_ALL}, {"lineterminator": "\n"}]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_is_read_whatever_its_form(tmp_path: Path, form: dict[str, Any], encoding: str) -> None:
    articles, problems = read(write(tmp_path / "a.csv", table(NEWS, **form).encode(encoding)))
    assert [a.text for a in articles] == [row["text"] for row in NEWS]  # of several lines each
    assert not problems


def test_tabs_and_backslashes(tmp_path: Path) -> None:
    data = table([row | {"text": 'Ia berkata, "Ya." ' + row["text"]} for row in NEWS], delimiter="\t")
    assert len(read(write(tmp_path / "a.tsv", data))[0]) == 5
    data = table(
        [{"title": "J", "text": 'Ia berkata, "Ya, tentu."\nLalu diam.'}],
        doublequote=False,
        escapechar="\\",
        quoting=csv.QUOTE_ALL,
    )
    assert read(write(tmp_path / "b.csv", data))[0][0].text == 'Ia berkata, "Ya, tentu."\nLalu diam.'


def test_a_csv_of_another_encoding_is_read_and_noted(tmp_path: Path) -> None:
    text = (
        "Menteri itu tiba di São Paulo, “kota yang ramah”, untuk berunding dengan tuan rumahnya pada hari Senin. " * 5
    )
    write(tmp_path / "a.csv", f'title,text\nJudul,"{text}"\n'.encode("cp1252"))
    lines = b"title,text\n" + b"Satu,Isi yang utuh.\n" * 4000
    write(tmp_path / "b.csv", lines + f'Dua,"{text}"\n'.encode("cp1252") + b"Tiga,Isi.\n")
    for name, count in (("a.csv", 1), ("b.csv", 4002)):
        articles, problems = read(tmp_path / name)
        assert len(articles) == count
        assert text in [a.text for a in articles]
        assert codes(problems) == ["encoding_guessed"]


def test_a_quotation_mark_that_is_never_closed_costs_its_line(tmp_path: Path) -> None:
    data = 'id,text\n1,Satu.\n2,"Dua.\n3,Tiga.\n4,Empat.\n'
    articles, problems = read(write(tmp_path / "a.csv", data))
    assert [a.text for a in articles] == ["Satu.", "Tiga.", "Empat."]
    assert [(p.code, (p.origin or "").rpartition(":")[2]) for p in problems] == [("broken_row", "3")]
    rest = "".join(f"{number},Isi {number}.\n" for number in range(40_000))
    articles, problems = read(write(tmp_path / "b.csv", 'id,text\n1,"Satu.\n' + rest), SHORT)
    assert (len(articles), codes(problems)) == (40_000, ["broken_row"])


def test_long_and_odd_rows_of_a_csv(tmp_path: Path) -> None:
    rows = ["id,text", "1," + "x" * 200_000, "2,Dua.", "3", "4,Empat,lima", "", "5,Nol\0nol", "6,\x1b[31mMerah\x07"]
    articles, problems = read(write(tmp_path / "a.csv", "\r\n".join(rows)), SHORT)
    assert [a.given_id for a in articles] == ["2", "4", "5", "6"]
    assert codes(problems) == ["too_long", "no_text"]
    article = read(write(tmp_path / "b.csv", "id,text\n1," + "kata " * 40_000))[0]  # beyond the csv module's own limit
    assert len(article[0].text) == 200_000


def test_a_table_without_a_column_of_text_says_which_it_has(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "kop,artikel\nA,Isi.\n")
    (problem,) = read(path)[1]
    assert problem.code == "no_columns"
    assert "kop, artikel" in problem.message
    assert read(path, text="artikel", title="kop")[0][0].title == "A"


def test_parquet_is_read_with_its_dates_and_without_its_lists(tmp_path: Path) -> None:
    columns = {
        "text": pa.array([row["text"] for row in NEWS]).dictionary_encode(),
        "date": pa.array([datetime(2024, 3, 4, 10, number) for number in range(5)], pa.timestamp("ns", "Asia/Jakarta")),
        "id": pa.array(range(5), pa.int16()),
        "title": pa.array([b"Judul"] * 5),
        "outlet": pa.array([["a", "b"]] * 5),
        "lang": pa.array([None] * 5),
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet", row_group_size=2)
    articles, problems = read(tmp_path / "a.parquet")
    assert not problems
    assert [a.text for a in articles] == [row["text"] for row in NEWS]
    assert (articles[3].given_id, articles[3].title, articles[3].outlet) == ("3", "Judul", None)
    assert articles[3].published == "2024-03-04T17:03:00+07:00"
    assert articles[3].origin == f"{tmp_path}/a.parquet:4"
    pq.write_table(pa.table({"isi": ["Satu."], "tanggal": [date(2024, 3, 4)]}), tmp_path / "b.parquet")
    assert read(tmp_path / "b.parquet")[0][0].published == "2024-03-04"


def test_parquet_without_its_footer_is_a_problem(tmp_path: Path) -> None:
    pq.write_table(pa.table(columns := {"text": [row["text"] for row in NEWS]}), tmp_path / "a.parquet")
    data = (tmp_path / "a.parquet").read_bytes()
    assert codes(read(write(tmp_path / "b.parquet", data[:-30]))[1]) == ["broken_table"]
    assert len(read(write(tmp_path / "c.parquet", table([{"text": t, "id": "1"} for t in columns["text"]])))[0]) == 5
    pq.write_table(pa.table({"angka": [1]}), tmp_path / "d.parquet")
    assert codes(read(tmp_path / "d.parquet")[1]) == ["no_columns"]


ITEM = {
    "uri": "urn:contoh:1",
    "headline": "Menteri Arvania ke Doha",
    "body_xhtml": "<div><p>Menteri itu <b>tiba</b> pada Senin.</p><p>Ia membantah\ntuduhan itu.</p></div>",
    "versioncreated": "2024-03-04T10:00:00+07:00",
    "located": "Doha",
    "byline": "Oleh Sari Contoh",
    "language": "id-ID",
    "provider": "Kantor Contoh",
}


@pytest.mark.parametrize(
    "item",
    [
        ITEM,
        {k: v for k, v in ITEM.items() if k != "body_xhtml"}
        | {"body_text": "Menteri itu tiba pada Senin.\nIa membantah tuduhan itu."},
        {k: v for k, v in ITEM.items() if k not in ("body_xhtml", "headline")}
        | {
            "headlines": [{"role": "main", "value": "Menteri Arvania ke Doha"}],
            "bodies": [{"role": "main", "contentType": "application/xhtml+xml", "value": ITEM["body_xhtml"]}],
        },
    ],
    ids=["version 1, XHTML", "version 1, text", "version 2"],
)
def test_ninjs_of_every_version_is_read(tmp_path: Path, item: dict[str, Any]) -> None:
    (article,), problems = read(write(tmp_path / "a.json", json.dumps(item, indent=1)))
    assert not problems
    assert article.text == "Oleh Sari Contoh\nDOHA - Menteri itu tiba pada Senin.\nIa membantah tuduhan itu."
    assert (article.given_id, article.url, article.title) == ("urn:contoh:1", None, "Menteri Arvania ke Doha")
    assert (article.published, article.outlet, article.language) == ("2024-03-04T10:00:00+07:00", "Kantor Contoh", "id")


def test_ninjs_one_a_line_and_what_was_withdrawn(tmp_path: Path) -> None:
    items = [ITEM, ITEM | {"pubstatus": "canceled"}, {"uri": "urn:x", "versioncreated": "2024", "type": "picture"}]
    articles, problems = read(write(tmp_path / "a.ninjs", "\n".join(map(json.dumps, items))))
    assert (len(articles), codes(problems)) == (1, ["withdrawn", "no_text"])


def test_rows_may_hold_html(tmp_path: Path) -> None:
    row = {"raw_html": page(3), "url": "https://w.example/3", "outlet": "Warta", "date": "2020-01-01"}
    (article,), problems = read(write(tmp_path / "a.jsonl", json.dumps(row)))
    assert not problems
    assert (article.outlet, article.url, article.published) == (
        "Warta",
        "https://w.example/3",
        "2024-03-04T10:00:00+07:00",
    )


def test_fields_within_fields_are_mapped(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", json.dumps({"content": {"body": "Isi berita."}, "source": {"name": "Warta"}}))
    (article,), _ = read(path, text="content.body", outlet="source.name")
    assert (article.text, article.outlet) == ("Isi berita.", "Warta")


def test_a_date_in_the_future_is_noted_and_not_used(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", json.dumps({"text": "Isi.", "date": "2999-01-01T00:00:00Z"}))
    (article,), problems = read(path)
    assert (article.published, article.stated_date) == (None, "2999-01-01T00:00:00Z")
    assert [(p.code, p.article_id) for p in problems] == [("future_date", article.id)]


@pytest.mark.parametrize(
    ("published", "url", "used"),
    [
        ("2019-10-09", "https://kabar.example/2019/09/10/berita", "2019-09-10"),
        ("2019-10-09T08:00:00+07:00", "https://kabar.example/2019/09/10/berita", "2019-09-10"),
        ("2019-10-09", "https://kabar.example/2019/10/09/berita", "2019-10-09"),
        ("2019-09-12", "https://kabar.example/2019/09/10/berita", "2019-09-12"),
        ("2019-09-09", "https://kabar.example/2019/09/09/berita", "2019-09-09"),
        ("2019-10-09", "https://kabar.example/berita-2019", "2019-10-09"),
    ],
)
def test_day_and_month_that_a_crawler_took_for_each_other_are_put_right_and_noted(
    published: str, url: str, used: str
) -> None:
    article, *problems = dated(make_article("Kabar.", "x", url=url, published=published))
    assert isinstance(article, Article)
    assert (article.published, article.stated_date) == (used, published)
    assert [p.code for p in problems if isinstance(p, Problem)] == ["date_swapped"] * (used != published[:10])
