"""In whose affairs a classify ask is put: the run of contacts it names, and when it is asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from forbear.gate.cases.classes.affairs import affairs_of

CASE: Final[dict[str, Any]] = {"id": "x", "rulebook": "house-cn", "facts": {}}


def test_a_contact_of_a_run_is_voluntary_only_where_it_is_said() -> None:
    run = [{"ev": "call"}, {"ev": "sms", "thread": "t1"}, {"ev": "sms", "thread": "t1", "voluntary": True}]
    found = affairs_of(CASE, {"sequence": run}).sequence()
    assert [(event.channel, thread, voluntary) for event, thread, voluntary in found] == [
        ("call", "", False),
        ("sms", "t1", False),
        ("sms", "t1", True),
    ]


def test_what_names_no_time_is_asked_right_after_all_that_happened() -> None:
    told = {"at": "2026-10-02T09:00:00+08:00", "ev": "call", "to": "p1", "outcome": "busy"}
    after = affairs_of({**CASE, "timeline": [told]}, {"sequence": []}).dossier.ask.at
    assert after == datetime.fromisoformat("2026-10-02T09:00:01+08:00")


def test_where_nothing_happened_it_is_asked_on_the_usual_day() -> None:
    at = affairs_of(CASE, {"sequence": []}).dossier.ask.at
    assert at == datetime.fromisoformat("2026-11-23T12:00:00+08:00")
