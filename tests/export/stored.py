"""A store for exports: an attack and a truce that two outlets report in the same words, with awkward values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from menurut.link.everything import link
from menurut.records import Reading
from tests.store.helpers import happening, write

OUTLET = 'Warta "Selat"; Pagi'
TITLE = 'Kata "tidak",\nlalu\tdiam; = 1+1'
_COUNTRIES = {"ARV": "IDN", "SEL": "MYS"}


def reported(number: int, outlet: str, published: str | None) -> Reading:
    """The happening of the store's tests, between two real states, in an outlet on a day."""
    made = happening(number)
    article = replace(made.article, outlet=outlet, title=TITLE, published=published)
    document = replace(made.document, published=published)
    actors = tuple(
        replace(
            actor,
            country=_COUNTRIES.get(actor.country or ""),
            sector="GOV" if actor.country else None,
            role="juru bicara\t'PBB'" if not actor.country else None,
        )
        for actor in made.actors
    )
    events = tuple(replace(event, place_country="MYS" if event.place_country else None) for event in made.events)
    dates = tuple(
        replace(date, first="2031-03-01", last="2031-03-31") if date.value == "2031-03" else date for date in made.dates
    )
    places = tuple(replace(place, country="MYS") for place in made.places)
    return replace(made, article=article, document=document, actors=actors, dates=dates, events=events, places=places)


def make_store(path: Path) -> Path:
    """Three articles with two events each: two copies of 5 March 2031, one undated; linked."""
    write(
        path,
        reported(1, OUTLET, "2031-03-05"),
        reported(2, "Harian Contoh", "2031-03-06T07:30:00+07:00"),
        reported(3, "Harian Contoh", None),
    )
    link(path)
    return path
