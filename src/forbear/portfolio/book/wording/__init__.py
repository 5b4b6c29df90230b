"""What each fault says: reason and cure, in English and Chinese, under its code.

The English follows the house: small first letter, no full stop, the reader's own input in backticks.
"""

from collections.abc import Mapping
from types import MappingProxyType

from forbear.portfolio.book.wording.files import FILES, LINES
from forbear.portfolio.book.wording.rows import ROWS, VALUES

WORDING: Mapping[str, Mapping[str, tuple[str, str]]] = MappingProxyType({**FILES, **LINES, **VALUES, **ROWS})
"""Code → language (`en`, `zh`) → (reason, cure); the names in braces are facts of the fault."""
