"""A rehearsal sends no mail to the world: only to a mail server on this machine, and never into an outside spool."""

from __future__ import annotations

import ipaddress


class MailWouldLeave(Exception):
    """this is a rehearsal, and the mail would leave this machine"""


def require_loopback(host: str) -> None:
    """Raise `MailWouldLeave` unless `host` is this machine itself. A name other than `localhost` is not looked up."""
    if host == "localhost":
        return
    try:
        is_here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        raise MailWouldLeave(
            f"this is a rehearsal: mail may go only to a server on this machine, and `{host}` is another; use 127.0.0.1"
        )
