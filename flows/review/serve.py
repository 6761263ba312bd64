"""A free port on loopback, the address to open, and what happens at the end."""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from flows.review.app import make_app
from schemas.errors import ConfigurationError, StorageError

LOOPBACK = "127.0.0.1"


def serve(out: Path, reviewer: str, port: int, say: Callable[[str], None]) -> None:
    """Serve the review of `out` until interrupted. `say` gets the address with the token.

    Raises ConfigurationError when the port is taken. At the end the verdicts become rows of `reviews`, unless a run holds
    the warehouse: then that run or the next one does it.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((LOOPBACK, port))
            listening.listen()
        except OSError as error:
            raise ConfigurationError(f"--port {port}: {error.strerror}; 0 takes a free one") from None
        port, token = listening.getsockname()[1], secrets.token_urlsafe(24)
        app = make_app(out, reviewer, port, token)
        say(f"http://{LOOPBACK}:{port}/?token={token}")
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="off", ws="none")
        )
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
        with contextlib.suppress(
            ConfigurationError, StorageError
        ):  # they stand in the journal and wait for the next run
            app.state.desk.fold()
