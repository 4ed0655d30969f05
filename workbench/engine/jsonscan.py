"""JSON lines: which lines are objects, and the stamp and level they hold, exactly as written (no number is a float).

msgspec reads only the keys asked for, some hundred lines at a time so that other threads get the interpreter in between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from workbench.engine.bytesource import Bytes
from workbench.engine.lineformat import LineFormat
from workbench.engine.linestarts import JSON_LIMIT

Int64 = npt.NDArray[np.int64]
BATCH = 256
_SPACE = (32, 9, 13)


def json_columns(
    reading: JsonReading, block: Bytes, starts: Int64, lengths: Int64
) -> tuple[Int64, pl.Series, pl.Series]:
    """Lines that are JSON objects: their indices, stamp texts and level texts (null where a key is absent or null)."""
    candidates = _maybe_objects(block, starts, lengths)
    found: list[Int64] = []
    stamps: list[str | None] = []
    levels: list[str | None] = []
    for first in range(0, len(candidates), BATCH):
        some = candidates[first : first + BATCH]
        rows = reading.objects(block, starts[some], lengths[some])
        if None in rows:
            some = some[[row is not None for row in rows]]
            rows = [row for row in rows if row is not None]
        found.append(some)
        stamps.extend(reading.stamps(rows))
        levels.extend(reading.levels(rows))
    line = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
    return line, pl.Series(stamps, dtype=pl.String), pl.Series(levels, dtype=pl.String)


def _maybe_objects(block: Bytes, starts: Int64, lengths: Int64) -> Int64:
    """Indices of the lines whose first character that isn't blank is `{`."""
    filled = np.flatnonzero((lengths > 0) & (lengths <= JSON_LIMIT))
    first = block[starts[filled]]
    plain = first == ord("{")
    blank = filled[np.isin(first, _SPACE)]
    indented = [row for row in blank.tolist() if _text(block, int(starts[row]), int(lengths[row])).lstrip()[:1] == b"{"]
    return np.sort(np.concatenate([filled[plain], np.array(indented, dtype=np.int64)]))


def _text(block: Bytes, start: int, length: int) -> bytes:
    return block[start : start + length].tobytes()


class JsonReading:
    """How the objects of one format are read: decoders that take only the keys asked for, and where each one is.

    Most logs write these values as strings, which is the quick way; a batch that holds anything else is read again as
    raw JSON, so that numbers keep their digits.
    """

    def __init__(self, format: LineFormat) -> None:
        keys = (*format.stamp_keys, *format.level_keys)
        outer = {key.partition(".")[0] for key in keys if "." in key}
        slots = {name: f"k{number}" for number, name in enumerate(dict.fromkeys((*keys, *sorted(outer))))}
        rename = {slot: name for name, slot in slots.items()}
        raw = [(slot, msgspec.Raw, msgspec.Raw()) for slot in slots.values()]
        quick = [
            (slot, msgspec.Raw, msgspec.Raw()) if name in outer else (slot, str | None, None)
            for name, slot in slots.items()
        ]
        self._raw, self._quick = (
            msgspec.json.Decoder(msgspec.defstruct("Row", fields, rename=rename, gc=False)) for fields in (raw, quick)
        )
        self._decoders = [self._quick, self._raw]
        self.stamps = _first_present(format.stamp_keys, slots)
        self.levels = _first_present(format.level_keys, slots)

    def objects(self, block: Bytes, starts: Int64, lengths: Int64) -> Sequence[Any | None]:
        """One decoded row for each line, None where the line is no JSON object."""
        if int(starts[-1] + lengths[-1] - starts[0]) < 1 << 20:
            whole = block[starts[0] : starts[-1] + lengths[-1]].tobytes()
            # only when line ends are the sole line feeds does a row stand for each line
            if whole.count(b"\n") == len(starts) - 1:
                for decoder in self._decoders:
                    try:
                        rows = decoder.decode_lines(whole)
                    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                        continue
                    if len(rows) == len(starts):
                        self._decoders = [decoder, self._raw]
                        return rows
        return [
            self._object(_text(block, start, length))
            for start, length in zip(starts.tolist(), lengths.tolist(), strict=True)
        ]

    def _object(self, text: bytes) -> Any | None:
        try:
            return self._raw.decode(text)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None


def _first_present(keys: tuple[str, ...], slots: Mapping[str, str]) -> Callable[[Sequence[Any]], list[str | None]]:
    """Takes the first present key out of rows: the key itself, else a dotted one as a path of objects."""
    ways = [(slots[key], slots[key.partition(".")[0]] if "." in key else "", key.split(".")[1:]) for key in keys]

    def take(row: Any) -> str | None:
        for slot, outer, path in ways:
            text = plain_text(getattr(row, slot))
            if text is None and path:
                text = _inner(getattr(row, outer), path)
            if text is not None:
                return text
        return None

    def take_all(rows: Sequence[Any]) -> list[str | None]:
        if not ways:
            return [None] * len(rows)
        values = list(map(attrgetter(ways[0][0]), rows))
        if all(type(value) is str for value in values):
            return values
        return [take(row) for row in rows]

    return take_all


def _inner(raw: msgspec.Raw, path: list[str]) -> str | None:
    """The value at a path of object keys below `raw`; None where it isn't there."""
    found: Any = raw
    for key in path:
        try:
            # as text, since a key beside this one may hold bytes that are none
            found = msgspec.json.decode(bytes(found).decode("utf-8", "replace"), type=dict[str, msgspec.Raw]).get(key)
        except (msgspec.MsgspecError, RecursionError):
            return None
        if found is None:
            return None
    return plain_text(found)


def plain_text(raw: msgspec.Raw | str | None) -> str | None:
    """A JSON value as text: a string's characters, a number's digits as written; None for null and for nothing."""
    if raw is None or isinstance(raw, str):
        return raw
    text = bytes(raw).decode("utf-8", "replace")
    if not text or text == "null":
        return None
    if text[:1] != '"':
        return text
    if "\\" not in text:
        return text[1:-1]
    try:
        return msgspec.json.decode(text)
    except msgspec.MsgspecError:
        return text[1:-1]
