"""Journeys drive the real pages, worker and run over a real database."""

from tests.fixtures.desk import chromium, page, played, served
from tests.fixtures.postgres import database, database_url, template_database

__all__ = ["chromium", "database", "database_url", "page", "played", "served", "template_database"]
