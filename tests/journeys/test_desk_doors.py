"""The doors of the desk: nothing without a sign-in, nothing changed by a strange form, no endless guessing, no way out to other hosts."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest

from forbear.entry.web.access import inside
from forbear.entry.web.application import application
from forbear.entry.web.desk.routes import router
from tests.fixtures.desk import PASSWORD, Served

OPEN = {"/sign-in", "/language", "/health", "/", "/static"}


class Visitor:
    """A visitor with cookies and without a browser; follows nothing by itself."""

    def __init__(self, address: str) -> None:
        self.address = address
        stay = type("Stay", (urllib.request.HTTPRedirectHandler,), {"redirect_request": lambda *_: None})
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), stay())

    def ask(self, path: str, **form: str) -> tuple[int, str, str]:
        """Return status, where it leads, and the page."""
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            with self.opener.open(f"{self.address}{path}", data=data, timeout=20) as answer:
                return answer.status, "", answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers.get("Location", ""), answer.read().decode()

    def token(self) -> str:
        """Return the token of the sign-in form."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.ask("/sign-in")[2])
        assert found
        return found[1]

    def sign_in(self, name: str, password: str, **more: str) -> tuple[int, str, str]:
        """Fill in the form."""
        return self.ask("/sign-in", name=name, password=password, csrf=self.token(), **more)


@pytest.fixture
def visitor(served: Served) -> Visitor:
    return Visitor(served.address)


def test_no_page_answers_without_a_sign_in(visitor: Visitor, served: Served) -> None:
    own = application(served.house).routes
    paths = {route.path for route in [*own, *router.routes] if hasattr(route, "path")} - OPEN
    assert {"/desk", "/desk/cases/{case_id}", "/desk/mail"} <= paths
    for path in paths:
        asked = path.replace("{case_id}", "x").replace("{rule_id:path}", "x").replace("{rest:path}", "x")
        status, leads_to, body = visitor.ask(asked)
        assert status in {303, 405}, asked
        assert status == 405 or leads_to.startswith("/sign-in"), asked
        assert "cn-0" not in body


def test_a_sign_in_without_the_forms_token_changes_nothing(visitor: Visitor) -> None:
    assert visitor.ask("/sign-in", name="avery", password=PASSWORD, csrf="guessed")[0] == 400
    assert visitor.ask("/desk")[0] == 303


def test_a_sign_out_without_the_sessions_token_is_refused(visitor: Visitor) -> None:
    assert visitor.sign_in("avery", PASSWORD)[0] == 303
    assert visitor.ask("/sign-out", csrf="guessed")[0] == 400
    assert visitor.ask("/desk")[0] == 200


def test_a_session_ends_with_the_sign_out(visitor: Visitor) -> None:
    visitor.sign_in("avery", PASSWORD)
    found = re.search(
        r'action="/sign-out"><input type="hidden" name="csrf" value="([^"]+)"', visitor.ask("/desk")[2]
    )
    assert found
    visitor.ask("/sign-out", csrf=found[1])
    assert visitor.ask("/desk")[0] == 303


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(visitor: Visitor) -> None:
    def said(name: str) -> str:
        _, _, body = visitor.sign_in(name, "not it")
        return re.sub(r'value="[^"]*"', "", body)

    assert said("nobody-at-all") == said("avery")


def test_guessing_locks_the_account_for_a_while(visitor: Visitor, served: Served) -> None:
    account = served.house.staff.by_sign_in("avery")
    assert account
    served.house.staff.add(
        {
            "staff_id": "guessed",
            "sign_in": "guessed",
            "name": "Guessed",
            "password_hash": account.password_hash,
            "role": "collector",
            "books": [],
            "language": "en",
        }
    )
    for _ in range(8):
        visitor.sign_in("guessed", "not it")
    status, _, body = visitor.sign_in("guessed", PASSWORD)
    assert status == 403
    assert "Too many tries" in body or "多次输入不正确" in body


def test_a_person_of_one_book_sees_no_case_of_another(visitor: Visitor, served: Served) -> None:
    account = served.house.staff.by_sign_in("avery")
    assert account
    served.house.staff.add(
        {
            "staff_id": "elsewhere",
            "sign_in": "elsewhere",
            "name": "Elsewhere",
            "password_hash": account.password_hash,
            "role": "collector",
            "books": ["another-book"],
            "language": "en",
        }
    )
    case_id = re.search(r'href="/desk/cases/([^"]+)"', _signed_in(served).ask("/desk")[2])
    assert case_id
    visitor.sign_in("elsewhere", PASSWORD)
    assert visitor.ask(f"/desk/cases/{case_id[1]}")[0] == 404
    assert "cn-0" not in visitor.ask("/desk")[2]
    assert "cn-0" not in visitor.ask("/desk/plan")[2]
    assert "<article" not in visitor.ask("/desk/mail")[2]


def _signed_in(served: Served) -> Visitor:
    visitor = Visitor(served.address)
    visitor.sign_in("avery", PASSWORD)
    return visitor


@pytest.mark.parametrize(
    "path", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "", None]
)
def test_a_sign_in_leads_nowhere_but_to_our_own_pages(path: str | None) -> None:
    assert inside(path) == "/desk"


def test_every_answer_carries_the_safety_headers(served: Served) -> None:
    with urllib.request.urlopen(f"{served.address}/sign-in", timeout=20) as answer:  # noqa: S310 - our own server
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_contact_details_are_masked_on_the_case_page(served: Served) -> None:
    visitor = _signed_in(served)
    found = re.search(r'href="(/desk/cases/[^"]+)"', visitor.ask("/desk")[2])
    assert found
    body = visitor.ask(found[1])[2]
    assert "•••" in body
    assert not re.search(r"\+861\d{9}", body)
