"""What our own cases may say beyond the acceptance vocabulary, in one list to be seen.

These words stand in the vocabulary of facts or in the records that the gate reads, or the acceptance vocabulary has
them for an ask and not for what happened before; shipped rules add their citations, obligations and counts of
themselves. A new case that needs another word gets it here, beside the mapping that understands it.
"""

from __future__ import annotations

from typing import Final

from forbear.domain.facts import FACTS, LENDER_KINDS, PERSON_ROLES, POINT_SOURCES, PRODUCTS
from forbear.gate.cases.words.asks import ASKS
from forbear.rulebooks.duties.terms import CLASSES
from forbear.rulebooks.duties.traits import TRAITS

HOLDS: Final = (
    "cease complaint deceased dispute distress disaster_area grace hardship illness plan promise serious_illness "
    "stop suicide_risk wrong_number "
    "bankruptcy bereavement crisis_breathing_space debt_adjustment debt_advice inheritance_undecided "
    "lawsuit_on_existence processing_objection rehabilitation"
)

PURPOSES: Final = "notice_required_by_law notice_required_by_law_or_terms notify_may_invoke_specified_remedy"
PLACES: Final = "domicile employment home inside_home other public work"


def _of_trait(name: str) -> str:
    return " ".join(sorted(TRAITS[name].words))


OURS: Final = {
    "facts.actor.individual": "employee",
    "timeline.ev": "default_notice_given outsourcing_notice_delivered postdated_deposit_notice_sent",
    "asks.action.basis": "court_permission",
    "asks.action.type": "apply_payment deposit_postdated_instrument",
    "timeline.basis": "illness",
    "timeline.type": "mental_health_crisis",
    "asks.action.content.caller_id": "shown",
    "asks.action.content.flags": "misleading_call_back premium_rate_number",
    "asks.action.content.leaves": "sealed_letter poster",
    "asks.action.content.addressees": "named_individual",
    "asks.action.content.languages": "ko zh",
    "asks.action.content.missing": (
        "creditor_address creditor_name creditor_tax_id credentials current_creditor opt_out_notice time_bar_notice "
        "visit_recording"
    ),
    "asks.action.known_location": "employment home other",
    "asks.action.purpose": PURPOSES,
    "asks.classify.agent_alias": _of_trait("alias_use"),
    "asks.classify.content": _of_trait("content"),
    "asks.classify.ev": _of_trait("medium"),
    "asks.classify.notice": _of_trait("notice"),
    "asks.classify.opt_out": _of_trait("opt_out"),
    "asks.classify.outcome": _of_trait("outcome"),
    "asks.classify.purpose": _of_trait("purpose"),
    "asks.classify.result": _of_trait("result"),
    "asks.classify.sequence.ev": _of_trait("medium"),
    "asks.classify.sequence.outcome": _of_trait("outcome"),
    "asks.classify.to_role": _of_trait("to_role"),
    "asks.classify.voicemail_items": _of_trait("voicemail"),
    "asks.expect.cls": " ".join(sorted(CLASSES))
    + " initial_disclosures_due_by:<date> substantiation_due_by:<date>",
    "facts.addresses.*.place": PLACES,
    "facts.addresses.*.source_code": " ".join(sorted(POINT_SOURCES)),
    "facts.consents.scope": "inconvenient_contact sms working_hours_known",
    "facts.debts.product": " ".join(sorted(PRODUCTS)),
    "facts.debts.status": " ".join(sorted(FACTS["loan.status"].tokens)),
    "facts.holds.kind": HOLDS,
    "facts.lender.type": " ".join(sorted(LENDER_KINDS)),
    "facts.persons.evidence": "agent_note none",
    "facts.persons.role": " ".join(sorted(PERSON_ROLES)),
    "facts.preferences.kind": "contact_denied contact_refused only_times",
    "timeline.address_place": PLACES,
    "timeline.form": ASKS["asks.action.content.form"],
    "timeline.outcome": _of_trait("outcome"),
    "timeline.place": PLACES,
    "timeline.purpose": f"{ASKS['asks.action.purpose']} {PURPOSES}",
    "timeline.technology": ASKS["asks.action.content.technology"],
}

MORE: Final = {
    "facts.known.fact": " ".join(sorted(name for name in FACTS if not name.startswith(("ask.", "content.")))),
    "facts.known.is": "#bool #number #date #text",
    "asks.action.content.postdated_days": "#number",
    "asks.action.content.to_disputed_debt": "#bool",
    "asks.action.content.follows_instructions": "#bool",
}
"""Keys of our own. `facts.known` states a fact by its name in the vocabulary, where no older key does."""

CITES: Final = ("engine policy",)
"""What the engine itself says where no rule speaks."""
