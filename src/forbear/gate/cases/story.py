"""One case with its defaults, and how its instants, days, people, debts and addresses are read.

What a case leaves out has the meaning that the conventions of the format give it. It keeps the parsed values as
they are and works nothing out from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

Mapped = Mapping[str, Any]
CO_OBLIGORS: Final = frozenset({"co_borrower", "joint_borrower", "co_debtor", "co_maker"})
"""Roles of people who owe the whole debt with the borrower."""
PHONED: Final = frozenset({"call", "sms", "inbound_call_answer"})
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
COUNTRIES: Final = {"uk": "GB", "eu": "DE"}
REGIONS: Final = {
    "us-ma": "US-MA",
    "us-dc": "US-DC",
    "us-fl": "US-FL",
    "us-wa": "US-WA",
    "us-ny-nyc": "US-NY-NYC",
    "us-ny": "US-NY",
    "us-ca": "US-CA",
    "us-wv": "US-WV",
    "br-sp": "BR-SP",
    "br-rj": "BR-RJ",
    "ca-on": "CA-ON",
    "ca-qc": "CA-QC",
}
"""Where an instrument holds that is not of a whole country."""


@dataclass(frozen=True)
class Story:
    """One case with its defaults: where it plays, who is in it, what happened."""

    case_id: str
    rulebooks: tuple[str, ...]
    facts: Mapped
    timeline: Sequence[Mapped]

    @cached_property
    def is_china(self) -> bool:
        """Whether the conventions of the Chinese cases hold."""
        return any(item.startswith(("cn-", "house-cn")) for item in self.rulebooks)

    @cached_property
    def country(self) -> str:
        """The country of the first instrument (ISO 3166-1 alpha-2)."""
        if self.is_china:
            return "CN"
        first = self.rulebooks[0].removeprefix("house-").partition("-")[0]
        return COUNTRIES.get(first, first.upper())

    @cached_property
    def region(self) -> str | None:
        """The state or province stated, else the one whose law is tested."""
        stated = self.facts.get("state", self.facts.get("residence"))
        if stated is not None:
            return f"{self.country}-{stated}"
        return next(
            (code for book in self.rulebooks for start, code in REGIONS.items() if book.startswith(start)),
            None,
        )

    @cached_property
    def persons(self) -> dict[str, Mapped]:
        """Persons by id; a borrower `p1` when the case names no borrower (`borrower` where `p1` is somebody else)."""
        found = {item["id"]: item for item in self.facts.get("persons", [])}
        named = any(item["role"] == "borrower" for item in found.values())
        usual = "borrower" if "p1" in found else "p1"
        return found if named else {usual: {"id": usual, "role": "borrower"}, **found}

    @cached_property
    def debts(self) -> dict[str, Mapped]:
        """Debts by id; one debt `d1` when the case names none."""
        return {item["id"]: item for item in self.facts.get("debts", [])} or {"d1": {"id": "d1"}}

    @cached_property
    def addresses(self) -> dict[str, Mapped]:
        """Addresses by id."""
        return dict(self.facts.get("addresses", {}))

    def happened(self, *kinds: str) -> bool:
        """Whether the timeline tells of such a thing at any time: it is then under test."""
        return any(item["ev"] in kinds for item in self.timeline)

    def before(self, at: datetime, *kinds: str) -> list[Mapped]:
        """What happened of these kinds strictly before an instant, in the order told."""
        return [item for item in self.timeline if item["ev"] in kinds and instant(item["at"]) < at]

    def particular(self, debts: Sequence[str]) -> tuple[str, ...]:
        """Debts as the law counts them: student loans under one servicing account are one."""
        return tuple(dict.fromkeys(self._particular(debt) for debt in debts))

    def _particular(self, debt: str) -> str:
        item = self.debts.get(debt, {})
        return str(item["service_account"]) if "service_account" in item else debt

    def role(self, person: str, debts: Sequence[str]) -> str:
        """What a person is to these debts; `also: role:debt` gives a second role to one of them."""
        item = self.persons.get(person, {"role": "third_party"})
        second, _, debt = str(item.get("also", "")).partition(":")
        return second if debt and debt in debts else str(item["role"])

    def debtor(self, person: str, debts: Sequence[str]) -> str:
        """The borrower of the debts asked about; the first borrower of the case when it names none."""
        if self.role(person, debts) == "borrower":
            return person
        named = self.debts.get(debts[0], {}).get("person") if debts else None
        borrowers = [key for key, value in self.persons.items() if value["role"] == "borrower"]
        return str(named or borrowers[0])

    def address(self, channel: str, person: str, debtor: str) -> str | None:
        """The address that a contact of this kind goes to when the case names none."""
        if channel == "none":
            return None
        kind = "m" if channel in PHONED else channel
        usual = f"{kind}1"
        if person == debtor and self._has(person, usual):
            return usual
        phones = (
            key
            for key, item in self.addresses.items()
            if item.get("owner") == person and item.get("type") == "mobile"
        )
        return (
            next(phones, None) if person == debtor and channel in PHONED else None
        ) or f"{kind}-of-{person}"

    def _has(self, person: str, address: str) -> bool:
        """Whether an address may be this person's: it is, unless the case says whose it is."""
        item = self.addresses.get(address, {})
        return person in {item.get("owner", person), *item.get("shared_by", ())}

    def first_debt(self, person: str) -> str:
        """The debt that is meant where none is named: the person's own when debts name persons."""
        mine = [key for key, item in self.debts.items() if item.get("person") == person]
        return (mine or list(self.debts))[0]


def debts_of(item: Mapped) -> frozenset[str]:
    """The debts that something happened about; none named means all."""
    return frozenset(item.get("debts", [item["debt"]] if "debt" in item else ()))


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
    """A day of a case, from a date, an instant or a text; `None` for none and for the word `none`."""
    if value is None or str(value) == "none":
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return date.fromisoformat(str(value)[:10])
