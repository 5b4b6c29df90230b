"""What the night would try next, for whole books: the path followed in columns, over what the log says."""
