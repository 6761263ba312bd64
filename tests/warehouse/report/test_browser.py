"""The report in a real browser: nothing of a document runs, everything is found, no mouse is needed."""

from __future__ import annotations

import re

import pytest

from tests.warehouse.report.tables import HOSTILE
from warehouse.explain import explain_html

VIEWS = ("overview", "rules", "removals", "repeats", "reprints", "documents", "text", "rejects", "runs")


class Seen:
    """A page, and what it tried: requests, dialogs, errors, violations of its policy."""

    def __init__(self, browser, url: str, **options):
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        self.page = self.context.new_page()
        self.requests, self.troubles = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.blocked: list[tuple[str, str]] = []
        self.page.on("requestfailed", lambda request: self.blocked.append((request.url, request.failure)))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.troubles.append("dialog"), dialog.dismiss()))
        self.page.on("popup", lambda _: self.troubles.append("popup"))
        self.page.on("console", lambda message: message.type == "error" and self.troubles.append(message.text))
        self.page.goto(url)
        self.url = url

    def go(self, where: str) -> None:
        self.page.evaluate("where => { location.hash = where }", where)
        self.page.wait_for_timeout(50)

    @property
    def ran(self):
        return self.page.evaluate("window.ran")


@pytest.fixture
def seen(browser, page):
    opened = Seen(browser, page.as_uri(), locale="en-US")
    opened.page.wait_for_selector("html[data-ready]")
    yield opened
    opened.context.close()


def test_nothing_of_a_document_runs(seen):
    for view in VIEWS:
        seen.go("#" + view)
        closed = seen.page.locator(f"#view-{view} details:not([open]) > summary")
        while closed.count():
            closed.first.click()
        seen.page.wait_for_timeout(50)
    assert seen.ran is None
    assert seen.troubles == []
    assert seen.requests == [seen.url]
    assert seen.page.url.startswith("file:")


def test_hostile_text_is_shown_as_it_is(seen):
    seen.go("#repeats?q=srcdoc")
    shown = seen.page.locator("#view-repeats .member .words").text_content()
    assert shown.startswith(HOSTILE.splitlines()[0] + "\n" + HOSTILE.splitlines()[1])
    assert "{{7*7}}" in shown and "⟨202E⟩gnp.exe" in shown
    assert seen.page.locator("main script, main img, main iframe, main base").count() == 0
    seen.go("#documents?q=window.ran")
    assert "javascript:window.ran=10" in seen.page.locator("#view-documents .item").text_content()
    assert seen.page.locator("a[href^='javascript']").count() == 0
    seen.go("#documents?q=bridge")
    assert seen.page.locator("#view-documents .item a[href='https://example.test/bridge']").count() == 1


def test_the_policy_is_in_force(seen):
    """The control: what the test above says does not happen is stopped when it is tried."""
    seen.page.evaluate(
        """() => { const img = document.createElement('img'); img.src = 'https://evil.test/x.png'; document.body.append(img) }"""
    )
    assert (
        seen.page.evaluate("() => { try { document.body.innerHTML = '<b>'; return 'set' } catch { return 'refused' } }")
        == "refused"
    )
    seen.page.wait_for_timeout(100)
    assert any("Content Security Policy" in trouble for trouble in seen.troubles)
    assert seen.blocked == [("https://evil.test/x.png", "csp")]


def test_filters_narrow_and_stand_in_the_address(seen):
    seen.go("#removals")
    items = seen.page.locator("#view-removals .item")
    assert items.count() == 6
    seen.page.select_option("#view-removals [name=reason]", "follow")
    assert items.count() == 1
    assert "× 2" in items.inner_text()
    seen.page.select_option("#view-removals [name=platform]", "netease")
    assert items.count() == 0
    seen.page.click("#view-removals .reset")
    assert items.count() == 6
    seen.page.fill("#view-removals [name=q]", "二维码")
    seen.page.wait_for_selector("#view-removals .counted >> text=/^1 item$/")
    seen.page.reload()
    seen.page.wait_for_selector("html[data-ready]")
    assert items.count() == 1 and seen.page.input_value("#view-removals [name=q]") == "二维码"
    seen.go("#removals?account=" + "城南日志")
    assert items.count() == 2


