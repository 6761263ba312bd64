"""Band keys: what a text is found by among more texts than fit in memory, and in later runs.

Two texts that are alike share a key, most likely one of 25 MinHash bands; equal texts share all. So a corpus can be
linked key by key without its texts (`components.py`), and an index of the representatives is a list of their keys:
25 bands x 8 bytes each. A representative that shares no key with a batch can neither be joined nor take a place in one
of its buckets, so batches in survivor order, measured with the representatives they share keys with (`heads_before` of
`stars.table_of`), have exactly the stars of one run over all of it.
"""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pyarrow as pa

from cleaners.repeats import minhash
from cleaners.repeats.compare import LONG_CHARS
from cleaners.repeats.form import comparison_form, numbers
from cleaners.repeats.stars import engine_for, one_chunk
from schemas.config import RepeatOptions

# The band under which texts too long for shingles are listed, by a hash of their whole form.
FORM_BAND = 255

_32, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)

POSTINGS_SCHEMA = pa.schema(
    [
        pa.field("band", pa.uint8(), nullable=False),
        pa.field("key", pa.uint32(), nullable=False),
        pa.field("ordinal", pa.uint32(), nullable=False),
    ]
)


def band_keys(texts: pa.Array | pa.ChunkedArray, options: RepeatOptions) -> tuple[pa.Table, np.ndarray]:
    """The keys of `texts`, with their row numbers as ordinals, sorted by band and key; and the first text equal to each.

    A text has one key per band, a text over `LONG_CHARS` one in all, in `FORM_BAND`. A text that equals an earlier one
    in form and numbers has none: it repeats what that one repeats, or that one. `first` is int32[texts], -1 for a text
    under `min_chars`, which is never compared.
    """
    column = one_chunk(texts)
    engine = engine_for(column)
    found = _plain_keys(column, options) if engine is None else _compiled_keys(engine, column, options)
    first, compared, keys, long, hashes = found
    sizes = [*[len(compared)] * options.bands, len(long)]
    band = np.repeat(np.array([*range(options.bands), FORM_BAND], np.uint8), sizes)
    key, ordinal = np.empty(len(band), np.uint32), np.empty(len(band), np.uint32)
    start = 0
    for hashed, texts in (*((row, compared) for row in keys), (hashes, long)):
        packed = (hashed << _32) | texts.astype(np.uint64)  # one number, so that sorting moves no second column
        packed.sort()
        key[start : start + len(packed)], ordinal[start : start + len(packed)] = packed >> _32, packed & _LOW
        start += len(packed)
    return pa.table([band, key, ordinal], schema=POSTINGS_SCHEMA), first


# the first text equal to each; texts with band keys, those keys (a row for every band); long texts, their hashes
Keys = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _compiled_keys(engine: ModuleType, column: pa.Array, options: RepeatOptions) -> Keys:
    text, lengths, hashes = engine.read_forms(engine.text_of(column))
    first = np.empty(len(lengths), np.int32)
    engine.kernel_keys.first_equal(lengths, hashes, options.min_chars, first)
    compared, long = _told_apart(first, lengths)
    keys = engine.bands(text, compared, int(lengths[compared].max(initial=1)), options).keys
    return first, compared, keys, long, hashes[long, 0]


def _told_apart(first: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of the texts that equal no earlier one those with shingles, and those too long for them."""
    own = first == np.arange(len(first))
    return np.flatnonzero(own & (lengths <= LONG_CHARS)).astype(np.int32), np.flatnonzero(own & (lengths > LONG_CHARS))


def _plain_keys(column: pa.Array, options: RepeatOptions) -> Keys:
    """The same keys without compiled code, which takes longer to load than a small batch to work through."""
    made_with = (options.shingle, options.permutations, options.seed, options.bands, options.rows)
    texts = column.to_pylist()
    forms = [comparison_form(text) for text in texts]
    seen: dict[tuple, int] = {}
    first = np.full(len(texts), -1, np.int32)
    for i, (text, form) in enumerate(zip(texts, forms, strict=True)):
        if form and len(form) >= options.min_chars:
            first[i] = seen.setdefault((form, *numbers(text)), i)
    lengths = np.array([len(form) for form in forms], np.int64)
    compared, long = _told_apart(first, lengths)
    keys = np.array([minhash.band_keys(forms[i], *made_with) for i in compared], np.uint64)
    hashes = np.array([minhash.form_hash(forms[i]) for i in long], np.uint64)
    return first, compared, keys.reshape(-1, options.bands).T, long, hashes
