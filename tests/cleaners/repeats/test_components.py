"""Parts worked on apart give the stars of the whole."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from cleaners.repeats import find_stars
from cleaners.repeats.across import band_keys
from cleaners.repeats.components import groups
from schemas.config import RepeatOptions

OPTIONS = RepeatOptions(threshold=0.7)


def corpus(count: int) -> list[str]:
    random = np.random.RandomState(5)
    letters = list("春江潮水连海平海上明月共潮生滟滟随波千里何处无月明江流宛转绕芳甸1二")
    bases = ["".join(random.choice(letters, 60)) for _ in range(count // 8)]
    texts = [bases[random.randint(len(bases))] for _ in range(count)]
    return [t[:at] + "花" + t[at + 1 :] for t, at in zip(texts, random.randint(0, 60, count), strict=True)]


def links(key: np.ndarray, ordinal: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Neighbours in the buckets of one band."""
    order = np.argsort(key, kind="stable")
    same = np.flatnonzero(np.diff(key[order].astype(np.int64)) == 0)
    return ordinal[order][same], ordinal[order][same + 1]


@pytest.mark.parametrize("texts_per_group", [1, 40, 10_000])
@pytest.mark.parametrize("shards", [1, 3])
def test_stars_of_the_parts_are_the_stars_of_the_whole(texts_per_group, shards):
    texts = [*corpus(400), "短", "", "x" * 10_001, "x" * 10_001]
    bounds = np.linspace(0, len(texts), shards + 1).astype(int)
    tables, equal = [], []
    for start, end in pairwise(bounds):
        keys, first = band_keys(pa.array(texts[start:end]), OPTIONS)
        equal.append((start + np.flatnonzero(first >= 0), start + first[first >= 0]))
        tables.append((keys["band"].to_numpy(), keys["key"].to_numpy(), keys["ordinal"].to_numpy() + start))
    band, key, ordinal = (np.concatenate(column) for column in zip(*tables, strict=True))
    group = groups(
        len(texts), [links(key[band == b], ordinal[band == b]) for b in np.unique(band)] + equal, texts_per_group
    )
    rows = []
    for number in range(group.max() + 1):
        members = np.flatnonzero(group == number)
        for row in find_stars(pa.array([texts[i] for i in members]), OPTIONS).to_pylist():
            rows.append(row | {name: int(members[row[name]]) for name in ("member", "representative")})
    whole = find_stars(pa.array(texts), OPTIONS).to_pylist()
    assert len(whole) > 50
    assert sorted(rows, key=lambda row: row["member"]) == whole


def test_a_component_is_never_divided_and_who_is_linked_with_none_has_no_group():
    edges = [(np.array([0, 1]), np.array([1, 2])), (np.array([5]), np.array([2]))]
    assert groups(7, edges, 2).tolist() == [0, 0, 0, -1, -1, 0, -1]
    apart = groups(6, [(np.array([0, 2, 4]), np.array([1, 3, 5]))], 2)
    assert apart.tolist() == [0, 0, 1, 1, 2, 2]
    assert groups(6, [(np.array([0, 2, 4]), np.array([1, 3, 5]))], 4).tolist() == [0, 0, 0, 0, 1, 1]
