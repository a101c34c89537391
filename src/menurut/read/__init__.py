"""Sources → articles: one file per format, streaming, each fault a problem beside the articles that could be read."""

from menurut.read.articles import make_article
from menurut.read.sources import Source, articles_in, find_sources

__all__ = ["Source", "articles_in", "find_sources", "make_article"]
