"""A planned contact as a worker sees it: to whom, about what, by when, and what the night said. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedContact:
    """One claimed contact with what its message needs. `overdue` is minor units by currency.

    `turn` counts how often it was claimed; ids of its questions and permits hang on it. `latest_at` is the latest contact
    on record with the people concerned: the gate is asked strictly later, for it sees only what came before.
    `ageing_on` is the day of the figures; `paid_since` says that money came in after it, `is_dead` that the address is
    known not to reach the person.
    """

    plan_id: str
    book: str
    run_date: date
    turn: int
    step: str
    template: str | None
    channel: str
    purpose: str
    role: str
    person_id: str
    person_name: str
    person_language: str | None
    debtor_id: str
    debtor_name: str
    address: str | None
    place: str | None
    loan_ids: Sequence[str]
    products: Sequence[str]
    overdue: Mapping[str, int]
    loan_country: str | None
    lender_name: str
    oldest_unpaid_due: date | None
    ageing_on: date | None
    paid_since: bool
    is_dead: bool
    not_before: datetime
    not_after: datetime
    night: Mapping[str, object] = field(default_factory=dict)
    latest_at: datetime | None = None

    @property
    def language(self) -> str:
        """`zh-CN` or `en`: the person's own, else the language of the loan's country."""
        if self.person_language:
            return "zh-CN" if self.person_language.lower().startswith("zh") else "en"
        return "zh-CN" if self.loan_country == "CN" else "en"


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was left by broken workers and taken care of: contacts planned again, permits given back, sends now `uncertain`."""

    planned_again: int = 0
    permits_returned: int = 0
    uncertain: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertain:
    """A send whose end nobody knows, for a person to look into."""

    plan_id: str
    book: str
    case_id: str | None
    person_id: str
    address: str | None
    permit_id: str | None
    since: datetime | None
    why: str | None
