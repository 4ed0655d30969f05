"""Rows of lines as programs write them, and one check for all: chosen reader, starts, stamps, severity, title, fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.engine.logindex import LogIndex
from workbench.readers.core import Registry

NOON = 1_773_756_131  # 2026-03-17T14:02:11Z
ODD = "   what a program wrote without any head, cut o"
Indexed = Callable[..., tuple[str, LogIndex]]


def utc(ns: int = 0, seconds: int = 0) -> int:
    return (NOON + seconds) * 10**9 + ns


@dataclass(frozen=True)
class Row:
    """One line, what is above it in its file, and what its definition says that it means. ns: None where it has no time."""

    reader: str
    line: str
    ns: int | None
    severity: int
    title: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()
    above: str = ""
    naive: bool = False
    zone: str = ""
    below: str = ODD


def ids(row: Row) -> str:
    return f"{row.reader} {row.line[:60]}"


def check(indexed: Indexed, registry: Registry, row: Row) -> None:
    """Twice the line with an odd one between: two records that are alike, whatever the line ends with."""
    data = f"{row.above}{row.line}\n{row.below}\n{row.line}\r\n".encode()
    name, index = indexed(data)
    assert name == row.reader
    assert index.records == 2
    starts = [start for start, _ in zip(*(part.tolist() for part in index.record_ranges(0, 2)), strict=True)]
    assert starts[0] == len(row.above.encode())
    assert data[starts[1] :].rstrip() == row.line.encode().rstrip()
    if row.ns is not None:
        assert index.wall.tolist() == [row.ns, row.ns]
        assert index.naive.tolist() == [row.naive, row.naive]
    assert index.severity.tolist() == [row.severity, row.severity]
    chosen = registry.choose(data, "x.log")
    assert chosen is not None
    format = chosen[1].format
    assert format is not None
    assert format.zone == row.zone
    fields = format.parse(f"{row.line}\n{row.below}")
    assert fields.title == row.title
    found = {**fields.attributes, **fields.resource}
    assert {key: found.get(key) for key in row.fields} == dict(row.fields)
    links = [(link.type, link.value) for link in fields.links]
    assert set(row.links) <= set(links)
