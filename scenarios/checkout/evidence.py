"""Reads a packed recording back, the way an investigator would have to."""

import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ACCESS = re.compile(r'\[([^]]+)\] "[^"]*" (\d{3}) .*"00-([0-9a-f]{32})-')
ORDERS = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) ([A-Z]+) ")
FRAME = re.compile(r"^\tat (?:[\w.]+/)?([\w.$]+)\.([\w$<>]+)\((\w+\.java):(\d+)\)$")


@dataclass(frozen=True)
class Frame:
    """One line of a stack trace."""

    owner: str
    method: str
    file: str
    line: int


@dataclass(frozen=True)
class Trace:
    """A run of frames that follow each other, innermost first, and when it was logged."""

    time: datetime
    frames: tuple[Frame, ...]


def utc(stamp: str) -> datetime:
    """A time of the truth or of a record."""
    return datetime.fromisoformat(stamp)


class Evidence:
    """The files of an archive below a folder, and the truth about them."""

    def __init__(self, archive: Path, truth: Path, folder: Path) -> None:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        self.root = folder / "checkout"
        self.truth: dict[str, Any] = json.loads(truth.read_text(encoding="utf-8"))

    def lines(self, name: str) -> list[str]:
        """The lines of one file."""
        return (self.root / name).read_text(encoding="utf-8").splitlines()

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The objects of a file of JSON lines."""
        return [json.loads(line) for line in self.lines(name)]

    @cached_property
    def access(self) -> list[tuple[datetime, int, str]]:
        """Time, status and trace id of every request at the gateway."""
        found = [ACCESS.search(line) for line in self.lines("gateway/access.log")]
        return [(datetime.strptime(each[1], "%d/%b/%Y:%H:%M:%S %z"), int(each[2]), each[3]) for each in found if each]

    @cached_property
    def payments(self) -> list[dict[str, Any]]:
        """The events of payments, their times put right."""
        offset = timedelta(seconds=self.truth["clocks"]["offset"]["add_seconds"])
        return [{**row, "time": utc(row["time"]) + offset} for row in self.rows("payments/payments.log")]

    def orders_events(self) -> Iterator[tuple[datetime, str, list[str]]]:
        """UTC time, level and lines of every event of orders."""
        zone = ZoneInfo(self.truth["clocks"]["local"]["zone"])
        event: tuple[datetime, str, list[str]] | None = None
        for line in self.lines("orders/orders.log"):
            head = ORDERS.match(line)
            if head:
                if event:
                    yield event
                local = datetime.fromisoformat(head[1]).replace(tzinfo=zone)
                event = (local.astimezone(UTC), head[2], [line])
            elif event:
                event[2].append(line)
        if event:
            yield event

    def stack_traces(self) -> Iterator[Trace]:
        """All runs of frames; what stands behind `Caused by` is a run of its own."""
        for time, _, lines in self.orders_events():
            run: list[Frame] = []
            for line in [*lines, ""]:
                found = FRAME.match(line)
                if found:
                    run.append(Frame(found[1], found[2], found[3], int(found[4])))
                elif run:
                    yield Trace(time, tuple(run))
                    run = []

    @cached_property
    def spans(self) -> list[tuple[str, dict[str, Any]]]:
        """Service and span, from all requests to the collector."""
        return [
            (self._service(block), span)
            for row in self.rows("traces/spans.jsonl")
            for block in row["resourceSpans"]
            for scope in block["scopeSpans"]
            for span in scope["spans"]
        ]

    @staticmethod
    def _service(block: dict[str, Any]) -> str:
        pairs = {each["key"]: each["value"]["stringValue"] for each in block["resource"]["attributes"]}
        return str(pairs["service.name"])
