"""Reads a written book plainly: rows of text by table, and one loan's days past due by the book's own sentence."""

import csv
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

Rows = list[dict[str, str]]


def rows_of(folder: Path, table: str) -> Rows:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def cents(text: str) -> int:
    whole, _, fraction = text.partition(".")
    assert len(fraction) == 2, f"`{text}` is not an amount with two decimals"
    return int(whole) * 100 + int(fraction)


@dataclass
class Account:
    """One loan's due dates and receipts, in cents."""

    dues: list[tuple[dt.date, int]] = field(default_factory=list)
    receipts: list[tuple[dt.date, int]] = field(default_factory=list)

    def answer(self, on: dt.date) -> tuple[int, str]:
        """Days past due and bucket: all money by the day pays the oldest instalment first."""
        money = sum(amount for received, amount in self.receipts if received <= on)
        for due, amount in sorted(self.dues):
            money -= amount
            if money < 0:
                days = max(0, (on - due).days)
                return days, bucket(days)
        return 0, "settled"


def bucket(days: int) -> str:
    for top, name in ((1, "current"), (30, "1-29"), (60, "30-59"), (90, "60-89")):
        if days < top:
            return name
    return "90+"


def accounts_of(folder: Path) -> dict[str, Account]:
    accounts: dict[str, Account] = {row["loan_id"]: Account() for row in rows_of(folder, "loans")}
    for row in rows_of(folder, "instalments"):
        amount = cents(row["principal"]) + cents(row["interest"])
        accounts[row["loan_id"]].dues.append((dt.date.fromisoformat(row["due"]), amount))
    for row in rows_of(folder, "payments"):
        sign = -1 if row["reverses"] else 1
        receipt = (dt.date.fromisoformat(row["received"]), sign * cents(row["amount"]))
        accounts[row["loan_id"]].receipts.append(receipt)
    return accounts
