"""What somebody wrote anew in a reply: the text without what it quotes, without signature, in one spelling.

It judges nothing. When in doubt it keeps a line: a lost quotation mark costs a false alarm, a lost "stop" costs
somebody's peace.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

CHARACTERS_MAX: Final = 20_000
"""Longer replies are read up to here."""

_QUOTE_STARTS: Final = re.compile(
    r"^\s*(?:"
    r"-{2,}\s*(?:original message|forwarded message|原始邮件|转发邮件|原邮件).*"
    r"|_{10,}"
    r"|on .{4,200} wrote:"
    r"|在.{2,200}写道[:：]"
    r"|.{0,200}于.{4,80}写道[:：]"
    r"|(?:from|发件人)\s*[:：].*"
    r")\s*$",
    re.IGNORECASE,
)
_SIGNATURE: Final = re.compile(r"^(?:--\s*|sent from my .{1,60}|发自我的.{1,60})$", re.IGNORECASE)


def said_anew(text: str) -> str:
    """Return what the writer of a reply added: quoted lines, the quoted original and the signature are left out."""
    kept: list[str] = []
    for line in text[:CHARACTERS_MAX].splitlines():
        if _QUOTE_STARTS.match(line) or _SIGNATURE.match(line.strip()):
            break
        if not line.lstrip().startswith((">", "＞")):
            kept.append(line)
    return "\n".join(kept).strip()


def one_spelling(text: str) -> str:
    """Return the text with full-width forms, odd quotes and case folded away, character for character where possible."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return folded.casefold()


_QUOTES: Final = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "\u200b": " ", "\xa0": " "}
)
