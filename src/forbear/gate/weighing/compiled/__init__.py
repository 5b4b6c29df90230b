"""The compiled side of the row evaluator: what is left of a statement for given words, outcomes and their verdicts."""
