"""Form and act of an attribution, from its quotation marks and its cue.

The act is the cue's own. A model over the words of the content was tried on the training gold (multinomial
logistic regression, ten folds): it was right in 74.9% of the attributions found, the cue alone in 75.2%.
"""

from __future__ import annotations

from menurut.attribute.candidates import Candidate
from menurut.records import Act, Form

_OPENING = '"“„«‘'


def form_of(text: str, candidate: Candidate) -> Form:
    """``direct`` where every content is a quotation, ``mixed`` where a part of one is quoted, else ``indirect``."""
    if all(candidate.quoted):
        return Form.DIRECT
    if any(candidate.quoted):
        return Form.MIXED
    for first, last in candidate.content:
        words = text[first:last]
        if any(mark in words for mark in _OPENING) or " '" in words:
            return Form.MIXED
    return Form.INDIRECT


def act_of(candidate: Candidate) -> Act:
    """The act of the candidate's cue; STATE where there is none or the tables do not hold it."""
    return candidate.cue_entry.act if candidate.cue_entry is not None else Act.STATE
