"""The beginning of a rule pack: one rule of each kind that matters, with examples that hold, for its author to replace."""

from __future__ import annotations

import re

from schemas.errors import RuleError

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")

_SKELETON = """\
# What is chrome on {name}. `winnow rules test` holds every rule against its own examples; docs/rules.md says the rest.
platform = "{name}"                 # the file's name
version = 1                         # raise it with every change
about = "One sentence: which site or app this is."
extends = ["common_zh"]             # whose rules it inherits; "web" for what pages share everywhere
# adds_to = ["wechat"]              # instead of [match]: add the rules below to a pack that is there

# How a source is recognized: by its address, by parts of the page's source, or by lines. Replace all three.
[match]
hosts = ["{host}.invalid"]          # suffixes of the address's host
html = ['class="{name}-article"']   # parts that only pages of this platform have
text = ['{name}首页.{{0,8}}正文']     # lines of Markdown or text, in matching form: NFKC, lower case, no white space

# Pages: the element that holds the article, the first that matches and holds text.
[html]
content = [".{name}-article"]

# When rules take more than this share of the text, the documents are set aside instead of being published.
[budget]
removed = 0.8                       # all rules together, of the platform's text in a run
rule = 0.4                          # one rule, of the platform's text in a run; `budget = ` in a rule is its own
document = 0.8                      # one rule, of one document

# An element of a page.
[[selector]]
id = "share"
version = 1                         # raise it when what the rule takes changes
reason = "share"                    # one of REASONS in schemas/records.py
css = ".{name}-share"
removes = ['<div class="{name}-share">分享到</div>']
keeps = ['<p>他把苹果分享给大家。</p>']

# A whole line. Say all of it and where it stands: a word alone proves nothing.
[[line]]
id = "read-on"
version = 1
reason = "app"
where = "tail"                      # any, head, tail, edge, end
pattern = '打开{name}(?:app|客户端),?(?:阅读|查看)全文'
removes = ["打开{name}App，阅读全文"]    # this rule must take them
keeps = ["打开{name}App，阅读全文的人比去年多了一倍。"]   # no rule may touch them, wherever they stand
# misses = ["..."]                  # should go and does not: reported as soon as it does

# A line that opens a section, and what follows.
[[section]]
id = "more"
version = 1
reason = "related"
where = "tail"
runs = "links"                      # links, text, short, block, end, all
opens = '{name}(?:编辑|小编)推荐'
removes = ["{name}编辑推荐\\n\\n- [渡口的船几点开](https://{host}.invalid/1)\\n- [旧书店搬家以后](https://{host}.invalid/2)"]
keeps = ["{name}编辑推荐的书目\\n\\n渡口的船每天早上六点开，书目里的第一本写的就是它，作者在船上住过三年。"]

# Where metadata stands, best source first: css:SELECTOR, css:SELECTOR@attr, meta:NAME, js:REGEX, jsonld:KEY.
[metadata]
title = ["css:.{name}-article h1", "meta:og:title"]
published_at = ["css:.{name}-time"]
"""


def skeleton(platform: str) -> str:
    """The text of a new pack, which passes its own tests. Raises RuleError for a name that no pack can have."""
    check_name(platform)
    return _SKELETON.format(name=platform, host=platform.replace("_", "-"))


def check_name(platform: str) -> None:
    """Raise RuleError for a name that no pack can have."""
    if not _NAME.fullmatch(platform):
        raise RuleError(f"{platform!r} is no name for a pack: small letters, digits and _, at most 40, a letter first")
