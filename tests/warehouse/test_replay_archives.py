"""Inputs of archives are found again where they were read."""

from __future__ import annotations

import pytest

from schemas.records import RawInput
from tests.warehouse.packed import answer, read, record, tarred, zipped
from warehouse.replay import _File

FILES = {f"{n}.html": b"<p>%d</p>" % n for n in range(6)}


@pytest.mark.parametrize("ending", ["zip", "tar", "warc", "jsonl"])
def test_members_and_rows_are_found_again(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    if ending == "zip":
        zipped(path, FILES)
    elif ending == "tar":
        tarred(path, *FILES.items())
    elif ending == "warc":
        path.write_bytes(
            b"".join(
                record("response", "http://a.example/", answer(d, "Content-Type: text/html")) for d in FILES.values()
            )
        )
    else:
        path.write_text("".join(f'{{"html": "<p>{n}</p>"}}\n' for n in range(6)))
    items = [item for item in read(path) if isinstance(item, RawInput)]
    file = _File(str(path), 1000)
    for item in (items[0], items[2], items[2], items[5]):
        found = file.find(item.source_uri, item.sha256)
        assert found is not None and found.data == item.data
    assert _File(str(path), 1000).find(items[3].source_uri, "another") is None
