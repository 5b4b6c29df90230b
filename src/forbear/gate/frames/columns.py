"""Questions, events, records and zones as frames: absent columns filled, words turned into codes, sorted once.

The columns are the fields of `Ask`, `Event`, `Record` and `ZoneEvidence` and the names of the vocabulary of
facts. A column that is absent is like a field left at its default; an absent fact column is unknown for
every row. Other columns are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from forbear.gate.dossier import END_OF_TIME_US
from forbear.gate.events.columns import EventTable, Keys, ragged
from forbear.gate.records.columns import FOREVER_DAY, Asked, RecordTable
from forbear.gate.weighing.clocks import DAY_US
from forbear.gate.weighing.matching import UNNAMED_LENDER

INSTANT: Final = pl.Datetime("us", "UTC")
WORDS: Final = pl.List(pl.String)

ASK_SCHEMA: Final[dict[str, tuple[pl.DataType, object]]] = {
    "at": (INSTANT, None),
    "channel": (pl.String(), None),
    "person_id": (pl.String(), None),
    "debtor_id": (pl.String(), None),
    "role": (pl.String(), "borrower"),
    "purpose": (pl.String(), "collect"),
    "debts": (WORDS, []),
    "address": (pl.String(), None),
    "place": (pl.String(), None),
    "actor": (pl.String(), "lender"),
    "lender": (pl.String(), "lender"),
    "action": (pl.String(), None),
    "technology": (pl.String(), None),
    "form": (pl.String(), "interactive"),
    "basis": (pl.String(), None),
    "in_reply_to": (pl.String(), None),
    "debt_elected": (pl.String(), None),
    "arrives_at": (INSTANT, None),
}
EVENT_SCHEMA: Final[dict[str, tuple[pl.DataType, object]]] = {
    "at": (INSTANT, None),
    "channel": (pl.String(), None),
    "person_id": (pl.String(), None),
    "outcome": (pl.String(), None),
    "direction": (pl.String(), "out"),
    "address": (pl.String(), None),
    "actor": (pl.String(), "lender"),
    "lender": (pl.String(), "lender"),
    "purpose": (pl.String(), "collect"),
    "debts": (WORDS, []),
    "debts_raised": (WORDS, []),
    "debts_discussed": (WORDS, []),
    "debt_elected": (pl.String(), None),
    "form": (pl.String(), "interactive"),
    "flags": (WORDS, []),
    "event_id": (pl.String(), ""),
    "in_reply_to": (pl.String(), None),
    "debtor_id": (pl.String(), None),
    "role": (pl.String(), ""),
    "place": (pl.String(), None),
}
RECORD_SCHEMA: Final[dict[str, tuple[pl.DataType, object]]] = {
    "kind": (pl.String(), None),
    "token": (pl.String(), None),
    "at": (INSTANT, None),
    "person_id": (pl.String(), None),
    "until": (INSTANT, None),
    "ended_at": (INSTANT, None),
    "debts": (WORDS, []),
    "channels": (WORDS, []),
    "addresses": (WORDS, []),
    "given_to": (pl.String(), "*"),
    "from_time": (pl.String(), None),
    "to_time": (pl.String(), None),
    "days": (pl.List(pl.Int64()), []),
    "only_on": (pl.Date(), None),
    "place": (pl.String(), None),
    "flags": (WORDS, []),
    "waives": (WORDS, []),
    "number": (pl.Int64(), None),
    "day": (pl.Date(), None),
}
ZONE_SCHEMA: Final[dict[str, tuple[pl.DataType, object]]] = {
    "person_id": (pl.String(), None),
    "source": (pl.String(), None),
    "tz": (pl.String(), None),
    "address": (pl.String(), None),
}


class BadFrame(Exception):
    """a frame lacks a column that has no default, or holds an empty value there"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """What the column evaluator looks at. One row of `questions` is one ask."""

    questions: pl.DataFrame
    events: pl.DataFrame
    records: pl.DataFrame
    zones: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Prepared:
    """The frames in the evaluator's shape: strings as codes, events and records sorted by person."""

    asks: pl.DataFrame
    events: EventTable
    cases: EventTable
    points: EventTable
    records: RecordTable
    zones: pl.DataFrame
    codes: Codes


