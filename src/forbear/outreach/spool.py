"""E-mail into a folder, for a mail system that is not ours: one `.eml` a permit, whole or not there at all.

The file's name is the permit's id, so the same permit can never be laid down twice. A rehearsal may not use it: we
cannot see where such mail goes.
"""

from __future__ import annotations

import os
from email.errors import MessageError
from typing import TYPE_CHECKING

from forbear.outreach.email import mime
from forbear.outreach.ports import Accepted, Handed, MailerUnavailable, Rejected, Unknown
from forbear.outreach.rehearsal import MailWouldLeave

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from forbear.gate.permit import Permit
    from forbear.outreach.email import Letter


class SpoolMailer:
    """The real side of `Mailer` that writes files."""

    def __init__(self, folder: Path, *, is_rehearsal: bool) -> None:
        """Raises `MailWouldLeave` in a rehearsal. Nothing is written yet."""
        if is_rehearsal:
            raise MailWouldLeave(
                "this is a rehearsal: a spool folder may be emptied by a mail system we cannot see; use --smtp"
            )
        self._folder = folder

    def ready(self) -> None:
        """Make the folder."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise MailerUnavailable(f"the spool folder cannot be used: {fault}") from fault

    def send(self, letter: Letter, permit: Permit, *, at: datetime) -> Handed:
        """Write the message beside its place, then name it in one step."""
        permit.require(
            at=at,
            person_id=letter.person_id,
            address=letter.address,
            channel=letter.channel,
            purpose=letter.purpose,
            content_digest=letter.content_digest,
        )
        final = self._folder / f"{permit.permit_id}.eml"
        part = self._folder / f".{permit.permit_id}.part"
        try:
            text = mime(letter, permit).as_bytes()
            with part.open("wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except (MessageError, ValueError, OSError) as fault:
            part.unlink(missing_ok=True)
            return Rejected(f"the message was not written: {fault}")
        try:
            os.link(part, final)
        except FileExistsError:
            return Unknown("a message under this permit lies in the spool already")
        except OSError as fault:
            return Unknown(f"the message may have been laid down: {fault}")
        finally:
            part.unlink(missing_ok=True)
        return Accepted(f"spooled as {final.name}")

    def close(self) -> None:
        """Nothing is open between messages."""
