"""What other systems get wrong, each a sentence that is true of ours: the gate's part.

Read from the public sources of dialler gates, lenders' systems and collection suites in November 2026. The shipped law,
both evaluators, and a real PostgreSQL where a race or a lost row is the fact. Each defect would hurt a person.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_type_hints
from zoneinfo import ZoneInfo

import psycopg
import pytest

from forbear import rulebooks
from forbear.domain.facts import FACTS
from forbear.gate.dossier import Ask, Dossier, Event, Proposal, Record, ZoneEvidence
from forbear.gate.memory import MemoryLedger
from forbear.gate.permit import Permit, PermitForged
from forbear.gate.reserving import Granted, Refused, ask_and_reserve
from forbear.outreach.ports import Mailer
from forbear.outreach.smtp import SmtpMailer
from forbear.outreach.spool import SpoolMailer
from forbear.portfolio.book.tables import REFUSED_COLUMNS, TABLES
from forbear.storage.database import Database
from forbear.storage.ledger import PostgresLedger
from tests.fixtures.people_rows import a_book, a_loan, a_person
from tests.fixtures.postgres import database, database_url, template_database
from tests.rules.both import assert_equal_on_both
from tests.storage.test_ledger import AT as NOON
from tests.storage.test_ledger import CALL, race
from tests.unit.gate.test_laws import a_call, a_contact_call, an_american_call, calls, failed_on, law

if TYPE_CHECKING:
    from forbear.gate.verdict import Verdict
    from forbear.rulebooks.book import Rulebook

__all__ = ["database", "database_url", "template_database"]

NEW_YORK: Final = ZoneInfo("America/New_York")
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
COLLECTOR: Final = {"actor.kind": "debt_collector"}
HERE: Final = Path(__file__).parent
QUOTA: Final = rulebooks.load(HERE / "books" / "quota")
SCHEMA: Final = HERE.parents[1] / "src" / "forbear" / "storage" / "sql" / "schema.sql"


def answer(dossier: Dossier, book: Rulebook | None = None) -> Verdict:
    """What both evaluators say."""
    return assert_equal_on_both([dossier], book or law())[0]


def against(dossier: Dossier) -> set[str]:
    return {finding.rule_id for finding in answer(dossier).reasons}


def a_talk(at: str, *, direction: str = "out") -> Event:
    when = datetime.fromisoformat(at)
    return Event(when, "call", "p1", "conversation", direction=direction, actor="col-1", debts=("d1",))


def a_collectors_call(at: str, *log: Event) -> Dossier:
    return an_american_call(datetime.fromisoformat(at), "America/New_York", log=log, facts=COLLECTOR)


def test_a_talk_that_the_consumer_starts_begins_the_seven_days() -> None:
    talk = a_talk("2026-08-01T11:00:00-04:00", direction="in")
    permitted = [
        answer(a_collectors_call(f"2026-08-{day:02}T11:00:00-04:00", talk)).permits for day in range(2, 9)
    ]
    assert permitted == [False] * 6 + [True]


@pytest.mark.parametrize("direction", ["out", "in"])
def test_after_a_talk_on_13_august_at_three_a_call_on_20_august_at_nine_is_allowed(direction: str) -> None:
    talk = a_talk("2026-08-13T15:00:00-04:00", direction=direction)
    assert not answer(a_collectors_call("2026-08-19T20:59:00-04:00", talk)).permits
    assert answer(a_collectors_call("2026-08-20T09:00:00-04:00", talk)).permits


def rung(number: int, *, to: str = "p1", address: str = "m1") -> Event:
    at = datetime(2026, 10, 8, 9 + number, tzinfo=NEW_YORK)
    return Event(at, "call", to, "ring_no_answer", address=address, actor="col-1", debts=("d1",))


def test_two_numbers_of_one_person_do_not_double_the_quota() -> None:
    log = tuple(rung(number, address=f"m{number % 2}") for number in range(7))
    assert not answer(a_collectors_call("2026-10-12T11:00:00-04:00", *log)).permits


def test_a_number_that_two_people_share_does_not_halve_the_quota() -> None:
    log = tuple(rung(number, to=f"p{number % 2 + 1}") for number in range(8))
    assert answer(a_collectors_call("2026-10-12T11:00:00-04:00", *log)).permits


def test_fifty_connections_that_want_the_last_slot_get_it_once(database_url: str) -> None:
    with Database(database_url, pool_max=50) as wide:
        known_to(wide)
        assert len(race(wide, callers=50, limit=1, day=0)) == 1


def known_to(database: Database) -> PostgresLedger:
    a_book(database)
    a_person(database, "li", phone="+8613800138000")
    a_loan(database, "L1", "li")
    return PostgresLedger(database, "b")


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "EST5EDT6"])
def test_an_unknown_zone_is_nobodys_zone_and_refuses(zone: str) -> None:
    at = datetime(2026, 10, 14, 13, tzinfo=NEW_YORK)
    dossier = an_american_call(at, *([zone] if zone else []), facts=COLLECTOR)
    assert not answer(dossier).permits
    assert "zone" in answer(dossier).unknown


def test_a_zone_that_is_none_beside_one_that_is_refuses_too() -> None:
    at = datetime(2026, 10, 14, 13, tzinfo=NEW_YORK)
    assert not answer(an_american_call(at, "America/New_York", "Mars/Olympus", facts=COLLECTOR)).permits


def reserve(
    ledger: MemoryLedger | PostgresLedger, proposal: Proposal, *, at: datetime, name: str = "1"
) -> object:
    return ask_and_reserve(
        ledger,
        proposal,
        QUOTA,
        at=at,
        permit_id=f"p-{name}",
        decision_id=f"d-{name}",
        attempt_id=f"a-{name}",
        expires_at=at + timedelta(minutes=5),
    )


def test_where_the_evidence_cannot_be_written_nobody_is_contacted(database: Database) -> None:
    ledger = known_to(database)
    with database.transaction() as connection:
        connection.execute(
            "create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$"
        )
        connection.execute(
            "create trigger full_disk before insert on evidence for each row execute function full_disk()"
        )
    with pytest.raises(psycopg.errors.RaiseException, match="disk full"):
        reserve(ledger, CALL, at=NOON)
    with database.transaction() as connection:
        left = connection.execute(
            "select (select count(*) from attempts), (select count(*) from permits)"
        ).fetchone()
    assert left == (0, 0)


@pytest.mark.parametrize("channel", ["call", "sms", "email", "letter", "visit"])
@pytest.mark.parametrize("token", ["hardship", "promise"])
def test_a_hardship_request_and_an_open_promise_are_silent(token: str, channel: str) -> None:
    usual = a_call()
    usual = replace(usual, ask=replace(usual.ask, channel=channel))
    held = replace(usual, records=(Record("hold", token, usual.ask.at - timedelta(days=1), "p1"),))
    rule = {"hardship": "house-cn/hardship_hold", "promise": "house-cn/plan_hold"}[token]
    assert rule in against(held)
    assert rule not in against(usual)


@pytest.mark.parametrize("token", ["hardship", "promise"])
def test_they_are_silent_for_the_contacts_of_the_borrower_too(token: str) -> None:
    usual = a_contact_call(log=failed_on(11, 12, 13))
    held = replace(usual, records=(Record("hold", token, usual.ask.at - timedelta(days=1), "p1"),))
    assert answer(usual).permits
    assert not answer(held).permits


def test_a_case_that_moves_to_another_agency_or_team_keeps_its_count() -> None:
    at = datetime(2026, 10, 14, 18, tzinfo=SHANGHAI)
    talks = calls(*(at.replace(hour=hour) for hour in (9, 12, 15)))
    moved = tuple(
        replace(talk, actor=actor) for talk, actor in zip(talks, ("lender", "a1", "a2"), strict=True)
    )
    dossier = a_call(at, log=moved)
    asked = replace(dossier, ask=replace(dossier.ask, actor="a3"))
    assert answer(asked).counts["effective_calls_day"] == 4
    assert "house-cn/max_effective_calls_per_debtor_day" in against(asked)


def test_nothing_that_the_gate_counts_by_knows_a_queue() -> None:
    assert not [name for one in (Ask, Event) for name in one.__slots__ if "queue" in name or "team" in name]


def test_another_channel_does_not_begin_a_count_of_its_own() -> None:
    ledger = MemoryLedger()
    answers = [
        type(reserve(ledger, Proposal(channel=channel, person_id="p1"), at=NOON, name=channel))
        for channel in ("call", "sms", "email", "letter")
    ]
    assert answers == [Granted, Granted, Granted, Refused]


@pytest.mark.parametrize(
    ("clock", "permitted"),
    [("2026-10-13T23:59:59", True), ("2026-10-14T00:01:00", False), ("2026-10-14T07:59:00", False)],
)
def test_a_day_begins_at_the_persons_midnight_and_not_at_the_servers(clock: str, *, permitted: bool) -> None:
    at = datetime.fromisoformat(f"{clock}+08:00")
    noon = datetime(2026, 10, 14, 12, tzinfo=SHANGHAI)
    log = (*calls(at), *calls(noon - timedelta(hours=3), noon - timedelta(hours=2)))
    assert answer(a_call(noon, log=log), QUOTA).permits is permitted


def test_what_is_over_the_limit_gets_no_permit_and_nothing_can_be_sent_without_one() -> None:
    ledger = MemoryLedger()
    answers = [
        reserve(ledger, Proposal(channel="call", person_id="p1"), at=NOON, name=str(n)) for n in range(4)
    ]
    assert [type(item) for item in answers] == [Granted, Granted, Granted, Refused]
    for mailer in (Mailer, SmtpMailer, SpoolMailer):
        permit = inspect.signature(mailer.send).parameters["permit"]
        assert (
            get_type_hints(
                Mailer.send, {"Permit": Permit, "Letter": object, "Handed": object, "datetime": datetime}
            )["permit"]
            is Permit
        )
        assert permit.default is inspect.Parameter.empty
    with pytest.raises(PermitForged):
        Permit()


CLOSENESS: Final = re.compile(
    r"closeness|intima|star_?rating|\bstars\b|relationship_(score|strength)|contact_rank|leverage|亲密|星级",
    re.IGNORECASE,
)


def test_nowhere_is_there_a_field_for_how_close_a_contact_is_to_the_borrower() -> None:
    columns = {f"{table.name}.{column.name}" for table in TABLES.values() for column in table.columns}
    slots = {name for one in (Ask, Event, Record, ZoneEvidence) for name in one.__slots__}
    named = {*columns, *slots, *FACTS, *SCHEMA.read_text(encoding="utf-8").splitlines()}
    assert not [name for name in named if CLOSENESS.search(name)]
    assert {"closeness", "star_rating", "亲密度", "星级"} <= REFUSED_COLUMNS


@pytest.mark.parametrize(
    "source", ["address_book_upload", "bought_data", "web_scrape", "cold_search", "missing"]
)
def test_a_number_that_nobody_declared_is_not_contacted(source: str) -> None:
    assert "cn-pipl/13.lawful-basis" in against(a_call(facts={"point.source": source}))


def test_a_number_of_unknown_origin_is_not_contacted_and_the_answer_says_what_is_missing() -> None:
    verdict = answer(a_call(facts={"point.source": None}))
    assert not verdict.permits
    assert "point.source" in verdict.unknown


def test_a_recording_notice_cut_short_is_no_notice() -> None:
    usual = a_call()
    cut = replace(usual, ask=replace(usual.ask, content={"missing": frozenset({"recording_notice"})}))
    whole = replace(usual, ask=replace(usual.ask, content={"missing": frozenset()}))
    assert "cn-pipl/17.recording-notice" in against(cut)
    assert "cn-pipl/17.recording-notice" not in against(whole)
    assert "recording_notice" in answer(whole).obligations
