from __future__ import annotations

import json

from tests.warehouse.report.test_judged import RULE, verdict
from warehouse.report.summary import summary
from warehouse.reviews import journal


def test_summary_tells_the_totals_and_the_largest(made):
    told = summary(made[0])
    assert "- sources: 4\n- documents: 4\n- removals: 7" in told["markdown"]
    assert "`wechat.qr@3` silent" in told["markdown"]
    chars = [row["chars"] for row in told["rules"]]
    assert chars == sorted(chars, reverse=True) and len(chars) == 6
    assert [row["members"] for row in told["clusters"]] == [1, 1, 1, 1]
    json.dumps(told)


def test_summary_tells_what_reviewers_found_of_samples_alone(made, monkeypatch):
    assert "reviewers" not in summary(made[0])["markdown"]
    said = [verdict(1), verdict(2), verdict(3, "wrong"), verdict(4, rule="netease.nav@1", sampled=False)]
    monkeypatch.setattr(journal, "verdicts", lambda out: said)
    told = summary(made[0])["markdown"]
    assert f"- `{RULE}` 2 of 3 (21% to 94%)" in told and "netease.nav" not in told
