"""Who would call, and whether it would be recorded, is told by accounts and settings; without it a call by a person is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from forbear import rulebooks
from forbear.entry import wiring
from forbear.entry.deeds.ask_gate import Around, collector_facts, questions_of
from forbear.gate.dossier import Proposal
from tests.fixtures.people_rows import a_book, a_loan, a_person
from tests.storage.test_keys_rise import execute

if TYPE_CHECKING:
    from forbear.rulebooks.book import Rulebook
    from forbear.storage.database import Database

AT: Final = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)
TODAY: Final = date(2026, 10, 15)
TRAINING: Final = "cn-gbt-45251-2025/5.2.training"
RECORDING: Final = "cn-cba-2026/ch3.recording"
POINT: Final = {"kind": "mobile", "value": "+86138", "source": "contract", "invalid_since": None}
CALL: Final = Proposal(channel="call", person_id="li", debts=("L1",), address="+86138")
LI: Final = Around(loan_id="L1", lender_id="bank", borrower_id="li", points=[POINT], contacts=[])


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return rulebooks.load()


@pytest.fixture
def people(database: Database) -> Database:
    a_book(database)
    execute(database, "update lenders set is_cba_member = true")
    a_person(database, "li", phone="+86138")
    a_loan(database, "L1", "li")
    return database


def against_a_call(house: wiring.House, trained_until: date | None) -> set[str]:
    ledger = house.ledger("b").knowing(collector_facts(trained_until))
    call = next(one for one in questions_of(LI, ledger, house.rulebook, AT) if one.channel == "call")
    assert call.verdict is not None
    return {finding.rule_id for finding in call.verdict.reasons}


@pytest.mark.parametrize(
    ("trained_until", "is_refused"),
    [(None, True), (TODAY - timedelta(days=1), True), (TODAY, False), (TODAY + timedelta(days=9), False)],
)
def test_a_collector_calls_while_the_certificate_holds(
    people: Database, law: Rulebook, trained_until: date | None, *, is_refused: bool
) -> None:
    house = wiring.House(people, law, recorder_is_up=True)
    assert (TRAINING in against_a_call(house, trained_until)) is is_refused


@pytest.mark.parametrize(("says", "is_refused"), [(None, True), ("down", True), ("up", False)])
def test_nobody_calls_unless_the_recorder_is_said_to_work(
    people: Database, law: Rulebook, says: str | None, *, is_refused: bool
) -> None:
    env = {} if says is None else {wiring.RECORDER: says}
    house = wiring.House(people, law, wiring.recorder_from(env))
    assert (RECORDING in against_a_call(house, TODAY)) is is_refused


def test_what_nobody_knows_of_the_recorder_is_said_to_be_missing(people: Database, law: Rulebook) -> None:
    ledger = wiring.House(people, law).ledger("b").knowing(collector_facts(TODAY))
    call = next(one for one in questions_of(LI, ledger, law, AT) if one.channel == "call")
    assert call.verdict is not None
    assert "system.recorder_is_up" in call.verdict.unknown


def test_a_setting_of_another_word_is_refused_with_its_cure() -> None:
    with pytest.raises(wiring.BadSetting, match="set it to `up` or `down`"):
        wiring.recorder_from({wiring.RECORDER: "maybe"})


def test_an_account_keeps_until_when_its_holder_is_trained(people: Database) -> None:
    staff = wiring.House(people, rulebooks.load()).staff
    account = {
        "staff_id": "s", "sign_in": "lin", "name": "Lin", "password_hash": "x", "role": "collector", "books": [], "language": "en",
    }  # fmt: skip
    for known, trained_until in (({}, None), ({"trained_until": TODAY}, TODAY)):
        staff.add({**account, **known})
        staff.start_session("s", token_digest=b"d", csrf="c", at=AT, expires_at=AT + timedelta(hours=1))
        session = staff.session(b"d", at=AT)
        assert session
        assert session.trained_until == trained_until
        staff.end_session(b"d")


def test_a_number_that_somebody_else_has_too_is_shared_and_old_readings_of_it_are_stale(
    people: Database,
) -> None:
    ledger = wiring.House(people, rulebooks.load()).ledger("b")
    before = ledger.dossier(CALL, AT)
    a_person(people, "wang", phone="+86138")
    after = ledger.dossier(CALL, AT)
    assert (before.facts["point.is_shared"], after.facts["point.is_shared"]) == (False, True)
    assert after.keys["point:+86138"] > before.keys["point:+86138"]
