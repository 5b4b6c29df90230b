"""Days added to a day, as the law counts them. It reads no clock and knows no instrument."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING

from forbear.gate.dossier import EPOCH

if TYPE_CHECKING:
    from forbear.rulebooks.duties.terms import Span

_MONTHS = 12
_EPOCH_ORDINAL = EPOCH.toordinal()


class UncountedDay(Exception):
    """a date rests on days that its calendar does not cover"""


def after(day: date, span: Span) -> date:
    """The last day of a span that begins on `day`, which is itself not counted.

    LAW: where the month has no such day the span ends on the month's last day (Civil Code art. 202; 29 February
    and three years is 28 February); the other instruments are read alike. A span that ends on a day off is not
    prolonged. Raises `UncountedDay` where its business days cannot be told.
    """
    months = day.month - 1 + span.months
    year, month = day.year + span.years + months // _MONTHS, months % _MONTHS + 1
    end = date(year, month, min(day.day, calendar.monthrange(year, month)[1])) + timedelta(days=span.days)
    if span.calendar is None:
        return end
    found = span.calendar.after(end.toordinal() - _EPOCH_ORDINAL, span.business_days)
    if found is None:
        message = (
            f"{span.business_days} business days after {end} are outside the calendar `{span.calendar.name}`"
        )
        raise UncountedDay(message)
    return date.fromordinal(found + _EPOCH_ORDINAL)
