"""An explanation on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from warehouse.report.explained import Explanation, Pair, Segment
from warehouse.report.plain import plain
from warehouse.report.reasons import family

TITLE_CHARS = 60  # of the other document, in the line above a pair

STYLES = {
    "frame": "bright_black",
    "ask": "yellow",
    "list": "magenta",
    "said": "cyan",
    "field": "blue",
    "repeat": "red",
    "blank": "bright_black",
}


def render_terminal(explanation: Explanation, console: Console) -> None:
    """Print the explanation: metadata, then the source with removed spans coloured and named, then repeats."""
    source = explanation.source
    console.print(Text(plain(source["source_uri"]), style="bold"))
    decoded = f"{source['media_type']}  {source['encoding']} ({source['encoding_confidence']:.2f})"
    console.print(Text(f"source {source['source_id']}  {decoded}  platform {source['platform'] or 'unknown'}"))
    for document, fields in zip(explanation.documents, explanation.fields, strict=True):
        _print_fields(document, fields, console)
    console.print(_source(explanation.segments))
    for pair in explanation.pairs:
        _print_pair(pair, console)


def _print_fields(document: dict, fields: list[tuple[str, str, str]], console: Console) -> None:
    table = Table(show_header=False, box=None, padding=(0, 1))
    for _ in range(3):
        table.add_column(overflow="fold")
    table.add_row(Text("doc_id", style="dim"), Text(document["doc_id"]), Text(""))
    for field, value, where in fields:
        table.add_row(Text(field, style="dim"), Text(plain(value)), Text(plain(where), style="dim"))
    if document["kept_share"] is not None:
        table.add_row(Text("kept_share", style="dim"), Text(f"{document['kept_share']:.1%}"), Text(""))
    for warning in document["warnings"]:
        table.add_row(Text("warning", style="yellow"), Text(plain(warning)), Text(""))
    console.print(table)
    console.print()


def _source(segments: list[Segment]) -> Text:
    text = Text()
    for i, segment in enumerate(segments):
        if segment.reason is None:
            text.append(plain(segment.text), style="dim italic" if segment.foreign else "")
            continue
        style = STYLES[family(segment.reason)]
        text.append(plain(segment.text), style=f"{style} strike")
        if not _goes_on(segments, i):
            text.append(f"  ‹{segment.reason} · {plain(segment.rule)}›", style=f"{style} italic")
    return text


def _goes_on(segments: list[Segment], i: int) -> bool:
    """The same rule takes the next text too, with only white space between: one label is enough."""
    for later in segments[i + 1 :]:
        if later.reason is None and not later.foreign and not later.text.strip():
            continue
        return later.reason is not None and (later.reason, later.rule) == (segments[i].reason, segments[i].rule)
    return False


def _print_pair(pair: Pair, console: Console) -> None:
    verb = "is repeated by" if pair.is_representative else "repeats"
    title = " ".join(plain(pair.other_title or "no title").split())[:TITLE_CHARS] + f" ({pair.other_doc[:12]})"
    console.print()
    console.print(
        Text(f"{pair.kind} {pair.similarity:.3f}, {pair.scope}, {pair.decision}: {verb} {title}", style="bold")
    )
    grid = Table(show_header=False, box=None, padding=(0, 1), expand=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(Text(plain(pair.text)), Text(plain(pair.other or "(not among the paragraphs of these tables)")))
    console.print(grid)
    if pair.numbers:
        console.print(Text("numbers that differ: " + plain(", ".join(pair.numbers)), style="dim"))
