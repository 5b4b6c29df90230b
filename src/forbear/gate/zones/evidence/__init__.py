"""Evidence of zones."""
