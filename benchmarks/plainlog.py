"""What the index of a log must say, read line by line in plain Python, and generated logs on which the two are compared.

Every line format of the readers is tried with lines that are of it, nearly of it and not at all, with all line ends, bytes
that are no text, and slices of any size; each log is indexed whole, and once more in two parts as if it had grown.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFormat
from workbench.engine.logindex import NULL_T, LogIndex, build_log_index, extend_log_index
from workbench.engine.stamps import parse_stamp
from workbench.jobs import JobContext
from workbench.readers.formats import java, jsonlines, logfmt, nginx, nginxerror, plain, postgresql, text

_ISO = LineFormat("text.iso", "ISO")
FORMATS: dict[str, LineFormat] = {
    "java": java.FORMAT,
    "nginx": nginx.FORMAT,
    "nginx error": nginxerror.FORMAT,
    "postgresql": postgresql.FORMAT,
    "plain": plain.FORMAT,
    "logfmt": logfmt.FORMAT,
    "logfmt behind": replace(logfmt.FORMAT, start=logfmt._start("time", "lvl", True, True)),
    "logfmt alone": replace(logfmt.FORMAT, start=logfmt._start("ts", "", False, False), time="epoch"),
    "json": replace(jsonlines.FORMAT, stamp_keys=("time", "ts", "a.b"), level_keys=("level", "log.level")),
    "json epoch": replace(jsonlines.FORMAT, stamp_keys=("ts", "time"), time="epoch"),
    **{f"at start {number}": replace(_ISO, start=start) for number, start in enumerate(text.AT_START)},
    **{f"behind level {number}": replace(_ISO, start=start) for number, start in enumerate(text.BEHIND_LEVEL)},
    **{f"behind word {number}": replace(_ISO, start=start) for number, start in enumerate(text.BEHIND_WORD)},
    **{f"epoch {number}": replace(_ISO, start=start, time="epoch") for number, start in enumerate(text.AT_EPOCH)},
}
_STAMPS = {
    "iso": (
        "2026-03-17T14:02:11.123Z", "2026-03-17 14:02:11,123", "2026-03-17T14:02:11Z", "2026-03-17 14:02:11",
        "2026-03-17T14:02:11.123456789+01:00", "2026-03-17 14:02:11.123456 UTC", "2024-02-29 23:59:60.5 +0530",
        "2026-02-29T00:00:00Z", "0001-01-01T00:00:00Z", "1677-09-21T00:12:43.145224193Z", "2262-04-11 23:47:16.85",
        "9999-12-31T24:00:00Z", "2026-03-17t14:02:11.1z", "2026-03-17 14:02:11 -0730", "2026-13-17 14:02:11",
    ),
    "clf": ("17/Mar/2026:14:02:11 +0100", "29/feb/2024:23:59:60 -0730", "31/Apr/2026:00:00:00 +0000",
            "17/Foo/2026:14:02:11", "01/JAN/2026:10:11:12.123456"),
    "epoch": ("1773756131", "1773756131.25", "1773756131250", "1773756131250.125", "1773756131250000",
              "1773756131250000000", "9999999999999999999", "9223372036854775807", "0", "12"),
    "slash": ("2026/03/17 14:02:11", "2024/02/29 23:59:60", "2026/02/30 00:00:00"),
}  # fmt: skip
_LEVELS = ("INFO", "WARN", "ERROR", "DEBUG", "[info]", "warning:", "FATAL]", "Error", "INFORMATIONAL", "LOG", "50", "err",
           "<crit>", "DEBUG5", "trace\t", "severe", "2")  # fmt: skip
_SHAPES = (
    "{t} {l} message {n}", "[{t}] {l} [main] x", "{t} [http-{n}-exec-{n}] {l} shop.orders.Checkout - order {n} failed",
    "{t}  {l} {n} --- [orders] [scheduling-1] s.orders.Pool : no", "{l} {t} disk", "{l}: [a] [b] {t} x", "{t}", "{t}\t{l}",
    "api-{n}  | {t} {l} listening", "web | {t} (a) <b> {n} {l}: x", "host {t} a.b - {l} x", "ts={t} level={l} msg=\"a b\"",
    "caller=main.go:{n} lvl=\"{l}\" x=\"q\\\"{n}\" time=\"{t}\" msg=started", "level={l} ts={t}", "ts={t}",
    "10.0.0.{n} - - [{t}] \"GET /cart?id={n} HTTP/1.1\" 20{d} 512 \"-\" \"curl\"", "::1 - é [{t}] \"a\\\"b\" 50{d} 0",
    "{t} [{l}] {n}#{n}: *93 upstream timed out", "{t} UTC [{n}] shop@orders {l}:  deadlock", "{t}:a@b:[{n}]:{l}:  x",
    "{t} - {l} [main:Quorum@{n}] - Reading", "{t}| {l}|x", "({t}) {l}", "\tat x.Y({n})", "", "java.lang.X: é", "{n}",
    "{t}{l}", "{t} ü {l} x", "{t} [é] {l} x", "\ufffd{t} {l}",
)  # fmt: skip
_NOISE = (b"\x00", b"\xff", b"\xc3", b"\xe2\x82", "é".encode(), "日".encode(), b"\r", b" ", b"0", b"]", b"[", b'"', b"-",
          b"\x7f", b"\x80" * 9, b"=", b"\\", b"\n", b"a" * 40)  # fmt: skip
_ENDS = (b"\n", b"\n", b"\n", b"\r\n", b"\r\n", b"\r", b"\n\n", b"\r\r\n", b"")


@dataclass(frozen=True, slots=True)
class Plain:
    """A log read plainly. lines: (start, length) without the line feed · records: (offset, length, wall, naive, severity,
    line).
    """

    lines: list[tuple[int, int]]
    records: list[tuple[int, int, int, bool, int, int]]


def read_plainly(data: bytes, format: LineFormat | None) -> Plain:
    """A line feed ends a line, a return before it is part of the end; a line that isn't a head belongs to the one above."""
    lines, place = [], 0
    for line in data.split(b"\n"):
        lines.append((place, line))
        place += len(line) + 1
    if lines[-1][0] >= len(data):
        lines.pop()
    texts = [line.removesuffix(b"\r") if start + len(line) < len(data) else line for start, line in lines]
    heads = [(number, found) for number, line in enumerate(texts) if format and (found := _head(line, format))]
    records = []
    for at, (number, (stamp, level)) in enumerate(heads):
        last = heads[at + 1][0] - 1 if at + 1 < len(heads) else len(lines) - 1
        end = lines[last][0] + len(texts[last])
        read = parse_stamp(stamp, format.time) if stamp is not None and format else None
        wall, naive = (read.wall, read.naive) if read else (NULL_T, False)
        records.append((lines[number][0], end - lines[number][0], wall, naive, _severity(level, format), number))
    return Plain([(start, len(line)) for start, line in lines], records)


