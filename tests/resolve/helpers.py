"""What the tests of the resolve step share."""

from menurut.annotate import annotate
from menurut.config import Config
from menurut.records import Actor, ActorKind, Document, Paragraph, ParagraphKind
from menurut.resolve import resolve


def document(text: str, language: str = "id", headline: bool = False) -> Document:
    """A document of one body paragraph a line; the first one is the headline if ``headline`` is true."""
    paragraphs, at = [], 0
    for number, line in enumerate(text.split("\n")):
        kind = ParagraphKind.HEADLINE if headline and number == 0 else ParagraphKind.BODY
        paragraphs.append(Paragraph(at, at + len(line), kind, at, at + len(line)))
        at += len(line) + 1
    return Document("article", text, language, tuple(paragraphs))


def actors(text: str, language: str = "id", headline: bool = False) -> tuple[Actor, ...]:
    found = document(text, language, headline)
    return resolve(found, annotate(found, Config()), Config())


def named(found: tuple[Actor, ...], name: str) -> Actor:
    return next(actor for actor in found if actor.name == name)


def mentions(actor: Actor) -> list[str]:
    return [mention.text for mention in actor.mentions]


def countries(found: tuple[Actor, ...], kind: ActorKind = ActorKind.STATE) -> list[str | None]:
    return [actor.country for actor in found if actor.kind is kind]
