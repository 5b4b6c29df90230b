"""Past decisions, read back as they were written, and the law by which they were made. It decides nothing again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, cast

from psycopg.rows import dict_row

from forbear.gate.replaying.compact import Unreadable, parts_of
from forbear.gate.replaying.kept import event_ids
from forbear.gate.replaying.law import AlteredLaw, Law, read
from forbear.rulebooks.book import Rulebook
from forbear.rulebooks.loading import load_texts, version_of
from forbear.storage.dossiers import events_of
from forbear.storage.queries import queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from forbear.gate.dossier import Event
    from forbear.storage.database import Database

Row = dict[str, Any]
BATCH: Final = 500


class LawNotKept(Exception):
    """the files of a rulebook version are not on record"""


class NotReadable(Exception):
    """what was kept of a decision cannot be read"""


class Decisions:
    """The decisions of one database.

    A row has `ask`, `facts`, `verdict`, `versions` and `seen`, however it was kept; one that cannot be read raises `NotReadable`.
    """

    def __init__(self, database: Database) -> None:
        """Use `database`; nothing is read yet."""
        self._database = database
        self._sql = queries("decisions")
        self._laws: dict[str, Law] = {}

    def by_id(self, decision_id: str) -> Row | None:
        """Return the decision's row, or None where there is none of that id."""
        found = self._rows("by_id", decision_id=decision_id)
        return self.unfolded(found[0]) if found else None

    def read(self, row: Row) -> Row:
        """Return the row as `unfolded` gives it; one that cannot be read says why, under `unreadable`, and keeps what stands in columns."""
        try:
            return self.unfolded(row)
        except NotReadable as fault:
            return {**row, "unreadable": str(fault)}

    def unfolded(self, row: Row) -> Row:
        """Return the row with the parts of the text that was kept; of a decision of before, and of what is no decision, as it is."""
        if row["kept"] is None:
            return row
        try:
            law = self._law(row["law"])
            parts = parts_of(row["kept"], law)
        except (LawNotKept, AlteredLaw, Unreadable) as fault:
            raise NotReadable(str(fault)) from fault
        return {
            **row,
            "ask": parts.ask,
            "facts": parts.facts,
            "verdict": parts.verdict,
            "versions": law.versions,
            "seen": parts.seen,
        }

    def _law(self, law_id: str) -> Law:
        if law_id not in self._laws:
            found = self._rows("law", law=law_id)
            if not found:
                message = f"the rules of the law `{law_id}` are not on record"
                raise LawNotKept(message)
            self._laws[law_id] = read(law_id, found[0]["body"])
        return self._laws[law_id]

    def between(
        self, since: datetime, until: datetime | None, *, batch: int = BATCH
    ) -> Iterator[tuple[Sequence[Row], Mapping[tuple[str, str], Event]]]:
        """Yield the decisions from `since` (inclusive) to `until` (exclusive), oldest first, in batches with the events they saw.

        Events are keyed by book and id; a row that cannot be read says why (see `read`).
        One batch is held at a time, and no transaction stays open between two.
        """
        after_at, after_id = since, ""
        while found := self._rows("between", after_at=after_at, after_id=after_id, until=until, most=batch):
            rows = [self.read(row) for row in found]
            yield rows, self.events_seen(rows)
            after_at, after_id = rows[-1]["at"], rows[-1]["decision_id"]

    def count_between(self, since: datetime, until: datetime | None) -> int:
        """Return how many decisions were made in the period."""
        return int(self._rows("count_between", since=since, until=until)[0]["found"])

    def events_seen(self, rows: Sequence[Row]) -> dict[tuple[str, str], Event]:
        """Return the events that these decisions had seen, by book and id, as they stand today."""
        wanted: dict[str, set[str]] = {}
        for row in rows:
            wanted.setdefault(row["book"], set()).update(event_ids(row["seen"] or {}))
        return {
            (book, event.event_id): event
            for book, ids in wanted.items()
            if ids
            for event in events_of([row["event"] for row in self._rows("events", book=book, ids=sorted(ids))])
        }

    def _rows(self, name: str, **values: object) -> list[Row]:
        with self._database.transaction() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(self._sql[name], values).fetchall()


class KeptLaw:
    """Every version of every instrument that ever decided, with its files."""

    def __init__(self, database: Database) -> None:
        """Use `database`; nothing is read yet."""
        self._database = database
        self._sql = queries("decisions")

    def keep(self, rulebook: Rulebook, at: datetime) -> int:
        """Keep what of the rulebook is not on record yet; return how many instruments that were."""
        with self._database.transaction() as connection:
            known = {
                (str(row[0]), str(row[1]))
                for row in connection.execute(self._sql["kept_versions"]).fetchall()
            }
            new = [item for item in rulebook.instruments if (item.instrument_id, item.version) not in known]
            for item in new:
                values = {"instrument": item.instrument_id, "version": item.version, "at": at}
                files = json.dumps(dict(item.files), ensure_ascii=False)
                connection.execute(self._sql["keep_version"], {**values, "files": files})
        return len(new)

    def rulebook(self, versions: Mapping[str, str]) -> Rulebook:
        """Return the law of these versions. Raises `LawNotKept` naming what is not on record, or is not what it was."""
        if not versions:
            return Rulebook(())
        texts = {name: self._files(name, version) for name, version in versions.items()}
        return load_texts(texts)

    def _files(self, instrument: str, version: str) -> dict[str, str]:
        with self._database.transaction() as connection:
            row = connection.execute(
                self._sql["kept_files"], {"instrument": instrument, "version": version}
            ).fetchone()
        if row is None:
            message = f"`{instrument}` in version {version} is not on record"
            raise LawNotKept(message)
        files = cast("dict[str, str]", row[0])
        if version_of(files) != version:
            message = f"the files kept of `{instrument}` are not those of version {version}"
            raise LawNotKept(message)
        return files
