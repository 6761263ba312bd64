"""Lines that belong to the article wherever they stand: its parts, its labels, its dates."""

from __future__ import annotations

import re

import re2

# Lines that begin a part of the article, wherever they stand: references, source, credits, appendix.
ARTICLE_PART = re2.compile(
    r"[【\[(]?(?:参考|引用|references?|文献|附录|附件|来源|文章来源|原文|出处|信息来源|资讯来源|作者|编辑|责编|审核|校对|编译|翻译|译者|转自|本文由)"
)
# Short lines that belong to the article, although prompts stand around them: its labels, its dates, where its code is.
# A price of a course looks like none of these, nor does a slogan or a name.
ARTICLE_LABEL = re.compile(
    r"(?:[(\[【]?(?:0x)?[0-9a-f一二三四五六七八九十]{1,2}[)\]】.、:,]{0,2})?"
    r"(?:时间(?:线|轴)|(?:[^,。]{0,4}(?:修复|整改|安全|处置|防护|加固|防御)(?:建议|方案|措施|方法|意见)|漏洞(?:描述|概述|详情|简介|介绍|"
    r"复现|分析|原理|编号|名称|成因|利用|影响|信息|验证|危害|等级)|影响(?:版本|范围|产品)|受影响|资产(?:测绘|信息)|"
    r"环境搭建|前言|后记|总结|小结|结语|结论|摘要|概述|附录|正文|poc|exp|fofa|hunter|payload|项目地址|原?工具地址|补丁)[:]?$)"
    r"|(?:[0-9]+[.、])?(?:升级|更新)(?:到|至)|.{0,12}https?://(?:github|gitee|nvd|cve|support|msrc)"
    r"|20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日[,:]?.{0,30}(?:发布|披露|监测|修复|公开|更新|报告|确认|通告)"
)
# The line under the title ends with the time of publication.
DATED = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}(?:[0-9:]{4,8})?$")
# What an advisory closes with, set as a heading or not.
TIMELINE = re.compile(r"(?:0x)?[0-9a-f]{0,2}[、.]?时间[线轴]:?")
# The number of a section, as posts write it: 0x01.
HEX_NUMBER = re.compile(r"0x0?[0-9a-f](?:[^0-9a-z.]|$)")
# Under these a notice of a tender or of an authority says whom to ask: parts of it, and not of the account.
CONTACTS = re.compile(
    r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2}|[(（][一二三四五六七八九十]{1,2}[)）])[.、]?联系(?:方式|人|事项|办法)[:]?"
    r"|(?:招标|采购|投标|比选|询价)(?:人|单位|方|代理机构|代理)[:].{0,40}"
)
# So many lines of names, addresses and numbers.
MAX_CONTACTS = 8
