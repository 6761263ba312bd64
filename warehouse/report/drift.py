"""Characters by class, before and after: did a step change text it had no business to change?

The books say which characters were removed; what is left of the source must be the text of the documents, but for
markup that was taken off. A class that grows (half-width commas where full-width ones stood) is damage, and so is one
that shrinks unless it is a class markup is made of. Tags and link targets are taken off all sides before counting: the
fonts named in a table's styles are Han characters nobody reads.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

import duckdb

MOST_CHARS = 60_000_000  # of source text read; beyond it a uniform sample of the sources (ids are hashes)

# Classes in the order of the page; the first that holds a character counts it.
CLASSES = (
    ("replacement", lambda c, cat: c == "\ufffd"),
    ("control", lambda c, cat: cat in ("Cc", "Cf", "Co", "Cn", "Cs") and c not in "\n\t\r"),
    ("han", lambda c, cat: cat == "Lo" and unicodedata.name(c, "").startswith("CJK")),
    ("radical", lambda c, cat: "\u2e80" <= c <= "\u2fdf"),
    ("latin", lambda c, cat: c.isascii() and c.isalpha()),
    ("letter", lambda c, cat: cat[0] in "LM"),
    ("digit", lambda c, cat: c.isascii() and c.isdigit()),
    ("fullwidth_alnum", lambda c, cat: "\uff10" <= c <= "\uff5a" and cat[0] in "LN"),
    ("number", lambda c, cat: cat[0] == "N"),
    ("curly_quote", lambda c, cat: c in "“”‘’"),
    ("straight_quote", lambda c, cat: c in "\"'"),
    ("full_punctuation", lambda c, cat: cat[0] == "P" and (c in "，。！？；：（）【】《》、…—·" or c >= "\u3000")),
    ("markup", lambda c, cat: c in "*#_`[]()<>|!~\\-+="),
    ("half_punctuation", lambda c, cat: c.isascii() and cat[0] in "PS"),
    ("space", lambda c, cat: c.isspace()),
    ("other", lambda c, cat: True),
)

TAGS_AND_TARGETS = r"<[a-zA-Z/!][^<>]*>|\]\([^()\s]*\)"

# Classes in which the text of documents may lose characters: markup and what stands in link targets goes with it.
LOSES_BY_DESIGN = {"markup", "space", "latin", "digit", "half_punctuation", "straight_quote"}


def drift(con: duckdb.DuckDBPyConnection) -> dict:
    """Per class of characters: in the sources, removed, left by the books, in the documents, and the difference."""
    [(chars,)] = con.execute("select coalesce(sum(char_count), 0) from sources").fetchall()
    # The sample is taken by the first three hex digits of the id.
    below = f"{min(4096, int(4096 * MOST_CHARS / chars)) if chars else 4096:03x}"
    where = "" if below == "1000" else f" where left(source_id, 3) < '{below}'"
    before = _count(con, f"select source_text as text from sources{where}")
    removed = _count(con, f"select text from removals{where}")
    after = _count(con, f"select text from documents{where}")
    out = []
    for name, _ in CLASSES:
        left = before[name] - removed[name]
        out.append(
            {
                "name": name,
                "before": before[name],
                "removed": removed[name],
                "left": left,
                "after": after[name],
                "difference": after[name] - left,
                "suspect": after[name] > left if name in LOSES_BY_DESIGN else after[name] != left,
            }
        )
    for row in out:
        row["suspect"] = row["suspect"] and row["name"] not in ("space", "other")
    return {"rows": [row for row in out if row["before"] or row["after"]], "sampled": bool(where)}


def _count(con: duckdb.DuckDBPyConnection, sql: str) -> Counter:
    characters: Counter = Counter()
    cursor = con.execute(f"select regexp_replace(text, $markup, '', 'g') from ({sql})", {"markup": TAGS_AND_TARGETS})
    while batch := cursor.fetchmany(200):
        characters.update("".join(text for (text,) in batch))
    classes: Counter = Counter()
    for character, count in characters.items():
        classes[_class(character)] += count
    return classes


def _class(character: str) -> str:
    category = unicodedata.category(character)
    return next(name for name, holds in CLASSES if holds(character, category))
