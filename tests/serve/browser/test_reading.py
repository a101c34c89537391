"""Reading in a browser: open, filter, follow a cell to the words, search, go between records and words, take away."""

from __future__ import annotations

import csv
import io
import json
import re

from playwright.sync_api import expect

from tests.serve.browser.conftest import Seen, Site
from tests.serve.browser.places import pages


def test_from_a_cell_to_the_words_in_the_article_and_back(reader: Seen, site: Site) -> None:
    page = reader.open("/")
    cell = page.locator("a.cell").first
    stance = cell.locator(".stance").first.inner_text().strip()
    cell.click()
    panel = page.locator("dialog#panel[open]")
    expect(panel.locator("article.card").first).to_contain_text(stance)
    said = panel.locator("q.words mark").first.inner_text()
    panel.locator(".after-words a").first.click()
    page.wait_for_url(re.compile(r"/article/\w+#"))
    key = page.url.partition("#")[2]
    assert said in page.locator(".paper").inner_text()
    expect(page.locator(f"[id='{key}']")).to_be_in_viewport()
    record = page.locator(f"[data-key='{key}']")
    expect(record).to_have_class(re.compile("current"))
    expect(record).to_be_in_viewport()
    page.locator(f"[id='{key}'] a").first.click()
    expect(page).to_have_url(re.compile(f"#record-{key}$"))
    record.locator("a.back").click()
    expect(page).to_have_url(re.compile(f"#{key}$"))
    page.go_back()


def test_filters_stand_in_the_address(reader: Seen) -> None:
    page = reader.open("/")
    before = page.locator("tbody tr.record").count()
    page.locator("select[name=stance]").select_option("denies")
    page.locator(".filters button[type=submit]").click()
    page.wait_for_url("**/?*stance=denies*")
    assert "country" not in page.url  # what is not chosen stays out of it
    assert 0 < page.locator("tbody tr.record").count() <= before
    address = page.locator("a.cite").inner_text()
    shown = page.locator("tbody tr.record").all_inner_texts()
    again = reader.open(address)
    assert again.locator("tbody tr.record").all_inner_texts() == shown


def test_search_and_its_facets(reader: Seen, site: Site) -> None:
    word = site.one("SELECT words FROM event_triggers GROUP BY words ORDER BY count(*) DESC, words LIMIT 1")
    page = reader.open("/about")
    page.keyboard.press("/")
    page.keyboard.type(word)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    hits = page.locator("ol.hits > li")
    before = hits.count()
    assert before > 0
    expect(page.locator("ol.hits mark").first).to_be_visible()
    page.locator("aside.facets ul a").first.click()
    page.wait_for_load_state()
    assert 0 < hits.count() <= before
    page.locator("ol.hits a").first.click()
    page.wait_for_url("**/article/**")


def test_words_say_what_they_are(reader: Seen, site: Site) -> None:
    page = reader.open(pages(site)["article"])
    tip = page.locator("#tip")
    expect(tip).to_be_hidden()
    page.locator(".text mark.cue").first.hover()
    expect(tip).to_be_visible()
    act = tip.locator("strong").first.inner_text()
    assert act in page.locator(".beside .about strong").all_inner_texts()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.locator(".text mark a").first.focus()
    expect(tip).to_be_visible()


def test_the_keyboard_is_enough(reader: Seen) -> None:
    page = reader.open("/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    assert page.locator("a.skip").evaluate("each => getComputedStyle(each).outlineStyle") != "none"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("[...document.querySelectorAll('main .record')].indexOf(document.activeElement)") == 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.record') !== null")
    page.keyboard.press("/")
    page.keyboard.type("j?c")  # are letters where one types
    expect(page.locator("#find")).to_have_value("j?c")


def test_language_and_looks_are_chosen_and_kept(reader: Seen) -> None:
    page = reader.open("/about")
    light = page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
    page.locator("footer").get_by_role("link", name="Indonesia").click()
    expect(page.locator("html")).to_have_attribute("lang", "id")
    page.locator("footer").get_by_role("link", name="gelap").click()
    reader.open("/problems")
    expect(page.locator("html")).to_have_attribute("lang", "id")
    assert page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor") != light


def test_every_page_can_be_taken_away(reader: Seen, site: Site) -> None:
    for name in ("home", "article", "actor", "incident", "pair", "timeline", "search", "corrections"):
        page = reader.open(pages(site)[name])
        links = page.locator("footer .formats")
        answer = page.request.get(site.address.rstrip("/") + (links.get_by_text("JSON").get_attribute("href") or ""))
        assert json.loads(answer.text())["title"]
        with page.expect_download() as started:
            links.get_by_text("CSV", exact=True).click()
        path = started.value.path()
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
        assert rows[0], name
        assert all(len(row) == len(rows[0]) for row in rows), name


def test_a_search_is_kept_and_followed_as_a_feed(owner: Seen, site: Site) -> None:
    page = owner.open(pages(site)["search"])
    page.locator("form.save input[name=name]").fill("Serangan <b>minggu</b> ini")
    page.locator("form.save button").click()
    page.wait_for_url("**/searches*")
    row = page.locator("tr.record", has_text="Serangan <b>minggu</b> ini")
    feed = page.request.get(site.address.rstrip("/") + (row.get_by_text("Atom").get_attribute("href") or ""))
    assert "<feed" in feed.text()
    row.get_by_role("button").click()
    expect(row).to_have_count(0)
