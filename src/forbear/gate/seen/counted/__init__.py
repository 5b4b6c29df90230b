"""Counts, days since and streaks of many questions, from their logs."""
