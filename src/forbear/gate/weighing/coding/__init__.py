"""Terms to Python code: expressions, and the lines that read records, local times and counts once for all of them."""
