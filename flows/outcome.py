"""What a run came to, and how long its steps took."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field


@dataclass(slots=True)
class RunSummary:
    """What a run came to. `run_id` is None when there was nothing new."""

    run_id: str | None
    out: str
    report: str | None
    counts: dict[str, int]
    left_aside: list[str]
    timings: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    quality: dict[str, object] = field(default_factory=dict)  # what the run measured of itself, for `runs`

    @property
    def exit_code(self) -> int:
        """0 clean, 1 when an input is rejected, now or still."""
        return 1 if self.counts["rejects"] or self.counts["still_rejected"] else 0

    def as_dict(self) -> dict:
        """For --json."""
        return asdict(self) | {"exit_code": self.exit_code}


class Clock:
    """Seconds per step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.monotonic()

    def lap(self, step: str) -> None:
        """What has passed since the last lap belongs to `step`."""
        now = time.monotonic()
        self.seconds[step] = round(now - self._last, 3)
        self._last = now
