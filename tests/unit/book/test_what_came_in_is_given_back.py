"""Reading a book and writing it gives back the same bytes, row by row; the same values through Parquet."""

import csv
import io
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.portfolio.book import BadBook, Layout, read_book, write_book
from tests.unit.book.books import GOOD, a_book, the_fault


def given_back(folder: Path, name: str) -> bytes:
    """The file of a table after reading the folder and writing it to another."""
    book = read_book(folder)
    layout = {table: Layout.from_dict(each.to_dict()) for table, each in book.source_rows.items()}
    out = folder / "out"
    write_book(book.tables, out, layout=layout)
    return (out / f"{name}.csv").read_bytes()


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_table_comes_back_byte_for_byte(tmp_path: Path, name: str) -> None:
    assert given_back(a_book(tmp_path), name) == GOOD[name].encode()


ODD = {
    "carriage returns and line feeds": b"lender_id,name,kind\r\nB1,x,bank\r\nB2,y,bank\r\n",
    "mixed line endings": b"lender_id,name,kind\nB1,x,bank\r\nB2,y,bank\n",
    "quotes without need": b'lender_id,name,kind\n"B1",x,"bank"\nB2,y,bank\n',
    "quotes around nothing": b'lender_id,name,kind,country\nB1,x,bank,""\nB2,y,bank,\n',
    "a header in quotes": b'"lender_id","name",kind\nB1,x,bank\nB2,y,bank\n',
    "columns in another order": b"kind,name,lender_id\nbank,x,B1\nbank,y,B2\n",
    "a value of two lines": b'lender_id,name,kind\nB1,"x\ny, ""z""",bank\nB2,"y\r\n",bank\n',
    "a byte order mark": b"\xef\xbb\xbflender_id,name,kind\nB1,x,bank\n",
    "truth in other words": b"lender_id,name,kind,is_cba_member\nB1,x,bank,True\nB2,y,bank,0\n",
    "only a header": b"lender_id,name,kind\n",
}


@pytest.mark.parametrize("odd", sorted(ODD))
def test_a_file_written_in_its_own_way_comes_back_in_that_way(tmp_path: Path, odd: str) -> None:
    (tmp_path / "lenders.csv").write_bytes(ODD[odd])
    header = "loan_id,borrower_id,lender_id,product,currency,principal,annual_rate,method,signed,disbursed,maturity\n"
    (tmp_path / "loans.csv").write_text(header, encoding="utf-8")
    assert given_back(tmp_path, "lenders") == ODD[odd]


PLAIN = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
AMOUNT = st.from_regex(r"(0|[1-9][0-9]{0,9})(\.[0-9]{1,2})?", fullmatch=True).filter(
    lambda text: Decimal(text) > 0
)
DAY = st.dates(date(1970, 1, 1), date(2100, 1, 1)).map(date.isoformat)


@st.composite
def payment_files(draw: st.DrawFn) -> bytes:
    """Any file of payments of one loan that RFC 4180 allows, in any manner of writing."""
    header = ["loan_id", "payment_id", "received", "amount", "channel", "currency"]
    header = draw(st.permutations(header))
    count = draw(st.integers(0, 8))
    stream = io.StringIO(newline="")
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    for number in range(-1, count):
        row = {
            "loan_id": "L1",
            "payment_id": f"A{number}",
            "received": draw(DAY),
            "amount": draw(AMOUNT),
            "channel": draw(st.just("") | PLAIN),
            "currency": draw(st.sampled_from(["", "CNY"])),
        }
        values = header if number < 0 else [row[name] for name in header]
        quoting: Literal[0, 1] = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
        if any("\r" in value for value in values):
            quoting = (
                csv.QUOTE_ALL
            )  # Python leaves a lone carriage return bare, which RFC 4180 does not allow
        end = ends if number < 0 else draw(st.sampled_from([ends, "\n", "\r\n"]))
        csv.writer(stream, quoting=quoting, lineterminator=end).writerow(values)
    return stream.getvalue().encode("utf-8", "surrogatepass")


@given(payment_files())
@settings(deadline=None, max_examples=60)
def test_any_file_that_rfc_4180_allows_comes_back_byte_for_byte(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "loans.csv").write_text(GOOD["loans"], encoding="utf-8")
        (folder / "payments.csv").write_bytes(content)
        assert given_back(folder, "payments") == content
        book = read_book(folder)
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
        assert book.tables["payments"]["channel"].to_list() == [row["channel"] or None for row in rows]
        assert book.tables["payments"]["amount_minor"].to_list() == [
            int(Decimal(row["amount"]) * 100) for row in rows
        ]


def test_rows_come_back_in_whatever_order_they_are_given(tmp_path: Path) -> None:
    book = read_book(a_book(tmp_path))
    tables = {name: frame.reverse() for name, frame in book.tables.items()}
    write_book(tables, tmp_path / "out", layout=book.source_rows)
    for name, text in GOOD.items():
        written = (tmp_path / "out" / f"{name}.csv").read_bytes()
        assert sorted(written.splitlines()) == sorted(text.encode().splitlines())


