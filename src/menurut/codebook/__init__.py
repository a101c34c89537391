"""The codebook: what every table, view, column and code of the store means, in English and Indonesian."""

from menurut.codebook.book import LANGUAGES, Book, Column, Table, book, code_lists, codes, describe
from menurut.codebook.render import FORMATS, render, write

__all__ = [
    "FORMATS",
    "LANGUAGES",
    "Book",
    "Column",
    "Table",
    "book",
    "code_lists",
    "codes",
    "describe",
    "render",
    "write",
]
