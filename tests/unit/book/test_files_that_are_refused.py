"""Files that are not what a book is made of: encoding, quotes, endless lines, names."""

import gzip
import time
from pathlib import Path

import polars as pl
import pytest

from forbear.portfolio.book import BadBook, read_book
from tests.unit.book.books import GOOD, a_book, faults_of, spoiled, the_fault, with_row


def test_a_good_book_is_read_whole(tmp_path: Path) -> None:
    book = read_book(a_book(tmp_path))
    assert {name: frame.height for name, frame in book.tables.items()} == {
        name: text.count("\n") - 1 for name, text in GOOD.items()
    }


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert the_fault(tmp_path / "nowhere").code == "missing_folder"


def test_a_book_without_loans_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lenders.csv").write_text(GOOD["lenders"], encoding="utf-8")
    assert the_fault(tmp_path).code == "missing_table"


def test_loans_alone_are_a_book_and_the_missing_tables_are_empty(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text(GOOD["loans"], encoding="utf-8")
    book = read_book(tmp_path)
    assert book.tables["payments"].height == 0
    assert book.tables["payments"].schema["amount_minor"] == pl.Int64


def test_a_database_asks_for_the_people_that_a_run_can_do_without(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text(GOOD["loans"], encoding="utf-8")
    with pytest.raises(BadBook) as caught:
        read_book(tmp_path, complete=True)
    assert {fault.column for fault in caught.value.faults} == {"borrower_id", "lender_id"}


def test_an_unknown_table_is_refused_by_name_with_the_closest(tmp_path: Path) -> None:
    (a_book(tmp_path) / "payment.csv").write_text("a\n1\n", encoding="utf-8")
    fault = the_fault(tmp_path)
    assert (fault.code, "`payments`" in fault.reason) == ("unknown_table", True)


def test_an_unknown_table_may_be_left_aside(tmp_path: Path) -> None:
    (a_book(tmp_path) / "extra.csv").write_text("a\n1\n", encoding="utf-8")
    assert any(note.code == "ignored_file" for note in read_book(tmp_path, ignore_extra=True).notes)


def test_an_address_book_is_refused_by_name_even_when_extras_are_left_aside(tmp_path: Path) -> None:
    (a_book(tmp_path) / "address_book.csv").write_text("name,phone\n", encoding="utf-8")
    assert the_fault(tmp_path, ignore_extra=True).code == "refused_table"


def test_a_star_rating_of_relations_is_refused_by_name_even_when_extras_are_left_aside(
    tmp_path: Path,
) -> None:
    text = "\n".join(
        line + (",star_rating" if i == 0 else ",5") for i, line in enumerate(GOOD["relations"].splitlines())
    )
    fault = the_fault(a_book(tmp_path, relations=text + "\n"), ignore_extra=True)
    assert (fault.code, fault.value) == ("refused_column", "star_rating")


def test_an_unknown_column_is_refused_by_name(tmp_path: Path) -> None:
    fault = the_fault(a_book(tmp_path, people=spoiled("people", "language", "langage")))
    assert (fault.line, fault.column, fault.code) == (1, "langage", "unknown_column")
    assert "did you mean `language`" in fault.reason


def test_an_unknown_column_may_be_left_aside(tmp_path: Path) -> None:
    book = read_book(a_book(tmp_path, people=spoiled("people", "language", "shoe_size")), ignore_extra=True)
    assert book.tables["people"]["language"].null_count() == book.tables["people"].height


def test_a_missing_required_column_is_named(tmp_path: Path) -> None:
    fault = the_fault(a_book(tmp_path, lenders="lender_id,name\nB1,x\n"))
    assert (fault.code, fault.value) == ("missing_column", "kind")


def test_a_column_that_stands_twice_is_named(tmp_path: Path) -> None:
    fault = the_fault(a_book(tmp_path, lenders="lender_id,name,kind,name\nB1,x,bank,y\n"))
    assert (fault.code, fault.value) == ("duplicate_column", "name")


def test_a_table_in_both_formats_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({"lender_id": ["B1"]}).write_parquet(a_book(tmp_path) / "lenders.parquet")
    assert the_fault(tmp_path).code == "two_files"


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    assert the_fault(a_book(tmp_path, charges="")).code == "empty_file"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named(tmp_path: Path, encoding: str) -> None:
    assert the_fault(a_book(tmp_path, people=GOOD["people"].encode(encoding))).code == "utf16"


def test_other_bytes_than_utf_8_are_named_with_their_line(tmp_path: Path) -> None:
    fault = the_fault(a_book(tmp_path, people=GOOD["people"].encode("gb18030")))
    assert (fault.code, fault.line) == ("not_utf8", 2)


def test_a_byte_order_mark_of_utf_8_is_accepted_and_noted(tmp_path: Path) -> None:
    book = read_book(a_book(tmp_path, people=b"\xef\xbb\xbf" + GOOD["people"].encode()))
    assert [note.code for note in book.notes] == ["byte_order_mark"]


def test_a_nul_byte_is_named_with_its_line(tmp_path: Path) -> None:
    fault = the_fault(a_book(tmp_path, people=spoiled("people", "李梅", "李\0梅")))
    assert (fault.code, fault.line) == ("nul_byte", 4)


def test_a_compressed_table_is_named(tmp_path: Path) -> None:
    folder = a_book(tmp_path, charges=None)
    (folder / "charges.csv.gz").write_bytes(gzip.compress(GOOD["charges"].encode()))
    assert the_fault(folder).code == "unsupported_format"


def test_a_spreadsheet_that_calls_itself_csv_is_named(tmp_path: Path) -> None:
    assert the_fault(a_book(tmp_path, charges=b"PK\x03\x04" + b"x" * 99)).code == "unsupported_format"


def test_a_file_cut_off_inside_its_last_line_is_refused(tmp_path: Path) -> None:
    fault = the_fault(a_book(tmp_path, payments=GOOD["payments"][:-8]))
    assert (fault.code, fault.line) == ("truncated", 4)


def test_a_file_cut_off_inside_a_quoted_value_is_refused(tmp_path: Path) -> None:
    fault = the_fault(a_book(tmp_path, people=GOOD["people"][: GOOD["people"].index("Ann")]))
    assert (fault.code, fault.line) == ("unclosed_quote", 3)


def test_a_quote_inside_a_value_is_named(tmp_path: Path) -> None:
    fault = the_fault(a_book(tmp_path, people=spoiled("people", "李梅", '李"梅"')))
    assert (fault.code, fault.line) == ("stray_quote", 4)


def test_a_carriage_return_inside_a_value_is_named(tmp_path: Path) -> None:
    fault = the_fault(a_book(tmp_path, people=spoiled("people", "李梅", "李\r梅")))
    assert (fault.code, fault.line) == ("stray_carriage_return", 4)


def test_lines_that_end_with_a_carriage_return_alone_are_named(tmp_path: Path) -> None:
    assert the_fault(a_book(tmp_path, people=GOOD["people"].replace("\n", "\r"))).code == "old_line_endings"


def test_a_row_with_a_field_too_many_or_too_few_is_named_and_the_other_rows_are_still_checked(
    tmp_path: Path,
) -> None:
    text = GOOD["charges"] + "L1,C2,fee,2026-02-21\nL1,C3,fee,2026-02-30,1.00,,\nL1,C4,fee,2026-02-30,1.00,\n"
    found = [(fault.line, fault.code) for fault in faults_of(a_book(tmp_path, charges=text))]
    assert found == [(3, "wrong_number_of_fields"), (4, "wrong_number_of_fields"), (5, "bad_date")]


def test_a_blank_line_is_named(tmp_path: Path) -> None:
    fault = the_fault(a_book(tmp_path, charges=with_row("charges", "")))
    assert (fault.code, fault.line) == ("blank_line", 3)


def test_after_a_value_of_several_lines_the_physical_line_is_still_named(tmp_path: Path) -> None:
    text = spoiled("people", "Smith, Ann", "Smith\nAnn") + "P4,x,2026-02-31,,,,,\n"
    fault = the_fault(a_book(tmp_path, people=text))
    assert (fault.code, fault.line) == ("bad_date", 6)


def test_columns_separated_by_semicolons_are_named(tmp_path: Path) -> None:
    fault = the_fault(a_book(tmp_path, loans=GOOD["loans"].replace(",", ";")))
    assert (fault.code, fault.value) == ("wrong_separator", ";")


def test_a_header_of_half_a_million_columns_is_refused(tmp_path: Path) -> None:
    assert the_fault(a_book(tmp_path, charges="a," * 500_000 + "a\n")).code == "too_many_columns"


def test_a_file_with_no_column_of_its_table_is_refused(tmp_path: Path) -> None:
    found = faults_of(a_book(tmp_path, charges="a,b\n1,2\n"))
    assert {fault.code for fault in found} == {"unknown_column", "missing_column"}


def test_a_line_over_the_limit_is_refused(tmp_path: Path) -> None:
    fault = the_fault(a_book(tmp_path, people=spoiled("people", "李梅", "梅" * 400_000)))
    assert (fault.code, fault.line) == ("line_too_long", 4)


def test_an_endless_record_in_quotes_is_refused(tmp_path: Path) -> None:
    text = spoiled("people", "李梅", '"' + "梅\n" * 12_000_000)
    fault = the_fault(a_book(tmp_path, people=text))
    assert (fault.code, fault.line) == ("unclosed_quote", 4)


def test_a_line_of_two_gigabytes_is_refused_in_seconds(tmp_path: Path) -> None:
    folder = a_book(tmp_path)
    with (folder / "payments.csv").open("r+b") as stream:
        stream.truncate(2 << 30)
    began = time.monotonic()
    fault = the_fault(folder)
    assert (fault.code, fault.line) == ("line_too_long", 5)
    assert time.monotonic() - began < 20


def test_the_book_keeps_a_thousand_faults_and_counts_all(tmp_path: Path) -> None:
    rows = "".join(f"L1,X{i},fee,2026-02-31,1.00,\n" for i in range(5000))
    with pytest.raises(BadBook) as caught:
        read_book(a_book(tmp_path, charges=GOOD["charges"] + rows))
    assert (len(caught.value.faults), caught.value.total) == (1000, 5000)
    assert "5000" in str(caught.value)


@pytest.mark.parametrize("ending", ["CSV", "Csv", "csv.bak.csv"])
def test_a_table_whose_ending_is_spelled_otherwise_is_refused_and_not_passed_over(
    tmp_path: Path, ending: str
) -> None:
    folder = a_book(tmp_path)
    (folder / "payments.csv").rename(folder / f"payments.{ending}")
    assert the_fault(folder).code == "unsupported_format"


def test_a_table_that_begins_with_a_capital_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    folder = a_book(tmp_path)
    (folder / "payments.csv").rename(folder / "Payments.csv")
    assert the_fault(folder).code in {"unsupported_format", "unknown_table"}


def test_a_table_that_is_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    folder = a_book(tmp_path)
    (folder / "payments.csv").unlink()
    (folder / "payments.csv").symlink_to(folder / "gone.csv")
    assert the_fault(folder).code == "unsupported_format"
