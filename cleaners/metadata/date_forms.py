"""The forms in which pages print dates: patterns of RE2 on text in NFKC and lower case, and the words in them.

The group `whole` is the date as printed, without labels around it.
"""

from __future__ import annotations

from datetime import timedelta

import re2

_HALF = r"凌晨|清晨|早上|早晨|清早|上午|中午|下午|午后|傍晚|晚上|晚间|夜间|深夜|早|晚|[ap]\.?m\.?"
# Zones by name: hours from UTC. CST is China's on a Chinese page, see `dates`.
ZONES = {
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "cet": 1, "cest": 2, "bst": 1,
    "jst": 9, "kst": 9, "hkt": 8,
}  # fmt: skip
ZONE = rf"z\b|(?:utc|gmt)(?:\s*[+-]\s*\d{{1,2}}(?::?\d{{2}})?)?|[+-]\d{{2}}:?\d{{2}}\b|(?:{'|'.join(ZONES)})\b"
CLOCK = (
    rf"(?P<half>{_HALF})?\s*(?P<hour>\d{{1,2}})\s*(?:[:时時点點]\s*(?:(?P<minute>\d{{2}})\s*(?:[:分]\s*(?P<second>\d{{2}})"
    rf"(?:[.,]\d{{1,9}})?)?|(?P<thirty>半))|[时時点點])\s*[分秒]?(?:\s*(?P<pm>[ap]\.?m\b))?(?:\s*\(?(?P<zone>{ZONE}))?"
)
_WEEKDAY = r"(?:星期|周|週|礼拜)"
GAP = rf"[\st,|·]*(?:\(?{_WEEKDAY}[一二三四五六日天]\)?)?[\st,|·]*"
FULL = re2.compile(
    rf"(?:^|\D)(?P<whole>(?P<year>\d{{4}})(?:\s*[-/.年]\s*|\s+)(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})\s*[日号號]?"
    rf"(?:{GAP}{CLOCK})?)"
)
# 08:30 2024-03-05: the clock before the date.
CLOCK_BEFORE = re2.compile(r"(?:^|[^\d:])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?[\s,|·]*$")
SHORT = re2.compile(
    r"(?:^|[^\d.:年-]|\D:)(?P<whole>(?:(?P<yy>\d{2})[-/年]|(?P<which>[去今本前]年)\s*)?(?P<month>\d{1,2})(?:[-/]|\s*月\s*)(?P<day>\d{1,2})"
    rf"\s*(?P<ri>[日号號])?(?:{GAP}{CLOCK})?)(?:[^\d-]|$)"
)
BARE = re2.compile(r"\d{2}-\d{2}")
YEARS_BACK = {"今": 0, "本": 0, "去": 1, "前": 2}
COMPACT = re2.compile(r"(\d{4})(\d{2})(\d{2})(?:[t ]?(\d{2}):?(\d{2})(?::?(\d{2}))?(z)?)?")
MONTH = re2.compile(r"(?:^|\D)(?P<whole>(?P<year>\d{4})\s*(?:[-/.]|年\s*)(?P<month>\d{1,2})(?:\s*月|$))")
YEAR = re2.compile(r"(?:^|\D)(?P<whole>(?P<year>\d{4})(?:\s*年|$))")
# Seconds, milliseconds or microseconds, bare or as scripts write them: /Date(1709598600000+0800)/
EPOCH = re2.compile(r"[\"']?(?:/?date\()?(\d{10})(\d{3}|\d{6}|\.\d+)?(?:[+-]\d{4})?(?:\)/?)?[\"']?")
SECONDS = re2.compile(r"\d:\d{2}:\d{2}")

# Relative forms stand alone: between marks, white space and the words that go with a time.
_BEFORE = r"(?:^|[^\p{L}\p{N}]|于|於|时间|時間|[发發][布表])"
_AFTER = r"(?:$|[^\p{L}\p{N}]|[发發][布表]|更新|来源|來源|阅读|浏览)"
AGO = re2.compile(
    rf"{_BEFORE}(?P<whole>(?P<count>半|\d{{1,3}}|[一二两兩三四五六七八九十]{{1,3}})\s*[个個]?\s*"
    rf"(?P<unit>秒|分|小|天|日|周|週|星|月|年)[钟鐘时時期]?\s*(?:之前|以前|前)){_AFTER}"
)
AGO_ENGLISH = re2.compile(
    r"\b(?P<whole>(?P<count>\d{1,3}|an?|one)\s+(?P<unit>sec|min|hour|hr|day|week|month|year)[a-z]*\.?\s+ago)\b"
)
_DAYS = r"(?P<word>今天|今日|今晨|今早|今晚|昨天|昨日|昨晨|昨晚|昨夜|大前天|前天|前日|前晚|today|yesterday)"
DAY_CLOCK = re2.compile(rf"(?P<whole>{_DAYS}{GAP}(?:at\s+)?{CLOCK})")
DAY_ALONE = re2.compile(rf"{_BEFORE}(?P<whole>{_DAYS}){_AFTER}")
WEEKDAY_CLOCK = re2.compile(rf"{_BEFORE}(?P<whole>{_WEEKDAY}(?P<weekday>[一二三四五六日天])\s*{CLOCK})")
JUST_NOW = re2.compile(rf"{_BEFORE}(?P<whole>刚刚|剛剛|just now){_AFTER}")
DAYS_BACK = {"今": 0, "昨": 1, "前": 2, "大": 3, "t": 0, "y": 1}
WEEKDAYS = {day: number for number, days in enumerate(("一", "二", "三", "四", "五", "六", "日天")) for day in days}
# By the first two letters of an English unit, the only one of a Chinese one.
AGO_UNITS = {
    "秒": timedelta(seconds=1), "se": timedelta(seconds=1), "分": timedelta(minutes=1), "mi": timedelta(minutes=1),
    "小": timedelta(hours=1), "ho": timedelta(hours=1), "hr": timedelta(hours=1), "天": timedelta(days=1),
    "日": timedelta(days=1), "da": timedelta(days=1), "周": timedelta(days=7), "週": timedelta(days=7),
    "星": timedelta(days=7), "we": timedelta(days=7), "月": timedelta(days=30), "mo": timedelta(days=30),
    "年": timedelta(days=365), "ye": timedelta(days=365),
}  # fmt: skip
AGO_PRECISION = {"秒": "minute", "se": "minute", "分": "minute", "mi": "minute", "月": "month", "mo": "month"} | {
    "年": "year",
    "ye": "year",
}

HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九两兩", "00012345678922")
HAN_DATE = re2.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})日)?"
)
# Years of the Republic: 民國113年 is 2024.
REPUBLIC = re2.compile(r"民[国國]\s*(\d{2,3})\s*年")
REPUBLIC_BEGAN = 1911
# Dashes that stand for the hyphen of a date.
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
