"""What a case says of addresses and of what a contact says, and the facts that follow."""

from __future__ import annotations

from typing import Any, Final

import pytest

from forbear.gate.cases import asks_of

AT: Final = "2026-10-14T11:00:00-04:00"
BEFORE: Final = "2026-10-13T11:00:00-04:00"
AFTER: Final = "2026-10-15T11:00:00-04:00"


def asked(facts: dict[str, Any], *timeline: dict[str, Any], **action: object) -> dict[str, object]:
    """The facts of an e-mail to m7 of p1, unless told otherwise; content facts with their prefix."""
    put = {"channel": "email", "to": "p1", "address": "m7", **action}
    case = {"id": "x", "rulebook": "us-fed-regf", "facts": facts, "timeline": list(timeline)}
    dossier = asks_of({**case, "asks": [{"at": AT, "action": put}]})[0].dossier
    return {**dossier.facts, **{f"content.{name}": value for name, value in dossier.ask.content.items()}}


def m7(**said: object) -> dict[str, Any]:
    return {"addresses": {"m7": said}}


POINTS: Final[list[tuple[str, dict[str, Any], object]]] = [
    ("point.kind", {}, "email"),
    ("point.kind", m7(type="work_email"), "work_email"),
    ("point.source", m7(source_code="lawful_public"), "public_lawful"),
    ("point.source", m7(source_code="bought"), "bought"),
    ("point.source", {"persons": [{"id": "p1", "role": "borrower", "source_code": "bought"}]}, "bought"),
    ("point.place", m7(place="work"), "work"),
    ("point.is_invalid", m7(status="invalid"), True),
    ("point.is_shared", m7(shared_by=["p1"]), False),
    ("point.is_shared", m7(shared_by=["p1", "w1"]), True),
    ("point.employer_forbids", {"knowledge": ["consumer_said_cannot_take_personal_calls_at_work"]}, True),
    ("point.led_to_disclosure", {"knowledge": ["message_to_m7_was_read_by_others"]}, True),
    ("point.led_to_disclosure", {"knowledge": ["message_to_m8_was_read_by_others"]}, False),
    ("point.is_employers", m7(type="work_email"), True),
    ("point.is_employers", m7(type="email", known_employer_provided=True), True),
    ("point.is_employers", m7(type="email"), False),
    ("point.has_voice_consent", {"consents": [{"person": "p1", "scope": "calls"}]}, True),
    ("point.has_voice_consent", {"consents": [{"person": "k1", "scope": "calls"}]}, False),
    ("point.route", {}, "person"),
    ("point.route", {"route": "creditor_notice"}, "creditor_notice"),
    ("point.route", {"creditor_use": "none"}, "creditor_notice"),
    ("point.creditor_used", {"creditor_use": "none"}, False),
    ("point.has_safe_harbor", {}, True),
    ("point.has_safe_harbor", {"route": "creditor_notice"}, False),
    ("point.has_safe_harbor", {"creditor_use": "none"}, False),
    ("point.has_safe_harbor", {"consents": [{"person": "p1", "scope": "calls,email"}]}, False),
    ("point.has_safe_harbor", {"consents": [{"person": "p1", "scope": "calls"}]}, True),
    ("point.domain_is_public", m7(value="a@gmail.com"), True),
    ("point.domain_is_public", m7(value="a@school.example"), False),
    ("point.domain_is_public", m7(), True),
]


@pytest.mark.parametrize(("name", "facts", "value"), POINTS)
def test_what_is_said_of_an_address(name: str, facts: dict[str, Any], value: object) -> None:
    assert asked(facts)[name] == value


def test_a_number_given_for_this_account_may_be_called_by_a_machine() -> None:
    basis = "number_given_to_creditor_by_consumer_for_this_account"
    assert asked({}, basis=basis)["point.has_voice_consent"] is True
    assert asked({}, basis="another")["point.has_voice_consent"] is False


@pytest.mark.parametrize(
    ("at", "address", "persons"),
    [(BEFORE, "m7", False), (AT, "m7", True), (AFTER, "m7", True), (BEFORE, "m8", True)],
)
def test_an_address_found_to_be_anothers_is_so_from_then_on(at: str, address: str, *, persons: bool) -> None:
    found = {"at": at, "ev": "address_found_not_persons", "person": "p1", "address": address}
    assert asked({}, found)["point.is_persons"] is persons


def test_a_notice_of_the_creditor_is_the_way_to_an_address() -> None:
    notice = {"at": BEFORE, "ev": "creditor_email_transfer_notice_sent", "person": "p1"}
    told = asked({}, notice)
    assert (told["point.route"], told["point.has_safe_harbor"]) == ("creditor_notice", False)


@pytest.mark.parametrize(
    ("channel", "address", "harbour"), [("sms", "m7", False), ("sms", "m8", True), ("email", "m7", True)]
)
def test_who_wrote_from_a_number_may_be_written_to_there(
    channel: str, address: str, *, harbour: bool
) -> None:
    wrote = {"at": BEFORE, "ev": "inbound_sms", "from": "p1", "address": address}
    assert asked({}, wrote, channel=channel)["point.has_safe_harbor"] is harbour


