"""A report as an article: the sections of a KCS article with their Markdown, and the pictures they show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workbench.exporters.chart import chart
from workbench.exporters.markup import fenced, patch, plain, prose, table
from workbench.model.case import CaseRecord
from workbench.model.instants import Instant, clock_text, iso
from workbench.model.notebook import Evidence, Hypothesis
from workbench.model.report import FixChange, MarkedLine, Report, TestRun


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the Markdown below it."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """What every format renders. slug: the file's stem · front: YAML front matter · pictures: file name to SVG."""

    id: str
    slug: str
    title: str
    front: Mapping[str, object]
    sections: tuple[Section, ...]
    pictures: Mapping[str, str] = field(default_factory=dict)


UNKNOWN = "Not recorded."
MARKS, MARK_LETTERS = 300, 240
"""Marked lines, and characters of each, that an article holds."""


def slug_of(text: str) -> str:
    """A file stem of ASCII letters, digits and dashes, 60 characters at most."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:60].strip("-") or "article"


def picture_name(evidence: Evidence) -> str:
    """The chart's file name: `e4.svg`."""
    return f"{evidence.label.lower()}.svg"


def slug_of_case(case: CaseRecord) -> str:
    """The stem of an article that is exported for the first time."""
    return slug_of(f"{case.key} {case.title}" if case.key else case.title)


def article_of(report: Report, slug: str) -> Article:
    """Write the article under the file stem `slug`; every sentence in it comes from the case."""
    case = report.case
    marks = tuple((row.t, row.text) for row in report.timeline if row.kind == "deploy")
    metrics = [item for item in report.evidence if item.kind == "metric"]
    pictures = {picture_name(item): chart(item, marks, case.zone) for item in metrics}
    return Article(report.article, slug, case.title, _front(report), tuple(_sections(report, slug)), pictures)


def _front(report: Report) -> dict[str, object]:
    case = report.case
    tags = [tag for tag in ("incident", case.severity.lower(), case.service) if tag]
    return {
        "title": case.title,
        "article": report.article,
        "case": case.key or case.id,
        "tags": tags,
        "products": [case.service] if case.service else [],
        "severity": case.severity,
        "status": case.status,
        "kcs_confidence": "not validated" if report.cause else "wip",
        "kcs_audience": "internal",
        "kcs_governance": "experience based",
        "created": iso(case.created, 0) or "",
        "updated": iso(report.exported, 0) or "",
        "made_by": f"workbench {report.version}",
    }


def _sections(report: Report, slug: str) -> Iterator[Section]:
    case, labels = report.case, [item.label for item in report.evidence]
    yield Section("Symptoms", prose(case.summary, labels) or UNKNOWN)
    yield Section("Environment", _environment(report))
    yield Section("Impact", prose(case.impact, labels) or UNKNOWN)
    yield Section("Steps to reproduce", prose(case.steps, labels) or UNKNOWN)
    yield Section("Timeline", _timeline(report))
    yield Section("Cause", _cause(report, slug))
    yield Section("Fix", _fix(report.changes))
    yield Section("Test results", _tests(report.tests))
    yield Section("Workaround", prose(case.workaround, labels) or UNKNOWN)
    yield Section("Actions", _actions(report))
    yield Section("Ruled out", _ruled_out(report))
    yield Section("Evidence", _evidence(report, slug))
    if report.marks:
        yield Section("Marked lines", _marks(report.marks))
    yield Section("Sources", _sources(report))


def _environment(report: Report) -> str:
    case = report.case
    rows = [("Service", case.service), ("Environment", case.environment), ("Severity", case.severity)]
    rows += [("Started", _stamp(case.started)), ("Detected", _stamp(case.detected))]
    rows += [("Mitigated", _stamp(case.mitigated)), ("Resolved", _stamp(case.resolved)), ("Lead", case.lead)]
    rows += [(name, value) for name, value in case.fields.items()]
    return table(("", ""), [(plain(name), plain(value) or "unknown") for name, value in rows])


def _stamp(t: Instant | None) -> str:
    return iso(t) or ""


def _timeline(report: Report) -> str:
    if not report.timeline:
        return UNKNOWN
    zone = report.case.zone
    rows = [
        (
            clock_text(row.t, zone=zone),
            plain(row.kind),
            plain(row.text),
            _link(row.label) if row.label else plain(row.source),
        )
        for row in sorted(report.timeline, key=lambda row: row.t)
    ]
    days = sorted({(iso(row.t) or "")[:10] for row in report.timeline})
    return f"Times in {plain(zone)}, {' to '.join(dict.fromkeys((days[0], days[-1])))}.\n\n" + table(
        ("Time", "Kind", "What happened", "Shown by"), rows
    )


def _link(label: str) -> str:
    return f"[{label}](#{label.lower()})"


def _cause(report: Report, slug: str) -> str:
    labels = [item.label for item in report.evidence]
    parts: list[str] = []
    if report.cause:
        parts.append(f"**{plain(report.cause.text)}** ({report.cause.label}, {report.cause.status})")
        if report.cause.why:
            parts.append(prose(report.cause.why, labels))
    else:
        parts.append("No hypothesis is confirmed yet.")
    if report.notes.strip():
        parts.append(_demoted(prose(report.notes, labels)))
    parts += [_excerpt(item, slug) for item in _supporting(report)]
    return "\n\n".join(parts)


def _demoted(text: str) -> str:
    """A person's headings set two levels lower, so that the article's own stay on top."""
    return re.sub(r"^(#{1,4}) ", r"\1## ", text, flags=re.MULTILINE)


