"""Until when a record is kept, and when it must be gone. It deletes nothing and knows no store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forbear.gate.duties.scope import speaking
from forbear.gate.duties.spans import after
from forbear.rulebooks.duties.terms import KeepingEnd

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from forbear.gate.dossier import Dossier
    from forbear.rulebooks.book import Rulebook


@dataclass(frozen=True, slots=True)
class Kept:
    """What one rule says of a record: kept until (or at least until) a last day, or deleted after it."""

    ends: KeepingEnd
    last_day: date
    rule_id: str
    cites: tuple[str, ...]

    @property
    def said(self) -> str:
        """As one word with its day: `retain_until:2029-10-14`."""
        return f"{self.ends.value}:{self.last_day}"


@dataclass(frozen=True, slots=True)
class Keeping:
    """All that the rulebook says of one record, and what follows from it.

    `keep_until` is the last day on which it must still be there; `delete_after` the day after which it must be
    gone, never before `keep_until`. Each is `None` where no rule says so: then nobody has decided, and nothing
    is deleted by us.
    """

    terms: tuple[Kept, ...]
    missing: tuple[str, ...] = ()

    @property
    def keep_until(self) -> date | None:
        """The latest day that any rule demands."""
        return max((kept.last_day for kept in self.terms), default=None)

    @property
    def delete_after(self) -> date | None:
        """The earliest day of deletion, put off until no rule demands the record any more."""
        ends = [kept.last_day for kept in self.terms if kept.ends is KeepingEnd.DELETE]
        floors = [kept.last_day for kept in self.terms if kept.ends is not KeepingEnd.DELETE]
        return max([min(ends), *floors]) if ends and not self.missing else None


def keep_until(record: str, days: Mapping[str, date], *, about: Dossier, rulebook: Rulebook) -> Keeping:
    """How long a record of a class is kept; `days` by anchor (`call_date`, `settled`, …), `about` its affairs.

    A rule whose anchor has not come yet (the debt is not settled) is named in `missing`: while it is there
    the record stays.
    """
    found: list[Kept] = []
    missing: list[str] = []
    for _, rule in speaking(about, rulebook):
        term = rule.besides.keeping
        if term is None or record not in term.records:
            continue
        if term.anchor in days:
            last = after(days[term.anchor], term.lasts)
            found.append(Kept(term.ends, last, rule.rule_id, rule.cites))
        else:
            missing.append(rule.rule_id)
    return Keeping(tuple(found), tuple(missing))
