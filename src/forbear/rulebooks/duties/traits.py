"""The traits by which a happening is classified: a closed vocabulary, each with its type and its words.

Written in a provision under `classifies` as `trait: [words]`, `trait: true`, `trait: {has|has_all|within: [words]}`
or `trait: {above: n}`; `not_` before the trait takes the statement back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from forbear.domain.words import (
    ANY_OUTCOMES,
    CALL_OUTCOMES,
    MESSAGE_OUTCOMES,
    VISIT_OUTCOMES,
    Channel,
    Purpose,
)


class TraitType(StrEnum):
    """What kind of value a trait has."""

    WORD = "word"
    WORDS = "words"
    FLAG = "flag"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Trait:
    """One trait of a happening: its type and, for words, which may be written."""

    type: TraitType
    meaning: str
    words: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OUTCOMES: Final = frozenset(
    str(outcome) for outcome in CALL_OUTCOMES | MESSAGE_OUTCOMES | VISIT_OUTCOMES | ANY_OUTCOMES
)
MEDIA: Final = (frozenset(str(channel) for channel in Channel) - {"none"}) | _words(
    "ringless_voicemail bankruptcy_proof_of_claim_filed inbound_call inbound_email inbound_sms"
)
PURPOSES: Final = frozenset(str(purpose) for purpose in Purpose) | _words(
    "notice_required_by_law_or_terms payment_demand same_day_answer_to_debtor_enquiry"
)
VOICEMAIL_ITEMS: Final = _words(
    """
    agent_with_credit_card_receivables_group any_representative asks_for_particular_consumer business_name
    callback_number date_and_time debt_information from_a_debt_collector person_name reply_request reply_times
    salutation something_else
    """
)

TRAITS: Final[dict[str, Trait]] = {
    "medium": Trait(TraitType.WORD, "how the person was approached, or what was filed", MEDIA),
    "outcome": Trait(TraitType.WORD, "how the attempt ended", OUTCOMES),
    "content": Trait(
        TraitType.WORD,
        "what the words amount to",
        _words("conveys_debt_info limited_content marketing_no_specific_debt"),
    ),
    "purpose": Trait(TraitType.WORD, "what it was for", PURPOSES),
    "to_role": Trait(
        TraitType.WORD,
        "whom it went to, where that is nobody of the loan",
        _words(
            "consumer_reporting_agency consumers_attorney creditor creditors_attorney debt_collectors_attorney"
        ),
    ),
    "result": Trait(TraitType.WORD, "what came back of a notice", _words("delivered undeliverable")),
    "is_about_debt": Trait(TraitType.FLAG, "whether it was about a debt"),
    "voicemail": Trait(TraitType.WORDS, "what a recorded message says", VOICEMAIL_ITEMS),
    "to_third_person": Trait(TraitType.FLAG, "whether the number is known to be another person's"),
    "name_reveals_collection": Trait(
        TraitType.FLAG, "whether the business name tells that it collects debts"
    ),
    "opt_out": Trait(
        TraitType.WORD,
        "how a notice lets the consumer opt out of a medium",
        _words(
            """
            call_or_write_for_a_form postal_mail_only reply_form_and_preaddressed_envelope
            reply_stop_or_hyperlink
            """
        ),
    ),
    "notice": Trait(TraitType.WORD, "the form of that notice", _words("electronic written")),
    "alias_use": Trait(
        TraitType.WORD, "how an agent uses an assumed name", _words("used_consistently varies")
    ),
    "alias_is_traceable": Trait(TraitType.FLAG, "whether the employer can tell whose assumed name it is"),
    "alias_is_unique": Trait(TraitType.FLAG, "whether only one agent uses the assumed name"),
    "debts": Trait(TraitType.NUMBER, "how many debts the attempt was meant for"),
    "weekly_hours": Trait(TraitType.NUMBER, "hours a week that a debtor closes to contact"),
}
"""Name to trait."""
