"""How likeness is measured, and what reviewers said about it, as the search for repeats is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from cleaners.repeats import across, apart_forms, comparison_form
from cleaners.repeats.prose import is_quotation
from cleaners.repeats.stars import table_of
from schemas.config import RepeatOptions
from schemas.verdicts import Protected, Verdicts

# Told a platform and an account, it tells the comparison forms of paragraphs that must stay.
KeptForms = Callable[[str | None, str | None], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """`warehouse.across.Likeness` as `cleaners.repeats` measures it."""

    options: RepeatOptions
    verdicts: Verdicts = field(default_factory=Verdicts)
    form_band: int = across.FORM_BAND

    def keys(self, texts: pa.ChunkedArray) -> tuple[pa.Table, np.ndarray]:
        """Band keys of `texts`, and the first text equal to each."""
        return across.band_keys(texts, self.options)

    def groups(self, count: int, edges: Iterable[tuple[np.ndarray, np.ndarray]], room: int) -> np.ndarray:
        """Groups of linked texts."""
        from cleaners.repeats.components import groups  # compiled, and only many texts need it

        return groups(count, edges, room)

    def quotations(self, kinds: list[str], texts: list[str]) -> list[bool]:
        """Which paragraphs are quotations."""
        return list(map(is_quotation, kinds, texts))

    def stars(self, texts: pa.ChunkedArray, heads_before: Sequence[bool], engine: str) -> pa.Table:
        """Stars of `texts`."""
        return table_of(texts, replace(self.options, engine=engine), heads_before, self.verdicts.apart)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Sources whose documents come first."""
        return self.verdicts.chosen

    def apart_from_equals(self, texts: list[str]) -> list[bool]:
        """Which texts a reviewer found to be no repeats of texts that equal them."""
        forms = {one for one, other in apart_forms(self.verdicts.apart) if one == other}
        return [bool(forms) and comparison_form(text) in forms for text in texts]

    def kept(self, uris: list[str], texts: list[str]) -> list[bool]:
        """Which paragraphs of these sources a reviewer asked to stay."""
        forms = {uri: protected_forms(texts) for uri, texts in self.verdicts.protected.items()}
        return [uri in forms and comparison_form(text) in forms[uri] for uri, text in zip(uris, texts, strict=True)]


def protected_forms(texts: Iterable[Protected]) -> frozenset[str]:
    """The comparison forms of protected texts, as paragraphs and line by line."""
    forms = {comparison_form(line) for text, _, _ in texts for line in (text, *text.split("\n"))}
    return frozenset(forms - {""})


def kept_forms(verdicts: Verdicts, uri: str) -> KeptForms:
    """The paragraphs of a source that are never learned to be chrome: what is protected there, and what of its account."""
    here = protected_forms(verdicts.protected.get(uri, ()))

    def kept(platform: str | None, account: str | None) -> frozenset[str]:
        learned = {comparison_form(text) for p, a, text in verdicts.not_learned if (p, a) == (platform, account)}
        return here | learned

    return kept
