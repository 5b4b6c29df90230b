"""The shipped law on facts typed by hand: hours, frequency, contacts, holds, and the words of the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from forbear import rulebooks
from forbear.gate.dossier import Ask, Dossier, Event, NaiveInstant, Record, ZoneEvidence
from forbear.gate.next_instant import with_next
from forbear.gate.row import decide
from forbear.gate.verdict import Decision, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.rulebooks.book import Rulebook

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 10, 14, 12, tzinfo=SHANGHAI)
CHINA = {
    "loan.country": "CN",
    "loan.is_unlawful": False,
    "loan.product": "online_consumer",
    "lender.kind": "bank",
    "lender.is_cba_member": True,
    "point.source": "contract",
    "point.place": "other",
    "relation.is_liable": True,
    "debtor.is_abroad": False,
    "debtor.is_deceased": False,
    "debtor.lacks_capacity": False,
    "actor.kind": "creditor",
    "reach.number_invalid": False,
    "reach.untried_numbers": 0,
}
AMERICA = {
    "loan.country": "US",
    "person.region": "US-TX",
    "loan.product": "auto",
    "lender.kind": "auto_finance",
    "actor.kind": "creditor",
    "relation.is_liable": True,
}
NOTHING: Mapping[str, object] = MappingProxyType({})


@cache
def law() -> Rulebook:
    return rulebooks.load()


def a_call(
    at: datetime = NOON,
    *,
    to: str = "p1",
    facts: Mapping[str, object] = NOTHING,
    log: tuple[Event, ...] = (),
    records: tuple[Record, ...] = (),
) -> Dossier:
    ask = Ask(at=at, channel="call", person_id=to, debtor_id="p1", address="m1", debts=("d1",))
    zones = (ZoneEvidence("residence", "Asia/Shanghai"),)
    return Dossier(ask=ask, facts={**CHINA, **facts}, records=records, log=log, zones=zones)


def calls(*at: datetime, outcome: str = "conversation", to: str = "p1") -> tuple[Event, ...]:
    return tuple(Event(item, "call", to, outcome, address="m1", debts=("d1",)) for item in at)


def answer(dossier: Dossier) -> Verdict:
    return decide(dossier, law())


def against(dossier: Dossier) -> set[str]:
    return {finding.rule_id.split("/", 1)[1] for finding in answer(dossier).reasons}


@pytest.mark.parametrize(
    ("clock", "permitted"),
    [("07:59:59", False), ("08:00:00", True), ("21:59:59", True), ("22:00:00", False), ("00:00:00", False)],
)
def test_calls_are_open_from_eight_up_to_but_not_including_ten_in_the_evening(
    clock: str, *, permitted: bool
) -> None:
    at = datetime.fromisoformat(f"2026-10-14T{clock}+08:00")
    assert answer(a_call(at)).permits is permitted


def test_the_hours_are_shanghais_whatever_the_offset_of_the_instant() -> None:
    assert not answer(a_call(datetime(2026, 10, 14, 14, tzinfo=UTC))).permits


def test_the_fourth_answered_call_of_the_day_is_refused_until_the_next_morning() -> None:
    dossier = a_call(NOON.replace(hour=18), log=calls(*(NOON.replace(hour=hour) for hour in (9, 12, 15))))
    verdict = with_next(answer(dossier), dossier, law())
    assert verdict.counts["effective_calls_day"] == 4
    assert verdict.next_permitted_at == datetime(2026, 10, 15, 8, tzinfo=SHANGHAI)
    english, chinese = verdict.in_words("en", law()), verdict.in_words("zh-CN", law())
    assert "three answered calls today already" in english
    assert "GB/T 45251-2025, 5.3" in english
    assert "2026-10-15 08:00" in english
    assert "今天已有三次接通的通话（GB/T 45251-2025 第5.3节" in chinese


def test_a_wrong_number_found_later_takes_the_earlier_call_away() -> None:
    log = calls(*(NOON.replace(hour=hour) for hour in (9, 10, 11)))
    correction = Event(
        NOON.replace(hour=11, minute=30), "none", "p1", "wrong_number", direction="in", address="m1"
    )
    assert answer(a_call(log=(*log, correction))).counts["effective_calls_day"] == 1


def test_a_stop_request_refuses_from_its_instant() -> None:
    stop = Record("hold", "stop", NOON, "p1")
    assert "stop_request" in against(a_call(records=(stop,)))
    assert answer(a_call(NOON - timedelta(microseconds=1), records=(stop,))).permits


def test_a_stop_request_has_no_next_instant_and_says_so() -> None:
    dossier = a_call(records=(Record("hold", "stop", NOON - timedelta(days=3), "p1"),))
    verdict = with_next(answer(dossier), dossier, law())
    assert verdict.next_permitted_at is None
    assert "house-cn/stop_request" in (verdict.never_because or ())


def test_a_grace_period_ends_at_its_end() -> None:
    until = datetime(2026, 10, 20, tzinfo=SHANGHAI)
    dossier = a_call(records=(Record("hold", "grace", NOON - timedelta(days=1), "p1", until=until),))
    assert with_next(answer(dossier), dossier, law()).next_permitted_at == until.replace(hour=8)


def a_contact_call(*, log: tuple[Event, ...] = (), records: tuple[Record, ...] = ()) -> Dossier:
    facts = {"relation.is_liable": False, "relation.answer": "accepted"}
    dossier = a_call(to="k1", facts=facts, log=log, records=records)
    return replace(
        dossier, ask=replace(dossier.ask, role="emergency_contact", purpose="relay_callback", address="mk")
    )


def failed_on(*days: int) -> tuple[Event, ...]:
    return calls(
        *(datetime(2026, 10, day, hour, tzinfo=SHANGHAI) for day in days for hour in (10, 14, 18)),
        outcome="ring_no_answer",
    )


def test_a_contact_is_left_alone_while_the_debtor_can_be_reached() -> None:
    assert {"5.3.contact-ground", "unreachable"} <= against(a_contact_call())


def test_a_contact_may_be_asked_after_three_days_of_three_failed_calls_and_is_told_nothing() -> None:
    verdict = answer(a_contact_call(log=failed_on(11, 12, 13)))
    assert verdict.decision is Decision.ALLOW_WITH_OBLIGATIONS
    assert {"no_debt_disclosure", "no_payment_request"} <= set(verdict.obligations)


def test_days_in_a_row_means_in_a_row() -> None:
    assert "unreachable" in against(a_contact_call(log=failed_on(10, 12, 13)))


def test_the_debtor_calling_back_ends_the_ground() -> None:
    called = Event(NOON.replace(hour=8, minute=30), "call", "p1", "conversation", direction="in")
    assert "unreachable" in against(a_contact_call(log=(*failed_on(11, 12, 13), called)))


def test_a_refusal_by_a_contact_is_for_good() -> None:
    refused = Record("preference", "contact_refused", NOON - timedelta(days=900), "k1")
    assert {"5.3.contact-refusal", "contact_refusal"} <= against(
        a_contact_call(log=failed_on(11, 12, 13), records=(refused,))
    )


def test_an_unknown_number_of_untried_numbers_refuses_and_is_named() -> None:
    dossier = a_contact_call(log=failed_on(11, 12, 13))
    facts = {name: value for name, value in dossier.facts.items() if name != "reach.untried_numbers"}
    verdict = answer(replace(dossier, facts=facts))
    assert verdict.decision is Decision.DENY
    assert verdict.unknown == ("reach.untried_numbers",)


def an_american_call(
    at: datetime, *zones: str, log: tuple[Event, ...] = (), facts: Mapping[str, object] = NOTHING
) -> Dossier:
    ask = Ask(at=at, channel="call", person_id="p1", address="m1", debts=("d1",), actor="col-1")
    evidence = tuple(ZoneEvidence("residence", zone) for zone in zones)
    return Dossier(ask=ask, facts={**AMERICA, **facts}, zones=evidence, log=log)


def test_a_call_must_be_within_hours_in_every_zone_the_person_may_be_in() -> None:
    at = datetime(2026, 10, 14, 10, tzinfo=NEW_YORK)
    assert answer(an_american_call(at, "America/New_York")).permits
    assert not answer(an_american_call(at, "America/New_York", "America/Los_Angeles")).permits


def test_an_unknown_zone_refuses_and_is_named() -> None:
    verdict = answer(an_american_call(datetime(2026, 10, 14, 12, tzinfo=NEW_YORK)))
    assert not verdict.permits
    assert "zone" in verdict.unknown


def test_seven_days_are_calendar_days_and_not_168_hours() -> None:
    log = tuple(
        Event(
            datetime(2026, 4, day, 16, tzinfo=NEW_YORK),
            "call",
            "p1",
            "ring_no_answer",
            actor="col-1",
            debts=("d1",),
        )
        for day in range(1, 8)
    )
    collector = {"actor.kind": "debt_collector"}
    on_the_seventh = answer(
        an_american_call(
            datetime(2026, 4, 7, 18, tzinfo=NEW_YORK), "America/New_York", log=log, facts=collector
        )
    )
    assert on_the_seventh.decision is Decision.DENY_PRESUMPTIVE
    on_the_eighth = answer(
        an_american_call(
            datetime(2026, 4, 8, 10, tzinfo=NEW_YORK), "America/New_York", log=log, facts=collector
        )
    )
    assert on_the_eighth.permits
    assert on_the_eighth.counts["calls_7d"] == 7


def test_the_day_of_the_talk_is_day_one() -> None:
    talk = Event(
        datetime(2026, 8, 13, 15, tzinfo=NEW_YORK),
        "call",
        "p1",
        "conversation",
        direction="in",
        actor="col-1",
        debts=("d1",),
    )
    collector = {"actor.kind": "debt_collector"}
    for day, permitted in ((19, False), (20, True)):
        at = datetime(2026, 8, day, 11, tzinfo=NEW_YORK)
        assert (
            answer(an_american_call(at, "America/New_York", log=(talk,), facts=collector)).permits
            is permitted
        )


def test_a_busy_line_does_not_count_and_an_uncertain_call_does() -> None:
    at = datetime(2026, 4, 7, 12, tzinfo=NEW_YORK)
    for outcome, counted in (("busy", 1), ("uncertain", 2)):
        log = (Event(at - timedelta(days=1), "call", "p1", outcome, debts=("d1",)),)
        assert answer(an_american_call(at, "America/New_York", log=log)).counts["calls_7d"] == counted


def test_a_creditor_is_not_bound_by_the_regulation_but_by_our_own_policy() -> None:
    verdict = answer(an_american_call(datetime(2026, 10, 14, 22, tzinfo=NEW_YORK), "America/New_York"))
    assert {finding.rule_id for finding in verdict.findings} >= {"house-us/hours"}
    assert not any(finding.rule_id.startswith("us-fed-regf") for finding in verdict.findings)


def test_our_own_policy_holds_for_dates_long_before_the_regulation() -> None:
    at = datetime(2020, 2, 3, 12, tzinfo=NEW_YORK)
    assert answer(an_american_call(at, "America/New_York")).permits


def test_a_country_without_a_rulebook_is_refused_in_plain_words() -> None:
    verdict = answer(a_call(facts={"loan.country": "IS"}))
    assert [finding.rule_id for finding in verdict.findings] == ["engine/no-instrument"]
    assert "没有规则覆盖" in verdict.in_words("zh-CN", law())


def test_a_past_verdict_reads_back_the_same() -> None:
    verdict = answer(a_call(records=(Record("hold", "stop", NOON, "p1"),)))
    assert Verdict.from_dict(verdict.to_dict()).to_dict() == verdict.to_dict()


def test_an_instant_without_a_zone_is_no_instant() -> None:
    with pytest.raises(NaiveInstant):
        Ask(at=datetime(2026, 10, 14, 12), channel="call", person_id="p1")  # noqa: DTZ001  the fact under test


def test_a_refusal_that_time_cannot_change_is_not_searched_for_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dossier = replace(a_call(), facts={})
    verdict = decide(dossier, law())
    monkeypatch.setattr(
        "forbear.gate.next_instant.candidates", lambda *_args, **_more: pytest.fail("searched")
    )
    assert with_next(verdict, dossier, law()).never_because
