"""Generated proposals for the bench of columns, and the same answers by hand."""
