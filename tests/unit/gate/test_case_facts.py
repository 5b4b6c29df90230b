"""What the facts of a case become: each row is one thing that a case says, and the fact that follows from it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from forbear.gate.cases import asks_of
from forbear.gate.dossier import Dossier, ZoneEvidence

AT: Final = "2026-10-14T11:00:00+08:00"
US: Final = "us-fed-regf"
WIFE: Final = {"id": "w1", "role": "spouse"}
FRIEND: Final = {"id": "k1", "role": "emergency_contact"}


def dossier_of(
    facts: dict[str, Any],
    *timeline: dict[str, Any],
    rulebook: str = "cn-cba-2026",
    at: str = AT,
    **action: object,
) -> Dossier:
    put = {"channel": "call", "to": "p1", **action}
    asks = [{"at": at, "action": put}]
    return asks_of(
        {"id": "x", "rulebook": rulebook, "facts": facts, "timeline": list(timeline), "asks": asks}
    )[0].dossier


def fact(
    name: str,
    facts: dict[str, Any],
    *timeline: dict[str, Any],
    rulebook: str = "cn-cba-2026",
    at: str = AT,
    **action: object,
) -> object:
    return dossier_of(facts, *timeline, rulebook=rulebook, at=at, **action).facts.get(name)


def of_debts(*debts: dict[str, Any]) -> dict[str, Any]:
    return {"debts": [{"id": f"d{index + 1}", **debt} for index, debt in enumerate(debts)]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lender.kind", "bank"),
        ("lender.is_cba_member", True),
        ("lender.rests_today", False),
        ("loan.country", "CN"),
        ("loan.product", "online_consumer"),
        ("loan.is_time_barred", False),
        ("loan.days_past_due", 10),
        ("loan.signed", date(2024, 3, 1)),
        ("loan.is_from_disclosure", False),
        ("loan.status", "open"),
        ("loan.is_unlawful", False),
        ("loan.is_moratorium_debt", False),
        ("loan.balance_minor", None),
        ("loan.sheet_default_rate_bp", None),
        ("loan.collection_steps", None),
        ("person.special", frozenset()),
        ("person.is_deceased", False),
        ("person.is_named", False),
        ("person.is_vulnerable", False),
        ("debtor.is_minor", False),
        ("debtor.is_abroad", False),
        ("debtor.place_unknown", False),
        ("actor.kind", "creditor"),
        ("actor.is_own_employee", True),
        ("actor.is_enforcement_agent", False),
        ("actor.is_listed", True),
        ("actor.is_subcontractor", False),
        ("actor.is_assessed", True),
        ("actor.evaluated_on", date(2026, 10, 14)),
        ("actor.contract_until", date(2027, 10, 1)),
        ("collector.is_trained", True),
        ("collector.trained_until", date(9999, 12, 31)),
        ("visit.staff", 2),
        ("system.recorder_is_up", True),
        ("relation.is_liable", True),
        ("relation.evidence", "none"),
        ("relation.contract", False),
        ("relation.has_renounced", False),
        ("relation.is_premarital", False),
        ("relation.volunteered_to_pay", False),
        ("relation.limit_minor", None),
        ("point.kind", "mobile"),
        ("point.source", "contract"),
        ("point.place", "other"),
        ("point.is_invalid", False),
        ("point.is_persons", True),
        ("point.is_shared", False),
        ("point.employer_forbids", False),
        ("point.led_to_disclosure", False),
        ("point.is_employers", False),
        ("point.has_voice_consent", False),
        ("point.route", "person"),
        ("point.has_safe_harbor", True),
        ("point.creditor_used", True),
        ("point.domain_is_public", True),
        ("reach.number_invalid", False),
        ("reach.untried_numbers", 1),
        ("reach.invalid_since", date(2000, 1, 1)),
    ],
)
def test_what_a_case_leaves_out_has_its_usual_meaning(name: str, value: object) -> None:
    assert fact(name, {}) == value


OF_DEBTS: Final[list[tuple[str, dict[str, Any], object]]] = [
    ("loan.product", of_debts({"product": "branch_consumer_loan"}), "branch_consumer"),
    ("loan.product", of_debts({"product": "auto"}), "auto"),
    ("loan.is_time_barred", of_debts({}, {"time_barred": True}), True),
    ("loan.days_past_due", of_debts({"days_past_due": 3}, {"days_past_due": 40}), 40),
    ("loan.signed", of_debts({"signed": "2020-01-01"}, {}), date(2024, 3, 1)),
    ("loan.signed", of_debts({"signed": "2020-01-01"}, {"signed": "2021-05-06"}), date(2021, 5, 6)),
    ("loan.is_from_disclosure", of_debts({"signed": "2026-07-31"}, {}), False),
    ("loan.is_from_disclosure", of_debts({"signed": "2026-08-01"}, {}), True),
    ("loan.status", of_debts({}, {"status": "settled"}), "settled"),
    ("loan.is_unlawful", of_debts({}, {"unlawful": "gambling"}), True),
    ("loan.is_moratorium_debt", of_debts({}, {"moratorium_debt": True}), True),
    (
        "loan.cost_sheet",
        of_debts({"cost_sheet": ["fee", "interest"]}, {"cost_sheet": ["fee"]}),
        frozenset({"fee"}),
    ),
    ("loan.cost_sheet", of_debts({"cost_sheet": "none"}), frozenset()),
    (
        "loan.sheet_default_rate_bp",
        of_debts({"sheet_default_rate": 0.24}, {"sheet_default_rate": 0.18}),
        1800,
    ),
    ("loan.balance_minor", of_debts({"balance": "10.05"}, {"balance": 2}), 1205),
    ("loan.collection_steps", {"contract_terms": {"collection_steps": ["call"]}}, frozenset({"call"})),
    ("loan.unreachable_fails", {"contract_terms": {"unreachable": {"fails_per_day": 3}}}, 3),
    ("loan.unreachable_days", {"contract_terms": {"unreachable": {"consecutive_days": 5}}}, 5),
]


@pytest.mark.parametrize(("name", "facts", "value"), OF_DEBTS)
def test_what_is_said_of_debts(name: str, facts: dict[str, Any], value: object) -> None:
    named = [debt["id"] for debt in facts.get("debts", [{"id": "d1"}])]
    assert fact(name, facts, debts=named) == value


def test_an_ask_about_no_debt_is_one_about_an_ordinary_loan() -> None:
    dossier = dossier_of({}, debts=[])
    assert dossier.facts["loan.product"] == "online_consumer"
    assert dossier.facts["loan.days_past_due"] == 10
    assert dossier.facts["loan.signed"] == date(2024, 3, 1)
    assert dossier.ask.lender == "lender"


@pytest.mark.parametrize(("day", "rests"), [("2026-10-01", True), ("2026-10-14", False)])
def test_a_lender_that_rests_on_public_holidays_rests_on_these_days_only(day: str, *, rests: bool) -> None:
    facts = {"lender_options": ["rest_on_public_holidays"]}
    assert fact("lender.rests_today", facts, at=f"{day}T11:00:00+08:00") is rests
    assert fact("lender.rests_today", {}, at=f"{day}T11:00:00+08:00") is False


def test_the_day_of_rest_is_shanghais() -> None:
    facts = {"lender_options": ["rest_on_public_holidays"]}
    assert fact("lender.rests_today", facts, at="2026-09-30T16:30:00+00:00") is True


def person(**said: object) -> dict[str, Any]:
    return {"persons": [{"id": "p1", "role": "borrower", **said}]}


ABROAD: Final = {"location_evidence": [{"source": "known_current_location", "tz": "Europe/Paris"}]}
OF_PERSONS: Final[list[tuple[str, dict[str, Any], object]]] = [
    ("person.special", person(student=True), frozenset({"student"})),
    ("person.special", person(minor=True), frozenset({"minor"})),
    ("person.is_deceased", person(deceased=True), True),
    ("person.is_self_supporting", person(self_supporting=True), True),
    ("person.is_named", person(name_known=True), True),
    ("person.age", person(age=17), 17),
    ("debtor.is_minor", person(age=17), True),
    ("debtor.is_minor", person(age=18), False),
    ("debtor.is_minor", person(minor=True), True),
    ("debtor.is_deceased", person(deceased=True), True),
    ("debtor.is_deceased", person(deceased=True, evidence="agent_note"), False),
    ("debtor.is_deceased", person(evidence="death_certificate"), False),
    ("debtor.lacks_capacity", person(capacity="none"), True),
    ("debtor.lacks_capacity", person(capacity="none", evidence="agent_note"), False),
    ("debtor.lacks_capacity", person(capacity="limited"), False),
    ("person.is_vulnerable", {"flags": ["suspected_particularly_vulnerable"]}, True),
    ("debtor.place_unknown", {"flags": ["debtor_abroad_zone_unknown"]}, True),
    ("debtor.is_abroad", {"flags": ["debtor_abroad_zone_unknown"]}, True),
    ("debtor.is_abroad", ABROAD, True),
    ("debtor.is_abroad", {"location_evidence": [{"source": "residence", "tz": "Europe/Paris"}]}, False),
    (
        "debtor.is_abroad",
        {"location_evidence": [{"source": "known_current_location", "tz": "Asia/Urumqi"}]},
        False,
    ),
]


@pytest.mark.parametrize(("name", "facts", "value"), OF_PERSONS)
def test_what_is_said_of_persons(name: str, facts: dict[str, Any], value: object) -> None:
    assert fact(name, facts) == value


def test_abroad_is_a_word_of_the_chinese_cases() -> None:
    assert fact("debtor.is_abroad", ABROAD, rulebook=US) is False


def test_a_minor_child_is_a_minor_by_role() -> None:
    assert fact("person.special", {"persons": [{"id": "c1", "role": "minor"}]}, to="c1") == frozenset(
        {"minor"}
    )


@pytest.mark.parametrize(
    ("rulebook", "actor", "kind"),
    [
        ("cn-cba-2026", "lender", "creditor"),
        ("cn-cba-2026", "assignee-1", "assignee"),
        ("cn-cba-2026", "agency-1", "agency"),
        (US, "lender", "debt_collector"),
    ],
)
def test_who_acts_is_told_by_its_name(rulebook: str, actor: str, kind: str) -> None:
    assert fact("actor.kind", {}, rulebook=rulebook, actor=actor) == kind


@pytest.mark.parametrize(
    ("collector", "trained", "until"),
    [
        ({"training_valid_until": "2026-12-31"}, True, date(2026, 12, 31)),
        ({"training_valid_until": "none"}, False, date(1970, 1, 1)),
    ],
)
def test_a_collector_is_trained_until_the_day_stated(
    collector: dict[str, Any], until: date, *, trained: bool
) -> None:
    asked = dossier_of({"collectors": {"c7": collector}}, collector="c7").facts
    assert (asked["collector.is_trained"], asked["collector.trained_until"]) == (trained, until)


@pytest.mark.parametrize(
    ("clock", "up"), [("10:59:59", True), ("11:00:00", False), ("11:59:59", False), ("12:00:00", True)]
)
def test_a_recorder_is_down_from_its_failure_until_its_repair(clock: str, *, up: bool) -> None:
    recorder = {"down_from": "2026-10-14T11:00:00+08:00", "down_to": "2026-10-14T12:00:00+08:00"}
    at = f"2026-10-14T{clock}+08:00"
    assert fact("system.recorder_is_up", {"systems": {"recorder": recorder}}, at=at) is up


@pytest.mark.parametrize(
    ("actor", "told"),
    [
        ({"type": "enforcement_agent", "notified": True}, True),
        ({"type": "enforcement_agent", "notified": False}, False),
        ({"type": "bailiff", "notified": True}, False),
    ],
)
def test_an_enforcement_agent_must_have_given_notice(actor: dict[str, Any], *, told: bool) -> None:
    assert fact("actor.is_enforcement_agent", {"actor": actor}) is told


def test_an_outside_contractor_is_no_employee() -> None:
    assert fact("actor.is_own_employee", {"actor": {"individual": "outside_contractor"}}) is False


AGENCIES: Final[list[tuple[str, dict[str, Any], object]]] = [
    ("actor.is_listed", {"listed": False}, False),
    ("actor.is_listed", {"delisted_at": "2026-10-15"}, True),
    ("actor.is_listed", {"delisted_at": "2026-10-14"}, False),
    ("actor.is_subcontractor", {"subcontractor_of": "a2"}, True),
    ("actor.is_assessed", {"pia": "2026-10-14"}, True),
    ("actor.is_assessed", {"pia": "2026-10-15"}, False),
    ("actor.is_assessed", {"pia": "none"}, False),
    ("actor.evaluated_on", {"evaluated": "2026-01-02"}, date(2026, 1, 2)),
    ("actor.contract_until", {"contract_until": "2026-11-30"}, date(2026, 11, 30)),
]


@pytest.mark.parametrize(("name", "agency", "value"), AGENCIES)
def test_what_is_said_of_an_agency(name: str, agency: dict[str, Any], value: object) -> None:
    assert fact(name, {"agencies": {"a1": agency}}, actor="a1") == value


def with_person(one: dict[str, Any], *debts: dict[str, Any]) -> dict[str, Any]:
    return {"persons": [{"id": "p1", "role": "borrower"}, one], **(of_debts(*debts) if debts else {})}


GUARANTOR: Final = {"id": "g1", "role": "guarantor"}
BOTH: Final = {"joint_evidence": "both_signed"}
LIABLE: Final[list[tuple[dict[str, Any], list[dict[str, Any]], str, bool]]] = [
    (GUARANTOR, [{}, {}], "cn-cba-2026", False),
    ({**GUARANTOR, "liability_evidence": "guarantee_contract"}, [{}, {}], "cn-cba-2026", True),
    ({**GUARANTOR, "liability_evidence": "hearsay"}, [{}, {}], "cn-cba-2026", False),
    (
        {**GUARANTOR, "liability_evidence": "guarantee_contract", "covers": ["d1"]},
        [{}, {}],
        "cn-cba-2026",
        False,
    ),
    (GUARANTOR, [{}, {}], US, True),
    ({**GUARANTOR, "contract": False}, [{}, {}], US, False),
    (FRIEND, [{}, {}], US, False),
    (WIFE, [BOTH, BOTH], "cn-cba-2026", True),
    (WIFE, [BOTH, {}], "cn-cba-2026", False),
]


@pytest.mark.parametrize(("one", "debts", "rulebook", "liable"), LIABLE)
def test_who_is_liable(
    one: dict[str, Any], debts: list[dict[str, Any]], rulebook: str, *, liable: bool
) -> None:
    facts = with_person(one, *debts)
    assert fact("relation.is_liable", facts, rulebook=rulebook, to=one["id"], debts=["d1", "d2"]) is liable


def test_a_spouse_is_liable_for_nothing_where_no_debt_is_asked_about() -> None:
    asked = dossier_of(with_person(WIFE), to="w1", debts=[]).facts
    assert (asked["relation.is_liable"], asked["relation.evidence"]) == (False, "none")


def test_a_spouses_evidence_is_that_of_the_first_debt() -> None:
    facts = with_person(WIFE, {"joint_evidence": "daily_life"}, BOTH)
    assert fact("relation.evidence", facts, to="w1", debts=["d1", "d2"]) == "daily_life"


@pytest.mark.parametrize(("informed", "liable"), [(True, True), (False, False)])
def test_who_joins_a_debt_is_liable_once_the_lender_knows(*, informed: bool, liable: bool) -> None:
    joins = {"at": "2026-10-13T11:00:00+08:00", "ev": "third_party_joins_debt", "person": "k1", "limit": 50}
    asked = dossier_of(with_person(FRIEND), {**joins, "informed": informed}, to="k1").facts
    assert asked["relation.is_liable"] is liable
    assert asked.get("relation.limit_minor") == (5000 if liable else None)
    assert asked["relation.evidence"] == ("joined_debt" if liable else "none")


@pytest.mark.parametrize(
    ("who", "recorded", "told"), [("k1", True, True), ("k1", False, False), ("k2", True, False)]
)
def test_an_offer_to_pay_is_that_of_the_person_and_on_record(who: str, *, recorded: bool, told: bool) -> None:
    offer = {"ev": "contact_volunteers_to_pay", "person": who, "recorded": recorded}
    at = {"at": "2026-10-13T11:00:00+08:00"}
    assert fact("relation.volunteered_to_pay", with_person(FRIEND), {**at, **offer}, to="k1") is told


def test_what_an_heir_owes_is_bounded_by_what_came_to_them() -> None:
    heir = {"id": "h1", "role": "heir", "inherits": "12.5", "renounced": True}
    asked = dossier_of(with_person(heir, {"premarital": True}), to="h1").facts
    assert asked["relation.limit_minor"] == 1250
    assert asked["relation.has_renounced"] is True
    assert asked["relation.is_premarital"] is True


@pytest.mark.parametrize(
    ("role", "contract", "told"),
    [
        ("co_borrower", None, True),
        ("guarantor", None, False),
        ("guarantor", True, True),
        ("heir", None, False),
    ],
)
def test_a_contract_follows_from_some_roles(role: str, contract: object, *, told: bool) -> None:
    one = {"id": "g1", "role": role, **({} if contract is None else {"contract": contract})}
    assert fact("relation.contract", with_person(one), to="g1") is told


def test_zones_are_the_evidence_given() -> None:
    evidence = [{"source": "residence", "tz": "Asia/Urumqi"}, {"source": "last_login", "tz": "Asia/Tokyo"}]
    zones = dossier_of({"location_evidence": evidence}).zones
    assert zones == (ZoneEvidence("residence", "Asia/Urumqi"), ZoneEvidence("last_login", "Asia/Tokyo"))
    assert dossier_of({}).zones == (ZoneEvidence("residence", "Asia/Shanghai"),)


@pytest.mark.parametrize(
    ("offset", "zone"),
    [
        ("-04:00", "Etc/GMT+4"),
        ("+09:00", "Etc/GMT-9"),
        ("+00:00", "Etc/GMT"),
        ("+05:30", "Asia/Kolkata"),
        ("+09:30", "Australia/Darwin"),
        ("+05:45", "unknown"),
    ],
)
def test_elsewhere_the_zone_is_the_offset_of_the_ask(offset: str, zone: str) -> None:
    zones = dossier_of({}, rulebook=US, at=f"2026-10-14T11:00:00{offset}").zones
    assert zones == (ZoneEvidence("residence", zone),)
