"""Which of the names in an article are actors: who acts, is acted on, or speaks.

Every rule here keeps what was an actor in more than four of ten cases of the training gold, and drops the rest.
"""

from __future__ import annotations

from menurut.records import ActorKind
from menurut.resolve import tables as t
from menurut.resolve.phrase import Place
from menurut.resolve.rules import Candidate

_ACTIVE = (Place.SUBJECT, Place.ACTED_ON, Place.OTHER)


def kept(candidate: Candidate) -> bool:
    """Whether a candidate is an actor of the article."""
    if not candidate.spans:
        return False
    active = any(place in _ACTIVE for place in candidate.places)
    if candidate.kind is ActorKind.STATE:
        return active or Place.GENITIVE in candidate.places
    if candidate.kind is ActorKind.PERSON:
        return _person(candidate, active)
    if candidate.kind is ActorKind.AGENCY:
        return active or (candidate.owned and Place.GENITIVE in candidate.places)
    if candidate.kind is ActorKind.ORGANISATION:
        return _organisation(candidate, active)
    return _group(candidate, active)


def _person(candidate: Candidate, active: bool) -> bool:
    if not candidate.guess:
        return True
    subject = candidate.places.count(Place.SUBJECT)
    return subject > 0 or (active and len(candidate.spans) > 1)


def _organisation(candidate: Candidate, active: bool) -> bool:
    if candidate.media:
        return Place.SUBJECT in candidate.places
    if candidate.guess:
        return len(candidate.spans) > 1 and active
    if candidate.head and not candidate.owned:
        return active and (candidate.named or candidate.plural)
    return active or Place.GENITIVE in candidate.places


def _group(candidate: Candidate, active: bool) -> bool:
    if not active:
        return candidate.owned and candidate.plural
    if candidate.owned or candidate.plural or not candidate.head:
        return not candidate.head.startswith("negara") or candidate.head.startswith("negara-negara") or candidate.plural
    return bool(candidate.bits & t.GROUP_ALONE) or " " in candidate.head
