"""The classic wrong ways to read the rules, each beside the gate on cases whose answer is official or follows from the text.

A wrong way is written as somebody in a hurry writes it. Each test says that the gate gives the answer typed in the
case, and that the wrong way does not: should the gate ever slip into one of them, its test fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import pytest
import yaml

from forbear import rulebooks
from forbear.gate.cases import asks_of
from forbear.gate.dossier import Ask, Dossier, Event, ZoneEvidence
from tests.rules.both import assert_equal_on_both

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.rulebooks.book import Rulebook

GOLDEN: Final = Path(__file__).parent / "golden"
NEW_YORK: Final = ZoneInfo("America/New_York")
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
WEEK: Final = timedelta(hours=168)
OPENS, CLOSES = time(8), time(21)

WrongWay = Callable[[Dossier], bool]
"""Whether the contact asked about may be made, as the wrong way has it."""


@cache
def shipped() -> Rulebook:
    return rulebooks.load()


@cache
def written(file: str) -> dict[str, dict[str, object]]:
    text = (GOLDEN / f"{file}.yaml").read_text(encoding="utf-8")
    return {case["id"]: case for case in yaml.safe_load(text)["cases"]}


def answers_of(file: str, case_id: str) -> tuple[Sequence[Dossier], Rulebook, list[bool]]:
    """The questions of a case, its rulebooks, and whether each was to be permitted by what a person typed."""
    asks = asks_of(written(file)[case_id])
    wanted = [(asked.expect or {})["decision"].startswith("allow") for asked in asks]
    return [asked.dossier for asked in asks], shipped().only(asks[0].rulebooks), wanted


def permitted(dossiers: Sequence[Dossier], book: Rulebook) -> list[bool]:
    return [verdict.permits for verdict in assert_equal_on_both(dossiers, book)]


def talked_within_168_hours(dossier: Dossier) -> bool:
    """The cooling rule by elapsed time."""
    talks = [event.at for event in dossier.log if event.outcome == "conversation"]
    return all(dossier.ask.at - at >= WEEK for at in talks)


def only_talks_that_we_started(dossier: Dossier) -> bool:
    """The cooling rule that looks at our own calls alone."""
    talks = [
        event.at for event in dossier.log if event.outcome == "conversation" and event.direction == "out"
    ]
    return all((dossier.ask.at.date() - at.date()).days >= 7 for at in talks)


def seven_within_168_hours(dossier: Dossier) -> bool:
    """The seven calls by elapsed time."""
    return sum(dossier.ask.at - event.at < WEEK for event in dossier.log) < 7


def four_hours_behind_all_year(dossier: Dossier) -> bool:
    """The hours by an offset that was right when it was stored."""
    return OPENS <= dossier.ask.at.astimezone(timezone(timedelta(hours=-4))).time() < CLOSES


def five_hours_behind_all_year(dossier: Dossier) -> bool:
    """The same with the offset of winter."""
    return OPENS <= dossier.ask.at.astimezone(timezone(timedelta(hours=-5))).time() < CLOSES


def the_first_zone_only(dossier: Dossier) -> bool:
    """The hours in the first zone that somebody wrote down."""
    return OPENS <= dossier.ask.at.astimezone(ZoneInfo(dossier.zones[0].tz)).time() < CLOSES


def the_last_zone_only(dossier: Dossier) -> bool:
    """The same with the newest."""
    return OPENS <= dossier.ask.at.astimezone(ZoneInfo(dossier.zones[-1].tz)).time() < CLOSES


def three_talks_by_number(dossier: Dossier) -> bool:
    """The three talks of a day with a counter for each number."""
    return sum(event.address == dossier.ask.address for event in dossier.log) < 3


def three_talks_in_24_hours(dossier: Dossier) -> bool:
    """The three talks of a day by elapsed time."""
    return sum(dossier.ask.at - event.at < timedelta(hours=24) for event in dossier.log) < 3


@pytest.mark.parametrize(
    ("file", "case_id", "wrong"),
    [
        ("world", "USF-092", talked_within_168_hours),
        ("world", "USF-092", only_talks_that_we_started),
        ("world", "USF-093", talked_within_168_hours),
        ("world", "USF-090", seven_within_168_hours),
        ("world", "USF-030", four_hours_behind_all_year),
        ("world", "USF-030", five_hours_behind_all_year),
        ("world", "USF-028", the_first_zone_only),
        ("world", "USF-028", the_last_zone_only),
        ("world", "USF-029", the_first_zone_only),
        ("cn", "CN-035", three_talks_by_number),
        ("cn", "CN-031", three_talks_in_24_hours),
    ],
)
def test_the_gate_gives_the_answer_of_the_case_and_the_wrong_way_does_not(
    file: str, case_id: str, wrong: WrongWay
) -> None:
    dossiers, book, wanted = answers_of(file, case_id)
    assert permitted(dossiers, book) == wanted
    assert [wrong(dossier) for dossier in dossiers] != wanted


AT: Final = datetime(2026, 10, 14, 15, tzinfo=NEW_YORK)


def a_collectors_call(
    *log: Event, to: str = "p1", address: str = "m1", debts: Sequence[str] = ("d1",)
) -> Dossier:
    """A collector's call under Regulation F, on a Wednesday afternoon where the person lives."""
    ask = Ask(
        at=AT,
        channel="call",
        person_id=to,
        address=address,
        debts=tuple(debts),
        actor="col-1",
        debtor_id="p1",
    )
    facts = {
        "loan.country": "US",
        "loan.product": "auto",
        "lender.kind": "auto_finance",
        "actor.kind": "debt_collector",
        "relation.is_liable": True,
    }
    return Dossier(ask=ask, facts=facts, log=log, zones=(ZoneEvidence("residence", "America/New_York"),))


