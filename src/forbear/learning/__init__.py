"""Articles on borrowing well, read-aloud, related pieces, comments and a calculator.

It teaches whoever comes. It knows no person, no loan and no case, so that reading can never be used against a
reader.
"""
