"""`python -m forbear.entry.cli`: the command line without an installed script."""

from forbear.entry.cli import main

main()
