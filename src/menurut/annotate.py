"""Sentences and tokens of a document's headline and body paragraphs, by rule and the language's abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from menurut.config import Config
from menurut.errors import StepError
from menurut.languages import Language, load_language
from menurut.languages.gate import load_gate
from menurut.languages.network import Network, Parse, load_network, name_ranges
from menurut.languages.words import glued, word_spans
from menurut.records import Annotation, Document, Name, NameKind, Paragraph, Sentence, Token, Word

_ADDRESS = (
    r"https?://[^\s<>\"”»]*[^\s<>\"”».,;:!?)\]]|www\.[^\s<>\"”»]*[^\s<>\"”».,;:!?)\]]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
_PLAIN = (
    r"(?:[^\W\d_]\.){2,}"  # U.S., a.m.
    r"|(?:Rp|USD|US|EUR|SGD|AUD|RM|IDR)(?=\d)"  # Rp9.000 is a currency and a number
    r"|\d+(?:[.,:/]\d+)*(?:(?:-?an|-?nya|th|st|nd|rd|s)(?![^\W_]))?"  # 12.000, 17/9/2019, 1960-an, 4th
    r"|[^\W_]+(?:[-'’][^\W_]+|\.(?=[a-z\d])[^\W_]+)*"  # words, Qur'an, Kompas.com
    r"|\.{2,}|[!?]{2,}|={2,}|\*{2,}|_{2,}|~{2,}|#{2,}|-{2,}"
    r"|[^\s]"
)
_TOKEN = re.compile(f"{_ADDRESS}|{_PLAIN}")
_PLAIN_TOKEN = re.compile(_PLAIN)  # the same, for text that holds no address
_CLOSERS = frozenset("\"'”’»)]")
_OPENERS = frozenset("\"'“‘«([")
_KINDS = {"PER": NameKind.PERSON, "ORG": NameKind.ORGANISATION, "LOC": NameKind.PLACE}
_ENDS = frozenset({".", "?", "!", "…"})
_AFTER = _CLOSERS | _ENDS  # what may stand between an end mark and the next sentence
_MOST_TOKENS = 30_000  # of an article: some 150,000 characters as people write
_LONGEST_BRACKET = 400  # code points: a bracket that is not closed by then is a slip, not a bracket


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """The words and marks of ``text[start:end]``, with offsets into ``text``."""
    addresses = any(text.find(mark, start, end) >= 0 for mark in ("@", "://", "www."))
    pattern = _TOKEN if addresses else _PLAIN_TOKEN
    return [Token(*match.span(), match.group()) for match in pattern.finditer(text, start, end)]


def _in_brackets(tokens: list[Token], texts: list[str]) -> list[bool]:
    """For each token, whether it stands inside a pair of round or square brackets."""
    inside: list[bool] = [False] * len(tokens)
    if "(" not in texts and "[" not in texts:
        return inside
    stack: list[int] = []
    pairs: list[tuple[int, int]] = []
    for i, text in enumerate(texts):
        if text in "([":
            stack.append(i)
        elif text in ")]" and stack:
            first = stack.pop()
            if tokens[i].start - tokens[first].start <= _LONGEST_BRACKET:
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
    texts = [token.text for token in tokens]
    inside = _in_brackets(tokens, texts)
    starts, done, count = [0], 0, len(tokens)
    marks = [i for i, text in enumerate(texts) if text in _ENDS or (len(text) > 2 and text[-1] == ".")]
    for i in marks:
        if i < done or inside[i]:
            continue
        following = i + 1
        while following < count and texts[following] in _AFTER:
            if texts[following] in _OPENERS and tokens[following].start > tokens[following - 1].end:
                break
            following += 1
        if following >= count:
            break
        dotted = len(texts[i]) > 2  # U.S. or an ellipsis
        ends = (
            _starts_sentence(language, tokens[following]) if dotted else _ends_sentence(language, tokens, i, following)
        )
        if ends:
            starts.append(following)
        done = following
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


def annotate(document: Document, config: Config, *, skip: bool = False) -> Annotation:
    """Split the headline and body of a document into sentences, tokens and words, and parse them.

    Args:
        document: the cleaned article; ``document.language`` must be one that menurut reads.
        config: the settings; ``fast`` takes the faster setting of the trained pipeline.
        skip: leave sentences unparsed that hardly hold an attribution or an event (``menurut.languages.gate``).

    Returns:
        Sentences in order, each within one paragraph; ``first_token`` to ``last_token`` (exclusive) index ``tokens``,
        ``first_word`` to ``last_word`` index ``words``; a skipped sentence has tokens and no words. The dateline
        belongs to no sentence. Quotations of several sentences are split like other text. Tags, lemmas, trees and
        names are those of the language's network.

    Raises ``StepError`` (``too_long``) for more than 30,000 words and marks, which no news has.
    """
    tokens, sentences = split(document)
    if len(tokens) > _MOST_TOKENS:
        message = f"The text has {len(tokens):,} words and marks; at most {_MOST_TOKENS:,} are read."
        raise StepError("annotate", "too_long", message)
    skipped = load_gate(document.language).empty(document, tokens, sentences) if skip else [False] * len(sentences)
    network = load_network(document.language, fast=config.fast)
    return _parsed(document, load_language(document.language), sentences, skipped, tokens, network)


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
    document: Document,
    language: Language,
    sentences: list[Sentence],
    skipped: list[bool],
    tokens: list[Token],
    network: Network,
) -> Annotation:
    spans = [
        word_spans(language, tokens[s.first_token : s.last_token])
        for s, unread in zip(sentences, skipped, strict=True)
        if not unread
    ]
    parses = network.parse([([text for _, _, text in words], glued(words)) for words in spans])
    read = iter(zip(spans, parses, strict=True))
    words: list[Word] = []
    names: list[Name] = []
    placed: list[Sentence] = []
    for sentence, unread in zip(sentences, skipped, strict=True):
        first = len(words)
        if not unread:
            found, parse = next(read)
            words.extend(_words_of(found, parse, first))
            names.extend(
                Name(document.span(found[begin][0], found[end - 1][1]), _KINDS[kind])
                for begin, end, kind in name_ranges(parse.names)
            )
        placed.append(replace(sentence, first_word=first, last_word=len(words)))
    vectors = np.concatenate([parse.vectors for parse in parses]) if parses else np.zeros((0, 0), np.float32)
    return Annotation(document.article_id, tuple(placed), tuple(tokens), tuple(words), tuple(names), vectors)


def _words_of(spans: list[tuple[int, int, str]], parse: Parse, first: int) -> Iterator[Word]:
    """The words of a sentence whose first one is number ``first`` of the article."""
    for (start, end, text), lemma, tag, head, relation in zip(
        spans, parse.lemmas, parse.tags, parse.heads, parse.relations, strict=True
    ):
        yield Word(start, end, text, lemma, tag, first + head - 1 if head else -1, relation)
