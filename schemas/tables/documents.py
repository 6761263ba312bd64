import pyarrow as pa

from schemas.tables.table import TIME, Check, Query, Table, column

DOCUMENTS = Table(
    name="documents",
    grain="one row per article; a newspaper page gives several",
    columns=(
        column("doc_id", pa.string(), "hash of source_id and article_index, 32 hex digits", required=True),
        column("source_id", pa.string(), "the source it stands in", required=True),
        column("article_index", pa.int32(), "position among the articles of its source, from 0", required=True),
        column("platform", pa.string(), "rule pack that recognized the source"),
        column("title", pa.string(), "headline, markup gone"),
        column("subtitle", pa.string(), "deck or kicker printed with the headline"),
        column("authors", pa.list_(pa.string()), "people named as writers; never editors", required=True),
        column("editors", pa.list_(pa.string()), "people named as editors or proof-readers", required=True),
        column("account", pa.string(), "account that posted it on the platform"),
        column("publisher", pa.string(), "who published it: the named source, else the account"),
        column("original_publisher", pa.string(), "for a reprint: where it appeared first"),
        column("published_at", TIME, "time of publication; China time where the page names no zone"),
        column("published_raw", pa.string(), "the text published_at was read from"),
        column("published_precision", pa.string(), "year, month, day, minute or second"),
        column("fetched_at", TIME, "when the document was fetched"),
        column("canonical_url", pa.string(), "address without tracking parameters and fragment"),
        column("language", pa.string(), "BCP 47: zh-Hans, zh-Hant, en, ..."),
        column("is_original", pa.bool_(), "the platform marks it as original work"),
        column(
            "metadata_evidence",
            pa.list_(pa.string()),
            "for every metadata field above that is known: field=the place its value was read from (column, front matter key, "
            "selector, line) and what was assumed; published_at speaks for published_raw and published_precision",
            required=True,
        ),
        column(
            "text",
            pa.large_string(),
            "kept paragraphs in reading order joined by a blank line",
            required=True,
        ),
        column("char_count", pa.int64(), "code points of text", required=True),
        column("kept_share", pa.float64(), "kept share of the visible characters of the source, all its articles"),
        column(
            "content_sha256",
            pa.string(),
            "SHA-256 of the comparison form of the text before learned chrome and repeats of other documents were taken, hex",
            required=True,
        ),
        column(
            "content_char_count",
            pa.int64(),
            "code points of the text content_sha256 is made of: what shares of a document are counted in",
            since="1.1",
        ),
        column("repeat_of_doc_id", pa.string(), "document that holds most of this one's text and is kept first"),
        column(
            "repeat_share",
            pa.float64(),
            "share of this document's characters (content_char_count) that stand in the document it shares most with",
        ),
        column(
            "repeat_kind",
            pa.string(),
            "reprint, or excerpt where those characters are less than half of that document's; null without repeat_of_doc_id",
            since="1.1",
        ),
        column("is_fragment", pa.bool_(), "the beginning or the end of the article is lost", required=True),
        column(
            "article_evidence",
            pa.string(),
            "on which signs an article of a page begins here; null where the source is one article",
            since="1.2",
        ),
        column("warnings", pa.list_(pa.string()), "what a reader should know about this document", required=True),
    ),
    key=("doc_id",),
    queries=(
        Query(
            "Clean text without documents that repeat another",
            "select doc_id, title, published_at, text from documents where repeat_of_doc_id is null and char_count > 0",
        ),
        Query(
            "Where was a reprint first, and who had it?",
            "select d.title, d.publisher, d.repeat_kind, d.repeat_share, o.publisher as first_at, o.published_at\n"
            "from documents d join documents o on o.doc_id = d.repeat_of_doc_id\n"
            "order by d.repeat_share desc",
        ),
    ),
    checks=(
        Check(
            "every document has a source",
            "select count(*) from documents d where not exists (select 1 from sources s where s.source_id = d.source_id)",
        ),
        Check(
            "char_count is the length of text",
            "select count(*) from documents where char_count <> length(text)",
        ),
        Check(
            "repeat_kind is told of reprints and excerpts alone",
            "select count(*) from documents where repeat_kind not in ('reprint', 'excerpt') "
            "or (repeat_kind is not null and repeat_of_doc_id is null)",
        ),
        Check("kept_share is a share", "select count(*) from documents where kept_share < 0 or kept_share > 1"),
    ),
)
