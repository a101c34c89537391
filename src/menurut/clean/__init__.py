"""The clean step: raw text to a document, with dirt told from the article and every character's place kept."""

from menurut.clean.document import clean

__all__ = ["clean"]
