"""What the worker adds to planned contacts."""

from alembic import op

from forbear.storage.migrations import run_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Run the file."""
    run_file("0004_dispatch", op)
