"""Where the night writes: all results of one date in one transaction, the same after any number of repetitions.

A planned contact that a worker has taken up is never touched. Where a date comes out otherwise than it stood, what it and the later
dates did to cases is taken back, and those dates are marked to be run again: they rest on it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from forbear.portfolio.summary import summary_of
from forbear.storage.months import make_months
from forbear.storage.queries import queries
from forbear.storage.runs import columns

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from psycopg import Connection

    from forbear.portfolio.results import Results
    from forbear.storage.database import Database

UNWIND: Final = (
    "unwind",
    "unwind_moves",
    "unwind_cases",
    "unwind_standing",
    "unwind_runs",
    "forget_date",
    "forget_quarantine",
)
CASES: Final = ("write_ageing", "write_quarantine", "name_cases", "open_cases", "write_moves", "move_cases")
PLANS: Final = ("forget_plans", "write_plans", "rejoin_plans")


class PostgresSink:
    """The results of one book in PostgreSQL."""

    def __init__(self, database: Database, book: str) -> None:
        """Open nothing yet."""
        self._database = database
        self._book = book

    def write(self, results: Results, *, at: datetime) -> bool:
        """Replace what stands for the date, all or nothing; say whether it changed what later dates rest on."""
        make_months(self._database, results.on, results.on)
        values = {"book": self._book, "on": results.on}
        with self._database.bulk() as connection:
            self._bring(connection, results)
            row = connection.execute(queries("runs")["stands_already"], values).fetchone()
            has_changed = row is None or not row[0]
            for name in (*UNWIND, *CASES, *PLANS) if has_changed else PLANS:
                connection.execute(queries("runs")[name], values)
            summary = json.dumps(summary_of(results), ensure_ascii=False)
            connection.execute(queries("runs")["done"], {**values, "at": at, "summary": summary})
        return has_changed

    def _bring(self, connection: Connection[Any], results: Results) -> None:
        connection.execute(queries("runs")["incoming"])
        _copy(connection, "copy_ageing", columns.copy_text(columns.ageing_rows(results, book=self._book)))
        _copy(connection, "copy_moves", columns.copy_text(columns.move_rows(results, book=self._book)))
        _copy(connection, "copy_quarantine", columns.copy_text(columns.quarantine_rows(results)))
        _copy(connection, "copy_plans", columns.copy_text(columns.plan_rows(results, book=self._book)))


def _copy(connection: Connection[Any], statement: str, blocks: Iterable[bytes]) -> None:
    with connection.cursor() as cursor, cursor.copy(queries("runs")[statement]) as copy:
        for text in blocks:
            copy.write(text)
