"""Who calls, and numbers that several people have."""

from alembic import op

from forbear.storage.migrations import run_file

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Run the file."""
    run_file("0012_who_calls", op)
