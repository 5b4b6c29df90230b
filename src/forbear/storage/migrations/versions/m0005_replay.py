"""What an exact replay of a past decision needs."""

from alembic import op

from forbear.storage.migrations import run_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Run the file."""
    run_file("0005_replay", op)
