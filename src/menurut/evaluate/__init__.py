"""Scores of what menurut finds against articles annotated by hand, and the floors they must keep."""

from menurut.evaluate.scores import FIGURES, Figure, score_record, total

__all__ = ["FIGURES", "Figure", "score_record", "total"]
