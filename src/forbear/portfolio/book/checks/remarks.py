"""Remarks about a book that is good: what was left aside, what is missing, what does not add up but may be right."""

from collections.abc import Iterator

import polars as pl

from forbear.portfolio.book.checks.rows import Read
from forbear.portfolio.book.model import Layout, Note


def file_notes(file: str, layout: Layout, ignored: tuple[str, ...]) -> Iterator[Note]:
    """What is worth saying about how one file was written."""
    if layout.bom:
        yield Note(
            "byte_order_mark",
            file,
            "the file begins with a UTF-8 byte order mark; it is kept",
            "文件以 UTF-8 BOM 开头，予以保留",
        )
    if ignored:
        names = ", ".join(f"`{name}`" for name in ignored)
        yield Note(
            "ignored_columns",
            file,
            f"not read: {names}; the file cannot be given back byte for byte",
            f"未读取：{names}；无法逐字节还原该文件",
        )


def row_notes(read: Read) -> Iterator[Note]:
    """What is worth saying about the rows of a good book."""
    loans = read.frames["loans"]
    file = read.files.get("loans", "loans")
    if "people" not in read.files:
        yield Note(
            "no_people",
            file,
            "the folder has no people, so nobody can be contacted",
            "文件夹中没有人员表，因此无法联系任何人",
        )
    if "lenders" not in read.files:
        yield Note(
            "no_lenders",
            file,
            "the folder has no lenders; lender ids are taken as they are",
            "文件夹中没有放款机构表，机构编号按原样接受",
        )
    if loans.height:
        yield from _schedule_notes(read, loans, file)


def _schedule_notes(read: Read, loans: pl.DataFrame, file: str) -> Iterator[Note]:
    sums = (
        read.frames["instalments"]
        .group_by("loan_id")
        .agg(pl.col("principal_minor").sum().alias("scheduled_minor"))
    )
    both = loans.select("loan_id", "principal_minor").join(sums, on="loan_id", how="left")
    without = both["scheduled_minor"].null_count()
    if without:
        yield Note(
            "no_instalments",
            file,
            f"{without:,} loans have no instalments and can never be late",
            f"{without:,} 笔贷款没有分期，不会逾期",
        )
    other = int((both["scheduled_minor"] != both["principal_minor"]).sum())
    if other:
        yield Note(
            "schedule_sum",
            file,
            f"for {other:,} loans the instalments' principal is not the loan's principal (as when a book begins mid-life)",
            f"{other:,} 笔贷款的分期本金合计与贷款本金不同（账册从中途开始时属正常）",
        )
