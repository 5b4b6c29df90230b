"""One small module a migration; each names the .sql file that it runs."""
