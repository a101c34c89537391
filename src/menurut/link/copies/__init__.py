"""Copies of a text among articles, who had it first, and whom articles cite: how many independent sources there are."""

from menurut.link.copies.citations import citations_in, source_named
from menurut.link.copies.memory import body_of, copy_text, groups_of
from menurut.link.copies.records import (
    Citation,
    CitationForm,
    CopyGroup,
    CopyText,
    FirstBasis,
    Member,
    MemberKind,
    Pair,
    PairKind,
    SourceBasis,
    SourceKind,
)

__all__ = [
    "Citation",
    "CitationForm",
    "CopyGroup",
    "CopyText",
    "FirstBasis",
    "Member",
    "MemberKind",
    "Pair",
    "PairKind",
    "SourceBasis",
    "SourceKind",
    "body_of",
    "citations_in",
    "copy_text",
    "groups_of",
    "source_named",
]
