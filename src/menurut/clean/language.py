"""Which language a text is in, and whether it is one that is read."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from menurut.errors import StepError

_SAMPLE = 4000  # characters; more changes nothing
_SHORT = 24  # letters; below this no detector can tell, and the stated language holds
_KIN_SHORT = 200  # letters; below this the stated one of the two that are kin holds
_SURE = 0.8
# The two that are taken for one another; Malay is told from Indonesian by a model that knows only both.
_KIN = ("id", "ms")
_NAMES = {"id": "Indonesian", "ms": "Malay", "en": "English", "jv": "Javanese", "jw": "Javanese", "su": "Sundanese"}


@cache
def _identifier(*codes: str) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    if codes:
        identifier.set_languages(list(codes))
    return identifier


@cache
def _controls() -> re.Pattern[str]:
    # Surrogates and non-characters too: pycld2 refuses what is not well-formed UTF-8.
    return re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")


@cache
def _marker_words() -> tuple[frozenset[str], frozenset[str]]:
    """Common words of news that are Indonesian and not Malay, and the reverse."""
    words = tomllib.loads(files("menurut.clean").joinpath("language.toml").read_text(encoding="utf-8"))
    return frozenset(words["indonesian"].split()), frozenset(words["malay"].split())


def _kin(text: str) -> str:
    """Indonesian or Malay. Malay needs a word that only Malay has, and more of them than of Indonesian ones.

    Both detectors take short Indonesian texts and sermons for Malay; with neither sort of word it is Indonesian.
    """
    words = [word.strip(".,;:()\"'”“") for word in text.casefold().split()]
    indonesian, malay = (sum(word in marks for word in words) for marks in _marker_words())
    if indonesian == malay > 0:
        return _classified(text, *_KIN)[0]
    return "ms" if malay > indonesian else "id"


def _classified(text: str, *codes: str) -> tuple[str, float]:
    code, probability = _identifier(*codes).classify(text)
    return str(code), float(probability)


def _cld2(text: str) -> tuple[str, bool]:
    """What pycld2 takes ``text`` for ("un" where it cannot tell), and whether it is sure.

    It is given no hint: with one it takes every Malay text for Indonesian.
    """
    import pycld2

    try:
        reliable, _, details = pycld2.detect(text, isPlainText=True)
    except pycld2.error:  # text that it cannot read as UTF-8
        return "un", False
    return str(details[0][1]), bool(reliable)


def detect(text: str, stated: str | None, languages: tuple[str, ...]) -> str:
    """The ISO 639 code of the language that ``text`` is in.

    pycld2 decides where it is sure of a language that is read; between Indonesian and Malay the words decide that
    only one of them has; for the rest py3langid has a say too. ``stated`` holds where neither is sure, or the text
    is too short to tell (under 24 letters). On Indonesian articles pycld2 alone is right in .997, py3langid among
    four languages in .999 (the project's bench notes).
    """
    sample = _controls().sub(" ", text[:_SAMPLE])
    given = (stated or "").strip().lower().replace("_", "-").split("-")[0]
    given = {"in": "id", "ind": "id", "eng": "en", "indonesian": "id", "english": "en"}.get(given, given)
    letters = list(islice(filter(str.isalpha, sample), _KIN_SHORT))
    if len(letters) < _SHORT and given and sum(char < "\u0250" for char in letters) * 2 >= len(letters):
        return given
    code, reliable = _cld2(sample)
    if reliable and (code == "id" or code in languages):
        return code
    if code in _KIN:
        return given if given in _KIN and len(letters) < _KIN_SHORT else _kin(sample)
    if not reliable and given in languages:
        return given
    return _second_opinion(sample, code if reliable and code != "un" else None, given, languages)


def _second_opinion(sample: str, sure: str | None, given: str, languages: tuple[str, ...]) -> str:
    """The language of ``sample`` where pycld2 is ``sure`` of one that is not read, or of none."""
    guess, probability = _classified(sample)
    if probability >= _SURE and (sure is None or guess in (*_KIN, *languages)):
        return guess if guess not in _KIN else _kin(sample)
    nearest, _ = _classified(sample, *sorted({*languages, "ms"}))
    return sure or given or (_kin(sample) if nearest in _KIN else nearest)


def read_language(text: str, stated: str | None, languages: tuple[str, ...]) -> str:
    """The language of ``text`` as ``detect`` finds it, if it is one of ``languages``.

    Raises:
        StepError: ``language_not_read`` where it is not; the message names it.
    """
    code = detect(text, stated, languages)
    if code not in languages:
        read = " and ".join(_name(known) for known in languages)
        raise StepError("clean", "language_not_read", f"The text is in {_name(code)}; menurut reads {read}.")
    return code


def _name(code: str) -> str:
    import pycld2

    names = {known: name.title() for name, known in reversed(pycld2.LANGUAGES)}
    return _NAMES.get(code) or names.get(code) or f"the language {code!r}"
