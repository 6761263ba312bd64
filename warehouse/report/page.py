"""The report: one page, everything in it, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
import os
import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined

from warehouse.report import changes, clusters, drift, samples, totals
from warehouse.report.judged import judged
from warehouse.report.pieces import pack
from warehouse.report.plain import OBEYED, plain
from warehouse.report.reasons import FAMILY, family
from warehouse.report.views import connect

STYLES = ("base.css", "report.css")
SCRIPTS = (
    "dom.js", "labels.js", "pieces.js", "diff.js", "filters.js", "list.js", "removals.js", "repeats.js", "reprints.js",
    "documents.js", "keys.js", "main.js",
)  # fmt: skip


def build_report(out: Path, run_id: str | None = None) -> Path:
    """Write the report over all runs in `out` (report.html), or over one (report-RUN.html), and return its path.

    Raises ConfigurationError when `out` holds no tables or no such run, or cannot be written.
    """
    out = Path(out)
    con = connect(out, run_id)
    try:
        html = render_report(_content(con) | {"run_id": run_id, "judged": judged(con, out)})
    finally:
        con.close()
    path = out / ("report.html" if run_id is None else f"report-{run_id}.html")
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    waiting.write_text(html, encoding="utf-8", errors="replace")
    waiting.replace(path)
    return path


def _content(con) -> dict:
    """Everything the template shows."""
    totals.prepare(con)
    shown = {
        "documents": samples.documents(con),
        "removals": samples.removals(con),
        "repeats": clusters.clusters(con),
    }
    return {
        "totals": totals.totals(con),
        "reasons": totals.by_reason(con),
        "rules": totals.by_rule(con),
        "platforms": totals.by_group(con, "platform"),
        "accounts": totals.by_group(con, "account"),
        "shares": totals.by_share(con),
        "decoding": totals.decoding(con),
        "repeats": totals.repeat_totals(con),
        "rejects": totals.rejects(con),
        "runs": totals.runs(con),
        "changes": changes.changes(con),
        "drift": drift.drift(con),
        "shown": shown,
        "reprints": pack(samples.reprints(con)),
    }


def render_report(content: dict) -> str:
    """The page for `content`: its own style and script allowed by hash, everything else forbidden."""
    style = "".join(asset(name) for name in STYLES)
    script = "(() => {\n'use strict';\n" + "".join(asset(name) for name in SCRIPTS) + "})();\n"
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            **content,
            style=style,
            script=script,
            policy=content_policy(style, script),
            labels=pack({"labels": labels(), "families": FAMILY}),
        )
    )


def content_policy(style: str, script: str | None = None) -> str:
    """Nothing but our own style and script runs, nothing is fetched, no string becomes markup."""
    code = f"'sha256-{_digest(script)}'" if script else "'none'"
    return (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src {code}; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def asset(name: str) -> str:
    """The text of a file under assets/."""
    return files("warehouse.report").joinpath("assets", name).read_text("utf-8")


@cache
def labels() -> dict[str, dict[str, str]]:
    """Every label of the pages: key -> {en, zh}."""
    return tomllib.loads(asset("labels.toml"))


@cache
def environment() -> Environment:
    """Jinja with autoescape on for everything; an undefined name is an error."""
    templates = files("warehouse.report").joinpath("templates")
    env = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(lambda name: templates.joinpath(name).read_text("utf-8")),
        finalize=lambda value: plain(value, OBEYED) if type(value) is str else value,
    )
    env.filters["n"] = lambda value: f"{value:,}" if value is not None else "–"
    env.filters["pct"] = _percent
    env.filters["time"] = lambda value: value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else "–"
    env.filters["family"] = family
    env.globals["label"] = lambda key, language="en": labels().get(key, {}).get(language, key)
    return env


def _percent(share: float | None) -> str:
    if share is None:
        return "–"
    return "0" if not share else f"{share:.1%}" if share >= 0.001 else f"{share:.3%}"
