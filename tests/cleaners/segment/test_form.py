"""The matching form: however long the text is, each character becomes what Unicode says."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from cleaners.segment import form
from cleaners.segment.form import MIN_TABLE, fold

# Characters that become several, that join with others, that depend on the end of a word, that go.
HARD = "Σİ…´①ﷺ한\u1100\u1161e\u0301Ａ，ｶﾞ゛⽂©®™ *#>`\n\u3000\u200b🙂字a1"


def defined(text: str) -> str:
    """NFKC, lower case, and nothing of what prints nothing."""
    lower = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in lower if c != " " and not form._DROPPED[c])


@given(st.text(st.sampled_from(HARD) | st.characters(), min_size=1, max_size=12))
@example("ΑΣ Σ")
def test_a_text_folds_alike_in_one_go_and_by_characters(text):
    long = text * (MIN_TABLE // len(text) + 1)
    assert fold(long) == form._fold(long)


@given(
    st.text(st.sampled_from("ΣİＡ，①… *#>\n\u200b字a1") | st.characters(max_codepoint=0xFFFF), min_size=1, max_size=12)
)
def test_short_and_long_texts_fold_as_unicode_says(text):
    for whole in (text, text * (MIN_TABLE // len(text) + 1)):
        assert fold(whole) == defined(whole)
