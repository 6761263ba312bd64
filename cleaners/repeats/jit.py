"""Compilation: numba where it is installed, with the result kept on disk where that is possible."""

from __future__ import annotations

from collections.abc import Callable

import numba


def jit(function: Callable) -> Callable:
    """Compile without the interpreter's lock, cached beside the module or in the user's cache folder.

    Where neither can be written (a read-only checkout without a home) every process compiles for itself.
    """
    options = {"nogil": True, "error_model": "numpy"}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # numba found no place for its cache
        return numba.njit(**options)(function)
