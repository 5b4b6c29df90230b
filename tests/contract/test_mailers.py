"""The mailer suite on both real sides."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest

from forbear.entry.mailroom import Mailroom
from forbear.gate.permit import PermitRefused
from forbear.outreach.ports import Accepted, Mailer, MailerUnavailable, Unknown
from forbear.outreach.rehearsal import MailWouldLeave, require_loopback
from forbear.outreach.smtp import Server, SmtpMailer
from forbear.outreach.spool import SpoolMailer
from tests.contract.mailer_suite import AT, a_letter, a_permit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from email.message import EmailMessage
    from pathlib import Path

Side = tuple[Mailer, "Callable[[], list[EmailMessage]]"]


@pytest.fixture(params=["smtp", "spool"])
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    if request.param == "spool":
        folder = tmp_path / "spool"
        yield (
            SpoolMailer(folder, is_rehearsal=False),
            lambda: [
                message_from_bytes(f.read_bytes(), policy=policy.default)
                for f in sorted(folder.glob("*.eml"))
            ],
        )
        return
    with Mailroom(tmp_path, domain="house.test") as mailroom:
        mailer = SmtpMailer(Server("127.0.0.1", mailroom.port), is_rehearsal=True)
        yield mailer, mailroom.received
        mailer.close()


def test_a_letter_under_its_permit_is_handed_over_whole(side: Side) -> None:
    mailer, handed = side
    letter = a_letter()
    mailer.ready()
    assert isinstance(mailer.send(letter, a_permit(letter), at=AT), Accepted)
    [mail] = handed()
    assert mail["Subject"] == letter.subject
    assert mail.get_content().replace("\r\n", "\n") == letter.body
    assert mail["Message-ID"] == "<abcdefghijklmnopqrstuvwxyz@house.test>"


@pytest.mark.parametrize(
    ("letter", "permit", "at"),
    [
        ({"address": "other@mail.test"}, {}, AT),
        ({"body": "other words\n"}, {}, AT),
        ({"sender_name": "Somebody Else"}, {}, AT),
        ({"person_id": "p2"}, {}, AT),
        ({"purpose": "collect"}, {}, AT),
        ({}, {"channel": "sms"}, AT),
        ({}, {}, AT + timedelta(minutes=15)),
        ({}, {}, AT - timedelta(seconds=1)),
    ],
    ids=["address", "words", "sender", "person", "purpose", "channel", "too late", "too early"],
)
def test_nothing_leaves_that_the_permit_does_not_cover(
    side: Side, letter: dict[str, Any], permit: dict[str, Any], at: datetime
) -> None:
    mailer, handed = side
    allowed = a_permit(a_letter(), **permit)
    mailer.ready()
    with pytest.raises(PermitRefused):
        mailer.send(a_letter(**letter), allowed, at=at)
    assert handed() == []


def test_a_header_cannot_be_broken_by_an_address(side: Side) -> None:
    mailer, handed = side
    letter = a_letter(address="p1@mail.test\r\nBcc: all@mail.test")
    mailer.ready()
    assert not isinstance(mailer.send(letter, a_permit(letter), at=AT), Accepted)
    assert handed() == []


def test_the_spool_never_lays_a_permit_down_twice(tmp_path: Path) -> None:
    mailer, letter = SpoolMailer(tmp_path, is_rehearsal=False), a_letter()
    mailer.send(letter, a_permit(letter), at=AT)
    assert isinstance(mailer.send(letter, a_permit(letter), at=AT), Unknown)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_rehearsal_may_not_spool(tmp_path: Path) -> None:
    with pytest.raises(MailWouldLeave):
        SpoolMailer(tmp_path, is_rehearsal=True)


@pytest.mark.parametrize(
    "host", ["mail.example.org", "192.0.2.1", "10.0.0.1", "localhost.example.org", "", "2001:db8::1"]
)
def test_a_rehearsal_reaches_no_other_machine(host: str) -> None:
    with pytest.raises(MailWouldLeave):
        SmtpMailer(Server(host, 25), is_rehearsal=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_a_rehearsal_reaches_this_machine(host: str) -> None:
    require_loopback(host)


def test_a_server_that_is_not_there_is_said_before_anything_is_sent(tmp_path: Path) -> None:
    with Mailroom(tmp_path, domain="house.test") as mailroom:
        port = mailroom.port
    mailer = SmtpMailer(Server("127.0.0.1", port), is_rehearsal=True)
    with pytest.raises(MailerUnavailable):
        mailer.ready()
    mailer.close()
