"""One case with its defaults, and how its instants, days and addresses are read.

What a case leaves out has the meaning that the conventions of the format give it. It keeps the parsed values as
they are and works nothing out from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

Mapped = Mapping[str, Any]
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Story:
    """One case with its defaults: where it plays, who is in it, what happened."""

    case_id: str
    rulebooks: tuple[str, ...]
    facts: Mapped
    timeline: Sequence[Mapped]
    is_china: bool
    country: str

    @property
    def persons(self) -> dict[str, Mapped]:
        """Persons by id; a borrower `p1` when the case names no borrower."""
        found = {item["id"]: item for item in self.facts.get("persons", [])}
        return (
            found
            if any(item["role"] == "borrower" for item in found.values())
            else {"p1": {"id": "p1", "role": "borrower"}, **found}
        )

    @property
    def debts(self) -> dict[str, Mapped]:
        """Debts by id; one debt `d1` when the case names none."""
        return {item["id"]: item for item in self.facts.get("debts", [])} or {"d1": {"id": "d1"}}


def instant(value: object) -> datetime:
    """An instant of a case; a text or a parsed one, with its offset."""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def time_of(value: object) -> time | None:
    """A time of the day; `None` for none and for `24:00`, the end of the day."""
    if value is None or str(value) == "24:00":
        return None
    return time.fromisoformat(str(value))


def day_of(value: object) -> date | None:
    """A day of a case, from a date, an instant or a text."""
    if value is None:
        return None
    return (
        value
        if isinstance(value, date) and not isinstance(value, datetime)
        else date.fromisoformat(str(value)[:10])
    )


def debtor_of(story: Story, to: str, debts: tuple[str, ...]) -> str:
    """The borrower of the debts asked about; the first borrower of the case when it names none."""
    if story.persons.get(to, {}).get("role") == "borrower":
        return to
    named = story.debts.get(debts[0], {}).get("person") if debts else None
    borrowers = [key for key, value in story.persons.items() if value["role"] == "borrower"]
    return str(named or borrowers[0])


def usual_address(channel: str, person: str, debtor: str) -> str | None:
    """The address that a contact of this kind goes to when the case names none."""
    if channel == "none":
        return None
    kind = "m" if channel in {"call", "sms"} else channel
    return f"{kind}1" if person == debtor else f"{kind}-of-{person}"
