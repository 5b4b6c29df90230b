"""Journeys run on a real PostgreSQL and a real mail server."""

from tests.fixtures.postgres import database, database_url, template_database

__all__ = ["database", "database_url", "template_database"]
