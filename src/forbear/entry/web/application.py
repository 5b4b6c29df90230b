"""The web application: the faces put together, sign-in, language, safety headers, and calm pages for what goes wrong."""

from __future__ import annotations

import hmac
import secrets
from importlib import resources
from typing import TYPE_CHECKING, Annotated

import structlog
from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from forbear.entry.web import access
from forbear.entry.web.desk import routes as desk
from forbear.entry.web.look import figures
from forbear.entry.web.look.pages import Pages, language_of
from forbear.entry.web.look.words import LANGUAGES, Lang, shipped_words

if TYPE_CHECKING:
    from forbear.entry.wiring import House

log = structlog.get_logger()
pages = Pages("forbear.entry.web.look")
YEAR_SECONDS = 365 * 24 * 3600


def application(house: House) -> FastAPI:
    """Return the application over `house`, the real parts."""
    app = FastAPI(title="forbear", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = house
    app.middleware("http")(access.add_headers)
    static = resources.files("forbear.entry.web.look").joinpath("static")
    app.mount("/static", StaticFiles(directory=str(static)), name="static")
    app.include_router(desk.router)
    _add_sign_in(app)
    _add_problems(app)

    @app.get("/health")
    def health() -> PlainTextResponse:
        house.now()
        return PlainTextResponse("ok\n")

    return app


def _language(request: Request) -> Lang:
    return language_of(request.cookies.get(access.LANGUAGE_COOKIE), request.headers.get("accept-language"))


def _page(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    house: House = request.app.state.house
    here = access.inside(request.url.path)
    body = pages.render(
        template,
        _language(request),
        {"session": None, "here": here, "rehearsal_now": house.rehearsal_now(), **values},
    )
    return HTMLResponse(body, status_code=status)


def _add_sign_in(app: FastAPI) -> None:
    @app.get("/")
    def start() -> RedirectResponse:
        return RedirectResponse("/desk", status_code=303)

    @app.get("/sign-in")
    def sign_in_form(request: Request, next: str = "/desk") -> Response:  # noqa: A002 - the name in the address
        return _form(request, target=next)

    @app.post("/sign-in")
    def sign_in(
        request: Request,
        name: Annotated[str, Form(max_length=200)] = "",
        password: Annotated[str, Form(max_length=1000)] = "",
        csrf: Annotated[str, Form()] = "",
        next: Annotated[str, Form()] = "/desk",  # noqa: A002 - the name in the form
    ) -> Response:
        lang, words = _language(request), shipped_words()
        expected = request.cookies.get(access.FORM_COOKIE, "")
        if not expected or not hmac.compare_digest(expected, csrf):
            return _form(
                request, target=next, name=name, problem=words.say(lang, "signin.form_stale"), status=400
            )
        token, locked_until = access.try_sign_in(request.app.state.house, name, password)
        if token is None:
            problem = words.say(lang, "signin.wrong")
            if locked_until is not None:
                until = figures.instant(locked_until, "Asia/Shanghai", lang, with_zone=True)
                problem = words.say(lang, "signin.locked", until=until)
            return _form(request, target=next, name=name, problem=problem, status=403)
        answer = RedirectResponse(access.inside(next), status_code=303)
        answer.set_cookie(
            access.COOKIE, token, httponly=True, samesite="lax", secure=request.url.scheme == "https"
        )
        answer.delete_cookie(access.FORM_COOKIE)
        return answer

    @app.post("/sign-out")
    def sign_out(request: Request, csrf: Annotated[str, Form()] = "") -> RedirectResponse:
        access.check_form(access.session_of(request), csrf)
        house: House = request.app.state.house
        house.staff.end_session(access.digest_of(request.cookies[access.COOKIE]))
        answer = RedirectResponse("/sign-in", status_code=303)
        answer.delete_cookie(access.COOKIE)
        return answer

    @app.post("/language")
    def speak(to: Annotated[str, Form()], back: Annotated[str, Form()] = "/desk") -> RedirectResponse:
        answer = RedirectResponse(access.inside(back), status_code=303)
        if to in LANGUAGES:
            answer.set_cookie(access.LANGUAGE_COOKIE, to, max_age=YEAR_SECONDS, samesite="lax")
        return answer


def _form(
    request: Request, *, target: str, name: str = "", problem: str = "", status: int = 200
) -> HTMLResponse:
    token = secrets.token_urlsafe(24)
    answer = _page(
        request,
        "sign-in.html",
        status=status,
        next=access.inside(target),
        name=name,
        problem=problem,
        csrf=token,
    )
    answer.set_cookie(
        access.FORM_COOKIE, token, httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
    return answer


def _add_problems(app: FastAPI) -> None:
    @app.exception_handler(access.SignInNeeded)
    async def sign_in_first(request: Request, _: Exception) -> Response:
        return RedirectResponse(access.sign_in_address(request), status_code=303)

    @app.exception_handler(access.FormStale)
    async def stale(request: Request, _: Exception) -> Response:
        return _page(
            request,
            "problem.html",
            status=400,
            problem=shipped_words().say(_language(request), "signin.form_stale"),
        )

    @app.exception_handler(HTTPException)
    async def http_problem(request: Request, problem: Exception) -> Response:
        code = problem.status_code if isinstance(problem, HTTPException) else 500
        detail = problem.detail if isinstance(problem, HTTPException) else ""
        words = shipped_words()
        text = (
            words.token(_language(request), "error", "not_found")
            if detail not in words.texts
            else words.say(_language(request), detail)
        )
        return _page(request, "problem.html", status=code, problem=text)

    @app.exception_handler(Exception)
    async def fault(request: Request, problem: Exception) -> Response:
        log.error("page_fault", path=request.url.path, kind=type(problem).__name__, exc_info=problem)
        return _page(
            request,
            "problem.html",
            status=500,
            problem=shipped_words().say(_language(request), "error.fault"),
        )
