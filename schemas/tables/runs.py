import pyarrow as pa

from schemas.tables.table import TIME, Table, column

RUNS = Table(
    name="runs",
    grain="one row per run",
    columns=(
        column("started_at", TIME, "when the run started", required=True),
        column("finished_at", TIME, "when its tables were complete", required=True),
        column("status", pa.string(), "clean, or rejects when some inputs were rejected", required=True),
        column("code_version", pa.string(), "version of the code", required=True),
        column("contract_version", pa.int32(), "major part of `contract`", required=True),
        column("rules", pa.list_(pa.string()), "pack@version, all packs", required=True),
        column("configuration", pa.string(), "the run's configuration as JSON", required=True),
        column("inputs", pa.int64(), "inputs seen, those already done included", required=True),
        column("skipped", pa.int64(), "inputs an earlier run had done", required=True),
        column("sources", pa.int64(), "rows this run added to sources", required=True),
        column("documents", pa.int64(), "rows added to documents", required=True),
        column("paragraphs", pa.int64(), "rows added to paragraphs", required=True),
        column("removals", pa.int64(), "rows added to removals", required=True),
        column("repeats", pa.int64(), "rows added to repeats", required=True),
        column("rejects", pa.int64(), "rows added to rejects", required=True),
        column("source_chars", pa.int64(), "visible characters that came in", required=True),
        column("kept_chars", pa.int64(), "visible characters that were kept", required=True),
        column("timings", pa.string(), "seconds per step as JSON", required=True),
        column(
            "quality",
            pa.string(),
            "what the run measured of itself as JSON, null where there is nothing to tell: repeats_exact (paragraphs that repeat "
            "another by an exact join) and repeats_found (how many of them this run found), silent_rules (platform, rule: took "
            "something in `earlier` of `of` sources of earlier runs and in none of this run's `sources`)",
            since="1.1",
        ),
        column("contract", pa.string(), "version of the table contract, major.minor", since="1.2"),
        column(
            "checks",
            pa.list_(pa.string()),
            "what was counted over the run's rows before they were published, table: promise; all held",
            since="1.2",
        ),
    ),
    key=("run_id",),
)