def test_a_number_that_was_checked_for_a_new_owner_needs_no_harbour() -> None:
    check = {"at": BEFORE, "ev": "reassigned_number_check", "person": "p1"}
    assert asked({}, check, channel="sms")["point.has_safe_harbor"] is False


def history(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"address_history": list(entries), "immediately_prior_collector": "c2"}


USED: Final = {"collector": "c2", "used": True}
HISTORIES: Final[list[tuple[dict[str, Any], bool, bool]]] = [
    (history(USED), True, False),
    (history({**USED, "opted_out": True}), False, False),
    (history({"collector": "c2", "used": False}), False, False),
    (history({"collector": "c1", "used": True}), False, False),
    (history({**USED, "obtained_under": "(d)(4)(i)"}), True, True),
    (history({**USED, "obtained_under": "(d)(4)(i)"}, {"collector": "c1", "used": False}), True, False),
    (history({**USED, "obtained_under": "(d)(4)(i)"}, {**USED, "opted_out": True}), True, False),
]


@pytest.mark.parametrize(("facts", "used", "chain"), HISTORIES)
def test_a_prior_collector_must_have_used_the_address(
    facts: dict[str, Any], *, used: bool, chain: bool
) -> None:
    told = asked(facts)
    assert (told["point.prior_used"], told["point.prior_chain"]) == (used, chain)
    assert (told["point.route"], told["point.has_safe_harbor"]) == ("prior_collector", False)


def numbers(**said: dict[str, Any]) -> dict[str, Any]:
    return {"addresses": {name: {"owner": "p1", "type": "mobile", **item} for name, item in said.items()}}


REACH: Final[list[tuple[dict[str, Any], bool, int]]] = [
    (numbers(a={}, b={"type": "landline"}), False, 2),
    (numbers(a={"status": "invalid"}, b={}), False, 1),
    (numbers(a={"status": "invalid", "evidence": "carrier_result"}), True, 0),
    (numbers(a={"evidence": "carrier_result"}), False, 1),
    (numbers(a={}, b={"owner": "k1"}, c={"type": "email"}), False, 1),
]


@pytest.mark.parametrize(("facts", "invalid", "untried"), REACH)
def test_numbers_that_may_work_and_were_not_tried_are_counted(
    facts: dict[str, Any], untried: int, *, invalid: bool
) -> None:
    told = asked(facts)
    assert (told["reach.number_invalid"], told["reach.untried_numbers"]) == (invalid, untried)


@pytest.mark.parametrize(
    ("at", "kind", "untried"), [(BEFORE, "call", 1), (AT, "call", 2), (BEFORE, "sms", 2)]
)
def test_a_number_is_tried_by_a_call_before_the_ask(at: str, kind: str, untried: int) -> None:
    event = {"at": at, "ev": kind, "to": "p1", "address": "a", "outcome": "busy"}
    assert asked(numbers(a={}, b={}), event)["reach.untried_numbers"] == untried


CONTENT: Final[list[tuple[dict[str, Any], str, object]]] = [
    ({}, "missing", frozenset()),
    ({"missing": ["opt_out_notice"]}, "missing", frozenset({"opt_out_notice"})),
    ({"states": "overdue_amount"}, "states", frozenset({"overdue_amount"})),
    ({"states": ["a", "b"]}, "states", frozenset({"a", "b"})),
    ({"willing": True}, "is_willing", True),
    ({"initial": False}, "is_initial", False),
    ({"includes": ["Reply STOP to end this"]}, "has_opt_out", True),
    ({"includes": ["Thank you"]}, "has_opt_out", False),
    ({"includes": ["Thank you", "Unsubscribe here"]}, "has_opt_out", True),
    ({"demand_amount": "12.34"}, "demand_minor", 1234),
    ({"default_interest_rate": 0.24}, "default_rate_bp", 2400),
    ({"annual_rate_all_in": "0.1825"}, "annual_rate_bp", 1825),
    ({"itemisation": {"interest": "", "fees": 0}}, "itemisation_blank", True),
    ({"itemisation": {"interest": 0, "fees": 0}}, "itemisation_blank", False),
    ({"addressee": "consumer"}, "addressee", "consumer"),
    ({"addressees": "Mr P. Smith"}, "addressee", "nobody_by_name"),
]


@pytest.mark.parametrize(("content", "name", "value"), CONTENT)
def test_what_a_contact_says(content: dict[str, Any], name: str, value: object) -> None:
    assert asked({}, content=content)[f"content.{name}"] == value


def test_what_is_not_said_is_not_known() -> None:
    assert {name for name in asked({}) if name.startswith("content.")} == {"content.missing"}


def test_the_script_is_what_is_said() -> None:
    assert asked({}, script="location")["content.script"] == "location"
