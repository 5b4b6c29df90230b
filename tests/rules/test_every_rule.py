"""Every shipped rule, by the cases that a person worked out for it, on both evaluators.

A file of cases is named after its rule. A rule that never bites, or that always does, fails here: each
file must hold an ask that the rule speaks against and one that it spares. Rules that the case format
cannot reach have a test of their own below, built on a dossier.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml

from forbear import rulebooks
from forbear.gate.cases import Asked, asks_of, judge
from forbear.gate.dossier import Dossier, Record
from tests.rules.both import assert_equal_on_both, said_by_row

if TYPE_CHECKING:
    from forbear.gate.verdict import Verdict
    from forbear.rulebooks.book import Rulebook

CASES: Final = Path(__file__).parent / "cases"
BESIDE: Final = {rule.rule_id for rule in rulebooks.load().rules if not rule.at_gate}
"""Rules that never answer at the gate; their cases are in test_every_duty.py."""
FILES: Final = {
    name: path
    for path in sorted(CASES.glob("*/*.yaml"))
    if (name := f"{path.parent.name}/{path.stem}") not in BESIDE
}
BUILT_HERE: Final = {
    "cn-civil-code/1033.private-peace",
    "house-cn/around_the_debtor",
    "house-cn/contact_answer",
    "house-cn/deceased_state",
    "house-cn/lender_rest_days",
    "house-cn/stop_request",
    "house-cn/vulnerability_hold_person",
    "house-cn/vulnerability_state",
    "house-us/around_the_debtor",
    "house-us/deceased_state",
    "house-us/opt-out",
}
ASKED_ON: Final = {"CN": "2026-10-14T11:00:00+08:00", "US": "2026-10-14T11:00:00-04:00"}
YESTERDAY: Final = datetime(2026, 10, 13, tzinfo=UTC)


@cache
def shipped() -> Rulebook:
    return rulebooks.load()


@cache
def answered(rule_id: str) -> tuple[tuple[Asked, Verdict], ...]:
    """Each ask of a rule's file with its verdict; both evaluators were found to agree on it."""
    cases = yaml.safe_load(FILES[rule_id].read_text(encoding="utf-8"))["cases"]
    found: list[tuple[Asked, Verdict]] = []
    for case in cases:
        asks = asks_of(case)
        if not asks:
            continue
        verdicts = assert_equal_on_both([asked.dossier for asked in asks], shipped().only(asks[0].rulebooks))
        found += zip(asks, verdicts, strict=True)
    return tuple(found)


def state_of(rule_id: str, verdict: Verdict) -> str:
    """What one rule said: breached (or its duty attached), unknown, satisfied; absent where it is silent."""
    said: dict[str, Any] = said_by_row(verdict)
    return next((name for name in ("breached", "unknown", "satisfied") if rule_id in said[name]), "absent")


@pytest.mark.parametrize("rule_id", FILES)
def test_both_evaluators_give_the_answers_that_a_person_worked_out(rule_id: str) -> None:
    wrong = {
        f"{asked.case_id}, ask {asked.index}": judge(verdict, asked.expect or {})
        for asked, verdict in answered(rule_id)
    }
    assert {name: why for name, why in wrong.items() if why} == {}


@pytest.mark.parametrize("rule_id", FILES)
def test_a_rule_speaks_against_one_of_its_asks(rule_id: str) -> None:
    assert "breached" in {state_of(rule_id, verdict) for _, verdict in answered(rule_id)}


@pytest.mark.parametrize("rule_id", FILES)
def test_a_rule_spares_one_of_its_asks(rule_id: str) -> None:
    assert {"satisfied", "absent"} & {state_of(rule_id, verdict) for _, verdict in answered(rule_id)}


def test_every_shipped_rule_has_its_cases_and_no_case_is_left_over() -> None:
    ids = {rule.rule_id for instrument in shipped().instruments for rule in instrument.rules}
    assert set(FILES) | BUILT_HERE == ids - BESIDE
    assert not set(FILES) & BUILT_HERE


def dossier_of(instrument: str, *, channel: str = "sms", to: str = "p1", purpose: str = "collect") -> Dossier:
    """An ordinary ask on a Wednesday at eleven that the instrument allows; `k1` is a contact of `p1`."""
    action = {"channel": channel, "to": to, "purpose": purpose}
    case = {
        "id": "built",
        "rulebook": instrument,
        "facts": {"persons": [{"id": "k1", "role": "emergency_contact"}]},
        "asks": [{"at": ASKED_ON["CN" if "cn" in instrument else "US"], "action": action}],
    }
    return asks_of(case)[0].dossier


