"""Leavings of broken and of stalled workers: who may take them over, and what the old owner can still do afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from forbear.entry.deeds.send_planned import proposal_of
from forbear.gate.reserving import Granted, ask_and_reserve
from forbear.outreach.email import Sender, compose
from forbear.outreach.ports import Accepted, NameTaken
from forbear.outreach.templating import template_named
from tests.fixtures.worker_parts import Bench, a_bench, law
from tests.fixtures.worker_rows import MORNING, a_borrower, a_house, a_plan, a_rehearsal, rows, states

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from forbear.gate.permit import Permit
    from forbear.outreach.email import Letter
    from forbear.outreach.planned import PlannedContact
    from forbear.storage.database import Database
    from forbear.storage.dispatch import PostgresQueue

LEASE = MORNING + timedelta(minutes=10)


@pytest.fixture
def bench(database: Database, tmp_path: Path) -> Iterator[Bench]:
    a_rehearsal(database)
    a_house(database)
    a_borrower(database, 1)
    a_plan(database, 1, plan_id="plan")
    with a_bench(database, tmp_path / "mail") as made:
        yield made


def claimed(queue: PostgresQueue, owner: str) -> PlannedContact:
    [contact] = queue.claim(owner, MORNING, lease_until=LEASE, most=5)
    return contact


def granted(bench: Bench, contact: PlannedContact) -> tuple[Letter, Permit]:
    letter = compose(contact, template_named("reminder-first", "email"), Sender("house.test"))
    answer = ask_and_reserve(
        bench.house.ledger_of_plan("cn", contact.plan_id),
        proposal_of(contact, letter),
        law(),
        at=MORNING,
        permit_id="permit",
        decision_id="decision",
        attempt_id="attempt",
        expires_at=MORNING + timedelta(minutes=15),
    )
    assert isinstance(answer, Granted)
    return letter, answer.permit


def test_a_claim_of_a_worker_that_lives_is_left_alone(bench: Bench) -> None:
    queue = bench.house.queue
    with queue.alive("other/1"):
        claimed(queue, "other/1")
        assert queue.recover("w/1", MORNING).planned_again == 0
    assert states(bench.house.database) == {"plan": "claimed"}


def test_a_claim_of_a_worker_that_is_gone_is_planned_again_though_the_clock_stands(bench: Bench) -> None:
    queue = bench.house.queue
    with queue.alive("other/1"):
        claimed(queue, "other/1")
    assert queue.recover("w/1", MORNING).planned_again == 1
    assert states(bench.house.database) == {"plan": "planned"}


def test_the_same_name_started_again_takes_over_its_own_leavings(bench: Bench) -> None:
    queue = bench.house.queue
    claimed(queue, "w/1")
    with queue.alive("w/2"):
        assert queue.recover("w/2", MORNING).planned_again == 1


def test_a_worker_does_not_take_its_own_claims_for_leavings(bench: Bench) -> None:
    queue = bench.house.queue
    with queue.alive("w/1"):
        claimed(queue, "w/1")
        assert queue.recover("w/1", MORNING).planned_again == 0


def test_a_permit_that_only_its_plan_names_is_returned_and_its_slot_given_back(bench: Bench) -> None:
    """The worker broke between reserving and noting the permit."""
    queue, database = bench.house.queue, bench.house.database
    granted(bench, claimed(queue, "gone/1"))
    found = queue.recover("w/1", MORNING)
    assert (found.planned_again, found.permits_returned) == (1, 1)
    assert rows(database, "select state from permits") == [("returned",)]
    assert rows(database, "select outcome_now(outcome, corrections) from attempts") == [("not_made",)]


@pytest.mark.parametrize(("minutes", "returned"), [(14, 0), (15, 1)])
def test_a_permit_that_nobody_used_is_given_back_by_the_worker_when_it_ran_out(
    bench: Bench, minutes: int, returned: int
) -> None:
    """Somebody else than the worker asked, and never sent anything: no plan names the permit."""
    queue, database = bench.house.queue, bench.house.database
    contact = claimed(queue, "desk/1")
    granted(bench, replace(contact, plan_id="asked by hand"))
    queue.close_as("desk/1", "plan", "lapsed", at=MORNING, why="only the permit matters here")
    bench.at = MORNING + timedelta(minutes=minutes)
    assert bench.run().permits_returned == returned
    assert bench.run().permits_returned == 0
    state, outcome = ("returned", "not_made") if returned else ("granted", "uncertain")
    assert rows(database, "select state from permits") == [(state,)]
    assert rows(database, "select outcome_now(outcome, corrections) from attempts") == [(outcome,)]


def test_a_stalled_worker_cannot_begin_what_was_taken_from_it(bench: Bench) -> None:
    queue, database = bench.house.queue, bench.house.database
    with queue.alive("slow/1"):
        contact = claimed(queue, "slow/1")
        letter, permit = granted(bench, contact)
        assert queue.reserved("slow/1", "plan", permit_id="permit", decision_id="decision")
        queue.recover("w/1", LEASE)
        assert not queue.begin("slow/1", contact, permit, letter, at=MORNING)
    assert rows(database, "select count(*) from messages") == [(0,)]


def test_a_send_cut_off_is_uncertain_and_is_never_claimed_again(bench: Bench) -> None:
    queue, database = bench.house.queue, bench.house.database
    contact = claimed(queue, "gone/1")
    letter, permit = granted(bench, contact)
    queue.reserved("gone/1", "plan", permit_id="permit", decision_id="decision")
    assert queue.begin("gone/1", contact, permit, letter, at=MORNING)
    assert queue.recover("w/1", MORNING).uncertain == 1
    assert queue.claim("w/1", MORNING, lease_until=LEASE, most=5) == ()
    assert [one.plan_id for one in queue.uncertain()] == ["plan"]
    assert rows(database, "select kind from evidence order by evidence_no") == [
        ("decision",),
        ("message.uncertain",),
    ]


def test_an_answer_that_comes_late_ends_the_uncertainty(bench: Bench) -> None:
    queue = bench.house.queue
    contact = claimed(queue, "slow/1")
    letter, permit = granted(bench, contact)
    queue.reserved("slow/1", "plan", permit_id="permit", decision_id="decision")
    queue.begin("slow/1", contact, permit, letter, at=MORNING)
    queue.recover("w/1", LEASE)
    queue.finish(contact, permit, Accepted("250 ok"), at=MORNING)
    assert states(bench.house.database) == {"plan": "sent"}


def test_a_permit_is_begun_once(bench: Bench) -> None:
    queue = bench.house.queue
    contact = claimed(queue, "w/1")
    letter, permit = granted(bench, contact)
    queue.reserved("w/1", "plan", permit_id="permit", decision_id="decision")
    assert queue.begin("w/1", contact, permit, letter, at=MORNING)
    assert not queue.begin("w/1", contact, permit, letter, at=MORNING)


def test_a_permit_that_ran_out_is_not_begun(bench: Bench) -> None:
    queue = bench.house.queue
    contact = claimed(queue, "w/1")
    letter, permit = granted(bench, contact)
    queue.reserved("w/1", "plan", permit_id="permit", decision_id="decision")
    assert not queue.begin("w/1", replace(contact), permit, letter, at=MORNING + timedelta(minutes=15))
    assert states(bench.house.database) == {"plan": "reserved"}


def test_a_name_is_held_by_one_worker(bench: Bench) -> None:
    queue = bench.house.queue
    with queue.alive("w/1"), pytest.raises(NameTaken), queue.alive("w/2"):
        pass


def test_one_person_has_one_contact_in_hand(bench: Bench) -> None:
    a_plan(bench.house.database, 1, plan_id="second")
    queue = bench.house.queue
    claimed(queue, "w/1")
    assert queue.claim("v/1", MORNING, lease_until=LEASE, most=5) == ()


def test_a_worker_remembers_what_it_read_and_adds_what_it_reserved(bench: Bench) -> None:
    contact = claimed(bench.house.queue, "w/1")
    letter, _ = granted(bench, contact)
    asked, later = proposal_of(contact, letter), MORNING + timedelta(minutes=1)
    remembered = bench.house.ledger_of_plan("cn", "another").dossier(asked, later)
    assert [event.event_id for event in remembered.log] == ["attempt"]
    assert remembered == bench.house.ledger("cn").dossier(asked, later)
    with bench.house.database.transaction() as connection:
        connection.execute("set local forbear.keys = 'raised'")  # so that nobody is told
        connection.execute("update people set born = '1950-01-01'")
    assert bench.house.ledger_of_plan("cn", "another").dossier(asked, later) == remembered
    assert bench.house.ledger("cn").dossier(asked, later).facts["person.age"] == 76
