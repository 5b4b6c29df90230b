"""Days past due, what is overdue and the bucket, one reading of docs/reference/ageing.md per test."""

from __future__ import annotations

import pytest

from forbear.domain.ageing import accrued_penalty_minor, age, why_quarantined
from forbear.domain.cases import Bucket
from forbear.domain.loans import BadEntry, Payment
from forbear.domain.words import Allocation, ChargeKind, LoanStatus
from tests.unit.domain.builders import (
    a_loan,
    aged,
    an_instalment,
    charged,
    day,
    overdue,
    paid,
    three_instalments,
)


def test_nothing_is_late_before_the_first_due_date() -> None:
    assert aged("02-09").days_past_due == 0
    assert aged("02-09").oldest_unpaid_due is None
    assert aged("02-09").bucket is Bucket.CURRENT


def test_on_its_due_date_an_unpaid_instalment_is_due_but_zero_days_past_due() -> None:
    ageing = aged("02-10")
    assert (ageing.days_past_due, ageing.oldest_unpaid_due) == (0, day("02-10"))
    assert overdue(ageing) == (10_000, 300, 50)
    assert ageing.bucket is Bucket.CURRENT


@pytest.mark.parametrize(
    ("on", "days", "bucket"),
    [
        ("02-11", 1, Bucket.D1_29),
        ("03-11", 29, Bucket.D1_29),
        ("03-12", 30, Bucket.D30_59),
        ("04-10", 59, Bucket.D30_59),
        ("04-11", 60, Bucket.D60_89),
        ("05-10", 89, Bucket.D60_89),
        ("05-11", 90, Bucket.D90_UP),
    ],
)
def test_days_past_due_count_calendar_days_from_the_oldest_unpaid_due_date(
    on: str, days: int, bucket: Bucket
) -> None:
    assert (aged(on).days_past_due, aged(on).bucket) == (days, bucket)


def test_a_full_payment_of_the_oldest_instalment_moves_the_oldest_unpaid_due_date() -> None:
    assert aged("03-20", [paid(day("03-15"), 10_350)]).oldest_unpaid_due == day("03-10")


def test_one_minor_unit_short_leaves_the_instalment_unpaid() -> None:
    assert aged("03-20", [paid(day("03-15"), 10_349)]).days_past_due == 38


def test_a_payment_on_the_day_itself_counts() -> None:
    assert aged("02-15", [paid(day("02-15"), 10_350)]).days_past_due == 0


def test_a_payment_meets_fees_then_interest_then_principal_when_the_loan_says_nothing_else() -> None:
    assert overdue(aged("02-15", [paid(day("02-12"), 150)])) == (10_000, 200, 0)


def test_a_loan_that_allocates_to_principal_first_lowers_principal_first() -> None:
    loan = a_loan(allocation=Allocation.PRINCIPAL_INTEREST_COSTS)
    assert overdue(aged("02-15", [paid(day("02-12"), 150)], loan=loan)) == (9_850, 300, 50)


def test_money_the_lender_gave_to_principal_meets_no_interest() -> None:
    assert overdue(aged("02-15", [paid(day("02-12"), 200, given=(200, None, None))])) == (9_800, 300, 50)


def test_the_rest_of_a_partly_allocated_payment_is_allocated_by_the_loan() -> None:
    assert overdue(aged("02-15", [paid(day("02-12"), 200, given=(100, None, None))])) == (9_900, 250, 0)


def test_surplus_pays_the_next_instalment_early() -> None:
    early = [paid(day("02-01"), 20_700)]
    assert aged("03-20", early).days_past_due == 0
    assert aged("04-11", early).days_past_due == 1


def test_an_unpaid_late_fee_is_overdue_money_but_never_makes_a_loan_late() -> None:
    ageing = aged("02-20", [paid(day("02-10"), 10_350)], [charged(day("02-15"), 500)])
    assert overdue(ageing) == (0, 0, 500)
    assert (ageing.days_past_due, ageing.oldest_unpaid_due, ageing.bucket) == (0, None, Bucket.CURRENT)


def test_an_instalment_due_is_met_before_an_older_charge() -> None:
    ageing = aged("02-20", [paid(day("02-20"), 10_350)], [charged(day("01-20"), 500)])
    assert overdue(ageing) == (0, 0, 500)


def test_a_charge_due_is_met_before_an_instalment_to_come() -> None:
    ageing = aged("02-20", [paid(day("02-20"), 10_850)], [charged(day("02-15"), 500)])
    assert overdue(ageing) == (0, 0, 0)


def test_a_penalty_that_was_charged_is_interest() -> None:
    ageing = aged("02-11", (), [charged(day("02-11"), 7, ChargeKind.PENALTY_INTEREST)])
    assert overdue(ageing) == (10_000, 307, 50)


def test_a_charge_to_come_is_nothing_yet() -> None:
    assert overdue(aged("02-09", (), [charged(day("02-10"), 500)])) == (0, 0, 0)


def test_before_the_money_is_paid_out_everything_is_zero() -> None:
    late_loan = [an_instalment(1, day("01-02"), principal=10_000)]
    ageing = aged("01-09", instalments=late_loan)
    assert (ageing.days_past_due, overdue(ageing), ageing.bucket) == (0, (0, 0, 0), Bucket.CURRENT)


def test_a_loan_paid_to_the_last_unit_is_settled() -> None:
    assert aged("02-01", [paid(day("02-01"), 31_050)]).bucket is Bucket.SETTLED
    assert aged("02-01", [paid(day("02-01"), 31_049)]).bucket is Bucket.CURRENT


