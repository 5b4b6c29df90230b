"""Reserving in one round trip on readings that may be remembered; no fact changes unseen."""

from alembic import op

from forbear.storage.migrations import run_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Run the file."""
    run_file("0006_reserving", op)
