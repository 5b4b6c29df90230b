import datetime as dt
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from forbear.portfolio.book import read_book
from forbear.portfolio.samples import BookSummary, write_cn_sample
from tests.unit.samples.plain import Account, accounts_of, rows_of

AS_OF = dt.date(2026, 10, 14)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> BookSummary:
    return write_cn_sample(tmp_path_factory.mktemp("cn") / "book")


@pytest.fixture(scope="module")
def folder(written: BookSummary) -> Path:
    return written.folder


@pytest.fixture(scope="module")
def accounts(folder: Path) -> dict[str, Account]:
    return accounts_of(folder)


def test_our_own_reader_takes_the_book_whole_and_has_nothing_to_remark(written: BookSummary) -> None:
    book = read_book(written.folder)

    assert book.rows == sum(written.rows.values())
    assert book.notes == ()


def test_there_are_400_loans_of_every_product_and_method(folder: Path) -> None:
    loans = rows_of(folder, "loans")

    assert len(loans) == 400
    assert {(row["product"], row["method"]) for row in loans} == {
        ("online_consumer", "equal_instalment"),
        ("online_consumer", "equal_principal"),
        ("credit_card", "equal_instalment"),
        ("instalment_purchase", "equal_instalment"),
        ("instalment_purchase", "interest_free"),
        ("micro", "interest_only"),
        ("micro", "bullet"),
    }


def test_every_bucket_is_there(accounts: dict[str, Account]) -> None:
    buckets = Counter(account.answer(AS_OF)[1] for account in accounts.values())

    assert set(buckets) == {"current", "1-29", "30-59", "60-89", "90+", "settled"}
    assert buckets["current"] > buckets["1-29"] > buckets["60-89"] > buckets["90+"]


def test_two_borrowers_did_not_answer_three_calls_on_each_of_three_days(folder: Path) -> None:
    attempts = rows_of(folder, "attempts")
    for person_id in ("cn-0001-b", "cn-0007-b"):
        mine = [row for row in attempts if row["to"] == person_id]
        assert {(row["channel"], row["outcome"]) for row in mine} == {("call", "ring_no_answer")}
        assert Counter(row["at"][:10] for row in mine) == {"2026-10-11": 3, "2026-10-12": 3, "2026-10-13": 3}


def test_those_who_cannot_be_reached_have_no_other_telephone(folder: Path) -> None:
    points = rows_of(folder, "contact_points")
    phones = Counter(row["person_id"] for row in points if row["kind"] == "mobile")
    invalid = {row["person_id"]: row["invalid_since"] for row in points if row["invalid_since"]}

    assert [phones[f"cn-{number:04d}-b"] for number in (1, 2, 7)] == [1, 1, 1]
    assert invalid == {"cn-0002-b": "2026-10-05"}


def test_the_contacts_of_those_who_cannot_be_reached_answered_as_told(folder: Path) -> None:
    answers = {
        row["loan_id"]: row["answer"]
        for row in rows_of(folder, "relations")
        if row["role"] == "emergency_contact"
    }

    assert [answers[loan_id] for loan_id in ("cn-0001", "cn-0002", "cn-0007")] == [
        "accepted",
        "accepted",
        "refused",
    ]


def test_one_borrower_has_died_and_one_is_seriously_ill(folder: Path) -> None:
    people = {row["person_id"]: row for row in rows_of(folder, "people")}

    assert [key for key, row in people.items() if row["deceased"]] == ["cn-0003-b"]
    assert [key for key, row in people.items() if row["special"] == "seriously_ill"] == ["cn-0004-b"]


def test_one_loan_is_cured_on_the_very_day(accounts: dict[str, Account]) -> None:
    before, on_the_day = (accounts["cn-0006"].answer(day) for day in (dt.date(2026, 10, 13), AS_OF))

    assert (before, on_the_day) == ((41, "30-59"), (0, "current"))


def test_one_loan_is_partly_cured(accounts: dict[str, Account]) -> None:
    before, on_the_day = (accounts["cn-0005"].answer(day) for day in (dt.date(2026, 10, 9), AS_OF))

    assert (before[1], on_the_day) == ("60-89", (42, "30-59"))


def test_a_returned_debit_leaves_the_loan_as_late_as_if_it_had_never_come(
    accounts: dict[str, Account],
) -> None:
    days = [dt.date(2026, 10, 2), dt.date(2026, 10, 4), dt.date(2026, 10, 5), AS_OF]

    assert [accounts["cn-0010"].answer(day)[0] for day in days] == [0, 0, 3, 12]


def test_attempts_lie_in_lawful_hours_and_before_the_day_of_the_sample(folder: Path) -> None:
    attempts = rows_of(folder, "attempts")

    assert all(row["at"].endswith("+08:00") and "09" <= row["at"][11:13] < "20" for row in attempts)
    assert max(row["at"] for row in attempts) < "2026-10-14"


def test_nobody_is_tried_twice_a_day_but_the_two_who_cannot_be_reached(folder: Path) -> None:
    tries = Counter((row["to"], row["at"][:10]) for row in rows_of(folder, "attempts"))

    assert {person for (person, _), count in tries.items() if count > 1} == {"cn-0001-b", "cn-0007-b"}


def test_nobody_is_tried_after_a_request(folder: Path) -> None:
    asked = {row["person_id"]: row["at"] for row in rows_of(folder, "requests")}

    assert len(asked) > 20
    assert all(row["at"] < asked.get(row["to"], "9") for row in rows_of(folder, "attempts"))


def test_an_attempt_used_a_point_of_the_person_to_whom_it_went(folder: Path) -> None:
    points = {(row["person_id"], row["value"]) for row in rows_of(folder, "contact_points")}

    assert all((row["to"], row["contact_point"]) in points for row in rows_of(folder, "attempts"))


def test_numbers_ring_nowhere_and_belong_to_one_person_each(folder: Path) -> None:
    points = rows_of(folder, "contact_points")
    phones = [row["value"] for row in points if row["kind"] == "mobile"]
    mails = [row["value"] for row in points if row["kind"] == "email"]

    assert all(phone.startswith("+861000000") and len(phone) == 14 for phone in phones)
    assert len(set(phones)) == len(phones)
    assert all(mail.endswith("@example.com") for mail in mails)
    assert len(set(mails)) == len(mails)


def test_every_loan_has_an_emergency_contact_and_all_three_answers_occur(folder: Path) -> None:
    answers: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows_of(folder, "relations"):
        answers[row["role"]].add(row["answer"])
    named = {row["loan_id"] for row in rows_of(folder, "relations") if row["role"] == "emergency_contact"}

    assert len(named) == 400
    assert answers["emergency_contact"] == {"accepted", "none", "refused"}


def test_nothing_that_happened_is_dated_after_the_day_of_the_sample(folder: Path) -> None:
    assert max(row["received"] for row in rows_of(folder, "payments")) == "2026-10-14"
    assert max(row["at"] for row in rows_of(folder, "requests")) < "2026-10-14"
    assert max(row["notice_sent"] for row in rows_of(folder, "relations")) <= "2026-10-14"


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = write_cn_sample(tmp_path / "again").folder

    assert all((again / path.name).read_bytes() == path.read_bytes() for path in folder.iterdir())
