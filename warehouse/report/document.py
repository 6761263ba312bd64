"""One document as a page: its source in colours, its repeats beside each other, its metadata with evidence."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

from schemas.errors import ConfigurationError
from warehouse.report.explained import Pair, explain
from warehouse.report.page import asset, content_policy, environment
from warehouse.report.reasons import family

LONGEST_COMPARED = 1_500  # characters; comparing takes the square of it
MOST_COMPARED = 200  # pairs of one document whose differences are marked


LANGUAGES = ("en", "zh")


def explain_html(out: Path, doc: str, language: str = "en") -> str:
    """A self-contained page about `doc`, without any script, labelled in one of LANGUAGES.

    Raises ConfigurationError as `explain` does, and for another language.
    """
    if language not in LANGUAGES:
        raise ConfigurationError(f"--language {language}: it is {' or '.join(LANGUAGES)}")
    explanation = explain(out, doc)
    style = asset("base.css") + asset("document.css")
    present = dict.fromkeys(s.reason for s in explanation.segments if s.reason)
    pairs = [
        {"pair": pair, "left": left, "right": right}
        for pair, (left, right) in zip(explanation.pairs, _compared(explanation.pairs), strict=True)
    ]
    return (
        environment()
        .get_template("document.html.j2")
        .render(
            explanation=explanation,
            language=language,
            pairs=pairs,
            reasons=[(reason, family(reason)) for reason in present],
            style=style,
            policy=content_policy(style),
        )
    )


def _compared(pairs: list[Pair]) -> list[tuple[list, list]]:
    return [compare(pair.text, pair.other or "", i < MOST_COMPARED) for i, pair in enumerate(pairs)]


def compare(left: str, right: str, marked: bool = True) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
    """Both sides cut into (differs, text). Long pairs, and all when `marked` is False, are left whole."""
    if not marked or left == right or not right or max(len(left), len(right)) > LONGEST_COMPARED:
        return [(False, left)], [(False, right)]
    one, two = [], []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        one.append((tag != "equal", left[a:b]))
        two.append((tag != "equal", right[c:d]))
    return [part for part in one if part[1]], [part for part in two if part[1]]
