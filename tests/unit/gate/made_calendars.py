"""Two calendars for generated worlds: one over years, one over three days, so that days fall outside it."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from forbear.gate.weighing.clocks import EPOCH_ORDINAL
from forbear.rulebooks.calendars import Calendar


def calendar(name: str, first: date, last: date) -> Calendar:
    """A calendar with a Sunday, two holidays and a day moved to be worked, over a few years or a few days."""
    days = [day.toordinal() - EPOCH_ORDINAL for day in (date(2026, 10, 14), date(2026, 3, 9))]
    worked = date(2026, 10, 11).toordinal() - EPOCH_ORDINAL
    return Calendar(
        name,
        "1",
        first.toordinal() - EPOCH_ORDINAL,
        last.toordinal() - EPOCH_ORDINAL,
        weekend=frozenset({5, 6}),
        weekly=frozenset({6}),
        holidays=frozenset(days),
        workdays=frozenset({worked}),
    )


calendars = st.sampled_from(
    [
        None,
        calendar("wide", date(2018, 1, 1), date(2030, 12, 31)),
        calendar("narrow", date(2026, 10, 12), date(2026, 10, 14)),
    ]
)
