"""Who is asking: sessions, the sign-in form's token, and what every answer carries to keep a page safe.

A session token is in a cookie only, and stored as a digest. Forms carry a token of their session; a form without it changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from fastapi import Request, Response

    from forbear.entry.wiring import House, Session

COOKIE: Final = "forbear_session"
FORM_COOKIE: Final = "forbear_form"
LANGUAGE_COOKIE: Final = "forbear_language"
SESSION_LASTS: Final = timedelta(hours=10)
LOCKED_FOR: Final = timedelta(minutes=15)
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}

_hasher = PasswordHasher()
# Hashed once, compared with when the name is unknown, so that an unknown name takes as long as a wrong password.
_nobody = _hasher.hash("nobody's password")


class SignInNeeded(Exception):
    """the page needs a sign-in"""


class FormStale(Exception):
    """the form's token is missing or of another session"""


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher.hash(password)


def digest_of(token: str) -> bytes:
    """Return what is stored of a session token."""
    return hashlib.sha256(token.encode()).digest()


def session_of(request: Request) -> Session:
    """Return the session of this request; raises SignInNeeded where there is none that still lasts."""
    house: House = request.app.state.house
    token = request.cookies.get(COOKIE)
    session = house.staff.session(digest_of(token), at=house.real_now()) if token else None
    if session is None:
        raise SignInNeeded
    return session


def check_form(session: Session, token: str) -> None:
    """Raise FormStale unless the form's token is that of the session."""
    if not hmac.compare_digest(session.csrf, token):
        raise FormStale


def try_sign_in(house: House, name: str, password: str) -> tuple[str | None, datetime | None]:
    """Check a name and a password: (token of a new session, None), or (None, until when the account is locked or None)."""
    now = house.real_now()
    account = house.staff.by_sign_in(name.strip())
    if account is not None and account.locked_until is not None and account.locked_until > now:
        return None, account.locked_until
    try:
        _hasher.verify(account.password_hash if account else _nobody, password)
    except (VerificationError, InvalidHashError):
        if account is not None:
            house.staff.failed(account.staff_id, at=now, locked_until=now + LOCKED_FOR)
        return None, None
    if account is None:
        return None, None
    house.staff.succeeded(account.staff_id)
    token = secrets.token_urlsafe(32)
    house.staff.start_session(
        account.staff_id,
        token_digest=digest_of(token),
        csrf=secrets.token_urlsafe(24),
        at=now,
        expires_at=now + SESSION_LASTS,
    )
    return token, None


def inside(path: str | None) -> str:
    """Return a path of our own to go on to; anything that could lead elsewhere becomes the desk."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")):
        return "/desk"
    return path


def sign_in_address(request: Request) -> str:
    """Return the address of the sign-in form that leads back to this page."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/sign-in?next={quote(here, safe='')}"


async def add_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Give every answer its safety headers; static files may be kept by the browser."""
    answer = await call_next(request)
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.url.path.startswith("/static/"):
        answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
