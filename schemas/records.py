"""The records the cleaners speak: plain values, no behaviour beyond what follows from their own fields.

The path of one document: `RawInput` -> `Decoded` -> `Repaired` -> `Segmented` -> claims in the books
(`Removal`) -> `Metadata`, `Article` -> `Paragraph` -> `CleanSource`.

Offsets are code points in `source_text`, half-open, never bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

BLOCK_KINDS = (
    "paragraph",  # running text
    "heading",  # typeset as a heading, or a lone section number
    "caption",  # text under a picture or a table, picture credit
    "list_item",
    "table",
    "code",
    "quote",
    "image",  # a picture and nothing else: no visible text
    "front_matter",  # the YAML block on top of a Markdown file
    "stray",  # markup or ornament without any letter or digit: ****, ---, #, ▽
)

# Paragraphs of a document's text stand apart by a blank line.
PARAGRAPH_BREAK = "\n\n"

PARAGRAPH_KINDS = BLOCK_KINDS[:7]

# Kinds of chrome, as platforms and accounts print it: what rules of packs are there to remove, and budgets bound.
CHROME_REASONS = (
    "nav",
    "header_meta",
    "share",
    "qr",
    "app",
    "follow",
    "related",
    "tags",
    "comments",
    "react",
    "credits",
    "origin",
    "disclaimer",
    "pager",
    "media_ui",
    "ad",
    "reward",
    "reply_menu",
    "error_ui",
    "legal",
    "seo_spam",
    "promo",  # groups, courses, services, other posts of the account
    "account_bio",  # who we are, slogan, standing column introduction
)

REASONS = (
    *CHROME_REASONS,
    "stray",  # ornaments, empty markup, END marks
    "outside",  # HTML: text outside the element that holds the article, no rule names it
    # lines whose value now stands in a column of `documents`
    "title",
    "title_repeat",
    "byline",
    "dateline",
    "front_matter",
    # the rest
    "repeat",
    "learned",
    "image",
    "whitespace",
)

REPEAT_KINDS = ("exact", "near", "template")
DATE_PRECISIONS = ("year", "month", "day", "minute", "second")


def visible_chars(text: str) -> int:
    """Characters that are not white space: what every share of kept or removed text is counted in."""
    return len("".join(text.split()))


@dataclass(frozen=True, slots=True)
class RawInput:
    """One input as storage handed it over: bytes of a file, or the text of one row of a table."""

    source_uri: str
    data: bytes
    sha256: str
    media_type: str | None = None  # a hint: what the ending or the column name says
    charset: str | None = None  # a hint from outside the bytes: a header, "utf-8" for text of a row
    fields: dict[str, object] = field(default_factory=dict)  # other columns of the row: title, url, author, ...


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of the bytes, which encoding it was, how sure (0..1) and on what evidence."""

    text: str
    encoding: str
    confidence: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """Text after repair and the plan: one entry per step that changed something, with the count of lines."""

    text: str
    plan: tuple[str, ...]


@dataclass(slots=True)
class Block:
    """One line of `source_text` that shows anything. `end` stands before the line's newline.

    Blocks that stood in one element (a paragraph over several lines, a fence, a table, a shredded run) share
    `group`: they become one paragraph. `match` is the line in matching form: NFKC, lower case, without
    markup, link targets, zero-width characters and white space; rules match against it.
    """

    start: int
    end: int
    kind: str
    group: int
    match: str
    level: int = 0  # heading 1..6, depth of a list item, else 0
    link_chars: int = 0  # characters of `match` that stand inside links
    path: str = ""  # HTML: the element, "div#content.post_body > p"; empty elsewhere
    inside: bool = True  # HTML: inside the element that holds the article
    selector: str | None = None  # HTML: rule id of the removal selector that covers the block
    selector_reason: str | None = None


@dataclass(slots=True)
class Segmented:
    """A source cut into blocks. `media_type` is what it was cut as: text/html, text/markdown or text/plain."""

    source_text: str
    media_type: str
    blocks: list[Block]
    platform: str | None = None  # the pack that recognized the source
    fields: dict[str, object] = field(default_factory=dict)  # front matter, meta elements, page variables
    container: str | None = None  # HTML: path of the element that holds the article, and why it was chosen
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)  # a frozen one takes thrice as long to make, and a page has hundreds
class Removal:
    """A claim on [start, end): the text goes for `reason`, by `rule` ("wechat.follow-head@3"), because of `evidence`."""

    start: int
    end: int
    reason: str
    rule: str
    evidence: str = ""


@dataclass(slots=True)
class Metadata:
    """What is known about an article. None or empty is unknown. `evidence` tells per field where it came from."""

    title: str | None = None
    subtitle: str | None = None
    authors: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    account: str | None = None
    publisher: str | None = None
    original_publisher: str | None = None
    published_at: datetime | None = None  # with time zone
    published_raw: str | None = None
    published_precision: str | None = None  # one of DATE_PRECISIONS
    fetched_at: datetime | None = None
    canonical_url: str | None = None
    language: str | None = None  # BCP 47: zh-Hans, zh-Hant, en
    is_original: bool | None = None
    evidence: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Article:
    """One article of a source: its metadata and its blocks in reading order.

    `reading` lists runs of block indexes; the blocks of one run are one paragraph (a sentence cut at a column
    break is a run of blocks that do not stand together).
    """

    metadata: Metadata
    reading: list[list[int]]
    is_fragment: bool = False
    warnings: list[str] = field(default_factory=list)
    content_sha256: str = ""  # of the comparison form of its text, filled in last
    evidence: str | None = None  # a page of several: on which signs an article begins here
    joins: dict[int, list[str]] = field(default_factory=dict)  # run of `reading` -> why its lines are one paragraph


@dataclass(slots=True)
class Paragraph:
    """A kept paragraph: where it stands, and its text with the markup gone and cut lines joined."""

    spans: list[tuple[int, int]]
    kind: str
    text: str
    article_index: int = 0
    removed: bool = False  # a repeat within the document that was taken out
    joins: list[str] = field(default_factory=list)  # for each cut that was joined, the signs


@dataclass(frozen=True, slots=True)
class Repeat:
    """`member` repeats `representative` (both indexes into one list of texts), measured, with the decision taken."""

    member: int
    representative: int
    kind: str  # one of REPEAT_KINDS
    similarity: float  # exact Jaccard of the shingle sets
    differing_numbers: tuple[str, ...] = ()
    decision: str = "marked"  # removed, marked, kept_by_review
    diff_kind: str | None = None  # exact, digits, punctuation, text


@dataclass(slots=True)
class CleanSource:
    """All that is known of one source after cleaning.

    `removals` and the spans of the paragraphs that are not `removed` partition `segmented.source_text`.
    `removal_articles` gives the article of each removal, None where it stood outside every article.
    """

    raw: RawInput
    decoded: Decoded
    repaired: Repaired
    segmented: Segmented
    articles: list[Article]
    paragraphs: list[Paragraph]
    removals: list[Removal]
    removal_articles: list[int | None]
    repeats: list[Repeat]  # within the source: indexes into `paragraphs`
    visible_chars: int  # characters of source_text that are not white space
    kept_share: float | None  # kept share of them; None where there are none