def rung(
    days_ago: int,
    *,
    to: str = "p1",
    address: str = "m1",
    debts: Sequence[str] = ("d1",),
    elected: str | None = None,
) -> Event:
    return Event(
        AT - timedelta(days=days_ago, hours=2),
        "call",
        to,
        "ring_no_answer",
        address=address,
        actor="col-1",
        debts=tuple(debts),
        debt_elected=elected,
        debtor_id="p1",
    )


def seven_a_number(dossier: Dossier) -> bool:
    """The seven calls with a counter for each number."""
    return sum(event.address == dossier.ask.address for event in dossier.log) < 7


def seven_with_every_debt_counted(dossier: Dossier) -> bool:
    """The seven calls, a silent one counted to all debts of the person."""
    wanted = set(dossier.ask.debts)
    return sum(not wanted.isdisjoint(event.debts) for event in dossier.log) < 7


def seven_a_person(dossier: Dossier) -> bool:
    """The seven calls of a person, whichever debt they were about."""
    return sum(event.person_id == dossier.ask.person_id for event in dossier.log) < 7


def regulation_f() -> Rulebook:
    return shipped().only(["us-fed-regf"])


def test_two_numbers_of_one_person_are_one_count() -> None:
    log = [rung(day % 6 + 1, address=f"m{day % 2 + 1}") for day in range(7)]
    dossier = a_collectors_call(*sorted(log, key=lambda event: event.us))
    assert permitted([dossier], regulation_f()) == [False]
    assert seven_a_number(dossier)


def test_a_number_that_two_people_share_is_two_counts() -> None:
    log = [rung(day % 6 + 1, to=f"p{day % 2 + 1}") for day in range(8)]
    dossier = a_collectors_call(*sorted(log, key=lambda event: event.us))
    assert permitted([dossier], regulation_f()) == [True]
    assert not seven_a_number(dossier)


def test_a_silent_call_counts_to_the_debt_that_was_elected_and_to_no_other() -> None:
    log = [rung(6 - day, debts=("d1", "d2"), elected=f"d{day % 2 + 1}") for day in range(6)]
    log += [rung(0, debts=("d1", "d2"), elected="d1")]
    dossier = a_collectors_call(*log, debts=("d2",))
    assert permitted([dossier], regulation_f()) == [True]
    assert not seven_with_every_debt_counted(dossier)
    assert not seven_a_person(dossier)


def test_a_talk_counts_to_the_debts_it_was_about() -> None:
    talk = replace(rung(2, debts=("d1", "d2")), outcome="conversation", debts_discussed=("d2",))
    spared, cooling = (a_collectors_call(talk, debts=(debt,)) for debt in ("d1", "d2"))
    assert permitted([spared, cooling], regulation_f()) == [True, False]
    assert [seven_with_every_debt_counted(spared), seven_with_every_debt_counted(cooling)] != [True, False]