@dataclass(frozen=True, slots=True)
class Codes:
    """The distinct words of one run, in order; a code is a position in them."""

    people: pl.Enum
    addresses: pl.Enum
    debts: pl.Enum
    actors: pl.Enum
    channels: pl.Enum
    messages: pl.Enum
    places: pl.Enum


def shaped(frame: pl.DataFrame, schema: dict[str, tuple[pl.DataType, object]], what: str) -> pl.DataFrame:
    """The frame with exactly the columns of a schema, defaults filled in; raises `BadFrame`."""
    required = {"at", "channel", "person_id", "outcome", "kind", "token", "source", "tz"}
    columns: list[pl.Expr] = []
    for name, (kind, default) in schema.items():
        if name in frame.columns:
            column = _as_kind(frame, name, kind)
            columns.append(column.fill_null(pl.lit(default, dtype=kind)) if default is not None else column)
        elif name in required:
            message = f"`{what}` has no column `{name}`"
            raise BadFrame(message)
        else:
            columns.append(pl.lit(default, dtype=kind).alias(name))
    result = (
        frame.select(columns)
        if frame.height
        else pl.DataFrame(schema={name: kind for name, (kind, _) in schema.items()})
    )
    empty = [name for name in schema if name in required and result[name].null_count()]
    if empty:
        message = f"`{what}` has empty values in {', '.join(empty)}"
        raise BadFrame(message)
    return result


def _as_kind(frame: pl.DataFrame, name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.Datetime) and isinstance(frame.schema[name], pl.Datetime):
        if frame.schema[name].time_zone is None:  # type: ignore[attr-defined]
            message = f"`{name}` holds instants without a zone"
            raise BadFrame(message)
        return column.dt.convert_time_zone("UTC").dt.cast_time_unit("us")
    if isinstance(frame.schema[name], pl.Time):
        return column.dt.to_string("%H:%M:%S%.6f")
    return column.cast(kind)


NOBODY: Final = pl.Series(["-"])


def without_history(frames: Frames) -> bool:
    """Whether nothing has happened and nothing holds: then nobody needs to be told from another."""
    return not frames.events.height and not frames.records.height


def prepare(frames: Frames) -> Prepared:
    """Bring the frames into shape; raises `BadFrame`."""
    questions = frames.questions
    asks = (
        shaped(questions, ASK_SCHEMA, "questions")
        .with_columns(
            debtor_id=_own_unless_named("debtor_id"),
            us=pl.col("at").dt.epoch("us"),
            arrives_us=pl.coalesce("arrives_at", "at").dt.epoch("us"),
        )
        .with_columns(is_about_debtor=pl.col("person_id") == pl.col("debtor_id"))
    )
    alone = without_history(frames)
    people = NOBODY if alone else pl.concat([asks["person_id"], asks["debtor_id"]]).unique().sort()
    mine = pl.DataFrame({"person_id": people})
    events = shaped(frames.events, EVENT_SCHEMA, "events").with_columns(
        debtor_id=_own_unless_named("debtor_id")
    )
    points = asks["address"].drop_nulls().unique()
    events = events.filter(
        pl.col("person_id").is_in(people.implode())
        | pl.col("debtor_id").is_in(people.implode())
        | pl.col("address").is_in(points.implode()).fill_null(value=False)
    )
    records = shaped(frames.records, RECORD_SCHEMA, "records").join(mine, on="person_id", how="semi")
    zones = shaped(frames.zones, ZONE_SCHEMA, "zones")
    zones = zones if alone else zones.join(mine, on="person_id", how="semi")
    places = (
        questions["point.place"].cast(pl.String)
        if "point.place" in questions.columns
        else pl.Series([None], dtype=pl.String)
    )
    asks = asks.with_columns(
        point_place=places if len(places) == asks.height else pl.lit(None, dtype=pl.String)
    )
    codes = _codes(people, asks, events, records)
    coded = _coded_events(events, codes)
    by_person = _event_table(coded, codes, "person_code")
    own = bool((coded["person_code"] == coded["debtor_code"]).all())
    return Prepared(
        _coded_asks(asks, codes),
        by_person,
        by_person if own else _event_table(coded, codes, "debtor_code"),
        _event_table(coded.filter(pl.col("address").is_not_null()), codes, "address_code"),
        _record_table(records, codes),
        zones,
        codes,
    )


