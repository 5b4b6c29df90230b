import calendar
import csv
import datetime as dt
import gzip
from collections import Counter
from pathlib import Path

import pytest

from forbear.portfolio.book import read_book
from forbear.portfolio.samples import BookSummary, FolderTaken, write_us_auto
from forbear.portfolio.samples.us_auto.raw import BadFiling
from tests.reference import us_auto as reference
from tests.unit.samples.plain import Account, accounts_of, cents, rows_of


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> BookSummary:
    return write_us_auto(tmp_path_factory.mktemp("us-auto") / "book")


@pytest.fixture(scope="module")
def folder(written: BookSummary) -> Path:
    return written.folder


@pytest.fixture(scope="module")
def accounts(folder: Path) -> dict[str, Account]:
    return accounts_of(folder)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Raw files of the first 150 loans alone, for what does not need them all."""
    folder = tmp_path_factory.mktemp("filings")
    chosen: set[str] = set()
    for name in ("us_auto_abs_loans.csv.gz", "us_auto_abs_monthly.csv.gz"):
        with gzip.open(reference.DATA / name, "rt", encoding="utf-8", newline="") as source:
            header, *rows = csv.reader(source)
        chosen = chosen or {row[0] for row in rows[:150]}
        with gzip.open(folder / name, "wt", encoding="utf-8", newline="") as target:
            csv.writer(target).writerows([header, *(row for row in rows if row[0] in chosen)])
    return folder


@pytest.mark.parametrize("month_end", reference.MONTH_ENDS, ids=str)
def test_every_loan_is_as_late_as_the_independent_calculation_says(
    accounts: dict[str, Account], month_end: dt.date
) -> None:
    found = {loan_id: account.answer(month_end) for loan_id, account in accounts.items()}

    assert found == reference.expected(month_end)


def test_at_the_end_of_the_first_month_every_loan_is_exactly_as_late_as_it_was_filed(
    accounts: dict[str, Account],
) -> None:
    loans = reference.raw_loans()
    found = {
        loan_id: accounts[loan_id].answer(reference.month_end(loan.first_month))[0]
        for loan_id, loan in loans.items()
    }

    assert found == {loan_id: loan.late_days for loan_id, loan in loans.items()}


def test_the_money_of_every_month_is_the_money_that_was_filed(accounts: dict[str, Account]) -> None:
    for loan_id, loan in reference.raw_loans().items():
        found: Counter[int] = Counter()
        for received, amount in accounts[loan_id].receipts:
            found[received.year * 12 + received.month - 1 - loan.first_month] += amount
        filed = {index: paid + loan.recovered[index] for index, paid in enumerate(loan.paid)}
        assert dict(found) == {index: amount for index, amount in filed.items() if amount}, loan_id


def test_the_principal_of_a_loan_that_runs_on_pays_off_the_balance_at_the_first_report(folder: Path) -> None:
    principal: Counter[str] = Counter()
    for row in rows_of(folder, "instalments"):
        principal[row["loan_id"]] += cents(row["principal"])
    loans = reference.raw_loans()
    running = [row["loan_id"] for row in rows_of(folder, "loans") if row["status"] != "settled"]

    assert len(running) > 1000
    assert all(principal[loan_id] == loans[loan_id].balance for loan_id in running)


def test_a_settled_loan_is_settled_from_its_payoff_and_never_late_again(accounts: dict[str, Account]) -> None:
    paid_off = {
        loan_id: loan.first_month + index
        for loan_id, loan in reference.raw_loans().items()
        if (index := reference.payoff_index(loan)) is not None
    }

    assert len(paid_off) > 2000
    for loan_id, month in paid_off.items():
        last = max(due for due, _ in accounts[loan_id].dues)
        assert accounts[loan_id].answer(reference.month_end(month)) == (0, "settled"), loan_id
        assert last <= reference.month_end(month), loan_id


def test_one_loan_is_partly_cured_and_late_again(accounts: dict[str, Account]) -> None:
    account = accounts[reference.PARTLY_CURED_AND_LATE_AGAIN]

    assert {day: account.answer(day)[0] for day in reference.PARTLY_CURED_DAYS} == reference.PARTLY_CURED_DAYS


def test_one_loan_cured_by_itself(accounts: dict[str, Account]) -> None:
    account = accounts[reference.CURED_BY_THEMSELVES]

    assert {day: account.answer(day)[0] for day in reference.CURED_DAYS} == reference.CURED_DAYS


def test_our_own_reader_takes_the_book_whole(written: BookSummary) -> None:
    book = read_book(written.folder)

    assert book.rows == sum(written.rows.values())
    assert book.tables["loans"].height == 3844


def test_the_status_follows_the_balance(folder: Path) -> None:
    expected = {}
    for loan_id, loan in reference.raw_loans().items():
        is_gone = not loan.end_balance[-1]
        expected[loan_id] = "active" if not is_gone else "charged_off"
        if reference.payoff_index(loan) is not None:
            expected[loan_id] = "settled"

    assert {row["loan_id"]: row["status"] for row in rows_of(folder, "loans")} == expected
    assert set(expected.values()) == {"settled", "active", "charged_off"}


def test_numbers_and_mailboxes_reach_nobody_and_belong_to_one_person_each(folder: Path) -> None:
    points = rows_of(folder, "contact_points")
    phones = [row["value"] for row in points if row["kind"] == "mobile"]
    mails = [row["value"] for row in points if row["kind"] == "email"]

    homes = [row["value"] for row in points if row["kind"] == "address"]

    assert len(phones) + len(mails) + len(homes) == len(points)
    assert all(home.endswith("(made up)") for home in homes)
    assert all(len(phone) == 12 and phone[5:].startswith("55501") for phone in phones)
    assert all(mail.rpartition("@")[2] in {"example.com", "example.net", "example.org"} for mail in mails)
    assert len(set(phones)) == len(phones)
    assert len(set(mails)) == len(mails)


def test_every_borrower_lives_in_the_state_that_was_filed(folder: Path) -> None:
    homes = {
        row["person_id"]: row["region"]
        for row in rows_of(folder, "contact_points")
        if row["kind"] == "address"
    }
    filed = {f"{loan_id}-b": loan.state for loan_id, loan in reference.raw_loans().items()}

    assert {person: homes[person].split("-")[1] for person in filed} == filed
    assert {region for region in homes.values() if region.startswith("US-NY")} == {"US-NY-NYC", "US-NY-OTHER"}


def test_every_loan_has_an_emergency_contact_with_a_notice(folder: Path) -> None:
    relations = rows_of(folder, "relations")

    assert {row["loan_id"] for row in relations} == {row["loan_id"] for row in rows_of(folder, "loans")}
    assert all(row["declared"] < row["notice_sent"] for row in relations)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_people_but_the_same_money(
    few: Path, tmp_path: Path
) -> None:
    once = write_us_auto(tmp_path / "once", filings=few).folder
    again = write_us_auto(tmp_path / "again", filings=few).folder
    other = write_us_auto(tmp_path / "other", filings=few, seed=7).folder

    assert all((again / path.name).read_bytes() == path.read_bytes() for path in once.iterdir())
    assert (other / "people.csv").read_bytes() != (once / "people.csv").read_bytes()
    money = [
        [(row["payment_id"], row["amount"]) for row in rows_of(each, "payments")] for each in (once, other)
    ]
    assert money[0] == money[1]


def test_a_shift_moves_every_date_by_whole_months_and_changes_no_amount(few: Path, tmp_path: Path) -> None:
    folder = write_us_auto(tmp_path / "as-filed", filings=few).folder
    shifted = write_us_auto(tmp_path / "shifted", filings=few, shift_months=80).folder

    for before, after in zip(rows_of(folder, "payments"), rows_of(shifted, "payments"), strict=True):
        moved, old = dt.date.fromisoformat(after["received"]), dt.date.fromisoformat(before["received"])
        assert (moved.year - old.year) * 12 + moved.month - old.month == 80
        last_day = calendar.monthrange(moved.year, moved.month)[1]
        # Days 29 to 31 depend on the length of the month on both sides.
        assert moved.day == min(old.day, last_day) or min(moved.day, old.day) >= 28
        assert after["amount"] == before["amount"]


def test_the_parquet_book_holds_what_the_csv_book_holds(few: Path, tmp_path: Path) -> None:
    text = read_book(write_us_auto(tmp_path / "text", filings=few).folder)
    typed = read_book(write_us_auto(tmp_path / "columns", filings=few, fmt="parquet").folder)

    for name, frame in text.tables.items():
        assert frame.drop("verbatim").equals(typed.tables[name].drop("verbatim")), name


def test_filings_that_contradict_themselves_are_refused_and_nothing_is_written(
    few: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    loans = (few / "us_auto_abs_loans.csv.gz").read_bytes()
    (broken / "us_auto_abs_loans.csv.gz").write_bytes(loans)
    with gzip.open(few / "us_auto_abs_monthly.csv.gz", "rt", encoding="utf-8") as source:
        lines = source.readlines()
    with gzip.open(broken / "us_auto_abs_monthly.csv.gz", "wt", encoding="utf-8") as target:
        target.writelines(lines[:3] + lines[4:])

    with pytest.raises(BadFiling, match="follows nothing"):
        write_us_auto(tmp_path / "book", filings=broken)

    assert not (tmp_path / "book").exists()


def test_a_folder_with_something_else_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("do not lose me", encoding="utf-8")

    with pytest.raises(FolderTaken, match="no table of a book"):
        write_us_auto(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
