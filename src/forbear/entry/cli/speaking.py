"""How commands speak to people: on standard error, without markup, so that what somebody typed is shown as typed."""

from __future__ import annotations

from functools import cache

from rich.console import Console


@cache
def errors() -> Console:
    """Return the console for everything that is not the answer."""
    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
