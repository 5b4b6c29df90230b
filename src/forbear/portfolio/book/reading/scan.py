"""Finds the records of a CSV file in blocks, with bounded memory, before anything is parsed.

A record is not a line: a quoted value may hold line breaks. The scan checks what RFC 4180 asks of the bytes (quotes,
line endings), UTF-8, and the length of every record, so that a damaged or endless file is refused at once. It never
reads a record longer than `RECORD_BYTES_MAX` into memory and never mends anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import numpy as np
import numpy.typing as npt

from forbear.portfolio.book.faults import Collector, Fault
from forbear.portfolio.book.tables import RECORD_BYTES_MAX

_BLOCK_BYTES = 32 << 20
_LF, _CR, _QUOTE, _COMMA = 10, 13, 34, 44
_BOM = b"\xef\xbb\xbf"
# UTF-16 of Latin text without a mark is half NUL bytes; of Chinese text with commas and digits, still a good part.
_LONE_NULS = 0.2

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


class ScanStoppedError(Exception):
    """the file cannot be read further; the fault has been recorded."""


@dataclass(frozen=True)
class Block:
    """Whole records: `bounds` has one more entry than there are records; `lines` is the physical line of each."""

    data: bytes
    bounds: Ints
    lines: Ints
    fields: Ints
    quoted: bool

    @property
    def records(self) -> int:
        """Number of records."""
        return len(self.lines)

    def record(self, index: int) -> bytes:
        """The bytes of one record, line ending included."""
        return self.data[int(self.bounds[index]) : int(self.bounds[index + 1])]

    def only(self, keep: npt.NDArray[np.bool_]) -> "Block":
        """The records for which `keep` is true."""
        if bool(keep.all()):
            return self
        lengths = np.diff(self.bounds)
        body = np.frombuffer(self.data, dtype=np.uint8)[int(self.bounds[0]) : int(self.bounds[-1])]
        data = body[np.repeat(keep, lengths)].tobytes()
        bounds = np.concatenate(([0], np.cumsum(lengths[keep]))).astype(np.int64)
        return Block(data, bounds, self.lines[keep], self.fields[keep], self.quoted)


class Scan:
    """One pass over a CSV file; faults go to the collector, and the pass ends at the first that hides the rest."""

    def __init__(self, path: Path, faults: Collector) -> None:
        """Nothing is opened yet."""
        self.path = path
        self.file = path.name
        self.faults = faults
        self.bom = False
        self._line = 1

    def blocks(self) -> Iterator[Block]:
        """Blocks of whole records, the header among them; stops early after a fault that hides the rest."""
        try:
            with self.path.open("rb") as stream:
                yield from self._read(stream)
        except OSError as error:
            self.faults.add(Fault(self.file, None, None, "unreadable", error.strerror or str(error)))
        except ScanStoppedError:
            return

    def _read(self, stream: BinaryIO) -> Iterator[Block]:
        rest = self._first_bytes(stream)
        while True:
            chunk = stream.read(_BLOCK_BYTES)
            data = rest + chunk if rest else chunk
            if not data:
                return
            block, used = self._block(data)
            if block is not None:
                yield block
            rest = data[used:]
            self._check_rest(rest, at_end=not chunk)
            if not chunk:
                return

    def _first_bytes(self, stream: BinaryIO) -> bytes:
        head = stream.read(RECORD_BYTES_MAX)
        if not head:
            self._stop("empty_file", None)
        nuls = head.count(b"\0")
        if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or _LONE_NULS < nuls / len(head) <= 1 - _LONE_NULS:
            self._stop("utf16", None)
        if head[:2] == b"\x1f\x8b" or head[:4] in {b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"}:
            self.faults.add(
                Fault(self.file, None, None, "unsupported_format", self.file, {"table": self.path.stem})
            )
            raise ScanStoppedError
        if head.startswith(_BOM):
            self.bom = True
            head = head[len(_BOM) :]
            if not head:
                self._stop("empty_file", None)
        if b"\n" not in head and b"\r" in head:
            self._stop("old_line_endings", None)
        return head

    def _check_rest(self, rest: bytes, *, at_end: bool) -> None:
        """What is left after the last whole record: refuse it when it is too long or the file ends in it."""
        if not rest or not (at_end or len(rest) > RECORD_BYTES_MAX):
            return
        if len(rest) > RECORD_BYTES_MAX and b"\n" not in rest:
            self._stop("line_too_long", self._line)
        if rest.count(b'"') % 2:
            self._stop("unclosed_quote", self._line)
        if at_end:
            self._check_text(rest)
        self._stop("truncated" if at_end else "line_too_long", self._line)

    def _block(self, data: bytes) -> tuple[Block | None, int]:
        array = np.frombuffer(data, dtype=np.uint8)
        newlines = np.flatnonzero(array == _LF)
        quoted = b'"' in data
        inside = np.cumsum(array == _QUOTE, dtype=np.uint8) & 1 if quoted else None
        ends = newlines if inside is None else newlines[inside[newlines] == 0]
        if not len(ends):
            return None, 0
        bounds = np.concatenate(([0], ends + 1)).astype(np.int64)
        used = int(bounds[-1])
        lines = self._line + np.searchsorted(newlines, bounds).astype(np.int64)
        self._check_lengths(bounds, lines)
        if inside is not None:
            self._check_quotes(array[:used], inside[:used], bounds, lines)
        text = data if used == len(data) else data[:used]
        self._check_text(text)
        if b"\r" in text:
            self._check_returns(array[:used], inside, bounds, lines)
        commas = array[:used] == _COMMA
        if inside is not None:
            commas &= inside[:used] == 0
        fields = np.add.reduceat(commas, bounds[:-1], dtype=np.int64) + 1
        content = np.diff(bounds)
        blank = (content == 1) | ((content == 2) & (array[bounds[:-1]] == _CR))  # noqa: PLR2004 (CR and LF)
        fields[blank] = 0
        self._line = int(lines[-1])
        return Block(text, bounds, lines[:-1], fields, quoted), used

    def _check_lengths(self, bounds: Ints, lines: Ints) -> None:
        too_long = np.flatnonzero(np.diff(bounds) > RECORD_BYTES_MAX)
        if len(too_long):
            self._stop("line_too_long", int(lines[too_long[0]]))

    def _check_text(self, text: bytes) -> None:
        nul = text.find(b"\0")
        if nul >= 0:
            self._stop("nul_byte", self._line + text.count(b"\n", 0, nul))
        if text.isascii():
            return
        try:
            text.decode("utf-8")
        except UnicodeDecodeError as error:
            bad = text[error.start : error.end].hex(" ")
            self._stop("not_utf8", self._line + text.count(b"\n", 0, error.start), bad)

    def _check_quotes(self, array: Bytes, inside: Any, bounds: Ints, lines: Ints) -> None:  # noqa: ANN401 (array or None)
        """Each opening quote begins a field and each closing one ends it; a doubled quote closes and opens again."""
        quotes = np.flatnonzero(array == _QUOTE)
        opening = quotes[inside[quotes] == 1]
        closing = quotes[inside[quotes] == 0]
        before = np.where(opening > 0, array[opening - 1], _LF)
        after = array[np.minimum(closing + 1, len(array) - 1)]
        bad = np.concatenate(
            (
                opening[~np.isin(before, (_COMMA, _LF, _QUOTE))],
                closing[~np.isin(after, (_COMMA, _LF, _CR, _QUOTE))],
            )
        )
        if len(bad):
            record = int(np.searchsorted(bounds, bad.min(), side="right")) - 1
            self._stop("stray_quote", int(lines[record]))

    def _check_returns(self, array: Bytes, inside: Any, bounds: Ints, lines: Ints) -> None:  # noqa: ANN401
        returns = np.flatnonzero(array == _CR)
        stray = returns[array[np.minimum(returns + 1, len(array) - 1)] != _LF]
        if inside is not None and len(stray):
            stray = stray[inside[stray] == 0]
        if len(stray):
            record = int(np.searchsorted(bounds, stray[0], side="right")) - 1
            self._stop("stray_carriage_return", int(lines[record]))

    def _stop(self, code: str, line: int | None, value: str | None = None) -> NoReturn:
        facts = {"limit": f"{RECORD_BYTES_MAX:,}"}
        self.faults.add(Fault(self.file, line, None, code, value, facts))
        raise ScanStoppedError
