import pyarrow as pa

from schemas.tables.table import TIME, Check, Table, column

SUBJECTS = ("removal", "learned", "repeat")
# right, wrong, unsure: of any subject. keep: it repeats, but stays. survivor: this paragraph is to stand for the others.
# undone takes back the reviewer's verdict before it on the same item.
VERDICTS = ("right", "wrong", "unsure", "keep", "survivor", "undone")


def _one_of(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


REVIEWS = Table(
    name="reviews",
    grain="one row per verdict of a reviewer",
    columns=(
        column("review_id", pa.string(), "hash of item, reviewer and time, 32 hex digits", required=True),
        column("item", pa.string(), "what was judged: the same for every reviewer and in later runs", required=True),
        column("subject", pa.string(), "removal, learned (chrome of an account), or repeat", required=True),
        column(
            "verdict",
            pa.string(),
            "right, wrong, unsure, keep (a repeat that stays), survivor (this paragraph is to stand for the others), undone "
            "(takes back the reviewer's verdict before); the latest of each reviewer counts",
            required=True,
        ),
        column("reviewer", pa.string(), "the name of who judged", required=True),
        column("at", TIME, "when it was judged", required=True),
        column("note", pa.string(), "what the reviewer wrote beside it"),
        column(
            "sampled", pa.bool_(), "the item came from the random sample: only such verdicts estimate", required=True
        ),
        column("source_uri", pa.string(), "the source it stands in", required=True),
        column("source_id", pa.string(), "that source as it was judged", required=True),
        column("doc_id", pa.string(), "the document it stands in; null outside every article"),
        column("platform", pa.string(), "platform of the source"),
        column("account", pa.string(), "account of the document"),
        column("removal_id", pa.string(), "the removal that was judged; null for repeats"),
        column("rule", pa.string(), "pack.rule@version that took it; null for repeats"),
        column("reason", pa.string(), "why it was taken; null for repeats"),
        column("start", pa.int64(), "first code point of the removal in source_text; null for repeats"),
        column("text", pa.large_string(), "the removed text, or the paragraph that repeats", required=True),
        column("line_before", pa.large_string(), "what stood before it in its first line"),
        column("line_after", pa.large_string(), "what stood after it in its last line"),
        column("paragraph_id", pa.string(), "the paragraph that repeats"),
        column("representative_paragraph_id", pa.string(), "the paragraph it repeats"),
        column("other_source_uri", pa.string(), "the source of that paragraph"),
        column("other_text", pa.large_string(), "the text of that paragraph"),
        column("scope", pa.string(), "of a repeat: document or corpus"),
        column("kind", pa.string(), "of a repeat: exact, near or template"),
        column("similarity", pa.float64(), "of a repeat: exact Jaccard similarity"),
    ),
    key=("review_id",),
    since="1.2",
    checks=(
        Check("subjects are known", f"select count(*) from reviews where subject not in ({_one_of(SUBJECTS)})"),
        Check("verdicts are known", f"select count(*) from reviews where verdict not in ({_one_of(VERDICTS)})"),
        Check(
            "a repeat has both texts",
            "select count(*) from reviews where subject = 'repeat' and (paragraph_id is null or other_text is null)",
        ),
    ),
)
