"""Past decisions at the command line: explained, and made again by a changed rulebook. Loaded by `forbear gate`."""
