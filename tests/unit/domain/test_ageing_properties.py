"""What must hold for every loan, tried on generated ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.domain.ageing import Ageing, age
from forbear.domain.words import Allocation, ChargeKind
from tests.unit.domain.builders import PAID_OUT, a_loan, an_instalment, charged, paid

if TYPE_CHECKING:
    import random

    from forbear.domain.loans import Charge, Instalment, Loan, Payment

days = st.integers(min_value=1, max_value=150).map(lambda n: PAID_OUT + dt.timedelta(days=n))
amounts = st.integers(min_value=0, max_value=400)


@st.composite
def loans(draw: st.DrawFn) -> Loan:
    rate = draw(st.sampled_from([None, "0", "0.18", "0.3650", "24"]))
    return a_loan(
        currency=draw(st.sampled_from(["CNY", "USD"])),
        penalty_rate=rate,
        allocation=draw(st.sampled_from(list(Allocation))),
        grace_days=draw(st.integers(0, 30)),
    )


@st.composite
def schedules(draw: st.DrawFn) -> list[Instalment]:
    dues = draw(st.lists(days, max_size=5))
    return [
        an_instalment(number, due, principal=draw(amounts), interest=draw(amounts), fees=draw(amounts))
        for number, due in enumerate(sorted(dues), start=1)
    ]


@st.composite
def one_payment(draw: st.DrawFn, payment_id: str) -> Payment:
    amount = draw(st.integers(1, 600))
    principal = draw(st.none() | st.integers(0, amount))
    interest = draw(st.none() | st.integers(0, amount - (principal or 0)))
    fees = draw(st.none() | st.integers(0, amount - (principal or 0) - (interest or 0)))
    return paid(draw(days), amount, payment_id=payment_id, given=(principal, interest, fees))


@st.composite
def entries(draw: st.DrawFn) -> list[Payment]:
    """Payments, some of them taken back in whole or in part, on the same day or later."""
    payments = [draw(one_payment(f"p{n}")) for n in range(draw(st.integers(0, 5)))]
    reversals = []
    for payment in payments:
        if draw(st.booleans()):
            continue
        later = payment.received + dt.timedelta(days=draw(st.integers(0, 40)))
        amount = draw(st.integers(1, payment.amount_minor))
        reversals.append(
            paid(later, amount, payment_id=f"r{payment.payment_id}", reverses=payment.payment_id)
        )
    return draw(st.permutations([*payments, *reversals]))


charge_lists = st.lists(
    st.builds(charged, days, st.integers(1, 200), st.sampled_from(list(ChargeKind))),
    max_size=3,
    unique_by=lambda charge: charge.charge_id,
)


def owed(ageing: Ageing) -> int:
    return ageing.overdue_minor


@given(loans(), schedules(), entries(), charge_lists, days)
def test_days_past_due_and_amounts_are_never_negative(
    loan: Loan, schedule: list[Instalment], payments: list[Payment], charges: list[Charge], on: dt.date
) -> None:
    ageing = age(loan, schedule, payments, charges, on=on)
    assert ageing.days_past_due >= 0
    assert min(ageing.overdue_principal_minor, ageing.overdue_interest_minor, ageing.overdue_fees_minor) >= 0


@settings(max_examples=200)
@given(loans(), schedules(), entries(), charge_lists, days, days)
def test_one_minor_unit_more_never_raises_what_is_owed_or_the_days_past_due(
    loan: Loan,
    schedule: list[Instalment],
    payments: list[Payment],
    charges: list[Charge],
    received: dt.date,
    on: dt.date,
) -> None:
    before = age(loan, schedule, payments, charges, on=on)
    after = age(loan, schedule, [*payments, paid(received, 1, payment_id="one more")], charges, on=on)
    assert owed(after) <= owed(before)
    assert after.days_past_due <= before.days_past_due
    assert after.overdue_principal_minor <= before.overdue_principal_minor


@given(loans(), schedules(), entries(), charge_lists, days, st.randoms(use_true_random=False))
def test_the_order_of_entries_is_irrelevant(
    loan: Loan,
    schedule: list[Instalment],
    payments: list[Payment],
    charges: list[Charge],
    on: dt.date,
    shuffler: random.Random,
) -> None:
    shuffled_schedule = shuffler.sample(schedule, len(schedule))
    shuffled_payments = shuffler.sample(payments, len(payments))
    shuffled_charges = shuffler.sample(charges, len(charges))
    shuffled = age(loan, shuffled_schedule, shuffled_payments, shuffled_charges, on=on)
    assert shuffled == age(loan, schedule, payments, charges, on=on)


@given(loans(), schedules(), entries(), charge_lists, one_payment("mistake"), days)
def test_a_payment_reversed_on_its_day_leaves_everything_as_before(
    loan: Loan,
    schedule: list[Instalment],
    payments: list[Payment],
    charges: list[Charge],
    mistake: Payment,
    on: dt.date,
) -> None:
    undone = paid(mistake.received, mistake.amount_minor, payment_id="undone", reverses="mistake")
    with_both = age(loan, schedule, [*payments, mistake, undone], charges, on=on)
    assert with_both == age(loan, schedule, payments, charges, on=on)


@given(loans(), schedules(), entries(), charge_lists, one_payment("mistake"), st.integers(0, 60))
def test_a_payment_reversed_later_leaves_all_but_the_penalty_of_the_nights_between_as_before(
    loan: Loan,
    schedule: list[Instalment],
    payments: list[Payment],
    charges: list[Charge],
    mistake: Payment,
    wait: int,
) -> None:
    on = mistake.received + dt.timedelta(days=wait)
    undone = paid(on, mistake.amount_minor, payment_id="undone", reverses="mistake")
    without_penalty = replace(loan, penalty_rate=None)
    with_both = age(without_penalty, schedule, [*payments, mistake, undone], charges, on=on)
    assert with_both == age(without_penalty, schedule, payments, charges, on=on)


@given(loans(), schedules(), entries(), charge_lists, days, st.integers(0, 90))
def test_grace_days_change_nothing(
    loan: Loan,
    schedule: list[Instalment],
    payments: list[Payment],
    charges: list[Charge],
    on: dt.date,
    grace_days: int,
) -> None:
    assert age(replace(loan, grace_days=grace_days), schedule, payments, charges, on=on) == age(
        loan, schedule, payments, charges, on=on
    )


@given(loans(), schedules(), entries(), charge_lists, days)
def test_entries_after_the_day_have_no_effect(
    loan: Loan, schedule: list[Instalment], payments: list[Payment], charges: list[Charge], on: dt.date
) -> None:
    known_payments = [payment for payment in payments if payment.received <= on]
    known_charges = [charge for charge in charges if charge.date <= on]
    assert age(loan, schedule, known_payments, known_charges, on=on) == age(
        loan, schedule, payments, charges, on=on
    )


@given(loans(), schedules(), entries(), charge_lists, days)
def test_without_a_penalty_rate_and_charges_nothing_accrues(
    loan: Loan, schedule: list[Instalment], payments: list[Payment], charges: list[Charge], on: dt.date
) -> None:
    silent = replace(loan, penalty_rate=Decimal(0))
    scheduled = sum(instalment.total_minor for instalment in schedule if instalment.due <= on)
    charged_by_then = sum(charge.amount_minor for charge in charges if charge.date <= on)
    assert owed(age(silent, schedule, payments, charges, on=on)) <= scheduled + charged_by_then


@given(loans(), schedules(), charge_lists, days)
def test_paying_exactly_what_is_owed_leaves_nothing_owed(
    loan: Loan, schedule: list[Instalment], charges: list[Charge], on: dt.date
) -> None:
    before = owed(age(loan, schedule, [], charges, on=on))
    if before:
        assert owed(age(loan, schedule, [paid(on, before)], charges, on=on)) == 0
