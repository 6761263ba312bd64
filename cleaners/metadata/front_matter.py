"""The YAML block on top of a Markdown file, read as plain strings.

Scraped front matter is often not YAML (a title with a colon): then the lines are read as `key: value`. Anchors and
aliases are refused before anything is built, and so are blocks that are too large or too deep.
"""

from __future__ import annotations

import re2
import yaml

# The largest real front matter is a few kilobytes.
MAX_CHARS = 64_000
MAX_DEPTH = 8
MAX_EVENTS = 4_000
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # builds strings, lists and maps only: no dates, no objects

_LINE = re2.compile(r"^([A-Za-z_][\w-]{0,40}|[\p{Han}]{1,12})\s*[:：]\s*(.*)$")
_NULLS = ("", "~", "null", "none", "None")
# Of the lines of a block that is not YAML, so many must look like "key: value" for it to be front matter at all.
KEY_SHARE = 0.5


class NotFrontMatter(ValueError):
    """The block cannot be read as YAML nor as `key: value` lines, or is refused."""


def parse(block: str) -> tuple[dict[str, object], list[str]]:
    """Keys (lower case) and values (text, list, map) of a block with or without its --- lines, and warnings.

    Raises NotFrontMatter where nothing can be read.
    """
    text = _body(block)
    if len(text) > MAX_CHARS:
        raise NotFrontMatter(f"front matter of {len(text)} characters is not read (limit {MAX_CHARS})")
    try:
        _refuse_bombs(text)
        data = yaml.load(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        return _by_lines(text), [f"front matter is not YAML ({_first_line(error)}): read line by line"]
    if not isinstance(data, dict):
        if data is None:
            return {}, []
        raise NotFrontMatter("front matter is not a list of keys and values")
    return {str(key).strip().lower(): value for key, value in data.items() if value not in _NULLS}, []


def looks_like_it(block: str) -> bool:
    """The block can't be used, but it is front matter all the same: most of its first lines are `key: value`."""
    lines = [line for line in _body(block[:MAX_CHARS]).split("\n") if line.strip() and not line.startswith((" ", "-"))]
    return bool(lines) and sum(bool(_LINE.match(line)) for line in lines) >= KEY_SHARE * len(lines)


def _body(block: str) -> str:
    lines = block.strip("\ufeff\n \t").split("\n")
    if lines and lines[0].strip() == "---":
        lines = lines[1:]
    if lines and lines[-1].strip() in ("---", "..."):
        lines = lines[:-1]
    return "\n".join(lines)


def _refuse_bombs(text: str) -> None:
    """Raise NotFrontMatter for aliases, depth or size before any value is built."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise NotFrontMatter("front matter with YAML anchors or aliases is not read")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH or count > MAX_EVENTS:
            raise NotFrontMatter("front matter is too deep or too large")


def _by_lines(text: str) -> dict[str, object]:
    lines = [line for line in text.split("\n") if line.strip()]
    pairs = [match.groups() for line in lines if (match := _LINE.match(line.strip()))]
    if not pairs or len(pairs) < KEY_SHARE * len(lines):
        raise NotFrontMatter("the block between --- lines is not front matter")
    return {key.lower(): value.strip().strip("'\"") for key, value in pairs if value.strip() not in _NULLS}


def _first_line(error: Exception) -> str:
    return str(error).replace("\n", " ")[:120]
