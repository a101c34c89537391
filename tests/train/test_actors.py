"""What the networks of actors are learned from: gold and annotations as places, countries swapped, sentences."""

import json
import random
from pathlib import Path

import pytest

from menurut.records import ActorKind
from menurut.train.actors.marked import gold_texts, marked_text
from menurut.train.actors.swap import state_sentences, swapped
from menurut.train.actors.texts import annotated
from menurut.train.attributions.marked import document_of

LINES = ["Kenya Tuduh Somalia", "Presiden Kenya Otieno menuduh Somalia menutup perbatasan. Somalia membantah."]
GOLD = {
    "id": "a",
    "drop": {},
    "actors": [
        {"id": "a1", "name": "Otieno", "kind": "person", "country": "KEN", "role": "Presiden Kenya",
         "mentions": [[2, "Presiden Kenya Otieno"]]},
        {"id": "a2", "name": "Kenya", "kind": "state", "country": "KEN", "role": None, "mentions": [[1, "Kenya"]]},
        {"id": "a3", "name": "Somalia", "kind": "state", "country": "SOM", "role": None,
         "mentions": [[1, "Somalia"], [2, "Somalia"]]},
    ],
    "events": [
        {"id": "e1", "type": "ACCUSE", "mentions": [[2, "menuduh"], [1, "Tuduh"]], "source": ["a1"], "target": ["a3"],
         "status": "actual", "date": None, "date_text": None, "place": None, "place_country": None,
         "according_to": [], "confirmed_by": [], "denied_by": [], "no_position_by": []},
    ],
    "attributions": [],
}  # fmt: skip
DATA = Path(__file__).parents[3] / "shared/data"


def gold(tmp_path: Path) -> list[list[str]]:
    articles, marks = tmp_path / "articles.jsonl", tmp_path / "gold.jsonl"
    articles.write_text(json.dumps({"id": "a", "text": "\n".join(LINES)}) + "\n", encoding="utf-8")
    marks.write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    (text,) = gold_texts(articles, marks)
    body = text.document.text
    assert [body[a:b] for event in text.events for a, b in event.triggers] == ["menuduh", "Tuduh"]
    assert [body[a:b] for a, b in text.unsure] == ["Somalia"]  # the third one: gold names each way once a line
    return [[body[a:b] for a, b in actor.places] for actor in text.actors]


def test_gold_becomes_places_and_what_stands_again_is_unsure(tmp_path: Path) -> None:
    assert gold(tmp_path) == [["Presiden Kenya Otieno"], ["Kenya"], ["Somalia", "Somalia"]]


def test_swapped_countries_keep_every_mention_in_its_place() -> None:
    actors = [
        {"id": "p", "kind": "person", "country": "KEN", "mentions": [[2, 0, 21]]},
        {"id": "k", "kind": "state", "country": "KEN", "mentions": [[1, 0, 5]]},
        {"id": "s", "kind": "state", "country": "SOM", "mentions": [[1, 12, 19], [2, 30, 37], [2, 58, 65]]},
    ]
    text = marked_text(document_of("x", "id", LINES), actors, ())
    for seed in range(5):
        other = swapped(text, random.Random(seed))
        assert other is not None
        body = other.document.text
        words = [[body[a:b] for a, b in actor.places] for actor in other.actors]
        assert words[0][0].startswith("Presiden ")
        assert words[0][0].endswith(" Otieno")
        assert other.actors[0].country == other.actors[1].country not in ("KEN", other.actors[2].country)
        assert (
            body.split("\n")[1] == f"{words[0][0]} menuduh {words[2][1]} menutup perbatasan. {words[2][2]} membantah."
        )


def test_a_text_without_a_country_to_swap_is_left_alone() -> None:
    text = marked_text(document_of("x", "id", ["Gubernur menolak usul itu."]), [], ())
    assert swapped(text, random.Random(1)) is None


@pytest.mark.parametrize("code", ["id", "en"])
def test_sentences_mark_states_by_their_own_names(code: str) -> None:
    for text in state_sentences(code, 60, random.Random(2)):
        assert text.document.language == code
        for actor in text.actors:
            assert actor.places
            if actor.kind is ActorKind.STATE:
                assert actor.country is not None
        assert "{" not in text.document.text
        assert "[" not in text.document.text


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not beside this checkout")
@pytest.mark.parametrize("code", ["id", "en"])
def test_the_annotations_still_fit_their_texts(code: str) -> None:
    texts, lost = annotated(DATA, code)
    assert len(texts) > 100
    assert lost <= len(texts) // 50
