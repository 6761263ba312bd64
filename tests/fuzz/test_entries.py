"""The fuzz entries, as far as a test run has time for them, and what fuzzing has found."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.entries import ENTRIES, TOKENS, any_bytes, any_document, any_input, any_text, document, text_of

CASES = tomllib.loads(Path(__file__).with_name("cases.toml").read_text(encoding="utf-8"))["case"]
TOKEN = st.integers(0, len(TOKENS) - 1).map(lambda n: bytes([n]))
DOCUMENT = st.lists(st.one_of(TOKEN, TOKEN, TOKEN, st.binary(min_size=1, max_size=2)), max_size=60).map(b"".join)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=100).map(lambda text: text.encode("gb18030", "replace"))))
def test_any_bytes_decode_or_are_refused(data):
    any_bytes(data)


@given(DOCUMENT)
def test_any_text_is_segmented_and_stripped(data):
    any_text(data)


@settings(max_examples=120)
@given(DOCUMENT)
def test_any_document_is_cleaned_or_refused(data):
    any_document(data)


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused(data):
    any_input(data)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_what_fuzzing_found(case):
    if "text" in case:
        document(case["text"])
    else:
        ENTRIES[case["entry"]](ast.literal_eval(case["data"]))


def test_a_byte_makes_a_token_and_two_a_character():
    assert len(TOKENS) < 200
    assert text_of(bytes([0, 1])) == TOKENS[0] + TOKENS[1]
    assert text_of(bytes([0, 0x4E + 150]))[:3] == TOKENS[0] and text_of(b"") == ""
