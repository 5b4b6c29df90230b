"""From files to typed rows: finds the tables, scans the bytes, reads cells; judges no row by another."""