def _own_unless_named(name: str) -> pl.Expr:
    """The column, or the person's own id where it names nobody."""
    return pl.when(pl.col(name).fill_null("") == "").then("person_id").otherwise(name)


def _enum(*columns: pl.Series) -> pl.Enum:
    flat = [
        column.explode(empty_as_null=False, keep_nulls=False) if isinstance(column.dtype, pl.List) else column
        for column in columns
    ]
    return pl.Enum(pl.concat([item.cast(pl.String) for item in flat]).drop_nulls().unique().sort())


def _codes(people: pl.Series, asks: pl.DataFrame, events: pl.DataFrame, records: pl.DataFrame) -> Codes:
    star = pl.Series(["*", UNNAMED_LENDER])
    return Codes(
        people=_enum(people, events["person_id"], events["debtor_id"]),
        addresses=_enum(asks["address"], events["address"], records["addresses"]),
        debts=_enum(
            asks["debts"],
            asks["debt_elected"],
            events["debts"],
            events["debts_raised"],
            events["debts_discussed"],
            events["debt_elected"],
            records["debts"],
        ),
        actors=_enum(
            star, asks["actor"], asks["lender"], events["actor"], events["lender"], records["given_to"]
        ),
        channels=_enum(asks["channel"], events["channel"], records["channels"]),
        messages=_enum(asks["in_reply_to"], events["event_id"], events["in_reply_to"]),
        places=_enum(asks["place"], asks["point_place"], records["place"]),
    )


def _position(word: str, words: pl.Enum) -> int:
    return int(pl.Series([word]).cast(words).to_physical()[0])


def _code(name: str, words: pl.Enum) -> pl.Expr:
    return pl.col(name).cast(words).to_physical().cast(pl.Int64).fill_null(-1)


def _code_list(name: str, words: pl.Enum) -> pl.Expr:
    return pl.col(name).list.eval(pl.element().cast(words).to_physical().cast(pl.Int64))


def _person_code(name: str, codes: Codes) -> pl.Expr:
    if len(codes.people.categories) == len(NOBODY) and codes.people.categories[0] == NOBODY[0]:
        return pl.lit(0, dtype=pl.Int64)
    return _code(name, codes.people)


def _coded_asks(asks: pl.DataFrame, codes: Codes) -> pl.DataFrame:
    return asks.with_columns(
        person_code=_person_code("person_id", codes),
        debtor_code=_person_code("debtor_id", codes),
        address_code=_code("address", codes.addresses),
        actor_code=_code("actor", codes.actors),
        lender_code=_code("lender", codes.actors),
        channel_code=_code("channel", codes.channels),
        place_code=_code("place", codes.places),
        point_place_code=_code("point_place", codes.places),
        debt_codes=_code_list("debts", codes.debts),
        elected_code=_code("debt_elected", codes.debts),
        reply_code=_code("in_reply_to", codes.messages),
    )


def _event_table(coded: pl.DataFrame, codes: Codes, owner: str) -> EventTable:
    owners = codes.addresses if owner == "address_code" else codes.people
    return EventTable(coded.sort(owner, "us", maintain_order=True), max(len(owners.categories), 1), owner)


