from __future__ import annotations

import pytest

import menurut
from menurut import attribute, clean, pipeline
from menurut.config import Config
from menurut.read import make_article
from menurut.records import Problem, Reading

CONFIG = Config()


def test_every_record_rests_on_words_that_stand_in_the_document(story: str) -> None:
    result = pipeline.read_article(make_article(story, "o", published="2024-03-04"), CONFIG)
    assert isinstance(result, Reading)
    spans = [span for a in result.attributions for span in (a.source, a.cue, *a.content) if span]
    spans += [span for actor in result.actors for span in actor.mentions]
    assert result.actors
    assert result.attributions
    assert all(result.document.text[span.start : span.end] == span.text for span in spans)
    assert result.problems == ()


def test_an_article_that_cannot_be_read_is_a_problem_that_names_step_and_article() -> None:
    article = make_article("", "rows.jsonl:7")
    problem = pipeline.read_article(article, CONFIG)
    assert isinstance(problem, Problem)
    assert (problem.step, problem.code, problem.origin, problem.article_id) == (
        "clean",
        "empty",
        "rows.jsonl:7",
        article.id,
    )
    with pytest.raises(menurut.StepError, match="no text"):
        menurut.read_article(article)


@pytest.mark.parametrize(("module", "step"), [(clean, "clean"), (attribute, "attribute")])
def test_a_fault_of_ours_costs_one_article_and_says_where_it_is(
    story: str, monkeypatch: pytest.MonkeyPatch, module: object, step: str
) -> None:
    def fail(*arguments: object) -> None:
        raise IndexError("beyond the end")

    monkeypatch.setattr(module, step, fail)
    problem = pipeline.read_article(make_article(story, "o"), CONFIG)
    assert isinstance(problem, Problem)
    assert problem.code == "internal_error"
    assert "IndexError at test_pipeline.py" in problem.message


def test_records_that_do_not_hold_are_kept_from_the_store(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    true = attribute.attribute

    def doubled(*arguments: object) -> object:
        return true(*arguments) * 2  # type: ignore[arg-type]

    monkeypatch.setattr(attribute, "attribute", doubled)
    problem = pipeline.read_article(make_article(story, "o"), CONFIG)
    assert isinstance(problem, Problem)
    assert problem.code == "internal_error"


def test_the_key_of_a_run_changes_with_the_settings_and_not_by_itself() -> None:
    assert pipeline.run_key(CONFIG) == pipeline.run_key(Config())
    assert pipeline.run_key(CONFIG) != pipeline.run_key(Config(languages=("id",)))


def test_only_the_languages_asked_for_are_read(story: str) -> None:
    problem = pipeline.read_article(make_article(story, "o"), Config(languages=("en",)))
    assert isinstance(problem, Problem)
    assert problem.code == "language_not_read"
