"""Test reports of many tools."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.codebase.junit import parse_junit
from workbench.errors import SourceError

REPORTS = Path(__file__).parents[3] / "shared" / "data" / "artefacts" / "junit"


def test_suites_may_nest_and_attributes_may_be_missing():
    data = b"""<testsuites><testsuite name="outer" timestamp="2026-03-17T14:02:11 UTC"><testsuite>
<testcase/><testcase classname="c" name="n" time="1,234.5"><failure type="T">text
more</failure><rerunFailure message="again"/><system-out>noise</system-out></testcase></testsuite>
<testcase name="own"/></testsuite></testsuites>"""
    outer, inner = parse_junit(data)
    assert (outer.name, inner.name) == ("outer", "outer")
    assert inner.started == 1_773_756_131 * 10**9
    assert not inner.naive
    assert [case.name for case in outer.cases] == ["own"]
    blank, failed = inner.cases
    assert (blank.suite, blank.name, blank.outcome, blank.seconds) == ("outer", "", "passed", 0.0)
    assert (failed.outcome, failed.message, failed.text, failed.seconds) == ("failed", "T", "text\nmore", 1234.5)


def test_of_several_results_of_a_case_the_worst_counts():
    data = b'<testsuite><testcase name="x"><failure>f</failure><error message="e">t</error><skipped/></testcase></testsuite>'
    assert parse_junit(data)[0].cases[0].outcome == "error"


@pytest.mark.parametrize(
    "data",
    [b"", b"text", b"<a/>", b"<testsuite>", b"<!DOCTYPE t><testsuite/>", b"\0\0", b"<testsuite/><x/>",
     b"<testsuite>" + b"<a>" * 5000],
)  # fmt: skip
def test_what_is_no_report_is_said_in_one_sentence_or_gives_nothing(data: bytes):
    try:
        assert parse_junit(data) == ()
    except SourceError as error:
        assert error.what


def test_a_cut_off_report_says_so():
    (report,) = parse_junit(b'<testsuite name="s"><testcase name="a"/><testcase name="b">')
    assert report.truncated
    assert [case.name for case in report.cases] == ["a"]


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the recorded reports are not here")
@pytest.mark.parametrize("name", ["black_bug6", "tornado_bug3", "youtube-dl_bug37"])
def test_recorded_reports_fail_before_the_fix_and_pass_after(name: str):
    before, after = (parse_junit((REPORTS / f"{name}_{side}.xml").read_bytes())[0] for side in ("before", "after"))
    broken = {case.name for case in before.cases if case.outcome in ("failed", "error")}
    assert broken
    assert not broken & {case.name for case in after.cases if case.outcome != "passed"}


@pytest.mark.parametrize("encoding", ["utv-8", "gb2312"])
def test_a_report_in_an_encoding_that_nobody_reads_ends_in_a_sentence(encoding: str):
    with pytest.raises(SourceError, match="encoding"):
        parse_junit(f'<?xml version="1.0" encoding="{encoding}"?><testsuite name="a"/>'.encode())