def test_a_charge_left_unpaid_keeps_a_loan_from_being_settled() -> None:
    assert not aged("05-01", [paid(day("04-01"), 31_050)], [charged(day("04-20"), 1)]).settled


def test_a_loan_without_a_schedule_is_not_settled_by_having_nothing_to_pay() -> None:
    assert aged("05-01", instalments=[]).bucket is Bucket.CURRENT


def test_marked_settled_and_nothing_due_is_settled_though_instalments_are_to_come() -> None:
    settled_early = a_loan(status=LoanStatus.SETTLED)
    assert aged("02-20", [paid(day("02-10"), 10_350)], loan=settled_early).bucket is Bucket.SETTLED


def test_a_loan_settled_by_a_later_payment_was_still_open_before_it() -> None:
    settled_later = a_loan(status=LoanStatus.SETTLED)
    payments = [paid(day("02-10"), 10_350), paid(day("03-05"), 20_700)]
    assert aged("02-20", payments, loan=settled_later).bucket is Bucket.CURRENT
    assert aged("03-05", payments, loan=settled_later).bucket is Bucket.SETTLED


def test_marked_settled_with_money_due_is_quarantined_in_words() -> None:
    loan = a_loan(status=LoanStatus.SETTLED)
    why = why_quarantined(loan, [], aged("02-20", loan=loan), on=day("02-20"))
    assert why == "marked settled but 103.50 CNY is unpaid"


def test_a_loan_settled_by_a_later_payment_is_not_quarantined_for_the_days_before_it() -> None:
    loan, payments = a_loan(status=LoanStatus.SETTLED), [paid(day("03-05"), 31_050)]
    assert why_quarantined(loan, payments, aged("02-20", payments, loan=loan), on=day("02-20")) is None


def test_penalty_interest_is_simple_on_unpaid_principal_for_each_night_after_the_due_date() -> None:
    # 10,000 × 0.18 × 36 nights / 360 = 180
    loan = a_loan(penalty_rate="0.18")
    first_only = three_instalments()[:1]
    assert overdue(aged("03-18", loan=loan, instalments=first_only)) == (10_000, 300 + 180, 50)


def test_penalty_interest_of_other_currencies_counts_a_year_of_365_days() -> None:
    loan = a_loan(currency="USD", penalty_rate="0.365")
    first_only = three_instalments()[:1]
    assert accrued_penalty_minor(loan, first_only, [], on=day("02-13")) == 30


def test_money_stops_the_penalty_on_the_day_it_comes() -> None:
    loan = a_loan(penalty_rate="0.36")
    first_only = three_instalments()[:1]
    payment = [paid(day("02-15"), 10_350)]
    # five nights of 10 each, and no more however long we wait
    assert accrued_penalty_minor(loan, first_only, payment, on=day("02-15")) == 50
    assert accrued_penalty_minor(loan, first_only, payment, on=day("06-15")) == 50


def test_an_unpaid_penalty_is_overdue_but_never_late_and_breeds_no_penalty() -> None:
    loan, first_only = a_loan(penalty_rate="0.36"), three_instalments()[:1]
    ageing = aged("06-15", [paid(day("02-15"), 10_350)], loan=loan, instalments=first_only)
    assert (ageing.days_past_due, overdue(ageing), ageing.settled) == (0, (0, 50, 0), False)


def test_penalty_interest_is_rounded_once_half_up() -> None:
    # 0.18 on 1,000 is half a minor unit a night: one night 0.5 → 1, two nights 1.0 → 1
    loan, schedule = a_loan(penalty_rate="0.18"), [an_instalment(1, day("02-10"), principal=1_000)]
    assert accrued_penalty_minor(loan, schedule, [], on=day("02-11")) == 1
    assert accrued_penalty_minor(loan, schedule, [], on=day("02-12")) == 1


def test_a_reversal_counts_from_its_own_day() -> None:
    entries = [paid(day("02-10"), 10_350, payment_id="a"), paid(day("02-20"), 10_350, reverses="a")]
    assert aged("02-19", entries).days_past_due == 0
    assert aged("02-20", entries).days_past_due == 10


def test_a_partial_reversal_takes_back_what_was_met_last_first() -> None:
    entries = [
        paid(day("02-10"), 10_350, payment_id="a", given=(10_000, 300, 50)),
        paid(day("02-12"), 400, reverses="a"),
    ]
    assert overdue(aged("02-12", entries)) == (400, 0, 0)


def test_a_reversal_that_names_a_component_takes_it_from_there() -> None:
    entries = [
        paid(day("02-10"), 10_350, payment_id="a", given=(10_000, 300, 50)),
        paid(day("02-12"), 40, reverses="a", given=(None, None, 40)),
    ]
    assert overdue(aged("02-12", entries)) == (0, 0, 40)


@pytest.mark.parametrize(
    "reversal",
    [
        paid(day("02-12"), 101, reverses="a"),
        paid(day("02-12"), 100, reverses="nobody"),
        paid(day("02-09"), 100, reverses="a"),
    ],
    ids=["more than was paid", "of no payment", "before its payment"],
)
def test_a_reversal_that_cannot_be_is_refused(reversal: Payment) -> None:
    with pytest.raises(BadEntry):
        aged("02-20", [paid(day("02-10"), 100, payment_id="a"), reversal])


def test_a_loan_cures_in_part_and_falls_late_again() -> None:
    instalments = three_instalments()
    payments = [paid(day("03-20"), 10_350), paid(day("04-05"), 10_350)]
    days = [
        age(a_loan(), instalments, payments, [], on=day(on)).days_past_due
        for on in ("03-19", "03-20", "04-05", "04-30")
    ]
    assert days == [37, 10, 0, 20]
