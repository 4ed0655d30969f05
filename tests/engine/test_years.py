"""Stamps that write no year, or no date: which one they are of, and what passing into the next one looks like."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workbench.engine.bytesource import ByteSource
from workbench.engine.lineformat import LineFormat
from workbench.engine.logindex import LogIndex, build_log_index, extend_log_index
from workbench.engine.part import Part, SpinePart
from workbench.engine.stamps import NULL_T
from workbench.engine.years import Dating, assumed_base
from workbench.jobs import JobContext

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BSD = LineFormat("test.bsd", "BSD", time="%b %e %H:%M:%S", start=r"^(?P<t>\w{3} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?)")
CLOCK = LineFormat("test.clock", "Clock", time="%H:%M:%S", start=r"^(?P<t>\d\d:\d\d:\d\d(?:\.\d+)?)")
FORMS = {"year": (BSD, "%b %e %H:%M:%S"), "date": (CLOCK, "%H:%M:%S")}


def ns(text: str) -> int:
    gap = datetime.fromisoformat(text).replace(tzinfo=UTC) - EPOCH
    return (gap.days * 86_400 + gap.seconds) * 10**9 + gap.microseconds * 1000


def indexed(lines: Sequence[str], format: LineFormat, folder: Path, slice_bytes: int = 4 << 20) -> LogIndex:
    path = folder / "a.log"
    path.write_text("".join(f"{line} x\n" for line in lines))
    with ByteSource(path, sealed=True) as source:
        return build_log_index(source, format, folder / "index", JobContext(), slice_bytes)


def times_of(index: LogIndex, dating: Dating, zone: str = "UTC", folder: Path | None = None) -> list[int]:
    part = Part(SpinePart.of_log(1, index, 0, zone=zone, dating=dating, folder=folder))
    together = part.times.t_range(0, part.count).tolist()
    assert part.times.t_of(np.arange(part.count)).tolist() == together
    return together


def read(lines: Sequence[str], format: LineFormat, changed: str, folder: Path, zone: str = "UTC") -> list[int]:
    """Times of a text whose file was changed at some time, as the year rule gives them."""
    index = indexed(lines, format, folder)
    base = assumed_base(format.partial, index.stats.laps, ns(changed), zone)
    return times_of(index, Dating(format.partial, base, index.stats.turns), zone)


@pytest.mark.parametrize(
    ("changed", "stamp", "year"),
    [
        ("2026-03-17T14:05:00", "Mar 17 14:02:11", 2026),
        ("2026-01-01T00:10:00", "Dec 31 23:59:00", 2025),
        ("2025-12-31T23:50:00", "Jan  1 00:30:00", 2026),  # within the day after
        ("2025-12-31T23:50:00", "Jan  1 23:50:00", 2026),  # just within it
        ("2025-12-31T23:50:00", "Jan  1 23:50:01", 2025),  # and just not
        ("2026-07-01T00:00:00", "Feb 29 10:00:00", 2024),
        ("1901-07-01T00:00:00", "Feb 29 10:00:00", 1896),  # 1900 had none
    ],
)
def test_the_latest_year_that_is_not_a_day_after_the_file_is_taken(changed: str, stamp: str, year: int, tmp_path: Path):
    at = datetime.strptime(f"{year} {stamp}", "%Y %b %d %H:%M:%S")
    assert read([stamp], BSD, changed, tmp_path) == [ns(at.isoformat())]


def test_years_are_counted_back_from_the_last_one(tmp_path: Path):
    lines = ["Nov  3 10:00:00", "Dec 31 23:59:59", "Jan  1 00:00:01", "Dec 30 08:00:00", "Jan  2 09:00:00"]
    # 30 December is 363 days behind 1 January: no line written late, but nearly a year of silence
    wanted = ["2023-11-03T10:00:00", "2023-12-31T23:59:59", "2024-01-01T00:00:01", "2024-12-30T08:00:00"]
    assert read(lines, BSD, "2025-01-02T09:30:00", tmp_path) == [*map(ns, wanted), ns("2025-01-02T09:00:00")]


def test_a_line_written_late_at_new_year_is_of_the_old_year(tmp_path: Path):
    lines = ["Dec 31 23:59:58", "Jan  1 00:00:01", "Dec 31 23:59:59", "Jan  1 00:00:02"]
    wanted = ["2025-12-31T23:59:58", "2026-01-01T00:00:01", "2025-12-31T23:59:59", "2026-01-01T00:00:02"]
    assert read(lines, BSD, "2026-01-01T00:10:00", tmp_path) == [ns(text) for text in wanted]
    stats = indexed(lines, BSD, tmp_path).stats
    assert (stats.disorder, stats.step_back) == (1, 2 * 10**9)


def test_small_disorder_turns_no_year(tmp_path: Path):
    lines = ["Mar 17 14:02:13", "Mar 17 14:02:11", "Jun 30 00:00:00", "Jan  5 00:00:00"]
    wanted = ["2026-03-17T14:02:13", "2026-03-17T14:02:11", "2026-06-30T00:00:00", "2026-01-05T00:00:00"]
    assert read(lines, BSD, "2026-07-01T00:00:00", tmp_path) == [ns(text) for text in wanted]
    stats = indexed(lines, BSD, tmp_path).stats
    assert (stats.disorder, stats.step_back) == (2, ns("2026-06-30") - ns("2026-01-05") + 86_400 * 10**9)  # in 1972


def test_29_february_decides_among_the_years(tmp_path: Path):
    lines = ["Feb 29 10:00:00", "Dec 31 10:00:00", "Jan  5 10:00:00"]
    wanted = ["2024-02-29T10:00:00", "2024-12-31T10:00:00", "2025-01-05T10:00:00"]
    assert read(lines, BSD, "2026-07-01T00:00:00", tmp_path) == [ns(text) for text in wanted]


def test_29_february_in_another_year_is_no_time(tmp_path: Path):
    index = indexed(["Feb 28 10:00:00", "Feb 29 10:00:00", "Mar  1 10:00:00"], BSD, tmp_path)
    wanted = [ns("2025-02-28T10:00:00"), NULL_T, ns("2025-03-01T10:00:00")]
    assert (
        times_of(index, Dating("year", 2025)) == times_of(index, Dating("year", 2025), folder=tmp_path / "t") == wanted
    )


def test_a_clock_without_a_date_takes_the_day_next_to_the_files_time(tmp_path: Path):
    lines = ["23:59:58", "00:00:01", "23:59:59", "00:00:02", "12:00:00"]
    days = ["2026-03-17T23:59:58", "2026-03-18T00:00:01", "2026-03-17T23:59:59", "2026-03-18T00:00:02"]
    wanted = [*map(ns, days), ns("2026-03-18T12:00:00")]
    assert read(lines, CLOCK, "2026-03-18T12:00:01", tmp_path) == wanted
    # a clock of Berlin read as UTC is an hour ahead of the file's time, and still of that day
    assert read(lines, CLOCK, "2026-03-18T11:00:01", tmp_path) == wanted
    assert read(lines, CLOCK, "2026-03-18T18:00:00", tmp_path) == wanted


def test_the_zone_is_part_of_the_year_rule(tmp_path: Path):
    # in Tokyo it is New Year nine hours earlier
    lines = ["Dec 31 23:00:00", "Jan  1 01:00:00"]
    wanted = [ns("2025-12-31T14:00:00"), ns("2025-12-31T16:00:00")]
    assert read(lines, BSD, "2025-12-31T16:00:30", tmp_path, "Asia/Tokyo") == wanted


# Half a year and more between two lines can be taken for a step back over the year: 183 of 366 days.
gaps = st.lists(st.integers(0, 181 * 86_400) | st.integers(0, 90_000), min_size=1, max_size=30)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["year", "date"]), gaps, st.integers(0, 220 * 365 * 86_400), st.integers(60, 4000))
@example("year", [180 * 86_400] * 30, 0, 64)
def test_times_in_order_are_found_again_however_they_are_sliced(
    tmp_path_factory: pytest.TempPathFactory, partial: str, gaps: list[int], begin: int, size: int
):
    format, form = FORMS[partial]
    moment = datetime(1980, 1, 1) + timedelta(seconds=begin)
    moments = [moment]
    for gap in gaps:
        moments.append(moments[-1] + timedelta(seconds=gap if partial == "year" else gap % 43_200))
    folder = tmp_path_factory.mktemp("sliced")
    index = indexed([at.strftime(form) for at in moments], format, folder, size)
    whole = indexed([at.strftime(form) for at in moments], format, folder)
    assert index.stats == whole.stats and index.stats.disorder == 0
    wanted = [ns(at.isoformat()) for at in moments]
    base = assumed_base(format.partial, index.stats.laps, wanted[-1] + 10**9, "UTC")
    assert times_of(index, Dating(format.partial, base, index.stats.turns)) == wanted


def test_a_text_that_grows_over_new_year_goes_on_counting(tmp_path: Path):
    path, folder = tmp_path / "a.log", tmp_path / "index"
    for text, wanted in (("Dec 30 10:00:00 x\nDec 31 10:00:00 y", 2), ("\nJan  1 10:00:00 z\n", 3)):
        with path.open("a") as file:
            file.write(text)
        with ByteSource(path, sealed=True) as source:
            index = extend_log_index(source, BSD, folder, JobContext())
        assert index.records == wanted
    assert times_of(index, Dating("year", 2025, index.stats.turns))[1:] == [
        ns("2025-12-31T10:00:00"),
        ns("2026-01-01T10:00:00"),
    ]


def test_another_year_or_zone_writes_nothing(tmp_path: Path):
    index = indexed(
        [f"Mar 17 {at // 3600 % 24:02d}:{at // 60 % 60:02d}:{at % 60:02d}" for at in range(9000)], BSD, tmp_path
    )
    times_of(index, Dating("year", 2025), folder=tmp_path / "times")

    def files() -> dict[Path, tuple[int, int]]:
        return {at: (at.stat().st_mtime_ns, at.stat().st_ino) for at in tmp_path.rglob("*")}

    before = files()
    for year in (2024, 2026):
        for zone in ("UTC", "Europe/Berlin"):
            t = times_of(index, Dating("year", year), zone, tmp_path / "times")
            # 17 March is before summer time in Berlin
            assert t[0] == ns(f"{year}-03-17T00:00:00") - (zone != "UTC") * 3600 * 10**9
    assert files() == before and len(before) > 5


def test_turns_without_end_are_counted_so_far_and_told(tmp_path: Path):
    index = indexed(["Dec 31 10:00:00", "Mar  1 10:00:00"] * 300, BSD, tmp_path, 2000)
    assert len(index.stats.turns) == 200 and index.stats.turns_left == 100  # 300 in all
    assert times_of(index, Dating("year", 1800, index.stats.turns))[:3] == [
        ns("1800-12-31T10:00:00"), ns("1801-03-01T10:00:00"), ns("1801-12-31T10:00:00"),
    ]  # fmt: skip


def test_hours_that_happen_twice_or_never_are_counted(tmp_path: Path):
    # in Berlin, 29 March 2026 has no 02:00 to 03:00, 25 October 2026 has it twice
    lines = [
        "Mar 29 01:59:59",
        "Mar 29 02:00:00",
        "Mar 29 02:59:59",
        "Mar 29 03:00:00",
        "Oct 25 01:59:59",
        "Oct 25 02:30:00",
    ]
    index = indexed(lines, BSD, tmp_path)
    part = Part(SpinePart.of_log(1, index, 0, zone="Europe/Berlin", dating=Dating("year", 2026)))
    told = [(hour.twice, hour.start, hour.end, hour.stamps) for hour in part.times.odd_hours()]
    assert told == [
        (False, ns("2026-03-29T02:00:00"), ns("2026-03-29T03:00:00"), 2),
        (True, ns("2026-10-25T02:00:00"), ns("2026-10-25T03:00:00"), 1),
    ]
    for zone, year in (("UTC", 2026), ("Europe/Berlin", 2025), ("Asia/Tokyo", 2026)):
        part = Part(SpinePart.of_log(1, index, 0, zone=zone, dating=Dating("year", year)))
        assert part.times.odd_hours() == ()