def _head(line: bytes, format: LineFormat) -> tuple[str | None, str | None] | None:
    """Stamp and level text of a line that begins a record."""
    if not format.json:
        found = re.compile(format.start, re.ASCII).search(line.decode("utf-8", "replace"))
        groups = found.groupdict() if found else {}
        ways = {name: [key for key in groups if re.fullmatch(rf"{name}\d?", key)] for name in ("t", "level")}
        stamp, level = (next((groups[key] for key in keys if groups[key] is not None), None) for keys in ways.values())
        return (stamp, level) if found else None
    try:
        record = msgspec.json.decode(line.decode("utf-8", "replace"))
    except msgspec.MsgspecError:
        return None
    return (_at(record, format.stamp_keys), _at(record, format.level_keys)) if isinstance(record, dict) else None


def _at(record: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        outer, _, inner = key.partition(".")
        value = record.get(key)
        if value is None and inner and isinstance(record.get(outer), dict):
            value = record[outer].get(inner)
        if value is not None:
            return value if isinstance(value, str) else json.dumps(value)
    return None


# What may stand around a level's word: blanks, brackets, bars and the marks of a list.
_AROUND = "[]<>():|;, \t\r"


def _severity(level: str | None, format: LineFormat | None) -> int:
    if format is None or level is None:
        return format.default_severity if format else 0
    if isinstance(format.severities, str):
        status = int(level) if level.isascii() and level.isdigit() else None
        return format.default_severity if status is None else 17 if status >= 500 else 13 if status >= 400 else 9
    return format.severities.get(level.strip(_AROUND).lower(), format.default_severity)


def generated(chance: random.Random, format: LineFormat, lines: int = 14) -> bytes:
    """A log of lines that are of the format or nearly so."""
    # few shapes a log, as in life, so that lines follow each other on what was learnt from the first
    shapes, stamps = chance.choices(_SHAPES, k=4), chance.choices(_STAMPS[format.time], k=3)
    levels = chance.choices(_LEVELS, k=3)
    parts = []
    for _ in range(chance.randrange(lines)):
        line = _line(chance, format, chance.choice(shapes), chance.choice(stamps), chance.choice(levels))
        if chance.random() < 0.25:
            at = chance.randrange(len(line) + 1)
            line = line[:at] + chance.choice((*_NOISE, b"")) + line[at + chance.randrange(3) :]
        parts += [line, chance.choice(_ENDS)]
    return b"".join(parts)


def _line(chance: random.Random, format: LineFormat, shape: str, stamp: str, level: str) -> bytes:
    turned = "".join(
        chance.choice("0123456789") if char.isdigit() and chance.random() < 0.1 else char for char in stamp
    )
    if format.json and chance.random() < 0.9:
        value: Any = int(turned) if turned.isdigit() and chance.random() < 0.7 else turned
        pairs = [("time", value), ("ts", value), ("a", {"b": value}), ("level", level), ("log.level", level),
                 ("log", {"level": level}), ("n", chance.randrange(10**6)), ("x", None)]  # fmt: skip
        return json.dumps(dict(chance.sample(pairs, chance.randrange(len(pairs)))), ensure_ascii=False).encode()
    number = str(chance.randrange(10 ** chance.randrange(1, 6)))
    return shape.format(t=turned, l=level, n=number, d=chance.randrange(10)).encode()


def difference(data: bytes, format: LineFormat | None, folder: Path, chance: random.Random) -> str:
    """How the index of these bytes differs from reading them plainly; empty where it doesn't."""
    wanted, path = read_plainly(data, format), folder / "a.log"
    slice_bytes = chance.choice((1, 2, 3, 7, 8, 31, 64, 200, 1 << 20))
    cut = chance.randrange(len(data) + 1)
    span = chance.choice((16, 100, 1 << 32))
    path.write_bytes(data[:cut])
    shutil.rmtree(folder / "index", ignore_errors=True)
    with ByteSource(path, sealed=False) as source:
        before = build_log_index(source, format, folder / "index", JobContext(), slice_bytes, span)
    then = _told(before)
    path.write_bytes(data)
    with ByteSource(path, sealed=chance.random() < 0.5) as source:
        grown = extend_log_index(source, format, folder / "index", JobContext(), slice_bytes)
        if _told(before) != then:
            return f"an open index changed when its source grew at {cut}"
        whole = build_log_index(source, format, folder / "whole", JobContext(), slice_bytes, span)
    for what, index in (("whole", whole), (f"grown from {cut}", grown)):
        if wrong := _wrong(index, wanted, data):
            return f"{what}, slices of {slice_bytes}, span {span}: {wrong}"
    return ""


def _told(index: LogIndex) -> tuple[Any, ...]:
    offset, length = index.record_ranges(0, index.records)
    columns = (offset, length, index.wall, index.naive, index.severity, index.lines_of(np.arange(index.records)))
    return tuple(part.tolist() for part in (*index.line_ranges(0, index.lines), *columns))


def _wrong(index: LogIndex, wanted: Plain, data: bytes) -> str:
    told = _told(index)
    lines, records = list(zip(*told[:2], strict=True)), list(zip(*told[2:], strict=True))
    if lines != wanted.lines:
        return f"lines {lines} instead of {wanted.lines}"
    for found, right in zip(records, wanted.records, strict=False):
        if found != right:
            return f"record {found} instead of {right}"
    if len(records) != len(wanted.records):
        return f"{len(records)} records instead of {len(wanted.records)}"
    firsts = [record[5] for record in wanted.records]
    belongs = [sum(first <= line for first in firsts) - 1 for line in range(len(lines))]
    if index.records_of_lines(0, index.lines).tolist() != belongs:
        return "lines belong to other records"
    for line, (start, _) in enumerate(lines):
        if index.line_at(start) != line or index.record_at(start) != belongs[line]:
            return f"line {line} isn't found at its start"
    return _wrong_counts(index, wanted, data)


def _wrong_counts(index: LogIndex, wanted: Plain, data: bytes) -> str:
    walls = [record[2] for record in wanted.records if record[2] != NULL_T]
    stats = index.stats
    told = (stats.lines, stats.records, stats.skipped, stats.disorder, stats.first_wall, stats.last_wall)
    right = (
        len(wanted.lines), len(wanted.records), wanted.records[0][5] if wanted.records else len(wanted.lines),
        sum(later < earlier for earlier, later in zip(walls, walls[1:], strict=False)),
        min(walls, default=NULL_T), max(walls, default=NULL_T),
    )  # fmt: skip
    if told != right or sum(stats.levels.values()) != len(wanted.records):
        return f"counts {told} instead of {right}"
    try:
        data.decode()
    except UnicodeDecodeError:
        if index.is_utf8(0, len(data)):
            return "bytes that are no UTF-8 are said to be"
        return ""
    return "" if index.is_utf8(0, len(data)) else "UTF-8 isn't said to be"


def try_logs(count: int, folder: Path, seed: int = 1) -> list[str]:
    """Compare on so many generated logs, every format in turn; what was wrong, with the bytes that show it."""
    chance, found = random.Random(seed), []
    names = [*FORMATS]
    for number in range(count):
        name = names[number % len(names)]
        data = generated(chance, FORMATS[name])
        if wrong := difference(data, FORMATS[name], folder, chance):
            found.append(f"{name}: {wrong}: {data!r}")
            if len(found) > 20:
                break
    return found
