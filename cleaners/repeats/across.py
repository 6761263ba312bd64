"""Band keys: what a text is found by among more texts than fit in memory, and in later runs.

Two texts that are alike share a key, most likely one of 25 MinHash bands; equal texts share all. So a corpus can be
linked key by key without its texts (`components.py`), and an index of the representatives is a list of their keys:
25 bands x 8 bytes each. A representative that shares no key with a batch can neither be joined nor take a place in one
of its buckets, so batches in survivor order, measured with the representatives they share keys with (`heads_before` of
`stars.table_of`), have exactly the stars of one run over all of it.
"""

from __future__ import annotations

from functools import partial
from types import ModuleType

import numpy as np
import pyarrow as pa

from cleaners.repeats import minhash
from cleaners.repeats.compare import LONG_CHARS
from cleaners.repeats.form import comparison_form, numbers
from cleaners.repeats.stars import engine_for, one_chunk
from schemas.config import RepeatOptions

# The band under which texts are listed by a hash of their whole form: long texts, and copies with the text they equal.
FORM_BAND = 255

_32, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)

POSTINGS_SCHEMA = pa.schema(
    [
        pa.field("band", pa.uint8(), nullable=False),
        pa.field("key", pa.uint32(), nullable=False),
        pa.field("ordinal", pa.uint32(), nullable=False),
    ]
)


def band_keys(texts: pa.Array | pa.ChunkedArray, options: RepeatOptions) -> pa.Table:
    """The keys of `texts`, with their row numbers as ordinals, sorted by band and key.

    A text has one key per band. A text over `LONG_CHARS` has one in all, in `FORM_BAND`; so has one that equals an
    earlier text, which is listed there too. Texts under `min_chars` are never compared and have none.
    """
    column = one_chunk(texts)
    engine = engine_for(column)
    compared, keys, whole, hashes = (_plain_keys if engine is None else partial(_compiled_keys, engine))(
        column, options
    )
    band = np.repeat(
        np.array([*range(options.bands), FORM_BAND], np.uint8), [*[len(compared)] * options.bands, len(whole)]
    )
    key, ordinal = np.empty(len(band), np.uint32), np.empty(len(band), np.uint32)
    by_band = keys.reshape(len(compared), options.bands).T
    start = 0
    for hashed, texts in (*((column, compared) for column in by_band), (hashes, whole)):
        packed = (hashed << _32) | texts.astype(np.uint64)  # one number, so that sorting moves no second column
        packed.sort()
        key[start : start + len(packed)], ordinal[start : start + len(packed)] = packed >> _32, packed & _LOW
        start += len(packed)
    return pa.table([band, key, ordinal], schema=POSTINGS_SCHEMA)


# texts with band keys, those keys, texts listed by their whole form, its hashes
Keys = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _whole(first: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """The texts to be listed by their whole form. first[i] is the first text equal to i, -1 for one not compared."""
    at = np.arange(len(first))
    copies = (first >= 0) & (first != at)
    listed = copies | ((first >= 0) & (lengths > LONG_CHARS))
    listed[first[copies]] = True
    return np.flatnonzero(listed)


def _compiled_keys(engine: ModuleType, column: pa.Array, options: RepeatOptions) -> Keys:
    text, lengths, hashes = engine.read_forms(engine.text_of(column))
    first = np.empty(len(lengths), np.int32)
    engine.kernel_keys.first_equal(lengths, hashes, options.min_chars, first)
    compared = np.flatnonzero((first == np.arange(len(first))) & (lengths <= LONG_CHARS)).astype(np.int32)
    keys = engine.bands(text, compared, int(lengths[compared].max(initial=1)), options).keys
    whole = _whole(first, lengths)
    return compared, keys, whole, hashes[whole, 0]


def _plain_keys(column: pa.Array, options: RepeatOptions) -> Keys:
    """The same keys without compiled code, which takes longer to load than a small batch to work through."""
    made_with = (options.shingle, options.permutations, options.seed, options.bands, options.rows)
    texts = column.to_pylist()
    forms = [comparison_form(text) for text in texts]
    seen: dict[tuple, int] = {}
    first = np.full(len(texts), -1)
    for i, (text, form) in enumerate(zip(texts, forms, strict=True)):
        if form and len(form) >= options.min_chars:
            first[i] = seen.setdefault((form, *numbers(text)), i)
    lengths = np.array([len(form) for form in forms], np.int64)
    compared = np.flatnonzero((first == np.arange(len(first))) & (lengths <= LONG_CHARS))
    keys = [minhash.band_keys(forms[i], *made_with) for i in compared]
    whole = _whole(first, lengths)
    hashes = np.array([minhash.form_hash(forms[i]) for i in whole], np.uint64)
    return compared, np.concatenate([*keys, np.empty(0, np.uint64)]), whole, hashes
