"""JUnit XML: one record a suite with its counts, and one for each case that failed, broke or was flaky, at its own bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from workbench.codebase.junit import LocatedCase, LocatedSuite, end_of, locate_suites, started
from workbench.errors import SourceError
from workbench.model.case import Problem
from workbench.model.records import Event, Link, Place
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.jsonsource import whole_bytes
from workbench.readers.linereader import RecordReader
from workbench.readers.links import joined, link, links_in_text, links_of
from workbench.readers.systems import System

EXAMPLES = {
    "junit.xml": (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<testsuites><testsuite name="orders" tests="2" failures="1" timestamp="2026-03-17T14:02:11Z" time="1.5">'
        '<testcase classname="shop.PoolTest" name="returns" time="0.5"/>'
        '<testcase classname="shop.PoolTest" name="takes" time="1.0"><failure message="expected 1">at x</failure>'
        "</testcase></testsuite></testsuites>\n"
    )
}
SIZE_LIMIT = 128 * 1024 * 1024
SEVERITY = {"failed": 17, "error": 18, "skipped": 9, "passed": 9, "flaky": 13}
RERUNS_LIMIT = 50
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*>\s*)*<(?:\w+:)?testsuites?[\s>/]", re.S
)
_FRACTION = re.compile(r":\d\d[.,](\d{1,9})")


def _sniff(head: bytes, _name: str) -> Sniff:
    if _ROOT.match(head[:8192]):
        return Sniff(0.97, "its root element is testsuites or testsuite")
    return NOT_MINE


def _read(source: RawSource) -> Iterator[Batch]:
    data = whole_bytes(source, SIZE_LIMIT)
    try:
        suites = locate_suites(data)
    except SourceError as error:
        where = f"{source.name}, {error.where}" if error.where else source.name
        raise SourceError(error.what, where, error.remedy) from None
    events: list[Event] = []
    for suite in suites:
        if suite.cases or suite.truncated:
            events.append(_suite_event(suite, data))
        events.extend(
            _case_event(suite, one, data)
            for one in suite.cases
            if one.case.outcome in ("failed", "error") or (one.reruns and one.case.outcome == "passed")
        )
    yield Batch(events=tuple(events), skipped=0, problems=_problems(suites))


def _problems(suites: tuple[LocatedSuite, ...]) -> tuple[Problem, ...]:
    found: list[Problem] = []
    if any(suite.truncated for suite in suites):
        found.append(Problem("the report ends in the middle (truncated); the cases before that are kept"))
    if any(suite.started is None for suite in suites if suite.cases):
        found.append(Problem("the report does not say when the tests ran; its records have no time"))
    return tuple(found)


def _counts(suite: LocatedSuite) -> dict[str, int]:
    outcomes = [one.case.outcome for one in suite.cases]
    return {name: outcomes.count(name) for name in ("passed", "failed", "error", "skipped")}


def _suite_event(suite: LocatedSuite, data: bytes) -> Event:
    counts = _counts(suite)
    worst = "error" if counts["error"] else "failed" if counts["failed"] else "passed"
    words = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
    attributes: dict[str, Any] = {"test.suite.name": suite.name, "wb.tests": len(suite.cases)}
    attributes |= {f"wb.{name}": number for name, number in counts.items()}
    attributes |= {f"suite.{name}": value for name, value in suite.attributes.items() if name != "name"}
    attributes |= {f"property.{name}": value for name, value in suite.properties.items()}
    host = suite.attributes.get("hostname", "")
    return Event(
        t=suite.started,
        place=_place(data, suite.offset, suite.length),
        kind="ci",
        t_end=end_of(suite),
        t_raw=suite.attributes.get("timestamp", ""),
        naive=suite.naive,
        resolution_ns=_resolution(suite.attributes.get("timestamp", "")),
        severity=SEVERITY[worst],
        severity_text="" if worst == "passed" else worst,
        title=f"{suite.name or 'tests'}: {words or 'no cases'}",
        group_key=suite.name,
        resource={"host.name": host} if host else {},
        attributes=attributes,
        links=_links(suite),
    )


def _links(suite: LocatedSuite) -> tuple[Link, ...]:
    """What a suite and all its cases have in common: where they ran, and of which commit."""
    return joined([link("host", suite.attributes.get("hostname", ""))], links_of(suite.properties.items()))


def _case_event(suite: LocatedSuite, located: LocatedCase, data: bytes) -> Event:
    """A failed case, or one that passed only when it was run again. Its time is its own, else the suite's."""
    case = located.case
    flaky = case.outcome == "passed"
    outcome = "flaky" if flaky else case.outcome
    message = case.message or next((one for one in located.reruns if one), "")
    attributes: dict[str, Any] = {
        "test.suite.name": suite.name,
        "test.case.name": case.name,
        "test.case.result.status": "pass" if flaky else "fail",
        "code.namespace": case.suite,
        "wb.seconds": case.seconds,
    }
    if case.file:
        attributes |= {"code.file.path": case.file, "code.line.number": case.line}
    if located.reruns:
        attributes["wb.reruns"] = list(located.reruns[:RERUNS_LIMIT])
    if located.output:
        attributes["wb.output"] = located.output
    attributes |= {f"property.{name}": value for name, value in located.properties.items()}
    raw = located.stamp or suite.attributes.get("timestamp", "")
    t, naive = started(located.stamp)
    if t is None or t <= 0:
        t, naive, raw = suite.started, suite.naive, suite.attributes.get("timestamp", "")
    return Event(
        t=t,
        place=_place(data, located.offset, located.length),
        kind="ci",
        t_raw=raw,
        naive=naive,
        resolution_ns=_resolution(raw),
        severity=SEVERITY[outcome],
        severity_text=outcome,
        title=f"{case.suite}.{case.name} {outcome}" + (f": {_first_line(message)}" if message else ""),
        body=case.text or message,
        group_key=f"{case.suite}.{case.name}",
        attributes=attributes,
        links=joined(
            links_of(located.properties.items()), _links(suite), links_in_text(case.text), links_in_text(located.output)
        ),
    )


def _place(data: bytes, offset: int, length: int) -> Place:
    return Place(offset, length, line=data.count(b"\n", 0, offset) + 1)


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:200]


def _resolution(stamp: str) -> int:
    found = _FRACTION.search(stamp)
    return 10 ** (9 - len(found[1])) if found else 10**9


READERS = (RecordReader("junit.xml", "JUnit XML test report", ("ci",), _sniff, _read),)
SYSTEMS = (
    System(
        "JUnit", "work", ("junit.xml",),
        "The XML report of a test run: pytest `--junitxml`, Surefire, Gradle, Jest, sbt and others write it.",
        "A record a suite with its counts, from its start to its end; one for each case that failed, broke, or passed only "
        "when it was run again, with its trace and the suite's commit and host.",
        "Cases that passed or were skipped are counted; a case without a time of its own stands at its suite's.",
    ),
)  # fmt: skip
