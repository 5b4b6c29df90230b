"""The first floor: book, contacts, decisions, evidence, the night's plan, staff."""

from alembic import op

from forbear.storage.migrations import run_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Run the file."""
    run_file("0001_house", op)
