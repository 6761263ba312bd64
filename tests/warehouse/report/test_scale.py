"""A page of many rows stays bounded and usable. Larger scales are measured by bench/report.py."""

from __future__ import annotations

import pytest

from tests.warehouse.report.synthetic import synthetic
from warehouse.report import build_report, clusters, samples


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return synthetic(tmp_path_factory.mktemp("many"), documents=400, removals=4_000, repeats=900)


def test_page_never_outgrows_its_budgets(many, browser, monkeypatch):
    monkeypatch.setattr(samples, "REMOVAL_BUDGET", 30_000)
    monkeypatch.setattr(samples, "DOCUMENT_BUDGET", 30_000)
    monkeypatch.setattr(samples, "ROWS_PER_PIECE", 100)
    monkeypatch.setattr(clusters, "REPEAT_BUDGET", 30_000)
    monkeypatch.setattr(clusters, "MEMBERS_PER_PIECE", 50)
    html = build_report(many).read_text()
    packed = sum(len(line) for line in html.splitlines() if 'class="piece"' in line)
    assert 60_000 < packed < 92_000
    assert "the rest stands in the tables" in html
    page = browser.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"file://{many}/report.html")
    page.wait_for_selector("html[data-ready]")
    for view in ("removals", "repeats", "reprints", "documents"):
        page.evaluate("view => { location.hash = view }", view)
        page.wait_for_timeout(50)
    assert troubles == [], "a document left out of the page must not stop the lists"


def test_many_rows_in_a_browser(many, browser):
    path = build_report(many)
    page = browser.new_page()
    page.goto(path.as_uri() + "#removals")
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#view-removals .item").count() == 40
    page.keyboard.press("n")
    assert "page 2" in page.locator("#view-removals .pager").inner_text()
    page.goto(path.as_uri() + "#repeats?sort=least")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    members = page.locator("#view-repeats .item").first.locator(".member .facts").all_inner_texts()
    assert any("0.8" in text for text in members)
