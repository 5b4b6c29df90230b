"""What rows and tables owe each other, and remarks on a book that is good."""
