"""What rows owe each other: keys, references, dates, reversals, and people whom the borrower named."""

from pathlib import Path

import pytest

from forbear.portfolio.book import read_book
from tests.unit.book.books import GOOD, a_book, faults_of, spoiled, the_fault, with_row

# table, row added, column, code
ROWS = [
    ("loans", GOOD["loans"].splitlines()[1], "loan_id", "duplicate_key"),
    ("instalments", "L1,1,2026-04-06,1.00,0.00,", "number", "duplicate_key"),
    ("payments", "L1,A,2026-04-06,1.00,,", "payment_id", "duplicate_key"),
    ("charges", "L1,C1,fee,2026-04-06,1.00,", "charge_id", "duplicate_key"),
    ("people", "P1,x,,,,,,", "person_id", "duplicate_key"),
    ("lenders", "B1,x,bank,,", "lender_id", "duplicate_key"),
    ("contact_points", "P1,mobile,+8613800138000,contract,,,,,", "value", "duplicate_key"),
    ("relations", "L1,,P3,emergency_contact,,,,,", "role", "duplicate_key"),
    ("attempts", "T1,2026-02-07T11:00:00Z,P1,call,busy,,,,,", "attempt_id", "duplicate_key"),
    ("requests", "R1,P1,stop,2026-02-09T10:00:00Z,,", "request_id", "duplicate_key"),
    ("instalments", "L9,1,2026-02-06,1.00,0.00,", "loan_id", "dangling"),
    ("payments", "L9,A,2026-02-06,1.00,,", "loan_id", "dangling"),
    ("charges", "L9,C1,fee,2026-02-06,1.00,", "loan_id", "dangling"),
    ("contact_points", "P9,mobile,+8613800138009,contract,,,,,", "person_id", "dangling"),
    ("requests", "R2,P9,stop,2026-02-09T10:00:00Z,,", "person_id", "dangling"),
    ("attempts", "T2,2026-02-07T10:00:00Z,P1,call,busy,out,L1;L9,,,", "loan_ids", "dangling"),
    ("payments", "L1,C,2026-02-09,1.00,,Z", "reverses", "unknown_payment"),
    ("payments", "L2,C,2026-02-09,1.00,,B", "reverses", "unknown_payment"),
    ("payments", "L1,C,2026-02-09,1.00,,B", "reverses", "reverses_reversal"),
    ("payments", "L1,C,2026-02-01,1.00,,A", "received", "reverses_earlier"),
    ("relations", ",,P3,guardian,,,,,", "loan_id", "neither_loan_nor_borrower"),
    ("relations", "L1,P2,P3,guardian,,,,,", "borrower_id", "borrower_mismatch"),
    ("relations", ",P3,P1,guardian,,,,,", "borrower_id", "not_a_borrower"),
    ("relations", "L1,,P1,emergency_contact,,,,,", "person_id", "relation_to_self"),
    ("relations", ",P2,P2,emergency_contact,,,,,", "person_id", "relation_to_self"),
]


@pytest.mark.parametrize(("table", "row", "column", "code"), ROWS)
def test_a_row_at_odds_with_others_is_named(
    tmp_path: Path, table: str, row: str, column: str, code: str
) -> None:
    fault = the_fault(a_book(tmp_path, **{table: with_row(table, row)}))
    line = GOOD[table].count("\n") + 1
    assert (fault.file, fault.line, fault.column, fault.code) == (f"{table}.csv", line, column, code)
    assert fault.cure in fault.text("en")
    assert fault.text("zh-CN").endswith("。")


def test_a_duplicate_names_the_line_on_which_it_stood_first(tmp_path: Path) -> None:
    fault = the_fault(a_book(tmp_path, loans=with_row("loans", GOOD["loans"].splitlines()[2])))
    assert "line 3" in fault.reason


def test_a_loan_without_its_borrower_or_lender_is_refused(tmp_path: Path) -> None:
    row = "L3,P8,B9,auto,USD,1.00,0,bullet,2026-01-05,2026-01-05,2026-12-05,,"
    found = faults_of(a_book(tmp_path, loans=with_row("loans", row)))
    assert [(fault.line, fault.column, fault.code) for fault in found] == [
        (4, "borrower_id", "dangling"),
        (4, "lender_id", "dangling"),
    ]


def test_more_may_not_be_taken_back_than_came_in(tmp_path: Path) -> None:
    found = faults_of(a_book(tmp_path, payments=with_row("payments", "L1,C,2026-02-09,600.01,,A")))
    assert {(fault.code, fault.value) for fault in found} == {("reverses_too_much", "A")}
    read_book(a_book(tmp_path, payments=with_row("payments", "L1,C,2026-02-09,600.00,,A")))


def test_allocated_parts_may_not_exceed_the_payment(tmp_path: Path) -> None:
    text = "loan_id,payment_id,received,amount,allocated_principal,allocated_interest\nL1,A,2026-02-06,10.00,9.00,1.01\n"
    assert the_fault(a_book(tmp_path, payments=text)).code == "allocated_too_much"


def test_a_loan_is_signed_before_it_is_disbursed(tmp_path: Path) -> None:
    fault = the_fault(
        a_book(tmp_path, loans=spoiled("loans", "2026-01-05,2026-01-06", "2026-01-07,2026-01-06"))
    )
    assert (fault.line, fault.code) == (2, "signed_after_disbursed")


def test_a_loan_is_disbursed_before_it_ends(tmp_path: Path) -> None:
    fault = the_fault(a_book(tmp_path, loans=spoiled("loans", "2026-03-06", "2026-01-05")))
    assert (fault.line, fault.code) == (2, "maturity_before_disbursed")


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("contact_points", "P4,mobile,+8613800138009,contract,,,,,"),
        ("attempts", "T2,2026-02-07T10:00:00Z,P4,call,busy,,,,,"),
    ],
)
def test_a_person_whom_the_borrower_did_not_name_may_not_be_reached(
    tmp_path: Path, table: str, row: str
) -> None:
    fault = the_fault(
        a_book(tmp_path, people=with_row("people", "P4,x,,,,,,"), **{table: with_row(table, row)})
    )
    assert (fault.code, fault.value) == ("not_named", "P4")


def test_the_numbers_of_strangers_are_refused_also_without_a_table_of_people(tmp_path: Path) -> None:
    points = with_row("contact_points", "P4,mobile,+8613800138009,contract,,,,,")
    assert the_fault(a_book(tmp_path, people=None, contact_points=points)).code == "not_named"


def test_more_than_twenty_emergency_contacts_are_an_address_book(tmp_path: Path) -> None:
    people = GOOD["people"] + "".join(f"E{i},x,,,,,,\n" for i in range(20))
    relations = GOOD["relations"] + "".join(f",P1,E{i},emergency_contact,,,,,\n" for i in range(20))
    fault = the_fault(a_book(tmp_path, people=people, relations=relations))
    assert (fault.code, fault.line, fault.value) == ("address_book", 22, "P1")


def test_a_file_that_cannot_be_read_does_not_make_faults_of_rows_that_refer_to_it(tmp_path: Path) -> None:
    assert the_fault(a_book(tmp_path, loans=GOOD["loans"].encode("utf-16"))).code == "utf16"


def test_a_schedule_that_does_not_add_up_is_a_remark_because_books_begin_mid_life(tmp_path: Path) -> None:
    book = read_book(a_book(tmp_path, instalments=spoiled("instalments", "600.00", "599.00")))
    assert [note.code for note in book.notes] == ["schedule_sum"]
