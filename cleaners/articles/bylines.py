"""Who wrote it, as newspapers print it: byline lines, datelines, signatures, picture credits.

Four conventions: a line under the headline (`本报记者 某某`, or role and name), a dateline that opens the text
(`本报讯(记者 某某)`), a signature that ends it (`(某某)`), and a credit near a picture (`某某/摄`).
"""

from __future__ import annotations

import re2

from cleaners.articles.language import COMMON

# A byline or a credit is one short typeset line.
LINE_MAX = 60

# A byline that only gives a role and a name must name somebody: common Chinese family names.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易"
    "乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴"
    "蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边"
    "卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢扶奚谌凤栗屠阎"
)
DOUBLE_SURNAMES = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "司徒",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "长孙",
        "宇文",
        "轩辕",
        "夏侯",
        "端木",
    ]
)

# Last characters of an office or a calling: 书记, 主任, 经理, 教授, 研究员, 负责人, 专家 ...
ROLE_ENDS = frozenset("长记任理裁监授员士师表席书问部人家生官总管")

_ROLE = (
    r"(?:(?:本报|本刊|本网|本台|\p{Han}{2,8}(?:报|社|网|台|传媒|客户端))?(?:驻\p{Han}{1,6})?"
    r"(?:首席|见习|实习|特约|特派|全媒体|融媒体|融媒)*(?:记者|通讯员|评论员|撰稿人))"
)
_WORK = r"(?:文并摄|文[/／、·]?\s*图|图[/／、]?\s*文|摄影报道|撰文|采写|作者|整理|供稿|撰稿|编译|报道|文)"
_ROLE_WORDS = re2.compile(rf"{_ROLE}|{_WORK}")
_ROLE_FIRST = re2.compile(rf"(?:{_ROLE}|{_WORK}\s*[/／:：|丨]|{_WORK}\s)")
_WORK_LAST = re2.compile(rf"[/／\s]{_WORK}$")
_BULLETS = "□■◆◇●○▲△◎☆★※◪◨▣ \u3000"
_CREDIT = re2.compile(
    r"(?:.{1,40}[/／\s丨|])?(?:供图|图|摄|摄影|绘|绘图|制图|制表|漫画)|.{0,40}(?:供图|摄影|资料图片|视觉中国供图)"
    r"|(?:图片?来源|供图|摄影|图片?|制图|绘图|漫画|图源)\s*[:：/／|丨].{1,40}|.{1,40}\p{Han}\s*摄"
)
_CAPTION = re2.compile(
    r"(?:▲|△|图为|图[①-⑳一二三四五六七八九\d]{1,2}[:：、\s]|[(（]?(?:上|下|左|右)图[:：为]?).{0,160}"
)
_CAPTION_FIRST = frozenset("▲△图(（上下左右")
_DATELINE = re2.compile(
    r"[【\[]?(?:据)?(?:本报|本刊|本网|本台|新华社|新华网|中新社|人民网|\p{Han}{2,6}(?:日报|晚报|时报|周报|商报|晨报|都市报))"
    r"(?:\p{Han}{2,8}?)??\s*(?:\d{1,2}月)?(?:\d{1,2}日)?\s*(?:讯|电|消息)[】\]]?\s*(?:[(（]([^()（）]{2,60})[)）])?"
    r"|[(（]((?:本报|见习|实习|首席|特约)*(?:记者|通讯员)[^()（）]{2,60})[)）]"
)
_GLUED = re2.compile(
    r"[。！？!?”」）)]\s*((?:[^。！？，,；;!?()（）]{4,36}?)??(?:本报讯|本刊讯|本网讯|新华社\p{Han}{2,6}\d{1,2}月\d{1,2}日电)\s*[(（]"
    r"[^()（）]{0,8}(?:记者|通讯员))"
)
_SIGNATURE = re2.compile(
    r"(?:^|[。！？!?…”」』])\s*[(（]\s*((?:(?:本报)?(?:首席|见习|实习|特约)?(?:记者|通讯员|评论员)|作者[:：]?|文[/／])?"
    r"[\p{Han}·、\s]{2,30}?)\s*(?:报道|文[/／]图|整理)?[)）]$"
)


