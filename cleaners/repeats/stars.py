"""Stars over a column of texts: each repeat with the representative it was measured against."""

from __future__ import annotations

import pyarrow as pa

from cleaners.repeats.compare import diff_kind, differing_numbers
from cleaners.repeats.exact import Pair, exact_stars
from schemas.config import RepeatOptions

STARS_SCHEMA = pa.schema(
    [
        pa.field("member", pa.int64(), nullable=False),
        pa.field("representative", pa.int64(), nullable=False),
        pa.field("similarity", pa.float64(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("diff_kind", pa.string(), nullable=False),
        pa.field("differing_numbers", pa.list_(pa.string()), nullable=False),
    ]
)


def find_stars(texts: pa.Array | pa.ChunkedArray, options: RepeatOptions | None = None) -> pa.Table:
    """Repeats among `texts`, given in survivor order: the earliest of a star survives.

    Returns one row per text that repeats another, sorted by member: member and representative (row numbers of
    `texts`), similarity (exact Jaccard of their shingle sets), kind (exact, near, template), diff_kind (exact,
    punctuation, digits, text) and differing_numbers ("12→15").

    Each text joins the earliest representative with the same numbers it is measured alike with (>= threshold), or
    becomes one. A text alike in all but its numbers is kind `template`: it stays a representative, for copies of
    it are repeats of it and not of the text with other numbers. Texts whose comparison form is shorter than
    `min_chars` are never compared; forms over `LONG_CHARS` only for equality. Nulls count as empty.
    """
    options = options or RepeatOptions()
    return stars_table(texts, exact_stars((t or "" for t in texts.to_pylist()), options))


def stars_table(texts: pa.Array | pa.ChunkedArray, pairs: list[Pair]) -> pa.Table:
    """Measured pairs as rows of `STARS_SCHEMA`."""
    rows = []
    for member, representative, similarity, template in pairs:
        ours, theirs = texts[representative].as_py(), texts[member].as_py()
        difference = diff_kind(ours, theirs)
        kind = "template" if template else "near" if difference == "text" else "exact"
        differing = differing_numbers(ours, theirs) if template else []
        rows.append((member, representative, similarity, kind, difference, differing))
    columns = list(zip(*rows, strict=True)) if rows else [[]] * len(STARS_SCHEMA)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, STARS_SCHEMA, strict=True)], schema=STARS_SCHEMA)
