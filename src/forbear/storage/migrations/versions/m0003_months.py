"""Month partitions for attempts, decisions, evidence and ageing."""

from alembic import op

from forbear.storage.migrations import run_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Run the file."""
    run_file("0003_months", op)
