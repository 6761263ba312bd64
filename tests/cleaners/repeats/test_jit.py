"""Compiled code is found again, and found out of date when a function it holds has changed."""

from __future__ import annotations

import subprocess
import sys

from cleaners.repeats import jit, kernel_stars, kernel_text

START = """
import sys
import pyarrow as pa
from cleaners.repeats import engine, kernel_keys
from schemas.config import RepeatOptions

text = engine.text_of(pa.array(["水光潋滟晴方好，山色空蒙雨亦奇，欲把西湖比西子，淡妆浓抹总相宜。"] * 2))
assert engine.pairs_of(text, RepeatOptions()).members.tolist() == [1]
print(*kernel_keys.band_keys.stats.cache_hits.values(), "numba.np.arraymath" in sys.modules)
"""


def test_a_second_process_loads_without_the_compiler():
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", START], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["1", "False"]


def test_what_is_compiled_belongs_to_the_sources_it_was_made_of(monkeypatch):
    cache = kernel_stars.grow_stars._cache
    signature = kernel_text.mix64.signatures
    codegen = kernel_text.mix64.targetctx.codegen()
    before = cache._index_key(signature, codegen)
    assert before == cache._index_key(signature, codegen)
    monkeypatch.setattr(jit, "_sources", lambda: "another")
    assert cache._index_key(signature, codegen) != before
