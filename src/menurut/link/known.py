"""People of the table of offices: who they are under which spellings, and who held an office on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from menurut.link.names import PersonName, fold, person_name
from menurut.link.roles import compact, office_of, role_words, spelled_out, without_country
from menurut.records import SeenRole
from menurut.resolve.offices import Office, load_offices

_TOP = frozenset(("head_of_state", "head_of_government"))
_ANY = frozenset(("kepala", "negara", "pemerintahan", "head", "state", "government"))


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the table: a key that stays, the usual name, all names, the country, the offices.

    ``forms`` are the names in lower case, folded; ``names`` the ones that can be compared word by word.
    """

    key: str
    name: str
    country: str | None
    wikidata: str | None
    forms: frozenset[str]
    names: tuple[PersonName, ...]
    offices: tuple[Office, ...]

    @property
    def main(self) -> PersonName:
        """The name that says in which block the person is compared."""
        return self.names[0]

    def holds_top(self, day: str | None) -> bool:
        """Whether the person was head of state or of government on that day."""
        return day is not None and any(o.office in _TOP and covers(o, day, day) for o in self.offices)

    def words(self) -> frozenset[str]:
        """The words of the person's offices in both languages."""
        return frozenset(w for o in self.offices for title in (o.title_id, o.title_en) for w in role_words(title))

    def table_roles(self, first: str | None, last: str | None) -> list[SeenRole]:
        """The offices held on a day between ``first`` and ``last``; all of them where these are not known."""
        return [
            SeenRole(o.title_en, o.iso3 if o.iso3 != "-" else None, o.first, o.last, 0, "table")
            for o in self.offices
            if first is None or last is None or covers(o, first, last)
        ]


def covers(office: Office, first: str, last: str) -> bool:
    """Whether an office was held on a day between two days; a bound known to the month or year only counts whole."""
    begins = office.first is None or office.first <= last[: len(office.first)]
    ends = office.last is None or office.last >= first[: len(office.last)]
    return begins and ends


def form_of(name: str) -> str:
    """A name as one folded string."""
    return " ".join(filter(None, map(fold, name.replace("-", " ").split())))


@cache
def people() -> tuple[Known, ...]:
    """Everybody of the table whose name can be compared, in the order of the table.

    Rows of one name and country are one person's, and so are those of one Wikidata number; a row of an
    international body belongs to the only person of that name.
    """
    groups: dict[tuple[str, str], list[Office]] = {}
    numbers: dict[str, tuple[str, str]] = {}
    offices = load_offices()
    states: dict[str, set[str]] = {}
    for office in offices:
        if office.iso3 != "-":
            states.setdefault(form_of(office.name), set()).add(office.iso3)
    for office in offices:
        form = form_of(office.name)
        own = states.get(form, set())
        state = next(iter(own)) if office.iso3 == "-" and len(own) == 1 else office.iso3
        key = (form, state)
        if office.wikidata is not None:
            key = numbers.setdefault(office.wikidata, key)
        groups.setdefault(key, []).append(office)
    found = (_known(group) for group in groups.values())
    return tuple(known for known in found if known is not None)


def _known(offices: list[Office]) -> Known | None:
    country = next((o.iso3 for o in offices if o.iso3 != "-"), None)
    spellings = list(dict.fromkeys(name for o in offices for name in (o.name, *o.aliases)))
    names = dict.fromkeys(parsed for s in spellings if (parsed := person_name(s, country)) is not None)
    if not names:
        return None
    wikidata = next((o.wikidata for o in offices if o.wikidata is not None), None)
    name = offices[0].name
    key = wikidata or f"{name} {country or '-'}"
    return Known(key, name, country, wikidata, frozenset(map(form_of, spellings)), tuple(names), tuple(offices))


@cache
def _by_form() -> Mapping[str, tuple[Known, ...]]:
    return _index((form, known) for known in people() for form in known.forms)


@cache
def by_word() -> Mapping[str, tuple[Known, ...]]:
    """People by the first and the last word of each of their names."""
    return _index(
        (word, known) for known in people() for word in {w for n in known.names for w in (n.words[0], n.family)}
    )


