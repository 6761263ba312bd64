"""Run configuration: every threshold of a run, each with the sentence that says what it does."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace

from schemas.errors import ConfigurationError
from schemas.verdicts import Verdicts

# Kinds of paragraphs that are compared across documents: headings, tables and code are alike by nature.
COMPARED_KINDS = ["paragraph", "list_item", "quote", "caption"]
# A document is a reprint of another when at least this share of its characters stands there.
REPRINT_SHARE = 0.5
# One that holds less than this share of the other's characters is an excerpt of it, one that holds more a reprint.
EXCERPT_SHARE = 0.5

# An account is learned from when this many of its documents are at hand: fewer show a habit as well as a coincidence.
LEARN_MIN_DOCUMENTS = 5


@dataclass(frozen=True, slots=True)
class RepeatOptions:
    """What counts as a repeated paragraph."""

    threshold: float = 0.8  # Jaccard of shingle sets at and above which two paragraphs are alike
    min_chars: int = 20  # paragraphs shorter than this (comparison form) are never compared on their own
    shingle: int = 5  # characters per shingle of the comparison form (letters of an alphabet: four more)
    permutations: int = 128
    bands: int = 25
    rows: int = 5
    seed: int = 1
    engine: str = "lsh"  # "lsh" proposes by MinHash bands, "exact" by a prefix-filter join
    linkage: str = "star"  # "star": alike with the representative; "complete": alike with every member of its star
    across_documents: str = "mark"  # "mark" or "remove"

    def key(self) -> str:
        """What band keys are made with, as JSON: only keys made alike can be compared."""
        names = ("threshold", "min_chars", "shingle", "permutations", "bands", "rows", "seed", "linkage")
        return json.dumps({name: getattr(self, name) for name in names})


@dataclass(frozen=True, slots=True)
class RunConfig:
    """All that a run's output depends on besides its inputs, the code and the rules."""

    repeats: RepeatOptions = field(default_factory=RepeatOptions)
    platform: str | None = None  # force a rule pack instead of recognizing it
    encoding: str | None = None  # force an encoding
    max_input_bytes: int = 100_000_000  # a larger input is rejected: no article is that long
    rules: str | None = None  # a folder of rule packs that are added to the packaged ones
    audit_recall: bool = False  # also join exactly and tell in `runs` how many repeats the bands found
    verdicts: Verdicts = field(default_factory=Verdicts)  # what reviewers decided in the warehouse

    def check(self) -> None:
        """Raise ConfigurationError for a value that no run could honour."""
        r = self.repeats
        if r.across_documents not in ("mark", "remove"):
            raise ConfigurationError(f"--across-documents {r.across_documents}: it is mark or remove")
        if r.engine not in ("lsh", "exact"):
            raise ConfigurationError(f"--repeats-engine {r.engine}: it is lsh or exact")
        if r.linkage not in ("star", "complete"):
            raise ConfigurationError(f"--linkage {r.linkage}: it is star or complete")
        if not 0 < r.threshold <= 1:
            raise ConfigurationError(f"--threshold {r.threshold}: a Jaccard similarity lies between 0 and 1")
        if self.max_input_bytes < 1:
            raise ConfigurationError(f"--max-bytes {self.max_input_bytes}: must be positive")

    def as_dict(self) -> dict:
        """Plain values, in a stable order, for the `runs` table and for the run's id: what the tables depend on."""
        values = asdict(replace(self, verdicts=Verdicts()))
        del values["verdicts"]
        if self.verdicts:
            values["verdicts"] = self.verdicts.digest()
        del values["audit_recall"]  # it measures and changes nothing
        del values["rules"]  # what stands in the folder counts, not where it is: the versions of the rules tell it
        return values