def test_an_excerpt_is_told_from_a_reprint(seen):
    seen.go("#reprints")
    seen.page.click("#view-reprints .item details > summary")
    assert "94.0% · excerpt" in seen.page.inner_text("#view-reprints .item ol")


def test_a_link_leads_to_its_item(seen, made):
    _, ids = made
    copy = seen.page.locator("#view-repeats .item:focus")
    seen.go("#repeats?kind=template")
    href = seen.page.locator("#view-repeats .member .link").get_attribute("href")
    assert re.fullmatch("#c-[0-9a-f]{12}", href)
    seen.page.goto("about:blank")
    seen.page.goto(seen.url + href + "0" * 20)  # a link may carry the whole id
    seen.page.wait_for_selector("html[data-ready]")
    assert copy.locator("del").all_text_contents() == ["2"]
    assert copy.locator("ins").all_text_contents() == ["5"]
    assert "1500 / 1200" in copy.inner_text()
    seen.go("#d-" + ids["copy"])
    assert "老桥修好了" in seen.page.locator("#view-documents .item:focus").inner_text()
    seen.go("#rule-wechat.qr@3")
    assert seen.page.locator("[id='rule-wechat.qr@3']").get_attribute("open") is not None
    seen.go("#r-000000000000")
    assert "not in the page" in seen.page.locator("#view-removals .counted").inner_text()


def test_the_difference_is_exact(seen):
    seen.go("#repeats?kind=near&scope=corpus")
    pair = seen.page.locator("#view-repeats .item")
    assert pair.locator("ins").all_text_contents() == ["五"]
    assert pair.locator("del").count() == 0
    assert "published by an earlier run" in pair.inner_text()


def test_keyboard_alone(seen):
    keys = seen.page.keyboard
    keys.press("3")
    assert seen.page.evaluate("location.hash") == "#removals"
    keys.press("/")
    keys.type("gy3")
    assert seen.page.input_value("#view-removals [name=q]") == "gy3"
    keys.press("Escape")
    seen.page.wait_for_timeout(250)
    seen.page.locator("#view-removals .reset").press("Enter")
    keys.press("j")
    keys.press("j")
    focused = seen.page.locator("#view-removals .item:focus")
    second = focused.get_attribute("id")
    assert second == seen.page.locator("#view-removals .item").nth(1).get_attribute("id")
    keys.press("o")
    assert focused.locator("details").get_attribute("open") is not None
    keys.press("k")
    assert seen.page.locator("#view-removals .item:focus").get_attribute("id") != second
    keys.press("?")
    assert seen.page.locator("#keys").is_visible()
    keys.press("Escape")
    assert not seen.page.locator("#keys").is_visible()
    keys.press("l")
    assert "概览" in seen.page.locator("nav").inner_text()


def test_language_follows_the_browser_and_stays_chosen(browser, page):
    opened = Seen(browser, page.as_uri(), locale="zh-CN", color_scheme="dark")
    opened.page.wait_for_selector("html[data-ready]")
    assert opened.page.locator("html").get_attribute("lang") == "zh-Hans"
    assert "删除占比" in opened.page.locator("#view-overview").inner_text()
    background = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(21, 23, 26)"
    opened.page.click("#language")
    opened.page.reload()
    opened.page.wait_for_selector("html[data-ready]")
    assert "Removed share" in opened.page.locator("#view-overview").inner_text()
    opened.context.close()


def test_without_script_the_counts_stand(browser, page):
    opened = Seen(browser, page.as_uri(), java_script_enabled=False)
    assert opened.page.locator(".view:visible").count() == len(VIEWS)
    assert "Removed share" in opened.page.locator("#view-overview").inner_text()
    opened.context.close()


def test_page_of_a_hostile_document_runs_nothing(browser, made, tmp_path):
    out, ids = made
    path = tmp_path / "hostile.html"
    path.write_text(explain_html(out, ids["hostile"]), encoding="utf-8")
    opened = Seen(browser, path.as_uri())
    assert opened.ran is None and opened.troubles == [] and opened.requests == [opened.url]
    assert "{{7*7}}" in opened.page.locator(".source").inner_text()
    assert opened.page.locator(".source mark").count() == 1
    opened.page.check("#hide")
    assert not opened.page.locator(".source mark").is_visible()
    opened.context.close()
