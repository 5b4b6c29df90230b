"""From a planned reminder to a mail on a real server, and what the gate, the server and people do to it on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from forbear.entry.mailroom import Behaviour
from forbear.entry.worker.loop import Course, Ears, work
from forbear.outreach.spool import SpoolMailer
from tests.fixtures.worker_parts import DOMAIN, Bench, a_bench
from tests.fixtures.worker_rows import (
    DAY_ENDS,
    MORNING,
    a_borrower,
    a_house,
    a_plan,
    a_rehearsal,
    a_second_loan,
    rows,
    states,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from forbear.storage.database import Database

pytestmark = pytest.mark.slow


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Iterator[Bench]:
    a_rehearsal(database)
    a_house(database)
    with a_bench(database, tmp_path / "mail") as made:
        yield made


def test_a_planned_reminder_arrives_and_is_on_record(bench: Bench) -> None:
    database = bench.house.database
    address = a_borrower(database, 1)
    plan = a_plan(database, 1)
    summary = bench.run()
    assert summary.to_dict()["sent"] == 1, (
        summary.to_dict(),
        rows(database, "select why from planned_contacts"),
    )
    [mail] = bench.received()
    assert mail["To"] == address
    assert states(database) == {plan: "sent"}
    assert rows(database, "select state from permits") == [("used",)]
    assert rows(database, "select outcome_now(outcome, corrections) from attempts") == [("sent",)]
    assert [kind for (kind,) in rows(database, "select kind from evidence order by evidence_no")] == [
        "decision",
        "message.sent",
    ]


def test_the_mail_says_who_writes_what_is_owed_what_can_be_done_and_how_to_stop(bench: Bench) -> None:
    database = bench.house.database
    a_borrower(database, 1)
    a_plan(database, 1)
    bench.run()
    [mail] = bench.received()
    text = mail.get_content()
    for part in ("青石银行", "张1", "￥1,244.56", "2026年10月2日", "宽限", "分期", "异议", "退订", "核对码"):
        assert part in text
    assert "￥" not in mail["Subject"]
    assert "stop+" in mail["List-Unsubscribe"]


def test_the_words_are_those_of_the_persons_language(bench: Bench) -> None:
    database = bench.house.database
    a_borrower(database, 1, language="en")
    a_plan(database, 1)
    bench.run()
    assert "reply STOP" in bench.received()[0].get_content()


def test_a_second_pass_sends_nothing_again(bench: Bench) -> None:
    a_borrower(bench.house.database, 1)
    a_plan(bench.house.database, 1)
    bench.run()
    bench.run()
    assert len(bench.received()) == 1


def test_higher_priority_goes_first(bench: Bench) -> None:
    database = bench.house.database
    for number, priority in ((1, 10), (2, 50), (3, 30)):
        a_borrower(database, number)
        a_plan(database, number, priority=priority)
    bench.run()
    assert [str(mail["To"]) for mail in bench.received()] == ["p2@mail.test", "p3@mail.test", "p1@mail.test"]


def test_calls_stay_planned_for_people(bench: Bench) -> None:
    a_borrower(bench.house.database, 1)
    plan = a_plan(bench.house.database, 1, channel="call", address="p1@mail.test")
    bench.run()
    assert states(bench.house.database) == {plan: "planned"}


def test_an_address_that_the_server_does_not_know_is_failed_and_marked_dead(
    database: Database, tmp_path: Path
) -> None:
    a_rehearsal(database)
    a_house(database)
    address = a_borrower(database, 1)
    plan = a_plan(database, 1)
    with a_bench(database, tmp_path / "m", behaviour=Behaviour(unknown=frozenset({address}))) as bench:
        assert bench.run().to_dict()["failed"] == 1
    assert states(database) == {plan: "failed"}
    assert rows(database, "select outcome_now(outcome, corrections) from attempts") == [("bounced",)]
    assert rows(database, "select invalid_since::text from contact_points") == [("2026-10-15",)]


def test_a_server_that_is_busy_fails_the_send_and_spares_the_address(
    database: Database, tmp_path: Path
) -> None:
    a_rehearsal(database)
    a_house(database)
    address = a_borrower(database, 1)
    plan = a_plan(database, 1)
    with a_bench(database, tmp_path / "m", behaviour=Behaviour(busy=frozenset({address}))) as bench:
        bench.run()
    assert states(database) == {plan: "failed"}
    assert rows(database, "select outcome_now(outcome, corrections) from attempts") == [("failed",)]
    assert rows(database, "select invalid_since from contact_points") == [(None,)]


def test_a_connection_lost_after_the_last_dot_is_uncertain_and_never_sent_again(
    database: Database, tmp_path: Path
) -> None:
    a_rehearsal(database)
    a_house(database)
    address = a_borrower(database, 1)
    a_borrower(database, 2)
    plan, other = a_plan(database, 1, priority=90), a_plan(database, 2)
    with a_bench(
        database, tmp_path / "m", behaviour=Behaviour(hangs_up_after_dot=frozenset({address}))
    ) as bench:
        assert bench.run().to_dict()["uncertain"] == 1
        bench.run()
        assert [str(mail["To"]) for mail in bench.received()] == [address, "p2@mail.test"]
    assert states(database) == {plan: "uncertain", other: "sent"}
    assert [one.plan_id for one in bench.house.queue.uncertain()] == [plan]
    assert rows(
        database, "select outcome_now(outcome, corrections) from attempts where contact_point = %s", address
    ) == [("uncertain",)]


def test_no_server_gives_everything_back(database: Database, tmp_path: Path) -> None:
    a_rehearsal(database)
    a_house(database)
    a_borrower(database, 1)
    plan = a_plan(database, 1)
    with a_bench(database, tmp_path / "m") as bench:
        bench.mailroom.close()
        assert "does not answer" in str(bench.run().stopped_because)
    assert states(database) == {plan: "planned"}


def test_before_the_hour_the_contact_waits_for_it(bench: Bench) -> None:
    database = bench.house.database
    a_borrower(database, 1)
    bench.at = MORNING - timedelta(hours=4)  # 06:00 in Shanghai
    plan = a_plan(database, 1, not_before=bench.at)
    summary = bench.run().to_dict()
    assert summary["put_off"] == 1, summary
    assert states(database) == {plan: "planned"}
    [(decision, not_before)] = rows(
        database, "select d.decision, p.not_before from decisions d join planned_contacts p using (plan_id)"
    )
    assert decision > 1
    assert bench.at < not_before < DAY_ENDS
    bench.at = not_before
    assert bench.run().to_dict()["sent"] == 1


def test_a_day_that_is_over_lapses(bench: Bench) -> None:
    a_borrower(bench.house.database, 1)
    plan = a_plan(bench.house.database, 1)
    bench.at = DAY_ENDS
    bench.run()
    assert states(bench.house.database) == {plan: "lapsed"}


def test_who_paid_since_the_night_is_not_reminded(bench: Bench) -> None:
    database = bench.house.database
    a_borrower(database, 1)
    plan = a_plan(database, 1)
    with database.transaction() as connection:
        connection.execute(
            "insert into payments (loan_no, payment_id, received, amount_minor) select loan_no, 'x', '2026-10-15', 5 from loans"
        )
    bench.run()
    assert states(database) == {plan: "lapsed"}
    assert not bench.received()


def test_a_request_made_after_the_night_refuses_what_was_planned(bench: Bench) -> None:
    database = bench.house.database
    a_borrower(database, 1)
    plan = a_plan(database, 1)
    with database.transaction() as connection:
        connection.execute(
            "insert into requests (book, request_id, person_no, kind, at, origin)"
            " select book, 'r', person_no, 'stop', %s, 'heard' from people",
            [MORNING - timedelta(minutes=5)],
        )
    summary = bench.run().to_dict()
    assert summary["refused"] == 1
    assert states(database) == {plan: "refused"}
    assert rows(database, "select kind from evidence where kind like 'alarm%%'") == []


def test_a_refusal_that_nothing_new_explains_raises_the_alarm(bench: Bench) -> None:
    database = bench.house.database
    a_borrower(database, 1)
    plan = a_plan(database, 1)
    with database.transaction() as connection:  # an old request that the night overlooked
        connection.execute(
            "insert into requests (book, request_id, person_no, kind, at) select book, 'r', person_no, 'stop', '2026-09-01Z' from people"
        )
    bench.run()
    assert rows(database, "select kind, subject from evidence where kind like 'alarm%%'") == [
        ("alarm.night_and_row_disagree", plan)
    ]


def test_two_mails_to_one_person_at_the_same_instant_are_counted_one_after_the_other(bench: Bench) -> None:
    database = bench.house.database
    a_borrower(database, 1)
    for number in range(5):
        a_plan(database, 1, plan_id=f"same-{number}")
    bench.run()
    assert len(bench.received()) == 3  # our own limit of three mails a day (house-cn max_mail_per_debtor_day)


def test_the_worker_ends_between_messages_and_gives_the_rest_back(bench: Bench) -> None:
    database = bench.house.database
    for number in range(1, 6):
        a_borrower(database, number)
        a_plan(database, number)
    seen: list[str] = []
    bench.run(tell=lambda done: seen.append(done.what), stop=lambda: len(seen) >= 2)
    assert sorted(states(database).values()) == ["planned", "planned", "planned", "sent", "sent"]


def test_a_guarantor_gets_no_mail_of_ours(bench: Bench) -> None:
    database = bench.house.database
    a_borrower(database, 1)
    plan = a_plan(database, 1, role="guarantor")
    assert bench.run().to_dict()["unsendable"] == 1
    assert states(database) == {plan: "failed"}
    assert not bench.received()


def test_one_mail_may_be_about_two_loans_and_names_their_sum(bench: Bench) -> None:
    database = bench.house.database
    a_borrower(database, 1)
    plan = a_plan(database, 1)
    a_second_loan(database, 1)
    with database.transaction() as connection:
        connection.execute('update planned_contacts set night = night || \'{"loan_ids": ["l1", "l1b"]}\'')
    bench.run()
    assert states(database) == {plan: "sent"}
    assert rows(database, "select loan_ids from attempts") == [(["l1", "l1b"],)]
    assert "￥2,489.12" in bench.received()[0].get_content()


def test_a_live_house_may_lay_its_mail_into_a_spool(bench: Bench, tmp_path: Path) -> None:
    database = bench.house.database
    a_borrower(database, 1)
    plan = a_plan(database, 1)
    mailer = SpoolMailer(tmp_path / "spool", is_rehearsal=False)
    ears = Ears(inbox=bench.house.inbox, folder=None, domain=DOMAIN)
    work(
        bench.parts(mailer),
        ears,
        Course(stop=lambda: False, pause=lambda _s: None, tell=lambda _d: None, once=True),
    )
    assert states(database) == {plan: "sent"}
    [(permit,)] = rows(database, "select permit_id from permits")
    assert [file.name for file in (tmp_path / "spool").iterdir()] == [f"{permit}.eml"]
