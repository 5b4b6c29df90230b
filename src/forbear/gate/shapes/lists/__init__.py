"""Lists of codes."""