def _coded_events(events: pl.DataFrame, codes: Codes) -> pl.DataFrame:
    return events.with_columns(
        us=pl.col("at").dt.epoch("us"),
        person_code=_code("person_id", codes.people),
        address_code=_code("address", codes.addresses),
        actor_code=_code("actor", codes.actors),
        lender_code=_code("lender", codes.actors),
        debtor_code=_code("debtor_id", codes.people),
        channel_code=_code("channel", codes.channels),
        message_code=_code("event_id", codes.messages),
        reply_code=_code("in_reply_to", codes.messages),
        debt_elected=_code("debt_elected", codes.debts),
        **{name: _code_list(name, codes.debts) for name in ("debts", "debts_raised", "debts_discussed")},
    ).with_columns(debt_elected=pl.when(pl.col("debt_elected") >= 0).then("debt_elected"))


def _record_table(records: pl.DataFrame, codes: Codes) -> RecordTable:
    epoch_day = pl.col("only_on").cast(pl.Int32).cast(pl.Int64)
    no_time = pl.col("from_time").is_null() & pl.col("to_time").is_null()
    coded = records.with_columns(
        us=pl.col("at").dt.epoch("us"),
        end_us=pl.min_horizontal(
            pl.col("until").dt.epoch("us").fill_null(END_OF_TIME_US),
            pl.col("ended_at").dt.epoch("us").fill_null(END_OF_TIME_US),
        ),
        person_code=_code("person_id", codes.people),
        given_code=_code("given_to", codes.actors),
        place_code=_code("place", codes.places),
        channel_codes=_code_list("channels", codes.channels),
        address_codes=_code_list("addresses", codes.addresses),
        debt_codes=_code_list("debts", codes.debts),
        days_mask=pl.col("days")
        .list.eval(pl.lit(2, dtype=pl.Int64).pow(pl.element()))
        .list.unique()
        .list.sum()
        .cast(pl.Int64)
        .fill_null(0),
        only_day=epoch_day.fill_null(FOREVER_DAY),
        named_day=pl.col("day").cast(pl.Int32).cast(pl.Int64).fill_null(FOREVER_DAY),
        from_us=_time_us("from_time", 0),
        to_us=_time_us("to_time", DAY_US),
        is_timed=~(no_time & (pl.col("days").list.len() == 0) & pl.col("only_on").is_null()),
    )
    any_actor = _position("*", codes.actors)
    return RecordTable(
        coded.sort("person_code", maintain_order=True), len(codes.people.categories), any_actor
    )


def _time_us(name: str, absent: int) -> pl.Expr:
    """Microseconds since midnight of `HH:MM`, `HH:MM:SS` or `HH:MM:SS.ffffff`."""
    parts = pl.col(name).str.split(":")
    hours, minutes = parts.list.get(0).cast(pl.Int64), parts.list.get(1).cast(pl.Int64)
    rest = parts.list.get(2, null_on_oob=True).fill_null("0").str.split(".")
    seconds = rest.list.get(0).cast(pl.Int64)
    fraction = rest.list.get(1, null_on_oob=True).fill_null("0").str.pad_end(6, "0").cast(pl.Int64)
    return (((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + fraction).fill_null(absent)


def asked_of(asks: pl.DataFrame, codes: Codes) -> Asked:
    """The arrays of a stretch of questions."""

    def array(name: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return asks[name].to_numpy().astype(np.int64)

    keys = Keys(
        array("person_code"),
        array("debtor_code"),
        array("address_code"),
        array("actor_code"),
        array("lender_code"),
        _position(UNNAMED_LENDER, codes.actors),
        ragged(asks, pl.col("debt_codes")),
        array("elected_code"),
        array("channel_code"),
        array("reply_code"),
    )
    return Asked(array("us"), array("channel_code"), array("place_code"), array("point_place_code"), keys)
