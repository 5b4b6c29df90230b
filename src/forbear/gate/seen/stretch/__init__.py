"""A stretch of questions with what all its views share: candidate zones, and the pairs of question and event."""
