"""Stamps to nanoseconds, exactly or not at all; a column gives the same answers as one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workbench.engine.lineformat import LineFormat, TimeForm
from workbench.engine.stamps import NULL_T, parse_stamp
from workbench.engine.stampseries import parse_stamps
from workbench.engine.stampwords import StampReader
from workbench.engine.timenames import MONTH_NUMBERS, WEEKDAYS
from workbench.engine.words import padded

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
moments = st.datetimes(datetime(1680, 1, 1), datetime(2260, 1, 1)).map(lambda moment: moment.replace(microsecond=0))
zones = st.sampled_from(
    [("", 0), ("Z", 0), (" UTC", 0), ("+02:00", 7200), ("-0330", -12600), (" +0100", 3600), ("+05", 18000), ("z", 0)]
)
fractions = st.text("0123456789", max_size=9)


def nanoseconds(moment: datetime, fraction: str, east: int) -> int:
    gap = moment.replace(tzinfo=UTC) - EPOCH
    return (gap.days * 86400 + gap.seconds - east) * 10**9 + int((fraction + "000000000")[:9])


def column(texts: Sequence[str | None], form: TimeForm) -> list[tuple[int, bool]]:
    read = parse_stamps(pl.Series(texts, dtype=pl.String), form)
    return list(zip(read.wall.tolist(), read.naive.tolist(), strict=True))


def in_a_block(texts: list[str], form: TimeForm) -> list[tuple[int, bool]]:
    """What the word-wise reader makes of the same stamps, one behind the other in a block of bytes."""
    raw = [text.encode() for text in texts]
    lengths = np.array([len(text) for text in raw], dtype=np.int32)
    block = np.frombuffer(b"|".join([*raw, b""]), dtype=np.uint8)
    starts = (np.cumsum(lengths + 1) - lengths - 1).astype(np.int64)
    read = StampReader(form).read(padded(block, len(block)), starts, lengths)
    return list(zip(read.wall.tolist(), read.naive.tolist(), strict=True))


@settings(max_examples=40, deadline=None)
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


@settings(max_examples=40, deadline=None)
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


AT = datetime(2026, 3, 7, 14, 2, 11)
WITH_YEAR = {
    "%a %b %e %H:%M:%S %Y": ("Sat Mar  7 14:02:11 2026", AT),
    "%a %b %d %H:%M:%S.%f %Y": ("Sat Mar 07 14:02:11.000 2026", AT),
    "%d/%b/%Y:%H:%M:%S %z": ("07/Mar/2026:15:02:11 +0100", AT),
    "%m/%d/%Y %I:%M:%S %p": ("3/7/2026 2:02:11 PM", AT),
    "%Y%m%d %H:%M:%S": ("20260307 14:02:11", AT),
    "%y%m%d %H:%M:%S": ("260307 14:02:11", AT),
    "%d %b %Y %H:%M:%S": ("07 Mar 2026 14:02:11", AT),
    "%Y-%m-%d-%H.%M.%S": ("2026-03-07-14.02.11", AT),
    "%b %d, %Y %I:%M:%S %p": ("Mar 7, 2026 02:02:11 p.m.", AT),
    "%d.%m.%Y %H:%M:%S": ("7.3.2026 14:02:11", AT),
    "%Y/%m/%d-%H:%M:%S": ("2026/03/07-14:02:11", AT),
    "%y/%m/%d %H:%M:%S": ("26/03/07 14:02:11", AT),
    "%Y-%j %H:%M": ("2026-066 14:02", AT.replace(second=0)),
    "ordinal": ("2026-066T14:02:11Z", AT),
    "%a %b %e %H:%M:%S %Z %Y": ("Sat Mar  7 14:02:11 CET 2026", AT),
    "%a, %d %b %Y %H:%M:%S %z": ("samedi, 7 mars 2026 14:02:11 GMT", AT),
    "(%%) %H:%M:%S %Y-%m-%d": ("(%) 14:02:11 2026-03-07", AT),
}
# a form without a year is read in 1972, one without a date on 1970-01-01
WITHOUT = {
    "%b %e %H:%M:%S": ("Mar  7 14:02:11", AT.replace(year=1972)),
    "%m%d %H:%M:%S": ("0307 14:02:11", AT.replace(year=1972)),
    "%H:%M:%S": ("14:02:11", datetime(1970, 1, 1, 14, 2, 11)),
    "%j:%H:%M:%S": ("067:14:02:11", AT.replace(year=1972)),  # the 67th day of a leap year
}


@pytest.mark.parametrize(("form", "text", "at"), [(form, *pair) for form, pair in (WITH_YEAR | WITHOUT).items()])
def test_a_form_of_directives_is_read(form: str, text: str, at: datetime):
    naive = not any(zone in text for zone in ("Z", "GMT", "+0100"))
    wanted = (nanoseconds(at, "", 0), naive)
    stamp = parse_stamp(text, form)
    assert stamp is not None and (stamp.wall, stamp.naive) == wanted
    assert column([text, "", None, text], form) == [wanted, (NULL_T, False), (NULL_T, False), wanted]
    assert in_a_block([text, "x", text], form) == [wanted, (NULL_T, False), wanted]


def test_what_a_form_does_not_write_is_a_property_of_the_form():
    assert {LineFormat("x", "x", time=form).partial for form in ("iso", "epoch", "tai64n", "clf", *WITH_YEAR)} == {
        "none"
    }
    assert LineFormat("x", "x", time="%b %e %H:%M:%S").partial == "year"
    assert LineFormat("x", "x", time="%m%d %H:%M:%S").partial == "year"
    assert LineFormat("x", "x", time="%H:%M:%S").partial == "date"


@pytest.mark.parametrize(
    "form",
    [
        "rfc3339", "", "%Y", "%Y-%m-%d", "%H:%M:%S %Q", "%I:%M", "%H:%M %p", "%Y %H:%M", "%m %H:%M", "%H:%M:%S %", "%H:%S",
        "%b %m %d %H:%M", "%d %e %m %H:%M", "%j %m %d %H:%M", "%H:%f", "7 %H:%M",
    ],
)  # fmt: skip
def test_a_form_that_says_no_time_is_refused_when_the_format_is_made(form: str):
    with pytest.raises(ValueError, match="time form"):
        LineFormat("x", "x", time=form)


@pytest.mark.parametrize(
    ("text", "second"),
    [("14:02:11.123456789", "11.123456789"), ("14:02:11,5", "11.5"), ("4:02:11.000001", "11.000001")],
)
def test_a_fraction_behind_the_seconds_is_kept_to_the_last_digit(text: str, second: str):
    hour = int(text.partition(":")[0])
    whole, _, fraction = second.partition(".")
    wanted = (hour * 3600 + 2 * 60 + int(whole)) * 10**9 + int(fraction.ljust(9, "0"))
    stamp = parse_stamp(text, "%H:%M:%S")
    assert stamp is not None and (stamp.wall, stamp.resolution_ns) == (wanted, 10 ** (9 - len(fraction)))
    assert column([text], "%H:%M:%S") == in_a_block([text], "%H:%M:%S") == [(wanted, True)]
    apart = parse_stamp(text.replace(".", ":").replace(",", ":"), "%H:%M:%S:%f")
    assert apart is not None and apart.wall == wanted


def test_twelve_hours_are_told_apart_by_am_and_pm():
    texts = ["12:00:00 AM", "12:00:00 PM", "1:00:00 a.m.", "11:59:59\u202fp.m.", "0:00:00 AM", "13:00:00 PM"]
    hours = [0, 12, 1, 23 + 3599 / 3600, None, None]
    wanted = [(NULL_T, False) if hour is None else (round(hour * 3600) * 10**9, True) for hour in hours]
    assert column(texts, "%I:%M:%S %p") == in_a_block(texts, "%I:%M:%S %p") == wanted


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("17 März 2026 10:00:00", 3), ("17 MÄRZ 2026 10:00:00", 3), ("17 mrt. 2026 10:00:00", 3),
        ("17 févr. 2026 10:00:00", 2),
        ("17 août 2026 10:00:00", 8), ("17 Out 2026 10:00:00", 10), ("17 dez. 2026 10:00:00", 12),
        ("17 ENE 2026 10:00:00", 1),
        ("17 gennaio 2026 10:00:00", 1), ("17 Sept. 2026 10:00:00", 9), ("17 mei 2026 10:00:00", 5),
        ("17 lug 2026 10:00:00", 7),
        ("17 Foo 2026 10:00:00", 0),
    ],
)  # fmt: skip
def test_months_have_names_in_seven_languages(text: str, month: int):
    wanted = (nanoseconds(datetime(2026, month, 17, 10), "", 0), True) if month else (NULL_T, False)
    form = "%d %b %Y %H:%M:%S"
    assert column([text], form) == in_a_block([text], form) == [wanted]
    stamp = parse_stamp(text, form)
    assert (stamp.wall if stamp else NULL_T) == wanted[0]


def test_years_of_two_digits_are_read_as_posix_does():
    texts = ["690101 00:00:00", "681231 00:00:00", "000229 00:00:00", "010229 00:00:00"]
    years = [datetime(1969, 1, 1), datetime(2068, 12, 31), datetime(2000, 2, 29)]
    wanted = [*((nanoseconds(at, "", 0), True) for at in years), (NULL_T, False)]
    assert column(texts, "%y%m%d %H:%M:%S") == in_a_block(texts, "%y%m%d %H:%M:%S") == wanted


def test_a_tai64n_label_is_read_with_the_leap_seconds_up_to_it():
    # TAI-UTC was 10 s in 1972, 32 s from 1999 to 2005, 37 s from 2017 on; the label of 1970-01-01 00:00:00 TAI is 2^62
    at = {datetime(1972, 1, 1): 10, datetime(2005, 12, 31, 23, 59, 59): 32, datetime(2006, 1, 1): 33, AT: 37}
    wanted = [(nanoseconds(moment, "123456789", 0), False) for moment in at]
    labels = [f"@{2**62 + nanoseconds(m, '', 0) // 10**9 + ahead:016x}{123456789:08x}" for m, ahead in at.items()]
    wrong = ["@" + "g" * 24, "@400000003b9aca00", f"@{2**62:016x}{10**9:08x}", "@" + "f" * 24, "x" + labels[0][1:]]
    texts = [*labels, *(label.upper() for label in labels), *wrong]
    expected = [*wanted, *wanted, *[(NULL_T, False)] * len(wrong)]
    assert column(texts, "tai64n") == in_a_block(texts, "tai64n") == expected
    single = [parse_stamp(text, "tai64n") for text in texts]
    assert [(one.wall, one.naive) if one else (NULL_T, False) for one in single] == expected


def test_the_leap_second_of_a_label_is_the_next_minute():
    # 2016-12-31 23:59:60 UTC is one second before TAI-UTC becomes 37 s at 2017-01-01 00:00:00
    label = f"@{2**62 + nanoseconds(datetime(2017, 1, 1), '', 0) // 10**9 + 36:016x}{0:08x}"
    assert column([label], "tai64n") == [(nanoseconds(datetime(2017, 1, 1), "", 0), False)]


near = st.text("0123456789-:.,TZ +/UCMar", max_size=32)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        near
        | st.builds(lambda at, tail: f"{at:%Y-%m-%d %H:%M:%S}{tail}", st.datetimes(datetime(1000, 1, 1)), near)
        | st.builds(lambda at: f"{at:%d/%b/%Y:%H:%M:%S %z}+0100", st.datetimes(datetime(1000, 1, 1)))
        | st.integers(0, 10**20).map(str)
        | st.builds(lambda at: str(timedelta(days=1) * 0 + at), st.datetimes()),
        max_size=12,
    ),
    st.sampled_from(["iso", "clf", "epoch", "slash", "ordinal", "tai64n"]),
)
@example(["9223372036854775807", "9223372036854775808", "99999999999.999", "9223372036.854775808"], "epoch")
def test_a_column_gives_the_same_answers_as_one_at_a_time(texts: list[str], form: TimeForm):
    single = [parse_stamp(text, form) for text in texts]
    expected = [(one.wall, one.naive) if one else (NULL_T, False) for one in single]
    assert column(texts, form) == in_a_block(texts, form) == expected


def _written(form: str, at: datetime, spoil: int, letter: str) -> str:
    """A moment in a form, as `strftime` writes it (its names are English), one character of it perhaps replaced."""
    text = at.replace(tzinfo=UTC).strftime(form.replace("%e", "%d").replace("%k", "%H").replace("%l", "%I"))
    return text if spoil >= len(text) else text[:spoil] + letter + text[spoil + 1 :]


spelt = st.tuples(
    st.datetimes(datetime(1969, 1, 1), datetime(2068, 1, 1)), st.integers(0, 60), st.sampled_from("0 9x:é")
)


@settings(max_examples=40, deadline=None)
@given(st.lists(spelt, max_size=12), st.sampled_from([*WITH_YEAR, *WITHOUT]))
def test_all_ways_to_read_a_form_of_directives_agree(rows: list[tuple[datetime, int, str]], form: str):
    texts = [_written("%Y-%jT%H:%M:%S" if form == "ordinal" else form, *row) for row in rows]
    single = [parse_stamp(text, form) for text in texts]
    expected = [(one.wall, one.naive) if one else (NULL_T, False) for one in single]
    assert column(texts, form) == in_a_block(texts, form) == expected
    for (at, spoil, _), text, one in zip(rows, texts, single, strict=True):
        if spoil >= len(text) and form in WITH_YEAR:
            fraction = f"{at.microsecond:06d}" if "%f" in form else ""
            second = 0 if form == "%Y-%j %H:%M" else at.second
            assert one is not None and one.wall == nanoseconds(at.replace(microsecond=0, second=second), fraction, 0)


def test_many_layouts_in_one_column_are_read_each_by_its_own():
    names = [(day, name, number) for name, number in MONTH_NUMBERS.items() for day in (1, 20)]
    texts = [f"{day} {name} 2026 10:00:00" for day, name, _ in names]
    wanted = [(nanoseconds(datetime(2026, number, day, 10), "", 0), True) for day, _, number in names]
    assert column(texts, "%d %b %Y %H:%M:%S") == in_a_block(texts, "%d %b %Y %H:%M:%S") == wanted
    days = [f"{name.title()} 17.3.2026 10:00:00" for name in sorted(WEEKDAYS)]
    assert column(days, "%a %d.%m.%Y %H:%M:%S") == [(nanoseconds(datetime(2026, 3, 17, 10), "", 0), True)] * len(days)


SECONDS = 1_773_756_131  # 2026-03-17 14:02:11


@pytest.mark.parametrize(
    ("form", "text", "fraction", "step"),
    [
        # hexadecimal: seconds, then nanoseconds in eight digits or microseconds in five
        ("hex", f"{SECONDS:08x}.{123_456_789:08x}", 123_456_789, 1),
        ("hex", f"{SECONDS:08X}.{123_456:05X}", 123_456_000, 1000),
        ("hex", f"{SECONDS:08x}", 0, 1_000_000_000),
        ("hex", f"{SECONDS:08x}.{10**9:08x}", None, 0),
        ("hex", f"{SECONDS:08x}.1", None, 0),
        ("instant", f'{{"epochSecond":{SECONDS},"nanoOfSecond":123456789}}', 123_456_789, 1),
        ("instant", f'{{ "epochSecond" : {SECONDS}, "nanoOfSecond" : 5 }}', 5, 1),
        ("instant", f'{{"epochSecond":{SECONDS}}}', None, 0),
        # a number as %e prints it
        ("epoch", "1.773756131123456e+09", 123_456_000, 1000),
        ("epoch", "1.773756131e9", 0, 1_000_000_000),
        ("epoch", "1.7737561315e+12", 500_000_000, 1_000_000),
        ("epoch", "1.7e+99", None, 0),
        ("iso||%y%m%d %k:%M:%S", "260317  2:02:11", -12 * 3600 * 10**9, 1_000_000_000),
        ("iso||%y%m%d %k:%M:%S", "2026-03-17 14:02:11.5", 500_000_000, 100_000_000),
        ("iso||%y%m%d %k:%M:%S", "17.03.2026 14:02:11", None, 0),
    ],
)
def test_numbers_and_alternatives_are_read_to_the_last_digit(form: str, text: str, fraction: int | None, step: int):
    expected = NULL_T if fraction is None else SECONDS * 10**9 + fraction
    single = parse_stamp(text, form)
    assert (single.wall if single else NULL_T) == expected
    assert single is None or single.resolution_ns == step
    for texts in ([text], [text, "x", text]):
        assert (
            [wall for wall, _ in column(texts, form)][0]
            == [wall for wall, _ in in_a_block(texts, form)][-1]
            == expected
        )


def test_alternatives_leave_out_the_same_of_the_date():
    with pytest.raises(ValueError, match="leave out"):
        LineFormat("x", "x", time="iso||%H:%M:%S")
