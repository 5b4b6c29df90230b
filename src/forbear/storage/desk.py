"""What the desk reads: the worklist, a case with everything that happened to it, the plan, refusals, uncertain sends, mail.

Every reading is limited to the books that the signed-in person may see. It writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from psycopg.rows import dict_row

from forbear.storage.queries import queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from forbear.storage.database import Database
    from forbear.storage.decisions import Decisions

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the worklist is narrowed to; None means all. `find` is part of a loan or borrower id."""

    book: str | None = None
    bucket: str | None = None
    says: str | None = None
    find: str | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as the desk shows it: rows as they come from the statements of `desk.sql`."""

    head: Row
    other_loans: Sequence[Row]
    points: Sequence[Row]
    relations: Sequence[Row]
    contact_points: dict[str, Sequence[Row]]


class Desk:
    """The desk's readings of one database for one person's books (`books` empty means every book)."""

    def __init__(self, database: Database, books: Sequence[str], decisions: Decisions) -> None:
        """Use `database`; nothing is read yet. `decisions` reads past ones back."""
        self._decisions = decisions
        self._database = database
        self._books = list(books)
        self._sql = queries("desk")

    def _rows(self, name: str, /, **values: object) -> list[Row]:
        with self._database.transaction() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(self._sql[name], {"books": self._books, **values}).fetchall()

    def last_run(self) -> date | None:
        """Return the date of the last finished run, or None."""
        return cast("date | None", self._rows("last_run")[0]["run_date"])

    def last_run_of(self, book: str) -> date | None:
        """Return the date of the last finished run of one book, or None."""
        return cast("date | None", self._rows("last_run_of", book=book)[0]["run_date"])

    def books(self) -> list[Row]:
        """Return the books with the number of their loans."""
        return self._rows("books")

    def figures(self, *, run_date: date, at: datetime) -> Row:
        """Return the numbers at the head of the worklist."""
        return self._rows("figures", run_date=run_date, at=at)[0]

    def worklist(self, filters: Filters, *, at: datetime, limit: int, offset: int) -> list[Row]:
        """Return open cases in the order of what matters; each row carries `total`, the number of all that match."""
        find = f"%{filters.find}%" if filters.find else None
        return self._rows(
            "worklist",
            book=filters.book,
            bucket=filters.bucket,
            says=filters.says,
            find=find,
            at=at,
            limit=limit,
            offset=offset,
        )

    def case(self, case_id: str) -> CaseFile | None:
        """Return the case, or None where there is none or it is not this person's to see."""
        heads = self._rows("case_head", case_id=case_id)
        if not heads:
            return None
        head = heads[0]
        relations = self._rows("relations", loan_no=head["loan_no"], person_no=head["person_no"])
        return CaseFile(
            head=head,
            other_loans=self._rows(
                "other_loans", person_no=head["person_no"], loan_no=head["loan_no"], run_date=head["run_date"]
            ),
            points=self._rows("points", person_no=head["person_no"]),
            relations=relations,
            contact_points={
                row["person_id"]: self._rows("points", person_no=row["person_no"]) for row in relations
            },
        )

    def timeline(self, case: CaseFile, *, zone: str, at: datetime, limit: int) -> list[Row]:
        """Return what happened to the borrower and the people around the loan up to `at`, newest first."""
        persons = [case.head["person_no"], *(row["person_no"] for row in case.relations)]
        found = self._rows(
            "timeline",
            person_nos=persons,
            loan_no=case.head["loan_no"],
            case_id=case.head["case_id"],
            zone=zone,
            at=at,
            limit=limit,
        )
        read = (self._decisions.read(row) for row in found)
        return [{**row, "body": row.get("verdict", row["body"])} for row in read]

    def plan(
        self, *, run_date: date, book: str | None, state: str | None, limit: int, offset: int
    ) -> list[Row]:
        """Return the contacts that the run of `run_date` proposed; each row carries `total`."""
        return self._rows("plan_rows", run_date=run_date, book=book, state=state, limit=limit, offset=offset)

    def refusals(self, *, run_date: date) -> list[Row]:
        """Return clauses with how often they stood in the way."""
        return self._rows("refusals_by_clause", run_date=run_date)

    def uncertain(self) -> list[Row]:
        """Return sends that were cut off before their answer was recorded."""
        return self._rows("uncertain")

    def mail(self, *, limit: int, offset: int) -> list[Row]:
        """Return messages sent and received, newest first; each row carries `total`."""
        return self._rows("mail", limit=limit, offset=offset)
