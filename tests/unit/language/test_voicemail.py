"""A recorded message taken apart; one word too many is always found."""

from __future__ import annotations

import pytest

from forbear.language.voicemail import items_of

REQUIRED = {"business_name", "callback_number", "person_name", "reply_request"}
PLAIN = "This is Robin Smith calling from ABC Inc. Please contact me at 1-800-555-1212."


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "My name is Robin J. Smith from Northwood Partners. Please call me back at (800) 555-1212.",
        "This is Robin Smith with ABC Inc. Please return my call at 800.555.1212. Thank you.",
    ],
)
def test_the_four_required_items_and_nothing_else(text: str) -> None:
    assert items_of(text) == REQUIRED


@pytest.mark.parametrize(
    ("before", "text", "item"),
    [
        ("Hello, ", PLAIN, "salutation"),
        ("It is 4:15 p.m. on Wednesday, September 1. ", PLAIN, "date_and_time"),
        ("", PLAIN.replace("me at", "me or any of our representatives at"), "any_representative"),
        ("", PLAIN.replace("1212.", "1212 today until 6:00 p.m. Eastern time."), "reply_times"),
    ],
)
def test_each_optional_item_is_known(before: str, text: str, item: str) -> None:
    assert items_of(before + text) == REQUIRED | {item}


@pytest.mark.parametrize(
    "words",
    [
        "This is about your account.",
        "It is urgent.",
        "Reference number 4471.",
        "Do not ignore this message.",
        "Jane, please.",
        "这是催收电话。",
    ],
)
def test_any_further_word_is_something_else(words: str) -> None:
    assert "something_else" in items_of(f"{PLAIN} {words}")


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("ABC Inc", "ABC Collections"),
        f"{PLAIN} This is an attempt to collect a debt.",
        PLAIN.replace("ABC Inc", "ABC Credit Services"),
    ],
)
def test_a_word_that_tells_a_debt_is_always_found(text: str) -> None:
    assert "debt_information" in items_of(text)


def test_who_is_sought_and_who_calls_are_told_apart() -> None:
    found = items_of("This message is for Jane Doe. This is Robin Smith with ABC Inc, a debt collector.")
    assert {"asks_for_particular_consumer", "from_a_debt_collector", "person_name"} <= found


def test_a_named_group_of_agents_is_its_own_item() -> None:
    text = PLAIN.replace("me at", "me or any of our agents with the credit card receivables group at")
    assert "agent_with_credit_card_receivables_group" in items_of(text)


def test_an_empty_message_says_nothing() -> None:
    assert items_of("  ") == frozenset()
