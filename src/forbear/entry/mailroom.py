"""A local mail server for the demo and the tests: real SMTP on this machine alone; mail is kept as files, nothing goes on.

Mail to our own domain (`reply+…`, `stop+…`, `bounce+…`) goes to `in/new`, from where the worker hears it; all other mail
lies in `out`, as the world would have received it. Each file is one delivery to one recipient, who stands in its name's
header `Delivered-To`. It refuses to listen anywhere but on loopback.
"""

from __future__ import annotations

import hashlib
import itertools
import os
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING, Any, Final, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage
    from pathlib import Path

HERE: Final = "127.0.0.1"
BYTES_MAX: Final = 10_000_000
OK: Final = "250 2.0.0 kept"
NO_SUCH: Final = "550 5.1.1 no such mailbox here"
LATER: Final = "451 4.3.0 try again later"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the server misbehaves, for tests: addresses it refuses for good or for now, and addresses after whose mail it hangs up.

    `event` is called with `rcpt`, `data`, `dot` (the whole message is in) and `reply` (just before the answer), each with its address.
    """

    unknown: frozenset[str] = frozenset()
    busy: frozenset[str] = frozenset()
    hangs_up_after_dot: frozenset[str] = frozenset()
    event: Callable[[str, str], None] = field(default=lambda _what, _who: None)


WELL_BEHAVED: Final = Behaviour()


class _Server(SMTP):
    """SMTP that tells when a message's text is about to come."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the library's name
        handler = self.event_handler
        if isinstance(handler, _Keeper) and self.envelope is not None and self.envelope.rcpt_tos:
            handler.behaviour.event("data", self.envelope.rcpt_tos[0])
        await super().smtp_DATA(arg)


class _Keeper:
    """Keeps what arrives."""

    def __init__(
        self, folder: Path, domain: str, behaviour: Behaviour, hear: Callable[[bytes, str], None] | None
    ) -> None:
        self.folder, self.domain, self.behaviour, self.hear = folder, domain.lower(), behaviour, hear
        self._number = itertools.count(1)
        for name in ("out", "in/new", "in/cur"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        del server, session
        self.behaviour.event("rcpt", address)
        if address in self.behaviour.unknown:
            return NO_SUCH
        if address in self.behaviour.busy:
            return LATER
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        del session
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        for address in envelope.rcpt_tos:
            self._keep(address, envelope.mail_from or "", content)
            self.behaviour.event("dot", address)
            if address in self.behaviour.hangs_up_after_dot and server.transport is not None:
                server.transport.close()
        self.behaviour.event("reply", envelope.rcpt_tos[0])
        return OK

    def _keep(self, address: str, mail_from: str, content: bytes) -> None:
        marked = f"Delivered-To: {address}\r\nReturn-Path: <{mail_from}>\r\n".encode() + content
        is_ours = address.lower().endswith(f"@{self.domain}")
        if is_ours and self.hear is not None:
            self.hear(marked, address)
        place = self.folder / ("in/new" if is_ours else "out")
        name = f"{next(self._number):06d}-{hashlib.sha256(marked).hexdigest()[:12]}.eml"
        part = place.parent / f".{name}"
        part.write_bytes(marked)
        part.rename(place / name)


class Mailroom:
    """The server. Use as a context manager; `port` is known once it is open (0 asks for any free one)."""

    def __init__(
        self,
        folder: Path,
        *,
        domain: str,
        port: int = 0,
        behaviour: Behaviour = WELL_BEHAVED,
        hear: Callable[[bytes, str], None] | None = None,
    ) -> None:
        """Keep mail under `folder`. With `hear`, each mail to our domain is also handed over at once, with its recipient."""
        self.folder = folder
        self._keeper = _Keeper(folder, domain, behaviour, hear)
        self._controller = _Loopback(self._keeper, hostname=HERE, port=port)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        server = self._controller.server
        if server is None:
            return 0
        return int(server.sockets[0].getsockname()[1])  # type: ignore[attr-defined]

    def open(self) -> None:
        """Begin to listen, on a thread of its own; a server opens once."""
        self._controller.start()

    def close(self) -> None:
        """Stop listening; does nothing when it has."""
        if self._controller.server is not None:
            self._controller.stop(no_assert=True)
            self._controller.server = None

    def __enter__(self) -> Self:
        """Open and return itself."""
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def received(self) -> list[EmailMessage]:
        """All mail that left the building, in the order in which it arrived."""
        return list(read_folder(self.folder / "out"))


class _Loopback(Controller):
    """A controller that finds its port after binding, so that `0` works."""

    def factory(self) -> SMTP:
        return _Server(
            self.handler,
            enable_SMTPUTF8=True,
            data_size_limit=BYTES_MAX,
            hostname="mailroom.localhost",
            **self._more(),
        )

    def _more(self) -> dict[str, Any]:
        return {"loop": self.loop}

    def _trigger_server(self) -> None:
        """The library connects to its own port here; with port 0 the real one has to be asked for first."""
        if self.server is not None:
            self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def read_folder(folder: Path) -> Iterator[EmailMessage]:
    """Read the mail of a folder in order."""
    for file in sorted(folder.glob("*.eml")):
        yield message_from_bytes(file.read_bytes(), policy=policy.default)


def waiting(folder: Path) -> Iterator[tuple[Path, bytes, tuple[str, ...]]]:
    """Yield the mail in `folder/new` that nobody took yet: file, bytes, recipients of the envelope."""
    for file in sorted((folder / "new").glob("*")):
        if file.is_file() and not file.name.startswith("."):
            raw = file.read_bytes()
            to = BytesHeaderParser(policy=policy.compat32).parsebytes(raw).get_all("Delivered-To", [])
            yield file, raw, tuple(str(address).strip() for address in to)


def taken(file: Path, *, into: str = "cur") -> None:
    """Move a message out of `new`. A crash before it leaves it in `new`; hearing twice writes once."""
    target = file.parent.parent / into
    target.mkdir(exist_ok=True)
    os.replace(file, target / file.name)  # noqa: PTH105 - replaces, where rename would fail
