"""Rule packs: what is known of a platform, read from cleaners/rules/<platform>.toml.

`load_packs()` reads and checks all of them once. A pack inherits the rules of the packs it extends. Line rules
are compiled into one RE2 set, so a line is matched against all rules of a pack in one linear pass.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import re2

from cleaners.chrome.pack import Pack
from cleaners.chrome.patterns import PatternSet, options
from cleaners.chrome.rules import Budget, Rules, read_budget, read_rules
from schemas.errors import RuleError

RULES = Path(__file__).parent.parent / "rules"
BASE = "common_zh"  # the pack of a source that no pack recognizes


class Packs:
    """All packs, by platform."""

    def __init__(self, packs: dict[str, Pack]):
        self._packs = packs
        self._text = {name: _text_patterns(pack) for name, pack in packs.items()}
        self._html = _Parts(packs.values(), "html")
        self._markdown = [(part, pack.platform) for pack in packs.values() for part in pack.match.get("markdown", ())]

    def __getitem__(self, platform: str | None) -> Pack:
        """The pack of a platform; None gives the base pack. Raises RuleError for a platform nobody knows."""
        try:
            return self._packs[platform or BASE]
        except KeyError:
            known = ", ".join(sorted(self._packs))
            raise RuleError(f"there is no rule pack for platform {platform!r}; there are: {known}") from None

    def __iter__(self) -> Iterator[Pack]:
        return iter(self._packs.values())

    def versions(self) -> dict[str, int]:
        """Version of every pack, for the record of a run."""
        return {name: pack.version for name, pack in sorted(self._packs.items())}

    def stamps(self) -> list[str]:
        """What every pack is called in the record of a run: `wechat@1`; for packs of a folder `mine@1+0f3a52c1`, with the
        beginning of the SHA-256 of the file, because nobody checks that their version is raised."""
        return [
            f"{name}@{pack.version}{pack.digest and '+'}{pack.digest}" for name, pack in sorted(self._packs.items())
        ]

    def touched_by(self, name: str) -> list[str]:
        """The packs that have rules of the pack `name`: itself, those that inherit from it, and those it adds to."""
        mine = set(self[name].own)
        return [p.platform for p in self if p.platform == name or mine & {rule.rule_id for rule in p.rules}]

    def recognize(
        self,
        *,
        url: str | None = None,
        html: bytes | None = None,
        lines: Iterable[str] = (),
        markdown: str | None = None,
    ) -> str | None:
        """The platform of a source, or None.

        `url` decides first (suffix of the host, the longest one), then substrings of the page (`html`) or of the Markdown source
        (`markdown`), then patterns on lines in matching form, of which a pack may ask for several different ones.
        """
        host = _host(url)
        suffixes = [
            (len(h), pack.platform)
            for pack in self
            for h in (pack.match.get("hosts", ()) if host else ())
            if host == h or host.endswith("." + h)
        ]
        if suffixes:
            return max(suffixes)[1]  # mp.weixin.qq.com is WeChat, not Tencent's news
        if html and (platform := self._html.first(html)):
            return platform
        platform = next((platform for part, platform in self._markdown if markdown and part in markdown), None)
        return platform or self._by_lines(lines)

    def _by_lines(self, lines: Iterable[str]) -> str | None:
        lines = list(lines)
        text = "\n".join(lines)
        wanting = {name: patterns for name, patterns in self._text.items() if patterns and patterns.possible(text)}
        seen: dict[str, set[int]] = {name: set() for name in wanting}
        for line in lines if wanting else ():
            for name, matcher in wanting.items():
                seen[name].update(matcher.match(line))
                if len(seen[name]) >= int(self._packs[name].match.get("text_min", 1)):
                    return name
        return None


class _Parts:
    """The substrings of all packs under one [match] key as one automaton: a page is read once, not once per part."""

    def __init__(self, packs: Iterable[Pack], key: str):
        chosen = options()
        chosen.literal = True
        self.owners = [pack.platform for pack in packs for _ in pack.match.get(key, ())]
        self.parts = re2.Set.SearchSet(chosen)
        for pack in packs:
            for part in pack.match.get(key, ()):
                self.parts.Add(part)
        if self.owners:
            self.parts.Compile()

    def first(self, text: bytes) -> str | None:
        """The platform of the first pack one of whose parts stands in the text."""
        found = self.parts.Match(text) if self.owners else []
        return self.owners[min(found)] if found else None


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url).hostname or "") if url else ""
    except ValueError:  # what stands in the column is no address
        return ""


def _text_patterns(pack: Pack) -> PatternSet | None:
    patterns = pack.match.get("text", [])
    return PatternSet(patterns) if patterns else None


def load_packs(extra: Path | None = None, changed: Path | None = None) -> Packs:
    """Read the packaged rules, those of the folder `extra`, which adds packs or replaces one of the same name, and the
    one file `changed`, which does the same.

    The same files are read once. Raises RuleError, which names the file and the rule, for anything that cannot be read
    or compiled.
    """
    if extra is not None and not extra.is_dir():
        raise RuleError(f"{extra} is no folder with rule packs")
    files = {path.stem: path for path in sorted(extra.glob("*.toml"))} if extra is not None else {}
    if changed is not None:
        files[changed.stem] = changed
    return read_packs({name: _text(path) for name, path in files.items()})


def read_packs(extra: dict[str, str]) -> Packs:
    """The packaged rules and those of these packs (name: TOML). Raises RuleError."""
    return _packs(tuple(extra.items()))


@lru_cache(maxsize=16)
def _packs(extra: tuple[tuple[str, str], ...]) -> Packs:
    texts = {path.stem: _text(path) for path in sorted(RULES.glob("*.toml"))} | dict(extra)
    raw = {name: _read(text, name) for name, text in texts.items()}
    packs: dict[str, Pack] = {}
    for name in raw:
        _build(name, raw, packs, ())
    for name, text in extra:
        packs[name].digest = sha256(text.encode()).hexdigest()[:8]
    return Packs({name: packs[name] for name in sorted(packs)})


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"rule pack {path.name} cannot be read: {error}") from error


def _read(text: str, name: str) -> dict:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"rule pack {name}.toml cannot be read: {error}") from error
    if table.get("platform") != name or not isinstance(table.get("version"), int):
        raise RuleError(f'rule pack {name}.toml must begin with platform = "{name}" and a whole-number version')
    return table


def _build(name: str, raw: dict[str, dict], packs: dict[str, Pack], above: tuple[str, ...]) -> Pack:
    """A pack after its parents: their rules come first, their metadata sources last. Rules that others add come last."""
    if name in above:
        raise RuleError("rule packs extend each other in a circle: " + " -> ".join((*above, name)))
    if name not in raw:
        raise RuleError(f"rule pack {above[-1]} extends {name}, which does not exist")
    if name in packs:
        return packs[name]
    table = raw[name]
    adds_to = list(table.get("adds_to", []))
    # what a pack adds to is above it too: its rules are tried with all rules they will stand beside
    parents = [_build(parent, raw, packs, (*above, name)) for parent in (*table.get("extends", []), *adds_to)]
    words = {key: value for parent in parents for key, value in parent.words.items()} | table.get("words", {})
    own = read_rules(name, table, words, options())
    added = [
        read_rules(other, addition, words | addition.get("words", {}), options())
        for other, addition in raw.items()
        if name in addition.get("adds_to", ())
    ]
    metadata = {key: list(value) for key, value in table.get("metadata", {}).items()}
    for parent in parents:
        for key, value in parent.metadata.items():
            metadata[key] = metadata.get(key, []) + [v for v in value if v not in metadata.get(key, [])]
    pack = Pack(
        platform=name,
        version=table["version"],
        about=table.get("about", ""),
        extends=list(table.get("extends", [])),
        match=table.get("match", {}),
        html=table.get("html", {}),
        **{kind: _merged(parents, kind, (own, *added)) for kind in ("selectors", "lines", "sections", "cuts")},
        metadata=metadata,
        words=words,
        own=own.ids(),
        adds_to=adds_to,
        budget=read_budget(name, table.get("budget", {}), parents[0].budget if parents else Budget()),
        kept=[_kept(name, entry) for entry in table.get("keep", [])],
    )
    packs[name] = pack
    return pack


def _kept(name: str, entry: dict) -> tuple[str, str]:
    """A [[keep]]: a text that a reviewer found wrongly removed, with the rule that took it. Raises RuleError."""
    if entry.keys() != {"rule", "text"} or not all(isinstance(value, str) and value for value in entry.values()):
        raise RuleError(f"rule pack {name}.toml: [[keep]] has a rule and a text")
    return entry["rule"], entry["text"]


def _merged(parents: list[Pack], kind: str, files: tuple[Rules, ...]) -> list:
    """Rules of one kind, each once, in the order parents, the pack's file, files that add to it."""
    return list({rule.rule_id: rule for rules in (*parents, *files) for rule in getattr(rules, kind)}.values())
