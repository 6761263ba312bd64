import pyarrow as pa

from schemas.tables.table import Check, Query, Table, column

SPANS = pa.list_(pa.struct([pa.field("start", pa.int64(), False), pa.field("end", pa.int64(), False)]))

PARAGRAPHS = Table(
    name="paragraphs",
    grain="one row per kept paragraph",
    columns=(
        column("paragraph_id", pa.string(), "hash of doc_id and the first span, 32 hex digits", required=True),
        column("doc_id", pa.string(), "the document it belongs to", required=True),
        column("source_id", pa.string(), "the source its spans point into", required=True),
        column("paragraph_index", pa.int32(), "reading order within the document, from 0", required=True),
        column(
            "spans",
            SPANS,
            "code points in source_text, half-open; several where a cut was joined",
            required=True,
        ),
        column("kind", pa.string(), "paragraph, heading, caption, list_item, table, code, quote", required=True),
        column("text", pa.large_string(), "markup gone, shredded and cut lines joined", required=True),
        column(
            "join_evidence",
            pa.list_(pa.string()),
            "a page of several articles: for each cut that was joined, which line goes on in which and on which signs; "
            "null where nothing was joined",
            since="1.2",
        ),
        column(
            "repeat_of_paragraph_id",
            pa.string(),
            "representative this paragraph repeats (marked, still here): in another document, else earlier in its own; "
            "templates repeat nothing",
        ),
        column("repeat_similarity", pa.float64(), "exact Jaccard similarity with that representative"),
    ),
    key=("paragraph_id",),
    queries=(
        Query(
            "Every paragraph once, in reading order: none that repeats another document's or an earlier one of its own",
            "select doc_id, paragraph_index, kind, text from paragraphs where repeat_of_paragraph_id is null\n"
            "order by doc_id, paragraph_index",
        ),
    ),
    checks=(
        Check(
            "every paragraph has a document",
            "select count(*) from paragraphs p where not exists (select 1 from documents d where d.doc_id = p.doc_id)",
        ),
        Check("no paragraph is empty", "select count(*) from paragraphs where length(text) = 0"),
    ),
)
