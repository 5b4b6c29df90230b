"""What a loan's money has met: payments against instalments and charges, component by component.

There is one queue: instalments due (oldest first), then charges due (oldest first), then penalty interest that
has accrued, then instalments still to come. Money that the lender allocated goes down the queue in its own
component; all other money goes down it part by part in the loan's order. The result depends on the totals
received, never on the order of payments, and money for one component never becomes another.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forbear.domain.invariant import invariant
from forbear.domain.loans import BadEntry, Charge, Instalment, Payment
from forbear.domain.words import Allocation, ChargeKind


class Component(StrEnum):
    """The three parts that money can meet. `fees` is what the name of an allocation order calls costs."""

    FEES = "fees"
    INTEREST = "interest"
    PRINCIPAL = "principal"


_COMPONENT_OF_WORD = {
    "costs": Component.FEES,
    "interest": Component.INTEREST,
    "principal": Component.PRINCIPAL,
}


class Turn(StrEnum):
    """At which turn of the queue a line stands."""

    DUE = "due"
    CHARGE = "charge"
    PENALTY = "penalty"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the queue and what each of its components asks for, in minor units."""

    turn: Turn
    due: dt.date
    owed: Mapping[Component, int]

    @property
    def total_minor(self) -> int:
        """All components together."""
        return sum(self.owed.values())


@dataclass(frozen=True, slots=True)
class Received:
    """Money received and not taken back: what the lender allocated to each component, and the rest."""

    allocated: Mapping[Component, int]
    pooled_minor: int


def order_of(allocation: Allocation) -> tuple[Component, ...]:
    """Return the components in the order that `allocation` names."""
    return tuple(_COMPONENT_OF_WORD[word] for word in allocation.value.split("_"))


def queue(
    instalments: Iterable[Instalment], charges: Iterable[Charge], *, penalty_minor: int, on: dt.date
) -> list[Line]:
    """Return the lines of a loan on the day `on` in the order in which money meets them. Charges to come are left out."""
    by_age = sorted(instalments, key=lambda instalment: (instalment.due, instalment.number))
    lines = [_instalment_line(instalment, on=on) for instalment in by_age]
    due = [line for line in lines if line.turn is Turn.DUE]
    future = [line for line in lines if line.turn is Turn.FUTURE]
    charged = sorted(charges, key=lambda charge: (charge.date, charge.charge_id))
    charged_lines = [_charge_line(charge) for charge in charged if charge.date <= on]
    penalty = [Line(Turn.PENALTY, on, {Component.INTEREST: penalty_minor})] if penalty_minor else []
    return [*due, *charged_lines, *penalty, *future]


def received(payments: Sequence[Payment], order: tuple[Component, ...], *, on: dt.date) -> Received:
    """Return the money received by the end of the day `on`, less what was taken back by then.

    Raises `BadEntry` when a reversal dated by then names no earlier payment, names a reversal, or when a payment
    is taken back by more than its amount.
    """
    counted = [payment for payment in payments if payment.received <= on]
    taken_back = _reversals(counted)
    allocated = dict.fromkeys(Component, 0)
    pooled = 0
    for payment in counted:
        if payment.reverses is not None:
            continue
        kept, rest = _kept(payment, taken_back.get(payment.payment_id, ()), order)
        pooled += rest
        for component, amount in kept.items():
            allocated[component] += amount
    return Received(allocated, pooled)


def unpaid(lines: Sequence[Line], money: Received, order: tuple[Component, ...]) -> list[Line]:
    """Return the same lines, in the same order, with what is still unpaid of each after `money` has met them."""
    open_lines = [dict(line.owed) for line in lines]
    for component, amount in money.allocated.items():
        left = amount
        for owed in open_lines:
            left -= _meet(owed, component, left)
    left = money.pooled_minor
    for owed in open_lines:
        for component in order:
            left -= _meet(owed, component, left)
    after = [Line(line.turn, line.due, owed) for line, owed in zip(lines, open_lines, strict=True)]
    # INV-04: money meets at most what it is, and at most what is asked.
    met = sum(line.total_minor for line in lines) - sum(line.total_minor for line in after)
    invariant(0 <= met <= sum(money.allocated.values()) + money.pooled_minor, "INV-04")
    invariant(all(amount >= 0 for line in after for amount in line.owed.values()), "INV-04")
    return after


def _meet(owed: dict[Component, int], component: Component, amount: int) -> int:
    """Lower what is owed by at most `amount`; return how much was used."""
    used = min(owed.get(component, 0), amount)
    if used:
        owed[component] -= used
    return used


def _instalment_line(instalment: Instalment, *, on: dt.date) -> Line:
    owed = {
        Component.FEES: instalment.fees_minor,
        Component.INTEREST: instalment.interest_minor,
        Component.PRINCIPAL: instalment.principal_minor,
    }
    return Line(Turn.DUE if instalment.due <= on else Turn.FUTURE, instalment.due, owed)


def _charge_line(charge: Charge) -> Line:
    is_interest = charge.kind is ChargeKind.PENALTY_INTEREST
    component = Component.INTEREST if is_interest else Component.FEES
    return Line(Turn.CHARGE, charge.date, {component: charge.amount_minor})


def _reversals(payments: Sequence[Payment]) -> dict[str, list[Payment]]:
    """Group the reversals among `payments` by the payment that they take back."""
    by_id = {payment.payment_id: payment for payment in payments}
    groups: dict[str, list[Payment]] = {}
    for reversal in payments:
        if reversal.reverses is None:
            continue
        target = by_id.get(reversal.reverses)
        if target is None or target.reverses is not None or target.received > reversal.received:
            message = (
                f"loan `{reversal.loan_id}`: payment `{reversal.payment_id}` reverses `{reversal.reverses}`, "
                "which is not a payment received by then"
            )
            raise BadEntry(message)
        groups.setdefault(target.payment_id, []).append(reversal)
    for payment_id, reversals in groups.items():
        if sum(reversal.amount_minor for reversal in reversals) > by_id[payment_id].amount_minor:
            message = (
                f"loan `{reversals[0].loan_id}`: more of payment `{payment_id}` is reversed than was received"
            )
            raise BadEntry(message)
    return groups


def _kept(
    payment: Payment, reversals: Iterable[Payment], order: tuple[Component, ...]
) -> tuple[dict[Component, int], int]:
    """Return what is left of one payment: its allocations by component, and the unallocated rest.

    A reversal takes back the components that it names. What it does not name, or names beyond what was there,
    comes first from the unallocated rest, then from the components in the reverse of the loan's order: what was
    met last is undone first.
    """
    kept, rest = _allocations(payment), payment.unallocated_minor
    unnamed = 0
    for reversal in reversals:
        unnamed += reversal.unallocated_minor
        for component, amount in _allocations(reversal).items():
            kept[component] -= amount
    for component in Component:
        unnamed += max(0, -kept[component])
        kept[component] = max(0, kept[component])
    from_rest = min(rest, unnamed)
    unnamed -= from_rest
    for component in reversed(order):
        unnamed -= _meet(kept, component, unnamed)
    return kept, rest - from_rest


def _allocations(payment: Payment) -> dict[Component, int]:
    return {
        Component.FEES: payment.allocated_fees_minor or 0,
        Component.INTEREST: payment.allocated_interest_minor or 0,
        Component.PRINCIPAL: payment.allocated_principal_minor or 0,
    }
