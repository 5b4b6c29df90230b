"""Storage tests run on a real PostgreSQL."""

from tests.fixtures.postgres import database, database_url, template_database

__all__ = ["database", "database_url", "template_database"]
