"""Who says it: the actor behind each attribution's source words, pronouns, and cues without a source."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from menurut.ids import actor_id
from menurut.records import Actor, ActorKind, Annotation, Attribution, Document, Span
from menurut.resolve import tables as t
from menurut.resolve.names import NAME, NOUN, Line, Unit, split_words, units_of
from menurut.resolve.people import country_of, domestic, is_organisation, pronouns, same_person
from menurut.resolve.phrase import KIND_OF, Phrase, Sort
from menurut.resolve.phrases import phrases_of_line

_COLLECTIVE = (ActorKind.GROUP, ActorKind.STATE, ActorKind.ORGANISATION, ActorKind.AGENCY)
_REACH = 200  # how many mentions, actors or speakers are looked back through: more than an article holds, and linear
_LONGEST_MENTION = 400  # code points
_NEARBY = 600  # code points in which "mereka" looks for a group


@dataclass(slots=True)
class _Entry:
    """An actor while speakers are assigned; ``spoke`` is where it last spoke."""

    actor: Actor
    mentions: list[Span]
    tokens: tuple[str, ...] = ()
    spoke: int = -1
    kind: ActorKind = field(init=False)
    country: str | None = field(init=False)

    def __post_init__(self) -> None:
        self.kind, self.country = self.actor.kind, self.actor.country
        if self.kind is ActorKind.PERSON:
            self.tokens = t.name_tokens(self.actor.name)


def assign_speakers(
    document: Document, annotation: Annotation, actors: tuple[Actor, ...], attributions: tuple[Attribution, ...]
) -> tuple[tuple[Actor, ...], tuple[Attribution, ...]]:
    """Say who speaks in each attribution.

    A source names an actor (the first one where it names several), takes one up again ("menteri itu", "dia",
    "pihaknya"), or becomes an actor of its own. A cue without a source ("katanya", a quotation that runs on) continues
    the speaker before it; an agentless cue ("dilaporkan", "reportedly") has none.

    Args:
        document: the cleaned article.
        annotation: its sentences and tokens.
        actors: who is named in it (``menurut.resolve.resolve``).
        attributions: what was found, with ``speaker`` not yet set.

    Returns:
        The actors, with the sources added to their mentions and those that only speak; and the attributions in the
        order they came, with ``speaker`` set to an actor's id, or ``None`` where nothing tells.
    """
    return _Speakers(document, annotation, actors, attributions).assign()


class _Speakers:
    """The speakers of one article."""

    def __init__(
        self,
        document: Document,
        annotation: Annotation,
        actors: tuple[Actor, ...],
        attributions: tuple[Attribution, ...],
    ) -> None:
        self.document = document
        self.tables = t.load_tables(document.language)
        self.attributions = attributions
        self.entries = [_Entry(actor, list(actor.mentions)) for actor in actors]
        self.sentence_starts = [sentence.start for sentence in annotation.sentences]
        elsewhere = pronouns(self.tables)
        self.by_text: dict[str, _Entry] = {}
        self.placed: list[tuple[int, int, _Entry]] = []
        for entry in self.entries:
            for mention in entry.mentions:
                low = mention.text.lower()
                if low not in elsewhere:
                    self.by_text.setdefault(low, entry)
                self.placed.append((mention.start, mention.end, entry))
        self.placed.sort(key=lambda place: (place[0], place[1]))
        self.starts = [place[0] for place in self.placed]
        self.last: _Entry | None = None
        self.outer_end = -1
        self.spoken: list[tuple[int, int, _Entry]] = []
        self.home = _most_common(actors)

    def assign(self) -> tuple[tuple[Actor, ...], tuple[Attribution, ...]]:
        """Assign all speakers, in the order of the text."""
        chosen: dict[int, _Entry] = {}
        order = sorted(range(len(self.attributions)), key=lambda i: (_begin(self.attributions[i]), i))
        for i in order:
            attribution = self.attributions[i]
            entry = self._speaker(attribution)
            if entry is None:
                continue
            chosen[i] = entry
            begin, end = _begin(attribution), max(span.end for span in _spans(attribution))
            # What a source says that others say does not change who goes on speaking.
            if begin >= self.outer_end:
                self.last, self.outer_end = entry, end
            entry.spoke = begin
            self.spoken.append((begin, end, entry))
        records = {id(entry): self._record(entry) for entry in self.entries}
        actors = sorted(records.values(), key=lambda a: (a.mentions[0].start, -a.mentions[0].end, a.name))
        found = tuple(
            replace(attribution, speaker=records[id(chosen[i])].id if i in chosen else None)
            for i, attribution in enumerate(self.attributions)
        )
        return tuple(actors), found

    def _record(self, entry: _Entry) -> Actor:
        mentions = tuple(sorted(set(entry.mentions), key=lambda span: (span.start, -span.end)))
        actor = entry.actor
        return replace(actor, id=actor_id(self.document.article_id, actor.name, mentions), mentions=mentions)

    # ---- one attribution

    def _speaker(self, attribution: Attribution) -> _Entry | None:
        source = attribution.source
        if source is None:
            return None if self._agentless(attribution.cue) else self.last
        entry = self._covered(source) or self._pronoun(source) or self.by_text.get(source.text.lower())
        entry = entry or self._described(source)
        self._add(entry, source)
        return entry

    def _agentless(self, cue: Span | None) -> bool:
        """Whether a cue without a source leaves open who says it."""
        if cue is None or not cue.text.strip():
            return False
        words, agentless = cue.text.lower(), self.tables.words["agentless"]
        return words.split(maxsplit=1)[0].strip(",.") in agentless or " ".join(words.split()[:2]) in agentless

    def _add(self, entry: _Entry, source: Span) -> None:
        """Make the source a mention of the actor, unless one of the actor's mentions stands there."""
        low = bisect_left(self.starts, source.start - _LONGEST_MENTION)
        near = self.placed[low : bisect_left(self.starts, source.end)]
        if any(placed is entry and end > source.start for _, end, placed in near):
            return
        self._place(entry, source)

    def _place(self, entry: _Entry, span: Span) -> None:
        entry.mentions.append(span)
        at = bisect_right(self.starts, span.start)
        self.starts.insert(at, span.start)
        self.placed.insert(at, (span.start, span.end, entry))

    def _before(self, at: int) -> Iterator[tuple[int, int, _Entry]]:
        """The mentions that end before ``at``, the nearest ones first."""
        high = bisect_left(self.starts, at)
        for i in range(high - 1, max(-1, high - 1 - _REACH), -1):
            if self.placed[i][1] <= at:
                yield self.placed[i]

    def _recent(self, kind: ActorKind) -> list[_Entry]:
        return [entry for entry in self.entries[: 5 * _REACH] if entry.kind is kind]

    # ---- pronouns

    def _pronoun(self, source: Span) -> _Entry | None:
        word, words = source.text.lower(), self.tables.words
        if word in words["one"]:
            return self._person_before(source.start)
        if word in words["many"]:
            return self._many_before(source.start)
        if word in words["side"]:
            return self.last
        if word in words["own"]:
            for begin, end, entry in reversed(self.spoken[-_REACH:]):
                if begin <= source.start < end:
                    return entry
            return self.last
        return None

    def _person_before(self, at: int) -> _Entry | None:
        """Whom "dia" means: who began a sentence since the last speaker, else that speaker, else the last one named."""
        speaker = self.last if self.last is not None and self.last.kind is ActorKind.PERSON else None
        best: _Entry | None = None
        for start, _, entry in self._before(at):
            if speaker is not None and start <= speaker.spoke:
                break
            if entry.kind is not ActorKind.PERSON:
                continue
            best = best or entry
            sentence = bisect_right(self.sentence_starts, start) - 1
            if sentence >= 0 and start - self.sentence_starts[sentence] <= 2:
                return entry
        return speaker or best or self.last

    def _many_before(self, at: int) -> _Entry | None:
        if self.last is not None and self.last.kind in _COLLECTIVE:
            return self.last
        for start, _, entry in self._before(at):
            if at - start > _NEARBY:
                break
            if entry.kind is ActorKind.GROUP:
                return entry
        return self.last

    # ---- names and descriptions

    def _covered(self, source: Span) -> _Entry | None:
        """The actor one of whose mentions is the source, covers it, or begins it."""
        best: _Entry | None = None
        reach = 0
        low = bisect_left(self.starts, source.start - _LONGEST_MENTION)
        for start, end, entry in self.placed[low : bisect_right(self.starts, source.start)]:
            if end <= source.start or (start < source.start and end < source.end):
                continue
            cover = min(end, source.end) - source.start
            if cover > reach or (cover == reach and start == source.start):
                best, reach = entry, cover
        return best

    def _described(self, source: Span) -> _Entry:
        """The actor that a source takes up in other words, or a new one."""
        phrase, units = self._phrase(source)
        pointed = any(unit.lower in self.tables.words["pointer"] for unit in units)
        if phrase is None:
            return self._inside(source) or self._new(source, _guess(source, units), None, source.text)
        if phrase.sort is Sort.DOCUMENT:
            return self._document(source, phrase, pointed)
        if phrase.sort in (Sort.PERSON, Sort.NAME):
            found = self._known_person(phrase, pointed)
        elif phrase.sort in (Sort.STATE, Sort.CITY):
            found = self._known_state(phrase)
        else:
            found = self._taken_up(phrase, source.start, pointed)
        return found or self._new_from(source, phrase)

    def _inside(self, source: Span) -> _Entry | None:
        """The first actor named within the source."""
        at = bisect_right(self.starts, source.start)
        if at < len(self.placed) and self.placed[at][1] <= source.end:
            return self.placed[at][2]
        return None

    def _phrase(self, source: Span) -> tuple[Phrase | None, list[Unit]]:
        """The first phrase of the source, where it begins with one."""
        words = split_words(source.start, source.end, self.document.text, self.tables)
        units = units_of(words, self.document.text, title=False)
        phrases = phrases_of_line(Line(units, False, 0, source.start, source.end), 0, self.tables)
        return next((p for p in phrases if p.start - source.start <= 4), None), units

    def _document(self, source: Span, phrase: Phrase, pointed: bool) -> _Entry:
        """A report speaks for whoever made it: "laporan Reuters"; "pernyataan itu" goes on with the speaker before."""
        inside = self._inside(source)
        if inside is not None and inside.kind is not ActorKind.PERSON:
            return inside
        if phrase.owner_entry is not None:
            return self._new_from(source, phrase)
        if pointed:
            head = phrase.head.partition(" ")[0]
            for entry in reversed(self.entries[-_REACH:]):
                if entry.kind is ActorKind.DOCUMENT and head in entry.actor.name.lower():
                    return entry
            if self.last is not None and head not in self.tables.words["own_voice"]:
                return self.last
        country = phrase.country if phrase.owner else None
        if country is not None and not phrase.fields and phrase.head in self.tables.words["statement"]:
            name = self.tables.states.get(country, phrase.owner)
            return self._known_state(phrase) or self._new(source, ActorKind.STATE, country, name)
        return self._new(source, ActorKind.DOCUMENT, country, source.text)

    def _known_state(self, phrase: Phrase) -> _Entry | None:
        country = phrase.country or self.home
        if phrase.name and phrase.owner_is_name:
            holder = self._known_person(phrase, False)
            country = holder.country if holder is not None else country
        return next((entry for entry in self._recent(ActorKind.STATE) if entry.country == country), None)

    def _known_person(self, phrase: Phrase, pointed: bool) -> _Entry | None:
        people = self._recent(ActorKind.PERSON)
        if phrase.name:
            tokens = t.name_tokens(phrase.name)
            for entry in people:
                if same_person(tokens, entry.tokens) or same_person(entry.tokens, tokens):
                    return entry
            return None
        heads = {phrase.head, self.tables.synonyms.get(phrase.head, phrase.head)}
        fitting = [
            entry
            for entry in people
            if entry.actor.role is not None
            and any(head in entry.actor.role.lower() for head in heads)
            and (not phrase.owner or entry.country == phrase.country)
        ]
        if fitting and not phrase.singular:
            return max(fitting, key=lambda entry: entry.spoke)
        person = self.last is not None and self.last.kind is ActorKind.PERSON
        return self.last if pointed and person else None

    def _taken_up(self, phrase: Phrase, at: int, pointed: bool) -> _Entry | None:
        """The agency, organisation, group or country that a head noun takes up again."""
        if phrase.gazetteer:
            return next((e for e in self._recent(KIND_OF[phrase.sort]) if e.actor.name == phrase.name), None)
        kinds = {KIND_OF[phrase.sort]}
        head, words = phrase.head.partition(" ")[0], self.tables.words
        pointed = pointed and not phrase.owner_is_name and not (phrase.owner and phrase.sort is Sort.AGENCY)
        if pointed and head in words["country"]:
            kinds = {ActorKind.STATE}
        elif pointed and phrase.sort is not Sort.AGENCY:
            kinds |= {ActorKind.ORGANISATION, ActorKind.GROUP}
        anything = pointed and (head in words["generic"] or head in words["country"])
        for _, _, entry in self._before(at):
            if entry.kind not in kinds or (phrase.owner and entry.country != phrase.country):
                continue
            if anything or head in entry.actor.name.lower():
                return entry
        return None

    # ---- actors that only speak

    def _new_from(self, source: Span, phrase: Phrase) -> _Entry:
        kind = KIND_OF[phrase.sort]
        text = self.document.text
        entry = phrase.owner_entry
        if phrase.sort is Sort.DOCUMENT and entry is not None:
            return self._new(source, entry.kind, entry.country, entry.name)
        if phrase.sort is Sort.NAME and phrase.name:
            if is_organisation(phrase.name) or "." in phrase.name.strip("."):
                return self._new(source, ActorKind.ORGANISATION, None, phrase.name)
            country = country_of(t.name_tokens(phrase.name), self.tables) or self.home
            return self._new(source, kind, country, phrase.name)
        if phrase.gazetteer:
            return self._new(source, kind, self.home if phrase.local else phrase.country, phrase.name)
        country = self._country(phrase, source.start)
        if phrase.sort is Sort.STATE and country is not None:
            return self._new(source, kind, country, self.tables.states.get(country, source.text))
        name = phrase.name or text[phrase.start : phrase.end]
        role = text[phrase.start : phrase.end] if phrase.sort is Sort.PERSON else None
        if role is not None and phrase.role_start >= 0:
            role = text[phrase.role_start : phrase.role_end]
        return self._new(source, kind, country, name, role)

    def _country(self, phrase: Phrase, at: int) -> str | None:
        """The country of a new actor: its own words', else the one named last before a group, else the article's."""
        head = " ".join((phrase.head, *phrase.fields))
        if phrase.owner and not phrase.local:
            abroad = phrase.head.partition(" ")[0] in self.tables.words["abroad"]
            return None if phrase.joint or abroad else phrase.country
        if phrase.head and not domestic(head, self.tables):
            return None
        if phrase.sort is Sort.GROUP:
            for _, _, entry in self._before(at):
                if entry.country is not None and entry.kind is not ActorKind.ORGANISATION:
                    return entry.country
        return self.home

    def _new(self, source: Span, kind: ActorKind, country: str | None, name: str, role: str | None = None) -> _Entry:
        for entry in self._recent(kind):
            if entry.actor.name == name and kind is not ActorKind.DOCUMENT:
                return entry
        actor = Actor("", self.document.article_id, name, kind, country, role, (source,))
        entry = _Entry(actor, [])
        self.entries.append(entry)
        self.by_text.setdefault(source.text.lower(), entry)
        self._place(entry, source)
        return entry


def _spans(attribution: Attribution) -> tuple[Span, ...]:
    own = tuple(span for span in (attribution.source, attribution.cue) if span is not None)
    return own + attribution.content


def _begin(attribution: Attribution) -> int:
    return min((span.start for span in _spans(attribution)), default=0)


def _most_common(actors: tuple[Actor, ...]) -> str | None:
    counts: dict[str, int] = {}
    for actor in actors:
        if actor.country is not None:
            counts[actor.country] = counts.get(actor.country, 0) + len(actor.mentions)
    return max(counts, key=lambda country: counts[country]) if counts else None


def _guess(source: Span, units: list[Unit]) -> ActorKind:
    """The kind of a source that begins with no known noun."""
    if any(unit.kind == NAME for unit in units[:2]):
        return ActorKind.ORGANISATION if source.text.isupper() or "." in source.text.strip(".") else ActorKind.PERSON
    if any(unit.kind == NOUN and unit.bits & t.DOCUMENT for unit in units):
        return ActorKind.DOCUMENT
    return ActorKind.GROUP
