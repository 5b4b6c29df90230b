"""`forbear run` over forty small, hostile books agrees with a second reading of the book's rules, in plain Python over the text.

The reference shares no code with the product and uses no dataframes: it reads the CSV fields as strings and follows one loan at a time.
"""

from __future__ import annotations

import csv
import json
import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any, Final, Literal

import polars as pl
import pytest
from typer.testing import CliRunner

from forbear.entry.cli.run import app

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, str]
Book = dict[str, list[Row]]

SEEDS: Final = range(20261124, 20261164)
DAY: Final = timedelta(days=1)
PARTS: Final = ("principal", "interest", "fees")
PLACES: Final = {"JPY": 0, "KWD": 3, "CNY": 2, "USD": 2}
RANK: Final = {"settled": 0, "current": 0, "1-29": 1, "30-59": 2, "60-89": 3, "90+": 4}
BUCKETS: Final = ("current", "1-29", "30-59", "60-89", "90+", "settled")
ORDERS: Final = (
    "", "costs_interest_principal", "costs_principal_interest", "interest_costs_principal",
    "interest_principal_costs", "principal_costs_interest", "principal_interest_costs",
)  # fmt: skip
HOSTILE: Final = ("2024-01-31", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-31", "2023-12-31")
COLUMNS: Final = {
    "lenders": ["lender_id", "name", "kind"],
    "people": ["person_id", "name"],
    "loans": [
        "loan_id", "borrower_id", "lender_id", "product", "currency", "principal", "annual_rate", "method",
        "signed", "disbursed", "maturity", "status", "penalty_rate", "allocation", "grace_days",
    ],
    "instalments": ["loan_id", "number", "due", *PARTS],
    "payments": [
        "loan_id", "payment_id", "received", "amount", "reverses", *(f"allocated_{part}" for part in PARTS),
    ],
    "charges": ["loan_id", "charge_id", "kind", "date", "amount"],
}  # fmt: skip


# The plain reading.


def minor(text: str, currency: str) -> int:
    """An amount in major units as a whole number of minor units; an empty field is nothing."""
    whole, _, rest = text.partition(".")
    return int(whole + rest.ljust(PLACES[currency], "0")) if text else 0


def major(amount: int, currency: str) -> str:
    """The same the other way."""
    places = PLACES[currency]
    digits = str(amount).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def order_of(loan: Row) -> list[str]:
    """The components of an instalment in the order in which pooled money meets them."""
    words = (loan["allocation"] or "costs_interest_principal").split("_")
    return ["fees" if word == "costs" else word for word in words]


def money_on(loan: Row, payments: list[Row], on: date) -> Counter[str]:
    """What has come in by `on` and was not taken back: by component as the lender gave it, and the rest."""
    currency = loan["currency"]
    left: dict[str, dict[str, int]] = {}
    known = [row for row in payments if date.fromisoformat(row["received"]) <= on]
    for row in known:
        if not row["reverses"]:
            given = {part: minor(row[f"allocated_{part}"], currency) for part in PARTS}
            left[row["payment_id"]] = given | {"rest": minor(row["amount"], currency) - sum(given.values())}
    for row in sorted(known, key=lambda row: row["received"]):
        if row["reverses"]:
            amount, parts = minor(row["amount"], currency), left[row["reverses"]]
            for part in ("rest", *reversed(order_of(loan))):
                taken = min(amount, parts[part])
                parts[part] -= taken
                amount -= taken
    return sum((Counter(parts) for parts in left.values()), Counter())


def queue_on(loan: Row, entries: Book, on: date, penalty: int) -> list[tuple[str, date, dict[str, int]]]:
    """What is unpaid on `on`: (`due`, `charge` or `later`; its day; minor units by component), first to be paid first."""
    currency = loan["currency"]
    due: list[tuple[str, date, dict[str, int]]] = []
    later: list[tuple[str, date, dict[str, int]]] = []
    for row in sorted(entries["instalments"], key=lambda row: (row["due"], int(row["number"]))):
        day = date.fromisoformat(row["due"])
        owed = {part: minor(row[part], currency) for part in PARTS}
        (due if day <= on else later).append(("due" if day <= on else "later", day, owed))
    queue = due
    for row in sorted(entries["charges"], key=lambda row: (row["date"], row["charge_id"])):
        if (day := date.fromisoformat(row["date"])) <= on:
            part = "interest" if row["kind"] == "penalty_interest" else "fees"
            queue.append(("charge", day, {part: minor(row["amount"], currency)}))
    queue += [("charge", on, {"interest": penalty}), *later]
    money = money_on(loan, entries["payments"], on)
    for _, _, owed in queue:
        for part in owed:
            paid = min(money[part], owed[part])
            money[part] -= paid
            owed[part] -= paid
    for _, _, owed in queue:
        for part in order_of(loan):
            paid = min(money["rest"], owed.get(part, 0))
            money["rest"] -= paid
            owed[part] = owed.get(part, 0) - paid
    return queue


def penalty_on(loan: Row, entries: Book, on: date) -> int:
    """Simple interest, night by night, on the principal that was due and unpaid when the night began."""
    if not loan["penalty_rate"] or not entries["instalments"]:
        return 0
    night = min(date.fromisoformat(row["due"]) for row in entries["instalments"])
    base = 0
    while night < on:
        base += sum(owed["principal"] for kind, _, owed in queue_on(loan, entries, night, 0) if kind == "due")
        night += DAY
    year = 360 if loan["currency"] == "CNY" else 365
    return floor(base * Fraction(loan["penalty_rate"]) / year + Fraction(1, 2))


def pays_after(entries: Book, on: date) -> bool:
    """Whether a payment is dated after `on`."""
    return any(date.fromisoformat(row["received"]) > on for row in entries["payments"])


def aged(loan: Row, entries: Book, on: date) -> dict[str, Any]:
    """The row of `ageing.parquet` of one loan."""
    over = dict.fromkeys(PARTS, 0)
    oldest, bucket = None, "current"
    if date.fromisoformat(loan["disbursed"]) <= on:
        queue = queue_on(loan, entries, on, penalty_on(loan, entries, on))
        for kind, day, owed in queue:
            if kind != "later":
                for part, amount in owed.items():
                    over[part] += amount
            if kind == "due" and oldest is None and any(owed.values()):
                oldest = day
        days = (on - oldest).days if oldest else 0
        bucket = next(
            name for name, first in zip(BUCKETS[4::-1], (90, 60, 30, 1, 0), strict=True) if days >= first
        )
        is_paid_up = bool(entries["instalments"]) and not any(any(owed.values()) for _, _, owed in queue)
        is_called_settled = loan["status"] == "settled" and not pays_after(entries, on)
        if is_paid_up or (is_called_settled and not any(over.values())):
            bucket = "settled"
    return {
        "loan_id": loan["loan_id"],
        "date": on,
        "days_past_due": (on - oldest).days if oldest else 0,
        "oldest_unpaid_due": oldest,
        **{f"overdue_{part}_minor": amount for part, amount in over.items()},
        "bucket": bucket,
    }


def standing(loan: Row, entries: Book, on: date) -> tuple[dict[str, Any], int, bool, bool]:
    """A loan on a day: its ageing, what is overdue, whether it is set aside and whether it has a case."""
    row = aged(loan, entries, on)
    overdue = sum(row[f"overdue_{part}_minor"] for part in PARTS)
    is_aside = loan["status"] == "settled" and overdue > 0 and not pays_after(entries, on)
    charged_after = any(date.fromisoformat(row["date"]) > on for row in entries["charges"])
    is_open = loan["status"] in {"", "active"} or pays_after(entries, on) or charged_after
    return row, overdue, is_aside, row["days_past_due"] > 0 and is_open and not is_aside


def move_of(was: dict[str, Any], now: dict[str, Any], *, had: bool, has: bool) -> str | None:
    """What happened to the case of a loan between two days."""
    if had != has:
        return "opened" if has else "closed"
    step = RANK[now["bucket"]] - RANK[was["bucket"]]
    return None if not has or not step else "moved_up" if step > 0 else "moved_down"


def plain(book: Book, on: date, since: date) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of `ageing.parquet` and the figures of the run that do not depend on the gate."""
    rows: list[dict[str, Any]] = []
    arrears: dict[str, Counter[str]] = defaultdict(Counter)
    rolled: dict[str, Counter[str]] = defaultdict(Counter)
    cases, aside = Counter(dict.fromkeys(("opened", "moved_up", "moved_down", "closed", "open"), 0)), []
    for loan in sorted(book["loans"], key=lambda loan: loan["loan_id"]):
        name, currency = loan["loan_id"], loan["currency"]
        entries = {
            table: [row for row in book[table] if row["loan_id"] == name]
            for table in ("instalments", "payments", "charges")
        }
        was, _, _, had = standing(loan, entries, since)
        now, overdue, is_aside, has = standing(loan, entries, on)
        rows.append(now)
        arrears[currency].update({"loans": int(overdue > 0), "overdue_minor": overdue})
        rolled[was["bucket"]][now["bucket"]] += 1
        cases["open"] += has
        if is_aside:
            why = f"marked settled but {major(overdue, currency)} {currency} is unpaid"
            aside.append({"loan_id": name, "why": why})
        elif move := move_of(was, now, had=had, has=has):
            cases[move] += 1
    counts = Counter(row["bucket"] for row in rows)
    return rows, {
        "date": on.isoformat(),
        "loans": len(rows),
        "arrears": {currency: dict(figures) for currency, figures in arrears.items()},
        "buckets": {bucket: counts[bucket] for bucket in BUCKETS},
        "roll": {bucket: dict(to) for bucket, to in rolled.items()},
        "cases": dict(cases),
        "quarantined": aside,
    }


# Books that want to be misread.


def a_day(dice: random.Random) -> date:
    """A day at the end of a month or of February, or any day near."""
    near = date(2023, 11, 15) + timedelta(days=dice.randrange(230))
    return date.fromisoformat(dice.choice(HOSTILE)) if dice.random() < 0.4 else near


def some_payments(dice: random.Random, loan: str, currency: str, dues: list[str]) -> list[Row]:
    """Payments, some on a due date, some with given parts, some taken back in one or two steps."""
    made = []
    for number in range(dice.choice((0, 1, 2, 4, 6))):
        received = date.fromisoformat(dice.choice(dues)) if dues and dice.random() < 0.4 else a_day(dice)
        amount = dice.choice((1, dice.randint(1, 900), dice.randint(1, 200_000)))
        row = dict.fromkeys(COLUMNS["payments"], "") | {"loan_id": loan, "payment_id": f"p{number}"}
        row |= {"received": received.isoformat(), "amount": major(amount, currency)}
        rest = amount
        if dice.random() < 0.4:
            for part in dice.sample(PARTS, 3):
                share = dice.choice((rest, dice.randint(0, rest)))
                rest -= share
                row[f"allocated_{part}"] = major(share, currency) if share or dice.random() < 0.5 else ""
        made.append(row)
        for again in range(dice.choice((0, 0, 0, 1, 2))):
            back = dice.choice((amount, dice.randint(0, amount)))
            amount -= back
            received += timedelta(days=dice.choice((0, 1, 30)))
            row = dict.fromkeys(COLUMNS["payments"], "") | {
                "loan_id": loan,
                "payment_id": f"a{number}{again}",
            }
            row |= {
                "received": received.isoformat(),
                "amount": major(back, currency),
                "reverses": f"p{number}",
            }
            made += [row] if back else []
    return made


def a_loan(dice: random.Random, name: str) -> Row:
    """A loan of any status, order and currency; some paid out only after the day of the run."""
    disbursed = dice.choice((date(2023, 11, 1), date(2023, 11, 1), a_day(dice)))
    end = disbursed + timedelta(days=dice.randint(0, 400))
    return {
        "loan_id": name,
        "borrower_id": f"P{dice.randint(1, 3)}",
        "lender_id": "N1",
        "product": "other",
        "currency": dice.choice(("CNY", "CNY", "USD", "JPY", "KWD")),
        "principal": "1000",
        "annual_rate": "0.1",
        "method": "other",
        "signed": disbursed.isoformat(),
        "disbursed": disbursed.isoformat(),
        "maturity": end.isoformat(),
        "status": dice.choice(("active", "active", "", "settled", "charged_off", "sold")),
        "penalty_rate": dice.choice(("", "", "0", "0.18", "1.5")),
        "allocation": dice.choice(ORDERS),
        "grace_days": dice.choice(("", "0", "30")),
    }


def a_hostile_book(dice: random.Random) -> Book:
    """One to five loans of three borrowers, with all that a book may hold about what is owed."""
    book: Book = {table: [] for table in COLUMNS}
    book["lenders"] = [{"lender_id": "N1", "name": "Bank", "kind": "bank"}]
    book["people"] = [{"person_id": f"P{number}", "name": f"王{number}"} for number in (1, 2, 3)]
    for number in range(dice.randint(1, 5)):
        loan = a_loan(dice, dice.choice((f"L{number}", f"贷{number}", f'a"b,{number}')))
        name, currency = loan["loan_id"], loan["currency"]
        book["loans"].append(loan)
        size, dues = dice.choice((3, 100, 100_000)), []
        for count in dice.sample(range(1, 7), dice.choice((0, 1, 2, 3, 6))):
            parts = {part: major(dice.choice((0, dice.randint(0, size))), currency) for part in PARTS}
            dues.append(a_day(dice).isoformat())
            book["instalments"].append({"loan_id": name, "number": str(count), "due": dues[-1], **parts})
        book["payments"] += some_payments(dice, name, currency, dues)
        for count in range(dice.choice((0, 0, 1, 3))):
            kind = dice.choice(("penalty_interest", "late_fee", "fee", "cost"))
            charge = {"charge_id": f"c{count}", "kind": kind, "date": a_day(dice).isoformat()}
            amount = major(dice.randint(1, size), currency)
            book["charges"].append({"loan_id": name, **charge, "amount": amount})
    for rows in book.values():
        dice.shuffle(rows)
    return book


def write(book: Book, folder: Path, dice: random.Random) -> None:
    """Write a book as CSV or as Parquet, columns in any order, empty tables sometimes left out."""
    folder.mkdir()
    suffix = dice.choice(("csv", "csv", "parquet"))
    for table, rows in book.items():
        if not rows and dice.random() < 0.5:
            continue
        columns = dice.sample(COLUMNS[table], len(COLUMNS[table]))
        if suffix == "parquet":
            texts = {column: [row[column] or None for row in rows] for column in columns}
            pl.DataFrame(texts, schema=dict.fromkeys(columns, pl.String)).write_parquet(
                folder / f"{table}.parquet"
            )
            continue
        quoting: Literal[0, 1] = csv.QUOTE_ALL if dice.random() < 0.5 else csv.QUOTE_MINIMAL
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            written = csv.DictWriter(
                file, columns, lineterminator=dice.choice(("\n", "\r\n")), quoting=quoting
            )
            written.writeheader()
            written.writerows(rows)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_run_over_a_hostile_book_gives_what_a_plain_reading_gives(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same book for the same seed, no secret
    book, on = a_hostile_book(dice), a_day(dice)
    since = on - timedelta(days=dice.choice((1, 2, 29, 31, 90)))
    folder, out = tmp_path / "book", tmp_path / "out"
    write(book, folder, dice)
    words = ["--date", on, "--since", since, "--book", folder, "--out", out, "--json"]

    result = CliRunner().invoke(app, [str(word) for word in words])

    assert result.exit_code == 0, result.output
    rows, figures = plain(book, on, since)
    assert pl.read_parquet(out / "ageing.parquet").to_dicts() == rows
    answer = json.loads(result.stdout)
    assert {key: answer[key] for key in figures} == figures
