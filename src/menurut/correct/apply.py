"""What people corrected in an article, put into what the machine read there: pure, the same on every run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from menurut.correct.dates import days_of
from menurut.correct.draft import Draft, swapped, with_type
from menurut.correct.places import (
    found_actor,
    found_attribution,
    found_date,
    found_event,
    found_place,
    found_span,
)
from menurut.ids import attribution_id, date_id, event_id
from menurut.records import (
    Act,
    Actor,
    ActorKind,
    Attribution,
    Basis,
    DateMention,
    Event,
    EventType,
    Form,
    Problem,
    Reading,
    Span,
    Status,
)
from menurut.store.corrections import Correction, CorrectionKind
from menurut.verify import verify

STEP = "correct"
STRAY = "stray_correction"
_MALFORMED = (AttributeError, LookupError, TypeError, ValueError)
T = TypeVar("T")


class StrayError(Exception):
    """The record that a correction is about, or the words that it marks, are not in the article."""


def corrected(reading: Reading, corrections: Sequence[Correction]) -> tuple[Reading, list[Problem]]:
    """The reading as people say it should be, and which corrections found nothing to correct in it.

    Args:
        reading: what the machine read, not corrected yet.
        corrections: those of this article that hold, the oldest first: where two go against each other, the later one
            holds. Those of other articles, and those across articles (same incident, same identity), are passed over.

    Records keep their ids. A record is found by its id, else by its words nearest to the old place (``places``). What
    finds none is a problem of step "correct" with the code "stray_correction" and the origin "correction:ID"; the
    others are applied all the same.
    """
    problems = []
    for line in corrections:
        if line.kind in _APPLY and line.value.get("subject", {}).get("article") == reading.article.id:
            try:
                reading = applied(reading, line)
            except StrayError as error:
                problems.append(_problem(reading, line, str(error)))
    return reading, problems


def applied(reading: Reading, line: Correction) -> Reading:
    """The reading with one correction of it. Raises ``StrayError`` where it finds nothing to correct there."""
    draft = Draft(reading)
    try:
        _APPLY[line.kind](draft, line.value)
        changed = draft.reading()
        verify(changed)
    except _MALFORMED as error:
        raise StrayError(f"what it says cannot be done ({error})") from error
    return changed


def _problem(reading: Reading, line: Correction, what: str) -> Problem:
    message = (
        f"the correction {line.kind} of {line.made[:10]} by {line.author} could not be applied: {what}; "
        f"make it again where it belongs, or take it back with: menurut correct undo {line.id}"
    )
    return Problem(STEP, STRAY, message, f"correction:{line.id}", reading.article.id)


# ---- finding what is meant


def _subject(found: T | None, what: str) -> T:
    if found is None:
        raise StrayError(f"the article has no such {what} any more")
    return found


def _attribution(draft: Draft, value: Mapping[str, Any]) -> Attribution:
    return _subject(found_attribution(draft, value["subject"]), "attribution")


def _event(draft: Draft, value: Mapping[str, Any]) -> Event:
    return _subject(found_event(draft, value["subject"]), "event")


def _span(draft: Draft, place: Mapping[str, Any]) -> Span:
    span = found_span(draft.document, place)
    if span is None or not span.text.strip():
        raise StrayError(f"the words {place['words'][:60]!r} are not in the article any more")
    return span


def _spans(draft: Draft, places: Iterable[Mapping[str, Any]]) -> tuple[Span, ...]:
    spans = tuple(dict.fromkeys(_span(draft, place) for place in places))
    if not spans:
        raise StrayError("it marks no words")
    return spans


def _who(draft: Draft, who: Mapping[str, Any], but: str | None = None) -> Actor:
    """The actor that is meant; one that the machine does not find there (any more) is made of its words.

    ``but`` is who it is not, though the name may be the same.
    """
    if "span" in who:
        span = _span(draft, who["span"])
        name = who.get("name") or span.text
        return draft.add_actor(name, ActorKind(who.get("kind", "person")), who.get("country"), None, span, but=but)
    known = found_actor(draft, who)
    if known is not None:
        return known
    for mention in who["mentions"]:
        named = found_span(draft.document, mention)
        if named is not None:
            return draft.add_actor(who["name"], ActorKind(who["kind"]), who["country"], who.get("role"), named)
    raise StrayError(f"{who['name']!r} is not named in the article any more")


# ---- attributions


def _wrong_speaker(draft: Draft, value: Mapping[str, Any]) -> None:
    attribution = _attribution(draft, value)
    who = value["actor"]
    draft.put_attribution(replace(attribution, speaker=_who(draft, who).id if who is not None else None))


def _wrong_span(draft: Draft, value: Mapping[str, Any]) -> None:
    field, places = value["field"], value["spans"]
    if field == "trigger":
        event = _event(draft, value)
        draft.put_event(replace(event, triggers=_spans(draft, places), score=1.0))
        return
    attribution = _attribution(draft, value)
    if field == "content":
        changed = replace(attribution, content=_spans(draft, places), score=1.0)
    else:
        if field not in ("source", "cue") or len(places) > 1:
            raise ValueError("field is source, cue, content or trigger, and source and cue are one span or none")
        one = _span(draft, places[0]) if places else None
        changed = replace(attribution, source=one) if field == "source" else replace(attribution, cue=one)
    draft.put_attribution(changed)


def _wrong_act(draft: Draft, value: Mapping[str, Any]) -> None:
    attribution = _attribution(draft, value)
    act, form = value.get("act"), value.get("form")
    changed = replace(
        attribution, act=Act(act) if act else attribution.act, form=Form(form) if form else attribution.form
    )
    draft.put_attribution(changed)


def _not_attribution(draft: Draft, value: Mapping[str, Any]) -> None:
    draft.remove_attribution(_attribution(draft, value).id)


def _missed_attribution(draft: Draft, value: Mapping[str, Any]) -> None:
    """The attribution that is marked; one that the machine finds at the same cue by now takes its words."""
    content = _spans(draft, value["content"])
    source = _span(draft, value["source"]) if value.get("source") else None
    cue = _span(draft, value["cue"]) if value.get("cue") else None
    speaker = _who(draft, value["speaker"]).id if value.get("speaker") else None
    article = draft.document.article_id
    made = Attribution(
        attribution_id(article, source, cue, content),
        article,
        source,
        cue,
        content,
        Form(value.get("form", Form.INDIRECT)),
        Act(value.get("act", Act.STATE)),
        1.0,
        speaker,
        draft.told_in(content),
    )
    same = next((each for each in draft.attributions.values() if _same_saying(each, made)), None)
    draft.put_attribution(
        replace(made, id=same.id, about=tuple(dict.fromkeys(same.about + made.about))) if same else made
    )


def _same_saying(one: Attribution, other: Attribution) -> bool:
    if one.cue is None or other.cue is None:
        return one.id == other.id or (one.cue is other.cue and one.content == other.content)
    return one.cue.start < other.cue.end and other.cue.start < one.cue.end


# ---- actors and places


def _not_this_actor(draft: Draft, value: Mapping[str, Any]) -> None:
    """The mention goes from one actor to another, and with it what is said and done there."""
    actor = _subject(found_actor(draft, value["subject"]), "actor")
    mention = _span(draft, value["span"])
    if mention not in actor.mentions:
        near = [each for each in actor.mentions if each.start < mention.end and mention.start < each.end]
        mention = _subject(near[0] if near else None, "mention of that actor")
    left = tuple(span for span in actor.mentions if span != mention)
    draft.actors[actor.id] = replace(actor, mentions=left)
    other = _owner(draft, value, mention, actor)
    if other.id == actor.id:
        raise StrayError("the mention is that actor's already")
    if not left:
        draft.replace_actor(actor.id, other.id)
        return
    for each in list(draft.attributions.values()):
        source = each.source
        if each.speaker == actor.id and source and source.start < mention.end and mention.start < source.end:
            draft.put_attribution(replace(each, speaker=other.id))
    for event in list(draft.events.values()):
        told = draft.sentences_of(event.triggers)
        if _inside(mention, told) and not any(_inside(span, told) for span in left):
            said = {each.attribution for each in event.positions if each.attribution}
            kept = {name: draft.attributions[name].speaker for name in said}
            changed = swapped(event, actor.id, other.id)
            positions = tuple(
                p if p.attribution is None or kept[p.attribution] != actor.id else replace(p, actor=actor.id)
                for p in changed.positions
            )
            draft.put_event(replace(changed, positions=positions))


def _owner(draft: Draft, value: Mapping[str, Any], mention: Span, former: Actor) -> Actor:
    """Whose mention it is: the other actor, or one of its own that is like no other."""
    if value.get("object"):
        return draft.add_mention(_who(draft, value["object"], former.id), mention)
    kind = ActorKind(value.get("kind", former.kind))
    name = value.get("name") or mention.text
    country = value.get("country", former.country)
    return draft.new_actor(name, kind, country, None, mention)


def _inside(span: Span, places: Iterable[Span]) -> bool:
    return any(place.start <= span.start < place.end for place in places)


def _wrong_country(draft: Draft, value: Mapping[str, Any]) -> None:
    country = value["country"]
    if value["subject"]["record"] == "place":
        place = _subject(found_place(draft, value["subject"]), "place")
        draft.places[place.id] = replace(place, country=country, score=1.0)
        for event in list(draft.events.values()):
            if event.place == place.id:
                draft.put_event(replace(event, place_country=country))
        return
    actor = _subject(found_actor(draft, value["subject"]), "actor")
    basis = (actor.basis or Basis.INFERRED) if country else None
    draft.actors[actor.id] = replace(actor, country=country, basis=basis)


# ---- events


def _wrong_type(draft: Draft, value: Mapping[str, Any]) -> None:
    draft.put_event(with_type(_event(draft, value), EventType(value["type"]), value.get("mode")))


def _not_event(draft: Draft, value: Mapping[str, Any]) -> None:
    draft.remove_event(_event(draft, value).id)


def _missed_event(draft: Draft, value: Mapping[str, Any]) -> None:
    """The event that is marked; one of the same type that the machine finds there by now takes its words."""
    article = draft.document.article_id
    triggers, kind = _spans(draft, value["triggers"]), EventType(value["type"])
    name = event_id(article, kind, triggers)
    place = {"id": name, "type": str(kind), "triggers": value["triggers"]}
    same = found_event(draft, place, same_type=True)
    status = Status(value.get("status", Status.ACTUAL))
    source, target = (_side(draft, value.get(side, ())) for side in ("source", "target"))
    made = same or Event(name, article, kind, triggers, (), (), status, 1.0)
    made = replace(made, triggers=triggers, source=source, target=target, status=status, score=1.0)
    draft.put_event(replace(made, mode=value.get("mode") or made.mode))
    if "date" in value:
        _set_date(draft, draft.events[made.id], value)
    draft.tell(made.id)


def _wrong_status(draft: Draft, value: Mapping[str, Any]) -> None:
    event = replace(_event(draft, value), status=Status(value["status"]))
    draft.put_event(event)
    draft.assert_event(event.id)


def _wrong_role(draft: Draft, value: Mapping[str, Any]) -> None:
    event = _event(draft, value)
    source = _side(draft, value["source"]) if "source" in value else event.source
    target = _side(draft, value["target"]) if "target" in value else event.target
    draft.put_event(replace(event, source=source, target=target))


def _side(draft: Draft, people: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_who(draft, who).id for who in people))


def _wrong_date(draft: Draft, value: Mapping[str, Any]) -> None:
    if value["subject"]["record"] == "date":
        date = _subject(found_date(draft, value["subject"]), "date")
        draft.dates[date.id] = _dated(date, value["date"])
    else:
        _set_date(draft, _event(draft, value), value)


def _set_date(draft: Draft, event: Event, value: Mapping[str, Any]) -> None:
    """The event's date: the words that are marked, else words that mean it, else its own, else what tells the event."""
    told = value["date"]
    if told is None:
        draft.put_event(replace(event, date=None))
        return
    at = event.triggers[0]
    if value.get("span"):
        span = _span(draft, value["span"])
    else:
        same = [date for date in draft.dates.values() if date.value == told]
        own = [draft.dates[event.date]] if event.date else []
        span = min((d.span for d in same or own), key=lambda each: abs(each.start - at.start), default=at)
    name = date_id(draft.document.article_id, span)
    known = draft.dates.get(name)
    if known is None or known.value != told:
        blank = known or DateMention(
            name, draft.document.article_id, span, None, None, None, days_of(told)[2], Basis.INFERRED
        )
        draft.dates[name] = _dated(blank, told)
    draft.put_event(replace(event, date=name))


def _dated(date: DateMention, told: str | None) -> DateMention:
    if told is None:
        return replace(date, value=None, first=None, last=None)
    first, last, precision = days_of(told)
    return replace(date, value=told, first=first, last=last, precision=precision)


_APPLY: Mapping[str, Callable[[Draft, Mapping[str, Any]], None]] = {
    CorrectionKind.WRONG_SPEAKER: _wrong_speaker,
    CorrectionKind.WRONG_SPAN: _wrong_span,
    CorrectionKind.WRONG_ACT: _wrong_act,
    CorrectionKind.NOT_ATTRIBUTION: _not_attribution,
    CorrectionKind.MISSED_ATTRIBUTION: _missed_attribution,
    CorrectionKind.NOT_THIS_ACTOR: _not_this_actor,
    CorrectionKind.WRONG_COUNTRY: _wrong_country,
    CorrectionKind.WRONG_TYPE: _wrong_type,
    CorrectionKind.NOT_EVENT: _not_event,
    CorrectionKind.MISSED_EVENT: _missed_event,
    CorrectionKind.WRONG_STATUS: _wrong_status,
    CorrectionKind.WRONG_ROLE: _wrong_role,
    CorrectionKind.WRONG_DATE: _wrong_date,
}
