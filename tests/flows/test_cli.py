"""The command as real processes: exit codes, what goes to stdout, what to stderr."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from tests.conftest import SEEDS, Warehouse
from tests.warehouse.made import published, source_rows

ARTICLE = "# 风筝\n\n一只风筝挂在电线上已经三天，路过的人都抬头看它一眼。\n"


def one_line(text: str) -> str:
    (line,) = text.strip().splitlines()
    return line


# ---- verbs that do not run the flow ----


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["tables", "--help"], ["rules", "--help"]])
def test_help(winnow, arguments):
    done = winnow(*arguments)
    assert done.returncode == 0 and "Usage" in done.stdout and done.stderr == ""


def test_the_command_line_imports_nothing_heavy():
    heavy = [
        "prefect",
        "pandas",
        "duckdb",
        "rich",
        "pyarrow",
        "lxml",
        "numpy",
        "numba",
        "bs4",
        "re2",
        "cleaners",
        "warehouse",
    ]
    code = f"import sys, flows.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def test_verbs_that_only_read_do_not_import_prefect(seeds):
    code = (
        "import sys; sys.argv = ['winnow', 'tables', 'check', '--out', sys.argv[1]]\nfrom flows.cli import main\n"
        "try: main()\nexcept SystemExit: pass\nprint('prefect' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(seeds.out)], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines()[-1] == "False", done.stdout + done.stderr


def test_tables(winnow):
    tables = json.loads(winnow("tables", "list", "--json").stdout)
    assert [row["table"] for row in tables] == [
        "sources", "documents", "paragraphs", "removals", "repeats", "rejects", "runs", "reviews", "changes",
    ]  # fmt: skip
    columns = json.loads(winnow("tables", "describe", "documents", "--json").stdout)
    assert {k: columns[0][k] for k in ("column", "type", "required")} == {
        "column": "doc_id",
        "type": "string",
        "required": True,
    }
    assert all(column["description"] for column in columns)
    assert winnow("tables", "describe", "documents").stdout.count("\n") == len(columns)


def test_the_contract_for_machines_is_the_one_for_people(winnow):
    assert json.loads(winnow("tables", "contract", "--json").stdout) == yaml.safe_load(
        winnow("tables", "contract").stdout
    )


def test_the_report_for_machines(winnow, seeds, tmp_path):
    told = json.loads(winnow("report", "--out", seeds.out, "--json").stdout)
    assert told["report"] == str(seeds.out / "report.html") == winnow("report", "--out", seeds.out).stdout.strip()
    assert told["totals"]["documents"] == len(seeds.rows("documents"))
    assert {row["rule"] for row in told["rules"]} < {row["rule"] for row in seeds.rows("removals")}
    assert told["precision"] == []
    kept = winnow("rules", "keeps", "--out", seeds.out, "--rules", tmp_path, "--json")
    assert json.loads(kept.stdout) == {"file": str(tmp_path / "reviewed.toml"), "keeps": 0, "without_rule": 0}


def test_rules(winnow):
    rules = json.loads(winnow("rules", "list", "--json").stdout)
    assert any(row["rule"].startswith("wechat.") for row in rules) and all(row["reason"] for row in rules)


@pytest.mark.parametrize(
    "arguments",
    [
        ["tables", "check", "--out", "{tmp}/nothing"],
        ["report", "--out", "{tmp}/nothing"],
        ["explain", "x", "--out", "{tmp}/nothing"],
        ["tables", "describe", "nonsense"],
        ["run", "{tmp}/absent.md", "--out", "{tmp}/out"],
        ["run", "{tmp}/a.md", "--out", "{tmp}/out", "--across-documents", "maybe"],
        ["run", "{tmp}/a.md", "--out", "{tmp}/out", "--threshold", "1.2"],
        ["run", "{tmp}/a.md", "--out", "{tmp}/out", "--repeats-engine", "simhash"],
        ["run", "{tmp}/a.md", "--out", "{tmp}/out", "--linkage", "single"],
        ["run", "{tmp}/a.md", "--out", "{tmp}/out", "--max-bytes", "0"],
        ["run", "{tmp}/a.md", "--out", "{tmp}/out", "--workers", "0"],
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_what_cannot_run_is_one_line_and_exit_code_2(winnow, tmp_path, arguments):
    (tmp_path / "a.md").write_text(ARTICLE)
    done = winnow(*(argument.format(tmp=tmp_path) for argument in arguments))
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("winnow: ") and one_line(done.stderr) and done.stdout == ""


@pytest.mark.parametrize("arguments", [["run"], ["run", "x"], ["nonsense"], ["run", "x", "--no-such-option"]])
def test_wrong_usage_is_exit_code_2(winnow, arguments):
    done = winnow(*arguments)
    assert done.returncode == 2 and "Usage" in done.stderr


def test_check_of_sound_and_of_broken_tables(winnow, seeds, tmp_path):
    sound = winnow("tables", "check", "--out", seeds.out)
    assert sound.returncode == 0 and sound.stdout == "" and "keep their contract" in sound.stderr
    told = json.loads(winnow("tables", "check", "--out", seeds.out, "--json").stdout)
    assert told["broken"] == [] and "documents: char_count is the length of text" in told["checked"]
    assert told["checked"] == seeds.rows("runs")[0]["checks"]
    broken = source_rows("a.txt", "菜单\n第一篇")
    broken["documents"][0]["char_count"] = 99
    published(tmp_path, "r1", broken)
    done = winnow("tables", "check", "--out", tmp_path)
    assert done.returncode == 1 and one_line(done.stdout).startswith("documents: char_count is the length of text")


def test_explain_shows_the_rule_beside_what_it_removed(winnow, seeds):
    done = winnow("explain", "wechat_article.md", "--out", seeds.out)
    assert done.returncode == 0, done.stderr
    assert "metadata.title@1" in done.stdout and "大多数时候没有回答" in done.stdout
    told = json.loads(winnow("explain", "wechat_article.md", "--out", seeds.out, "--json").stdout)
    assert "metadata.title@1" in {segment["rule"] for segment in told["segments"]}
    missing = winnow("explain", "no-such-document", "--out", seeds.out)
    assert missing.returncode == 2 and one_line(missing.stderr).startswith("winnow: ")


def test_report_is_made_from_the_tables(winnow, seeds):
    done = winnow("report", "--out", seeds.out)
    assert done.returncode == 0 and one_line(done.stdout) == str(seeds.out / "report.html")


def test_an_audit_changes_no_name_of_a_run():
    from schemas.config import RepeatOptions, RunConfig

    assert RunConfig(audit_recall=True).as_dict() == RunConfig().as_dict()
    assert RunConfig(RepeatOptions(engine="exact")).as_dict() != RunConfig().as_dict()


# ---- winnow run ----


def test_a_run_for_people_and_a_run_for_machines(winnow_run, tmp_path):
    (tmp_path / "a.md").write_text(ARTICLE)
    done = winnow_run("run", tmp_path / "a.md", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "out/report.html") in done.stdout and "documents" in done.stdout
    assert "clean" in done.stderr and "Traceback" not in done.stderr
    (tmp_path / "empty.md").write_text("")
    again = winnow_run("run", tmp_path, "--out", tmp_path / "out", "--json")
    assert again.returncode == 1, again.stderr
    summary = json.loads(again.stdout)
    assert summary["exit_code"] == 1 and summary["counts"]["skipped"] == 1 and summary["counts"]["rejects"] == 1
    assert [row["run_id"] for row in Warehouse(tmp_path / "out").rows("rejects")] == [summary["run_id"]]


def test_a_run_needs_no_server_and_says_nothing_but_its_steps(winnow, tmp_path):
    (tmp_path / "a.md").write_text(ARTICLE)
    done = winnow("run", tmp_path / "a.md", "--out", tmp_path / "out", "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["counts"]["documents"] == 1
    steps = [line.split()[0] for line in done.stderr.splitlines()]
    assert steps == ["look", "clean", "budgets", "learn", "repeats", "finish", "report"], done.stderr


def test_a_second_run_into_the_same_folder_is_refused(winnow_run, tmp_path):
    (tmp_path / "a.md").write_text(ARTICLE)
    (tmp_path / "out/.winnow").mkdir(parents=True)
    with open(tmp_path / "out/.winnow/lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = winnow_run("run", tmp_path / "a.md", "--out", tmp_path / "out")
    assert done.returncode == 2 and "another run is writing there" in done.stderr.splitlines()[-1]


# A run in a process of its own that stops at the step named and says so, for a signal to reach it there.
HALTING = """
import sys, time
from pathlib import Path
import flows.run
module, name = sys.argv[3].split(".")
def halt(*_, **__):
    print("halted", flush=True)
    time.sleep(600)