def _supporting(report: Report) -> list[Evidence]:
    if not report.cause:
        return []
    wanted = {s.evidence for s in report.supports if s.hypothesis == report.cause.id and s.stance == "for"}
    return [item for item in report.evidence if item.id in wanted]


def _excerpt(item: Evidence, slug: str) -> str:
    lead = f"{_link(item.label)} {plain(item.title)}" + (f": {plain(item.why)}" if item.why else "")
    return f"{lead}\n\n{_shown(item, slug)}"


def _shown(item: Evidence, slug: str) -> str:
    if item.kind == "metric":
        return f"![{plain(item.title)}]({slug}/{picture_name(item)})"
    return fenced(item.excerpt, "diff" if item.kind == "diff" else "text")


def _fix(changes: tuple[FixChange, ...]) -> str:
    parts = []
    for change in changes:
        parts.append(
            f"### {change.role.capitalize()}: {plain(change.subject)}\n\n"
            f"Commit `{change.sha}` by {plain(change.author)}, {_stamp(change.committed)}."
        )
        parts += [fenced(patch(diff), "diff") for diff in change.files]
    return "\n\n".join(parts) or UNKNOWN


def _tests(runs: tuple[TestRun, ...]) -> str:
    if not runs:
        return UNKNOWN
    names = dict.fromkeys((case.suite, case.name) for run in runs for case in run.report.cases)
    found = [{(case.suite, case.name): case.outcome for case in run.report.cases} for run in runs]
    heads = ("Test", *(f"{run.role} ({plain(run.source)})" for run in runs))
    rows = [(plain(" ".join(name)), *(outcomes.get(name, "not run") for outcomes in found)) for name in names]
    totals = [_totals(run) for run in runs]
    failed = [
        f"{plain(case.name)} {run.role} the fix:\n\n{fenced(case.text or case.message)}"
        for run in runs
        for case in run.report.cases
        if case.outcome in ("failed", "error") and (case.text or case.message)
    ]
    return "\n\n".join([table(heads, [*rows, ("**Total**", *totals)]), *failed])


def _totals(run: TestRun) -> str:
    outcomes = [case.outcome for case in run.report.cases]
    words = [f"{outcomes.count(word)} {word}" for word in ("passed", "failed", "error", "skipped") if word in outcomes]
    return ", ".join(words) + (" (report cut off)" if run.report.truncated else "")


def _actions(report: Report) -> str:
    rows = [
        ("done" if item.done else "open", plain(item.text), plain(item.owner), plain(item.due), plain(item.ticket))
        for item in report.actions
    ]
    return table(("State", "Action", "Owner", "Due", "Ticket"), rows) if rows else UNKNOWN


def _ruled_out(report: Report) -> str:
    rest = [item for item in report.hypotheses if report.cause is None or item.id != report.cause.id]
    labels = [item.label for item in report.evidence]
    rows = [
        (item.label, item.status, plain(item.text), prose(item.why, labels), _weighed(report, item)) for item in rest
    ]
    return table(("", "Status", "Hypothesis", "Why", "Evidence"), rows) if rows else "No other hypothesis was recorded."


def _weighed(report: Report, hypothesis: Hypothesis) -> str:
    by_id = {item.id: item.label for item in report.evidence}
    chosen = [s for s in report.supports if s.hypothesis == hypothesis.id and s.evidence in by_id]
    return ", ".join(f"{_link(by_id[s.evidence])} {s.stance}" for s in chosen)


def _evidence(report: Report, slug: str) -> str:
    cited = {item.id for item in _supporting(report)}
    return "\n\n".join(_card(item, slug, shown=item.id in cited) for item in report.evidence) or "Nothing was pinned."


def _card(item: Evidence, slug: str, *, shown: bool) -> str:
    when = clock_text(item.t) + " UTC" if item.t is not None else "no time"
    samples = f" of {item.count:,} samples" if item.kind == "metric" else ""
    lines = [
        f'### <a id="{item.label.lower()}"></a>{item.label} {plain(item.title)}',
        f"{plain(item.shown)}, {when}. SHA-256{samples} `{item.sha256}`, cited as `{item.citation}`.",
    ]
    if item.why:
        lines.append(plain(item.why))
    return "\n\n".join(lines if shown else [*lines, _shown(item, slug)])


def _marks(marks: tuple[MarkedLine, ...]) -> str:
    """Lines somebody marked, each with what was written on it."""
    rows = [
        (
            plain(f"{(iso(line.t, 3) or '').replace('T', ' ')}"),
            plain(line.place),
            plain(line.title[:MARK_LETTERS]),
            ", ".join([*([f"label {line.label}"] if line.label else []), *map(plain, line.tags)]),
            plain(line.comment),
        )
        for line in marks[:MARKS]
    ]
    more = f"\n\n{len(marks) - MARKS:,} more are in the case." if len(marks) > MARKS else ""
    return table(("Time", "Place", "Line", "Label, tags", "Comment"), rows) + more


def _sources(report: Report) -> str:
    rows: list[tuple[str, ...]] = []
    for source in report.sources:
        zone = f"{source.zone} ({source.zone_known})"
        rows.append((source.label, plain(source.path), source.reader, zone, f"`{source.object[:16]}`"))
        rows += [("", plain(member.path), "", "", f"`{member.object[:16]}`") for member in source.members]
    return table(("", "Source", "Read as", "Zone", "SHA-256"), rows)
