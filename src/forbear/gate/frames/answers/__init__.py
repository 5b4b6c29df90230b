"""The answers."""
