"""Test reports in JUnit's XML, as the many tools write it: suites nest or not, every attribute may be missing.

Read with expat as a stream: a DTD or an entity ends the reading at once, and a file cut off in the middle gives what
was whole. Attributes and elements: the Ant task's layout, with Surefire's rerun elements and pytest's file and line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from workbench.errors import SourceError, WorkbenchError
from workbench.model.code import TestCase, TestReport
from workbench.model.instants import SECOND, parse_instant

DEPTH_LIMIT = 200
TEXT_LIMIT = 256 * 1024
_OUTCOMES = {"failure": "failed", "error": "error", "skipped": "skipped"}
# Surefire's verdicts of runs before the last one: of a case that passed in the end, and of one that did not.
_NOT_RUN = ("notrun", "disabled", "skipped")  # GoogleTest's word for a disabled test stands in an attribute
_RERUNS = ("flakyFailure", "flakyError", "rerunFailure", "rerunError")
_OUTPUTS = ("system-out", "system-err")
OUTPUT_LIMIT = 16 * 1024
_RANK = {"passed": 0, "skipped": 1, "failed": 2, "error": 3}
_ZONE = re.compile(r"(?:Z|UTC|[+-]\d{2}:?\d{2})$", re.I)


@dataclass(slots=True)
class LocatedCase:
    """A test case and the bytes of its element. reruns: messages of the runs before its last one, which failed · output:
    the beginning of what it printed · stamp: its own `timestamp` (GoogleTest writes one), empty where there is none.
    """

    case: TestCase
    offset: int
    length: int = 0
    properties: dict[str, str] = field(default_factory=dict)
    reruns: tuple[str, ...] = ()
    output: str = ""
    stamp: str = ""


@dataclass(slots=True)
class LocatedSuite:
    """A `testsuite` element: its own cases, its bytes, and its attributes as written."""

    name: str
    offset: int
    length: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    cases: list[LocatedCase] = field(default_factory=list)
    started: int | None = None
    naive: bool = False
    truncated: bool = False

    def report(self) -> TestReport:
        """The suite as a value."""
        return TestReport(
            name=self.name,
            cases=tuple(located.case for located in self.cases),
            started=self.started,
            naive=self.naive,
            t_raw=self.attributes.get("timestamp", ""),
            truncated=self.truncated,
        )


def parse_junit(data: bytes) -> tuple[TestReport, ...]:
    """One report a suite that has cases of its own. Raises `SourceError` for what is no such XML, or has a DTD."""
    return tuple(suite.report() for suite in locate_suites(data) if suite.cases)


def locate_suites(data: bytes) -> tuple[LocatedSuite, ...]:
    """All suites, outer ones before inner ones, with the places of their bytes; errors as in `parse_junit`."""
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: reading.start(name, attributes, parser.CurrentByteIndex)
    parser.EndElementHandler = lambda name: reading.end(name, _element_end(data, parser.CurrentByteIndex))
    parser.CharacterDataHandler = reading.characters
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        if not reading.suites or "junk after" in str(error):
            what = f"this is not a whole XML document ({expat.ErrorString(error.code)})"
            raise SourceError(what, f"line {error.lineno}", "Bring in a JUnit report.") from None
        reading.cut_off(len(data))
    except (LookupError, ValueError) as error:  # an encoding that Python's parser has no table of
        raise SourceError(f"its encoding can't be read ({error})", "line 1", "Save the report as UTF-8.") from None
    if not reading.root_fits:
        raise SourceError("the XML has no testsuite", "", "Bring in a JUnit report.")
    return tuple(reading.suites)


def _refuse(*_declaration: object) -> None:
    raise SourceError(
        "the XML declares a document type or entities, which a test report has no use for", "", "Remove the DOCTYPE."
    )


def _element_end(data: bytes, index: int) -> int:
    """Expat points at `</name>`, or at the start tag again for `<name/>`; the end lies behind the next `>`."""
    close = data.find(b">", index)
    return len(data) if close < 0 else close + 1


@dataclass(slots=True)
class _Result:
    """One verdict inside a case; a case may hold several (reruns, an error in tear-down)."""

    outcome: str
    message: str
    text: list[str] = field(default_factory=list)


class _Reading:
    """What is open while the elements go by."""

    def __init__(self) -> None:
        self.suites: list[LocatedSuite] = []
        self.root_fits = False
        self._root_stamp = ""
        self._open: list[str] = []
        self._within: list[LocatedSuite] = []
        self._case: tuple[dict[str, str], int] | None = None
        self._results: list[_Result] = []
        self._taken = 0
        self._properties: dict[str, str] = {}
        self._reruns: list[str] = []
        self._output: list[str] = []

    def start(self, name: str, attributes: dict[str, str], offset: int) -> None:
        name = name.rpartition(":")[2]
        if not self._open:
            self.root_fits = name in ("testsuites", "testsuite")
            self._root_stamp = attributes.get("timestamp", "")
        self._open.append(name)
        if len(self._open) > DEPTH_LIMIT:
            raise SourceError(f"the XML is nested deeper than {DEPTH_LIMIT} elements")
        if name == "testsuite":
            self._open_suite(attributes, offset)
        elif name == "testcase" and self._within:
            self._case, self._results = (attributes, offset), []
            self._properties, self._reruns, self._output = {}, [], []
        elif name == "property" and self._within:
            held = self._within[-1].properties if self._case is None else self._properties
            held[attributes.get("name", "")] = attributes.get("value", "")
        elif self._case is not None and name in _OUTCOMES:
            self._results.append(_Result(_OUTCOMES[name], attributes.get("message") or attributes.get("type", "")))
            self._taken = 0
        elif self._case is not None and name in _RERUNS:
            self._reruns.append(attributes.get("message") or attributes.get("type", ""))

    def characters(self, text: str) -> None:
        if self._case is not None and self._open[-1] in _OUTPUTS and self._open[-2] == "testcase":
            if (left := OUTPUT_LIMIT - sum(map(len, self._output))) > 0:
                self._output.append(text[:left])
        elif self._results and self._open and self._open[-1] in _OUTCOMES and self._taken < TEXT_LIMIT:
            self._results[-1].text.append(text[: TEXT_LIMIT - self._taken])
            self._taken += len(text)

    def end(self, name: str, end: int) -> None:
        name = name.rpartition(":")[2]
        self._open.pop()
        if name == "testcase" and self._case is not None:
            attributes, offset = self._case
            suite = self._within[-1]
            case = _case(suite, attributes, self._results)
            output = "".join(self._output).strip()
            made = LocatedCase(case, offset, end - offset, self._properties, tuple(self._reruns), output)
            made.stamp = "" if case.outcome == "skipped" else attributes.get("timestamp", "")
            suite.cases.append(made)
            self._case, self._results = None, []
        elif name == "testsuite" and self._within:
            suite = self._within.pop()
            suite.length = end - suite.offset

    def cut_off(self, end: int) -> None:
        """The file ended in the middle: what was open has the bytes up to there."""
        for suite in self._within:
            suite.length, suite.truncated = end - suite.offset, True

    def _open_suite(self, attributes: dict[str, str], offset: int) -> None:
        outer = self._within[-1] if self._within else None
        suite = LocatedSuite(attributes.get("name") or (outer.name if outer else ""), offset, attributes=attributes)
        stamp = attributes.get("timestamp", "") or ("" if outer else self._root_stamp)
        suite.started, suite.naive = started(stamp)
        if outer and not stamp:
            suite.started, suite.naive = outer.started, outer.naive
        self._within.append(suite)
        self.suites.append(suite)


def started(stamp: str) -> tuple[int | None, bool]:
    """A `timestamp`: ISO 8601, `Z`, ` UTC`, an offset, or no zone at all (then naive)."""
    text = stamp.strip()
    if not text:
        return None, False
    try:
        return parse_instant(text, day=0), not _ZONE.search(text[10:])
    except WorkbenchError:
        return None, False


def _case(suite: LocatedSuite, attributes: dict[str, str], results: list[_Result]) -> TestCase:
    worst = max(results, key=lambda result: _RANK[result.outcome], default=None)
    told = (
        "".join(one.text).strip("\n") for one in results if worst and _RANK[one.outcome] >= min(2, _RANK[worst.outcome])
    )
    text = "\n\n".join(part for part in told if part)
    line = attributes.get("line", "")
    return TestCase(
        suite=attributes.get("classname") or suite.name,
        name=attributes.get("name", ""),
        outcome=worst.outcome if worst else "skipped" if attributes.get("status") in _NOT_RUN else "passed",
        seconds=_seconds(attributes.get("time", "")),
        message=(worst.message or text.strip().partition("\n")[0]) if worst else "",
        text=text,
        file=attributes.get("file", ""),
        line=int(line) if line.isascii() and line.isdigit() and len(line) < 10 else 0,
    )


def _seconds(text: str) -> float:
    """A duration in seconds; some tools group thousands with commas (`1,234.5`)."""
    try:
        seconds = float(text.replace(",", ""))
    except ValueError:
        return 0.0
    return seconds if 0 <= seconds < 10 * 365 * 86_400 else 0.0


def end_of(suite: LocatedSuite) -> int | None:
    """When a suite ended by its own clock: its start and its `time`; None where either is missing."""
    seconds = _seconds(suite.attributes.get("time", ""))
    return suite.started + int(seconds * SECOND) if suite.started is not None and seconds else None
