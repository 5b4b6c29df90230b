"""Incoming mail taken apart: which of our messages it answers, whether a person or a machine wrote, what it says.

It judges no words and writes nothing. What it cannot place it still returns, so that nothing is lost in silence.
"""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY_CHARACTERS_MAX: Final = 100_000
_MARK: Final = r"(?P<token>[a-z2-7]{26})"
_TAG: Final = re.compile(
    r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]{0,2000}>", re.IGNORECASE | re.DOTALL
)
_BREAK: Final = re.compile(r"<(?:br|/p|/div|/li)\b[^>]{0,200}>", re.IGNORECASE)
_HTML_QUOTE: Final = re.compile(r"<blockquote\b.*", re.IGNORECASE | re.DOTALL)
_NOT_THE_ADDRESS: Final = re.compile(r"^5\.(?:2\.[23]|3\.|7\.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One incoming message.

    `kind`: `reply` (a person), `stop` (mail to a stop address), `bounce`, `delivered`, `automatic` (an answering machine, a
    delay notice). `token` is the id of the permit under which our message left. `is_address_dead`: the address itself fails.
    """

    kind: str
    message_id: str
    token: str | None
    sender: str
    subject: str
    text: str
    says: str = ""
    is_address_dead: bool = False


def read_incoming(raw: bytes, *, domain: str, recipients: tuple[str, ...] = ()) -> Incoming:
    """Take a message apart. `recipients` are those of the envelope, which say more than the header. Never raises for bad mail."""
    message = message_from_bytes(raw, policy=policy.default)
    if not isinstance(message, EmailMessage):  # pragma: no cover - the default policy makes no other
        raise TypeError
    to = (*recipients, *_addresses(message, "To", "Delivered-To", "Cc"))
    role, token = _from_recipients(to, domain)
    report = _report(message)
    original = _ids_of_original(message) if report else _ids_answered(message)
    token = token or _from_ids(original, domain)
    kind, says, dead = "reply", "", False
    if report or role == "bounce":
        kind, says, dead = _bounce(report)
    elif str(message.get("Auto-Submitted", "no")).lower() != "no" or "X-Autoreply" in message:
        kind = "automatic"
    elif role == "stop":
        kind = "stop"
    return Incoming(
        kind=kind,
        message_id=_clean(_own_id(message, raw)),
        token=token,
        sender=_clean(parseaddr(_header(message, "From"))[1].lower()),
        subject=_clean(" ".join(_header(message, "Subject").split())[:300]),
        text=_clean(_text(message)[:BODY_CHARACTERS_MAX]),
        says=_clean(says),
        is_address_dead=dead,
    )


def _clean(text: str) -> str:
    """The text without what no database takes: NUL and halves of characters that broken mail leaves behind."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _header(message: EmailMessage, name: str) -> str:
    """The header as text; a header that cannot be parsed counts as absent."""
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, AttributeError, IndexError, TypeError):
        return ""


def _addresses(message: EmailMessage, *names: str) -> Iterator[str]:
    for _, address in getaddresses([_header(message, name) for name in names]):
        yield address


def _own_id(message: EmailMessage, raw: bytes) -> str:
    """The message's id; one without any is known by its bytes."""
    given = "".join(_header(message, "Message-ID").split())
    return given[:500] or f"<sha256.{hashlib.sha256(raw).hexdigest()}>"


def _from_recipients(to: tuple[str, ...], domain: str) -> tuple[str, str | None]:
    pattern = re.compile(rf"^(?P<role>reply|stop|bounce)\+{_MARK}@{re.escape(domain.lower())}$")
    for address in to:
        if found := pattern.match(address.strip().lower()):
            return found["role"], found["token"]
    return "", None


def _from_ids(ids: str, domain: str) -> str | None:
    found = re.search(rf"<{_MARK}@{re.escape(domain.lower())}>", ids.lower())
    return found["token"] if found else None


def _ids_answered(message: EmailMessage) -> str:
    return f"{_header(message, 'In-Reply-To')} {_header(message, 'References')}"


def _ids_of_original(message: EmailMessage) -> str:
    """The Message-ID of the original that a report carries, whole or as headers."""
    found = [_ids_answered(message)]
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            found.append(str(part.get_payload()))
        elif part is not message and "Message-ID" in part:
            found.append(str(part["Message-ID"]))
    return " ".join(found)


def _report(message: EmailMessage) -> list[dict[str, str]]:
    """The per-recipient fields of a delivery status report (RFC 3464); empty when it is none."""
    if message.get_content_type() != "multipart/report":
        return []
    fields: list[dict[str, str]] = []
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else []:
                values = {str(name).lower(): str(value) for name, value in block.items()}  # type: ignore[union-attr]
                if "action" in values or "final-recipient" in values:
                    fields.append(values)
    return fields


def _bounce(report: list[dict[str, str]]) -> tuple[str, str, bool]:
    """Kind, the far server's words, and whether the address itself is at fault. Mail to a bounce address is a bounce."""
    if not report:
        return "bounce", "returned without a report", False
    failed = [one for one in report if one.get("action", "failed").strip().lower() == "failed"]
    first = (failed or report)[0]
    status = first.get("status", "").strip()
    says = " ".join(f"{status} {first.get('diagnostic-code', '')}".split())[:300]
    if failed:
        return "bounce", says, status.startswith("5.") and not _NOT_THE_ADDRESS.match(status)
    action = first.get("action", "").strip().lower()
    return ("delivered" if action in {"delivered", "relayed"} else "automatic"), says, False


def _text(message: EmailMessage) -> str:
    """The plain part, else the HTML part without its marks and without what it quotes."""
    try:
        part = message.get_body(preferencelist=("plain", "html"))
        content = part.get_content() if part is not None else ""
    except (LookupError, ValueError, AttributeError, TypeError):
        payload = message.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    if not isinstance(content, str):
        return ""
    if part is not None and part.get_content_type() == "text/html":
        unquoted = _HTML_QUOTE.sub("", content)
        return html.unescape(_TAG.sub("", _BREAK.sub("\n", unquoted)))
    return content
