import pyarrow as pa

from schemas.tables.table import TIME, Check, Query, Table, column

SOURCES = Table(
    name="sources",
    grain="one row per input accepted: a file or object, a row of a JSONL or Parquet file, a member of an archive, a page of a crawl",
    columns=(
        column("source_id", pa.string(), "hash of source_uri and source_sha256, 32 hex digits", required=True),
        column(
            "source_uri",
            pa.string(),
            "path or URL as given; behind # the place in the file: row=N or record=N, from 0; member=NAME of an archive, with "
            "copy=N for the N-th of that name and row=N for a row of it",
            required=True,
        ),
        column("source_sha256", pa.string(), "SHA-256 of the input's bytes, hex", required=True),
        column(
            "media_type",
            pa.string(),
            "what it was read as: text/html, text/markdown, text/plain",
            required=True,
        ),
        column("encoding", pa.string(), "encoding the bytes were decoded with", required=True),
        column("encoding_confidence", pa.float32(), "how sure the encoding is, 0 to 1", required=True),
        column("encoding_evidence", pa.string(), "why: byte order mark, declaration, statistics"),
        column("repair_plan", pa.list_(pa.string()), "repairs that changed something, with how many lines"),
        column("platform", pa.string(), "rule pack that recognized the source; null when none did"),
        column("container", pa.string(), "HTML: the element taken as the article, and why"),
        column(
            "source_text",
            pa.large_string(),
            "what removals and paragraphs point into: the decoded, repaired text; for HTML the visible text, "
            "one block per line",
            required=True,
        ),
        column("char_count", pa.int64(), "code points of source_text", required=True),
        column("fetched_at", TIME, "when the document was fetched, as far as it says"),
        column("warnings", pa.list_(pa.string()), "what a reader should know about decoding and segmenting"),
    ),
    key=("source_id",),
    queries=(
        Query(
            "A source as it came, every span with what became of it",
            "select start, \"end\", 'removed' as fate, rule as why, text from removals where source_id = $source\n"
            "union all\n"
            "select span.start, span.\"end\", 'kept', kind, text\n"
            "from (select *, unnest(spans) as span from paragraphs where source_id = $source)\n"
            "order by start",
        ),
    ),
    checks=(
        Check(
            "char_count is the length of source_text",
            "select count(*) from sources where char_count <> length(source_text)",
        ),
        Check(
            # kept and removed spans in the order of the text: each begins where the one before it ends
            "the books close: kept and removed spans partition source_text",
            """
            with spans as (
                select source_id, start, "end" from removals
                union all
                select source_id, span.start, span."end" from (select source_id, unnest(spans) as span from paragraphs)
            ), ordered as (
                select *, lag("end", 1, 0) over (partition by source_id order by start, "end") as before from spans
            ), closed as (
                select source_id, max("end") as last, count(*) filter (where start <> before) as breaks
                from ordered group by source_id
            )
            select count(*) from sources left join closed using (source_id)
            where char_count > 0 and (breaks <> 0 or last <> char_count or last is null)
            """,
        ),
    ),
)
