"""Who is told how far a run is. A module of its own: what a flow refers to by name travels to worker processes, and a
terminal cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# The step before the first: Prefect is imported and its server starts.
START = "start"
Show = Callable[[str, int, int], None]

_shows: ContextVar[tuple[Show, ...]] = ContextVar("shows", default=())


def tell(step: str, done: int, total: int) -> None:
    """`done` of `total` parts of `step` are done."""
    for show in _shows.get():
        show(step, done, total)


@contextmanager
def shown_by(show: Show | None) -> Iterator[None]:
    """Let `show` be told too until the end of the block."""
    token = _shows.set((*_shows.get(), show) if show else _shows.get())
    try:
        yield
    finally:
        _shows.reset(token)
