"""A rulebook of one rule, to put one term to both evaluators: what it says of a dossier, and for want of what it is unknown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from forbear.gate.dossier import Ask, Dossier, Event, Record, ZoneEvidence
from forbear.gate.weighing.clocks import Clocks
from forbear.gate.weighing.look import Look
from forbear.gate.weighing.telling import truth
from forbear.rulebooks.book import Rule
from forbear.rulebooks.decision import Decision
from forbear.rulebooks.terms import Compare, Constant, Literal, Op, Resolver, ZoneRule
from tests.rules.both import assert_equal_on_both
from tests.unit.gate.worlds import book_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.gate.verdict import Verdict
    from forbear.rulebooks.terms import Number, Term

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
NOON: Final = datetime(2026, 10, 14, 12, tzinfo=SHANGHAI)
"""A Wednesday."""
LOCAL: Final = ZoneRule(Resolver.INTERSECT)
FIXED: Final = ZoneRule(Resolver.FIXED, "Asia/Shanghai")
AT_HOME: Final = (ZoneEvidence("residence", "Asia/Shanghai"),)
NUMBER_MAX: Final = 1_000_001


def a_rule(term: Term) -> Rule:
    return Rule(
        rule_id="book/r0",
        instrument_id="book",
        kind="content",
        cites=("clause 0",),
        decision=Decision.DENY,
        valid_from=date(2000, 1, 1),
        valid_to=None,
        applies=Literal(value=True),
        breach=term,
        confidence="P",
        read_on=date(2026, 11, 23),
        explain={"zh-CN": "试。", "en": "A rule."},
    )


def asked(
    *log: Event,
    records: tuple[Record, ...] = (),
    zones: tuple[ZoneEvidence, ...] = AT_HOME,
    facts: Mapping[str, object] | None = None,
    at: datetime = NOON,
    channel: str = "call",
    **ask: object,
) -> Dossier:
    """A call to p1 about d1 on m1, unless told otherwise."""
    usual: dict[str, object] = {"person_id": "p1", "debts": ("d1",), "address": "m1"}
    question = Ask(at=at, channel=channel, **{**usual, **ask})  # type: ignore[arg-type]
    return Dossier(question, facts=facts or {}, records=records, log=log, zones=zones)


def event(ago: timedelta = timedelta(hours=1), outcome: str = "sent", **more: object) -> Event:
    """A call to p1 about d1 on m1, some time before noon, unless told otherwise."""
    usual: dict[str, object] = {"channel": "call", "person_id": "p1", "debts": ("d1",), "address": "m1"}
    return Event(at=NOON - ago, outcome=outcome, **{**usual, **more})  # type: ignore[arg-type]


SOMEBODY: Final = Dossier(Ask(NOON, "sms", "p9"), zones=(ZoneEvidence("residence", "Asia/Tokyo"),))
"""Stands beside every question, so that columns have more than one row, and one without any history."""


def verdict(term: Term, dossier: Dossier) -> Verdict:
    """The answer of both evaluators, which agree; of somebody else before and after it, too."""
    return assert_equal_on_both([SOMEBODY, dossier, SOMEBODY], book_of(a_rule(term)))[1]


def holds(term: Term, dossier: Dossier) -> bool | None:
    """Whether a statement is so; nothing where it cannot be told."""
    (finding,) = verdict(term, dossier).findings
    told = None if finding.unknown else finding.decision is Decision.DENY
    assert truth(term, Look(dossier, Clocks())) is told  # the plain reading, part by part, says the same
    return told


def lacks(term: Term, dossier: Dossier) -> set[str]:
    """The names for want of which it cannot be told."""
    return set(verdict(term, dossier).unknown)


def is_number(number: Number, value: int, dossier: Dossier) -> bool:
    """Whether a number is this one: at least it, and not one more."""
    reached = holds(Compare(number, Op.AT_LEAST, Constant(value)), dossier)
    return reached is True and holds(Compare(number, Op.AT_LEAST, Constant(value + 1)), dossier) is False