def test_a_book_goes_through_parquet_and_comes_back_the_same(tmp_path: Path) -> None:
    book = read_book(a_book(tmp_path))
    write_book(book.tables, tmp_path / "parquet", fmt="parquet", layout=book.source_rows)
    again = read_book(tmp_path / "parquet")
    for name, frame in book.tables.items():
        assert again.tables[name].drop("verbatim").equals(frame.drop("verbatim"))
    write_book(again.tables, tmp_path / "csv", layout=book.source_rows)
    for name, text in GOOD.items():
        assert (tmp_path / "csv" / f"{name}.csv").read_bytes() == text.encode()


def test_without_a_layout_the_canonical_form_is_written_and_can_be_read(tmp_path: Path) -> None:
    book = read_book(a_book(tmp_path))
    write_book(book.tables, tmp_path / "out")
    again = read_book(tmp_path / "out")
    for name, frame in book.tables.items():
        assert again.tables[name].drop("verbatim").equals(frame.drop("verbatim"))


def parquet_payments(folder: Path, amount: pa.Array, received: pa.Array | None = None) -> Path:
    """The good book with one payment from Parquet."""
    a_book(folder, payments=None)
    days = pa.array([date(2026, 2, 6)]) if received is None else received
    columns = {"loan_id": ["L1"], "payment_id": ["A"], "received": days, "amount": amount}
    pq.write_table(pa.table(columns), folder / "payments.parquet")
    return folder


@pytest.mark.parametrize(
    "amount",
    [
        pa.array([Decimal("609.48")], pa.decimal128(18, 2)),
        pa.array([Decimal("609.4800")], pa.decimal128(18, 4)),
        pa.array(["609.48"]),
        pa.array(["609.48"]).dictionary_encode(),
    ],
)
def test_exact_amounts_of_parquet_are_read_and_come_back_in_their_type(
    tmp_path: Path, amount: pa.Array
) -> None:
    book = read_book(parquet_payments(tmp_path, amount))
    assert book.tables["payments"]["amount_minor"].to_list() == [60948]
    write_book(book.tables, tmp_path / "out", fmt="parquet", layout=book.source_rows)
    again = pq.read_table(tmp_path / "out" / "payments.parquet")
    assert again.column("amount").to_pylist() == amount.to_pylist()
    assert again.column("received").to_pylist() == [date(2026, 2, 6)]


def test_whole_numbers_of_parquet_are_major_units(tmp_path: Path) -> None:
    book = read_book(parquet_payments(tmp_path, pa.array([609])))
    assert book.tables["payments"]["amount_minor"].to_list() == [60900]


def test_floats_of_parquet_are_refused(tmp_path: Path) -> None:
    fault = the_fault(parquet_payments(tmp_path, pa.array([609.48])))
    assert (fault.code, fault.column, "decimal" in fault.cure) == ("float_column", "amount", True)


def test_instants_without_zone_of_parquet_are_refused(tmp_path: Path) -> None:
    a_book(tmp_path, requests=None)
    row = {
        "request_id": ["R1"],
        "person_id": ["P1"],
        "kind": ["stop"],
        "at": pa.array(["2026-02-09T10:00:00"]).cast(pa.timestamp("us")),
    }
    pq.write_table(pa.table(row), tmp_path / "requests.parquet")
    assert the_fault(tmp_path).code == "naive_instants"


def test_lists_and_instants_of_parquet_are_read(tmp_path: Path) -> None:
    a_book(tmp_path, attempts=None)
    row = {
        "attempt_id": ["T1"],
        "at": pa.array([datetime(2026, 2, 9, 2, tzinfo=UTC)]),
        "to": ["P1"],
        "channel": ["call"],
        "outcome": ["busy"],
        "loan_ids": pa.array([["L1", "L2"]]),
    }
    pq.write_table(pa.table(row), tmp_path / "attempts.parquet")
    attempts = read_book(tmp_path).tables["attempts"]
    assert attempts["loan_ids"].to_list() == [["L1", "L2"]]
    assert attempts["at"].to_list() == [datetime(2026, 2, 9, 2, tzinfo=UTC)]


def test_a_bad_row_of_parquet_is_named_by_its_number(tmp_path: Path) -> None:
    fault = the_fault(parquet_payments(tmp_path, pa.array(["-1"])))
    assert (fault.file, fault.line, fault.code) == ("payments.parquet", 1, "negative_amount")


def test_a_parquet_file_cut_off_is_named(tmp_path: Path) -> None:
    path = parquet_payments(tmp_path, pa.array(["1.00"])) / "payments.parquet"
    path.write_bytes(path.read_bytes()[:-40])
    assert the_fault(tmp_path).code == "unreadable_parquet"


def test_progress_is_told_by_table_and_rows(tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    read_book(a_book(tmp_path), progress=lambda *each: told.append(each))
    assert ("instalments", 3, None) in told


def test_a_refused_book_says_so_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(BadBook) as caught:
        read_book(a_book(tmp_path, people=GOOD["people"].encode("utf-16")))
    assert "什么都没有写入" in caught.value.text("zh-CN")
    assert "nothing was written" in caught.value.text("en")


def test_instants_with_an_offset_are_kept_as_written_and_read_as_utc(tmp_path: Path) -> None:
    consents = read_book(a_book(tmp_path)).tables["consents"]
    assert consents["at"].to_list() == [datetime(2026, 1, 5, 2, tzinfo=UTC)]
    assert consents["verbatim"].to_list() == [GOOD["consents"].splitlines(keepends=True)[1]]
    assert consents.schema["at"] == pl.Datetime("us", "UTC")
