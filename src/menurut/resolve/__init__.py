"""Who is in an article: states under all their names, people with their offices, agencies, organisations, groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from menurut.config import Config
from menurut.records import Actor, Annotation, Document
from menurut.resolve.actors import Assembler
from menurut.resolve.dates import find_dates
from menurut.resolve.network import load_actors
from menurut.resolve.places import find_places
from menurut.resolve.sectors import sector_of
from menurut.resolve.understood import Understood, understand

__all__ = ["find_dates", "find_places", "resolve", "understand", "with_sectors"]


def resolve(
    document: Document, annotation: Annotation, config: Config, understood: Understood | None = None
) -> tuple[Actor, ...]:
    """The actors that the headline and the body of a document name.

    Args:
        document: the cleaned article; ``document.language`` must be one that menurut reads.
        annotation: its sentences, words with their vectors, and names.
        config: the settings; ``fast`` must be what the annotation was made with.
        understood: what ``understand`` makes of the article, where that is known already.

    Returns:
        One actor for each state, person, agency, organisation, group and document that acts, is acted on or speaks,
        in the order of their first mentions. ``country`` comes from the words (a demonym, an office's state, the
        gazetteer) or from the article's context, and is ``None`` for international bodies and where nothing says it.

    Raises ``ValueError`` for an annotation without vectors (one that was read from a store).
    """
    if annotation.vectors is None:
        raise ValueError("actors are read from an annotation with vectors, as annotate makes it")
    read = understood or understand(document, annotation)
    network = load_actors(document.language, fast=config.fast)
    clusters = network.read(annotation.words, read.seen, annotation.vectors, read.tables)
    return Assembler(document, annotation, read.seen, read.lines, read.tables).actors(clusters)


def with_sectors(document: Document, actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """The actors, each with its PLOVER sector where its office, name or mentions tell it."""

    def sector(actor: Actor) -> str | None:
        mentions = [span.text for span in actor.mentions]
        return sector_of(actor.kind, actor.name, actor.role, mentions, document.language)

    return tuple(replace(actor, sector=sector(actor)) for actor in actors)
