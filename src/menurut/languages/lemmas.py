"""Lemmas as edit scripts: how a word's form becomes its lemma, so that a tagger can choose one of a few hundred.

A script says what is cut from the front and the back and what is put there instead: ``me||kan|`` makes *lihat* of
*melihatkan*. ``R`` before it takes the first half of a reduplicated word first, ``L`` lowers its letters first.
The idea is that of Chrupala's edit trees (2008, "Towards a machine-learning architecture for lexical functional
grammar parsing"), with affixes written out so that no script can cut what is not there.
"""

from __future__ import annotations

from difflib import SequenceMatcher

KEEP = "|||"


def _halved(form: str) -> str | None:
    first, mark, second = form.partition("-")
    return first if mark and len(first) > 1 and len(second) > 1 else None


def script_of(form: str, lemma: str) -> str:
    """The script that makes ``lemma`` of ``form``."""
    if lemma in (form, "_"):
        return KEEP
    flags, base = "", form
    if base.lower() != base and lemma.lower() == lemma:
        flags, base = "L", base.lower()
    half = _halved(base)
    if half is not None and "-" not in lemma:
        flags, base = flags + "R", half
    match = SequenceMatcher(None, base, lemma, autojunk=False).find_longest_match()
    if match.size == 0 or (match.size == 1 and len(base) > 2):
        return f"{flags}={lemma}"
    front, back = base[: match.a], base[match.a + match.size :]
    return f"{flags}{front}|{lemma[: match.b]}|{back}|{lemma[match.b + match.size :]}"


def apply_script(form: str, script: str) -> str | None:
    """The lemma that ``script`` makes of ``form``; ``None`` where it does not fit."""
    if script == KEEP:
        return form
    base = form
    if script.startswith("L"):
        base, script = base.lower(), script[1:]
    if script.startswith("R"):
        half = _halved(base)
        if half is None:
            return None
        base, script = half, script[1:]
    if script.startswith("="):
        return script[1:]
    front, front_new, back, back_new = script.split("|")
    if not (base.startswith(front) and base.endswith(back) and len(base) > len(front) + len(back)):
        return None
    return front_new + base[len(front) : len(base) - len(back)] + back_new
