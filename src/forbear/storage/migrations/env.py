"""Alembic's entry: runs the migrations on the psycopg connection it is handed. Not imported by anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic import context
from sqlalchemy import create_engine, pool

if TYPE_CHECKING:
    import psycopg


def run() -> None:
    """Run what is missing, all in one transaction."""
    given: psycopg.Connection[Any] = context.config.attributes["psycopg"]
    engine = create_engine("postgresql+psycopg://", creator=lambda: given, poolclass=pool.StaticPool)
    with engine.connect() as connection:
        context.configure(connection=connection, transactional_ddl=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
