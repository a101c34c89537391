"""How the words of events stand to actors and to each other: features of pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from menurut.code.inputs import TYPES, Named, Said
from menurut.code.paths import APART, NEARNESS, PATHS, ancestors, head_of, nearness_features, path_features
from menurut.code.patterns import Hit
from menurut.records import Actor, ActorKind, Word
from menurut.resolve.inputs import Floats, Mention, Seen, Truth, Whole

_KINDS = list(ActorKind)
_SIGNS = 6
_HITS = 8
_SAID = 7
_FROM_NEAR = _SIGNS + _HITS + _SAID
_FROM_KINDS = _FROM_NEAR + NEARNESS
_FROM_PATHS = _FROM_KINDS + len(_KINDS) + 3
ROLES = _FROM_PATHS + PATHS  # features of a pair of an event's word and a mention
_FROM_SAME = 6
SAME = _FROM_SAME + len(APART) + 1 + PATHS  # features of a pair of two events' words


def role_features(
    triggers: Sequence[Mention],
    types: Whole,
    named: Named,
    actors: Sequence[Actor],
    words: Sequence[Word],
    seen: Seen,
    said: Sequence[Said],
    hits: Sequence[Hit],
) -> Floats:
    """How each trigger stands to each mention: triggers x mentions x ROLES.

    ``types`` are the triggers', as numbers of ``menurut.code.inputs.TYPES``.
    """
    t, m = len(triggers), len(named.mentions)
    found = np.zeros((t, m, ROLES), dtype=np.float32)
    if not t or not m:
        return found
    spans_t, spans_m = np.array(triggers), np.array(named.mentions)
    (first_t, last_t), (first_m, last_m) = spans_t.T, spans_m.T
    sentence_t, sentence_m = seen.sentences[first_t], seen.sentences[first_m]
    headline = seen.features[:, 3] > 0
    found[:, :, 0] = sentence_t[:, None] == sentence_m[None]
    found[:, :, 1] = headline[first_t][:, None]
    found[:, :, 2] = headline[first_m][None]
    found[:, :, 3] = (named.actor == named.actor[0])[None]
    found[:, :, 4] = (first_t[:, None] <= last_m[None]) & (first_m[None] <= last_t[:, None])
    found[:, :, 5] = (np.bincount(sentence_m)[sentence_m] == 1)[None]  # the sentence's only one
    _mark_said(found, triggers, named, actors, said)
    found[:, :, _FROM_NEAR:_FROM_KINDS] = nearness_features(spans_t, spans_m, sentence_t, sentence_m)
    counts = np.bincount(named.actor, minlength=len(actors))[named.actor]
    kinds = np.array([_KINDS.index(actor.kind) for actor in actors])[named.actor]
    found[:, np.arange(m), _FROM_KINDS + kinds] = 1.0
    found[:, :, _FROM_KINDS + len(_KINDS)] = (counts == 1)[None]
    found[:, :, _FROM_KINDS + len(_KINDS) + 1] = (counts > 3)[None]
    found[:, :, _FROM_KINDS + len(_KINDS) + 2] = np.array([actor.country is not None for actor in actors])[named.actor]
    heads_t = ancestors(words, [head_of(words, span) for span in triggers])
    heads_m = ancestors(words, [head_of(words, span) for span in named.mentions])
    found[:, :, _FROM_PATHS:] = path_features(words, heads_t, heads_m)
    _mark_hits(found[:, :, _SIGNS : _SIGNS + 4], triggers, named.mentions, hits, None)
    _mark_hits(found[:, :, _SIGNS + 4 : _SIGNS + 8], triggers, named.mentions, hits, types)
    return found


def _mark_hits(
    found: Floats, triggers: Sequence[Mention], mentions: Sequence[Mention], hits: Sequence[Hit], types: Whole | None
) -> None:
    """Marks what the patterns say, of any type, or with ``types`` of the triggers' own: triggers x mentions x 4.

    The four are the first source and others, the first target and others.
    """
    for hit in hits:
        rows = [
            row
            for row, (first, last) in enumerate(triggers)
            if hit.first <= last and first <= hit.last and (types is None or TYPES[int(types[row])] is hit.pattern.type)
        ]
        if not rows:
            continue
        for side, indexes in enumerate((hit.sources, hit.targets)):
            for order, index in enumerate(indexes):
                for column, (first, last) in enumerate(mentions):
                    if first <= index <= last:
                        found[rows, column, 2 * side + (order > 0)] = 1.0


def _inside(spans: Sequence[Mention], others: Sequence[Sequence[Mention]]) -> Truth:
    """Which of the spans touch which of the groups of spans."""
    found = np.zeros((len(spans), len(others)), dtype=np.bool_)
    for column, group in enumerate(others):
        for begin, end in group:
            found[:, column] |= [first <= end and begin <= last for first, last in spans]
    return found


def _mark_said(
    found: Floats, triggers: Sequence[Mention], named: Named, actors: Sequence[Actor], said: Sequence[Said]
) -> None:
    if not said:
        return
    content = [each.content for each in said]
    cues = [(each.cue,) if each.cue else () for each in said]
    sources = [(each.source,) if each.source else () for each in said]
    in_content, in_cue = _inside(triggers, content), _inside(triggers, cues)
    is_source, is_said = _inside(named.mentions, sources), _inside(named.mentions, content)
    ids = [actor.id for actor in actors]
    speaks = np.array([[each.speaker == own for each in said] for own in ids])[named.actor]
    pairs = (
        (in_content, is_source),
        (in_cue, is_source),
        (in_content, speaks),
        (in_cue, speaks),
        (in_cue, is_said),
        (in_content, is_said),
    )
    for column, (one, other) in enumerate(pairs):
        found[:, :, _SIGNS + _HITS + column] = one.astype(np.float32) @ other.T.astype(np.float32) > 0
    found[:, :, _SIGNS + _HITS + len(pairs)] = (in_content.sum(1) > 0)[:, None]


def same_features(
    triggers: Sequence[Mention], types: Whole, words: Sequence[Word], seen: Seen, hits: Sequence[Hit], named: Named
) -> Floats:
    """How each trigger stands to each other one: triggers x triggers x SAME."""
    t = len(triggers)
    found = np.zeros((t, t, SAME), dtype=np.float32)
    if t < 2:
        return found
    first = np.array(triggers)[:, 0]
    sentences = seen.sentences[first]
    heads = [head_of(words, span) for span in triggers]
    stems = np.array([words[head].lemma.lower() for head in heads], dtype=object)
    headline = seen.features[first, 3] > 0
    found[:, :, 0] = types[:, None] == types[None]
    found[:, :, 1] = stems[:, None] == stems[None]
    found[:, :, 2] = headline[:, None] != headline[None]
    source, target = _actors_by_hits(triggers, hits, named)
    for column, side in ((3, source), (4, target)):
        common = side.astype(np.float32) @ side.T.astype(np.float32) > 0
        found[:, :, column] = common
        told = side.sum(1) > 0
        found[:, :, 5] += ~common & told[:, None] & told[None]
    found[:, :, 5] = np.minimum(found[:, :, 5], 1.0)
    apart = np.searchsorted(APART, np.abs(sentences[:, None] - sentences[None]), side="right")
    found[np.arange(t)[:, None], np.arange(t), _FROM_SAME + apart] = 1.0
    above = ancestors(words, heads)
    found[:, :, _FROM_SAME + len(APART) + 1 :] = path_features(words, above, above)
    return found


def _actors_by_hits(triggers: Sequence[Mention], hits: Sequence[Hit], named: Named) -> tuple[Truth, Truth]:
    """The actors (by number) that patterns give each trigger as source and as target."""
    count = int(named.actor.max()) + 1 if len(named.actor) else 1
    sides = (np.zeros((len(triggers), count), np.bool_), np.zeros((len(triggers), count), np.bool_))
    for hit in hits:
        rows = [row for row, (first, last) in enumerate(triggers) if hit.first <= last and first <= hit.last]
        for side, indexes in zip(sides, (hit.sources, hit.targets), strict=True):
            for index in indexes[: len(indexes) if rows else 0]:
                for (first, last), actor in zip(named.mentions, named.actor.tolist(), strict=True):
                    if first <= index <= last:
                        side[rows, actor] = True
    return sides
