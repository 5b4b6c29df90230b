"""Statements of the rules as expressions."""
