"""A log in several formats is read in one go as line by line: each line by the first format that it begins a record of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFormat
from workbench.engine.mixedformat import mixed, writer_of
from workbench.engine.scan import Scanner
from workbench.engine.stamps import parse_stamp
from workbench.engine.years import with_year
from workbench.model.instants import parse_instant

ISO = LineFormat("a.iso", "A", start=r"^(?P<t>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?P<level>\w+)")
OBJECTS = LineFormat("b.json", "B", stamp_keys=("time",), level_keys=("level",))
CLF = LineFormat("c.clf", "C", time="clf", start=r"^- \[(?P<t>[^\]]+)\] (?P<level>\d+)", severities="status")
YEARLESS = LineFormat("d.bsd", "D", time="%b %d %H:%M:%S", start=r"^(?P<t>\w{3} \d\d \d\d:\d\d:\d\d) ")
NEAR = parse_instant("2026-03-17T14:00:00Z", day=0)
LINES = st.sampled_from([
    "2026-03-17 14:02:11 ERROR x", "2026-03-17 14:02:12 info", '{"time":"2026-03-17T14:02:13Z","level":"warn"}', "\tat x",
    '{"time":1}', '{"time":', "{}", "- [17/Mar/2026:14:02:14 +0000] 502", "Mar 17 14:02:15 x", "",
    "\x1b[31m2026-03-17 14:02:16 WARN\x1b[0m",
])  # fmt: skip


def alone(format: LineFormat, line: str, folder: Path) -> tuple[int, int] | None:
    """Time and severity of one line by one format, the plain way."""
    place = folder / "line"
    place.write_text(line + "\n")
    with ByteSource(str(place), sealed=True) as source:
        records = Scanner(format, quick=False).rows(source, 0, source.size).records
    return (int(records.wall[0]), int(records.severity[0])) if records is not None and len(records.wall) else None


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, min_size=1, max_size=20), st.permutations([ISO, OBJECTS, CLF, YEARLESS]))
def test_every_line_is_read_by_the_first_format_that_it_begins_a_record_of(tmp_path, lines, formats):
    made = formats[0]
    for other in formats[1:]:
        made = mixed(made, other, NEAR)
        assert made is not None
    place = tmp_path / "mixed.log"
    place.write_text("".join(f"{line}\n" for line in lines))
    with ByteSource(str(place), sealed=True) as source:
        records = Scanner(made).rows(source, 0, source.size).records
    writers = (replace(made, others=()), *made.others)
    known = {line: next((read for one in writers if (read := alone(one, line, tmp_path))), None) for line in set(lines)}
    expected = [known[line] for line in lines]
    assert records is not None
    assert records.begins.tolist() == [one is not None for one in expected]
    assert list(zip(records.wall.tolist(), records.severity.tolist(), strict=True)) == [one for one in expected if one]


@pytest.mark.parametrize(
    ("stamp", "near", "expected"),
    [
        ("Mar 17 14:02:11", "2026-03-17T14:00:00Z", "2026-03-17T14:02:11Z"),
        ("Dec 31 23:59:59", "2026-01-01T00:10:00Z", "2025-12-31T23:59:59Z"),
        ("Jan 01 00:00:01", "2025-12-31T23:00:00Z", "2026-01-01T00:00:01Z"),
        ("Feb 29 10:00:00", "2024-03-01T00:00:00Z", "2024-02-29T10:00:00Z"),
    ],
)
def test_a_stamp_without_a_year_lies_nearest_to_those_that_have_one(stamp: str, near: str, expected: str):
    read = parse_stamp(stamp, YEARLESS.time)
    assert read is not None
    assert with_year(np.array([read.wall]), parse_instant(near, day=0)).tolist() == [parse_instant(expected, day=0)]


def test_formats_whose_stamps_have_no_order_in_common_are_not_mixed():
    clock = LineFormat("e.clock", "E", time="%H:%M:%S", start=r"^(?P<t>\d\d:\d\d:\d\d) ")
    assert mixed(ISO, clock, NEAR) is None
    assert mixed(ISO, YEARLESS, None) is None
    assert mixed(ISO, LineFormat("f.below", "F", start="^x(?P<t>.*)", level_below=True), None) is None


def test_a_records_text_says_which_format_it_is_of():
    made = mixed(ISO, OBJECTS, None)
    assert made is not None
    assert made.id == "a.iso+b.json"
    assert writer_of(made, '{"time":"x"}\nmore').id == "b.json"
    assert writer_of(made, "\x1b[2m2026-03-17 14:02:11 WARN\nmore").time == "iso"
