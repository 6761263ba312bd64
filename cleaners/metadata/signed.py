"""Patterns that are tried only where they can match, and that read both scripts of Chinese."""

from __future__ import annotations

import re

import re2

# Characters of the labels pages print (来源, 责任编辑, 发布时间) whose traditional form differs.
_BOTH = dict(
    zip(
        "来发时间记编辑责转载处写采讯报导摄图专栏评论员审对号点数阅读浏览标题网译录执笔访实习机构单终闻检资贴纠错击举布开",
        "來發時間記編輯責轉載處寫採訊報導攝圖專欄評論員審對號點數閱讀瀏覽標題網譯錄執筆訪實習機構單終聞檢資貼糾錯擊舉佈開",
        strict=True,
    )
)


def both_scripts(pattern: str) -> str:
    """The pattern with each of these characters in both forms: 来源 finds 來源 too."""
    parts, in_class, escaped = [], False, False
    for character in pattern:
        if not escaped and character in "[]":
            in_class = character == "["
        escaped = character == "\\" and not escaped
        both = character + _BOTH.get(character, "")
        parts.append(both if in_class or len(both) == 1 else f"[{both}]")
    return "".join(parts)


def compiled(pattern: str):
    """The pattern of RE2 for both scripts."""
    return re2.compile(both_scripts(pattern))


class Signed:
    """A pattern of RE2 with its sign: a class of characters without one of which it matches nothing.

    Most lines have none, and Python's own engine says so in a tenth of the time: RE2 wants the line in UTF-8.
    """

    def __init__(self, sign: str, pattern: str):
        self._sign = re.compile(both_scripts(f"[{sign}]")).search
        self._pattern = compiled(pattern)

    def search(self, text: str):
        """The first match in the text, or None."""
        return self._pattern.search(text) if self._sign(text) else None

    def match(self, text: str):
        """The match at the beginning of the text, or None."""
        return self._pattern.match(text) if self._sign(text) else None


class Begun(Signed):
    """A pattern for the beginning of a line, tried on lines that begin as `begins`, a plain pattern, says."""

    def __init__(self, begins: str, pattern: str):
        self._sign = re.compile(both_scripts(begins)).match
        self._pattern = compiled(pattern)
