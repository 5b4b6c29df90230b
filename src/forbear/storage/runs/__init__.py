"""The database side of the nightly run: tables of one book out by ADBC as Arrow, results of one date in by COPY, in one transaction."""

from forbear.storage.runs.sink import PostgresSink
from forbear.storage.runs.source import PostgresSource
from forbear.storage.runs.turn import RunUnderWay, night

__all__ = ["PostgresSink", "PostgresSource", "RunUnderWay", "night"]
