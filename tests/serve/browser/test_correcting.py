"""Correcting in a browser: two clicks, it shows at once, it can be undone; by keyboard too; the author is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.serve.browser.conftest import Seen, Site, visiting
from tests.serve.browser.places import pages


@pytest.fixture
def editor(browser: Browser, site: Site) -> Iterator[Seen]:
    """Somebody at the article with the most events, whose name is known."""
    for seen in visiting(browser, site, owner=True):
        seen.page.context.add_cookies([{"name": "author", "value": "Sri%20Ananda", "url": site.address}])
        seen.open(pages(site)["article"])
        yield seen


def _record(page: Page, kind: str, number: int = 0) -> Locator:
    key = page.locator(f".record[id^=record-{kind}-]").nth(number).get_attribute("id")
    return page.locator(f"[id='{key}']")


def _undo(page: Page) -> None:
    page.locator("[data-undo]").click()
    expect(page.locator("[data-notice]")).to_contain_text("Taken back")


def test_two_clicks_correct_and_one_undoes(editor: Seen, site: Site) -> None:
    page = editor.page
    event = _record(page, "event")
    before = page.locator(".record[id^=record-event-]").count()
    event.locator("[data-correct]").click()
    page.locator("dialog[open]").get_by_role("button", name="not an event").click()
    expect(page.locator("[data-notice]")).to_contain_text("Corrected")
    expect(event).to_have_count(0)
    expect(page.locator(".record[id^=record-event-]")).to_have_count(before - 1)
    assert "corrected" not in page.url  # the address stays one to cite
    _undo(page)
    expect(event).to_have_count(1)
    page.reload()
    expect(page.locator("[data-notice]")).to_have_count(0)
    assert site.one("SELECT author FROM corrections ORDER BY number DESC LIMIT 1") == "Sri Ananda"


def test_wrong_type_and_wrong_speaker_show_at_once(editor: Seen) -> None:
    page = editor.page
    event = _record(page, "event")
    before = event.locator(".kind").inner_text()
    event.locator("[data-correct]").click()
    chosen = page.locator("dialog[open] button[value^='wrong_type:']").first
    wanted = chosen.inner_text()
    chosen.click()
    expect(event.locator(".kind")).to_contain_text(wanted)
    assert wanted not in before
    _undo(page)
    expect(event.locator(".kind")).to_have_text(before)
    said = _record(page, "attribution")
    before = said.locator(".about").inner_text()
    said.locator("[data-correct]").click()
    page.locator("dialog[open] button[value^='wrong_speaker:']:not([value='wrong_speaker:'])").first.click()
    expect(said.locator(".about")).not_to_have_text(before)
    _undo(page)
    expect(said.locator(".about")).to_have_text(before)


def test_by_keyboard_alone(editor: Seen) -> None:
    page = editor.page
    while not page.evaluate("document.querySelector('.record.current')?.id.startsWith('record-event')"):
        page.keyboard.press("j")
    key = page.locator(".record.current").get_attribute("id")
    page.keyboard.press("c")
    expect(page.locator("dialog[open] form.fix")).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator("[data-notice]")).to_contain_text("Corrected")
    expect(page.locator(f"[id='{key}']")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator("[data-notice]")).to_contain_text("Taken back")
    expect(page.locator(f"[id='{key}']")).to_have_count(1)


def test_words_marked_in_the_text_become_the_records(editor: Seen, site: Site) -> None:
    page = editor.page
    said = _record(page, "attribution")
    name = (said.get_attribute("data-key") or "").removeprefix("attribution-")
    before = site.rows('SELECT start, "end" FROM contents WHERE attribution = ?', name)
    words = page.evaluate(
        """() => { const walk = document.createTreeWalker(document.querySelector(".text p:last-of-type"),
          NodeFilter.SHOW_TEXT); let node = walk.nextNode(); while (node.data.trim().length < 3) node = walk.nextNode();
          getSelection().selectAllChildren(node.parentNode); return String(getSelection()).trim(); }"""
    )
    said.locator("[data-correct]").click()
    box = page.locator("dialog[open] textarea[name=content_words]")
    expect(box).to_have_value(words)
    page.locator("dialog[open] button[value='wrong_span:content']").click()
    expect(said.locator(".words.short")).to_contain_text(words[:100])
    _undo(page)
    assert site.rows('SELECT start, "end" FROM contents WHERE attribution = ?', name) == before


def test_what_was_missed_is_added(editor: Seen, site: Site) -> None:
    page = editor.page
    article = pages(site)["article"].rpartition("/")[2]
    editor.open(pages(site)["correct-article"])
    text = site.one("SELECT text FROM documents WHERE article = ?", article)
    words = max(re.findall(r"\w+", text), key=len)
    page.locator("textarea[name=trigger_words]").fill(words)
    page.locator("select[name=type]").select_option("PROTEST")
    page.locator("button[value=missed_event]").click()
    page.wait_for_url("**/article/**")
    query = (
        "SELECT t.words FROM events e JOIN event_triggers t ON t.event = e.id"
        " WHERE e.article = ? AND e.type = 'PROTEST' AND t.words = ?"
    )
    assert site.rows(query, article, words)
    _undo(page)
    assert not site.rows(query, article, words)


def test_what_cannot_be_is_refused_in_words(editor: Seen, site: Site) -> None:
    made = site.one("SELECT count(*) FROM corrections")
    page = editor.open(pages(site)["correct-article"])
    page.locator("textarea[name=content_words]").fill("words that are not there")
    page.locator("button[value=missed_attribution]").click()
    expect(page.locator("main")).to_contain_text("does not stand in the article")
    assert site.one("SELECT count(*) FROM corrections") == made
    editor.faults = [fault for fault in editor.faults if "status of 400" not in fault]


def test_enter_in_the_name_corrects_nothing(editor: Seen, site: Site) -> None:
    made = site.one("SELECT count(*) FROM corrections")
    page = editor.open(pages(site)["correct-event"])
    page.locator("input[name=author]").fill("Budi")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert "/correct/event/" in page.url
    assert site.one("SELECT count(*) FROM corrections") == made


def test_the_list_undoes_and_exports(editor: Seen, site: Site) -> None:
    page = editor.page
    _record(page, "event").locator("[data-correct]").click()
    page.locator("dialog[open] button[value=not_event]").click()
    page.locator("[data-notice] a").click()
    page.wait_for_url("**/corrections")
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("Sri Ananda")
    expect(first).to_contain_text("not an event")
    with page.expect_download() as started:
        page.get_by_role("link", name="corrected articles as annotations").click()
    rows = [json.loads(line) for line in started.value.path().read_text("utf-8").splitlines()]
    assert len(rows) == 1
    with page.expect_download() as started:
        page.get_by_role("link", name="Label Studio").click()
    assert json.loads(started.value.path().read_text("utf-8"))[0]["predictions"]
    with page.expect_download() as started:
        page.get_by_role("link", name="the log").click()
    assert "not_event" in started.value.path().read_text("utf-8")
    first.get_by_role("button").click()
    expect(page.locator("tbody tr").first).to_contain_text("taken back")


def test_who_has_no_token_is_offered_nothing(reader: Seen, site: Site) -> None:
    page = reader.open(pages(site)["article"])
    expect(page.locator("[data-correct]")).to_have_count(0)
    expect(page.locator("footer")).to_contain_text("Read only")
    page = reader.open(pages(site)["correct-event"])
    expect(page.locator("form[method=post]")).to_have_count(0)


def test_a_page_elsewhere_cannot_correct(owner: Seen, site: Site) -> None:
    made = site.one("SELECT count(*) FROM corrections")
    event = site.one("SELECT id FROM events LIMIT 1")
    page = owner.page
    page.route("http://evil.example/", lambda route: route.fulfill(content_type="text/html", body="<p>evil</p>"))
    page.goto("http://evil.example/")
    with page.expect_navigation():
        page.evaluate(
            """([to, event]) => {
              const form = document.createElement("form");
              Object.assign(form, { method: "post", action: to });
              for (const [name, value] of Object.entries({ do: "not_event", subject: event, author: "x", key: "" }))
                form.append(Object.assign(document.createElement("input"), { name, value }));
              document.body.append(form);
              form.submit(); }""",
            [f"{site.address}correct", event],
        )
    expect(page.locator("main")).to_contain_text("may not change anything")
    assert site.one("SELECT count(*) FROM corrections") == made
    owner.faults = [fault for fault in owner.faults if "403" not in fault and "evil.example" not in fault]
