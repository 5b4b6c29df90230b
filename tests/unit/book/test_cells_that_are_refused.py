"""One bad cell: its file, line, column, code and cure."""

from pathlib import Path

import pytest

from forbear.domain.money import BadAmount, minor_exponent, to_minor
from forbear.portfolio.book import read_book
from forbear.portfolio.book.currencies import CURRENCIES
from tests.unit.book.books import GOOD, a_book, faults_of, spoiled, the_fault

# table, what stands there, what is put there, line, column, code
CELLS = [
    ("instalments", "2026-02-06", "2026-02-31", 2, "due", "bad_date"),
    ("instalments", "2026-02-06", "2026-2-6", 2, "due", "bad_date"),
    ("instalments", "2026-02-06", "06/02/2026", 2, "due", "bad_date"),
    ("instalments", "2026-02-06", "", 2, "due", "missing_value"),
    ("instalments", "L1,1,", "L1,one,", 2, "number", "bad_integer"),
    ("instalments", "L1,1,", "L1,1.0,", 2, "number", "bad_integer"),
    ("instalments", "L1,1,", "L1,-1,", 2, "number", "bad_integer"),
    ("requests", "T10:00:00.250000Z", "T10:00:00", 2, "at", "instant_without_offset"),
    ("requests", "T10:00:00.250000Z", "T25:00:00Z", 2, "at", "bad_instant"),
    ("requests", "T10:00:00.250000Z", "x", 2, "at", "bad_instant"),
    ("requests", "2026-02-09T10", "2026-02-30T10", 2, "at", "bad_instant"),
    ("payments", "609.48", "609.4x", 2, "amount", "bad_amount"),
    ("payments", "609.48", "6.0948e2", 2, "amount", "bad_amount"),
    ("payments", "609.48", "NaN", 2, "amount", "bad_amount"),
    ("payments", "609.48", "inf", 2, "amount", "bad_amount"),
    ("payments", "609.48", '"1,609.48"', 2, "amount", "bad_amount"),
    ("payments", "609.48", "+609.48", 2, "amount", "bad_amount"),
    ("payments", "609.48", "¥609.48", 2, "amount", "bad_amount"),
    ("payments", "609.48", "６０９.48", 2, "amount", "bad_amount"),
    ("payments", "609.48", "609.480", 2, "amount", "too_many_decimals"),
    ("payments", "609.48", "-609.48", 2, "amount", "negative_amount"),
    ("payments", "609.48", "99999999999999.00", 2, "amount", "amount_too_large"),
    ("payments", "100.00", "0.00", 4, "amount", "zero_amount"),
    ("loans", "1200.00", "0.00", 2, "principal", "zero_amount"),
    ("charges", "5.00", "0", 2, "amount", "zero_amount"),
    ("loans", "USD", "RMB", 3, "currency", "unknown_currency"),
    ("loans", "USD", "usd", 3, "currency", "unknown_currency"),
    ("loans", "0.0948", "10.5", 2, "annual_rate", "rate_out_of_range"),
    ("loans", "0.0948", "-0.05", 2, "annual_rate", "rate_out_of_range"),
    ("loans", "0.0948", "9.48%", 2, "annual_rate", "bad_rate"),
    ("loans", "0.0948", "0.12345678901", 2, "annual_rate", "bad_rate"),
    ("loans", "online_consumer", "online_consumr", 2, "product", "unknown_token"),
    ("loans", "active", "closed", 2, "status", "unknown_token"),
    ("loans", "equal_instalment", "annuity", 2, "method", "unknown_token"),
    ("loans", "Asia/Shanghai", "Asia/Shenzen", 2, "timezone", "unknown_zone"),
    ("requests", "R1,", " R1,", 2, "request_id", "spaces_around"),
    ("requests", "R1,", "R\t1,", 2, "request_id", "control_character"),
    ("requests", "R1,", "R" * 256 + ",", 2, "request_id", "value_too_long"),
    ("lenders", "consumer_finance", "shark", 2, "kind", "unknown_token"),
    ("lenders", "true", "maybe", 2, "is_cba_member", "bad_boolean"),
    ("lenders", "CN", "China", 2, "country", "bad_country"),
    ("contact_points", "US-MA", "Massachusetts", 5, "region", "bad_region"),
    ("people", "zh-CN", "中文", 2, "language", "bad_language"),
    ("people", "student", "tall", 3, "special", "unknown_token"),
    ("contact_points", "left_by_debtor", "bought", 4, "source", "unknown_token"),
    ("contact_points", "left_by_debtor", "", 4, "source", "missing_source"),
    ("contact_points", "+8613800138000", "13800138000", 2, "value", "bad_phone"),
    ("contact_points", "+8613800138000", "+86 138 0013 8000", 2, "value", "bad_phone"),
    ("contact_points", "ann@example.com", "ann", 3, "value", "bad_email"),
    ("relations", "emergency_contact", "cousin", 2, "role", "unknown_token"),
    ("relations", "emergency_contact", "borrower", 2, "role", "unknown_token"),
    ("consents", "21:30", "9pm", 2, "to", "bad_hour"),
    ("consents", "call;sms", "call;fax", 2, "channels", "unknown_token"),
    ("attempts", "ring_no_answer", "no_answer", 2, "outcome", "unknown_token"),
    ("attempts", ",call,", ",phone,", 2, "channel", "unknown_token"),
    ("requests", "stop", "go_away", 2, "kind", "unknown_token"),
]


