from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from flows.review.app import make_app


@contextmanager
def served(out: Path, reviewer: str = "A") -> Iterator[str]:
    """The review of `out` in this process; yields the address with the token."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port, token = listening.getsockname()[1], secrets.token_urlsafe(16)
        app = make_app(out, reviewer, port, token)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}/?token={token}"
        finally:
            server.should_exit = True
            thread.join(20)


@pytest.fixture
def opened(browser, request) -> Iterator[Callable]:
    """opened(address): a page in a context of its own; whatever runs, is blocked or is asked elsewhere is noted in `.noted`."""
    contexts = []

    def at(address: str, **context):
        made = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en", **context})
        contexts.append(made)
        page = made.new_page()
        page.noted = []
        page.on("pageerror", lambda error: page.noted.append(f"error {error}"))
        page.on("console", lambda message: page.noted.append(message.text) if message.type == "error" else None)
        page.on(
            "request",
            lambda asked: (
                page.noted.append(asked.url)
                if not asked.url.startswith(address[:22].rpartition("/")[0] + "//127") and "127.0.0.1" not in asked.url
                else None
            ),
        )
        page.set_default_timeout(20_000)
        page.goto(address)
        page.wait_for_selector("html[data-ready]")
        return page

    yield at
    for made in contexts:
        made.close()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screenshots are kept as test output."""
    folder = Path(__file__).parents[3] / "test-output" / "review"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
