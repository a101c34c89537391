"""What a candidate looks like, as the names of the features that ``decide`` weighs."""

from __future__ import annotations

from collections.abc import Sequence

from menurut.attribute.candidates import Candidate
from menurut.attribute.phrases import is_verb
from menurut.attribute.units import Item
from menurut.languages import Complement, Language

_CLASSES = (
    "first_person",
    "pronoun",
    "that",
    "relative",
    "negation",
    "joins",
    "clause",
    "purpose",
    "pointer",
    "determiner",
    "aside",
    "time",
    "adverbial",
)
_CLAUSE = 15  # items of the content in which a clause shows its verb
_BUCKETS = (1, 2, 3, 5, 8, 12, 20, 30)


def _bucket(number: int) -> int:
    return next((bound for bound in _BUCKETS if number <= bound), 99)


def item_index(items: Sequence[Item], offset: int) -> int:
    """The index of the first item that ends after the code point ``offset`` (the items are in order)."""
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle].end <= offset:
            low = middle + 1
        else:
            high = middle
    return low


def word_class(language: Language, items: Sequence[Item], i: int) -> str:
    """One name for the kind of word at ``i``: its closed class, else what its form tells."""
    if i < 0 or i >= len(items):
        return "edge"
    item = items[i]
    if not item.is_word:
        return "quotation" if item.is_quote else item.text
    classes = language.classes.get(item.low)
    if classes:
        for name in _CLASSES:
            if name in classes:
                return name
    if item.text[0].isdigit():
        return "number"
    plain = "verb" if language.is_verb(item.low) else "word"
    return "upper" if item.is_upper else plain


def _source_features(language: Language, candidate: Candidate, items: Sequence[Item], cue: int) -> list[str]:
    if candidate.source is None:
        return ["source=none"]
    first, last = item_index(items, candidate.source[0]), item_index(items, candidate.source[1] - 1)
    kind = word_class(language, items, first)
    names = [f"source={kind}", f"source length={_bucket(last - first + 1)}"]
    names.append(f"source end={word_class(language, items, last)}")
    if any(item.is_upper for item in items[first : last + 1]):
        names.append("source has name")
    if any(language.has(item.low, "speech_noun") for item in items[first : last + 1]):
        names.append("source is a text")
    if any(language.has(item.low, "speaker") for item in items[first : last + 1]):
        names.append("source speaks")
    if any(language.has(item.low, "first_person") for item in items[first : last + 1]):
        names.append("first person")
    gap = cue - last - 1 if cue > last else first - cue - 1
    names.append(f"gap={_bucket(gap) if gap else 0}{'<' if cue > last else '>'}")
    return names


def features(language: Language, candidate: Candidate, inside: bool) -> list[str]:
    """The names of a candidate's features; those that begin with "word:" hold only for its language.

    ``inside``: whether its content lies in the content of another candidate.
    """
    items = candidate.unit.items
    at = item_index(items, candidate.cue[0]) if candidate.cue else -1
    end = item_index(items, candidate.cue[1] - 1) if candidate.cue else -1
    first = item_index(items, candidate.content[0][0])
    last = item_index(items, candidate.content[-1][1] - 1)
    length = sum(item_index(items, b - 1) - item_index(items, a) + 1 for a, b in candidate.content)
    names = ["bias", f"pattern={candidate.pattern}"]
    names.extend(f"sign={sign}" for sign in candidate.signs)
    names.extend(_source_features(language, candidate, items, at))
    opening = word_class(language, items, first)
    names.append(f"content={opening}")
    names.append(f"content length={_bucket(length)}")
    names.append(f"parts={len(candidate.content)}")
    names.append(f"before={word_class(language, items, at - 1)}")
    names.append(f"after={word_class(language, items, end + 1)}")
    names.append(f"content end={word_class(language, items, last + 1)}")
    names.append(f"opened by={word_class(language, items, first - 1)}")
    complement = candidate.cue_entry.complement if candidate.cue_entry else "none"
    said = items[first : min(last + 1, first + _CLAUSE)]
    verbs = any(is_verb(language, item) or item.is_quote or language.has(item.low, "aside") for item in said)
    names.append(f"{complement}&{'verb' if verbs else 'no verb'}")
    names.append(f"{complement}&{opening}")
    if complement == Complement.ASK and any(language.has(item.low, "purpose") for item in said):
        names.append(f"{complement}&purpose")
    if inside:
        names.append("inside")
    if candidate.unit.nested:
        names.append("nested")
    if candidate.unit.headline:
        names.append("headline")
    if any(item.is_quote for item in items):
        names.append("quotation in unit")
    if candidate.cue and items[at].is_upper:
        names.append("cue upper")
    cue = candidate.cue_entry
    kind = f"{cue.construction}/{cue.complement}/{cue.act}" if cue else "none"
    names.append(f"kind={kind}")
    lemma = f"{cue.lemma}/{cue.construction}" if cue else "none"
    source = next(name for name in names if name.startswith("source="))
    words = [f"word:{lemma}", f"word:{lemma}&{opening}", f"word:{lemma}&{source}"]
    words.append(f"word:{' '.join(cue.words) if cue else ''}")
    words.append(f"word:{lemma}&{'inside' if inside else 'outside'}")
    return names + words
