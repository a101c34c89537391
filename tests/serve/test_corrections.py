"""Putting records right by the forms of the pages: every kind, undone without a trace; the log, its exports."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import FormData

from menurut.correct.values import SORTS
from menurut.errors import InputError
from menurut.serve.app import create_app
from menurut.serve.given import Given, local_address
from menurut.store.corrections import CorrectionKind
from tests.serve.clients import TestClient
from tests.serve.conftest import TOKEN

Row = dict[str, Any]


class Editor:
    """Somebody who may correct, at the article with the most events of a store of their own."""

    def __init__(self, client: TestClient, store: Path) -> None:
        self.client, self.store = client, store
        self.key = client.app.state.site.form_key  # type: ignore[attr-defined]
        query = "SELECT article FROM events GROUP BY article ORDER BY count(*) DESC, article LIMIT 1"
        self.article = str(self.rows(query)[0][0])

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.store)) as connection:
            return connection.execute(query, values).fetchall()

    def page(self, article: str | None = None) -> Row:
        found: Row = self.client.get(f"/article/{article or self.article}.json").json()
        return found

    def send(self, do: str, subject: str, **fields: Any) -> Any:
        form = {"key": self.key, "do": do, "subject": subject, "article": self.article, "author": "Sri", **fields}
        return self.client.post("/correct", data=form, follow_redirects=False)

    def undo(self, name: str) -> Any:
        form = {"key": self.key, "id": name, "author": "Sri"}
        return self.client.post("/correct/undo", data=form, follow_redirects=False)


@pytest.fixture(scope="module")
def editor(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    path = tmp_path_factory.mktemp("corrections") / "own.db"
    with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    with TestClient(create_app(path, token=TOKEN, language="en"), base_url="http://127.0.0.1") as client:
        client.get("/about", params={"token": TOKEN})
        yield Editor(client, path)


def _id(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    found = re.search(r"[?&](?:corrected|undone)=(\w+)", answer.headers["location"])
    assert found is not None
    return found[1]


def _other(page: Row, *but: Row | None) -> Row:
    """An actor of the article that is none of these."""
    known = {each["id"] for each in but if each}
    found: Row = next(each for each in page["actors"] if each["id"] not in known)
    return found


def _speaker(page: Row) -> tuple[str, Row, Row]:
    said = page["attributions"][0]
    who = _other(page, said["speaker"])
    return f"wrong_speaker:{who['id']}", said, {"speaker": {"id": who["id"]}}


def _nobody(page: Row) -> tuple[str, Row, Row]:
    return "wrong_speaker:", next(each for each in page["attributions"] if each["speaker"]), {"speaker": None}


def _act(page: Row) -> tuple[str, Row, Row]:
    return "wrong_act:act:DENY", page["attributions"][0], {"act": "DENY"}


def _form(page: Row) -> tuple[str, Row, Row]:
    said = page["attributions"][0]
    form = next(form for form in ("direct", "indirect") if form != said["form"])
    return f"wrong_act:form:{form}", said, {"form": form}


def _type(page: Row) -> tuple[str, Row, Row]:
    return "wrong_type:COERCE:arrest", page["events"][0], {"type": "COERCE", "mode": "arrest"}


def _status(page: Row) -> tuple[str, Row, Row]:
    return "wrong_status:possible", page["events"][0], {"status": "possible"}


@pytest.mark.parametrize("chosen", [_speaker, _nobody, _act, _form, _type, _status])
def test_a_button_changes_what_it_says_and_undo_changes_it_back(
    editor: Editor, chosen: Callable[[Row], tuple[str, Row, Row]]
) -> None:
    before = editor.page()
    do, record, right = chosen(before)
    answer = editor.send(do, record["id"], record="event", back=f"/article/{editor.article}")
    name = _id(answer)
    assert answer.headers["location"].startswith(f"/article/{editor.article}?corrected={name}#record-event-")
    after = editor.page()
    now = next(each for each in (*after["attributions"], *after["events"]) if each["id"] == record["id"])
    for field, value in right.items():
        assert (now[field]["id"] if isinstance(value, dict) else now[field]) == (
            value["id"] if isinstance(value, dict) else value
        )
    _id(editor.undo(name))
    assert editor.page() == before


def test_what_is_none_goes_and_comes_back(editor: Editor) -> None:
    before = editor.page()
    for kind, records in (("not_event", "events"), ("not_attribution", "attributions")):
        subject = before[records][0]["id"]
        name = _id(editor.send(kind, subject))
        assert subject not in {each["id"] for each in editor.page()[records]}
        again = _id(editor.undo(name))
        assert editor.page() == before
        third = _id(editor.undo(again))  # taking that back makes the first hold again
        assert subject not in {each["id"] for each in editor.page()[records]}
        _id(editor.undo(third))
    assert editor.page() == before


def test_words_roles_dates_and_places(editor: Editor) -> None:
    before = editor.page()
    text = editor.rows("SELECT text FROM documents WHERE article = ?", editor.article)[0][0]
    event, said = before["events"][0], before["attributions"][0]
    word = max(re.findall(r"\w+", text), key=len)
    who = before["actors"][-1]["id"]
    made = [
        editor.send("wrong_span:trigger", event["id"], trigger_words=word),
        editor.send("wrong_span:content", said["id"], content_words=f"{word}\n{word}"),
        editor.send("wrong_span:source", said["id"], source_words=""),
        editor.send("wrong_role", event["id"], source=[who], target=[], target_words=word),
        editor.send("wrong_date", event["id"], date="2031-06"),
        editor.send("wrong_country", before["actors"][0]["id"], country="JPN"),
    ]
    names = [_id(answer) for answer in made]
    now = editor.page()
    changed = next(each for each in now["events"] if each["id"] == event["id"])
    assert [span["text"] for span in changed["triggers"]] == [word]
    assert [each["id"] for each in changed["source"]] == [who]
    assert len(changed["target"]) == 1
    assert changed["date"]["first"] == "2031-06-01"
    spoken = next(each for each in now["attributions"] if each["id"] == said["id"])
    assert [span["text"] for span in spoken["content"]] == [word]
    assert spoken["source"] is None
    assert now["actors"][0]["country"] == "JPN"
    for name in reversed(names):
        _id(editor.undo(name))
    assert editor.page() == before


def test_a_mention_goes_to_another_actor(editor: Editor) -> None:
    before = editor.page()
    actor = max(before["actors"], key=lambda each: len(each["mentions"]))
    other, span = _other(before, actor), actor["mentions"][-1]
    do = f"not_this_actor:{span['start']}-{span['end']}"
    name = _id(editor.send(do, actor["id"], other=other["id"]))
    owners = [each["id"] for each in editor.page()["actors"] if span in each["mentions"]]
    assert owners == [other["id"]]
    _id(editor.undo(name))
    own = _id(editor.send(do, actor["id"], other=""))
    found = next(each for each in editor.page()["actors"] if span in each["mentions"])
    assert found["id"] not in {each["id"] for each in before["actors"]}
    _id(editor.undo(own))
    assert editor.page() == before


def test_what_was_missed(editor: Editor) -> None:
    before = editor.page()
    words = before["paragraphs"][-1]["text"]
    content = " ".join(words.split()[:4])
    name = _id(editor.send("missed_attribution", editor.article, content_words=content, act="PROMISE", form="direct"))
    found = [each for each in editor.page()["attributions"] if each["act"] == "PROMISE"]
    assert any(span["text"] == content for each in found for span in each["content"])
    _id(editor.undo(name))
    who = before["actors"][0]["id"]
    fields = {"trigger_words": content, "type": "PROTEST", "status": "planned", "date": "2031-05-12", "source": [who]}
    name = _id(editor.send("missed_event", editor.article, **fields))
    event = next(each for each in editor.page()["events"] if each["triggers"][0]["text"] == content)
    assert (event["type"], event["status"], event["source"][0]["id"]) == ("PROTEST", "planned", who)
    _id(editor.undo(name))
    assert editor.page() == before


def test_incidents_and_identities_part_and_join(editor: Editor) -> None:
    query = "SELECT incident FROM incident_events GROUP BY incident ORDER BY count(*) DESC, incident LIMIT 1"
    incident = editor.rows(query)[0][0]
    events = [row[0] for row in editor.rows("SELECT event FROM incident_events WHERE incident = ?", incident)]
    told = "SELECT count(DISTINCT incident) FROM incident_events WHERE event IN (?, ?)"
    name = _id(editor.send(f"not_same_incident:{events[1]}", events[0], back=f"/incident/{incident}"))
    assert editor.rows(told, *events[:2]) == [(2,)]
    joined = _id(editor.send("same_incident", events[0], same=f"http://127.0.0.1/incident/{events[1]}?x#y"))
    assert editor.rows(told, *events[:2]) == [(1,)]
    for each in (joined, name):
        _id(editor.undo(each))
    assert editor.rows(told, *events[:2]) == [(1,)]
    query = "SELECT identity, min(actor) FROM identity_actors WHERE identity IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
    identity, actor = editor.rows(query)[0]
    shown = editor.client.get(f"/correct/actor/{actor}").text
    assert f"not_same_identity:{identity}" in shown
    name = _id(editor.send(f"not_same_identity:{identity}", actor))
    mine = "SELECT identity FROM identity_actors WHERE actor = ?"
    assert editor.rows(mine, actor) != [(identity,)]
    _id(editor.undo(name))
    assert editor.rows(mine, actor) == [(identity,)]


def test_every_kind_has_its_words_and_its_form(editor: Editor) -> None:
    shown = (
        "".join(
            editor.client.get(f"/correct/{kind}/{name}").text
            for kind, table in [
                ("attribution", "attributions"),
                ("event", "events"),
                ("actor", "actors"),
                ("date", "dates"),
            ]
            for (name,) in editor.rows(f"SELECT id FROM {table}")
        )
        + editor.client.get(f"/correct/article/{editor.article}").text
    )
    assert {kind for kind in SORTS if f'value="{kind}' not in shown} == set()
    english, indonesian = (
        editor.client.get(f"/correct/article/{editor.article}?lang={code}").text for code in ("en", "id")
    )
    assert "Add what was missed" in english
    assert "Tambahkan yang terlewat" in indonesian
    editor.client.get("/about?lang=en")


@pytest.mark.parametrize(
    ("do", "fields", "status"),
    [
        ("wrong_span:content", {"content_words": "not in the text"}, 400),
        ("wrong_span:content", {"content_words": ""}, 400),
        ("wrong_span:nothing", {}, 400),
        ("wrong_speaker:nobody-of-that-id", {}, 400),
        ("wrong_speaker:words", {}, 400),
        ("wrong_act:act:SING", {}, 400),
        ("wrong_act:color:blue", {}, 400),
        ("wrong_type:SING", {}, 400),
        ("same_incident", {"same": "nothing"}, 400),
        ("not_this_actor:1-x", {}, 400),
        ("wrong_date", {"date": "yesterday"}, 400),
        ("missed_event", {"type": "AID"}, 400),
        ("not_event", {"author": " "}, 400),
        ("not_event", {"subject": "nothing"}, 400),
        ("wipe", {}, 400),
        ("", {}, 400),
        ("not_event", {"key": "wrong"}, 403),
    ],
)
def test_what_cannot_be_changes_nothing(editor: Editor, do: str, fields: Row, status: int) -> None:
    lines = editor.rows("SELECT count(*) FROM corrections")
    page = editor.page()
    subject = page["attributions"][0]["id"] if "speaker" in do or "span" in do else page["events"][0]["id"]
    answer = editor.send(do, fields.pop("subject", subject), **fields)
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert editor.rows("SELECT count(*) FROM corrections") == lines
    assert editor.undo("nothing").status_code == 400


def test_without_the_token_nothing_is_made(client: TestClient, store: Path) -> None:
    for path in ("/correct", "/correct/undo"):
        assert client.post(path, data={"do": "not_event", "key": "", "subject": "x", "id": "x"}).status_code == 403


def test_the_author_is_remembered(editor: Editor) -> None:
    event = editor.page()["events"][0]["id"]
    assert 'name="author" value="Sri"' in editor.client.get(f"/correct/event/{event}").text
    name = _id(editor.send("not_event", event, author="  Ibu Ñandú\n Wahyuni "))
    assert editor.rows("SELECT author FROM corrections WHERE id = ?", name) == [("Ibu Ñandú Wahyuni",)]
    assert 'name="author" value="Ibu Ñandú Wahyuni"' in editor.client.get(f"/correct/article/{editor.article}").text
    _id(editor.undo(name))


def test_the_log_is_listed_chosen_paged_and_taken_away(editor: Editor) -> None:
    event = editor.page()["events"][0]["id"]
    name = _id(editor.send("wrong_type:AID", event, author="Tini"))
    whole = editor.client.get("/corrections.json?limit=1000").json()["corrections"]
    assert whole[0]["id"] == name
    assert whole[0]["right"] == [["type", "AID"]]
    assert (whole[0]["state"], whole[0]["article"]) == ("holds", editor.article)
    assert [row["made"] for row in whole] == sorted((row["made"] for row in whole), reverse=True)
    paged: list[Row] = []
    address: str | None = "/corrections.json?limit=7"
    while address:
        answer = editor.client.get(address).json()
        paged += answer["corrections"]
        address = answer["next"]
    assert paged == whole
    only = editor.client.get("/corrections.json?author=Tini&state=holds&kind=wrong_type").json()["corrections"]
    assert [row["id"] for row in only] == [name]
    shown = editor.client.get("/corrections").text
    assert "wrong type" in shown
    assert editor.client.get("/corrections.csv").text.splitlines()[1].startswith(name)
    lines = [json.loads(line) for line in editor.client.get("/corrections/log").text.splitlines()]
    assert {line["id"] for line in lines} == {row["id"] for row in whole}
    rows = [json.loads(line) for line in editor.client.get("/corrections/annotations").text.splitlines()]
    assert len(rows) == 1
    assert "AID" in json.dumps(rows)
    assert len(editor.client.get("/corrections/labelstudio").json()) == 1
    _id(editor.undo(name))
    assert editor.client.get("/corrections/annotations").text == ""
    assert editor.client.get("/corrections?after=WyJhIl0").status_code == 400


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/", "/"),
        ("/article/0a?x=1#frag", "/article/0a?x=1"),
        ("https://evil.example/", None),
        ("//evil.example/", None),
        ("/\\evil.example", None),
        ("javascript:alert(1)", None),
        ("/a\r\nset-cookie: x", None),
        ("https://[", None),
        ("", None),
    ],
)
def test_one_goes_back_within_the_app_alone(address: str, kept: str | None) -> None:
    assert local_address(address) == kept


@pytest.mark.parametrize(
    ("words", "fields", "place"),
    [
        ("kata", {"near": "0"}, (5, 9)),
        ("kata", {"near": "30"}, (28, 32)),
        ("kata", {"near": "0", "selected": "kata", "nth": "1"}, (17, 21)),
        ("kata", {"near": "0", "selected": "kata", "nth": "99"}, (28, 32)),
        ("kata", {"near": "0", "selected": "other", "nth": "1"}, (5, 9)),
        ("kata \n baru", {}, (17, 26)),
        ("erkata", {}, (15, 21)),
        ("k.ta", {}, None),
    ],
)
def test_words_are_found_where_they_are_meant(words: str, fields: Row, place: tuple[int, int] | None) -> None:
    given = Given(FormData(fields), "Kami kata itu berkata\tbaru, kata", ())
    if place is None:
        with pytest.raises(InputError):
            given.place(words)
    else:
        assert tuple(given.place(words)) == place


def test_the_kinds_are_those_of_the_log() -> None:
    assert {*SORTS, "undo"} == set(CorrectionKind)
