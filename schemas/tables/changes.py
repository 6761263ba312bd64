import pyarrow as pa

from schemas.tables.table import Check, Query, Table, column

CHANGES_MADE = ("added", "changed", "withdrawn")
# Why a run changed what is told of a document. Same bytes, told otherwise: what the run was made with says why.
CAUSES = ("input", "rules", "code", "configuration", "review", "repeat", "forget")

CHANGES = Table(
    name="changes",
    grain="one row per document that a run added, changed or withdrew",
    columns=(
        column("doc_id", pa.string(), "the document; where it was withdrawn, the one that is gone", required=True),
        column("change", pa.string(), "added, changed or withdrawn", required=True),
        column(
            "cause",
            pa.string(),
            "input (new or other bytes), rules, code, configuration or review (the same bytes, cleaned anew; several joined by "
            "+), repeat (what it repeated changed or is gone), forget",
            required=True,
        ),
        column("source_id", pa.string(), "the source it stands in, or stood in", required=True),
        column("previous_doc_id", pa.string(), "changed: the document it takes the place of, which may be itself"),
        column("previous_source_id", pa.string(), "changed: the source of that one"),
        column(
            "content_sha256",
            pa.string(),
            "as in documents; null where it was withdrawn, and in all rows of a source that was forgotten since",
        ),
        column(
            "previous_content_sha256", pa.string(), "of the previous document: equal when its text stayed as it was"
        ),
        column(
            "version", pa.int64(), "version of the warehouse that shows the change; later is greater", required=True
        ),
    ),
    key=("doc_id", "run_id"),
    since="1.2",
    checks=(
        Check(
            "changes are known",
            f"select count(*) from changes where change not in ({', '.join(map(repr, CHANGES_MADE))})",
        ),
        Check(
            "causes are known",
            "select count(*) from (select unnest(string_split(cause, '+')) as one from changes) "
            f"where one not in ({', '.join(map(repr, CAUSES))})",
        ),
        Check(
            "what changed was something before, and nothing else was",
            "select count(*) from changes where (change = 'changed') <> (previous_doc_id is not null)",
        ),
    ),
    queries=(
        Query(
            "What happened since a run, newest last?",
            "select version, run_id, change, cause, doc_id, previous_doc_id from changes\n"
            "where version > (select max(version) from changes where run_id = $run)\n"
            "order by version, doc_id",
        ),
        Query(
            "The history of a document",
            "with recursive history as (\n"
            "    select * from changes where doc_id = $doc\n"
            "    union\n"
            "    select c.* from changes c join history h on c.doc_id = h.previous_doc_id\n"
            ")\n"
            "select version, change, cause, doc_id, run_id from history order by version",
        ),
    ),
)
