"""Reasons in families: one colour each, so that a page can be read at a glance."""

from __future__ import annotations

FAMILIES: dict[str, tuple[str, ...]] = {
    "frame": ("nav", "header_meta", "pager", "media_ui", "error_ui", "outside", "legal"),
    "ask": ("share", "qr", "app", "follow", "react", "reward", "reply_menu", "promo", "ad", "seo_spam"),
    "list": ("related", "tags", "comments"),
    "said": ("disclaimer", "account_bio", "learned"),
    "field": ("credits", "origin", "title", "title_repeat", "byline", "dateline", "front_matter"),
    "repeat": ("repeat",),
    "blank": ("stray", "image", "whitespace"),
}

FAMILY = {reason: family for family, reasons in FAMILIES.items() for reason in reasons}


def family(reason: str) -> str:
    """The colour family of a reason; `blank` for one this version does not know."""
    return FAMILY.get(reason, "blank")
