"""What every pair of source and sink must keep: the same tables in, the same results out, whatever they lie in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from forbear import rulebooks
from forbear.entry.deeds.run import run_stored
from forbear.portfolio.folder import ageing_of
from forbear.portfolio.planned import planned_contacts
from forbear.portfolio.summary import summary_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from forbear.portfolio.ports import RunSink, RunSource
    from forbear.portfolio.results import Results

    Bring = Callable[[], tuple[RunSource, RunSink]]

AT = datetime(2026, 10, 15, 1, 30, tzinfo=UTC)
ON = date(2026, 10, 14)


class RunSuite:
    """Subclasses give the fixtures `ports` (over the cn-sample) and `reference` (the results of the other implementation)."""

    def results(self, ports: tuple[RunSource, RunSink], on: date = ON) -> Results:
        source, sink = ports
        return list(run_stored(source, sink, on=on, at=AT, rulebook=rulebooks.load()))[-1]

    def test_every_loan_is_aged_alike(self, ports: tuple[RunSource, RunSink], reference: Results) -> None:
        assert ageing_of(self.results(ports)).equals(ageing_of(reference))

    def test_the_same_contacts_are_planned(
        self, ports: tuple[RunSource, RunSink], reference: Results
    ) -> None:
        assert planned(self.results(ports)).equals(planned(reference))

    def test_the_same_refusals_are_counted(
        self, ports: tuple[RunSource, RunSink], reference: Results
    ) -> None:
        assert summary_of(self.results(ports))["refused"] == summary_of(reference)["refused"]

    def test_running_again_gives_the_same(self, ports: tuple[RunSource, RunSink]) -> None:
        first, second = self.results(ports), self.results(ports)
        assert summary_of(first) == summary_of(second)
        assert planned(first).equals(planned(second))

    def test_what_is_remembered_of_a_date_is_what_the_next_compares_with(
        self, ports: tuple[RunSource, RunSink]
    ) -> None:
        yesterday, today = self.results(ports, ON - timedelta(days=1)), self.results(ports)
        assert today.since == yesterday.on
        compared = today.before.select("loan_no", "bucket", "days_past_due").sort("loan_no")
        assert compared.equals(
            yesterday.standing.select("loan_no", "bucket", "days_past_due").sort("loan_no")
        )


def planned(results: Results) -> pl.DataFrame:
    """The plan without the order that numbers of rows give."""
    return planned_contacts(results, book="cn").sort("plan_id")
