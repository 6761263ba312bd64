"""A short soak; `make soak` is the long one."""

from __future__ import annotations

from bench.soak import soak


def test_runs_killed_at_any_moment_come_to_what_one_clean_run_gives(tmp_path):
    told = soak(runs=6, commands=0, seed=3, folder=tmp_path)
    assert told["different"] == [] and told["broken"] == []
    assert told["finished"] and told["rows"]["repeats"]
