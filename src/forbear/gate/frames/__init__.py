"""The frames that the column evaluator reads, brought into one shape."""
