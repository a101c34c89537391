"""Who is in an article: states under all their names, people with their offices, agencies, organisations, groups."""

from __future__ import annotations

from menurut.config import Config
from menurut.ids import actor_id
from menurut.records import Actor, Annotation, Document
from menurut.resolve.actors import Candidate, Grouping
from menurut.resolve.keep import kept
from menurut.resolve.kinds import NameKinds
from menurut.resolve.names import lines_of
from menurut.resolve.phrases import phrases_of
from menurut.resolve.tables import load_tables

__all__ = ["resolve"]


def resolve(document: Document, annotation: Annotation, config: Config) -> tuple[Actor, ...]:
    """The actors that the headline and the body of a document name.

    Args:
        document: the cleaned article; ``document.language`` must be one that menurut reads.
        annotation: its sentences, tokens and names.
        config: the settings; none of them changes this step yet.

    Returns:
        One actor for each state, person, agency, organisation and group that acts or is acted on, in the order of
        their first mentions. ``country`` comes from the words (a demonym, an office's state, the gazetteer) or from
        the article's context, and is ``None`` for international bodies and where nothing says it.
    """
    tables = load_tables(document.language)
    lines = lines_of(document, annotation, tables)
    candidates = Grouping(document, lines, tables, NameKinds(annotation.names)).read(phrases_of(lines, tables))
    actors = [_actor(document, candidate) for candidate in candidates if kept(candidate)]
    return tuple(sorted(actors, key=lambda actor: (actor.mentions[0].start, -actor.mentions[0].end, actor.name)))


def _actor(document: Document, candidate: Candidate) -> Actor:
    """The record of a candidate: its mentions in the order of the text, each place once."""
    spans = sorted(set(candidate.spans), key=lambda span: (span[0], -span[1]))
    mentions = tuple(document.span(start, end) for start, end in spans)
    name = candidate.name
    return Actor(
        actor_id(document.article_id, name, mentions),
        document.article_id,
        name,
        candidate.kind,
        candidate.country,
        candidate.role,
        mentions,
    )