def _index(pairs: Iterable[tuple[str, Known]]) -> Mapping[str, tuple[Known, ...]]:
    table: dict[str, list[Known]] = {}
    for key, known in pairs:
        group = table.setdefault(key, [])
        if known not in group:
            group.append(known)
    return {key: tuple(group) for key, group in table.items()}


@lru_cache(maxsize=1 << 16)
def named(name: str, country: str | None) -> Known | None:
    """The only one of the table who bears exactly this name and is not plainly of another country."""
    return _only(_by_form().get(form_of(name), ()), country)


@cache
def _by_name() -> Mapping[PersonName, tuple[Known, ...]]:
    table: dict[PersonName, list[Known]] = {}
    for known in people():
        for name in known.names:
            if not name.short:
                table.setdefault(name, []).append(known)
    return {name: tuple(group) for name, group in table.items()}


def bearing(name: PersonName, country: str | None) -> Known | None:
    """The only one of the table whose full name reads like this one, and who is not plainly of another country."""
    return _only(_by_name().get(name, ()), country)


def _only(people_: Iterable[Known], country: str | None) -> Known | None:
    fits = [k for k in people_ if country is None or k.country in (None, country)]
    if len(fits) > 1:
        fits = [k for k in fits if country is not None and k.country == country]
    return fits[0] if len(fits) == 1 else None


@cache
def _titles() -> Mapping[str, tuple[Office, ...]]:
    """The rows of the table by each of their titles, as `spelled_out` words it."""
    table: dict[str, list[Office]] = {}
    for office in load_offices():
        for title in {spelled_out(compact(office.title_id)), spelled_out(compact(office.title_en))}:
            table.setdefault(title, []).append(office)
    return {title: tuple(rows) for title, rows in table.items()}


@cache
def _by_office() -> Mapping[tuple[str, str], tuple[Office, ...]]:
    table: dict[tuple[str, str], list[Office]] = {}
    for office in load_offices():
        table.setdefault((office.iso3, office.office), []).append(office)
    return {key: tuple(rows) for key, rows in table.items()}


@cache
def _of_office() -> Mapping[Office, Known]:
    return {office: known for known in people() for office in known.offices}


@lru_cache(maxsize=1 << 16)
def holder(role: str, country: str | None, day: str | None) -> Known | None:
    """Who held the office that ``role`` words on that ISO day, where exactly one did by the table; else ``None``."""
    if day is None:
        return None
    whole = spelled_out(compact(role))
    phrase, named_state = without_country(role)
    state = named_state or country
    rows = [o for o in _titles().get(whole, ()) if o.iso3 in ("-", state)]
    rows = rows or [o for o in _titles().get(spelled_out(phrase), ()) if o.iso3 == state]
    people_then = _on(rows, day)
    if not people_then and (office := office_of(role, country)) is not None:
        words = set(spelled_out(phrase).split())
        rows = [o for o in _by_office().get(office, ()) if _worded(o, words)]
        if not rows and office[1] == "head_of_state":  # a president who heads the government, by the table
            rows = [o for o in _by_office().get((office[0], "head_of_government"), ()) if _worded(o, words)]
        people_then = _on(rows, day)
    return people_then[0] if len(people_then) == 1 else None


def _on(rows: Iterable[Office], day: str) -> list[Known]:
    found = (_of_office().get(office) for office in rows if covers(office, day, day))
    return list(dict.fromkeys(known for known in found if known is not None))


def _worded(office: Office, words: set[str]) -> bool:
    """Whether a row's title shares a word with the words of a role: no king is meant by "president"."""
    titles = spelled_out(compact(f"{office.title_id} {office.title_en}")).split()
    return bool(words.intersection(titles)) or words <= _ANY


def clear() -> None:
    """Forget what was read from the table of offices, for tests that bring their own."""
    for cached in (people, _by_form, _by_name, by_word, named, _titles, _by_office, _of_office, holder):
        cached.cache_clear()
