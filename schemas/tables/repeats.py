import pyarrow as pa

from schemas.tables.table import Check, Query, Table, column

REPEATS = Table(
    name="repeats",
    grain="one row per paragraph that repeats another",
    columns=(
        column(
            "paragraph_id",
            pa.string(),
            "the paragraph that repeats; in paragraphs unless removed",
            required=True,
        ),
        column("doc_id", pa.string(), "its document", required=True),
        column("source_id", pa.string(), "its source", required=True),
        column(
            "representative_paragraph_id",
            pa.string(),
            "the paragraph that stands for the cluster",
            required=True,
        ),
        column("representative_doc_id", pa.string(), "the document of the representative", required=True),
        column("scope", pa.string(), "document (within one) or corpus (across documents)", required=True),
        column("kind", pa.string(), "exact, near, or template (numbers or dates differ)", required=True),
        column("diff_kind", pa.string(), "what differs: exact (nothing), digits, punctuation, text"),
        column("similarity", pa.float64(), "exact Jaccard similarity of the shingle sets", required=True),
        column("differing_numbers", pa.list_(pa.string()), "numbers that differ, here / there", required=True),
        column("decision", pa.string(), "removed, marked, or kept_by_review", required=True),
        column(
            "text",
            pa.large_string(),
            "the paragraph that repeats, so that a removed one can be read",
            required=True,
        ),
    ),
    key=("paragraph_id", "scope"),
    queries=(
        Query(
            "Which paragraphs are printed in most documents?",
            "select representative_paragraph_id, any_value(text) as text, count(distinct doc_id) as documents\n"
            "from repeats where scope = 'corpus' and kind <> 'template'\n"
            "group by representative_paragraph_id order by documents desc, representative_paragraph_id",
        ),
    ),
    checks=(
        Check(
            "templates are never removed",
            "select count(*) from repeats where kind = 'template' and decision = 'removed'",
        ),
        Check(
            "no paragraph represents itself",
            "select count(*) from repeats where paragraph_id = representative_paragraph_id",
        ),
        Check(
            # a template differs in its numbers, so it stays and may stand for copies of its own
            "stars, not chains: a representative is no copy of another in the same scope",
            "select count(*) from repeats a join repeats b on a.representative_paragraph_id = b.paragraph_id "
            "and a.scope = b.scope where b.kind <> 'template'",
        ),
    ),
)
