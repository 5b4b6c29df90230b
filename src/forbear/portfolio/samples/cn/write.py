"""Writes the cn-sample: lenders, 400 loans of seven kinds, people, payments, histories, as of one day.

Everything is invented; the arithmetic of schedules is real. It says nothing dated after the day of the sample but
due dates, and the last days on which requests and consents bind.
"""

import datetime as dt
from pathlib import Path

from forbear.domain.money import to_major
from forbear.portfolio.samples.cn.cast import Behaviour, behaviour_of
from forbear.portfolio.samples.cn.histories import CHANNEL_OF, Late, add_histories
from forbear.portfolio.samples.cn.payments import Receipt, receipts_of
from forbear.portfolio.samples.cn.people import Crowd
from forbear.portfolio.samples.cn.products import Written, write_loan
from forbear.portfolio.samples.draws import is_drawn
from forbear.portfolio.samples.folder import BookSummary, Tables, check_target, write_folder

SEED = 20261014
AS_OF = dt.date(2026, 10, 14)
LOANS = 400
CAST = 10
LATE_FEE = "20.00"
LENDERS = (
    ("cn-bank", "清和银行（示例）", "bank", "true"),
    ("cn-consumer-finance", "禾木消费金融（示例）", "consumer_finance", "false"),
    ("cn-micro-lender", "小满小额贷款（示例）", "micro_lender", "false"),
)


def write_cn_sample(
    out: Path, *, seed: int = SEED, as_of: dt.date = AS_OF, loans: int = LOANS, fmt: str = "csv"
) -> BookSummary:
    """Write the book into `out`. The same seed, day and number give the same bytes. Raises `FolderTaken`, `ValueError`."""
    if not CAST <= loans <= 2000:  # noqa: PLR2004 (what the range of telephone numbers can serve)
        message = f"{loans} loans: the sample has from {CAST} to 2000"
        raise ValueError(message)
    check_target(out, fmt=fmt)
    tables = Tables()
    for lender_id, name, kind, is_cba_member in LENDERS:
        tables.add("lenders", lender_id, name, kind, "CN", is_cba_member)
    crowd = Crowd(seed, as_of, tables)
    late = [
        found
        for number in range(1, loans + 1)
        if (found := _add_loan(tables, crowd, number, seed=seed, as_of=as_of)) is not None
    ]
    add_histories(tables, late, seed=seed, as_of=as_of)
    notes = (
        "people, loans, payments and histories are generated",
        f"the day of the sample is {as_of.isoformat()}",
    )
    return write_folder(tables, out, fmt=fmt, notes=notes)


def _add_loan(tables: Tables, crowd: Crowd, number: int, *, seed: int, as_of: dt.date) -> Late | None:
    """Write one loan with its people and payments; return it where something due is unpaid on `as_of`."""
    loan_id = f"cn-{number:04d}"
    loan = write_loan(loan_id, behaviour_of(loan_id, seed=seed), seed=seed, as_of=as_of, fixed=number <= CAST)
    before = len(tables.rows.get("contact_points", ()))
    person_id = crowd.borrower(loan)
    points = tuple(
        (row[1], row[2])
        for row in tables.rows["contact_points"][before:]
        if row[1] in CHANNEL_OF and not row[6]
    )
    crowd.contacts(loan, person_id)
    _add_terms(tables, loan, person_id)
    receipts = receipts_of(loan, seed=seed, as_of=as_of)
    for each in receipts:
        tables.add(
            "payments", loan_id, each.payment_id, each.received.isoformat(), to_major(each.amount_minor, "CNY"),
            each.channel, each.reverses,
        )  # fmt: skip
    late_since = _late_since(loan, receipts, as_of=as_of)
    if late_since is None:
        return None
    if loan.product.product == "credit_card" and is_drawn(seed, loan_id, "late-fee", percent=60):
        tables.add(
            "charges", loan_id, f"{loan_id}-f1", "late_fee", late_since.isoformat(), LATE_FEE, "违约金"
        )
    return Late(loan, person_id, late_since, points)


def _add_terms(tables: Tables, loan: Written, person_id: str) -> None:
    paid_out = loan.terms.disbursed.isoformat()
    status = "settled" if loan.behaviour is Behaviour.FINISHED else "active"
    tables.add(
        "loans", loan.loan_id, person_id, loan.product.lender_id, loan.product.product, "CNY",
        to_major(loan.terms.principal_minor, "CNY"), str(loan.terms.annual_rate), loan.product.method, paid_out, paid_out,
        loan.maturity.isoformat(), status, loan.penalty_rate, "costs_interest_principal", "3", "Asia/Shanghai", "CN",
    )  # fmt: skip
    for each in loan.instalments:
        tables.add(
            "instalments", loan.loan_id, str(each.number), each.due.isoformat(), to_major(each.principal_minor, "CNY"),
            to_major(each.interest_minor, "CNY"),
        )  # fmt: skip


def _late_since(loan: Written, receipts: list[Receipt], *, as_of: dt.date) -> dt.date | None:
    """Return the day after the oldest due date that the money does not cover, or None when nobody is late."""
    money = sum(-each.amount_minor if each.reverses else each.amount_minor for each in receipts)
    for each in loan.instalments:
        money -= each.total_minor
        if money < 0:
            return each.due + dt.timedelta(days=1) if each.due < as_of else None
    return None
