"""A fork of a process that holds a browser, DuckDB and threads."""

from __future__ import annotations

import gc
import os


def fork() -> int:
    """`os.fork`; the child's garbage collector never looks at what its parent had.

    Finalizers of the parent's objects need threads, greenlets and connections that the child has not: a collection there,
    once in a while, died of them. The collector rests over the fork too, whose own hooks make objects.
    """
    gc.disable()
    child = os.fork()
    if not child:
        gc.freeze()
    gc.enable()
    return child
