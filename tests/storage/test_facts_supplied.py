"""Every fact that a shipped rule looks at is supplied by what runs for a lender, or the reference says who is to supply it."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from forbear import rulebooks
from forbear.domain.facts import FACTS
from forbear.entry.deeds.ask_gate import collector_facts
from forbear.portfolio.book import read_book
from forbear.portfolio.proposals.history import known_by
from forbear.portfolio.questions.asking import dossiers
from forbear.portfolio.questions.knowing import what_is_known
from forbear.rulebooks.terms import IsKnown
from forbear.storage.book import import_book
from forbear.storage.ledger import PostgresLedger
from forbear.storage.runs import PostgresSource
from tests.contract.mailer_suite import a_letter
from tests.storage.test_night_and_moment import calls, entangled, moment_of, rows_of, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forbear.storage.database import Database

PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "gate.md"
HEADING: Final = "## Facts that nobody supplies yet"
ROW: Final = re.compile(r"^\| `([a-z0-9_.]+)` \| (.+) \| (silent|refuses|both) \|$", re.MULTILINE)
AT: Final = datetime(2026, 10, 15, 1, 30, tzinfo=UTC)
LETTERS: Final = frozenset(f"content.{name}" for name in a_letter().facts)
"""What the composer of letters tells of its words."""
HOUSE: Final = frozenset({*collector_facts(date(2027, 1, 1)), "system.recorder_is_up"})
"""What accounts and settings tell, where a person is to call."""


def terms_in(value: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever a rule is made of
    """Every term of a compiled rule."""
    if dataclasses.is_dataclass(value):
        yield value
        for item in dataclasses.fields(value):
            yield from terms_in(getattr(value, item.name))
    elif isinstance(value, (tuple, list, set, frozenset)):
        for part in value:
            yield from terms_in(part)


def names_in(term: Any) -> set[str]:  # noqa: ANN401
    """The facts that a term names itself."""
    values = (getattr(term, item.name) for item in dataclasses.fields(term))
    return {value for value in values if isinstance(value, str) and value in FACTS}


def facts_read() -> dict[str, set[bool]]:
    """Each fact that a shipped rule looks at when it answers at the gate, and whether the rules ask first if it is known."""
    found: dict[str, set[bool]] = defaultdict(set)
    for rule in rulebooks.load().rules:
        if rule.at_gate:
            terms = list(terms_in((rule.applies, rule.breach)))
            first = {term.fact for term in terms if isinstance(term, IsKnown)}
            for name in {name for term in terms for name in names_in(term)}:
                found[name].add(name in first)
    return dict(found)


@pytest.fixture
def told(database: Database, tmp_path: Path) -> tuple[set[str], set[str]]:
    """The facts that the night and the moment tell of a book in which every column is filled somewhere."""
    folder = entangled(tmp_path / "cn")
    points = rows_of(folder, "contact_points")
    for row in points:
        row["region"] = "CN-31" if row["kind"] == "address" else ""
    write(folder, "contact_points", points)
    import_book(database, read_book(folder, complete=True), name="cn", at=AT)
    tables = known_by(PostgresSource(database, "cn").tables(), on=date(2026, 10, 14))
    ledger, night, moment = PostgresLedger(database, "cn"), set[str](), set[str]()
    for _, dossier in dossiers(what_is_known(tables, calls(tables))):
        night |= set(dossier.facts)
        moment |= set(moment_of(ledger, dossier).facts)
    return night, moment


def test_every_fact_that_a_rule_reads_is_supplied_or_said_to_be_missing(
    told: tuple[set[str], set[str]],
) -> None:
    _, moment = told
    read = {name: known for name, known in facts_read().items() if not name.startswith("ask.")}
    words = {frozenset({True}): "silent", frozenset({False}): "refuses", frozenset({True, False}): "both"}
    missing = {
        name: words[frozenset(known)] for name, known in read.items() if name not in moment | LETTERS | HOUSE
    }
    text = PAGE.read_text(encoding="utf-8").partition(HEADING)[2].partition("\n## ")[0]
    rows = ROW.findall(text)
    said = {name: until_then for name, _, until_then in rows}
    assert len(rows) == len(said), "a fact stands twice in the table"
    assert said == missing, f"cure: mend the table under `{HEADING}` in {PAGE.name}, or supply the fact"


def test_the_night_tells_every_fact_that_the_moment_tells(told: tuple[set[str], set[str]]) -> None:
    night, moment = told
    assert night == moment


def test_every_fact_told_is_in_the_vocabulary(told: tuple[set[str], set[str]]) -> None:
    night, moment = told
    assert (night | moment | LETTERS | HOUSE) <= set(FACTS)
