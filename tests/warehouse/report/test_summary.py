from __future__ import annotations

import json

from warehouse.report.summary import summary


def test_summary_tells_the_totals_and_the_largest(made):
    told = summary(made[0])
    assert "- sources: 4\n- documents: 4\n- removals: 7" in told["markdown"]
    assert "`wechat.qr@3` silent" in told["markdown"]
    chars = [row["chars"] for row in told["rules"]]
    assert chars == sorted(chars, reverse=True) and len(chars) == 6
    assert [row["members"] for row in told["clusters"]] == [1, 1, 1, 1]
    json.dumps(told)
