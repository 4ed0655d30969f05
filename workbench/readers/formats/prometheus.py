r"""Prometheus' text exposition format 0.0.4 and OpenMetrics 1.0: a scrape, each sample a point of its series.

    # HELP http_requests_total Requests answered.
    # TYPE http_requests_total counter
    http_requests_total{method="POST",path="/a\"b"} 1027 1773756131000

A sample's own time is in ms in Prometheus' form, in seconds in OpenMetrics. Without one, the scrape's instant is taken
from the stamp in the file's name, else from the file's modification time, and said so. Exemplars are passed over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from workbench.errors import SourceError
from workbench.model.case import Problem
from workbench.model.instants import iso
from workbench.model.records import Points, SeriesPoints
from workbench.readers.core import NOT_MINE, Batch, RawSource, Sniff
from workbench.readers.heads import head_lines
from workbench.readers.jsonsource import whole_bytes
from workbench.readers.linereader import RecordReader
from workbench.readers.namestamps import stamp_in_name

EXAMPLES = {
    "prometheus.text": (
        "# HELP http_requests_total Requests answered.\n"
        "# TYPE http_requests_total counter\n"
        'http_requests_total{method="POST",code="500"} 1027 1773756131000\n'
        'http_requests_total{method="GET",code="200"} NaN\n'
    )
}
SIZE_LIMIT = 256 * 1024 * 1024
PROBLEMS_LIMIT = 20
LABELS_LIMIT = 200
# A millisecond stamp of this size would lie in 1973: smaller numbers are seconds.
MILLISECONDS_FROM = 10**11
_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:.]*"
_META = re.compile(rf"# (TYPE|HELP|UNIT) ({_NAME})(?: (.*))?$")
_SAMPLE = re.compile(rf"({_NAME})\s*(\{{|\s)")
_LABEL = re.compile(r'\s*([a-zA-Z_][a-zA-Z0-9_.]*|"(?:[^"\\]|\\.)*")\s*=\s*"((?:[^"\\]|\\.)*)"\s*')
_VALUE = re.compile(r"\s*([^\s#]+)(?:\s+(-?[0-9.eE+]+))?\s*(?:#.*)?$")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|inf(?:inity)?|nan)", re.I)
_ESCAPE = re.compile(r"\\(.)")
_SUFFIXES = ("_total", "_bucket", "_sum", "_count", "_created", "_gsum", "_gcount", "_info")
_KINDS = {"counter": "counter", "gauge": "gauge", "histogram": "histogram", "summary": "summary", "info": "gauge",
          "stateset": "gauge", "gaugehistogram": "histogram"}  # fmt: skip
Labels = tuple[tuple[str, str], ...]


def _sniff(head: bytes, _name: str) -> Sniff:
    lines = [line for line in head_lines(head) if line.strip()]
    typed = sum(line.startswith("# TYPE ") and _META.match(line) is not None for line in lines)
    samples = [line for line in lines if not line.startswith("#")]
    good = sum(_sample(line) is not None for line in samples)
    if not samples or good < 0.9 * len(samples):
        return NOT_MINE
    if typed:
        return Sniff(0.97, f"{typed} TYPE lines, and {good} of {len(samples)} other lines are samples")
    labelled = sum("{" in line for line in samples)
    if good == len(samples) and labelled * 2 >= good:
        return Sniff(0.6, f"all {good} lines are samples with labels; no TYPE line")
    return NOT_MINE


@dataclass(slots=True)
class _Family:
    """What the comments say of a metric."""

    kind: str = "unknown"
    help: str = ""
    unit: str = ""


@dataclass(slots=True)
class _Scrape:
    """Samples by series, in the file's order, and what was wrong."""

    seconds: bool
    instant: int | None
    families: dict[str, _Family] = field(default_factory=dict)
    samples: dict[tuple[str, Labels], dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    problems: list[Problem] = field(default_factory=list)
    skipped: int = 0
    unstamped: int = 0

    def line(self, text: str, number: int) -> None:
        """Take one line."""
        if text.startswith("#"):
            if found := _META.match(text):
                self._describe(found)
            return
        sample = _sample(text)
        if sample is None:
            self.wrong("this is no sample", number)
            return
        name, labels, value, stamp = sample
        t = self.instant if stamp is None else self._time(stamp)
        self.unstamped += stamp is None
        if t is None:
            self.wrong("the sample has no time" if stamp is None else f"{stamp!r} is no time", number)
        else:
            self.samples[name, labels][t] = value

    def wrong(self, what: str, number: int) -> None:
        """Pass a line over."""
        self.skipped += 1
        if len(self.problems) < PROBLEMS_LIMIT:
            self.problems.append(Problem(what, f"line {number}"))

    def series(self) -> Iterator[SeriesPoints]:
        """The series, their points by time."""
        for (name, labels), points in self.samples.items():
            times = sorted(points)
            values = np.array([points[t] for t in times], dtype=np.float64)
            family = self._family(name)
            yield SeriesPoints(
                name,
                dict(labels),
                Points(np.array(times, dtype=np.int64), values),
                family.unit,
                family.kind,
                family.help,
            )

    def _describe(self, found: re.Match[str]) -> None:
        family = self.families.setdefault(found[2], _Family())
        text = found[3] or ""
        if found[1] == "TYPE":
            family.kind = _KINDS.get(text.strip(), "unknown")
        elif found[1] == "HELP":
            family.help = _ESCAPE.sub(_unescaped, text)
        else:
            family.unit = text.strip()

    def _family(self, name: str) -> _Family:
        if name in self.families:
            return self.families[name]
        for suffix in _SUFFIXES:
            if name.endswith(suffix) and name.removesuffix(suffix) in self.families:
                return self.families[name.removesuffix(suffix)]
        return _Family()

    def _time(self, text: str) -> int | None:
        """Exact from the digits; seconds in OpenMetrics, and wherever ms would mean a day before 1973."""
        if not re.fullmatch(r"-?\d{1,16}(?:\.\d{0,12})?", text):
            return None
        whole, _, fraction = text.removeprefix("-").partition(".")
        scale = 9 if self.seconds or fraction or int(whole) < MILLISECONDS_FROM else 6
        number = int(whole) * 10**scale + int((fraction + "0" * scale)[:scale])
        return (-number if text[0] == "-" else number) if number < 2**63 else None


def _sample(text: str) -> tuple[str, Labels, float, str | None] | None:
    """Name, sorted labels, value and time of a sample line; None where it is none."""
    found = _SAMPLE.match(text)
    if found is None:
        return None
    labels: dict[str, str] = {}
    at = found.end()
    if found[2] == "{":
        at = _labels(text, at, labels)
        if at < 0:
            return None
    rest = _VALUE.match(text, at)
    if rest is None or not _NUMBER.fullmatch(rest[1]):
        return None
    return found[1], tuple(sorted(labels.items())), float(rest[1]), rest[2]


def _labels(text: str, at: int, labels: dict[str, str]) -> int:
    """Read labels up to the closing brace; the place behind it, or -1."""
    while found := _LABEL.match(text, at):
        labels[found[1].strip('"')] = _ESCAPE.sub(_unescaped, found[2]) if "\\" in found[2] else found[2]
        at = found.end()
        if text[at : at + 1] != "," or len(labels) > LABELS_LIMIT:
            break
        at += 1
    while text[at : at + 1] == " ":
        at += 1
    return at + 1 if text[at : at + 1] == "}" else -1


def _unescaped(found: re.Match[str]) -> str:
    r"""Backslash n is a newline, backslash before `"` or itself goes; any other backslash stays."""
    return {"n": "\n", '"': '"', "\\": "\\"}.get(found[1], found[0])


def _read(source: RawSource) -> Iterator[Batch]:
    text = whole_bytes(source, SIZE_LIMIT).decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.split("\n")
    open_metrics = any(line.startswith(("# EOF", "# UNIT ")) for line in lines)
    named = stamp_in_name(source.name)
    instant = named.wall if named else source.modified or None
    scrape = _Scrape(open_metrics, instant)
    for number, line in enumerate(lines, 1):
        if line.strip() and line.rstrip() != "# EOF":
            scrape.line(line.rstrip("\r"), number)
    if not scrape.samples:
        first = scrape.problems[0] if scrape.problems else Problem("it holds no sample")
        raise SourceError(f"no samples could be read: {first.what}", f"{source.name}, {first.where}".strip(", "))
    if scrape.unstamped and instant is not None:
        scrape.problems.insert(0, _told(scrape.unstamped, instant, named is not None))
    naive = bool(named and named.naive and scrape.unstamped)
    rows = [_naive(series) if naive else series for series in scrape.series()]
    yield Batch(points=tuple(rows), skipped=scrape.skipped, problems=tuple(scrape.problems))


def _naive(series: SeriesPoints) -> SeriesPoints:
    return SeriesPoints(series.name, series.labels, series.points, series.unit, series.kind, series.help, naive=True)


def _told(count: int, instant: int, by_name: bool) -> Problem:
    if by_name:
        return Problem(f"{count} samples carry no time: they stand at {iso(instant)}, declared by the file's name")
    return Problem(f"{count} samples carry no time: {iso(instant)} is assumed, when the file was last changed")


READERS = (RecordReader("prometheus.text", "Prometheus text and OpenMetrics", ("metric",), _sniff, _read),)
