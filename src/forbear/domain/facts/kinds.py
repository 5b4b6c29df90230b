"""What a fact is: its type, its source, its unit, the closed words of a token fact."""

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


def words(text: str) -> frozenset[str]:
    """The words of a text, apart by blanks."""
    return frozenset(text.split())


CHANNELS: Final = words(
    "call sms email letter postcard visit app_push app_in_session social_private social_public "
    "inbound_call_answer none"
)
PERSON_ROLES: Final = words(
    "borrower co_borrower guarantor emergency_contact spouse heir guardian third_party joint_borrower co_debtor "
    "co_maker executor informal_personal_representative surviving_spouse spouse_non_obligor parent relative sibling "
    "friend neighbour colleague coworker employer household_member contact_list_person referee related_person "
    "village_committee minor attorney debt_advice_provider unknown"
)
LENDER_KINDS: Final = words("bank consumer_finance micro_lender auto_finance platform agency other")
PRODUCTS: Final = words(
    "online_consumer branch_consumer credit_card auto instalment_purchase micro student medical other"
)
POINT_SOURCES: Final = words(
    "contract left_by_debtor debtor_authorised public_lawful told_by_reserved_contact bureau_authorised "
    "bought_data web_scrape address_book_upload cold_search missing"
)
