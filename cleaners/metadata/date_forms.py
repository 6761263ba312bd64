"""The forms in which pages print dates: patterns of RE2 on text in NFKC and lower case, and the words in them."""

from __future__ import annotations

from datetime import timedelta

import re2

CLOCK = (
    r"(?P<half>凌晨|清晨|早上|早晨|上午|中午|下午|午后|傍晚|晚上|夜间|晚|[ap]m)?\s*"
    r"(?P<hour>\d{1,2})\s*(?:[:时時点點]\s*(?P<minute>\d{2})\s*(?:[:分]\s*(?P<second>\d{2})(?:[.,]\d{1,9})?)?|[时時点點])"
    r"\s*[分秒]?\s*(?P<pm>[ap]\.?m\b)?\s*(?P<zone>z\b|utc|gmt|[+-]\d{2}:?\d{2}\b)?"
)
GAP = r"[\st,|·]*(?:\(?(?:星期|周|週|礼拜)[一二三四五六日天]\)?)?[\st,|·]*"
FULL = re2.compile(
    rf"(?:^|\D)(?P<year>\d{{4}})(?:\s*[-/.年]\s*|\s+)(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})\s*[日号號]?"
    rf"(?:{GAP}{CLOCK})?"
)
SHORT = re2.compile(
    rf"(?:^|[^\d.:-])(?:(?P<yy>\d{{2}})[-/])?(?P<month>\d{{1,2}})(?:[-/]|\s*月\s*)(?P<day>\d{{1,2}})\s*(?P<ri>[日号號])?"
    rf"(?:{GAP}{CLOCK})?(?:[^\d-]|$)"
)
COMPACT = re2.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
MONTH = re2.compile(r"(?:^|\D)(\d{4})\s*(?:[-/.]|年\s*)(\d{1,2})(?:\s*月|$)")
YEAR = re2.compile(r"(?:^|\D)(\d{4})(?:\s*年|$)")
EPOCH = re2.compile(r"\d{10}(?:\d{3}|\.\d+)?")
AGO = re2.compile(r"(半|\d{1,3})\s*个?(秒钟?|分钟?|分鐘|小时|小時|天|日|周|週|星期|月)(?:之?前|以前)")
DAY_WORD = re2.compile(rf"(今天|今日|昨天|昨日|前天|前日)(?:{GAP}{CLOCK})?")
JUST_NOW = re2.compile(r"刚刚|剛剛|just now")
SECONDS = re2.compile(r"\d:\d{2}:\d{2}")
DAY_NUMBER = re2.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\b")
ENGLISH_MONTH = re2.compile(r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b")

DAYS_BACK = {"今": 0, "昨": 1, "前": 2}
AGO_UNITS = {
    "秒": timedelta(seconds=1),
    "分": timedelta(minutes=1),
    "小": timedelta(hours=1),
    "天": timedelta(days=1),
    "日": timedelta(days=1),
    "周": timedelta(days=7),
    "週": timedelta(days=7),
    "星": timedelta(days=7),
    "月": timedelta(days=30),
}
HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
HAN_DATE = re2.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
