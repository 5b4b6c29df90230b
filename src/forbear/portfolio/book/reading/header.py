"""Checks the names of the columns of one file against its table: unknown, missing, twice, and refused by name."""

from dataclasses import dataclass

from forbear.portfolio.book.faults import Collector, Fault
from forbear.portfolio.book.reading.columns import closest
from forbear.portfolio.book.tables import COLUMNS_MAX, REFUSED_COLUMNS, Table

_OTHER_SEPARATORS = (";", "\t", "|")


@dataclass(frozen=True)
class Header:
    """`names` as in the file; `places` gives each known column its position."""

    names: tuple[str, ...]
    places: dict[str, int]

    @property
    def known(self) -> tuple[str, ...]:
        """The known columns in the order of the file."""
        return tuple(self.places)

    @property
    def ignored(self) -> tuple[str, ...]:
        """The columns that are not read."""
        return tuple(name for name in self.names if name not in self.places)


def check_header(
    table: Table, file: str, names: tuple[str, ...], *, faults: Collector, ignore_extra: bool
) -> Header:
    """Check the names; what is wrong goes to `faults`, and the known columns can be read all the same."""
    places: dict[str, int] = {}
    unusable = _unusable(file, names)
    if unusable is not None:
        faults.add(unusable)
        return Header(names, places)
    for index, name in enumerate(names):
        if name.strip().lower() in REFUSED_COLUMNS:
            faults.add(Fault(file, 1, name, "refused_column", name))
        elif table.column(name) is None:
            if not ignore_extra:
                known = tuple(column.name for column in table.columns)
                facts = {"table": table.name, **closest(name, known)}
                faults.add(Fault(file, 1, name, "unknown_column", name, facts))
        elif name in places:
            faults.add(Fault(file, 1, name, "duplicate_column", name))
        else:
            places[name] = index
    for column in table.columns:
        if column.required and column.name not in places:
            faults.add(Fault(file, 1, column.name, "missing_column", column.name))
    if table.name == "relations" and not {"loan_id", "borrower_id"} & places.keys():
        faults.add(Fault(file, 1, "loan_id", "missing_column", "loan_id"))
    return Header(names, places)


def _unusable(file: str, names: tuple[str, ...]) -> Fault | None:
    """The fault of a header that is none at all."""
    if len(names) > COLUMNS_MAX:
        return Fault(file, 1, None, "too_many_columns", str(len(names)), {"limit": str(COLUMNS_MAX)})
    mark = next((mark for mark in _OTHER_SEPARATORS if len(names) == 1 and mark in names[0]), None)
    return None if mark is None else Fault(file, 1, None, "wrong_separator", "tab" if mark == "\t" else mark)
