"""How mail leaves, from the environment and the command line: server, security, our domain, the neutral name for contacts.

Refuses what would send in the open: a server on another machine is spoken to under TLS, unless the operator says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from forbear.outreach.email import Sender
from forbear.outreach.rehearsal import MailWouldLeave, require_loopback
from forbear.outreach.smtp import Server, SmtpMailer
from forbear.outreach.spool import SpoolMailer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.outreach.ports import Mailer

SMTP: Final = "FORBEAR_SMTP"
SECURITY: Final = "FORBEAR_SMTP_SECURITY"
USER: Final = "FORBEAR_SMTP_USER"
PASSWORD: Final = "FORBEAR_SMTP_PASSWORD"  # noqa: S105 - the name of the variable, not a password
DOMAIN: Final = "FORBEAR_MAIL_DOMAIN"
HEAR: Final = "FORBEAR_MAIL_IN"
OFFICE_ZH: Final = "FORBEAR_OFFICE_ZH"
OFFICE_EN: Final = "FORBEAR_OFFICE_EN"
REHEARSAL_DOMAIN: Final = "house.test"
PORT: Final = 25
SECURITIES: Final = ("none", "starttls", "tls")


class BadSettings(Exception):
    """mail cannot be set up"""


@dataclass(frozen=True, slots=True)
class Mail:
    """Everything about mail that a worker needs."""

    mailer: Mailer
    sender: Sender
    hear: Path | None


def mail_from(
    env: Mapping[str, str], *, smtp: str | None, spool: Path | None, hear: Path | None, is_rehearsal: bool
) -> Mail:
    """Build mailer and sender. Raises `BadSettings` with the cure, `MailWouldLeave` in a rehearsal."""
    domain = env.get(DOMAIN) or (REHEARSAL_DOMAIN if is_rehearsal else "")
    if not domain:
        raise BadSettings(f"set {DOMAIN} to the domain that receives answers (reply+…, stop+…, bounce+…)")
    given = Sender(domain=domain.lower())
    sender = Sender(
        given.domain, env.get(OFFICE_ZH) or given.office_zh, env.get(OFFICE_EN) or given.office_en
    )
    inbound = hear or (Path(env[HEAR]) if env.get(HEAR) else None)
    address = smtp or env.get(SMTP)
    if spool is not None:
        if smtp:
            raise BadSettings("give --smtp or --spool, not both")
        return Mail(SpoolMailer(spool, is_rehearsal=is_rehearsal), sender, inbound)
    if not address:
        raise BadSettings(f"name a mail server with --smtp host:port or {SMTP}, or a folder with --spool")
    return Mail(SmtpMailer(server_from(address, env), is_rehearsal=is_rehearsal), sender, inbound)


def server_from(address: str, env: Mapping[str, str]) -> Server:
    """Read `host:port` (`[::1]:25` for IPv6). Raises `BadSettings`."""
    host, colon, port = address.rpartition(":")
    if not colon or "]" in port:
        host, port = address, str(PORT)
    if not port.isdigit() or not host:
        raise BadSettings(f"`{address}` is not host:port")
    host = host.strip("[]")
    security = env.get(SECURITY) or ("none" if _is_here(host) else "starttls")
    if security not in SECURITIES:
        raise BadSettings(f"{SECURITY} is `{security}`; it must be one of {', '.join(SECURITIES)}")
    return Server(host, int(port), security, env.get(USER) or None, env.get(PASSWORD) or None)


def _is_here(host: str) -> bool:
    try:
        require_loopback(host)
    except MailWouldLeave:
        return False
    return True
