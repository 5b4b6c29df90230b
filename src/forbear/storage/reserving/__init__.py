"""The parts of reserving on PostgreSQL: readings remembered in the process, and what the stored functions are given."""