@pytest.mark.parametrize(("table", "old", "new", "line", "column", "code"), CELLS)
def test_a_bad_cell_is_named_with_file_line_column_reason_and_cure(  # noqa: PLR0913, PLR0917 (one line a case)
    tmp_path: Path, table: str, old: str, new: str, line: int, column: str, code: str
) -> None:
    fault = the_fault(a_book(tmp_path, **{table: spoiled(table, old, new)}))
    assert (fault.file, fault.line, fault.column, fault.code) == (f"{table}.csv", line, column, code)
    assert fault.cure in fault.text("en")
    assert fault.text("zh-CN").endswith("。")


def test_an_unknown_word_names_the_allowed_ones_and_the_closest(tmp_path: Path) -> None:
    fault = the_fault(
        a_book(tmp_path, relations=spoiled("relations", "emergency_contact", "emergncy_contact"))
    )
    assert "did you mean `emergency_contact`" in fault.reason
    assert "guarantor" in fault.cure


def test_the_decimals_are_those_of_the_loans_own_currency(tmp_path: Path) -> None:
    jpy = spoiled("loans", "USD,9000.00", "JPY,9000")
    found = faults_of(a_book(tmp_path, loans=jpy))
    assert {(fault.file, fault.line, fault.code) for fault in found} == {
        ("instalments.csv", 4, "too_many_decimals"),
        ("payments.csv", 4, "too_many_decimals"),
    }


def test_a_currency_that_is_not_the_loans_is_refused(tmp_path: Path) -> None:
    text = "loan_id,charge_id,kind,date,amount,currency\nL1,C1,fee,2026-02-20,5.00,CNY\nL2,C1,fee,2026-02-20,5.00,CNY\n"
    fault = the_fault(a_book(tmp_path, charges=text))
    assert (fault.line, fault.column, fault.code) == (3, "currency", "wrong_currency")
    assert "USD" in fault.reason


def test_loans_of_one_borrower_may_be_in_two_currencies(tmp_path: Path) -> None:
    book = read_book(a_book(tmp_path, loans=spoiled("loans", "L2,P2", "L2,P1"), contact_points=None))
    assert book.tables["loans"]["currency"].to_list() == ["CNY", "USD"]


@pytest.mark.parametrize("currency", ["CNY", "JPY", "KWD", "CLF"])
@pytest.mark.parametrize(
    "text", ["0.01", "1", "12.5", "12.50", "007", "12.345", "1234567890123", "12.3456", "1.", ".5", "1e2"]
)
def test_amounts_are_read_in_columns_as_they_are_read_one_by_one(
    tmp_path: Path, currency: str, text: str
) -> None:
    row = f"L1,P1,B1,other,{currency},{text},0,bullet,2026-01-05,2026-01-05,2026-12-05\n"
    header = "loan_id,borrower_id,lender_id,product,currency,principal,annual_rate,method,signed,disbursed,maturity\n"
    (tmp_path / "loans.csv").write_text(header + row, encoding="utf-8")
    try:
        expected = to_minor(text, currency)
    except BadAmount:
        assert the_fault(tmp_path).column == "principal"
    else:
        assert read_book(tmp_path).tables["loans"]["principal_minor"].to_list() == [expected]


def test_every_currency_has_its_decimals() -> None:
    assert {minor_exponent(code) for code in CURRENCIES} == {0, 2, 3, 4}


def test_rates_are_kept_as_exact_text_and_as_billionths(tmp_path: Path) -> None:
    loans = read_book(a_book(tmp_path)).tables["loans"]
    assert loans["annual_rate"].to_list() == ["0.0948", "0.05"]
    assert loans["annual_rate_nano"].to_list() == [94_800_000, 50_000_000]


def test_all_faults_of_all_tables_come_at_once(tmp_path: Path) -> None:
    folder = a_book(
        tmp_path,
        loans=spoiled("loans", "USD", "RMB"),
        payments=spoiled("payments", "609.48", "-1"),
        people=GOOD["people"].encode("utf-16"),
    )
    assert {fault.code for fault in faults_of(folder)} == {"unknown_currency", "negative_amount", "utf16"}
