import pyarrow as pa

from schemas.records import REASONS
from schemas.tables.table import Check, Query, Table, column

_REASONS = ", ".join(f"'{reason}'" for reason in REASONS)

REMOVALS = Table(
    name="removals",
    grain="one row per removed span",
    columns=(
        column("removal_id", pa.string(), "hash of source_id, start and end, 32 hex digits", required=True),
        column("source_id", pa.string(), "the source the span points into", required=True),
        column("doc_id", pa.string(), "the document it stood in; null outside every article"),
        column("start", pa.int64(), "first code point in source_text", required=True),
        column("end", pa.int64(), "code point after the last", required=True),
        column("text", pa.large_string(), "what was removed, as it stands in source_text", required=True),
        column("reason", pa.string(), "kind of chrome, or where the value went", required=True),
        column("rule", pa.string(), "pack.rule@version that removed it", required=True),
        column("evidence", pa.string(), "what the rule saw", required=True),
        column(
            "paragraph_id",
            pa.string(),
            "the paragraph it was, where a whole one went as learned chrome or as a copy of another document's (its text "
            "stands in repeats); null elsewhere",
            since="1.1",
        ),
        column("paragraph_kind", pa.string(), "kind of that paragraph, as in paragraphs", since="1.1"),
        column(
            "paragraph_index",
            pa.int32(),
            "its place in reading order before any paragraph of its document went",
            since="1.1",
        ),
    ),
    key=("removal_id",),
    queries=(
        Query(
            "Everything one rule removed, in all its versions, the most frequent first",
            "select text, count(*) as times, min(rule) as rule, any_value(source_id) as one_source\n"
            "from removals where split_part(rule, '@', 1) = $rule\n"
            "group by text order by times desc, text",
        ),
        Query(
            "Which share of the characters went, and to which rule?",
            'select reason, rule, count(*) as spans, sum("end" - start) as characters,\n'
            '    sum("end" - start) / (select sum(char_count) from sources) as share\n'
            "from removals group by all order by characters desc",
        ),
    ),
    checks=(
        Check(
            "every removal has a source",
            "select count(*) from removals r where not exists (select 1 from sources s where s.source_id = r.source_id)",
        ),
        Check("reasons are known", f"select count(*) from removals where reason not in ({_REASONS})"),
        Check(
            "spans are as long as their text",
            'select count(*) from removals where "end" - start <> length(text)',
        ),
    ),
)
