"""What Prefect shows of a run."""

from __future__ import annotations

import json
from urllib.request import urlopen

import flows.pipeline  # noqa: F401  (its settings must stand before Prefect is imported)
from flows import shown


def test_prefect_shows_how_far_a_run_is(prefect_server, winnow_run, tmp_path):
    (tmp_path / "a.md").write_text("# 风筝\n\n一只风筝挂在电线上已经三天，路过的人都抬头看它一眼。\n")
    assert winnow_run("run", tmp_path / "a.md", "--out", tmp_path / "out").returncode == 0
    with urlopen(f"{prefect_server}/artifacts/winnow-progress/latest") as answer:
        bar = json.load(answer)
    assert (bar["type"], bar["data"], bar["description"]) == ("progress", 100.0, "done")


def test_the_bar_in_prefect_never_goes_back_and_a_lost_server_costs_no_run(monkeypatch):
    told = []
    monkeypatch.setattr(shown, "create_progress_artifact", lambda *a, **k: "id")
    monkeypatch.setattr(shown, "update_progress_artifact", lambda _, percent, **k: told.append(percent))
    monkeypatch.setattr(shown, "PAUSE", 0.0)
    bar = shown.Bar()
    for step, parts in (("clean", 4), ("redo", 2), ("budgets", 1), ("repeats", 3), ("repeats", 1), ("new", 1)):
        for done in range(parts + 1):
            bar(step, done, parts)
    bar("repeats", 0, 0)
    bar.end()
    assert told == sorted(told) and told[0] == 0.0 and 85.0 in told and told[-1] == 100.0 > told[-2]

    def lost(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(shown, "update_progress_artifact", lost)
    bar("finish", 1, 1)
    monkeypatch.setattr(shown, "create_progress_artifact", lost)
    shown.Bar()("clean", 1, 1)
