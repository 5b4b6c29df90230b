"""What comes back: a stop, a wrong person, a bounce, a difficulty; each binds the gate at once."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from forbear.gate.dossier import Proposal
from forbear.gate.row import decide
from tests.fixtures.worker_parts import Bench, a_bench, law
from tests.fixtures.worker_rows import MORNING, a_borrower, a_house, a_plan, a_rehearsal, rows, states

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from forbear.gate.verdict import Verdict
    from forbear.storage.database import Database

pytestmark = pytest.mark.slow


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Iterator[Bench]:
    a_rehearsal(database)
    a_house(database)
    a_borrower(database, 1)
    a_plan(database, 1)
    with a_bench(database, tmp_path / "mail") as made:
        made.run()
        made.at = MORNING + timedelta(hours=1)
        yield made


def asked_again(bench: Bench, channel: str = "email") -> Verdict:
    proposal = Proposal(
        channel=channel, person_id="p1", purpose="payment_reminder", debts=("l1",), address="p1@mail.test"
    )
    return decide(bench.house.ledger("cn").dossier(proposal, bench.at + timedelta(days=1)), law())


def test_a_stop_in_answer_refuses_the_next_mail(bench: Bench) -> None:
    [mail] = bench.received()
    assert asked_again(bench).permits
    bench.answer(mail, "STOP")
    assert bench.run().to_dict()["heard"] == {"stop": 1}
    assert not asked_again(bench).permits
    assert rows(bench.house.database, "select kind, scope, origin from requests") == [
        ("stop", "email", "heard")
    ]


def test_a_stop_refuses_what_is_queued_already(bench: Bench) -> None:
    a_plan(bench.house.database, 1, plan_id="later", not_before=bench.at)
    bench.answer(bench.received()[0], "退订，谢谢")
    bench.run()
    assert states(bench.house.database)["later"] == "refused"
    assert len(bench.received()) == 1


def test_a_stop_that_arrives_before_the_first_mail_of_the_pass_is_heard_first(bench: Bench) -> None:
    """The order of one pass: hear, then claim."""
    a_plan(bench.house.database, 1, plan_id="later", not_before=bench.at, priority=99)
    bench.answer(bench.received()[0], "不要再联系我")
    summary = bench.run().to_dict()
    assert summary["sent"] == 0
    assert rows(bench.house.database, "select kind, scope from requests") == [("stop", None)]


def test_the_answer_corrects_the_attempt_and_is_an_attempt_of_theirs(bench: Bench) -> None:
    bench.answer(bench.received()[0], "Thank you for telling me")
    bench.run()
    found = rows(
        bench.house.database,
        "select direction, outcome_now(outcome, corrections) from attempts order by direction",
    )
    assert found == [("in", "replied"), ("out", "replied")]
    assert rows(bench.house.database, "select count(*) from requests") == [(0,)]


def test_one_tap_on_unsubscribe_is_a_stop_whatever_it_says(bench: Bench) -> None:
    mail = bench.received()[0]
    message = EmailMessage()
    message["From"], message["To"] = (
        "p1@mail.test",
        str(mail["List-Unsubscribe"]).split("mailto:")[1].split("?")[0],
    )
    message["Message-ID"] = "<tap@mail.test>"
    message.set_content("")
    bench.post(message)
    bench.run()
    assert rows(bench.house.database, "select kind, scope from requests") == [("stop", "email")]


def test_a_wrong_person_takes_earlier_contacts_away_and_closes_the_address(bench: Bench) -> None:
    a_plan(bench.house.database, 1, plan_id="later", not_before=bench.at)
    bench.answer(bench.received()[0], "你们发错人了，我不认识他")
    bench.run()
    database = bench.house.database
    assert rows(
        database, "select outcome_now(outcome, corrections) from attempts where direction = 'out'"
    ) == [("wrong_number",)]
    assert rows(database, "select invalid_since::text from contact_points") == [("2026-10-15",)]
    assert rows(database, "select kind, scope from requests") == [("wrong_number", "p1@mail.test")]
    assert states(database)["later"] in {"lapsed", "refused"}
    assert len(bench.received()) == 1


def test_a_difficulty_and_a_dispute_are_heard_together(bench: Bench) -> None:
    bench.answer(bench.received()[0], "I lost my job, and the amount is wrong.")
    bench.run()
    assert rows(bench.house.database, "select kind, scope from requests order by kind") == [
        ("dispute", "l1"),
        ("hardship", None),
    ]
    assert not asked_again(bench).permits


def test_the_same_answer_delivered_twice_is_heard_once(bench: Bench) -> None:
    mail = bench.received()[0]
    bench.answer(mail, "STOP")
    bench.answer(mail, "STOP")
    bench.run()
    assert rows(bench.house.database, "select count(*) from requests") == [(1,)]
    assert rows(bench.house.database, "select count(*) from messages where direction = 'in'") == [(1,)]


def a_bounce(mail: EmailMessage, status: str) -> bytes:
    """A report as RFC 3464 describes it, written out by hand."""
    return (
        (
            "From: Mail System <mailer-daemon@mail.test>\r\nTo: {to}\r\nSubject: Undelivered\r\nMessage-ID: <report@mail.test>\r\n"
            "MIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.test\r\n\r\n"
            "Final-Recipient: rfc822; p1@mail.test\r\nAction: failed\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 no\r\n\r\n"
            "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
        )
        .format(to="postmaster@house.test", status=status, message_id=mail["Message-ID"])
        .encode()
    )


@pytest.mark.parametrize(("status", "dead"), [("5.1.1", "2026-10-15"), ("5.2.2", None)])
def test_a_bounce_corrects_the_attempt_and_closes_an_address_that_does_not_exist(
    bench: Bench, status: str, dead: str | None
) -> None:
    new = bench.mailroom.folder / "in" / "new"
    (new / "report.eml").write_bytes(a_bounce(bench.received()[0], status))
    bench.run()
    database = bench.house.database
    assert rows(database, "select outcome_now(outcome, corrections) from attempts") == [("bounced",)]
    assert rows(database, "select invalid_since::text from contact_points") == [(dead,)]


def test_a_mail_that_answers_nothing_is_kept_for_a_person(bench: Bench) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = (
        "stranger@mail.test",
        "office@house.test",
        "<stranger@mail.test>",
    )
    message.set_content("Stop.")
    bench.post(message)
    bench.run()
    found = rows(bench.house.database, "select book, meaning from messages where direction = 'in'")
    assert found == [("-", "unplaced: stop")]


def test_a_new_mail_from_a_known_address_is_heard_too(bench: Bench) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = (
        "P1@mail.test",
        "office@house.test",
        "<fresh@mail.test>",
    )
    message.set_content("Please stop emailing me.")
    bench.post(message)
    bench.run()
    assert rows(bench.house.database, "select kind, scope from requests") == [("stop", "email")]
    assert not asked_again(bench).permits


def test_an_answering_machine_binds_nobody(bench: Bench) -> None:
    message = EmailMessage()
    mail = bench.received()[0]
    message["From"], message["To"], message["Message-ID"] = (
        "p1@mail.test",
        str(mail["From"]),
        "<away@mail.test>",
    )
    message["Auto-Submitted"] = "auto-replied"
    message.set_content("I am away. Stop by my office.")
    bench.post(message)
    bench.run()
    assert rows(bench.house.database, "select count(*) from requests") == [(0,)]
    assert rows(bench.house.database, "select outcome_now(outcome, corrections) from attempts") == [("sent",)]


def test_a_stop_between_two_mails_of_one_pass_reaches_the_second(bench: Bench) -> None:
    """The answer comes in while the worker is at another message of the same batch."""
    database = bench.house.database
    a_borrower(database, 2)
    a_plan(database, 2, plan_id="first", not_before=bench.at, priority=99)
    a_plan(database, 1, plan_id="second", not_before=bench.at, priority=1)
    mail = bench.received()[0]
    bench.run(tell=lambda done: bench.answer(mail, "不要再联系我") if done.plan_id == "first" else None)
    assert states(database)["first"] == "sent"
    assert states(database)["second"] == "refused"


def test_an_answer_of_a_contact_is_about_whose_loans_the_contact_was(bench: Bench) -> None:
    database = bench.house.database
    with database.transaction() as connection:
        connection.execute(
            """update attempts set role = 'emergency_contact', detail = '{"debtor_id": "somebody", "place": "work"}'"""
        )
    bench.answer(bench.received()[0], "I am not the one who owes this.")
    bench.run()
    heard = "select role, detail ->> 'debtor_id', detail ->> 'place' from attempts where origin = 'heard'"
    assert rows(database, heard) == [("emergency_contact", "somebody", "work")]
