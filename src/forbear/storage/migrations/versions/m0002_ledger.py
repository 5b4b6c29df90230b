"""The hot deeds as stored functions: reserve, refuse, use, give back, touch."""

from alembic import op

from forbear.storage.migrations import run_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Run the file."""
    run_file("0002_ledger", op)
