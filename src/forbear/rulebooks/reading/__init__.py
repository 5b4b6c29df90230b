"""Reading the files of a rulebook into compiled rules. Every error is collected with file, line and cure."""
