"""Stars over a column of texts: each repeat with the representative it was measured against."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleaners.repeats.compare import DIFF_KINDS, differing_numbers
from cleaners.repeats.plain import Pair, plain_stars
from schemas.config import RepeatOptions
from schemas.errors import ConfigurationError
from schemas.records import REPEAT_KINDS

# Up to here plain Python is done before compiled code is loaded. The result is the same.
SMALL_BYTES = 500_000

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
    return table_of(texts, options or RepeatOptions())


def table_of(
    texts: pa.Array | pa.ChunkedArray,
    options: RepeatOptions,
    heads_before: Sequence[bool] = (),
    apart: Sequence[tuple[str, str]] = (),
) -> pa.Table:
    """`find_stars` where the first len(heads_before) texts are representatives of earlier runs (see `across.py`).

    Texts that form a pair in `apart`, or have the comparison forms of one, do not join each other. Equal texts always do.

    Raises ConfigurationError for complete linkage with earlier representatives: their members are not at hand.
    """
    if options.linkage == "complete" and len(heads_before):
        raise ConfigurationError(
            "--linkage complete asks for every member of a star, and earlier runs keep only the representatives: "
            "it works for one run into a new --out"
        )
    column = one_chunk(texts)
    engine = engine_for(column)
    if engine is None:
        return _table(column, *_columns(plain_stars(column.to_pylist(), options, heads_before, apart)))
    sides = tuple(engine.text_of(pa.array(side, pa.string())) for side in zip(*apart, strict=True))
    return _table(column, *engine.pairs_of(engine.text_of(column), options, heads_before, sides or None))


def engine_for(column: pa.Array) -> ModuleType | None:
    """The compiled engine, or None where plain Python is the quicker or the only way."""
    return None if _bytes(column) <= SMALL_BYTES else _compiled()


def _compiled() -> ModuleType | None:
    """The compiled engine, or None where numba is not installed. Loaded late: importing numba takes its time."""
    try:
        from cleaners.repeats import engine
    except ModuleNotFoundError as missing:
        if missing.name != "numba":
            raise
        return None
    return engine


def one_chunk(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A string column in one piece, without nulls."""
    if isinstance(texts, pa.ChunkedArray):  # together they may need more than 32-bit offsets
        texts = texts.chunk(0) if texts.num_chunks == 1 else texts.cast(pa.large_string()).combine_chunks()
    texts = texts if pa.types.is_large_string(texts.type) else texts.cast(pa.string())
    return texts.fill_null("") if texts.null_count else texts


def _bytes(column: pa.Array) -> int:
    return pc.sum(pc.binary_length(column)).as_py() or 0


def _columns(pairs: list[Pair]) -> tuple[np.ndarray, ...]:
    """What the compiled engine returns, from pairs of the one in plain Python."""
    members = np.array([p[0] for p in pairs], np.int64)
    representatives = np.array([p[1] for p in pairs], np.int64)
    kinds = np.array([REPEAT_KINDS.index(p[3]) for p in pairs], np.int8)
    differences = np.array([DIFF_KINDS.index(p[4]) for p in pairs], np.int8)
    return members, representatives, np.array([p[2] for p in pairs], np.float64), kinds, differences


def _table(
    column: pa.Array,
    members: np.ndarray,
    representatives: np.ndarray,
    similarities: np.ndarray,
    kinds: np.ndarray,
    differences: np.ndarray,
) -> pa.Table:
    """Measured pairs as rows of `STARS_SCHEMA`; only the numbers of templates are read in Python."""
    template = np.flatnonzero(kinds == REPEAT_KINDS.index("template"))
    ours, theirs = (column.take(_arrow(side[template])).to_pylist() for side in (representatives, members))
    differing = [differing_numbers(a, b) for a, b in zip(ours, theirs, strict=True)]
    counts = np.zeros(len(members) + 1, np.int32)
    counts[template + 1] = [len(numbers) for numbers in differing]
    flat = _strings([number for numbers in differing for number in numbers])
    arrays = [
        _arrow(members),
        _arrow(representatives),
        _arrow(similarities),
        _names(kinds, REPEAT_KINDS),
        _names(differences, DIFF_KINDS),
        pa.ListArray.from_arrays(_arrow(np.cumsum(counts, dtype=np.int32)), flat),
    ]
    return pa.table(arrays, schema=STARS_SCHEMA)


def _names(places: np.ndarray, names: Sequence[str]) -> pa.Array:
    return _strings(names).take(_arrow(places))


def _arrow(values: np.ndarray) -> pa.Array:
    """The same numbers, not copied. `pa.array` would first import pandas where it is installed: half a second."""
    values = np.ascontiguousarray(values)
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, pa.py_buffer(values)])


def _strings(values: Sequence[str]) -> pa.Array:
    """Texts in Arrow, again past `pa.array`."""
    pieces = [value.encode() for value in values]
    ends = np.cumsum([0, *map(len, pieces)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(pieces), pa.py_buffer(ends), pa.py_buffer(b"".join(pieces)))
