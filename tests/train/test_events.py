"""What the network of events learns from: example sentences of the patterns, with their marks as places."""

from __future__ import annotations

import pytest

from menurut.records import EventType
from menurut.train.events.patterns import pattern_texts


@pytest.mark.parametrize("code", ["id", "en"])
def test_example_sentences_become_texts_with_an_event_and_its_actors(code: str) -> None:
    texts = list(pattern_texts(code))
    assert len(texts) >= 1000
    assert {event.type for text in texts for event in text.events} == {str(kind) for kind in EventType}
    for text in texts:
        words = text.document.text
        (event,) = text.events
        assert not set("[]{}") & set(words), words
        assert all(words[start:end].strip() for start, end in event.triggers)
        sides = (*event.source, *event.target)
        assert sorted(sides) == list(range(len(text.actors)))
        for actor in text.actors:
            ((start, end),) = actor.places
            assert words[start:end] == words[start:end].strip() != ""
