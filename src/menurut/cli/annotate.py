"""``menurut annotate``: a text's sentences, words, trees and names, as CoNLL-U."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from menurut.annotate import annotate
from menurut.config import Config
from menurut.errors import StepError
from menurut.export.conllu import conllu
from menurut.pipeline import clean
from menurut.read import articles_in, find_sources
from menurut.records import Article, Problem


@click.command("annotate")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--fast", is_flag=True, help="Take the faster setting of the language pipelines.")
def command(paths: tuple[Path, ...], fast: bool) -> None:
    """Print the words, lemmas, parts of speech, dependency trees and names of articles as CoNLL-U.

    Each word's place in the article's clean text stands in the last column. Nothing is stored.
    """
    config = Config(fast=fast)
    sources, problems = find_sources(paths)
    failed = bool(problems)
    for problem in problems:
        click.echo(f"{problem.origin}: {problem.message}", err=True)
    for source in sources:
        for item in articles_in(source, {}, config):
            failed |= not _printed(item, config)
    if failed:
        sys.exit(1)


def _printed(item: Article | Problem, config: Config) -> bool:
    if isinstance(item, Problem):
        click.echo(f"{item.origin}: {item.message}", err=True)
        return item.article_id is not None
    try:
        document = clean(item, config)
        lines = conllu(document, annotate(document, config))
    except StepError as error:
        click.echo(f"{item.origin}: {error.message}", err=True)
        return False
    click.echo(lines, nl=False)
    return True
