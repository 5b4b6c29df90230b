"""What the benchmarks of ageing and of the run work on: generated tables in Parquet, our engine and a hand-written one beside it.

It measures nothing itself: the clock is the caller's. The same seed and size give the same files. The hand-written engine does only the
arithmetic of instalments and pooled payments, which is all that the generated loans need, so that both answer alike.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from forbear.portfolio.ageing import age_all
from forbear.portfolio.folder import ageing_of
from forbear.portfolio.kernel import partitions, run_partition, standing_on, together
from forbear.portfolio.planned import planned_contacts
from forbear.portfolio.results import Earlier
from forbear.portfolio.tables import SCHEMAS, Tables

if TYPE_CHECKING:
    from pathlib import Path

    from forbear.rulebooks.book import Rulebook
    from forbear.strategy.treatment import Path as TreatmentPath

ON: Final = date(2026, 2, 16)
FIRST_DUE: Final = date(2024, 8, 15)
INSTALMENTS: Final = 12
LOANS_AT_ONCE: Final = 500_000
PAID_SHARE: Final = 0.8
ONE_DAY: Final = timedelta(days=1)


def generate(folder: Path, *, loans: int, seed: int, with_people: bool) -> None:
    """Write tables of `loans` loans with twelve instalments each into `folder`, one Parquet file a table."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(seed)
    for part, start in enumerate(range(0, loans, LOANS_AT_ONCE)):
        numbers = np.arange(start + 1, min(start + LOANS_AT_ONCE, loans) + 1)
        for name, frame in _part(chance, numbers, with_people=with_people).items():
            (folder / name).mkdir(exist_ok=True)
            frame.write_parquet(folder / name / f"{part:04d}.parquet")


def read(folder: Path) -> Tables:
    """Read the tables that `generate` wrote; a table that was not written is empty."""
    found = {name: folder / name for name in SCHEMAS if (folder / name).exists()}
    return Tables.of(**{name: pl.read_parquet(place / "*.parquet") for name, place in found.items()})


def age_ours(folder: Path) -> tuple[int, int, int]:
    """Read and age with the engine of the night; return the sums of days past due, overdue principal and overdue interest."""
    aged = age_all(read(folder), on=ON)
    return (
        int(aged["days_past_due"].sum()),
        int(aged["overdue_principal_minor"].sum()),
        int(aged["overdue_interest_minor"].sum()),
    )


def age_by_hand(folder: Path) -> tuple[int, int, int]:
    """Do the same in hand-written Polars over rows sorted by loan: running sums without groups; the reference."""
    frame = _aged_by_hand(folder)
    return int(frame["days"].sum()), int(frame["principal"].sum()), int(frame["interest"].sum())


def run_ours(folder: Path, out: Path, *, path: TreatmentPath, rulebook: Rulebook) -> int:
    """Read, run the whole kernel over partitions and write both files of results; return the rows written."""
    before = ON - ONE_DAY
    worked = [
        run_partition(
            part,
            on=ON,
            earlier=Earlier(on=before, standing=standing_on(part, on=before)),
            path=path,
            rulebook=rulebook,
        )
        for part in partitions(read(folder))
    ]
    results = together(worked)
    aged, plans = ageing_of(results), planned_contacts(results, book="bench")
    out.mkdir(parents=True, exist_ok=True)
    aged.write_parquet(out / "ageing.parquet")
    plans.drop("findings").write_parquet(out / "planned_contacts.parquet")
    return aged.height + plans.height


def parts_by_hand(folder: Path, out: Path) -> int:
    """Read every table, age by hand and write the ageing: the sum of parts that a whole run is held against."""
    tables = read(folder)
    aged = _aged_by_hand(folder)
    out.mkdir(parents=True, exist_ok=True)
    aged.write_parquet(out / "by_hand.parquet")
    return tables.loans.height


def _aged_by_hand(folder: Path) -> pl.DataFrame:
    paid = (
        pl.scan_parquet(folder / "payments" / "*.parquet")
        .group_by("loan_no")
        .agg(paid=pl.col("amount_minor").sum())
    )
    loans = (
        pl.scan_parquet(folder / "loans" / "*.parquet").select("loan_no").join(paid, on="loan_no", how="left")
    )
    due = (
        pl.scan_parquet(folder / "instalments" / "*.parquet")
        .filter(pl.col("due") <= ON)
        .select("loan_no", "due", "principal_minor", "interest_minor")
        .with_columns(total=pl.col("principal_minor") + pl.col("interest_minor"))
        .with_columns(running=pl.col("total").cum_sum())
        .with_columns(first=pl.col("loan_no") != pl.col("loan_no").shift(1).fill_null(0))
        .with_columns(
            within=pl.col("running")
            - pl.when("first").then(pl.col("running") - pl.col("total")).forward_fill()
        )
        .join(loans, on="loan_no", how="left", maintain_order="left")
        .with_columns(left=(pl.col("within") - pl.col("paid").fill_null(0)).clip(0))
        .with_columns(left=pl.min_horizontal("left", "total"))
        .filter(pl.col("left") > 0)
        .with_columns(principal=pl.min_horizontal("left", "principal_minor"))
        .group_by("loan_no")
        .agg(
            days=(pl.lit(ON) - pl.col("due").min()).dt.total_days(),
            principal=pl.col("principal").sum(),
            interest=(pl.col("left") - pl.col("principal")).sum(),
        )
    )
    return due.collect()


