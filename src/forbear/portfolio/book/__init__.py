"""A lender's loans in a folder: read, checked as a whole, and given back byte for byte.

`read_book` gives a `Book` or raises `BadBook` with every fault; `write_book` is its inverse. Nothing here knows a
database, a clock or the network.
"""

from forbear.portfolio.book.faults import BadBook, Fault
from forbear.portfolio.book.model import Book, Layout, Note
from forbear.portfolio.book.read import read_book
from forbear.portfolio.book.tables import TABLES, VERBATIM, Column, Kind, Table
from forbear.portfolio.book.write import write_book

__all__ = [
    "TABLES",
    "VERBATIM",
    "BadBook",
    "Book",
    "Column",
    "Fault",
    "Kind",
    "Layout",
    "Note",
    "Table",
    "read_book",
    "write_book",
]
