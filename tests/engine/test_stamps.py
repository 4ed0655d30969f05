"""Stamps to nanoseconds, exactly or not at all; a column gives the same answers as one at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workbench.engine.lineformat import TimeForm
from workbench.engine.stamps import NULL_T, parse_stamp, parse_stamps

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
moments = st.datetimes(datetime(1680, 1, 1), datetime(2260, 1, 1)).map(lambda moment: moment.replace(microsecond=0))
zones = st.sampled_from(
    [("", 0), ("Z", 0), (" UTC", 0), ("+02:00", 7200), ("-0330", -12600), (" +0100", 3600), ("+05", 18000), ("z", 0)]
)
fractions = st.text("0123456789", max_size=9)


def nanoseconds(moment: datetime, fraction: str, east: int) -> int:
    gap = moment.replace(tzinfo=UTC) - EPOCH
    return (gap.days * 86400 + gap.seconds - east) * 10**9 + int((fraction + "000000000")[:9])


def column(texts: list[str | None], form: TimeForm) -> list[tuple[int, bool]]:
    read = parse_stamps(pl.Series(texts, dtype=pl.String), form)
    return list(zip(read.wall.tolist(), read.naive.tolist(), strict=True))


@settings(max_examples=100, deadline=None)
@given(moments, fractions, zones, st.sampled_from("T "), st.sampled_from(".,"))
def test_an_iso_stamp_is_read_to_the_last_digit(
    moment: datetime, fraction: str, zone: tuple[str, int], letter: str, point: str
):
    text = f"{moment:%Y-%m-%d}{letter}{moment:%H:%M:%S}".rjust(19, "0")
    text += (point + fraction if fraction else "") + zone[0]
    wanted = nanoseconds(moment, fraction, zone[1])
    stamp = parse_stamp(text, "iso")
    assert stamp is not None
    assert (stamp.wall, stamp.naive, stamp.resolution_ns) == (wanted, not zone[0], 10 ** (9 - len(fraction)))
    assert column([text], "iso") == [(wanted, not zone[0])]


@settings(max_examples=50, deadline=None)
@given(moments, zones)
def test_a_common_log_stamp_is_read(moment: datetime, zone: tuple[str, int]):
    text = f"{moment.day:02d}/{moment:%b}/{moment.year:04d}:{moment:%H:%M:%S}{zone[0]}"
    wanted = nanoseconds(moment, "", zone[1])
    stamp = parse_stamp(text, "clf")
    assert stamp is not None and (stamp.wall, stamp.naive) == (wanted, not zone[0])
    assert column([text], "clf") == [(wanted, not zone[0])]


@pytest.mark.parametrize(
    ("text", "wanted", "resolution"),
    [
        ("1773756000", 1773756000 * 10**9, 10**9),
        ("1773756000.123456789", 1773756000123456789, 1),
        ("1773756000.1", 1773756000100000000, 10**8),
        ("1773756000123", 1773756000123 * 10**6, 10**6),
        ("1773756000123.25", 1773756000123250000, 10**4),
        ("1773756000123456", 1773756000123456000, 1000),
        ("1773756000123456789", 1773756000123456789, 1),
        ("0", 0, 10**9),
    ],
)
def test_an_epoch_takes_its_unit_from_its_digits(text: str, wanted: int, resolution: int):
    stamp = parse_stamp(text, "epoch")
    assert stamp is not None and (stamp.wall, stamp.resolution_ns, stamp.naive) == (wanted, resolution, False)
    read = parse_stamps(pl.Series([text]), "epoch")
    assert (read.wall.tolist(), read.resolution_ns) == ([wanted], resolution)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.1234567890Z",
        "2026-01-01X00:00:00Z", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+01:60", "0000-01-01T00:00:00Z",
        "9999-01-01T00:00:00Z", "1500-01-01T00:00:00", "2026-01-01T00:00:00 ", "", "2026-01-01", "２026-01-01T00:00:00",
    ],
)  # fmt: skip
def test_what_is_no_time_has_no_time(text: str):
    assert parse_stamp(text, "iso") is None
    assert column([text, None], "iso") == [(NULL_T, False), (NULL_T, False)]


def test_the_edges_of_int64_nanoseconds_are_exact():
    last, first = "2262-04-11T23:47:16.854775807Z", "1677-09-21T00:12:43.145224193Z"
    assert column([last, first], "iso") == [(2**63 - 1, False), (-(2**63) + 1, False)]
    beyond = ["2262-04-11T23:47:16.854775808Z", "1677-09-21T00:12:43.145224192Z"]
    assert column(beyond, "iso") == [(NULL_T, False)] * 2
    assert [parse_stamp(text, "iso") for text in beyond] == [None, None]


def test_a_leap_second_is_the_next_minute():
    stamp = parse_stamp("2016-12-31T23:59:60Z", "iso")
    assert stamp is not None and stamp.wall == nanoseconds(datetime(2017, 1, 1), "", 0)


def test_29_february_exists_in_leap_years_only():
    assert parse_stamp("2000-02-29T00:00:00Z", "iso") and parse_stamp("2024-02-29T00:00:00Z", "iso")
    assert parse_stamp("1900-02-29T00:00:00Z", "iso") is None
    good = column(["2000-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-02-29T00:00:00Z"], "iso")
    assert [t == NULL_T for t, _ in good] == [False, True, False]


near = st.text("0123456789-:.,TZ +/UCMar", max_size=32)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        near
        | st.builds(lambda at, tail: f"{at:%Y-%m-%d %H:%M:%S}{tail}", st.datetimes(datetime(1000, 1, 1)), near)
        | st.builds(lambda at: f"{at:%d/%b/%Y:%H:%M:%S %z}+0100", st.datetimes(datetime(1000, 1, 1)))
        | st.integers(0, 10**20).map(str)
        | st.builds(lambda at: str(timedelta(days=1) * 0 + at), st.datetimes()),
        max_size=12,
    ),
    st.sampled_from(["iso", "clf", "epoch"]),
)
@example(["9223372036854775807", "9223372036854775808", "99999999999.999", "9223372036.854775808"], "epoch")
def test_a_column_gives_the_same_answers_as_one_at_a_time(texts: list[str], form: TimeForm):
    single = [parse_stamp(text, form) for text in texts]
    assert column(list(texts), form) == [(one.wall, one.naive) if one else (NULL_T, False) for one in single]
