"""The views of a rulebook over a stretch of questions."""
