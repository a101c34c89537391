"""Sentences and tokens of a document's headline and body paragraphs, by rule and the language's abbreviations."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np

from menurut.config import Config
from menurut.errors import StepError
from menurut.languages import Language, load_language
from menurut.languages.network import Network, load_network, name_ranges
from menurut.languages.words import glued, word_spans
from menurut.records import Annotation, Document, Name, NameKind, Paragraph, Sentence, Token, Word

_TOKEN = re.compile(
    r"https?://[^\s<>\"”»]*[^\s<>\"”».,;:!?)\]]|www\.[^\s<>\"”»]*[^\s<>\"”».,;:!?)\]]"  # addresses
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[^\W\d_]\.){2,}"  # U.S., a.m.
    r"|(?:Rp|USD|US|EUR|SGD|AUD|RM|IDR)(?=\d)"  # Rp9.000 is a currency and a number
    r"|\d+(?:[.,:/]\d+)*(?:(?:-?an|-?nya|th|st|nd|rd|s)(?![^\W_]))?"  # 12.000, 17/9/2019, 1960-an, 4th
    r"|[^\W_]+(?:[-'’][^\W_]+|\.(?=[a-z\d])[^\W_]+)*"  # words, Qur'an, Kompas.com
    r"|\.{2,}|[!?]{2,}|={2,}|\*{2,}|_{2,}|~{2,}|#{2,}|-{2,}"
    r"|[^\s]"
)
_CLOSERS = frozenset("\"'”’»)]")
_OPENERS = frozenset("\"'“‘«([")
_KINDS = {"PER": NameKind.PERSON, "ORG": NameKind.ORGANISATION, "LOC": NameKind.PLACE}
_ENDS = frozenset({".", "?", "!", "…"})
_MOST_TOKENS = 30_000  # of an article: some 150,000 characters as people write
_LONGEST_BRACKET = 400  # code points: a bracket that is not closed by then is a slip, not a bracket


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """The words and marks of ``text[start:end]``, with offsets into ``text``."""
    return [Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text, start, end)]


def _in_brackets(tokens: list[Token]) -> list[bool]:
    """For each token, whether it stands inside a pair of round or square brackets."""
    inside, stack = [False] * len(tokens), []
    pairs: list[tuple[int, int]] = []
    for i, token in enumerate(tokens):
        if token.text in "([":
            stack.append(i)
        elif token.text in ")]" and stack:
            first = stack.pop()
            if token.start - tokens[first].start <= _LONGEST_BRACKET:
                pairs.append((first, i))
    depth = [0] * (len(tokens) + 1)
    for first, last in pairs:
        depth[first + 1] += 1
        depth[last] -= 1
    level = 0
    for i in range(len(tokens)):
        level += depth[i]
        inside[i] = level > 0
    return inside


def _starts_sentence(language: Language, token: Token) -> bool:
    return token.text[0].isupper() and token.text.lower() in language.classes


def _ends_sentence(language: Language, tokens: list[Token], i: int, following: int) -> bool:
    """Whether the end mark at ``i`` closes a sentence, the next one beginning with token ``following``."""
    after = tokens[following]
    begins = after.text[0].isupper() or after.text[0].isdigit() or after.text[0] in _OPENERS
    glued = tokens[following - 1].end == after.start
    if not begins:
        return tokens[i].text in "?!" and not after.text[0].islower() and after.text not in ",;:"
    before = tokens[i - 1].text if i else ""
    if glued and not (tokens[i].text == "." and before[-1:].islower() and after.text[0].isupper()):
        return after.text[0] in _OPENERS and not glued
    if tokens[i].text == ".":
        if before.lower() in language.titles or (len(before) == 1 and before.isalpha() and before.isupper()):
            return False
        if before.lower() in language.abbreviations:
            return _starts_sentence(language, after)
    return True


def _boundaries(language: Language, tokens: list[Token]) -> list[int]:
    """The indexes of the tokens that begin a sentence."""
    inside = _in_brackets(tokens)
    starts, i, count = [0], 0, len(tokens)
    while i < count - 1:
        text = tokens[i].text
        dotted = len(text) > 2 and text[-1] == "."  # U.S. or an ellipsis
        if inside[i] or not (text in _ENDS or dotted):
            i += 1
            continue
        following = i + 1
        while following < count and tokens[following].text in _CLOSERS | _ENDS:
            if tokens[following].text in _OPENERS and tokens[following].start > tokens[following - 1].end:
                break
            following += 1
        if following >= count:
            break
        ends = (
            _starts_sentence(language, tokens[following]) if dotted else _ends_sentence(language, tokens, i, following)
        )
        if ends:
            starts.append(following)
        i = following
    return starts


def _annotate_paragraph(
    language: Language, document: Document, paragraph: Paragraph, begin: int, first: int
) -> tuple[list[Token], list[Sentence]]:
    tokens = tokenize(document.text, begin, paragraph.end)
    if not tokens:
        return [], []
    starts = [*_boundaries(language, tokens), len(tokens)]
    index = document.paragraph_at(paragraph.start)
    sentences = [Sentence(tokens[a].start, tokens[b - 1].end, index, first + a, first + b) for a, b in pairwise(starts)]
    return tokens, sentences


def annotate(document: Document, config: Config) -> Annotation:
    """Split the headline and body of a document into sentences, tokens and words, and parse them.

    Args:
        document: the cleaned article; ``document.language`` must be one that menurut reads.
        config: the settings; ``fast`` takes the faster setting of the trained pipeline.

    Returns:
        Sentences in order, each within one paragraph; ``first_token`` to ``last_token`` (exclusive) index ``tokens``,
        ``first_word`` to ``last_word`` index ``words``. The dateline belongs to no sentence. Quotations of several
        sentences are split like other text. Tags, lemmas, trees and names are those of the language's network.

    Raises ``StepError`` (``too_long``) for more than 30,000 words and marks, which no news has.
    """
    tokens, sentences = split(document)
    if len(tokens) > _MOST_TOKENS:
        message = f"The text has {len(tokens):,} words and marks; at most {_MOST_TOKENS:,} are read."
        raise StepError("annotate", "too_long", message)
    network = load_network(document.language, fast=config.fast)
    return _parsed(document, load_language(document.language), sentences, tokens, network)


def split(document: Document) -> tuple[list[Token], list[Sentence]]:
    """The tokens and sentences of a document's headline and body, by rule alone."""
    language = load_language(document.language)
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    for paragraph in document.kept():
        begin = paragraph.start
        if document.dateline is not None and paragraph.start <= document.dateline.span.start < paragraph.end:
            begin = document.dateline.span.end
        found, parts = _annotate_paragraph(language, document, paragraph, begin, len(tokens))
        tokens.extend(found)
        sentences.extend(parts)
    return tokens, sentences


def _parsed(
    document: Document, language: Language, sentences: list[Sentence], tokens: list[Token], network: Network
) -> Annotation:
    spans = [word_spans(language, tokens[s.first_token : s.last_token]) for s in sentences]
    parses = network.parse([([text for _, _, text in words], glued(words)) for words in spans])
    words: list[Word] = []
    names: list[Name] = []
    placed: list[Sentence] = []
    for sentence, found, parse in zip(sentences, spans, parses, strict=True):
        first = len(words)
        for (start, end, text), lemma, tag, head, relation in zip(
            found, parse.lemmas, parse.tags, parse.heads, parse.relations, strict=True
        ):
            words.append(Word(start, end, text, lemma, tag, first + head - 1 if head else -1, relation))
        names.extend(
            Name(document.span(found[begin][0], found[end - 1][1]), _KINDS[kind])
            for begin, end, kind in name_ranges(parse.names)
        )
        placed.append(replace(sentence, first_word=first, last_word=len(words)))
    vectors = np.concatenate([parse.vectors for parse in parses]) if parses else np.zeros((0, 0), np.float32)
    return Annotation(document.article_id, tuple(placed), tuple(tokens), tuple(words), tuple(names), vectors)
