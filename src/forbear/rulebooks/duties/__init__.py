"""What a provision says beside its answer at the gate: duties with their dates, periods, keeping times, classes.

The terms, and the traits by which happenings are classified. It reads no file and works no date out.
"""
