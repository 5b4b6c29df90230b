"""Past decisions made again: what a decision had seen, kept with it; the same answer derived from it; what differs.

It reads values and gives values. It never decides by another rulebook than the one it is handed, and never
fills a gap: what was not kept is said to be missing.
"""
