"""Buckets, and the moves of a case between them."""

from __future__ import annotations

import pytest

from forbear.domain.cases import Bucket, MoveKind, bucket_of, move_kind


@pytest.mark.parametrize(
    ("days", "token"),
    [
        (0, "current"),
        (1, "1-29"),
        (29, "1-29"),
        (30, "30-59"),
        (59, "30-59"),
        (60, "60-89"),
        (89, "60-89"),
        (90, "90+"),
        (4000, "90+"),
    ],
)
def test_days_past_due_fall_into_the_buckets_of_the_book(days: int, token: str) -> None:
    assert bucket_of(days) == token


@pytest.mark.parametrize(
    ("before", "after", "move"),
    [
        (None, Bucket.CURRENT, None),
        (None, Bucket.D1_29, MoveKind.OPENED),
        (Bucket.D1_29, Bucket.D1_29, None),
        (Bucket.D1_29, Bucket.D30_59, MoveKind.MOVED_UP),
        (Bucket.D90_UP, Bucket.D1_29, MoveKind.MOVED_DOWN),
        (Bucket.D60_89, Bucket.CURRENT, MoveKind.CLOSED),
        (Bucket.D60_89, Bucket.SETTLED, MoveKind.CLOSED),
    ],
)
def test_a_case_is_open_exactly_while_its_loan_is_late(
    before: Bucket | None, after: Bucket, move: MoveKind | None
) -> None:
    assert move_kind(before, after) is move