def _part(chance: np.random.Generator, numbers: np.ndarray, *, with_people: bool) -> dict[str, pl.DataFrame]:
    count = len(numbers)
    offset = chance.integers(0, 530, count)
    due = (offset[:, None] + 30 * np.arange(INSTALMENTS)[None, :]).ravel() + (
        FIRST_DUE - date(1970, 1, 1)
    ).days
    principal = chance.integers(20_000, 250_000, count * INSTALMENTS)
    interest = chance.integers(100, 3_000, count * INSTALMENTS)
    today = (ON - date(1970, 1, 1)).days
    owed = ((principal + interest) * (due <= today)).reshape(count, INSTALMENTS).sum(1)
    paid = (owed * np.where(chance.random(count) < PAID_SHARE, 1.0, chance.random(count))).astype(np.int64)
    base = pl.DataFrame({"loan_no": numbers}).with_columns(loan_id=pl.format("L{}", "loan_no"))
    frames = {
        "loans": base.with_columns(
            borrower_no=pl.col("loan_no"), lender_no=pl.lit(1), product=pl.lit("online_consumer"), currency=pl.lit("CNY"),
            principal_minor=pl.lit(1_000_000), annual_rate=pl.lit("0.12"), method=pl.lit("other"), signed=pl.lit(FIRST_DUE),
            disbursed=pl.lit(FIRST_DUE), maturity=pl.lit(ON), status=pl.lit("active"), country=pl.lit("CN"),
            timezone=pl.lit("Asia/Shanghai"),
        ),
        "instalments": pl.DataFrame(
            {
                "loan_no": np.repeat(numbers, INSTALMENTS),
                "number": np.tile(np.arange(1, INSTALMENTS + 1), count),
                "due": pl.Series(due).cast(pl.Int32).cast(pl.Date),
                "principal_minor": principal,
                "interest_minor": interest,
            }
        ),
        "payments": pl.DataFrame({"loan_no": numbers, "amount_minor": paid})
        .filter(pl.col("amount_minor") > 0)
        .with_columns(payment_id=pl.lit("p"), received=pl.lit(ON - 3 * ONE_DAY)),
    }  # fmt: skip
    return {**frames, **_people(chance, numbers)} if with_people else frames


def _people(chance: np.random.Generator, numbers: np.ndarray) -> dict[str, pl.DataFrame]:
    """One borrower a loan with an e-mail address and a mobile number; a third has been contacted before."""
    people = pl.DataFrame({"person_no": numbers}).with_columns(
        person_id=pl.format("P{}", "person_no"), timezone=pl.lit("Asia/Shanghai"), country=pl.lit("CN"), born=pl.lit(date(1990, 1, 1)),
        special=pl.lit([], dtype=pl.List(pl.String)),
    )  # fmt: skip
    points = pl.concat(
        [
            people.select("person_no", kind=pl.lit(kind), value=pl.format(shape, "person_no"))
            for kind, shape in (("email", "p{}@example.net"), ("mobile", "+86199{}"))
        ]
    ).with_columns(source=pl.lit("contract"), verified=pl.lit("2025-01-01"))
    chosen = numbers[chance.random(len(numbers)) < 1 / 3]
    minutes = chance.integers(0, 20 * 1440, len(chosen))
    start = datetime.combine(ON - 21 * ONE_DAY, datetime.min.time(), tzinfo=UTC)
    attempts = pl.DataFrame({"person_no": chosen, "minutes": minutes}).select(
        "person_no",
        attempt_id=pl.format("A{}", "person_no"),
        at=pl.lit(start) + pl.duration(minutes="minutes"),
        channel=pl.lit("email"),
        outcome=pl.lit("sent"),
        direction=pl.lit("out"),
        loan_ids=pl.concat_list(pl.format("L{}", "person_no")),
        contact_point=pl.format("p{}@example.net", "person_no"),
        purpose=pl.lit("payment_reminder"),
    )
    lender = pl.DataFrame(
        {"lender_no": [1], "lender_id": ["K"], "kind": ["bank"], "country": ["CN"], "is_cba_member": [True]}
    )
    first = {"lenders": lender} if numbers[0] == 1 else {}
    return {**first, "people": people, "contact_points": points, "attempts": attempts}
