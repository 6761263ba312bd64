"""The review as a person uses it: chromium, real tables, keys."""

from __future__ import annotations

import time

import pytest

from tests.flows.review.conftest import served
from tests.warehouse.report.synthetic import synthetic
from tests.warehouse.report.tables import hand_made
from warehouse import reviews


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "it's [1] out"
    folder.mkdir()
    hand_made(folder)
    return folder


@pytest.fixture
def address(out):
    with served(out) as url:
        yield url


def given(out):
    return [(row["reviewer"], row["verdict"], row["note"]) for row in reviews.verdicts(out)]


def until(check, seconds=10.0):
    """What `check` gives as soon as it is true."""
    end = time.monotonic() + seconds
    while not (found := check()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def held(page) -> str:
    return page.evaluate("document.querySelector('.item.held')?.id || ''")


def test_keys_alone_judge_note_undo_and_reload(opened, out, address, pictures):
    page = opened(address)
    assert page.url == address.partition("?")[0]  # the token left the address bar
    first = held(page)
    assert first and page.evaluate("document.activeElement.id") == first
    page.screenshot(path=pictures / "queue.png")
    page.keyboard.press("c")
    page.keyboard.type("belongs to the article")
    page.keyboard.press("Enter")
    page.keyboard.press("w")
    assert until(lambda: given(out)) == [("A", "wrong", "belongs to the article")]
    until(lambda: held(page) != first)
    second = held(page)
    page.keyboard.press("r")
    assert until(lambda: len(given(out)) == 2)
    until(lambda: held(page) != second)
    page.screenshot(path=pictures / "judged.png")
    page.keyboard.press("z")
    assert until(lambda: held(page) == second) and given(out)[-1][1] == "undone"
    page.keyboard.press("k")
    assert held(page) == first
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.query_selector(f"[id='{first}']") is None and page.query_selector(f"[id='{second}']")
    page.select_option("[name=state]", "judged")
    page.wait_for_selector(f"[id='{first}']")
    assert page.eval_on_selector_all(".item", "all => all.map(one => one.id)") == [first]
    assert "belongs to the article" in page.inner_text(".told")
    assert page.noted == []


def test_filters_and_links(opened, out, address):
    page = opened(address)
    everything = int(page.inner_text("#counted").split()[0])
    page.keyboard.press("/")
    page.keyboard.type("蓝字")
    until(lambda: page.inner_text("#counted") and int(page.inner_text("#counted").split()[0]) < everything)
    assert all("蓝字" in text for text in page.eval_on_selector_all(".item", "all => all.map(one => one.textContent)"))
    assert "text=" in page.url
    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.input_value("#filters input[type=search]") == "蓝字"
    page.click("#filters button")
    page.select_option("[name=subject]", "repeat")
    until(lambda: page.query_selector(".pair"))
    assert page.query_selector_all(".item .pair") and not page.query_selector_all(".item .cut")
    assert page.query_selector(".pair del") and page.query_selector(".pair ins")
    item = page.get_attribute(".item", "id")
    page.goto(address.partition("?")[0] + "#" + item)
    page.reload()
    page.wait_for_selector(f"[id='{item}']")
    assert page.eval_on_selector_all(".item", "all => all.length") == 1


def test_two_reviewers_at_once(opened, out, address):
    one, two = opened(address), opened(address)
    two.fill("#reviewer", "乙")
    two.keyboard.press("Enter")
    until(lambda: two.evaluate("document.cookie") == "")  # HttpOnly
    item = held(one)
    two.goto(address.partition("?")[0] + "#" + item)
    two.reload()
    two.wait_for_selector(f"[id='{item}']")
    assert two.input_value("#reviewer") == "乙"
    one.keyboard.press("w")
    assert until(lambda: given(out) == [("A", "wrong", None)])
    two.wait_for_selector(".told .t-wrong")  # he sees it without asking
    two.keyboard.press("r")
    one.wait_for_selector(f"[id='{item}'] .told .t-right")
    assert {row[:2] for row in given(out)} == {("A", "wrong"), ("乙", "right")}
    assert len(next(iter(reviews.standing(reviews.verdicts(out)).values()))) == 2


def test_only_verdicts_on_the_random_sample_estimate(opened, out, address, pictures):
    page = opened(address)
    page.keyboard.press("6")
    until(lambda: "estimate" in page.inner_text("#counted"))
    for n, key in enumerate("rrrw", 1):
        page.keyboard.press(key)
        assert until(lambda n=n: len(given(out)) == n)
        until(lambda: "Kept" in page.inner_text("#counted"))
    page.keyboard.press("5")
    page.wait_for_selector("#whys [data-why=share][aria-current]")
    page.keyboard.press("w")
    assert until(lambda: len(given(out)) == 5)
    assert [row["sampled"] for row in reviews.verdicts(out)] == [True] * 4 + [False]
    page.keyboard.press("7")
    page.wait_for_selector(".interval")
    assert not page.is_visible("#filters")
    page.screenshot(path=pictures / "precision.png", full_page=True)
    page.keyboard.press("1")
    page.wait_for_selector("#filters", state="visible")
    assert page.noted == []


def test_documents_full_of_markup_do_nothing(opened, out, address):
    page = opened(address)
    seen = ""
    for key in "123456":
        page.keyboard.press(key)
        page.wait_for_timeout(150)
        seen += page.inner_text("#list")
    page.select_option("[name=state]", "all")
    page.fill("#filters input[type=search]", "window.ran")
    ready = "location.search.includes('window.ran') && document.querySelector('#list').ariaBusy === 'false'"
    assert until(lambda: page.evaluate(ready))
    assert page.evaluate("document.activeElement.type") == "search"  # a new list does not take the focus
    seen += page.inner_text("#list")
    assert "<script>window.ran = 1</script>" in seen and "onerror" in seen
    assert page.evaluate("window.ran") is None
    assert (
        page.evaluate(
            "document.querySelectorAll('#list script, #list img, #list iframe, #list svg[onload], #list base').length"
        )
        == 0
    )
    assert page.evaluate("[...document.querySelectorAll('a')].every(a => a.href.startsWith(location.origin))")
    note = "<img src=x onerror=window.ran=20>{{7*7}}"
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.type(note)
    page.keyboard.press("Enter")
    page.keyboard.press("u")
    page.wait_for_selector(".told li")
    assert note in page.inner_text(".told")
    document = page.get_attribute(".item .doc", "href")
    page.goto(document)
    assert page.evaluate("window.ran") is None and "window.ran = 1" in page.inner_text("body")
    assert page.noted == []


@pytest.mark.parametrize(
    ("name", "context"), [("dark", {"color_scheme": "dark"}), ("narrow", {"viewport": {"width": 390, "height": 800}})]
)
def test_dark_and_narrow_and_chinese(opened, address, pictures, name, context):
    page = opened(address, locale="zh-CN", **context)
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert "未判定" in page.inner_text("#filters") and "正确" in page.inner_text(".item")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=pictures / f"{name}.png")
    page.keyboard.press("l")
    assert "right" in page.inner_text(".item")
    page.keyboard.press("?")
    assert page.is_visible("#keys")


def test_twenty_thousand_clusters(opened, tmp_path_factory, pictures):
    folder = tmp_path_factory.mktemp("large")
    synthetic(folder, documents=20_000, removals=20_000, repeats=20_000, most=1)
    with served(folder) as url:
        began = time.monotonic()
        page = opened(url)
        seconds = time.monotonic() - began
        sizes = page.evaluate("performance.getEntries().map(entry => entry.transferSize || 0).reduce((a, b) => a + b)")
        print(f"first useful view {seconds:.1f} s, {sizes / 1000:.0f} kB")
        assert sizes < 400_000
        page.keyboard.press("4")
        page.wait_for_selector("#whys [data-why=near][aria-current]")
        page.screenshot(path=pictures / "large.png")
        began = time.monotonic()
        page.keyboard.press("r")
        page.wait_for_selector(".told li")
        print(f"a verdict {time.monotonic() - began:.2f} s")
