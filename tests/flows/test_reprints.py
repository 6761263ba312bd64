"""Documents that stand in others: reprints and excerpts told apart, also against documents of earlier runs."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from flows.forget import forget
from schemas.config import RepeatOptions, RunConfig
from tests.conftest import Warehouse
from tests.flows.made import run


def sentence(seed: str) -> str:
    """A sentence like no other."""
    draw = random.Random(seed)
    return "".join(draw.choices("山水田园风雨船桥灯火书信石木竹茶酒米盐铁路城门市井人家", k=40)) + "。"


def write(folder: Path, name: str, day: int, *sentences: str) -> None:
    folder.mkdir(exist_ok=True)
    text = f"---\ntitle: {name}\ndate: 2024-05-{day:02d}\n---\n\n" + "\n\n".join(sentences) + "\n"
    (folder / f"{name}.md").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("across_documents", ["mark", "remove"])
def test_an_excerpt_is_told_from_a_reprint(
    across_documents: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.disk.flush", lambda path: None)
    out, folder = tmp_path / "out", tmp_path / "in"
    config = RunConfig(RepeatOptions(across_documents=across_documents))
    whole = [sentence(f"whole{n}") for n in range(10)]
    write(folder, "长文", 1, *whole)
    run(out, folder, config)
    write(folder, "转载", 2, *whole[:9])
    write(folder, "摘录", 3, *whole[:2])
    write(folder, "引用", 4, whole[0], sentence("own1"), sentence("own2"))
    run(out, folder, config)

    def kind(name: str) -> tuple:
        (row,) = Warehouse(out).of("documents", f"{name}.md")
        return row["repeat_kind"], row["repeat_share"]

    assert kind("长文") == (None, None)
    assert kind("转载") == ("reprint", pytest.approx(1, abs=0.06))
    assert kind("摘录") == ("excerpt", pytest.approx(1, abs=0.06))
    assert kind("引用") == (None, pytest.approx(1 / 3, abs=0.06))
    # without the first, the second stands for the text, and what was an excerpt of the one is one of the other
    forget(out, "长文.md")
    (first,) = Warehouse(out).of("documents", "转载.md")
    (excerpt,) = Warehouse(out).of("documents", "摘录.md")
    assert kind("转载") == (None, None) and first["text"] == "\n\n".join(whole[:9])
    assert (excerpt["repeat_of_doc_id"], excerpt["repeat_kind"]) == (first["doc_id"], "excerpt")
