"""Staff accounts and sessions in PostgreSQL. Passwords come hashed and session tokens as digests: neither is ever stored readable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from psycopg.rows import class_row

from forbear.storage.queries import queries

if TYPE_CHECKING:
    from datetime import date, datetime

    from forbear.storage.database import Database

FAILURES_MAX: Final = 8


@dataclass(frozen=True, slots=True)
class Account:
    """A staff account as sign-in needs it. `books` empty means every book."""

    staff_id: str
    sign_in: str
    name: str
    password_hash: str
    role: str
    books: list[str]
    language: str
    failures: int
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in person, for as long as the session lasts."""

    staff_id: str
    csrf: str
    expires_at: datetime
    sign_in: str
    name: str
    role: str
    books: list[str]
    language: str
    trained_until: date | None


class Staff:
    """The accounts and sessions of one database."""

    def __init__(self, database: Database) -> None:
        """Use `database`; nothing is read yet."""
        self._database = database
        self._sql = queries("staff")

    def _run(self, name: str, /, **values: Any) -> None:  # noqa: ANN401 - whatever the statement takes
        with self._database.transaction() as connection:
            connection.execute(self._sql[name], values)

    def add(self, account: dict[str, object]) -> None:
        """Add an account, or replace the one of the same sign-in name; keys are the columns of `staff`.

        Without `trained_until` nobody is taken for trained.
        """
        self._run("add", **{"trained_until": None, **account})

    def by_sign_in(self, sign_in: str) -> Account | None:
        """Return the account of that sign-in name, or None."""
        with (
            self._database.transaction() as connection,
            connection.cursor(row_factory=class_row(Account)) as cursor,
        ):
            return cursor.execute(self._sql["by_sign_in"], {"sign_in": sign_in}).fetchone()

    def failed(self, staff_id: str, *, at: datetime, locked_until: datetime) -> None:
        """Count a failed try; the account locks until `locked_until` when `FAILURES_MAX` is reached."""
        self._run("failed", staff_id=staff_id, at=at, locked_until=locked_until, failures_max=FAILURES_MAX)

    def succeeded(self, staff_id: str) -> None:
        """Forget the failed tries."""
        self._run("succeeded", staff_id=staff_id)

    def start_session(
        self, staff_id: str, *, token_digest: bytes, csrf: str, at: datetime, expires_at: datetime
    ) -> None:
        """Begin a session known by the digest of its token; sessions that are over are removed on the way."""
        self._run("end_expired", at=at)
        self._run(
            "start_session",
            staff_id=staff_id,
            token_digest=token_digest,
            csrf=csrf,
            at=at,
            expires_at=expires_at,
        )

    def session(self, token_digest: bytes, *, at: datetime) -> Session | None:
        """Return the session of that token while it lasts, or None."""
        with (
            self._database.transaction() as connection,
            connection.cursor(row_factory=class_row(Session)) as cursor,
        ):
            return cursor.execute(self._sql["session"], {"token_digest": token_digest, "at": at}).fetchone()

    def end_session(self, token_digest: bytes) -> None:
        """End a session at once."""
        self._run("end_session", token_digest=token_digest)

    def speak(self, staff_id: str, language: str) -> None:
        """Remember the language a person chose."""
        self._run("language", staff_id=staff_id, language=language)
