"""Storage tests run on a real PostgreSQL."""
