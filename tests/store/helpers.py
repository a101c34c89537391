"""A reading with events and agreements, made by hand, and stores as earlier versions left them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from menurut.ids import actor_id, agreement_id, attribution_id, date_id, event_id, place_id
from menurut.read import make_article
from menurut.records import (
    Act,
    Actor,
    ActorKind,
    Agreement,
    Annotation,
    Attribution,
    Basis,
    Bound,
    DateMention,
    Document,
    Event,
    EventType,
    Form,
    Paragraph,
    ParagraphKind,
    Place,
    PlaceKind,
    Position,
    Precision,
    Quantity,
    Reading,
    Sentence,
    Span,
    Stage,
    Stance,
    Status,
    TextOrigin,
)
from menurut.store import StoreWriter
from menurut.store.schema import NEW_TABLES
from menurut.store.tables import later_tables
from tests.conftest import opened

HEADLINE = "Arvania Bantah Serang Pos Selmora"
BODY = (
    "Kementerian Pertahanan Selmora mengatakan bahwa Arvania menyerang pos di Durno dengan pesawat nirawak pada "
    "Selasa (4/3/2031), menewaskan sedikitnya 12 prajurit.\n"
    "Tomas Ilman membantah serangan itu. Juru bicara PBB tidak mengonfirmasi atau membantah serangan itu.\n"
    "Arvania dan Selmora menandatangani gencatan senjata tentang perbatasan Durno pada Maret 2031."
)


class _Maker:
    """Finds words in a document and makes records of them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.article = document.article_id

    def span(self, words: str, after: str = "") -> Span:
        at = self.document.text.index(words, self.document.text.index(after))
        return self.document.span(at, at + len(words))

    def actor(self, name: str, kind: ActorKind, country: str | None, *mentions: Span) -> Actor:
        return Actor(actor_id(self.article, name, mentions), self.article, name, kind, country, None, mentions)

    def said(self, speaker: Actor, cue: str, content: str, act: Act) -> Attribution:
        source = speaker.mentions[0]
        cue_span = self.span(cue, source.text)
        spans = (self.span(content, cue),)
        name = attribution_id(self.article, source, cue_span, spans)
        return Attribution(name, self.article, source, cue_span, spans, Form.INDIRECT, act, 0.9, speaker.id)

    def date(self, words: str, value: str, precision: Precision, basis: Basis) -> DateMention:
        span = self.span(words)
        return DateMention(date_id(self.article, span), self.article, span, value, value, value, precision, basis)


def _document(article: str, text: str, *, beside: bool) -> Document:
    paragraphs, at = [], 0
    for number, line in enumerate(text.split("\n")):
        raw = at - (len(HEADLINE) + 1 if beside and number else 0)
        origin = TextOrigin.TITLE if beside and number == 0 else TextOrigin.TEXT
        kind = ParagraphKind.BODY if number else ParagraphKind.HEADLINE
        paragraphs.append(Paragraph(at, at + len(line), kind, raw, raw + len(line), origin))
        at += len(line) + 1
    return Document(article, text, "id", tuple(paragraphs), published="2031-03-05")


def _sentences(document: Document) -> tuple[Sentence, ...]:
    found = []
    for number, p in enumerate(document.paragraphs):
        at = p.start
        for part in document.text[p.start : p.end].split(". "):
            end = min(at + len(part) + 1, p.end)
            found.append(Sentence(at, end, number, 0, 0))
            at = end + 1
    return tuple(found)


