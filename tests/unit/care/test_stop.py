"""From words heard to requests that bind."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from forbear.care.heard import Correspondence
from forbear.care.stop import requests_of, stop_of
from forbear.language.replies import read_reply

AT = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)
ANSWERED = Correspondence(
    book="b", person_id="p", address="p@mail.test", loan_ids=("l1", "l2"), attempt_id="a", attempted_at=AT
)


def asked(text: str) -> list[tuple[str, str | None]]:
    found = requests_of(read_reply(text), ANSWERED, heard_id="<m>", channel="email", at=AT)
    return [(request.kind.value, request.scope) for request in found]


@pytest.mark.parametrize(
    ("text", "requests"),
    [
        ("STOP", [("stop", "email")]),
        ("不要再联系我", [("stop", None)]),
        ("别再打了", [("stop", "email")]),
        ("you have the wrong person", [("wrong_number", "p@mail.test")]),
        ("I dispute this", [("dispute", "l1"), ("dispute", "l2")]),
        ("昨天还了", [("dispute", "l1"), ("dispute", "l2")]),
        ("失业了，别再联系我", [("stop", None), ("hardship", None)]),
        ("谢谢", []),
    ],
)
def test_what_was_said_binds_no_less_than_it_said(text: str, requests: list[tuple[str, str | None]]) -> None:
    assert asked(text) == requests


def test_hearing_the_same_message_twice_makes_the_same_requests() -> None:
    assert stop_of("p", heard_id="<m>", channel="email", at=AT) == stop_of(
        "p", heard_id="<m>", channel="email", at=AT
    )


def test_a_request_takes_effect_at_the_instant_it_was_heard() -> None:
    [request] = requests_of(read_reply("STOP"), ANSWERED, heard_id="<m>", channel="email", at=AT)
    assert request.at == AT
