"""Whose loans a contact was about, and in which state an address lies."""

from alembic import op

from forbear.storage.migrations import run_file

revision = "0010"
down_revision = "0007"


def upgrade() -> None:
    """Run the file."""
    run_file("0010_whose_contacts", op)
