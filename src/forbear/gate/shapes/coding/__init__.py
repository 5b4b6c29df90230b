"""Words and ids as numbers."""