def happening(number: int = 1, *, beside: bool = False) -> Reading:
    """An article on an attack that is denied and a truce; ``beside``: its headline is not in the text."""
    raw = BODY if beside else f"{HEADLINE}\n{BODY}"
    article = make_article(
        raw,
        f"a.jsonl:{number}",
        url=f"https://a.example/{number}",
        given_id=f"g{number}",
        title=HEADLINE if beside else None,
        published="2031-03-05",
        language="id",
    )
    document = _document(article.id, f"{HEADLINE}\n{BODY}", beside=beside)
    make = _Maker(document)
    first = make.span("Arvania menyerang").start
    arvania = make.actor(
        "Arvania", ActorKind.STATE, "ARV", make.span("Arvania"), document.span(first, first + len("Arvania"))
    )
    selmora = make.actor("Selmora", ActorKind.STATE, "SEL", make.span("Selmora"), make.span("Selmora", "Arvania dan"))
    ministry = make.actor(
        "Kementerian Pertahanan Selmora", ActorKind.AGENCY, "SEL", make.span("Kementerian Pertahanan Selmora")
    )
    ilman = make.actor("Tomas Ilman", ActorKind.PERSON, "ARV", make.span("Tomas Ilman"))
    un = make.actor("juru bicara PBB", ActorKind.PERSON, None, make.span("Juru bicara PBB"))
    day = make.date("Selasa (4/3/2031)", "2031-03-04", Precision.DAY, Basis.STATED)
    month = make.date("Maret 2031", "2031-03", Precision.MONTH, Basis.STATED)
    durno = _place(make)
    told = BODY[BODY.index("Arvania menyerang") : BODY.index(".\n")]
    said = make.said(ministry, "mengatakan", told, Act.CLAIM)
    denial = make.said(ilman, "membantah", "serangan itu", Act.DENY)
    silence = make.said(un, "tidak mengonfirmasi atau membantah", "serangan itu", Act.NO_POSITION)
    attack = _attack(make, arvania, selmora, (day, durno))
    positions = (
        Position(ministry.id, Stance.ASSERTS, said.id),
        Position(selmora.id, Stance.CONFIRMS),
        Position(ilman.id, Stance.DENIES, denial.id),
        Position(un.id, Stance.NO_POSITION, silence.id),
    )
    attack = replace(attack, positions=positions)
    signing = _event(make, EventType.SUPPORT, (make.span("menandatangani"),), (arvania, selmora), Status.ACTUAL)
    signing = replace(signing, date=month.id)
    truce = make.span("gencatan senjata")
    subject = make.span("perbatasan Durno")
    agreement = Agreement(
        agreement_id(article.id, truce),
        article.id,
        truce,
        Stage.SIGNED,
        (arvania.id, selmora.id),
        subject,
        month.id,
        signing.id,
    )
    attributions = (
        replace(said, about=(attack.id,)),
        replace(denial, about=(attack.id, said.id)),
        replace(silence, about=(attack.id,)),
    )
    return Reading(
        article,
        document,
        Annotation(article.id, _sentences(document), ()),
        (arvania, selmora, ministry, ilman, un),
        attributions,
        (),
        (day, month),
        (durno,),
        (attack, signing),
        (agreement,),
    )


def _event(
    make: _Maker, kind: EventType, triggers: tuple[Span, ...], source: tuple[Actor, ...], status: Status
) -> Event:
    name = event_id(make.article, kind, triggers)
    return Event(name, make.article, kind, triggers, tuple(actor.id for actor in source), (), status, 0.91)


def _attack(make: _Maker, source: Actor, target: Actor, when_and_where: tuple[DateMention, Place]) -> Event:
    triggers = (make.span("menyerang"), make.span("Serang"), make.span("serangan"))
    day, place = when_and_where
    dead = Quantity(make.span("sedikitnya 12 prajurit"), 12.0, None, "killed", Bound.LEAST)
    return replace(
        _event(make, EventType.ASSAULT, triggers, (source,), Status.ATTRIBUTED),
        target=(target.id,),
        mode="drone",
        contexts=("military", "territory"),
        cameo="190",
        date=day.id,
        place=place.id,
        place_country="SEL",
        quantities=(dead,),
    )


def _place(make: _Maker) -> Place:
    mentions = (make.span("Durno"), make.span("Durno", "perbatasan Durno"))
    name = place_id(make.article, "Durno", mentions)
    where = ("SEL", "Selmora Utara", 1.5, 2.25, None)
    return Place(name, make.article, "Durno", PlaceKind.CITY, *where, Basis.STATED, 0.8, ("1",), mentions)


def write(path: Path, *readings: Reading, key: str = "k") -> None:
    """Stores readings."""
    with StoreWriter(path, key, "0") as store:
        store.write(readings)


def make_earlier(path: Path, version: int) -> None:
    """Makes a store of today one as a menurut of schema ``version`` left it."""
    with opened(path) as connection:
        for since, sql in later_tables().items():
            kinds = re.findall(r"^CREATE (?:VIRTUAL )?(TABLE|VIEW|INDEX|TRIGGER) (\w+)", sql, re.M)
            for kind, name in reversed(kinds) if since > version else ():
                connection.execute(f"DROP {kind} IF EXISTS {name}")
        for since, tables in NEW_TABLES.items():
            for table in tables if since > version else ():
                connection.execute(f"DROP TABLE {table}")
        if version < 2:
            connection.execute("ALTER TABLE actors DROP COLUMN basis")
            connection.execute("ALTER TABLE actors DROP COLUMN sector")
        connection.execute(f"PRAGMA user_version = {version}")
