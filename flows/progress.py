"""Who is told how far a run is. A module of its own: what a flow refers to by name travels to worker processes, and a
terminal cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Show = Callable[[str, int, int], None]

_show: ContextVar[Show | None] = ContextVar("show", default=None)


def tell(step: str, done: int, total: int) -> None:
    """`done` of `total` parts of `step` are done."""
    if show := _show.get():
        show(step, done, total)


@contextmanager
def shown_by(show: Show | None) -> Iterator[None]:
    """Let `show` be told until the end of the block."""
    token = _show.set(show)
    try:
        yield
    finally:
        _show.reset(token)