setattr(getattr(flows.run, module), name, halt)
sys.argv = ["winnow", "run", sys.argv[1], "--out", sys.argv[2]]
from flows.cli import main
main()
"""


def halted_run(server: str, out: Path, step: str) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", HALTING, str(SEEDS), str(out), step],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env={**os.environ, "PREFECT_API_URL": server},
    )
    assert process.stdout.readline() == "halted\n"
    return process


@pytest.mark.parametrize("step", ["ledger.replaced", "commit.publish"])
def test_a_killed_run_leaves_nothing_visible_and_the_next_one_is_as_if_it_never_was(
    prefect_server, clean, seeds, tmp_path, step
):
    process = halted_run(prefect_server, tmp_path / "out", step)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".winnow"]
    left = {path.name for path in (tmp_path / "out/.winnow").iterdir()}
    assert "staging" in left and "current" not in left
    assert clean(tmp_path / "out", SEEDS).files() == seeds.files()
    assert {path.name for path in (tmp_path / "out/.winnow").iterdir()} == {"current", "versions", "lock"}


def test_an_interrupted_run_exits_with_130(prefect_server, tmp_path):
    process = halted_run(prefect_server, tmp_path / "out", "ledger.replaced")
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 130
    assert not (tmp_path / "out/documents").exists()
