"""Chrome: which text is the platform's or the account's furniture, and why.

Knows rule packs and blocks; must never know files, runs or tables. Rules are data in `cleaners/rules/*.toml`.
Start with `packs.py` (what a pack is), then `engine.py` (how a pack is applied to a segmented source).
"""

from cleaners.chrome.engine import strip
from cleaners.chrome.packs import Pack, Packs, load_packs

__all__ = ["Pack", "Packs", "load_packs", "strip"]
