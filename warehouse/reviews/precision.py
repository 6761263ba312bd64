"""How often a rule, or a kind of repeat, is right: estimated from verdicts on random samples alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import sqrt

from warehouse.reviews.journal import standing

# The normal deviate of a 95 % interval.
Z = 1.959964


def wilson(right: int, judged: int) -> tuple[float, float]:
    """The 95 % confidence interval of a share (Wilson 1927): sound for few verdicts and for shares near 0 and 1."""
    if not judged:
        return 0.0, 1.0
    share, z2 = right / judged, Z * Z
    middle = (share + z2 / (2 * judged)) / (1 + z2 / judged)
    half = Z / (1 + z2 / judged) * sqrt(share * (1 - share) / judged + z2 / (4 * judged * judged))
    return max(0.0, middle - half), min(1.0, middle + half)


def precision(reviews: Iterable[dict]) -> list[dict]:
    """Per rule and kind of repeat: sampled items judged right and judged at all, the share of right ones and its interval.

    `reviews` are verdicts in the order in which they were given. An item counts once: it is wrong if anybody finds it wrong,
    right if nobody does and somebody finds it right. `keep` and `survivor` say of a repeat that it is one. Unsure ones are
    counted beside. `all_right` and `all_wrong` count verdicts however they came about.
    """
    rules: dict[str, dict] = defaultdict(
        lambda: dict.fromkeys(("right", "wrong", "unsure", "all_right", "all_wrong"), 0)
    )
    for by in standing(reviews).values():
        rows = list(by.values())
        count = rules[rows[0]["rule"] or f"repeats.{rows[0]['kind']}"]
        for prefix, mine in (("", [row for row in rows if row["sampled"]]), ("all_", rows)):
            if mine and (outcome := _outcome({row["verdict"] for row in mine})) and prefix + outcome in count:
                count[prefix + outcome] += 1
    found = []
    for rule, count in sorted(rules.items()):
        judged = count["right"] + count["wrong"]
        low, high = wilson(count["right"], judged)
        share = count["right"] / judged if judged else None
        found.append({"rule": rule, **count, "judged": judged, "precision": share, "low": low, "high": high})
    return sorted(
        found, key=lambda row: (row["precision"] is None, row["precision"] or 0.0, -row["judged"], row["rule"])
    )


def _outcome(verdicts: set[str]) -> str:
    if "wrong" in verdicts:
        return "wrong"
    return "right" if verdicts & {"right", "keep", "survivor"} else "unsure"
