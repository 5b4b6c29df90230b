"""What a provision says, in words of both languages: its numbers, hours, dates, exceptions and how sure we are.

It reads the files of instruments as they stand and tells; it compiles and decides nothing. A key that it has no
words for is told as it is written, so that nothing is passed over.
"""