def is_name(token: str) -> bool:
    """A Chinese personal name: family name from the table, two to four characters in all."""
    if token in COMMON:  # 方案, 安全: words that begin like a name
        return False
    if not (2 <= len(token) <= 4 and all("\u4e00" <= c <= "\u9fff" for c in token)):
        return False
    return (token[0] in SURNAMES and len(token) <= 3) or token[:2] in DOUBLE_SURNAMES


def split_names(text: str) -> list[str]:
    """Names in a list such as `方 敏、李晓云 王五`: single characters that follow each other are one name."""
    names: list[str] = []
    for part in re2.split(r"[、，,;；/／&|丨]+", text):
        single = ""
        for token in part.split():
            if len(token) == 1:
                single += token
                if len(single) == 2:
                    names.append(single)
                    single = ""
            else:
                names.append(token)
    return names


def _authors(text: str, known: bool) -> list[str]:
    """The names once role words are gone; empty unless everything left is a name (`known`: of a listed family)."""
    names = split_names(_ROLE_WORDS.sub(" ", text).replace(":", " ").replace("：", " "))
    fits = is_name if known else (lambda n: 2 <= len(n) <= 5 and all("\u4e00" <= c <= "\u9fff" or c == "·" for c in n))
    return list(dict.fromkeys(names)) if names and all(fits(n) for n in names) else []


def read_byline(text: str) -> list[str]:
    """Authors of a byline line: `本报记者 某某 通讯员 某某`, `某某/文`, `□某某`, `某某街道工委书记 某某`; else empty."""
    if len(text) > LINE_MAX or text[-1:] in "。！？；，":
        return []
    bare = text.strip("()（）").lstrip(_BULLETS)
    if is_credit(bare):
        return []
    if _ROLE_FIRST.match(bare):  # 本报记者 names any name; 记者 alone also begins headlines
        return _authors(bare, known=not bare.startswith("本"))
    if _WORK_LAST.search(bare):
        return _authors(bare, known=True)
    if bare != text.lstrip() and bare == text.lstrip(_BULLETS) and (names := _authors(bare, known=True)):
        return names
    return _office_and_name(bare)


def _office_and_name(text: str) -> list[str]:
    parts = text.split()
    for size in (1, 2):  # the name in one piece, or spaced: 方 敏
        office, name = "".join(parts[:-size]), "".join(parts[-size:])
        spaced = size == 1 or all(len(p) == 1 for p in parts[-size:])
        if len(office) >= 3 and office[-1] in ROLE_ENDS and spaced and is_name(name):
            return [name]
    return []


def is_credit(text: str) -> bool:
    """A picture credit or caption: `某某/摄`, `某景区/供图`, `图为...`."""
    if len(text) <= LINE_MAX and text[-1:] not in "。！？；，" and _CREDIT.fullmatch(text.strip("()（） ")):
        return True
    return text[:1] in _CAPTION_FIRST and len(text) <= 3 * LINE_MAX and bool(_CAPTION.fullmatch(text))


def read_dateline(text: str) -> tuple[bool, list[str]]:
    """Whether the text opens with a dateline, and the reporters it names."""
    found = _DATELINE.match(text[: 3 * LINE_MAX])
    if not found:
        return False, []
    return True, _authors(found.group(1) or found.group(2) or "", known=False)


def read_signature(text: str) -> list[str]:
    """Names of a signature that ends the text, `...。(某某)`; empty if there is none."""
    found = _SIGNATURE.search(text[-LINE_MAX:])
    return _authors(found.group(1), known=True) if found else []


def glued_articles(text: str) -> list[int]:
    """Offsets where a second article begins inside one line: after a full stop, a title or none, and a dateline."""
    return [found.start(1) for found in _GLUED.finditer(text)]
