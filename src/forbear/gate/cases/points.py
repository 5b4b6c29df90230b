"""The facts of the address that an ask of a case would use, and of the ways to reach the debtor.

An address that is not under test came from a lawful source, works, and may be used for its channel; a history,
a route or a notice in the case puts that under test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.domain.facts.meanings import PHONES
from forbear.gate.cases.story import LONG_AGO, Mapped, Story, day_of

if TYPE_CHECKING:
    from datetime import datetime

    from forbear.gate.dossier import Ask, Event

SOURCES: Final = {"lawful_public": "public_lawful"}
PUBLIC_DOMAINS: Final = frozenset(
    [
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "yahoo.com",
        "icloud.com",
        "aol.com",
        "proton.me",
        "qq.com",
        "163.com",
        "126.com",
    ]
)
"""Domains on which anybody can have an address; any other may belong to an employer or a school."""
FORBIDS: Final = "consumer_said_cannot_take_personal_calls_at_work"
KINDS: Final = {"call": "mobile", "sms": "mobile", "email": "email", "letter": "postal", "postcard": "postal"}


def point_facts(story: Story, ask: Ask, basis: str | None) -> dict[str, object]:
    """Facts of the address asked about."""
    point = story.addresses.get(str(ask.address), {})
    person = story.persons.get(ask.person_id, {})
    source = point.get("source_code", person.get("source_code", "contract"))
    lost = story.before(ask.at, "address_found_not_persons")
    knowledge = story.facts.get("knowledge", [])
    facts: dict[str, object] = {
        "point.kind": point.get("type", KINDS.get(ask.channel, "mobile")),
        "point.source": SOURCES.get(source, source),
        "point.place": point.get("place", "other"),
        "point.is_invalid": point.get("status") == "invalid",
        "point.is_persons": all(item.get("address") != ask.address for item in lost),
        "point.is_shared": len(point.get("shared_by", ())) > 1,
        "point.employer_forbids": FORBIDS in knowledge,
        "point.led_to_disclosure": any(f"_{ask.address}_" in item for item in knowledge),
        "point.is_employers": point.get("type") == "work_email" or bool(point.get("known_employer_provided")),
        "point.has_voice_consent": basis == "number_given_to_creditor_by_consumer_for_this_account"
        or any(item["person"] == ask.person_id for item in story.facts.get("consents", [])),
    }
    facts.update(_route(story, ask, point))
    return facts


def _route(story: Story, ask: Ask, point: Mapped) -> dict[str, object]:
    """How the collector came to an electronic address, where that is under test."""
    history = story.facts.get("address_history", [])
    by_notice = story.facts.get("route") == "creditor_notice"
    notices = story.happened("creditor_email_transfer_notice_sent") or "creditor_use" in story.facts
    consented = any(
        set(str(item["scope"]).split(",")) & {"email", "sms"} for item in story.facts.get("consents", [])
    )
    wrote = story.happened("reassigned_number_check") or (
        ask.channel == "sms"
        and any(
            item.get("address", ask.address if item["ev"] == "inbound_sms" else None) == ask.address
            for item in story.before(ask.at, "inbound_sms", "inbound_call")
        )
    )
    domain = str(point.get("value", "")).partition("@")[2]
    facts: dict[str, object] = {
        "point.route": "prior_collector"
        if history
        else "creditor_notice"
        if by_notice or notices
        else "person",
        "point.has_safe_harbor": not (history or by_notice or notices or consented or wrote),
        "point.creditor_used": story.facts.get("creditor_use") is None,
        "point.domain_is_public": not domain or domain in PUBLIC_DOMAINS,
    }
    if history:
        prior = story.facts.get("immediately_prior_collector")
        mine = [item for item in history if item["collector"] == prior]
        facts["point.prior_used"] = any(item.get("used") and not item.get("opted_out") for item in mine)
        facts["point.prior_chain"] = any("obtained_under" in item for item in history) and all(
            item.get("used") and not item.get("opted_out") for item in history
        )
    return facts


def reach_facts(story: Story, ask: Ask, log: tuple[Event, ...]) -> dict[str, object]:
    """Whether a number of the debtor's is proved invalid, and how many that may work were never tried."""
    numbers = {
        name: item
        for name, item in story.addresses.items()
        if item.get("owner") == ask.debtor_id and item.get("type") in PHONES
    } or {"m1": {}}
    invalid = [
        name
        for name, item in numbers.items()
        if item.get("status") == "invalid" and item.get("evidence") == "carrier_result"
    ]
    tried = {event.address for event in log if event.channel == "call" and event.at < ask.at}
    left = [name for name, item in numbers.items() if item.get("status") != "invalid" and name not in tried]
    return {
        "reach.number_invalid": bool(invalid),
        "reach.invalid_since": LONG_AGO.date(),
        "reach.untried_numbers": len(left),
    }


def agency_facts(story: Story, actor: str, at: datetime) -> dict[str, object]:
    """The state of the agency that acts, on the day of the ask; what the case does not state is in order."""
    item = story.facts.get("agencies", {}).get(actor, {})
    delisted, pia = day_of(item.get("delisted_at")), day_of(item.get("pia"))
    day = at.date()
    facts: dict[str, object] = {
        "actor.is_listed": bool(item.get("listed", True)) and not (delisted and day >= delisted),
        "actor.is_subcontractor": "subcontractor_of" in item,
        "actor.is_assessed": "pia" not in item or (pia is not None and pia <= day),
        "actor.evaluated_on": day_of(item.get("evaluated")) or day,
        "actor.contract_until": day_of(item.get("contract_until")) or day.replace(year=day.year + 1, day=1),
    }
    return facts
