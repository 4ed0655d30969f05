"""Mutated examples of every record reader: each must give records inside the source's bytes, or one sentence.

The examples stand in the readers' modules. Bytes are cut off, flipped, left out and doubled; of JSON also values are
replaced by values of other types, put into others, and keys taken away. At most 1 s a MB (1 s for less) by processor time.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.errors import SourceError
from workbench.readers import formats
from workbench.readers.core import RawSource, Reader

MEGABYTE, GROWN = 1_000_000, 400_000
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, 10**30, "", "0", "null", "\0", "\u202e", "x" * 5000, "0001-01-01T00:00:00Z",
    "2026-02-30T25:61:61Z", "9" * 400, [], {}, [[]], [None], {"": None}, {"a": {"a": [1, "b"]}},
)  # fmt: skip
ODD_BYTES = (
    b'"',
    b"{",
    b"}",
    b"[",
    b",",
    b"\0",
    b"\xff",
    b"\n",
    b"\\",
    b"\xef\xbb\xbf",
    b"=",
    b"&#x;",
    b"<!DOCTYPE x [",
)


@dataclass
class Fuzzed:
    """What came of it. broken: crashes and records outside of the bytes, in words · slow: what took too long.

    slowest: seconds, and whose · refused: inputs that ended in a sentence.
    """

    inputs: int = 0
    readers: int = 0
    records: int = 0
    refused: int = 0
    slowest: tuple[float, str] = (0.0, "")
    broken: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)


def examples() -> list[tuple[Reader, bytes]]:
    """Every reader of records with its own example."""
    found = []
    for module in pkgutil.iter_modules(formats.__path__):
        held = importlib.import_module(f"{formats.__name__}.{module.name}")
        found += [(one, held.EXAMPLES[one.id].encode()) for one in held.READERS if not one.lines]
    return found


# ------------------------------------------------------------------------------------------------ what is done to them
def mutated(data: bytes, chance: random.Random) -> bytes:
    """An example with one to four things done to it, of JSON now and then to its values."""
    for _ in range(chance.randrange(1, 5)):
        if data and len(data) < GROWN:
            data = chance.choice(WAYS)(data, chance)
    return data


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _flipped(data: bytes, chance: random.Random) -> bytes:
    held = bytearray(data)
    for _ in range(chance.randrange(1, 8)):
        held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
    return bytes(held)


def _left_out(data: bytes, chance: random.Random) -> bytes:
    start, end = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
    return data[:start] + data[end:]


def _doubled(data: bytes, chance: random.Random) -> bytes:
    start, end = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
    return data[:end] + data[start:end] * chance.choice((1, 2, 50)) + data[end:]


def _repeated(data: bytes, chance: random.Random) -> bytes:
    return chance.choice((b"\n", b"", b",", b" ")).join([data] * chance.choice((2, 3, 40)))


def _put_in(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.choice(ODD_BYTES) * chance.choice((1, 1, 2, 3000)) + data[at:]


def _changed(data: bytes, chance: random.Random) -> bytes:
    try:
        value = json.loads(data)
        return json.dumps(_other(value, chance), ensure_ascii=chance.random() < 0.5).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return _flipped(data, chance)


def _other(value: Any, chance: random.Random) -> Any:
    """The value with something in it (or all of it) replaced by something else."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        if chance.random() < 0.1:
            return {name: inner for name, inner in value.items() if name != key}
        return {**value, key: _other(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.85:
        at = chance.randrange(len(value))
        return [*value[:at], _other(value[at], chance), *value[at + 1 :]]
    if chance.random() < 0.2:
        for _ in range(chance.choice((1, 3, 300))):
            value = [value] if chance.random() < 0.5 else {"value": value}
        return value
    return chance.choice(ODD)


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut, _flipped, _left_out, _doubled, _repeated, _put_in, _changed, _changed, _changed, _changed,
)  # fmt: skip


# ------------------------------------------------------------------------------------------------ what must hold
def read_one(reader: Reader, data: bytes, place: Path, came: Fuzzed) -> None:
    """Recognise and read one input; what is wrong is noted."""
    place.write_bytes(data)
    source = RawSource("source", str(place), len(data), modified=10**18)
    wrong = ""
    before = time.process_time()
    try:
        reader.sniff(data[:65_536], "source")
        for batch in reader.read(source):
            came.records += len(batch.events)
            for event in batch.events:
                first, behind = event.place.offset, event.place.offset + event.place.length
                if not 0 <= first <= behind <= len(data):
                    wrong = f"a record at {first} to {behind} of {len(data)} bytes"
    except SourceError as error:
        came.refused += 1
        wrong = "" if error.what else "an error without a sentence"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        wrong = f"{type(error).__name__}: {error}"[:300]
    took = time.process_time() - before
    came.slowest = max(came.slowest, (took, f"{reader.id}, {len(data)} bytes"))
    if took > max(len(data) / MEGABYTE, 1.0):
        came.slow.append(f"{reader.id}: {took:.1f} s for {len(data)} bytes")
    if wrong:
        came.broken.append(f"{reader.id}: {wrong}: {data[:200]!r}")


def try_readers(count: int, folder: Path, seed: int = 1) -> Fuzzed:
    """Read `count` mutated examples, the readers in turn."""
    every, came = examples(), Fuzzed()
    came.readers = len(every)
    for number in range(count):
        reader, example = every[number % len(every)]
        data = mutated(example, random.Random(f"{seed} {number}"))
        read_one(reader, data, folder / "source", came)
        came.inputs += 1
    return came
