"""Local clocks for many questions at once."""
