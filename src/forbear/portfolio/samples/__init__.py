"""Sample books: real loans from public filings with generated people, and a generated Chinese book.

`write_us_auto` and `write_cn_sample` write a folder in the book's format and return what they wrote. The same seed
gives the same bytes. Neither reads a clock or the network; docs/reference/samples.md says what is real.
"""

from forbear.portfolio.samples.cn import write_cn_sample
from forbear.portfolio.samples.folder import BadRow, BookSummary, FolderTaken
from forbear.portfolio.samples.us_auto import write_us_auto

__all__ = ["BadRow", "BookSummary", "FolderTaken", "write_cn_sample", "write_us_auto"]
