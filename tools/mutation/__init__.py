"""The parts of `tools/mutate.py`: the changes, which test reaches what, the runs, and the changes without effect."""
