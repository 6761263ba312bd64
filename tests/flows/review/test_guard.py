"""Who may speak to the server, and what it answers everybody else."""

from __future__ import annotations

import json
from http.client import HTTPConnection

import pytest

from tests.flows.review.conftest import served
from tests.warehouse.report.tables import hand_made
from warehouse import reviews


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    hand_made(folder)
    return folder


@pytest.fixture(scope="module")
def server(out):
    with served(out) as address:
        host, _, path = address.removeprefix("http://").partition("/")
        answer = ask(host, "GET", "/" + path)
        yield host, answer.headers["set-cookie"].partition(";")[0], answer


def ask(host, method, path, body=None, **headers):
    connection = HTTPConnection(host, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
    connection.request(method, path, body if body is None or isinstance(body, str) else json.dumps(body), named)
    answer = connection.getresponse()
    answer.text = answer.read().decode()
    return answer


def test_the_token_becomes_a_cookie_and_leaves_the_address(server):
    _, cookie, answer = server
    assert answer.status == 303 and answer.headers["location"] == "/"
    told = answer.headers["set-cookie"]
    assert "HttpOnly" in told and "SameSite=strict" in told and len(cookie) > 40


@pytest.mark.parametrize("path", ["/", "/queue", "/static/review.js", "/document/x", "/?token=guess", "/?token="])
@pytest.mark.parametrize("cookie", [None, "winnow_session=x", "winnow_session_1=x"])
def test_nothing_without_the_cookie(server, path, cookie):
    answer = ask(server[0], "GET", path, Cookie=cookie)
    assert answer.status == 403 and "蓝字" not in answer.text


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1", "localhost:1", "127.0.0.1.evil.test:80", ""])
def test_no_other_name_of_the_host(server, host):
    assert ask(server[0], "GET", "/queue", Host=host, Cookie=server[1]).status in (400, 421)


GOOD = {"item": "", "verdict": "right", "note": "", "sampled": False}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"Origin": None}, 403),
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://{host}"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
        ({"Cookie": None}, 403),
        ({"body": "x" * 70_000}, 413),
        ({"body": "{"}, 400),
        ({"body": "[]"}, 400),
        ({"body": GOOD | {"item": 5}}, 400),
        ({"body": GOOD | {"item": "r-' or 1=1"}}, 400),
        ({"body": GOOD | {"verdict": "undone"}}, 400),
        ({"body": GOOD | {"note": "n" * 2_001}}, 400),
        ({}, 200),
    ],
)
def test_only_its_own_pages_write(server, out, change, status):
    host, cookie, _ = server
    queue = json.loads(ask(host, "GET", "/queue", Cookie=cookie).text)
    given = {"Cookie": cookie, "Origin": f"http://{host}", "Content_Type": "application/json"}
    given["body"] = GOOD | {"item": queue["items"][0]["item"]}
    given |= {
        name: value.format(host=host) if isinstance(value, str) and name != "body" else value
        for name, value in change.items()
    }
    before = len(reviews.verdicts(out))
    body = given.pop("body")
    assert ask(host, "POST", "/judge", body, **given).status == status
    assert len(reviews.verdicts(out)) - before == (status == 200)


def test_every_answer_says_what_a_browser_may_do(server):
    host, cookie, _ = server
    for path in ("/", "/queue", "/static/review.js", "/nowhere"):
        headers = ask(host, "GET", path, Cookie=cookie).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "trusted-types 'none'" in policy
        assert (
            headers["x-content-type-options"] == "nosniff" and headers["cross-origin-resource-policy"] == "same-origin"
        )
        assert headers["referrer-policy"] == "no-referrer" and headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("path", ["/static/..%2fapp.py", "/static/labels.toml", "/static/%2e%2e/app.py"])
def test_files_that_are_not_of_the_page(server, path):
    assert ask(server[0], "GET", path, Cookie=server[1]).status == 404


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\x00b", "a\u202eb"])
def test_names_that_cannot_be(server, name):
    host, cookie, _ = server
    given = {"Cookie": cookie, "Origin": f"http://{host}", "Content_Type": "application/json"}
    assert ask(host, "POST", "/reviewer", {"name": name}, **given).status == 400


def test_the_page_itself_holds_no_text_of_documents_as_markup(server):
    page = ask(server[0], "GET", "/", Cookie=server[1]).text
    assert page.count("<script") == 5 and "window.ran" not in page.replace("\\u003c", "").split('id="content"')[0]
    assert "<b>" not in page and "</script><b>" not in page  # a rule is called so
