"""Who may speak to the server: this machine, its own pages, whoever has the token.

Loopback keeps other machines out, not other pages of the same browser: a page from anywhere may send requests here, and one
whose name is made to resolve to 127.0.0.1 may read the answers. So the Host must be ours (against rebinding), what changes
anything must come from our own origin, and every answer takes the cookie that only the printed address gives.
"""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Cookies are kept by host, whatever the port: every server has a name of its own.
COOKIE = "winnow_session_{port}"
# A verdict with the longest note is a tenth of it.
MOST_BODY = 64_000
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """Middleware before everything else."""

    def __init__(self, app: ASGIApp, port: int, token: str):
        self.app, self.token, self.cookie = app, token, COOKIE.format(port=port)
        self.session = secrets.token_urlsafe(32)
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            answer = self._refusal(scope) or self.app
            await answer(scope, _limited(receive), _with_headers(send))

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host not in self.hosts:
            return PlainTextResponse("no such host here\n", 421)
        if scope["method"] not in ("GET", "HEAD"):
            if (
                headers.get("origin") != f"http://{host}"
                or headers.get("sec-fetch-site", "same-origin") != "same-origin"
            ):
                return PlainTextResponse("only pages of this server may write\n", 403)
            if headers.get("content-type") != "application/json":
                return PlainTextResponse("JSON, please\n", 415)
            if not headers.get("content-length", "").isdigit() or int(headers["content-length"]) > MOST_BODY:
                return PlainTextResponse("too long\n", 413)
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if scope["path"] == "/" and given and _same(given, self.token):
            answer = RedirectResponse("/", 303)  # the token leaves the address bar and the history
            answer.set_cookie(self.cookie, self.session, httponly=True, samesite="strict", path="/")
            return answer
        if not _same(cookie_parser(headers.get("cookie", "")).get(self.cookie, ""), self.session):
            return PlainTextResponse("Open the address that winnow review printed.\n", 403)
        return None


def _same(given: str, known: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), known.encode())


def _limited(receive: Receive) -> Receive:
    left = MOST_BODY

    async def limited() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        return message if left >= 0 else {"type": "http.disconnect"}

    return limited


def _with_headers(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return with_headers
