"""Records in force for many questions at once."""
