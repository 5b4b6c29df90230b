"""The closed sets are the public ones, token for token: a change here is a change of the format."""

from __future__ import annotations

from enum import StrEnum

import pytest

from forbear.domain import words


@pytest.mark.parametrize(
    ("kind", "tokens"),
    [
        (words.LenderKind, "bank consumer_finance micro_lender auto_finance platform agency other"),
        (words.Product, "online_consumer credit_card auto instalment_purchase micro other"),
        (words.LoanStatus, "active settled charged_off sold"),
        (words.ChargeKind, "penalty_interest late_fee fee cost"),
        (words.PointKind, "mobile landline email address app enterprise_im"),
        (
            words.PointSource,
            "contract left_by_debtor debtor_authorised public_lawful told_by_reserved_contact bureau_authorised",
        ),
        (words.Place, "home work other"),
        (words.Answer, "accepted refused none"),
        (words.Direction, "in out"),
        (
            words.Channel,
            (
                "call sms email letter postcard visit app_push app_in_session social_private social_public "
                "inbound_call_answer none"
            ),
        ),
    ],
)
def test_a_closed_set_has_exactly_the_tokens_of_the_format(kind: type[StrEnum], tokens: str) -> None:
    assert {member.value for member in kind} == set(tokens.split())


def test_the_roles_of_the_table_of_relations() -> None:
    expected = {"co_borrower", "guarantor", "emergency_contact", "spouse", "heir", "guardian"}
    assert set(words.RELATION_ROLES) == expected


def test_every_outcome_belongs_to_one_way_of_contact_or_to_any() -> None:
    groups = (words.CALL_OUTCOMES, words.MESSAGE_OUTCOMES, words.VISIT_OUTCOMES, words.ANY_OUTCOMES)
    assert sorted(outcome for group in groups for outcome in group) == sorted(words.Outcome)


def test_the_names_of_members_are_their_tokens() -> None:
    kinds = [kind for kind in vars(words).values() if isinstance(kind, type) and issubclass(kind, StrEnum)]
    assert all(member.name == member.value.upper() for kind in kinds for member in kind)