def states(rule_id: str, *dossiers: Dossier) -> list[str]:
    """What the rule says to each of them, its instrument being the only one active."""
    book = shipped().only((rule_id.split("/", 1)[0],))
    return [state_of(rule_id, verdict) for verdict in assert_equal_on_both(dossiers, book)]


def asked_to_stop(dossier: Dossier) -> Dossier:
    return replace(dossier, records=(Record("hold", "stop", YESTERDAY, dossier.ask.person_id),))


def missing_opt_out(dossier: Dossier) -> Dossier:
    content = {**dossier.ask.content, "missing": frozenset({"opt_out_notice"})}
    return replace(dossier, ask=replace(dossier.ask, content=content))


def knowing(dossier: Dossier, fact: str, value: object) -> Dossier:
    return replace(dossier, facts={**dossier.facts, fact: value})


@pytest.mark.parametrize("rule_id", ["cn-civil-code/1033.private-peace", "house-cn/stop_request"])
def test_after_a_request_to_stop_only_notices_that_the_law_demands_may_go(rule_id: str) -> None:
    instrument = rule_id.split("/", 1)[0]
    usual, notice = dossier_of(instrument), dossier_of(instrument, purpose="adverse_credit_notice")
    found = states(rule_id, usual, asked_to_stop(usual), asked_to_stop(notice))
    assert found == ["satisfied", "breached", "satisfied"]


def test_a_contact_who_said_no_when_named_is_not_contacted() -> None:
    rule_id = "house-cn/contact_answer"
    usual = dossier_of("house-cn", channel="call", to="k1", purpose="relay_callback")
    refused = knowing(usual, "relation.answer", "refused")
    accepted = knowing(usual, "relation.answer", "accepted")
    assert states(rule_id, refused, accepted) == ["breached", "satisfied"]


def test_nobody_is_contacted_on_a_day_the_lender_chose_to_rest() -> None:
    rule_id = "house-cn/lender_rest_days"
    usual = dossier_of("house-cn")
    resting = knowing(usual, "lender.rests_today", value=True)
    assert states(rule_id, resting, usual) == ["breached", "satisfied"]


def test_a_debtor_known_to_be_seriously_ill_is_left_in_peace_and_offered_help() -> None:
    rule_id = "house-cn/vulnerability_state"
    ill = frozenset({"seriously_ill"})
    usual, help_offered = dossier_of("house-cn"), dossier_of("house-cn", purpose="welfare_referral")
    found = states(
        rule_id, usual, knowing(usual, "person.special", ill), knowing(help_offered, "person.special", ill)
    )
    assert found == ["satisfied", "breached", "satisfied"]


def test_an_electronic_message_without_a_way_to_opt_out_is_not_sent() -> None:
    usual = dossier_of("house-us")
    assert states("house-us/opt-out", missing_opt_out(usual), usual) == ["breached", "satisfied"]


@pytest.mark.parametrize("rule_id", ["house-cn/around_the_debtor", "house-us/around_the_debtor"])
@pytest.mark.parametrize("token", ["stop", "complaint", "dispute", "hardship", "distress"])
def test_what_the_borrower_asked_for_also_leaves_their_contacts_in_peace(rule_id: str, token: str) -> None:
    usual = dossier_of(rule_id.split("/", 1)[0], channel="call", to="k1", purpose="relay_callback")
    asked = replace(usual, records=(Record("hold", token, YESTERDAY, "p1"),))
    assert states(rule_id, asked, usual) == ["breached", "satisfied"]


@pytest.mark.parametrize("rule_id", ["house-cn/deceased_state", "house-us/deceased_state"])
def test_somebody_who_has_died_is_not_contacted(rule_id: str) -> None:
    usual = dossier_of(rule_id.split("/", 1)[0], channel="call")
    dead = knowing(usual, "debtor.is_deceased", value=True)
    assert states(rule_id, dead, usual) == ["breached", "satisfied"]


@pytest.mark.parametrize("token", ["illness", "suicide_risk", "distress"])
def test_illness_of_the_person_asked_holds_whoever_owes_the_debt(token: str) -> None:
    usual = dossier_of("house-cn", channel="call", to="k1", purpose="relay_callback")
    unwell = replace(usual, records=(Record("hold", token, YESTERDAY, "k1"),))
    assert states("house-cn/vulnerability_hold_person", unwell, usual) == ["breached", "satisfied"]
