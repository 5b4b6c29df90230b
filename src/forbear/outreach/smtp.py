"""E-mail over SMTP: one message in flight, each under its own permit, and an honest answer about what became of it.

A refusal before the message was taken over is `Rejected`. A connection that breaks after the message's text began to
leave is `Unknown`, because the server may have it. It never tries again by itself.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from email.errors import MessageError
from typing import TYPE_CHECKING, Final

import aiosmtplib

from forbear.outreach.email import mime
from forbear.outreach.ports import Accepted, Handed, MailerUnavailable, Rejected, Unknown
from forbear.outreach.rehearsal import require_loopback

if TYPE_CHECKING:
    from datetime import datetime

    from forbear.gate.permit import Permit
    from forbear.outreach.email import Letter

SECONDS_MAX: Final = 60.0
_ADDRESS_DEAD: Final = re.compile(r"\b5\.1\.[1236]\b|\b5\.2\.1\b")
_DEAD_CODES: Final = frozenset({550, 551, 553})


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. `security` is `none`, `starttls` or `tls`; a certificate that does not fit is refused."""

    host: str
    port: int
    security: str = "none"
    user: str | None = None
    password: str | None = None


class SmtpMailer:
    """The real side of `Mailer` over SMTP. Keeps one connection open and opens it again when it was closed."""

    def __init__(self, server: Server, *, is_rehearsal: bool, seconds_max: float = SECONDS_MAX) -> None:
        """Check where mail would go; raises `MailWouldLeave`. Nothing is opened yet."""
        if is_rehearsal:
            require_loopback(server.host)
        self._server = server
        self._seconds_max = seconds_max
        self._runner = asyncio.Runner()
        self._client: aiosmtplib.SMTP | None = None

    def ready(self) -> None:
        """Open the connection, or ask the open one whether it lives."""
        try:
            self._runner.run(self._ready())
        except (aiosmtplib.SMTPException, OSError) as fault:
            self._drop()
            where = f"{self._server.host}:{self._server.port}"
            raise MailerUnavailable(f"the mail server {where} does not answer: {_line(fault)}") from fault

    def send(self, letter: Letter, permit: Permit, *, at: datetime) -> Handed:
        """Hand the letter over."""
        permit.require(
            at=at,
            person_id=letter.person_id,
            address=letter.address,
            channel=letter.channel,
            purpose=letter.purpose,
            content_digest=letter.content_digest,
        )
        try:
            text = mime(letter, permit).as_bytes()
        except (MessageError, ValueError) as fault:
            return Rejected(f"the message cannot be written as e-mail: {_line(fault)}")
        return self._runner.run(self._send(letter.sender.bounce_to(permit.permit_id), letter.address, text))

    def close(self) -> None:
        """Say goodbye and close."""
        client, self._client = self._client, None
        if client is not None and client.is_connected:
            try:
                self._runner.run(client.quit())
            except (aiosmtplib.SMTPException, OSError):
                client.close()
        self._runner.close()

    async def _ready(self) -> None:
        if self._client is not None and self._client.is_connected:
            try:
                await self._client.noop()
            except aiosmtplib.SMTPException:
                self._drop()
            else:
                return
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            timeout=self._seconds_max,
        )
        await client.connect()
        self._client = client

    async def _send(self, bounce_to: str, address: str, text: bytes) -> Handed:
        """MAIL, RCPT, DATA. What fails before the text began to leave was not taken over."""
        client = self._client
        try:
            if client is None or not client.is_connected:
                await self._ready()
                client = self._client
            if client is None:
                return Rejected("there is no connection to the mail server")
            await client.mail(bounce_to)
            await client.rcpt(address)
        except aiosmtplib.SMTPRecipientRefused as refused:
            await self._reset()
            return Rejected(f"{refused.code} {_line(refused.message)}", is_address_dead=_is_dead(refused))
        except aiosmtplib.SMTPResponseException as refused:
            await self._reset()
            return Rejected(f"{refused.code} {_line(refused.message)}")
        except (aiosmtplib.SMTPException, OSError, UnicodeError) as fault:
            self._drop()
            return Rejected(f"the connection broke before the message was handed over: {_line(fault)}")
        return await self._data(client, text)

    async def _data(self, client: aiosmtplib.SMTP, text: bytes) -> Handed:
        try:
            answer = await client.data(text)
        except aiosmtplib.SMTPResponseException as refused:
            await self._reset()
            return Rejected(f"{refused.code} {_line(refused.message)}")
        except (aiosmtplib.SMTPException, OSError) as fault:
            self._drop()
            return Unknown(f"the connection broke before the server's answer came: {_line(fault)}")
        return Accepted(f"{answer.code} {_line(answer.message)}")

    async def _reset(self) -> None:
        """Leave a refused message behind, so that the next one starts clean."""
        if self._client is None:
            return
        try:
            await self._client.rset()
        except (aiosmtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _is_dead(refused: aiosmtplib.SMTPRecipientRefused) -> bool:
    """Whether the address itself does not exist; a policy that refuses us (5.7.x) says nothing about the address."""
    said = str(refused.message)
    if re.search(r"\b[245]\.\d\.\d+\b", said):
        return bool(_ADDRESS_DEAD.search(said))
    return refused.code in _DEAD_CODES


def _line(said: object) -> str:
    return " ".join(str(said).split())[:300]
