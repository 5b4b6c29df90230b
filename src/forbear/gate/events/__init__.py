"""The event log of many people at once."""
