"""Addresses and answers of `winnow review`. What they answer is data; the page puts it up as text nodes."""

from __future__ import annotations

import json
import tomllib
from dataclasses import fields
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, unquote

from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from flows.review.desk import Desk, RefusedError, name_of
from flows.review.guard import Guard
from schemas.errors import ConfigurationError
from warehouse.report.document import explain_html
from warehouse.report.page import asset, content_policy
from warehouse.report.page import labels as report_labels
from warehouse.report.reasons import FAMILY
from warehouse.reviews.queue import WHYS, Filter

# The report's own styles and helpers, served beside the page's own.
OF_REPORT = ("base.css", "report.css", "dom.js", "labels.js", "diff.js")
OWN = ("review.css", "review.js", "cards.js")
TYPES = {".css": "text/css", ".js": "text/javascript"}
REVIEWER = "winnow_reviewer"


class Answer(JSONResponse):
    """JSON with times as ISO 8601."""

    def render(self, content: object) -> bytes:
        return json.dumps(content, ensure_ascii=False, default=datetime.isoformat).encode("utf-8", "replace")


def make_app(out: Path, reviewer: str, port: int, token: str) -> Starlette:
    """The application over `out`; who gives no other name is `reviewer`."""
    desk = Desk(out)

    def who(request: Request) -> str:
        return unquote(request.cookies.get(REVIEWER, "")) or reviewer

    async def page(request: Request) -> Response:
        choices = await run_in_threadpool(desk.choices)
        content = {"reviewer": who(request), "labels": labels(), "families": FAMILY, "whys": WHYS, "choices": choices}
        return HTMLResponse(environment().get_template("page.html.j2").render(content=content))

    async def queue(request: Request) -> Response:
        given = request.query_params
        asked = Filter(**{field.name: given[field.name] for field in fields(Filter) if field.name in given})
        return Answer(await run_in_threadpool(desk.page, who(request), asked, _number(given.get("page", "0"))))

    async def item(request: Request) -> Response:
        found = await run_in_threadpool(desk.item, request.path_params["item"])
        return Answer(found) if found else Answer({"error": "no such item"}, 404)

    async def judge(request: Request) -> Response:
        given = await _body(request, {"item": str, "verdict": str, "note": str, "sampled": bool})
        arguments = given["item"], given["verdict"], given["note"], given["sampled"]
        return Answer({"verdicts": await run_in_threadpool(desk.judge, who(request), *arguments)})

    async def undo(request: Request) -> Response:
        given = await _body(request, {"item": str})
        found = await run_in_threadpool(desk.undo, who(request), given["item"])
        return Answer({"item": found and found[0], "verdicts": found and found[1]})

    async def name(request: Request) -> Response:
        given = name_of((await _body(request, {"name": str}))["name"])
        answer = Answer({"reviewer": given})
        answer.set_cookie(REVIEWER, quote(given), httponly=True, samesite="strict", path="/")
        return answer

    async def told(request: Request) -> Response:
        return Answer(await run_in_threadpool(desk.told, request.query_params.getlist("item")))

    async def precision(request: Request) -> Response:
        return Answer(await run_in_threadpool(desk.precision))

    async def document(request: Request) -> Response:
        language = request.query_params.get("language", "en")
        html = await run_in_threadpool(explain_html, out, request.path_params["doc"], language)
        policy = content_policy(asset("base.css") + asset("document.css"))
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    routes = [
        Route("/", page),
        Route("/queue", queue),
        Route("/item/{item}", item),
        Route("/judge", judge, methods=["POST"]),
        Route("/undo", undo, methods=["POST"]),
        Route("/reviewer", name, methods=["POST"]),
        Route("/told", told),
        Route("/precision", precision),
        Route("/document/{doc}", document),
        Route("/static/{name}", static),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, port=port, token=token)],
        exception_handlers={RefusedError: _refused, ConfigurationError: _refused},
    )
    app.state.desk = desk
    return app


async def static(request: Request) -> Response:
    """A style or script of the page."""
    name = request.path_params["name"]
    if name not in (*OF_REPORT, *OWN):
        return Response("no such file\n", 404)
    text = asset(name) if name in OF_REPORT else own("static", name)
    return Response(text, media_type=TYPES[Path(name).suffix])


def _refused(request: Request, error: Exception) -> Response:
    return Answer({"error": str(error)}, 400)


async def _body(request: Request, wanted: dict[str, type]) -> dict:
    try:
        given = await request.json()
        found = {name: given.get(name, kind()) for name, kind in wanted.items()}
    except (ValueError, AttributeError):
        raise RefusedError("not JSON") from None
    if any(type(found[name]) is not kind for name, kind in wanted.items()):
        raise RefusedError("a field is of the wrong kind")
    return found


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 9 else 0


@cache
def own(folder: str, name: str) -> str:
    """The text of a file of this package."""
    return files("flows.review").joinpath(folder, name).read_text("utf-8")


@cache
def labels() -> dict[str, dict[str, str]]:
    """The labels of the report and of this page: key -> {en, zh}."""
    return report_labels() | tomllib.loads(own("static", "labels.toml"))


@cache
def environment() -> Environment:
    """Jinja with autoescape on for everything; an undefined name is an error."""
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(lambda name: own("templates", name)),
    )
