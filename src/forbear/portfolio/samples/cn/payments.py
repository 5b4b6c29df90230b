"""How the loans of the cn-sample were paid until its day: on time, behind, partly caught up, or cured that very day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from forbear.domain.loans import Instalment
from forbear.portfolio.samples.cn.cast import BEHIND, DEBIT_RETURNED, Behaviour
from forbear.portfolio.samples.cn.products import Written
from forbear.portfolio.samples.draws import draw_between, draw_from

CHANNELS = ("direct_debit", "direct_debit", "app", "bank_transfer")
RETURNED_AFTER_DAYS = 3


@dataclass(frozen=True, slots=True)
class Receipt:
    """One payment of the sample, or one taken back when `reverses` names another."""

    payment_id: str
    received: dt.date
    amount_minor: int
    channel: str
    reverses: str = ""


def receipts_of(loan: Written, *, seed: int, as_of: dt.date) -> list[Receipt]:
    """Return what came in by `as_of`, oldest first."""
    due = [each for each in loan.instalments if each.due <= as_of]
    behind = BEHIND.get(loan.behaviour, 0)
    paid = due[: max(0, len(due) - behind)]
    receipts = []
    for each in paid:
        early = draw_between(seed, loan.loan_id, str(each.number), "early", low=0, high=3)
        day = max(each.due - dt.timedelta(days=early), loan.terms.disbursed)
        channel = draw_from(seed, loan.loan_id, "channel", items=CHANNELS)
        receipts.append(Receipt(f"{loan.loan_id}-p{each.number:02d}", day, each.total_minor, channel))
    owed_minor = sum(each.total_minor for each in due[len(paid) :])
    receipts.extend(_catching_up(loan, owed_minor, as_of=as_of))
    receipts.extend(_returned(loan, due[len(paid) :]))
    return receipts


def _catching_up(loan: Written, owed_minor: int, *, as_of: dt.date) -> Iterator[Receipt]:
    if owed_minor == 0:
        return
    if loan.behaviour is Behaviour.CURED_TODAY:
        # Penalty interest of the days behind is not in it: that remains owed and makes nobody late.
        yield Receipt(f"{loan.loan_id}-cure", as_of, owed_minor, "app")
    if loan.behaviour is Behaviour.PARTLY_CURED:
        yield Receipt(
            f"{loan.loan_id}-part", as_of - dt.timedelta(days=4), owed_minor * 45 // 100, "bank_transfer"
        )


def _returned(loan: Written, open_dues: list[Instalment]) -> Iterator[Receipt]:
    """Yield the direct debit that came and was taken back: the loan is as late as if it had never come."""
    if loan.loan_id != DEBIT_RETURNED or not open_dues:
        return
    first = open_dues[0]
    debit = Receipt(f"{loan.loan_id}-debit", first.due, first.total_minor, "direct_debit")
    yield debit
    back = first.due + dt.timedelta(days=RETURNED_AFTER_DAYS)
    yield Receipt(f"{loan.loan_id}-back", back, first.total_minor, "direct_debit", debit.payment_id)
