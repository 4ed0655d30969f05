"""Instants, windows and citations: what people type and read, both ways."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import CitationError, WorkbenchError
from workbench.model.display import visible
from workbench.model.entities import bytes_citation, hunk_citation, parse_citation, range_citation
from workbench.model.instants import (
    HOUR,
    MINUTE,
    SECOND,
    TimeWindow,
    clock_text,
    duration_text,
    epoch_ns,
    from_datetime,
    iso,
    parse_instant,
)
from workbench.model.severity import level_name, severity_of_status, severity_of_word

NOON = from_datetime(datetime(2026, 3, 17, 12, tzinfo=UTC))
instants = st.integers(min_value=0, max_value=4_000_000_000 * SECOND)
names = st.text("abcdefghij0123456789-", min_size=1, max_size=40)


@given(instants)
def test_an_instant_written_as_iso_reads_back_to_the_last_digit(t: int):
    assert parse_instant(iso(t) or "", day=0) == t


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-03-17T13:00:00+01:00", NOON),
        ("2026-03-17 12:00:00.5Z", NOON + SECOND // 2),
        ("2026-03-17T12:00:00,123456789 UTC", NOON + 123_456_789),
        ("2026-03-17T07:00:00-0500", NOON),
        ("1773748800", NOON),
        ("1773748800000", NOON),
        ("1773748800000000", NOON),
        ("1773748800000000000", NOON),
        ("1773748800.25", NOON + SECOND // 4),
        ("12:00:01", NOON + SECOND),
        ("12:00", NOON),
        ("+30s", NOON + 30 * SECOND),
        ("-1.5m", NOON - 90 * SECOND),
    ],
)
def test_a_time_may_be_typed_in_many_forms(typed: str, expected: int):
    assert parse_instant(typed, day=NOON + HOUR, cursor=NOON) == expected


def test_a_time_without_a_date_means_the_day_in_the_cases_zone():
    assert parse_instant("12:00", day=NOON, zone="Europe/Berlin") == NOON - HOUR


@pytest.mark.parametrize("typed", ["", "soon", "25:00", "2026-02-30T00:00:00Z", "12", "+3 parsecs"])
def test_what_is_no_time_is_one_sentence_with_the_forms(typed: str):
    with pytest.raises(WorkbenchError, match=r"is not a time.*14:02:11"):
        parse_instant(typed, day=NOON, cursor=NOON)


def test_an_unknown_zone_is_named():
    with pytest.raises(WorkbenchError, match="'Mars/Olympus'"):
        parse_instant("12:00", day=NOON, zone="Mars/Olympus")


@given(st.integers(0, 3_999_999_999), st.integers(0, 999_999_999))
def test_an_epoch_keeps_every_digit(seconds: int, fraction: int):
    seconds += 1_000_000_000
    assert epoch_ns(f"{seconds}.{fraction:09d}") == seconds * SECOND + fraction


def test_clock_text_is_the_wall_clock_of_the_zone():
    assert clock_text(NOON + 412_000_000) == "12:00:00.412"
    assert clock_text(NOON, 0, "Europe/Berlin") == "13:00:00"


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (90 * SECOND, "1m 30s"),
        (46 * MINUTE, "46m"),
        (3 * HOUR + 28 * MINUTE, "3h 28m"),
        (47 * HOUR + MINUTE, "47h 1m"),
        (918 * HOUR + 41 * MINUTE, "38d 6h"),
        (-72 * HOUR, "-3d"),
        (5_000_000, "5 ms"),
        (-SECOND, "-1s"),
    ],
)
def test_a_duration_reads_as_people_say_it(ns: int, text: str):
    assert duration_text(ns) == text


@given(instants, st.integers(1, HOUR), st.floats(0.01, 100))
def test_zooming_keeps_the_instant_under_the_pointer(start: int, width: int, factor: float):
    window = TimeWindow(start, start + max(width, 1000))
    about = start + width // 2
    zoomed = window.scaled(factor, about)
    share = (about - window.start) / window.width
    assert (about - zoomed.start) / zoomed.width == pytest.approx(share, abs=1e-3 + 2 / zoomed.width)


def test_a_window_is_half_open():
    window = TimeWindow(10, 20)
    assert 10 in window
    assert 20 not in window
    with pytest.raises(ValueError, match="end before"):
        TimeWindow(2, 1)


@given(names, st.integers(0, 2**40), st.integers(0, 2**40))
def test_a_citation_of_bytes_reads_back(source: str, offset: int, length: int):
    citation = bytes_citation(source, offset, length)
    assert parse_citation(str(citation)) == citation


@given(names, st.text(min_size=1).filter(str.isprintable), names, st.integers(1, 99))
def test_a_citation_of_a_hunk_reads_back_whatever_the_path(source: str, path: str, commit: str, number: int):
    citation = hunk_citation(source, path, commit, number)
    assert parse_citation(str(citation)) == citation


@given(names, st.text(min_size=1).filter(str.isprintable), instants, instants)
def test_a_citation_of_a_range_reads_back(source: str, series: str, start: int, end: int):
    citation = range_citation(source, series, start, end)
    assert parse_citation(str(citation)) == citation


@pytest.mark.parametrize(
    "text", ["", "http://x", "case://", "case://s#o=1", "case://s#t=1..2", "case://s#hunk=a", "case://s#zz"]
)
def test_what_is_no_citation_is_one_sentence(text: str):
    with pytest.raises(CitationError):
        parse_citation(text)


def test_levels_follow_the_opentelemetry_ranges():
    assert [level_name(n) for n in (0, 1, 4, 5, 9, 12, 13, 17, 20, 21, 24)] == [
        "unknown", "trace", "trace", "debug", "info", "info", "warn", "error", "error", "fatal", "fatal",
    ]  # fmt: skip
    assert severity_of_word("[WARNING]") == 13
    assert severity_of_word("Wednesday") == 0
    assert [severity_of_status(n) for n in (200, 404, 503)] == [9, 13, 17]


def test_text_from_evidence_cannot_turn_the_line_round_or_hide():
    assert visible("\x1b[31mred\x1b[0m \u202eabc\x00\x07") == "red \\u202eabc\\x00\\x07"


def test_a_zone_with_an_offset_is_exact():
    moment = datetime(2026, 3, 17, 12, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert from_datetime(moment) == NOON - (5 * 60 + 45) * MINUTE
