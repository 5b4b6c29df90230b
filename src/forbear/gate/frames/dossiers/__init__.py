"""Dossiers as frames."""
