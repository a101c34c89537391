"""The forms in which the words of an event pattern stand in a text."""

from __future__ import annotations

from functools import cache

_VOWELS = "aeiou"
# What meN- may have done to a root: the letters that may stand before what is left after each shape of the prefix.
_PREFIXES = (
    ("menge", ("",)),
    ("meng", ("", "k")),
    ("meny", ("s", "ny")),
    ("mem", ("", "p", "m")),
    ("men", ("", "t", "n")),
    ("me", ("",)),
)
_SHORT = 3  # letters of a root that takes "menge"
_IRREGULAR = """
arise arose arisen|beat beaten|become became|begin began begun|bind bound|blow blew blown|break broke broken|
bring brought|build built|burn burnt|buy bought|catch caught|choose chose chosen|cling clung|come came|cut|
deal dealt|draw drew drawn|drive drove driven|fall fell fallen|feed fed|fight fought|find found|flee fled|
fly flew flown|forbid forbade forbidden|forgive forgave forgiven|give gave given|go went gone|hang hung|hit|
hold held|keep kept|kneel knelt|lay laid|lead led|leave left|lend lent|let|lose lost|make made|meet met|
overthrow overthrew overthrown|pay paid|put|quit|rise rose risen|say said|see saw seen|seek sought|sell sold|
send sent|set|shake shook shaken|shoot shot|shut|sit sat|speak spoke spoken|spend spent|split|spread|
stand stood|steal stole stolen|stick stuck|strike struck stricken|swear swore sworn|take took taken|
teach taught|tear tore torn|tell told|think thought|throw threw thrown|undertake undertook undertaken|
uphold upheld|win won|withdraw withdrew withdrawn|withhold withheld|write wrote written
"""


def indonesian_roots(word: str) -> tuple[str, ...]:
    """What may stand after di-, ter- or alone for an active verb: ``memukul`` gives ``ukul``, ``pukul`` and ``mukul``.

    A word that has no prefix meN- gives nothing. Roots that do not exist do no harm, as no text has them.
    """
    found: list[str] = []
    for prefix, letters in _PREFIXES:
        rest = word[len(prefix) :]
        if not word.startswith(prefix) or len(rest) < 2:
            continue
        if prefix != "menge":
            return (*found, *(letter + rest for letter in letters))
        if len(rest.removesuffix("kan").removesuffix("i")) <= _SHORT:  # "mengebom", but also "mengejek"
            found.append(rest)
    return tuple(found)


@cache
def indonesian_verb(word: str) -> frozenset[str]:
    """The forms with a prefix of an Indonesian verb: active, passive with di- and with ter-."""
    roots = indonesian_roots(word)
    return frozenset({word, *(prefix + root for root in roots for prefix in ("di", "ter"))})


@cache
def english_plural(word: str) -> str:
    """The plural of an English noun by rule."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    if word.endswith(("life", "knife")):
        return word[:-2] + "ves"
    if word.endswith("man"):
        return word[:-2] + "en"
    return word + "s"


def english_singulars(word: str) -> tuple[str, ...]:
    """What an English noun may be the plural of, itself included."""
    found = [word]
    if word.endswith("ies"):
        found.append(word[:-3] + "y")
    elif word.endswith(("xes", "ches", "shes", "sses")):
        found.append(word[:-2])
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        found.append(word[:-1])
    return tuple(found)


@cache
def english_noun(word: str) -> frozenset[str]:
    """Singular and plural of an English noun given in either."""
    return frozenset({*english_singulars(word), *(english_plural(each) for each in english_singulars(word))})


def _doubled(word: str) -> bool:
    """Whether the last letter is doubled before -ed and -ing: one short vowel before one consonant."""
    short = len(word) > 2 and word[-1] not in "aeiouwxy" and word[-2] in _VOWELS and word[-3] not in _VOWELS
    return short and (
        sum(letter in _VOWELS for letter in word) == 1 or word.endswith(("l", "fer", "mit", "pel", "cur"))
    )


@cache
def _irregular() -> dict[str, frozenset[str]]:
    """The forms of irregular verbs by their base."""
    groups = [group.split() for group in _IRREGULAR.replace("\n", "").split("|")]
    return {group[0]: frozenset(group[1:]) for group in groups}


def is_irregular(word: str) -> bool:
    """Whether an English verb, given as its base, has irregular forms."""
    return word in _irregular()


@cache
def english_verb(word: str) -> frozenset[str]:
    """The forms of an English verb that rules make: attack, attacks, attacked, attacking."""
    stem = word[:-1] if word.endswith("e") and not word.endswith("ee") else word
    past = (
        word[:-1] + "ied" if word.endswith("y") and word[-2:-1] not in _VOWELS else (stem + "ed").replace("eeed", "eed")
    )
    forms = {word, english_plural(word), past, stem + "ing"}
    if _doubled(word):
        forms |= {word + word[-1] + "ed", word + word[-1] + "ing"}
    return frozenset(forms) | _irregular().get(word, frozenset())


_SELVES = frozenset({"himself", "herself", "itself", "themselves", "myself", "ourselves", "yourself"})


@cache
def english_part(word: str, fixed: bool) -> frozenset[str]:
    """The forms of a further word of an English pattern: of ``fixed`` ones itself, of "oneself" all persons."""
    if fixed:
        return frozenset({word})
    return _SELVES if word == "oneself" else english_noun(word) | english_verb(word)
