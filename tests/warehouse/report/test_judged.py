"""The report tells how often rules are right, by sampled verdicts alone, and which learned lines wait for a verdict."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.warehouse.report.tables import Tables
from warehouse import reviews
from warehouse.report import build_report
from warehouse.reviews.precision import precision, wilson

RULE = "wechat.follow@3"


def verdict(n, verdict="right", item=None, reviewer="A", **columns):
    row = {
        "review_id": f"{n:032x}",
        "item": item or f"r-{n}",
        "subject": "removal",
        "verdict": verdict,
        "reviewer": reviewer,
    }
    at = datetime(2024, 5, 1, tzinfo=UTC) + timedelta(seconds=n)
    rest = {
        "at": at,
        "sampled": True,
        "source_uri": "a.md",
        "source_id": "s",
        "rule": RULE,
        "text": "关注",
        "kind": None,
    }
    return row | rest | {"platform": "wechat", "account": "城南日志", "other_source_uri": None} | columns


@pytest.mark.parametrize(
    ("right", "judged", "low", "high"),  # Brown, Cai and DasGupta 2001: Wilson's interval; by hand from the formula
    [(0, 0, 0.0, 1.0), (10, 10, 0.722, 1.0), (0, 10, 0.0, 0.278), (8, 10, 0.490, 0.943), (45, 50, 0.786, 0.957)],
)
def test_wilson(right, judged, low, high):
    assert wilson(right, judged) == pytest.approx((low, high), abs=0.001)


def test_only_sampled_verdicts_estimate():
    given = [
        *(verdict(n) for n in range(8)),
        verdict(8, "wrong"),
        verdict(9, "unsure"),
        verdict(10, "wrong", sampled=False),
    ]
    (row,) = precision(given)
    assert (row["right"], row["wrong"], row["unsure"], row["judged"]) == (8, 1, 1, 9)
    assert (row["all_right"], row["all_wrong"]) == (8, 2)
    assert row["precision"] == pytest.approx(8 / 9) and row["low"] < 8 / 9 < row["high"]


def test_an_item_counts_once_and_undone_ones_do_not():
    given = [
        verdict(0, item="r-x"), verdict(1, "wrong", item="r-x", reviewer="B"),  # one who finds it wrong is enough
        verdict(2, item="r-y"), verdict(3, "unsure", item="r-y", reviewer="B"),
        verdict(4, "wrong", item="r-z"), verdict(5, "undone", item="r-z"),
        verdict(6, "wrong", item="r-w"), verdict(7, "right", item="r-w"),  # changed his mind
    ]  # fmt: skip
    (row,) = precision(given)
    assert (row["right"], row["wrong"]) == (2, 1)


def test_repeats_are_estimated_by_kind():
    given = [
        verdict(0, "keep", subject="repeat", rule=None, kind="near"),
        verdict(1, "wrong", subject="repeat", rule=None, kind="near"),
    ]
    (row,) = precision(given)
    assert row["rule"] == "repeats.near" and (row["right"], row["wrong"]) == (1, 1)


def test_the_report_tells_it(tmp_path):
    tables = Tables()
    learned = ("城南日志，记下城南的事", "learned", "learned.account-tail@1")
    for n in range(2):
        tables.source(
            f"in/{n}.md",
            ["今天河水涨了，渡口停了半天。" * 3, learned, ("另一句<b>", "learned", "learned.account-tail@1")],
            account="城南日志",
        )
    tables.run()
    out = tables.write(tmp_path)
    for n in range(4):
        reviews.append(out, verdict(n, "wrong" if n == 3 else "right"))
    reviews.append(out, verdict(9, "wrong", subject="learned", text=learned[0], rule=learned[2], sampled=False))
    page = build_report(out).read_text("utf-8")
    block = re.search(r'id="precision".*?</section>', page, re.S)[0]
    assert RULE in block and "75.0%" in block and "30.1% – 95.4%" in block and "3 / 4" in block
    rows = re.findall(r"<tr>.*?</tr>", re.search(r'id="learned".*?</section>', page, re.S)[0], re.S)[1:]
    assert len(rows) == 2 and "另一句&lt;b&gt;" in rows[0] and "wrong" not in rows[0]  # what waits comes first
    assert learned[0] in rows[1] and "wrong" in rows[1]


def test_without_verdicts_nothing_is_said(page):
    assert 'id="precision"' not in page.read_text("utf-8")
