"""Decisions in few bytes, and reserving in fewer statements."""

from alembic import op

from forbear.storage.migrations import run_file

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Run the file."""
    run_file("0011_compact", op)
