"""The fast engine: a column of texts in survivor order to measured pairs, in compiled code over Arrow's buffers.

1. Read the comparison form of every text; group equal ones by a 128-bit hash of the form.
2. Give each different text keys under which alike ones meet: MinHash bands ("lsh") or its rarest shingles ("exact").
3. Number the buckets of equal keys by a radix sort; a key that stands once is forgotten.
4. Walk the texts in survivor order. Each is measured against the representatives in its buckets, earliest first.

Steps 2 to 4 run with the numbers of the text in the key (copies), then without among the representatives (templates).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from cleaners.repeats import kernel_keys, kernel_stars, kernel_text
from cleaners.repeats.chartable import char_table
from cleaners.repeats.compare import LONG_CHARS
from cleaners.repeats.minhash import multipliers, permutations
from cleaners.repeats.plain import BUCKET_ROOM
from schemas.config import RepeatOptions
from schemas.records import REPEAT_KINDS

# Slots of the shingle counter of the exact engine; sharing a slot costs time, never a pair.
_COUNTER_SLOTS = 1 << 22


class Text(NamedTuple):
    """UTF-8 of a column: text i is data[offsets[i] : offsets[i + 1]]."""

    data: np.ndarray  # uint8
    offsets: np.ndarray  # int64

    def __len__(self) -> int:
        return len(self.offsets) - 1


class Pairs(NamedTuple):
    """Measured pairs, sorted by member."""

    members: np.ndarray  # int64
    representatives: np.ndarray  # int64
    similarities: np.ndarray  # float64
    kinds: np.ndarray  # int8, places in REPEAT_KINDS


def text_of(column: pa.Array) -> Text:
    """The buffers of a string column without nulls; the text is not copied."""
    wide = pa.types.is_large_string(column.type)
    _, offsets, data = column.buffers()
    if not len(column):
        return Text(np.zeros(1, np.uint8), np.zeros(1, np.int64))
    ends = np.frombuffer(offsets, np.int64 if wide else np.int32)[column.offset : column.offset + len(column) + 1]
    return Text(np.frombuffer(data, np.uint8) if data else np.zeros(1, np.uint8), ends.astype(np.int64))


def pairs_of(text: Text, options: RepeatOptions, heads_before: Sequence[bool] = ()) -> Pairs:
    """Every text that repeats an earlier one, measured; see `find_stars` for the rule.

    The first len(heads_before) texts are representatives of earlier runs, different from each other: they join
    nobody, and `heads_before` says which of them were no template members.
    """
    n = len(text)
    text, lengths, hashes = read_forms(text)
    first = np.empty(n, np.int32)
    kernel_keys.first_equal(lengths, hashes, options.min_chars, first)

    texts = np.flatnonzero((first == np.arange(n)) & (lengths <= LONG_CHARS)).astype(np.int32)
    longest = int(lengths[texts].max(initial=1))
    is_head = np.asarray(heads_before, np.bool_)
    known = int((texts < len(is_head)).sum())
    keys = (prefixes if options.engine == "exact" else bands)(text, texts, longest, options)
    near, near_similarity = _stars(text, texts, longest, _buckets(keys, hashes[texts, 2]), options, known)
    heads = np.concatenate([np.flatnonzero(is_head[texts[:known]]), known + np.flatnonzero(near[known:] < 0)])
    before = int(is_head[texts[:known]].sum())
    own, own_similarity = _stars(text, texts[heads], longest, _buckets(keys.of(heads)), options, before)

    return _pairs(first, texts, near, near_similarity, heads, own, own_similarity)


def _pairs(first, texts, near, near_similarity, heads, own, own_similarity) -> Pairs:
    n = len(first)
    joins, alike, kind = np.arange(n), np.ones(n), np.full(n, REPEAT_KINDS.index("exact"), np.int8)
    member, template = np.flatnonzero(near >= 0), np.flatnonzero(own >= 0)
    joins[texts[member]] = texts[near[member]]
    alike[texts[member]] = near_similarity[member]
    kind[texts[member]] = REPEAT_KINDS.index("near")
    copies = np.flatnonzero((first >= 0) & (joins[first] != np.arange(n)))
    members = np.concatenate([copies, texts[heads[template]]]).astype(np.int64)
    representatives = np.concatenate([joins[first[copies]], texts[heads[own[template]]]]).astype(np.int64)
    similarities = np.concatenate([alike[first[copies]], own_similarity[template]])
    templates = np.full(len(template), REPEAT_KINDS.index("template"), np.int8)
    kinds = np.concatenate([kind[first[copies]], templates])
    order = np.argsort(members, kind="stable")
    return Pairs(members[order], representatives[order], similarities[order], kinds[order])


def signatures(text: Text, options: RepeatOptions) -> np.ndarray:
    """MinHash signatures, uint32[texts, permutations]: what `datasketch.MinHash(scheme="affine32")` holds.

    The shingle hashes are the low 32 bits of `minhash.shingle_hashes`; an empty form has the empty set's signature.
    """
    values, joined = np.empty((len(text), options.permutations), np.uint32), np.empty(len(text), np.bool_)
    places, permuted = multipliers(options.shingle), permutations(options.permutations, options.seed)
    kernel_text.sign(*text, *char_table(), places, *permuted, values, joined)
    where = np.flatnonzero(joined)
    if len(where):
        again = np.empty((len(where), options.permutations), np.uint32)
        kernel_text.sign(*_normalized(text, where), *char_table(), places, *permuted, again, joined)
        values[where] = again
    return values


def read_forms(text: Text) -> tuple[Text, np.ndarray, np.ndarray]:
    """Lengths and hashes (form, form, numbers) of the comparison forms, and the text they can be read from.

    That is `text` itself but for texts with characters NFKC joins to the one before (combining marks, jamo): they
    are normalized here, so that compiled code can map character by character.
    """
    lengths, hashes, joined = _read_forms(text)
    where = np.flatnonzero(joined)
    if not len(where):
        return text, lengths, hashes
    changed = _normalized(text, where)
    lengths[where], hashes[where], _ = _read_forms(changed)
    sizes = np.diff(text.offsets)
    sizes[where] = np.diff(changed.offsets)
    pieces, at = [], text.offsets[0]
    for k, i in enumerate(where):
        pieces += [text.data[at : text.offsets[i]], changed.data[changed.offsets[k] : changed.offsets[k + 1]]]
        at = text.offsets[i + 1]
    data = np.concatenate([*pieces, text.data[at : text.offsets[-1]]])
    return Text(data, np.concatenate([[0], np.cumsum(sizes)])), lengths, hashes


def _normalized(text: Text, where: np.ndarray) -> Text:
    """Some of the texts, normalized (NFKC)."""
    pieces = []
    for i in where:
        piece = text.data[text.offsets[i] : text.offsets[i + 1]].tobytes().decode("utf-8", "surrogatepass")
        pieces.append(unicodedata.normalize("NFKC", piece).encode("utf-8", "surrogatepass"))
    ends = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])])
    return Text(np.frombuffer(b"".join(pieces), np.uint8), ends)


def _read_forms(text: Text) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n = len(text)
    lengths, hashes, joined = np.empty(n, np.int64), np.empty((n, 3), np.uint64), np.empty(n, np.bool_)
    kernel_keys.read_forms(*text, *char_table(), lengths, hashes, joined)
    return lengths, hashes, joined


class Keys(NamedTuple):
    """Keys of m texts: text k has keys[ends[k] : ends[k + 1]].

    `bands` > 1: every text has that many, and only keys at the same place can be equal.
    """

    ends: np.ndarray  # int64[m + 1]
    keys: np.ndarray  # uint64
    bands: int = 1

    def of(self, items: np.ndarray) -> Keys:
        """The keys of some of the texts, in the order given."""
        sizes = (self.ends[1:] - self.ends[:-1])[items]
        ends = np.concatenate([[0], np.cumsum(sizes)])
        at = np.arange(ends[-1]) + np.repeat(self.ends[items] - ends[:-1], sizes)
        return Keys(ends, self.keys[at], self.bands)


def bands(text: Text, texts: np.ndarray, longest: int, options: RepeatOptions) -> Keys:
    """One key per band of the MinHash signature."""
    permuted = permutations(options.permutations, options.seed)
    keys = np.empty((len(texts), options.bands), np.uint64)
    kernel_keys.band_keys(
        text.data, text.offsets, texts, longest, *char_table(),
        multipliers(options.shingle), *permuted, options.rows, keys,
    )  # fmt: skip
    return Keys(np.arange(len(texts) + 1) * options.bands, keys.reshape(-1), options.bands)


def prefixes(text: Text, texts: np.ndarray, longest: int, options: RepeatOptions) -> Keys:
    """The rarest shingles of every text: any two texts alike share one of them."""
    args = (text.data, text.offsets, texts, longest, *char_table(), multipliers(options.shingle))
    counts = np.zeros(_COUNTER_SLOTS, np.uint32)
    total = kernel_keys.count_shingles(*args, counts)
    ends = np.zeros(len(texts) + 1, np.int64)
    keys = np.empty(int((1 - options.threshold) * total) + 2 * len(texts) + 1, np.uint64)
    kernel_keys.prefix_keys(*args, counts, options.threshold, ends, keys)
    return Keys(ends, keys[: ends[-1]])


class Buckets(NamedTuple):
    """Buckets with more than one text: text k stands in numbers[ends[k] : ends[k + 1]]; sizes by number."""

    ends: np.ndarray  # int64[m + 1]
    numbers: np.ndarray  # int32
    sizes: np.ndarray  # int64


def _buckets(keys: Keys, split_by: np.ndarray | None = None) -> Buckets:
    """Texts that share a key, and where `split_by` (one hash per text) is given that hash too."""
    if split_by is None:
        split_by = np.empty(0, np.uint64)
    elif keys.bands == 1:
        split_by = np.repeat(split_by, np.diff(keys.ends))
    split_by = np.ascontiguousarray(split_by)
    numbers = np.empty(len(keys.keys), np.int32)
    count = 0
    for band in range(keys.bands):  # one band at a time stays in the cache
        count = kernel_keys.number_buckets(keys.keys, keys.bands, band, split_by, numbers, count)
    shared = numbers >= 0
    ends = np.concatenate([[0], np.cumsum(shared)])[keys.ends]
    return Buckets(ends, numbers[shared], np.bincount(numbers[shared], minlength=count))


def _stars(text: Text, texts: np.ndarray, longest: int, buckets: Buckets, options: RepeatOptions, known: int):
    joins, similarities = np.empty(len(texts), np.int32), np.zeros(len(texts))
    room = len(texts) if options.engine == "exact" else BUCKET_ROOM
    kernel_stars.grow_stars(
        text.data, text.offsets, texts, longest, *char_table(), multipliers(options.shingle),
        *buckets, room, options.threshold, known, joins, similarities,
    )  # fmt: skip
    return joins, similarities
