"""Reserving many contacts of distinct people in one call."""

from alembic import op

from forbear.storage.migrations import run_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Run the file."""
    run_file("0007_reserving_many", op)
