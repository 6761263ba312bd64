"""What a paragraph is, told from its text: running text, a whole statement, a quotation."""

from __future__ import annotations

import re

from cleaners.repeats.form import comparison_form

# Running text is written in characters beyond ASCII for the most part, or has words and ends as a sentence does.
PROSE_SHARE = 0.5
PROSE_SPACES = 5
_SENTENCE_ENDS = (".", "!", "?", "…", "”", '."', "。", "！", "？", "；", "」", "』")
_ADDRESS = re.compile(r"https?://\S+")
_ENDS_IN_ADDRESS = re.compile(r"https?://\S+$")
# A field of an item, a short label before its value: the next item may well have the same value.
_FIELD = re.compile(r"[^\s，。,.:：]{1,10}[:：]")
_QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"', "«": "»", "‘": "’"}


def is_prose(text: str, form: str) -> bool:
    """Sentences, not a command, an address, a version or a list of names: those recur wherever they are needed."""
    form = comparison_form(_ADDRESS.sub("", text)) if "://" in text else form
    foreign = len(form) - len(form.encode("ascii", "ignore"))
    return bool(form) and (
        foreign >= PROSE_SHARE * len(form)
        or (text.count(" ") >= PROSE_SPACES and text.rstrip().endswith(_SENTENCE_ENDS))
    )


def is_statement(text: str) -> bool:
    """It ends as a sentence does or with an address; no headline, no field of an item, nothing that introduces a list."""
    text = text.strip()
    return bool(text.endswith(_SENTENCE_ENDS) or _ENDS_IN_ADDRESS.search(text)) and not _FIELD.match(text)


def is_quotation(kind: str, text: str) -> bool:
    """A quote block, or text wholly inside one pair of quotation marks: somebody's words, taken up again."""
    if kind == "quote":
        return True
    text = text.strip()
    closing = _QUOTES.get(text[:1])
    return closing is not None and text.find(closing, 1) == len(text) - 1
