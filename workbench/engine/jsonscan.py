"""JSON lines: which lines are objects, and the stamp and level they hold, exactly as written (no number is a float).

msgspec reads only the keys asked for, some hundred lines at a time so that other threads get the interpreter in between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.engine.bytesource import Bytes
from workbench.engine.lineformat import LineFormat

if TYPE_CHECKING:
    from workbench.engine.scan import Lines

Int64 = npt.NDArray[np.int64]
BATCH = 256
JSON_LIMIT = 64 << 20
_SPACE = (32, 9, 13)


def json_columns(lines: Lines, format: LineFormat) -> tuple[Int64, pl.Series, pl.Series]:
    """Lines that are JSON objects: their indices, stamp texts and level texts (null where a key is absent or null)."""
    reading = _Reading(format)
    candidates = _maybe_objects(lines)
    rows: list[int] = []
    stamps: list[str | None] = []
    levels: list[str | None] = []
    block, place = lines.block, lines.start - lines.block_start
    for first in range(0, len(candidates), BATCH):
        some = candidates[first : first + BATCH]
        for row, found in zip(some.tolist(), reading.objects(block, place[some], lines.length[some]), strict=True):
            if found is not None:
                rows.append(row)
                stamps.append(reading.stamp(found))
                levels.append(reading.level(found))
    return np.array(rows, dtype=np.int64), pl.Series(stamps, dtype=pl.String), pl.Series(levels, dtype=pl.String)


def _maybe_objects(lines: Lines) -> Int64:
    """Indices of the lines whose first character that isn't blank is `{`."""
    place = lines.start - lines.block_start
    filled = np.flatnonzero((lines.length > 0) & (lines.length <= JSON_LIMIT))
    first = lines.block[place[filled]]
    plain = first == ord("{")
    blank = filled[np.isin(first, _SPACE)]
    indented = [
        row
        for row in blank.tolist()
        if _text(lines.block, int(place[row]), int(lines.length[row])).lstrip()[:1] == b"{"
    ]
    return np.sort(np.concatenate([filled[plain], np.array(indented, dtype=np.int64)]))


def _text(block: Bytes, start: int, length: int) -> bytes:
    return block[start : start + length].tobytes()


class _Reading:
    """How the objects of one format are read: a decoder that takes only the keys asked for, and where each one is."""

    def __init__(self, format: LineFormat) -> None:
        names = dict.fromkeys(
            part for key in (*format.stamp_keys, *format.level_keys) for part in (key, key.partition(".")[0])
        )
        fields = [(f"k{number}", msgspec.Raw, msgspec.Raw()) for number in range(len(names))]
        rename = {f"k{number}": name for number, name in enumerate(names)}
        row = msgspec.defstruct("Row", fields, rename=rename, gc=False)
        self._decoder = msgspec.json.Decoder(row)
        self._slots = {name: f"k{number}" for number, name in enumerate(names)}
        self.stamp = self._first(format.stamp_keys)
        self.level = self._first(format.level_keys)

    def objects(self, block: Bytes, starts: Int64, lengths: Int64) -> Sequence[Any | None]:
        """One decoded row for each line, None where the line is no JSON object."""
        if len(starts) > 1 and int(starts[-1] + lengths[-1] - starts[0]) < 1 << 20:
            whole = block[starts[0] : starts[-1] + lengths[-1]].tobytes()
            try:
                rows = self._decoder.decode_lines(whole)
            except (msgspec.MsgspecError, RecursionError):
                rows = []
            if len(rows) == len(starts) and whole.count(b"\n") == len(starts) - 1:
                return rows
        return [
            self._object(_text(block, start, length))
            for start, length in zip(starts.tolist(), lengths.tolist(), strict=True)
        ]

    def _object(self, text: bytes) -> Any | None:
        try:
            return self._decoder.decode(text)
        except (msgspec.MsgspecError, RecursionError):
            return None

    def _first(self, keys: tuple[str, ...]) -> Callable[[Any], str | None]:
        """Takes the first present key out of a row: the key itself, else a dotted one as a path of objects."""
        ways = [(self._slots[key], self._slots[key.partition(".")[0]], key.split(".")[1:]) for key in keys]

        def take(row: Any) -> str | None:
            for slot, outer, path in ways:
                text = plain_text(getattr(row, slot))
                if text is None and path:
                    text = _inner(getattr(row, outer), path)
                if text is not None:
                    return text
            return None

        return take


def _inner(raw: msgspec.Raw, path: list[str]) -> str | None:
    """The value at a path of object keys below `raw`; None where it isn't there."""
    found: Any = raw
    for key in path:
        try:
            found = msgspec.json.decode(found, type=dict[str, msgspec.Raw]).get(key)
        except (msgspec.MsgspecError, RecursionError):
            return None
        if found is None:
            return None
    return plain_text(found)


def plain_text(raw: msgspec.Raw) -> str | None:
    """A JSON value as text: a string's characters, a number's digits as written; None for null and for nothing."""
    text = bytes(raw)
    if text[:1] == b'"' and b"\\" not in text:
        return text[1:-1].decode("utf-8", "replace")
    if not text or text == b"null":
        return None
    if text[:1] == b'"':
        try:
            return msgspec.json.decode(text)
        except msgspec.MsgspecError:
            return text[1:-1].decode("utf-8", "replace")
    return text.decode("utf-8", "replace")
