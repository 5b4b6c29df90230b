"""The closed, typed vocabulary of facts that a rule of the gate may use.

Each fact has a type, a unit, a meaning and where it comes from. A rule that names any other fact does
not load; a fact that is absent from a dossier is unknown, and unknown refuses. The names are stable:
rulebooks, dossiers, frames and evidence all use them. This module holds no values and reads nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FactType(StrEnum):
    """What kind of value a fact has, in a dossier and in a column."""

    TOKEN = "token"  # noqa: S105  a kind of value, not a secret
    """One word of a closed set (`str`)."""
    TEXT = "text"
    """An identifier or free word (`str`)."""
    TOKENS = "tokens"
    """A set of words (`frozenset[str]`; a list of strings in a column)."""
    BOOL = "bool"
    INT = "int"
    DATE = "date"


class FactSource(StrEnum):
    """Who says so."""

    ASK = "ask"
    CONTENT = "content"
    LENDER = "lender"
    LOAN = "loan"
    PERSON = "person"
    POINT = "contact_point"
    RELATION = "relation"
    ACTOR = "actor"
    LOG = "log"


class UnknownFact(Exception):
    """the name is not in the vocabulary of facts"""


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the vocabulary. `tokens` is the closed set of a token fact (empty means open)."""

    name: str
    type: FactType
    source: FactSource
    meaning: str
    unit: str = ""
    tokens: frozenset[str] = frozenset()


def _tokens(words: str) -> frozenset[str]:
    return frozenset(words.split())


CHANNELS: Final = _tokens(
    "call sms email letter postcard visit app_push app_in_session social_private social_public "
    "inbound_call_answer none"
)
PERSON_ROLES: Final = _tokens(
    "borrower co_borrower guarantor emergency_contact spouse heir guardian third_party joint_borrower co_debtor "
    "co_maker executor informal_personal_representative surviving_spouse spouse_non_obligor parent relative sibling "
    "friend neighbour colleague coworker employer household_member contact_list_person referee related_person "
    "village_committee minor attorney debt_advice_provider unknown"
)
LENDER_KINDS: Final = _tokens("bank consumer_finance micro_lender auto_finance platform agency other")
PRODUCTS: Final = _tokens(
    "online_consumer branch_consumer credit_card auto instalment_purchase micro student medical other"
)
POINT_SOURCES: Final = _tokens(
    "contract left_by_debtor debtor_authorised public_lawful told_by_reserved_contact bureau_authorised "
    "bought_data web_scrape address_book_upload cold_search missing"
)

_T, _B, _I, _D, _S, _X = (
    FactType.TOKEN,
    FactType.BOOL,
    FactType.INT,
    FactType.DATE,
    FactType.TOKENS,
    FactType.TEXT,
)

_ALL: Final = (
    Fact("ask.channel", _T, FactSource.ASK, "how the person would be contacted", tokens=CHANNELS),
    Fact("ask.purpose", _T, FactSource.ASK, "what for, by the purposes of the case vocabulary"),
    Fact("ask.role", _T, FactSource.ASK, "what the person is to the loan", tokens=PERSON_ROLES),
    Fact("ask.actor", _X, FactSource.ASK, "id of who makes the contact: the lender, an agency, an assignee"),
    Fact(
        "ask.place",
        _T,
        FactSource.ASK,
        "where a visit goes",
        tokens=_tokens("home employment inside_home domicile public work other"),
    ),
    Fact("ask.action", _T, FactSource.ASK, "an act that is no contact, for example `file_lawsuit`"),
    Fact(
        "ask.technology",
        _T,
        FactSource.ASK,
        "how a call is made",
        tokens=_tokens("manual_live_agent autodialled prerecorded ai_voice"),
    ),
    Fact(
        "ask.form", _T, FactSource.ASK, "dialogue or announcement", tokens=_tokens("interactive informative")
    ),
    Fact("ask.basis", _T, FactSource.ASK, "the reason that somebody gives for an exception"),
    Fact("ask.in_reply_to", _X, FactSource.ASK, "id of the person's own contact that is answered"),
    Fact("ask.is_about_debtor", _B, FactSource.ASK, "whether the person asked about is the debtor"),
    Fact("content.states", _S, FactSource.CONTENT, "what the words tell, for example `overdue_amount`"),
    Fact("content.flags", _S, FactSource.CONTENT, "what the language check found, for example `threat`"),
    Fact("content.includes", _S, FactSource.CONTENT, "required parts that are there"),
    Fact("content.missing", _S, FactSource.CONTENT, "required parts that are absent"),
    Fact("content.envelope", _S, FactSource.CONTENT, "what the envelope shows"),
    Fact("content.only", _S, FactSource.CONTENT, "everything the words say, where nothing else may be said"),
    Fact("content.script", _T, FactSource.CONTENT, "the script line used"),
    Fact(
        "content.identity_verified", _B, FactSource.CONTENT, "whether the person's identity was checked first"
    ),
    Fact(
        "content.account",
        _T,
        FactSource.CONTENT,
        "which messaging account is used",
        tokens=_tokens("enterprise_im private_im"),
    ),
    Fact("lender.kind", _T, FactSource.LENDER, "what the lender is", tokens=LENDER_KINDS),
    Fact("lender.is_cba_member", _B, FactSource.LENDER, "member of the China Banking Association"),
    Fact("lender.country", _T, FactSource.LENDER, "where the lender is licensed", unit="ISO 3166-1 alpha-2"),
    Fact("lender.rests_today", _B, FactSource.LENDER, "whether the lender chose to rest on this day"),
    Fact("loan.product", _T, FactSource.LOAN, "kind of credit", tokens=PRODUCTS),
    Fact("loan.country", _T, FactSource.LOAN, "whose law the loan is under", unit="ISO 3166-1 alpha-2"),
    Fact(
        "loan.days_past_due",
        _I,
        FactSource.LOAN,
        "days past due of the oldest unpaid instalment",
        unit="calendar days",
    ),
    Fact("loan.is_disputed", _B, FactSource.LOAN, "whether a dispute is open"),
    Fact("loan.is_time_barred", _B, FactSource.LOAN, "whether the claim is time-barred"),
    Fact("person.age", _I, FactSource.PERSON, "age on the day of the ask", unit="full years"),
    Fact("person.is_deceased", _B, FactSource.PERSON, "whether the person asked about has died"),
    Fact("person.special", _S, FactSource.PERSON, "special states: minor, student, seriously_ill, …"),
    Fact("debtor.is_deceased", _B, FactSource.PERSON, "whether the debtor's death is evidenced"),
    Fact(
        "debtor.lacks_capacity",
        _B,
        FactSource.PERSON,
        "whether a court held that the debtor lacks full capacity",
    ),
    Fact(
        "debtor.is_abroad",
        _B,
        FactSource.PERSON,
        "whether the debtor is known to be outside the country of the loan",
    ),
    Fact(
        "point.kind",
        _T,
        FactSource.POINT,
        "what the address is",
        tokens=_tokens("mobile landline email work_email address postal app enterprise_im"),
    ),
    Fact("point.source", _T, FactSource.POINT, "where the lender has the address from", tokens=POINT_SOURCES),
    Fact("point.is_invalid", _B, FactSource.POINT, "whether the address is proved not to work"),
    Fact(
        "point.place",
        _T,
        FactSource.POINT,
        "where the address rings",
        tokens=_tokens("home employment work other"),
    ),
    Fact("point.is_persons", _B, FactSource.POINT, "false when it was found to be somebody else's"),
    Fact(
        "point.employer_forbids",
        _B,
        FactSource.POINT,
        "whether calls at this place of work are known to be forbidden",
    ),
    Fact(
        "relation.is_liable",
        _B,
        FactSource.RELATION,
        "whether the liability for all debts asked about is evidenced",
    ),
    Fact("relation.evidence", _T, FactSource.RELATION, "what document shows the relation or liability"),
    Fact(
        "relation.answer",
        _T,
        FactSource.RELATION,
        "what the contact said to being named",
        tokens=_tokens("accepted refused none"),
    ),
    Fact("relation.has_renounced", _B, FactSource.RELATION, "whether an heir renounced the inheritance"),
    Fact(
        "relation.volunteered_to_pay",
        _B,
        FactSource.RELATION,
        "whether the contact plainly offered to pay, on record",
    ),
    Fact(
        "reach.number_invalid",
        _B,
        FactSource.LOG,
        "a number of the debtor's own is proved invalid by the carrier",
    ),
    Fact("reach.invalid_since", _D, FactSource.LOG, "the day from which that number is known to be invalid"),
    Fact(
        "reach.untried_numbers",
        _I,
        FactSource.LOG,
        "known valid numbers of the debtor that were not tried",
        unit="numbers",
    ),
    Fact(
        "actor.kind",
        _T,
        FactSource.ACTOR,
        "who collects",
        tokens=_tokens("creditor agency debt_collector assignee"),
    ),
    Fact("actor.is_listed", _B, FactSource.ACTOR, "whether the agency is on the lender's public list"),
)

FACTS: Final[dict[str, Fact]] = {fact.name: fact for fact in _ALL}


def fact(name: str) -> Fact:
    """The entry of that name; raises `UnknownFact`."""
    try:
        return FACTS[name]
    except KeyError:
        message = f"`{name}` is not in the vocabulary of facts (docs/reference/gate.md lists it)"
        raise UnknownFact(message) from None
